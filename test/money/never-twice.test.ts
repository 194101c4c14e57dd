import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import type { Store } from '../../src/store/store.js';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { deploy } from './deployment.js';
import type { Deployment } from './deployment.js';
import { SPEND } from './described-home.js';
import { runRounds } from './rounds.js';
import { expectSettledBooks } from './settled-books.js';
import { createRandom, reportCounts, sizeOf } from './sizes.js';

const ROUNDS = sizeOf('MONEY_ROUNDS', 10);
const KILLS = sizeOf('MONEY_KILLS', 2);
const SEED = sizeOf('MONEY_SEED', Math.floor(Math.random() * 1e9));

let dimex: BillingDimex;
let deployment: Deployment;
let store: Store;
const since = new Date();

beforeAll(async () => {
  dimex = await startBillingDimex();
  deployment = await deploy(2, { ...dimex.env, CLAIM_LEASE_MS: '1000' });
  store = await createEmbeddedStore({ directory: deployment.dataDir });
});
afterAll(async () => {
  await store.close();
  await deployment.close();
  await dimex.close();
});

it(
  `has no estimation billed twice but what was lost, over ${ROUNDS} rounds of fifty and ${KILLS} kills`,
  async () => {
    const outcome = await runRounds(deployment, dimex, { rounds: ROUNDS, kills: KILLS, random: createRandom(SEED) });

    expect({ seed: SEED, ...outcome }).toEqual({
      seed: SEED,
      asks: ROUNDS * 50,
      unanswered: 0,
      disagreements: 0,
      killed: KILLS,
    });
    const reckoning = await expectSettledBooks({ store, dimex, since, ask: () => deployment.ask(`{ ${SPEND} }`) });
    const { faults: _none, ...counts } = reckoning;
    reportCounts('never twice, embedded store', { seed: SEED, rounds: ROUNDS, ...outcome, ...counts });
  },
  60_000 + ROUNDS * 1_000 + KILLS * 10_000,
);
