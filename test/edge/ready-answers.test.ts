import { readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { readMetrics } from '../support/exposition.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let clients: ClientsFile;
let running: RunningImmograph[];
/** For tests that leave nothing behind in it. */
let empty: RunningImmograph;
let isDead: boolean;

const marketScopes = ['adverts:read', 'valuations:read'] as const;

beforeAll(async () => {
  clients = writeClientsFile([
    { id: 'one', scopes: marketScopes },
    { id: 'other', scopes: marketScopes, agencyIds: ['771'] },
    { id: 'all', scopes, agencyIds: ['771'] },
    { id: 'poor', scopes: marketScopes, pointsPerMinute: 6 },
    { id: 'narrow', scopes: marketScopes, pointsPerMinute: 1 },
  ]);
  vendors = await startRecordedSandbox({
    answer: (vendor, answer) => (vendor === 'fluximmo' && isDead ? { status: 503, body: '{}' } : answer),
  });
  empty = await startImmograph({ ...vendors.env });
});
beforeEach(() => {
  isDead = false;
  running = [];
  vendors.forget();
});
afterEach(() => Promise.all(running.map((each) => each.stop())));
afterAll(async () => {
  await empty.stop();
  await vendors.close();
  clients.remove();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningImmograph> {
  const immograph = await startImmograph({ ...vendors.env, ...env });
  running.push(immograph);
  return immograph;
}

type Got = Readonly<{ status: number; headers: Readonly<Record<string, Json>>; bytes: Buffer }>;

async function post(immograph: RunningImmograph, body: string, headers = {}): Promise<Got> {
  return read(`${immograph.origin}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body });
}

async function get(immograph: RunningImmograph, query: string, headers = {}): Promise<Got> {
  const search = new URLSearchParams({ query });
  return read(`${immograph.origin}/graphql?${search.toString()}`, { headers });
}

async function read(url: string, options: NonNullable<Parameters<typeof request>[1]>): Promise<Got> {
  const answer = await request(url, options);
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes };
}

const json = { 'content-type': 'application/json' };
const bodyOf = (query: string, more = {}): string => JSON.stringify({ query, ...more });
const parsed = ({ bytes }: Got): Json => JSON.parse(bytes.toString());
const dataOf = ({ bytes }: Got): string => bytes.toString().split(',"extensions":')[0] ?? '';

/** How often an answer was given from what is kept. */
async function hitsOf({ origin }: RunningImmograph, headers = {}): Promise<number> {
  return (await readMetrics(origin, headers)).valueOf('immograph_answer_reads_total', { outcome: 'HIT' });
}

const TITLE = `{ advert(flxId: "${walkAdvertFlxId}") { title fetchedAt isStale } }`;
const PAGE = `query Page($first: Int! = 5) { adverts(first: $first) { nodes { flxId title price { amount }
  property { title } zoneStatistics { median fetchedAt } } totalCount }
  advert(flxId: "${walkAdvertFlxId}") { title valuation(provider: PRICEHUBBLE) { value { amount } computedAt } } }`;

describe('an answer that all of the same rights share', () => {
  it('is given again to the byte, without a call, and says that all of it was remembered', async () => {
    const immograph = await start();
    const first = await post(immograph, bodyOf(PAGE));
    const calls = vendors.events.length;
    const again = [await post(immograph, bodyOf(PAGE)), await post(immograph, bodyOf(PAGE))];

    expect(parsed(first).errors).toBeUndefined();
    for (const each of again) {
      expect(each.status).toBe(200);
      expect(dataOf(each)).toBe(dataOf(first));
    }
    expect(vendors.events).toHaveLength(calls);
    expect(await hitsOf(immograph)).toBe(2);
    const { upstreams } = parsed(again.at(-1) ?? first).extensions;
    expect(upstreams.fluximmo.calls).toBe(0);
    expect(upstreams.pricehubble).toEqual({ calls: 0, cacheHits: 1, billedEstimations: 0, priceEur: 0 });
  });

  it('is told as the same answer is where its records alone are remembered', async () => {
    const [byBytes, byRecords] = [await start(), await start({ CACHE_ANSWERS_MAX_BYTES: '0' })];
    for (const immograph of [byBytes, byRecords]) await post(immograph, bodyOf(PAGE));
    const kept = parsed(await post(byBytes, bodyOf(PAGE)));
    const { extensions } = parsed(await post(byRecords, bodyOf(PAGE)));

    expect(kept.extensions).toEqual(extensions);
    expect([await hitsOf(byBytes), await hitsOf(byRecords)]).toEqual([1, 0]);
  });

  it('has the headers of the first but for what is each answer’s own', async () => {
    const immograph = await start({ CLIENTS_FILE: clients.path });
    const headersOf = async () => {
      const { headers } = await post(immograph, bodyOf(TITLE), { ...clients.as('one'), 'x-request-id': 'mine' });
      const { date: _date, 'content-length': _length, ...others } = headers;
      return others;
    };
    const [first, second, third] = [await headersOf(), await headersOf(), await headersOf()];

    expect(first).toMatchObject({ 'x-request-id': 'mine', 'cache-control': 'no-store', 'ratelimit-limit': '5000' });
    const left = (headers: Json) => Number(headers['ratelimit-remaining']);
    expect([left(second), left(third)]).toEqual([left(first) - 1, left(first) - 2]);
    const same = { ...first, 'ratelimit-remaining': expect.any(String), 'ratelimit-reset': expect.any(String) };
    expect([second, third]).toEqual([same, same]);
  });

  it('is another client’s with the same scopes, whatever its agencies, and nobody’s with others', async () => {
    const immograph = await start({ CLIENTS_FILE: clients.path });
    const ask = async (id: string) => parsed(await post(immograph, bodyOf(PAGE), clients.as(id)));
    const first = await ask('one');
    const calls = vendors.events.length;
    expect((await ask('other')).data).toEqual(first.data);
    expect(await hitsOf(immograph, clients.as('all'))).toBe(1);
    await ask('all');

    expect(await hitsOf(immograph, clients.as('all'))).toBe(1);
    expect(vendors.events).toHaveLength(calls);
  });

  it('is no longer for a client that lost its scopes, or its key, once the file of clients says so', async () => {
    const own = writeClientsFile([{ id: 'one', scopes: marketScopes }]);
    const immograph = await start({ CLIENTS_FILE: own.path });
    const ask = () => post(immograph, bodyOf(TITLE), own.as('one'));
    const answers = [await ask(), await ask(), await ask()];
    expect(new Set(answers.map(dataOf)).size).toBe(1);

    const { clients: entries } = JSON.parse(readFileSync(own.path, 'utf8'));
    writeFileSync(own.path, JSON.stringify({ clients: [{ ...entries[0], scopes: [] }] }));
    let latest = await ask();
    while (parsed(latest).errors === undefined) latest = await ask();
    expect(parsed(latest)).toMatchObject({ data: { advert: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    writeFileSync(own.path, JSON.stringify({ clients: [] }));
    while (latest.status === 200) latest = await ask();
    expect(latest.status).toBe(401);
    own.remove();
  });

  it('is not for who shows no key, or an unknown one', async () => {
    const immograph = await start({ CLIENTS_FILE: clients.path });
    for (let times = 0; times < 3; times += 1) await post(immograph, bodyOf(TITLE), clients.as('one'));
    const anonymous = await post(immograph, bodyOf(TITLE));
    const unknown = await post(immograph, bodyOf(TITLE), { authorization: 'Bearer key-of-nobody' });

    expect([anonymous.status, unknown.status]).toEqual([401, 401]);
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip, deflate', gunzipSync],
  ])('is packed once for all who accept %s', async (encoding, unpack) => {
    const immograph = await start();
    const plain = await post(immograph, bodyOf(PAGE));
    const packed = [];
    for (let times = 0; times < 3; times += 1) {
      packed.push(await post(immograph, bodyOf(PAGE), { 'accept-encoding': encoding }));
    }

    for (const each of packed) {
      expect(each.headers).toMatchObject({
        'content-encoding': encoding.split(',')[0],
        vary: expect.stringContaining('accept-encoding'),
        'content-length': String(each.bytes.length),
      });
      expect(unpack(each.bytes).toString().split(',"extensions":')[0]).toBe(dataOf(plain));
    }
    expect(await hitsOf(immograph)).toBe(3);
  });

  it('is packed on its way for a client that has more to say of that', async () => {
    const immograph = await start();
    await post(immograph, bodyOf(PAGE));
    const packed = await post(immograph, bodyOf(PAGE), { 'accept-encoding': 'gzip;q=0.5' });
    const unpacked = await post(immograph, bodyOf(PAGE), { 'accept-encoding': 'br;q=0' });

    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString()).toBe(unpacked.bytes.toString());
    expect(await hitsOf(immograph)).toBe(2);
  });

  it('is of the media type that was asked for', async () => {
    const immograph = await start();
    const accept = { accept: 'application/graphql-response+json' };
    const types = [];
    for (const headers of [{}, accept, {}, accept]) {
      types.push((await post(immograph, bodyOf(TITLE), headers)).headers['content-type']);
    }

    expect(types[1]).toContain('application/graphql-response+json');
    expect(types[0]).toContain('application/json');
    expect(types.slice(2)).toEqual(types.slice(0, 2));
    expect(await hitsOf(immograph)).toBe(2);
  });

  it('costs a client a point, and is refused to one that has none left', async () => {
    const immograph = await start({ CLIENTS_FILE: clients.path });
    const body = bodyOf(TITLE);
    await post(immograph, body, clients.as('one'));
    const answers: Got[] = [];
    for (let times = 0; times < 7; times += 1) answers.push(await post(immograph, body, clients.as('poor')));
    const last = await post(immograph, body, clients.as('poor'));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect([last.status, parsed(last).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
  });

  it('is refused to a client whose points never allow the operation', async () => {
    const immograph = await start({ CLIENTS_FILE: clients.path });
    const body = bodyOf(PAGE);
    await post(immograph, body, clients.as('one'));
    const { status, bytes } = await post(immograph, body, clients.as('narrow'));

    expect([status, JSON.parse(bytes.toString()).errors[0].extensions]).toMatchObject([400, { limit: 'points' }]);
  });

  it('is told in the log and the metrics as all others are', async () => {
    const immograph = await start({ LOG_LEVEL: 'info' });
    for (let times = 0; times < 3; times += 1) await post(immograph, bodyOf(PAGE), { 'x-request-id': `ask-${times}` });
    const lines = immograph.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'operation');
    const metrics = await readMetrics(immograph.origin);

    expect(lines.map(({ requestId, operation, kind }) => [requestId, operation, kind])).toEqual(
      [0, 1, 2].map((times) => [`ask-${times}`, 'Page', 'query']),
    );
    expect(lines[2]).toMatchObject({ clientId: 'local', upstreamCalls: 0, errorCodes: {} });
    expect(Object.keys(lines[2]).sort()).toEqual(Object.keys(lines[0]).sort());
    expect(metrics.valueOf('immograph_graphql_operations_total', { type: 'query', code: 'OK' })).toBe(3);
    expect(metrics.valueOf('immograph_http_responses_total', { route: '/graphql', status: '200' })).toBe(3);
    expect(metrics.valueOf('immograph_answer_reads_total', { outcome: 'MISS' })).toBe(1);
    expect(metrics.valueOf('immograph_answers_bytes')).toBeGreaterThan(0);
  });

  it('is kept no longer than the freshest-limited of what it was made of', async () => {
    const immograph = await start({ CACHE_ADVERTS: '400ms 400ms 400ms' });
    const first = parsed(await post(immograph, bodyOf(TITLE)));
    const asked = vendors.calls('fluximmo').length;
    let latest = first;
    while (vendors.calls('fluximmo').length === asked) {
      latest = parsed(await post(immograph, bodyOf(TITLE)));
      const isFirst = latest.data.advert.fetchedAt === first.data.advert.fetchedAt;
      expect(isFirst).toBe(vendors.calls('fluximmo').length === asked);
    }

    expect(Date.parse(latest.data.advert.fetchedAt) - Date.parse(first.data.advert.fetchedAt)).toBeGreaterThanOrEqual(
      400,
    );
  });
});

describe('over GET', () => {
  it('a client may keep such an answer for as long as it holds here, and is told when it has it already', async () => {
    const immograph = await start();
    const first = await get(immograph, TITLE);
    const again = await get(immograph, TITLE, { 'if-none-match': '"another"' });
    const held = await get(immograph, TITLE, { 'if-none-match': `"another", ${first.headers['etag']}` });

    const maxAge = (got: Got) => Number(/^private, max-age=(\d+)$/.exec(got.headers['cache-control'])?.[1]);
    expect(maxAge(first)).toBeGreaterThan(200);
    expect(maxAge(again)).toBeLessThanOrEqual(maxAge(first));
    expect(maxAge(first)).toBeLessThanOrEqual(300);
    expect(first.headers['etag']).toMatch(/^W\/"[\w-]{43}"$/);
    expect([again.status, again.headers['etag'], dataOf(again)]).toEqual([200, first.headers['etag'], dataOf(first)]);
    expect([held.status, held.bytes.length, held.headers['etag']]).toEqual([304, 0, first.headers['etag']]);
    for (const name of ['authorization', 'accept', 'accept-encoding', 'immograph-cost', 'immograph-dry-run']) {
      for (const { headers } of [first, again, held]) expect(headers['vary'].split(', ')).toContain(name);
    }
  });

  it('holds for no longer than its freshest-limited part', async () => {
    const immograph = await start({ CACHE_SEARCHES: '20s 1m 1h' });
    await get(immograph, TITLE);
    const { headers } = await get(
      immograph,
      `{ advert(flxId: "${walkAdvertFlxId}") { title } adverts { totalCount } }`,
    );

    expect(Number(/max-age=(\d+)/.exec(headers['cache-control'])?.[1])).toBeLessThanOrEqual(20);
  });

  it('an answer that was made anew and is the same is not sent again', async () => {
    const [one, other] = [await start(), await start()];
    const query = `{ advert(flxId: "${walkAdvertFlxId}") { title } }`;
    const { headers } = await get(one, query);
    const { status } = await get(other, query, { 'if-none-match': headers['etag'] });

    expect([status, await hitsOf(other)]).toEqual([304, 0]);
  });

  it.each([
    ['of the client', '{ viewer { clientId } }'],
    ['of an agency', '{ agency(id: "771") { buyerRequestsSyncedAt } }'],
    [
      'of an error',
      '{ advert(flxId: "adv_1") { valuation(provider: PRICEHUBBLE, date: "1900-01-01") { provider } } nope }',
    ],
    ['of what may be billed', `{ advert(flxId: "${walkAdvertFlxId}") { valuation(provider: DIMEX) { provider } } }`],
    ['of the schema', '{ __schema { queryType { name } } }'],
  ])('an answer that tells %s is kept nowhere', async (_what, query) => {
    for (let times = 0; times < 2; times += 1) {
      const { headers } = await get(empty, query);
      expect([headers['cache-control'], headers['etag']]).toEqual(['no-store', undefined]);
    }
    expect(await hitsOf(empty)).toBe(0);
  });

  it('a POST gets neither a tag nor 304', async () => {
    const immograph = await start();
    const { headers } = await get(immograph, TITLE);
    await post(immograph, bodyOf(TITLE));
    const answer = await post(immograph, bodyOf(TITLE), { 'if-none-match': headers['etag'] });

    expect(await hitsOf(immograph)).toBe(1);
    expect([answer.status, answer.headers['cache-control'], answer.headers['etag']]).toEqual([
      200,
      'no-store',
      undefined,
    ]);
  });
});

describe('nothing is kept', () => {
  const ADVERT = `advert(flxId: "${walkAdvertFlxId}")`;

  const rows: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
    ['of a person', `{ ${ADVERT} { title contactInCharge { email } } }`],
    [
      'of a person, though it is not selected this time',
      `query ($is: Boolean = false) { ${ADVERT} { title contactInCharge @include(if: $is) { email } } }`,
    ],
    ['of an agency', '{ agency(id: "771") { id } }'],
    ['of whom the caller may see', `{ ${ADVERT} { title matchSummary { atLeast60 } } }`],
    ['of a node', '{ node(id: "x") { id } }'],
    ['of an entity', '{ _entities(representations: [{ __typename: "Advert", flxId: "x" }]) { __typename } }'],
    ['of who asks', `{ viewer { scopes } ${ADVERT} { title } }`],
    ['of what is left to spend', '{ viewer { spend { remaining } } }'],
    ['of a valuation that is billed', `{ ${ADVERT} { valuation(provider: DIMEX) { provider } } }`],
    [
      'of one that is billed elsewhere',
      `{ ${ADVERT} { valuation(provider: PRICEHUBBLE) { provider } } }`,
      { PRICEHUBBLE_PRICE_EUR: '0.1' },
    ],
    [
      'of a provider that a variable names',
      `query ($of: ValuationProvider! = DIMEX) { ${ADVERT} { valuation(provider: $of) { provider } } }`,
    ],
    ['of a price', `{ ${ADVERT} { valuationQuote(provider: PRICEHUBBLE) { billedEstimations } } }`],
    ['of two providers', `{ ${ADVERT} { valuationComparison { priceHubble { provider } } } }`],
    [
      'of valuations that may be had the next time',
      '{ valuationBatch(provider: PRICEHUBBLE, subjects: [{}]) { rejectedCount } }',
    ],
    ['of the schema', '{ __type(name: "Query") { name } }'],
    ['where nothing is asked of anybody', '{ __typename }'],
    ['of an error', '{ advert(flxId: "") { title } adverts(first: 501) { totalCount } }'],
    ['where answers are not to be kept', TITLE, { CACHE_ANSWERS_MAX_BYTES: '0' }],
    ['where nothing is remembered', TITLE, { CACHE: 'off' }],
    ['where nothing is fresh for a moment', TITLE, { CACHE_ADVERTS: '0s 0s 0s' }],
    ['of what is stale', TITLE, { CACHE_ADVERTS: '0s 1h 1h' }],
  ];
  it.each(rows.map(([what, query, env = null]) => [what, query, env] as const))('%s', async (_what, query, env) => {
    const immograph = env === null ? empty : await start(env);
    for (let times = 0; times < 3; times += 1) await post(immograph, bodyOf(query));

    expect(await hitsOf(immograph)).toBe(0);
    expect((await readMetrics(immograph.origin)).valueOf('immograph_answers_bytes')).toBe(0);
  });

  it('of what stands in for an answer that cannot be had', async () => {
    const immograph = await start({ CACHE_ADVERTS: '0s 0s 1h', RETRY_TIMES: '0' });
    await post(immograph, bodyOf(TITLE));
    isDead = true;
    const { advert } = parsed(await post(immograph, bodyOf(TITLE))).data;
    isDead = false;

    expect(advert.isStale).toBe(true);
    expect(parsed(await post(immograph, bodyOf(TITLE))).data.advert.isStale).toBe(false);
  });

  it.each([
    ['on a dry run', { 'immograph-dry-run': '1' }],
    ['where the client asks what it cost', { 'immograph-cost': '1' }],
  ])('%s, and nothing that is kept is answered', async (_what, headers) => {
    const immograph = await start();
    await post(immograph, bodyOf(TITLE), headers);
    await post(immograph, bodyOf(TITLE));
    await post(immograph, bodyOf(TITLE));
    const { extensions } = parsed(await post(immograph, bodyOf(TITLE), headers));

    expect(await hitsOf(immograph)).toBe(1);
    expect(Object.keys(extensions)).toContain('immograph-cost' in headers ? 'cost' : 'quote');
  });

  it('of a mutation', async () => {
    const immograph = await start();
    const create = `mutation { createBuyerRequest(input: { agencyId: "771", contactId: "1", userId: "3896", offerType: BUY, countryCode: "FR", clientMutationId: "m" }) { buyerRequest { id } } }`;
    const [one, other] = [await post(immograph, bodyOf(create)), await post(immograph, bodyOf(create))];

    expect([one.status, other.status, await hitsOf(immograph)]).toEqual([200, 200, 0]);
  });

  it('in the place of having a query persisted', async () => {
    const immograph = await start();
    const { createHash } = await import('node:crypto');
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(TITLE).digest('hex') } };
    const unknown = parsed(await post(immograph, JSON.stringify({ extensions })));
    for (let times = 0; times < 2; times += 1) await post(immograph, bodyOf(TITLE, { extensions }));
    const byHash = [];
    for (let times = 0; times < 3; times += 1) byHash.push(await post(immograph, JSON.stringify({ extensions })));

    expect(unknown.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(new Set(byHash.map(dataOf)).size).toBe(1);
    expect(await hitsOf(immograph)).toBe(2);
  });
});
