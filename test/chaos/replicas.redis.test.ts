import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sandboxCredentials } from '../../src/sandbox/sandbox.js';
import { deploy } from '../money/deployment.js';
import type { Deployment } from '../money/deployment.js';
import { valuationOf } from '../money/described-home.js';
import { sizeOf } from '../money/sizes.js';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { reportFigures } from './measured.js';

const CAP = sizeOf('CHAOS_CAP', 20);
const KILLS = sizeOf('CHAOS_KILLS', 2);
const ASKS = 50;
const [agencyId] = sandboxCredentials.apimo.agencyIds;
const requests = `{ agency(id: "${agencyId}") { buyerRequests(first: 300) { totalCount nodes { requestId } } } }`;

describe('two replicas on one Redis', () => {
  let redis: RedisServer;
  let vendors: FaultySandbox;
  let dimex: BillingDimex;
  let replicas: Deployment;

  beforeAll(async () => {
    [redis, vendors, dimex] = await Promise.all([startRedisServer(), startFaultySandbox(), startBillingDimex()]);
    replicas = await deploy(2, {
      ...vendors.env,
      ...dimex.env,
      REDIS_URL: redis.url,
      SPEND_CAP_ESTIMATIONS_PER_DAY: String(CAP),
      // Only the cap is to stand in anybody's way, on however slow a machine.
      REQUEST_DEADLINE_MS: '60000',
      OVERLOAD_MIN_IN_FLIGHT: '1000',
      CLAIM_LEASE_MS: '1000',
    });
  }, 60_000);
  afterAll(async () => {
    await replicas.close();
    await dimex.close();
    await vendors.close();
    await redis.close();
  });

  const lists = () =>
    vendors.proxies.apimo.calls.filter(
      ({ endpoint, path }) => endpoint === `GET /agencies/${agencyId}/requests` && !path.includes('timestamp='),
    ).length;

  it('sync an agency once, and both answer with all of it', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, server) => replicas.ask(requests, { server })));

    expect(new Set(answers.map(({ data, errors }) => JSON.stringify([data, errors]))).size).toBe(1);
    expect(answers[0]?.errors).toBeUndefined();
    expect(answers[0]?.data.agency.buyerRequests.totalCount).toBeGreaterThan(0);
    reportFigures('replicas, sync', { asks: answers.length, lists: lists() });
    expect(lists()).toBe(1);
  });

  it('have the same valuation billed once', async () => {
    const query = `{ ${valuationOf(1)} }`;
    const answers = await Promise.all(Array.from({ length: ASKS }, (_, server) => replicas.ask(query, { server })));

    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(new Set(answers.map(({ data }) => data.valuation.value.amount)).size).toBe(1);
    reportFigures('replicas, one bill', { asks: ASKS, billed: dimex.bill.length });
    expect(dimex.bill).toHaveLength(1);
  });

  it(
    `lose nothing of what was bought to a kill of either, ${KILLS} times`,
    async () => {
      const before = await replicas.ask(requests, { server: 0 });
      const listed = lists();
      for (let kill = 0; kill < KILLS; kill += 1) {
        const victim = kill % 2;
        const query = `{ ${valuationOf(100 + kill)} }`;
        const bought = await replicas.ask(query, { server: victim });
        const billed = dimex.bill.length;
        await replicas.killAndRestart(victim);
        for (const server of [0, 1]) {
          expect((await replicas.ask(query, { server })).data).toEqual(bought.data);
          expect((await replicas.ask(requests, { server })).data).toEqual(before.data);
        }
        expect(dimex.bill).toHaveLength(billed);
      }
      reportFigures('replicas, kills', { kills: KILLS, billed: dimex.bill.length, listsAnew: lists() - listed });
      expect(lists()).toBe(listed);
    },
    20_000 + KILLS * 15_000,
  );

  it('keep to a cap exactly, under ten times as many requests of both', async () => {
    const asks = 10 * CAP;
    const answers = await Promise.all(
      Array.from({ length: asks }, (_, index) => replicas.ask(`{ ${valuationOf(1_000 + index)} }`, { server: index })),
    );
    const refused = answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'SPEND_LIMIT_EXCEEDED');
    reportFigures('replicas, cap', { cap: CAP, asks, billed: dimex.bill.length, refused: refused.length });

    expect(dimex.bill).toHaveLength(CAP);
    const valued = answers.filter(({ data }) => data.valuation !== null);
    expect(refused.length + valued.length).toBe(asks);
  });
});
