import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { deploy } from './deployment.js';
import type { Deployment } from './deployment.js';
import { SPEND, valuationOf } from './described-home.js';
import { readEntriesIn, reckon } from './reckoning.js';

const since = new Date();
const QUICKLY = { headers: { 'immograph-deadline-ms': '300' } };
/** Has Dimex name its model, so that an estimation that is short of time is still sent. */
const DRY = { headers: { 'immograph-dry-run': '1' } };
let dimex: BillingDimex;
/** Lets Dimex answer what it holds back. */
let release: () => void;

beforeEach(async () => {
  dimex = await startBillingDimex();
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  dimex.behave(() => ({ kind: 'ANSWER', until }));
});
afterEach(() => dimex.close());

describe('a process that is stopped while an estimation is under way', () => {
  let deployment: Deployment;
  afterEach(() => deployment.close());

  /** Dimex has it on its bill, and its client has gone without. */
  async function askInVain(): Promise<void> {
    const query = `{ ${valuationOf(1)} }`;
    await deployment.ask(query, DRY);
    const billed = dimex.billed(1);
    const { data } = await deployment.ask(query, QUICKLY);
    expect(data.valuation).toBeNull();
    await billed;
  }

  it('waits for it though nobody listens any more, keeps it, and exits 0', async () => {
    deployment = await deploy(1, dimex.env);
    await askInVain();

    const [stopping] = deployment.processes();
    const origin = (await stopping?.origin()) ?? '';
    process.kill(stopping?.pid ?? 0, 'SIGTERM');
    await refusesWork(origin);
    release();

    expect(await stopping?.ended).toBe(0);
    expect(reckon(dimex.bill, await readEntriesIn(deployment.dataDir, since))).toMatchObject({
      billed: 1,
      spent: 1,
      unresolved: 0,
      reserved: 0,
      faults: [],
    });
  });

  it('marks it unresolved where Dimex does not answer before its patience ends', async () => {
    deployment = await deploy(1, { ...dimex.env, REQUEST_DEADLINE_MS: '300' });
    await askInVain();
    const [stopping] = deployment.processes();
    process.kill(stopping?.pid ?? 0, 'SIGTERM');

    expect(await stopping?.ended).toBe(0);
    expect(reckon(dimex.bill, await readEntriesIn(deployment.dataDir, since))).toMatchObject({
      billed: 1,
      spent: 0,
      unresolved: 1,
      reserved: 0,
      faults: [],
    });
  });
});

describe('two processes on one store', () => {
  let deployment: Deployment;
  const query = `{ ${valuationOf(1)} }`;
  beforeEach(async () => {
    deployment = await deploy(2, { ...dimex.env, CLAIM_LEASE_MS: '1000' });
  });
  afterEach(() => deployment.close());

  it('wait for what the other has under way, and pay once', async () => {
    const billed = dimex.billed(1);
    const first = deployment.ask(query, { server: 0 });
    await billed;
    const second = deployment.ask(query, { server: 1 });
    release();
    const [payer, other] = await Promise.all([first, second]);

    expect(other.errors).toBeUndefined();
    expect(other.data).toEqual(payer.data);
    expect(payer.extensions['upstreams'].dimex).toMatchObject({ billedEstimations: 1, priceEur: 0.2 });
    expect(other.extensions['upstreams'].dimex).toMatchObject({ cacheHits: 1, billedEstimations: 0, priceEur: 0 });
    expect(dimex.bill).toHaveLength(1);
  });

  it('tell who waits that the other died, and have it made anew only for who asks again', async () => {
    const billed = dimex.billed(1);
    const killed = deployment.ask(query, { server: 0 });
    await billed;
    const waiting = deployment.ask(query, { server: 1 });
    const restarted = deployment.killAndRestart(0);
    await expect(killed).rejects.toThrow();
    const { data, errors } = await waiting;

    expect(data.valuation).toBeNull();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'UPSTREAM_TIMEOUT', upstream: 'dimex', retryable: true }),
    ]);
    expect((await deployment.ask(`{ ${SPEND} }`, { server: 1 })).data.viewer.spend).toEqual({ used: 1, unresolved: 1 });
    expect(dimex.bill).toHaveLength(1);
    release();
    expect((await deployment.ask(query, { server: 1 })).errors).toBeUndefined();
    expect(dimex.bill).toHaveLength(2);
    await restarted;
  });
});

/** Resolves when a server that is stopping is not ready any more. */
async function refusesWork(origin: string): Promise<void> {
  for (;;) {
    const status = await request(`${origin}/readyz`).then(
      async ({ statusCode, body }) => {
        await body.dump();
        return statusCode;
      },
      () => 503,
    );
    if (status === 503) return;
    await pause(10);
  }
}
