import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { buildSchema, parse, print } from 'graphql';
import { auditServer } from 'graphql-http';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const ALLOWED_ORIGIN = 'https://app.example.com';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let isHolding = false;
let letGo: () => void = () => undefined;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: async (_vendor, answer) => {
      if (isHolding) await new Promise<void>((resolve) => (letGo = resolve));
      return answer;
    },
  });
  immograph = await startImmograph({ ...vendors.env, ...forgettingReads, CORS_ORIGINS: ALLOWED_ORIGIN });
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

type Sent = Readonly<{
  method?: Dispatcher.HttpMethod;
  path?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | null;
}>;

async function send({ method = 'POST', path = '/graphql', headers = JSON_TYPE, body = null }: Sent) {
  const response = await request(`${immograph.origin}${path}`, { method, headers, body });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') };
}

/** What a client's mistake is answered with: JSON, one code, no data, no stack. */
async function refusalOf(sent: Sent): Promise<Readonly<{ status: number; code: string }>> {
  const { status, headers, text } = await send(sent);
  expect(headers['content-type']).toMatch(/^application\/json/);
  const { errors, data } = JSON.parse(text);
  expect(errors).toHaveLength(1);
  expect(data ?? null).toBeNull();
  expect(text).not.toMatch(/stack|node_modules|\.[jt]s:\d/);
  return { status, code: errors[0].extensions.code };
}

const posting = (body: unknown): Sent => ({ body: JSON.stringify(body) });
const getting = (query: string, more = ''): Sent => ({
  method: 'GET',
  path: `/graphql?query=${encodeURIComponent(query)}${more}`,
  headers: {},
});
const createRequest = `mutation { createBuyerRequest(input: { agencyId: "771", contactId: "1", userId: "1", offerType: BUY,
  countryCode: "FR", clientMutationId: "by-get" }) { buyerRequest { requestId } } }`;

describe('a request that cannot be', () => {
  it.each<[string, Sent, number, string]>([
    ['whose body is not JSON', { body: '{' }, 400, 'BAD_USER_INPUT'],
    ['whose body is empty', { body: '' }, 400, 'BAD_USER_INPUT'],
    ['whose body is null', posting(null), 400, 'BAD_USER_INPUT'],
    ['whose body is a number', posting(5), 400, 'BAD_USER_INPUT'],
    ['whose body is text', posting('{ viewer { clientId } }'), 400, 'BAD_USER_INPUT'],
    ['whose body is an empty object', posting({}), 400, 'BAD_USER_INPUT'],
    ['that is a batch', posting([{ query: '{ viewer { clientId } }' }]), 400, 'BAD_USER_INPUT'],
    ['whose body names __proto__', { body: '{"query":"{viewer{clientId}}","__proto__":{}}' }, 400, 'BAD_USER_INPUT'],
    ['whose query is a number', posting({ query: 5 }), 400, 'BAD_USER_INPUT'],
    ['whose query is empty', posting({ query: '' }), 400, 'BAD_USER_INPUT'],
    ['whose variables are text', posting({ query: '{ viewer { clientId } }', variables: '{}' }), 400, 'BAD_USER_INPUT'],
    [
      'whose variables are a list',
      posting({ query: '{ viewer { clientId } }', variables: [1] }),
      400,
      'BAD_USER_INPUT',
    ],
    ['whose extensions are text', posting({ query: '{ viewer { clientId } }', extensions: '' }), 400, 'BAD_USER_INPUT'],
    [
      'whose operationName is a number',
      posting({ query: '{ viewer { clientId } }', operationName: 5 }),
      400,
      'BAD_USER_INPUT',
    ],
    ['that is plain text', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'that is a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=%7Bviewer%7D' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'that is multipart',
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['that does not say what it is', { headers: {}, body: '{}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'of more than 128 kB',
      posting({ query: `{ viewer { clientId } } #${' '.repeat(128 * 1024)}` }),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['that does not parse', posting({ query: '{' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['that nests without end', posting({ query: '{a'.repeat(20_000) }), 400, 'QUERY_TOO_COMPLEX'],
    ['for a field that is not there', posting({ query: '{ nothing }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with an argument of another type',
      posting({ query: '{ adverts(first: "ten") { totalCount } }' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'for a day that is none',
      posting({
        query: '{ advert(flxId: "a") { valuation(provider: DIMEX, date: "2026-02-30") { value { amount } } } }',
      }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['that subscribes', posting({ query: 'subscription { adverts }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'whose fragments go round in a circle',
      posting({ query: '{ viewer { ...A } } fragment A on Viewer { ...A }' }),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'that lacks a variable',
      posting({ query: 'query ($id: ID!) { advert(flxId: $id) { flxId } }' }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'whose variable is no address',
      posting({ query: 'query ($url: URL!) { advertByUrl(url: $url) { flxId } }', variables: { url: 'nowhere' } }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'whose variable is no member of the enum',
      posting({
        query: 'query ($p: ValuationProvider!) { advert(flxId: "a") { valuationQuote(provider: $p) { isReady } } }',
        variables: { p: 'OTHER' },
      }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'that names an operation that is not there',
      posting({ query: 'query A { viewer { clientId } }', operationName: 'B' }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'that does not say which of two operations',
      posting({ query: 'query A { viewer { clientId } } query B { viewer { clientId } }' }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'of a persisted query that nobody sent',
      posting({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'whose hash is another query’s',
      posting({
        query: '{ viewer { clientId } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
      }),
      400,
      'BAD_USER_INPUT',
    ],
    [
      'of a persisted query of another kind',
      posting({ extensions: { persistedQuery: { version: 2, sha256Hash: 5 } } }),
      400,
      'BAD_USER_INPUT',
    ],
    ['by GET without a query', { method: 'GET', headers: {} }, 400, 'BAD_USER_INPUT'],
    ['by GET whose variables are no JSON', getting('{ viewer { clientId } }', '&variables={'), 400, 'BAD_USER_INPUT'],
    [
      'by GET from a browser’s address bar',
      { method: 'GET', headers: { accept: 'text/html,*/*;q=0.8' } },
      400,
      'BAD_USER_INPUT',
    ],
    ['by GET that mutates', getting(createRequest), 405, 'BAD_USER_INPUT'],
    [
      'by GET that the page of another site sends',
      { ...getting('{ viewer { clientId } }'), headers: { 'sec-fetch-site': 'cross-site' } },
      403,
      'FORBIDDEN',
    ],
    ['by PUT', { method: 'PUT', body: '{}' }, 405, 'BAD_USER_INPUT'],
    ['by DELETE', { method: 'DELETE' }, 405, 'BAD_USER_INPUT'],
    ['to an unknown path', { path: '/nothing', body: '{}' }, 404, 'BAD_USER_INPUT'],
    ['to a path that is none', { method: 'GET', path: '/%zz', headers: {} }, 400, 'BAD_USER_INPUT'],
  ])('%s is refused in JSON with a code', async (_what, sent, status, code) => {
    expect(await refusalOf(sent)).toEqual({ status, code });
  });

  it.each<[string, string, object, string]>([
    ['an argument', 'query ($first: Int) { adverts(first: $first) { totalCount } }', { first: null }, 'adverts'],
    ['a directive', 'query ($is: Boolean = true) { viewer { clientId @include(if: $is) } }', { is: null }, 'viewer'],
  ])('because a variable leaves %s empty is the client’s mistake', async (_what, query, variables, field) => {
    const { errors } = await immograph.ask(query, { variables: { ...variables } });

    expect(errors).toEqual([expect.objectContaining({ path: [field], extensions: { code: 'BAD_USER_INPUT' } })]);
  });

  it('leaves nothing of all this in the log but operations', () => {
    expect(immograph.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('a representation that a router sends', () => {
  const query = 'query ($all: [_Any!]!) { _entities(representations: $all) { __typename ... on Advert { flxId } } }';

  it.each<[string, unknown]>([
    ['names no type', { flxId: 'x' }],
    ['names a type that is none', { __typename: 'Nothing' }],
    ['names a type without a key', { __typename: 'Money', amount: 1 }],
    ['names the query', { __typename: 'Query' }],
    ['lacks its key', { __typename: 'Advert' }],
    ['has an object for a key', { __typename: 'Advert', flxId: {} }],
    ['lacks half of its key', { __typename: 'BuyerRequest', agencyId: '771' }],
    [
      'has an unknown enum value in its key',
      { __typename: 'ZoneStatistics', inseeCode: '75111', propertyClass: 'TENT', offerType: 'BUY' },
    ],
    ['is text', 'Advert'],
    ['is null within a list', [null]],
  ])('and that %s fails alone', async (_what, representation) => {
    const good = { __typename: 'Advert', flxId: walkAdvertFlxId };
    const { data, errors } = await immograph.ask(query, { variables: { all: [good, representation, good] } });

    expect(data._entities).toEqual([good, null, good]);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 1],
        extensions: { argument: 'representations', code: 'BAD_USER_INPUT' },
      }),
    ]);
  });

  it('may write an id as a number', async () => {
    const all = [{ __typename: 'Agency', id: 771 }];

    expect((await immograph.ask(query, { variables: { all } })).data).toEqual({
      _entities: [{ __typename: 'Agency' }],
    });
  });
});

describe('a query by GET', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['without further headers', {}],
    ['with the header that asks for a preflight', { 'apollo-require-preflight': '1', 'sec-fetch-site': 'cross-site' }],
    ['from a page of this origin', { 'sec-fetch-site': 'same-origin' }],
  ])('%s is answered', async (_what, headers) => {
    const { status, text } = await send({
      ...getting('query ($n: Boolean!) { viewer { clientId @include(if: $n) } }', '&variables={"n":true}'),
      headers,
    });

    expect([status, JSON.parse(text)]).toEqual([
      200,
      { data: { viewer: { clientId: 'local' } }, extensions: { upstreams: {} } },
    ]);
  });

  it('has nothing billed', async () => {
    vendors.forget();
    const query = `{ advert(flxId: "${walkAdvertFlxId}") { title valuation(provider: DIMEX) { value { amount } } } }`;
    const { errors, data } = JSON.parse((await send(getting(query))).text);

    expect(data.advert).toEqual({ title: expect.any(String), valuation: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['advert', 'valuation'],
        extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
      }),
    ]);
    expect(vendors.calls('dimex', 'hed-fr-con')).toEqual([]);
  });

  it('writes nothing', async () => {
    vendors.forget();
    await send(getting(createRequest));

    expect(vendors.events).toEqual([]);
  });
});

describe('a persisted query', () => {
  it('is sent once and asked for by its hash from then on', async () => {
    const query = '{ viewer { clientId } }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    await send(posting({ query, extensions }));
    const { text } = await send(posting({ extensions }));

    expect(JSON.parse(text)).toMatchObject({ data: { viewer: { clientId: 'local' } } });
  });
});

describe('an answer', () => {
  it.each(['text/html', 'image/png', '*/*', 'application/json'])('is JSON to who accepts %s', async (accept) => {
    const { status, headers } = await send({
      ...posting({ query: '{ viewer { clientId } }' }),
      headers: { ...JSON_TYPE, accept },
    });

    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  });

  it('is of GraphQL’s own media type to who asks for it', async () => {
    const accept = 'application/graphql-response+json';
    const { headers } = await send({
      ...posting({ query: '{ viewer { clientId } }' }),
      headers: { ...JSON_TYPE, accept },
    });

    expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });

  it.each(['/graphql', '/schema.graphql', '/healthz', '/nothing'])(
    'at %s bears the headers that keep browsers safe',
    async (path) => {
      const { headers } = await send({ method: 'GET', path, headers: {} });

      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.any(String),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('is compressed for who takes it', async () => {
    const plain = await send({ method: 'GET', path: '/schema.graphql', headers: {} });
    const packed = await send({ method: 'GET', path: '/schema.graphql', headers: { 'accept-encoding': 'gzip' } });
    const asked = await send({
      ...posting({ query: '{ adverts(first: 50) { nodes { title description } } }' }),
      headers: { ...JSON_TYPE, 'accept-encoding': 'br' },
    });

    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).toString('utf8')).toBe(plain.text);
    expect(asked.headers['content-encoding']).toBe('br');
  });
});

describe('other origins', () => {
  const preflight = (origin: string): Sent => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,authorization',
    },
  });

  it('that are listed may ask and read', async () => {
    const asked = await send(preflight(ALLOWED_ORIGIN));
    const answered = await send({
      ...posting({ query: '{ viewer { clientId } }' }),
      headers: { ...JSON_TYPE, origin: ALLOWED_ORIGIN },
    });

    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': ALLOWED_ORIGIN,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type,authorization',
    });
    expect(answered.headers['access-control-allow-origin']).toBe(ALLOWED_ORIGIN);
    expect(answered.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each(['https://evil.example', 'https://app.example.com.evil.example', 'http://app.example.com', 'null'])(
    'that are not, such as %s, may not',
    async (origin) => {
      const asked = await send(preflight(origin));
      const answered = await send({
        ...posting({ query: '{ viewer { clientId } }' }),
        headers: { ...JSON_TYPE, origin },
      });

      expect(asked.headers['access-control-allow-origin']).not.toBe(origin);
      expect(answered.headers['access-control-allow-origin']).not.toBe(origin);
    },
  );

  it('are told nothing where none is listed', async () => {
    const closed = await startImmograph();
    try {
      const response = await request(`${closed.origin}/graphql`, {
        method: 'OPTIONS',
        headers: preflight('https://a.example').headers ?? {},
      });
      await response.body.dump();

      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    } finally {
      await closed.stop();
    }
  });
});

describe('a request id', () => {
  const ofAdvert = `{ advert(flxId: "${walkAdvertFlxId}") { title } }`;

  it('comes back, and goes to the upstreams along with the trace', async () => {
    vendors.forget();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = await immograph.ask(ofAdvert, { headers: { 'x-request-id': 'order-7:a.b', traceparent } });

    expect(headers['x-request-id']).toBe('order-7:a.b');
    expect(vendors.calls('fluximmo')[0]?.headers).toMatchObject({ 'x-request-id': 'order-7:a.b', traceparent });
    expect(immograph.logs.at(-1)).toContain('"requestId":"order-7:a.b"');
  });

  it.each(['', 'a b', 'x'.repeat(101), 'id"},{"level":60'])(
    'that could forge a log line, "%s", is replaced',
    async (id) => {
      vendors.forget();
      const { headers } = await immograph.ask(ofAdvert, { headers: { 'x-request-id': id, traceparent: 'nonsense' } });

      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(vendors.calls('fluximmo')[0]?.headers['x-request-id']).toBe(headers['x-request-id']);
      expect(vendors.calls('fluximmo')[0]?.headers).not.toHaveProperty('traceparent');
    },
  );
});

describe('the header immograph-deadline-ms', () => {
  it('leaves less time than the server would', async () => {
    isHolding = true;
    const { data, errors } = await immograph.ask(
      `{ viewer { clientId } advert(flxId: "${walkAdvertFlxId}") { title } }`,
      {
        headers: { 'immograph-deadline-ms': '50' },
      },
    );
    isHolding = false;
    letGo();

    expect(data).toEqual({ viewer: { clientId: 'local' }, advert: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['advert'],
        extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'fluximmo', retryable: true },
      }),
    ]);
  });

  it('does not leave more', async () => {
    const { errors } = await immograph.ask(`{ advert(flxId: "${walkAdvertFlxId}") { title } }`, {
      headers: { 'immograph-deadline-ms': '999999999' },
    });

    expect(errors).toBeUndefined();
  });

  it.each(['soon', '-1', '1e9', '1.5', '', '9999999999', '100, 200'])('of "%s" is turned down', async (value) => {
    const { status, data, errors } = await immograph.ask(`{ advert(flxId: "${walkAdvertFlxId}") { title } }`, {
      headers: { 'immograph-deadline-ms': value },
    });

    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toEqual([
      {
        message: expect.stringContaining('immograph-deadline-ms'),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

describe('health', () => {
  it.each([
    ['/healthz', { status: 'alive' }],
    ['/readyz', { status: 'ready' }],
  ])('%s says how this process is', async (path, body) => {
    const { status, headers, text } = await send({ method: 'GET', path, headers: {} });

    expect([status, JSON.parse(text)]).toEqual([200, body]);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('GET /schema.graphql', () => {
  it('stands on its own and composes with another subgraph', async () => {
    const { text, headers } = await send({ method: 'GET', path: '/schema.graphql', headers: {} });
    const favourites = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Query { favourites: [Favourite!]! }
      type Favourite { note: String advert: Advert }
      type Advert @key(fields: "flxId", resolvable: false) { flxId: ID! }`;
    const composed = composeServices([
      { name: 'immograph', typeDefs: parse(text), url: 'http://immograph' },
      { name: 'favourites', typeDefs: parse(favourites), url: 'http://favourites' },
    ]);

    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(buildSchema(text).getType('Advert')).toBeDefined();
    expect(composed.errors).toBeUndefined();
    expect(composed.supergraphSdl).toContain('type Favourite');
  });

  it.each([
    ['adverts:read', 'Advert', 'AdvertConnection', 'AdvertEdge', 'Property', 'PropertyConnection', 'PropertyEdge'],
    ['adverts:read', 'ZoneStatistics'],
    ['valuations:read', 'DimexValuation', 'PriceHubbleValuation', 'ValuationQuote', 'ValuationComparison'],
    ['requests:read', 'BuyerRequest', 'BuyerRequestConnection', 'BuyerRequestEdge', 'Crossing', 'CrossingConnection'],
    ['requests:read', 'AgencyProperty', 'CrossingMatch', 'CrossingEdge'],
    ['requests:read', 'BuyerRequestMatch', 'BuyerRequestMatchConnection', 'BuyerRequestMatchEdge', 'AdvertMatch'],
  ])('tells a router that %s guards %s and its like', async (scope, ...types) => {
    const { text } = await send({ method: 'GET', path: '/schema.graphql', headers: {} });
    const schema = buildSchema(text);

    for (const type of types) {
      const directives = schema.getType(type)?.astNode?.directives?.map((directive) => print(directive));
      expect(directives).toContain(`@requiresScopes(scopes: [["${scope}"]])`);
    }
  });
});

describe('GraphQL over HTTP', () => {
  it('is followed in all that its 61 audits demand and advise', async () => {
    const audits = await auditServer({ url: `${immograph.origin}/graphql` });

    expect(audits).toHaveLength(61);
    expect(audits.filter(({ status }) => status !== 'ok').map(({ name, status }) => [status, name])).toEqual([]);
  });
});

describe('the log', () => {
  it('has one line for each operation, with its name, duration and calls, and nothing of what was asked or answered', async () => {
    const before = immograph.logs.length;
    await immograph.ask('query ReadAdvert($secret: ID!) { advert(flxId: $secret) { title } }', {
      variables: { secret: walkAdvertFlxId },
    });
    const lines = immograph.logs.slice(before);

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 30,
      time: expect.any(Number),
      msg: 'operation',
      requestId: expect.any(String),
      clientId: 'local',
      operation: 'ReadAdvert',
      kind: 'query',
      durationMs: expect.any(Number),
      upstreamCalls: 1,
      upstreams: { fluximmo: { calls: 1, cacheHits: 0 } },
      errorCodes: {},
    });
  });

  it('counts the codes of what failed', async () => {
    await immograph.ask('query Fails { a: adverts(first: -1) { totalCount } b: adverts(first: -2) { totalCount } }');

    expect(JSON.parse(immograph.logs.at(-1) ?? '')).toMatchObject({
      operation: 'Fails',
      errorCodes: { BAD_USER_INPUT: 2 },
    });
  });
});
