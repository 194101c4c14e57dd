import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { deploy } from './deployment.js';
import type { Deployment } from './deployment.js';
import { SPEND } from './described-home.js';
import { runRounds } from './rounds.js';
import { expectSettledBooks } from './settled-books.js';
import { createRandom, reportCounts, sizeOf } from './sizes.js';

const ROUNDS = sizeOf('MONEY_REDIS_ROUNDS', 6);
const KILLS = sizeOf('MONEY_REDIS_KILLS', 2);
const SEED = sizeOf('MONEY_SEED', Math.floor(Math.random() * 1e9));

let redis: RedisServer;
let store: Store;
let dimex: BillingDimex;
let deployment: Deployment;
const since = new Date();

beforeAll(async () => {
  redis = await startRedisServer();
  store = createRedisStore({ url: redis.url, onError: () => undefined });
  dimex = await startBillingDimex();
  deployment = await deploy(2, { ...dimex.env, CLAIM_LEASE_MS: '1000', REDIS_URL: redis.url });
});
afterAll(async () => {
  await deployment.close();
  await dimex.close();
  await store.close();
  await redis.close();
});

it(
  `has no estimation billed twice but what was lost, over ${ROUNDS} rounds and ${KILLS} kills of a server or of Redis`,
  async () => {
    const killed = { redis: 0, servers: 0 };
    const kill = async (victim: number) => {
      // In turn, Redis first.
      if (killed.redis > killed.servers) {
        killed.servers += 1;
        await deployment.killAndRestart(victim);
      } else {
        killed.redis += 1;
        await redis.kill();
        await redis.restart();
      }
    };
    const random = createRandom(SEED);
    const outcome = await runRounds(deployment, dimex, { rounds: ROUNDS, kills: KILLS, random, kill });

    expect({ seed: SEED, ...outcome }).toEqual({
      seed: SEED,
      asks: ROUNDS * 50,
      unanswered: 0,
      disagreements: 0,
      killed: KILLS,
    });
    const reckoning = await expectSettledBooks({ store, dimex, since, ask: () => deployment.ask(`{ ${SPEND} }`) });
    const { faults: _none, ...counts } = reckoning;
    const kills = { killedRedis: killed.redis, killedServers: killed.servers };
    reportCounts('never twice, Redis', { seed: SEED, rounds: ROUNDS, ...outcome, ...kills, ...counts });
  },
  60_000 + ROUNDS * 1_000 + KILLS * 10_000,
);
