import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
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

describe('an estimation that is under way', () => {
  let dataDir: string;
  let immograph: RunningImmograph;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'immograph-paid-'));
    immograph = await startImmograph({ ...dimex.env, DATA_DIR: dataDir });
  });
  afterEach(async () => {
    release();
    await immograph.stop();
    rmSync(dataDir, { recursive: true });
  });
  const query = `{ ${valuationOf(1)} ${SPEND} }`;

  it('is kept for the next ask where its client has left', async () => {
    const billed = dimex.billed(1);
    const client = new AbortController();
    const left = request(`${immograph.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await billed;
    client.abort();
    await expect(left).rejects.toThrow();
    release();
    const { data, errors } = await immograph.ask(query);

    expect(errors).toBeUndefined();
    expect(data.valuation.value.amount).toEqual(expect.any(Number));
    const again = await immograph.ask(query);
    expect(again.data.valuation).toEqual(data.valuation);
    expect(again.extensions['upstreams'].dimex).toEqual({ calls: 0, cacheHits: 1, billedEstimations: 0, priceEur: 0 });
    expect(again.data.viewer.spend).toEqual({ used: 1, unresolved: 0 });
    expect(dimex.bill).toHaveLength(1);
  });

  it('is kept for the next ask where its operation ran out of time', async () => {
    await immograph.ask(query, DRY);
    const billed = dimex.billed(1);
    const late = await immograph.ask(query, QUICKLY);

    expect(late.data.valuation).toBeNull();
    expect(late.errors?.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'UPSTREAM_TIMEOUT', upstream: 'dimex', retryable: true }),
    ]);
    await billed;
    release();
    const { data, errors } = await immograph.ask(query);
    expect(errors).toBeUndefined();
    expect(data.valuation.value.amount).toEqual(expect.any(Number));
    expect(data.viewer.spend).toEqual({ used: 1, unresolved: 0 });
    expect(dimex.bill).toHaveLength(1);
  });

  it('is not begun for an operation that has no time left, and is billed to the one that has', async () => {
    release();
    await immograph.ask(query, DRY);
    const late = await immograph.ask(query, { headers: { 'immograph-deadline-ms': '0' } });
    const { errors, extensions } = await immograph.ask(query);

    expect(late.data.valuation).toBeNull();
    expect(late.errors?.map((error) => error.extensions)).toContainEqual(
      expect.objectContaining({ code: 'UPSTREAM_TIMEOUT', upstream: 'dimex', retryable: true }),
    );
    expect(errors).toBeUndefined();
    expect(extensions['upstreams'].dimex).toMatchObject({ billedEstimations: 1, priceEur: 0.2 });
    expect(reckon(dimex.bill, await readEntriesIn(dataDir, since))).toMatchObject({ billed: 1, spent: 1, reserved: 0 });
  });

  it('is quoted while it is under way, without waiting: it may yet be lost', async () => {
    const billed = dimex.billed(1);
    const asked = immograph.ask(query);
    await billed;
    const { data, errors, extensions } = await immograph.ask(query, DRY);
    release();

    expect(errors).toBeUndefined();
    expect(data.valuation).toBeNull();
    expect(extensions['quote']).toEqual({ dimex: { billedEstimations: 1, priceEur: 0.2 } });
    expect((await asked).errors).toBeUndefined();
    expect((await immograph.ask(query, DRY)).data.valuation).toEqual((await asked).data.valuation);
  });

  it('is waited for by whoever asks for the same, and billed once', async () => {
    const billed = dimex.billed(1);
    const asks = Array.from({ length: 30 }, () => immograph.ask(query));
    await billed;
    release();
    const answers = await Promise.all(asks);

    expect(new Set(answers.map(({ data }) => data.valuation.value.amount)).size).toBe(1);
    expect(dimex.bill).toHaveLength(1);
    const told = answers.map(({ extensions }) => (extensions['upstreams'].dimex?.billedEstimations ?? 0) as number);
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(1);
  });

  it('counts as spent and unresolved where its answer is lost, and is made anew for who asks again', async () => {
    dimex.behave(() => ({ kind: 'LOSE' }));
    const lost = await immograph.ask(query);
    dimex.behave(() => ({ kind: 'ANSWER' }));
    const again = await immograph.ask(query);

    expect(lost.errors?.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', retryable: true }),
    ]);
    expect((await immograph.ask(`{ ${SPEND} }`)).data.viewer.spend).toEqual({ used: 2, unresolved: 1 });
    expect(again.errors).toBeUndefined();
    expect(dimex.bill).toHaveLength(2);
    expect(reckon(dimex.bill, await readEntriesIn(dataDir, since))).toMatchObject({
      spent: 1,
      unresolved: 1,
      unresolvedAndBilled: 1,
      faults: [],
    });
  });

  it.each([400, 403, 429] as const)('leaves the ledger where Dimex turns it down with %d', async (status) => {
    dimex.behave(() => ({ kind: 'REFUSE', status }));
    const { data, errors } = await immograph.ask(query);

    expect(data.valuation).toBeNull();
    expect(errors).toHaveLength(1);
    expect((await immograph.ask(`{ ${SPEND} }`)).data.viewer.spend).toEqual({ used: 0, unresolved: 0 });
    expect(await readEntriesIn(dataDir, since)).toEqual([]);
  });
});

describe('with CACHE=off', () => {
  let dataDir: string;
  let immograph: RunningImmograph;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'immograph-paid-'));
    immograph = await startImmograph({ ...dimex.env, DATA_DIR: dataDir, CACHE: 'off' });
    release();
  });
  afterEach(async () => {
    await immograph.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('every ask is billed anew, and every one is counted', async () => {
    const query = `{ ${valuationOf(1)} }`;
    const answers = [await immograph.ask(query), ...(await Promise.all([immograph.ask(query), immograph.ask(query)]))];

    for (const { errors, extensions } of answers) {
      expect(errors).toBeUndefined();
      expect(extensions['upstreams'].dimex).toMatchObject({ cacheHits: 0, billedEstimations: 1, priceEur: 0.2 });
    }
    expect(dimex.bill).toHaveLength(3);
    expect((await immograph.ask(`{ ${SPEND} }`)).data.viewer.spend).toEqual({ used: 3, unresolved: 0 });
    const entries = await readEntriesIn(dataDir, since);
    expect(entries.map(({ line }) => line.state)).toEqual(['SPENT', 'SPENT', 'SPENT']);
    expect(new Set(entries.map(({ line }) => line.reference))).toEqual(
      new Set(dimex.bill.map(({ externalId }) => externalId)),
    );
  });

  it('within one operation the same is still billed once', async () => {
    await immograph.ask(`{ a: ${valuationOf(1)} b: ${valuationOf(1)} }`);

    expect(dimex.bill).toHaveLength(1);
  });
});
