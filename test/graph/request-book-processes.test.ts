import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { until } from '../store/until.js';

const COUNTS = '{ agencies { id buyerRequests { totalCount } } }';
const CREATE = `mutation ($input: CreateBuyerRequestInput!) { createBuyerRequest(input: $input) { buyerRequest { requestId } } }`;
const HUNDRED = `query ($after: String) { adverts(first: 50, after: $after) {
  pageInfo { hasNextPage endCursor }
  nodes { flxId matchingBuyerRequests(first: 5, minScore: 50) {
    totalCount edges { node { score request { agencyId requestId } } }
  } }
} }`;

let vendors: RecordedSandbox;
let dataDir: string;
let running: RunningImmograph[];

beforeAll(async () => {
  vendors = await startRecordedSandbox({ sandbox: unlimited });
});
beforeEach(() => {
  vendors.forget();
  dataDir = mkdtempSync(join(tmpdir(), 'immograph-book-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  rmSync(dataDir, { recursive: true });
});
afterAll(() => vendors.close());

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningImmograph> {
  const started = await startImmograph({ ...vendors.env, DATA_DIR: dataDir, ...env });
  running.push(started);
  return started;
}

const countsOf = async (immograph: RunningImmograph): Promise<readonly number[]> => {
  const { data, errors } = await immograph.ask(COUNTS);
  expect(errors).toBeUndefined();
  return data.agencies.map(({ buyerRequests }: Json) => buyerRequests.totalCount);
};
const timestamps = () =>
  vendors.calls('apimo', 'GET ').map(({ path }) => new URL(path, 'http://apimo').searchParams.get('timestamp'));

describe('processes that share what they know of buyers', () => {
  it('read each agency once, together', async () => {
    const [one, other] = [await start(), await start()];
    const counts = await Promise.all([countsOf(one), countsOf(other), countsOf(one)]);

    expect(new Set(counts.map(String)).size).toBe(1);
    expect(timestamps()).toEqual([null, null]);
  });

  it('show in one what was written through another', async () => {
    const [one, other] = [await start(), await start()];
    const before = await countsOf(one);
    await countsOf(other);
    const input = {
      agencyId: '771',
      contactId: '5155262',
      userId: '7710',
      offerType: 'BUY',
      countryCode: 'FR',
      clientMutationId: 'one',
    };
    const { data, errors } = await one.ask(CREATE, { variables: { input } });
    expect(errors).toBeUndefined();
    const { requestId } = data.createBuyerRequest.buyerRequest;
    const found = await other.ask(`{ buyerRequest(agencyId: "771", requestId: "${requestId}") { requestId } }`);

    expect(found.data.buyerRequest).toEqual({ requestId });
    expect(await countsOf(other)).toEqual([(before[0] ?? 0) + 1, before[1]]);
  });

  it.each(['on', 'off'])('go on after a restart with what is kept and an increment, with CACHE %s', async (CACHE) => {
    const first = await start({ CACHE });
    const before = await countsOf(first);
    await first.stop();
    running = [];
    vendors.forget();
    const again = await start({ CACHE, REQUESTS_MAX_AGE_MS: '1000', APIMO_CALLS_PER_DAY: '1000000' });
    const counts = await countsOf(again);
    await until(() => Promise.resolve(timestamps().length >= 2));

    expect(counts).toEqual(before);
    expect(timestamps()).not.toContain(null);
  });

  it('make no call of Apimo for a hundred adverts with their matches, once they are in step', async () => {
    const immograph = await start();
    await countsOf(immograph);
    vendors.forget();
    const nodes: Json[] = [];
    let after: string | null = null;
    do {
      const answered: Json = await immograph.ask(HUNDRED, { variables: { after } });
      expect(answered.errors).toBeUndefined();
      nodes.push(...answered.data.adverts.nodes);
      after = answered.data.adverts.pageInfo.endCursor;
    } while (nodes.length < 100 && after !== null);

    expect(nodes.length).toBe(100);
    expect(nodes.some(({ matchingBuyerRequests }) => matchingBuyerRequests.totalCount > 0)).toBe(true);
    expect(vendors.calls('apimo')).toEqual([]);
  });

  it('tell whoever runs them of an agency that Apimo does not know', async () => {
    const immograph = await start({ APIMO_AGENCY_IDS: '771,999' });
    const { data, errors } = await immograph.ask('{ agency(id: "999") { buyerRequests(first: 1) { totalCount } } }');

    expect([data.agency, errors]).toEqual([{ buyerRequests: null }, undefined]);
    const told = immograph.logs.map((line) => JSON.parse(line)).filter(({ agencyId }) => agencyId === '999');
    expect(told).toMatchObject([{ level: 40, msg: 'Apimo knows no such agency' }]);
  });

  it('say nothing of who the buyers are in the logs', async () => {
    const immograph = await start({ LOG_LEVEL: 'debug' });
    const { data } = await immograph.ask('{ agency(id: "771") { buyerRequests(first: 500) { nodes { contactId } } } }');
    const contacts: readonly string[] = data.agency.buyerRequests.nodes.map(({ contactId }: Json) => contactId);

    expect(contacts.length).toBeGreaterThan(300);
    expect(immograph.logs.filter((line) => contacts.some((contact) => line.includes(`"${contact}"`)))).toEqual([]);
  });
});
