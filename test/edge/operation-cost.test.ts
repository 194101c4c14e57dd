import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { reportCounts, sizeOf } from '../money/sizes.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, AskOptions, Json, RunningImmograph } from '../support/immograph.js';
import { createRandomDocuments, seededRandom } from '../support/random-document.js';
import type { KnownRecords } from '../support/random-document.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { walkQuery } from '../support/walk.js';

/** More are asked for by hand: `DOCUMENTS=10000`. */
const DOCUMENTS = sizeOf('DOCUMENTS', 60);
const SEED = sizeOf('SEED', 20_261_121);

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
beforeAll(async () => {
  vendors = await startRecordedSandbox({ sandbox: unlimited });
  immograph = await startImmograph({
    ...vendors.env,
    CACHE: 'off',
    MAX_BILLED_PER_OPERATION: '100000',
    MAX_UPSTREAM_CALLS_PER_OPERATION: '100000',
    LOG_LEVEL: 'fatal',
  });
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

const costed = { 'immograph-cost': '1' };
const ask = (query: string, options: AskOptions = {}) =>
  immograph.ask(query, { ...options, headers: { ...costed, ...options.headers } });
const costOf = ({ extensions }: Answered): Json => extensions['cost'];

function spentBy({ extensions }: Answered): Readonly<{ calls: number; billed: number }> {
  const used = Object.values(extensions['upstreams'] as Readonly<Record<string, Json>>);
  return {
    calls: used.reduce((sum: number, { calls }) => sum + Number(calls), 0),
    billed: used.reduce((sum: number, { billedEstimations = 0 }) => sum + Number(billedEstimations), 0),
  };
}

async function knownRecords(): Promise<KnownRecords> {
  const { data } = await ask(`{
    adverts(first: 40) { nodes { id flxId source { url } property { id flxId } } }
    agencies { id buyerRequests(first: 10) { nodes { id requestId } } }
  }`);
  const adverts: readonly Json[] = data.adverts.nodes;
  const agencies: readonly Json[] = data.agencies;
  const requests = agencies.flatMap(({ buyerRequests }) => buyerRequests.nodes as readonly Json[]);
  return {
    adverts: [walkAdvertFlxId, 'nobody', ...adverts.map(({ flxId }) => flxId)],
    advertUrls: adverts.flatMap(({ source }) => (source?.url ? [source.url] : [])),
    properties: ['nobody', ...adverts.flatMap(({ property }) => (property === null ? [] : [property.flxId]))],
    ids: [
      'junk',
      ...[...adverts, ...adverts.flatMap(({ property }) => property ?? []), ...requests].map(({ id }) => id),
    ],
    agencies: agencies.map(({ id }) => id),
    requests: requests.map(({ requestId }) => requestId),
  };
}

describe('the cost of an operation', () => {
  it(`is never estimated below what it is, for ${DOCUMENTS} random documents`, async () => {
    const { body } = await request(`${immograph.origin}/schema.graphql`);
    const schema = buildSchema(await body.text());
    const next = createRandomDocuments(schema, await knownRecords(), seededRandom(SEED));
    const shortfalls: unknown[] = [];
    let [answered, calls, estimatedCalls, billed, estimatedBilled] = [0, 0, 0, 0, 0];
    for (let index = 0; index < DOCUMENTS; index += 1) {
      const query = next();
      const answer = await ask(query);
      const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
      expect({ seed: SEED, index, query, codes }).not.toMatchObject({
        codes: expect.arrayContaining([expect.stringMatching(/^(GRAPHQL_|INTERNAL_)/)]),
      });
      if (answer.data === undefined) continue;
      const { estimate, requested, actual } = costOf(answer);
      const spent = spentBy(answer);
      const isEnough = spent.calls <= estimate.upstreamCalls && spent.billed <= estimate.billedEstimations;
      if (!isEnough) shortfalls.push({ seed: SEED, index, query, estimate, upstreams: answer.extensions['upstreams'] });
      else expect(actual).toBeLessThanOrEqual(requested);
      answered += 1;
      calls += spent.calls;
      estimatedCalls += Number(estimate.upstreamCalls);
      billed += spent.billed;
      estimatedBilled += Number(estimate.billedEstimations);
    }

    expect(shortfalls).toEqual([]);
    expect(answered).toBeGreaterThan(DOCUMENTS * 0.8);
    expect(calls).toBeGreaterThan(DOCUMENTS);
    reportCounts('cost', {
      seed: SEED,
      documents: DOCUMENTS,
      answered,
      calls,
      estimatedCalls,
      billed,
      estimatedBilled,
    });
  }, 3_600_000);

  it('is close to what it is for what people ask', async () => {
    const narrow = await ask(`{ advert(flxId: "${walkAdvertFlxId}") { title } }`);
    const walk = await ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });
    const page = await ask(`{ adverts(first: 100, filter: { isOnline: true, offerTypes: [BUY] }) { nodes {
      title property { title } zoneStatistics { median } valuation(provider: PRICEHUBBLE) { value { amount } }
      matchingBuyerRequests(first: 5) { totalCount } } } }`);

    expect(costOf(narrow)).toMatchObject({ requested: 1, actual: 1, remaining: null, resetAt: null });
    expect(costOf(walk).requested).toBeLessThan(40);
    expect(costOf(page).requested).toBeLessThan(30);
    expect(spentBy(page).calls).toBeGreaterThan(3);
  });

  it('is high where each record of a page has an estimation billed, by whatever way it is asked', async () => {
    const dry = { 'immograph-dry-run': '1' };
    const VALUE = 'valuation(provider: DIMEX) { value { amount } }';
    const inline = await ask(`{ adverts(first: 100) { nodes { ${VALUE} } } }`, { headers: dry });
    const byFragment = await ask(
      `query ($n: Int! = 100, $by: ValuationProvider! = DIMEX) { ...A } fragment A on Query { all: adverts(first: $n) { edges { ...B } } }
       fragment B on AdvertEdge { node { worth: valuation(provider: $by) { value { amount } } } }`,
      { headers: dry },
    );

    expect(costOf(inline).estimate).toMatchObject({ billedEstimations: 100, objects: 100 });
    expect(costOf(byFragment).estimate).toEqual(costOf(inline).estimate);
    expect(costOf(inline).actual).toBeLessThan(15);
  });

  it.each([
    [
      'objects',
      50_000,
      (n: number) => `{ properties(first: 500) { nodes { adverts(first: ${n}) { nodes { flxId } } } } }`,
      100,
    ],
    ['upstreamCalls', 20, (n: number) => `{ adverts(first: ${n}) { nodes { mainAdvert { title } } } }`, 19],
  ] as const)('beyond the limit of %s is refused before anything is called', async (limit, max, queryOf, most) => {
    const limited = await startImmograph({
      ...vendors.env,
      MAX_UPSTREAM_CALLS_PER_OPERATION: limit === 'objects' ? '1000' : '20',
    });
    try {
      const within = await limited.ask(queryOf(most));
      vendors.forget();
      const beyond = await limited.ask(queryOf(most + 1));

      expect([within.status, within.errors]).toEqual([200, undefined]);
      expect(beyond).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', limit, max } }],
      });
      expect(beyond.data).toBeUndefined();
      expect(vendors.calls('fluximmo')).toEqual([]);
    } finally {
      await limited.stop();
    }
  });
});

describe('the points of a client', () => {
  let clients: ClientsFile;
  let guarded: RunningImmograph;
  beforeAll(async () => {
    clients = writeClientsFile([
      { id: 'small', scopes: ['adverts:read'], pointsPerMinute: 10 },
      { id: 'other', scopes: ['adverts:read'], pointsPerMinute: 10 },
      { id: 'usual', scopes: ['adverts:read'] },
    ]);
    guarded = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path, CACHE: 'off' });
  });
  afterAll(async () => {
    await guarded.stop();
    clients.remove();
  });
  const as = (client: string) => ({ headers: { ...clients.as(client), ...costed } });
  const ONE = '{ zoneStatistics(zone: { inseeCode: "75107", propertyClass: FLAT, offerType: BUY }) { median } }';

  it('are told, and what an operation did not need is given back', async () => {
    const first = await guarded.ask(ONE, as('usual'));
    const wide = await guarded.ask('{ adverts(first: 50) { nodes { mainAdvert { flxId } } } }', as('usual'));

    expect(first.headers).toMatchObject({ 'ratelimit-limit': '5000', 'ratelimit-remaining': '4999' });
    expect(Number(first.headers['ratelimit-reset'])).toBeGreaterThan(0);
    expect(costOf(wide)).toMatchObject({ requested: 51, actual: 1, remaining: 4998 });
    expect(Date.parse(costOf(wide).resetAt)).toBeGreaterThan(Date.now());
  });

  it('run out for one client alone, with 429 and the time to wait, and cost no call', async () => {
    const answers: Answered[] = [];
    for (let asked = 0; asked < 12; asked += 1) answers.push(await guarded.ask(ONE, as('small')));
    vendors.forget();
    const refused = await guarded.ask(ONE, as('small'));
    const calls = vendors.calls('fluximmo').length;
    const other = await guarded.ask(ONE, as('other'));

    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(answers[9]?.headers['ratelimit-remaining']).toBe('0');
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/), 'ratelimit-remaining': '0' },
      errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: expect.any(Number) } }],
    });
    expect(refused.data).toBeUndefined();
    expect(calls).toBe(0);
    expect(other.status).toBe(200);
  });

  it('that no minute has are no matter of waiting', async () => {
    const { status, errors } = await guarded.ask(
      '{ adverts(first: 50) { nodes { mainAdvert { title } } } }',
      as('other'),
    );

    expect(status).toBe(400);
    expect(errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX', limit: 'points', max: 10 });
  });

  it('are not asked of the local client', async () => {
    const { headers } = await ask(ONE);

    expect(headers).not.toHaveProperty('ratelimit-limit');
  });
});
