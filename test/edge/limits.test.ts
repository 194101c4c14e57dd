import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import { documentLimits } from '../../src/edge/document-limits.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { walkQuery } from '../support/walk.js';

let immograph: RunningImmograph;
beforeAll(async () => {
  immograph = await startImmograph();
});
afterAll(() => immograph.stop());

type Asked = Readonly<{ query: string; variables?: Readonly<Record<string, unknown>> }>;
type Sent = Readonly<{ status: number; body: Json; text: string }>;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const times = (count: number, text: string) => Array.from({ length: count }, () => text).join(' ');

async function post(body: unknown): Promise<Sent> {
  const answer = await request(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: JSON.parse(text), text };
}

async function get(query: Readonly<Record<string, string>>): Promise<Sent> {
  const answer = await request(`${immograph.origin}/graphql?${new URLSearchParams(query).toString()}`);
  const text = await answer.body.text();
  return { status: answer.statusCode, body: JSON.parse(text), text };
}

const transports = {
  POST: (asked: Asked) => post(asked),
  GET: ({ query, variables }: Asked) =>
    get({ query, ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }) }),
  'a persisted query': async ({ query, variables }: Asked) => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    // What is refused is not persisted.
    const registered = await post({ query, extensions });
    return codesOf(registered).includes('QUERY_TOO_COMPLEX') ? registered : post({ extensions, variables });
  },
} as const;

/** For each limit, the routes by which a document can come to it: what it looks like with so many. */
const routes: Readonly<Record<string, Readonly<{ max: number; by: Readonly<Record<string, (n: number) => Asked>> }>>> =
  {
    depth: {
      max: 12,
      by: {
        fields: (n) => ({ query: `{ ${nested(n)} }` }),
        'inline fragments': (n) => ({ query: `{ ... { ${nested(n)} } }` }),
        'a fragment': (n) => ({ query: `{ ...F } fragment F on Query { ${nested(n)} }` }),
        'a fragment far down': (n) => ({
          query: `{ property(flxId: "x") { adverts { nodes { ...F } } } } fragment F on Advert { ${nestedAdvert(n - 3)} }`,
        }),
        'nested fragments': (n) => ({
          query: `{ ...F } fragment F on Query { advert(flxId: "x") { ...G } } fragment G on Advert { ${nestedAdvert(n - 1)} }`,
        }),
      },
    },
    lines: {
      max: 4000,
      by: {
        'blank lines': (n) => ({ query: `{ viewer { clientId } }${'\n'.repeat(n - 1)}` }),
        'a comment': (n) => ({ query: `${'\n'.repeat(n - 2)}# last\n{ viewer { clientId } }` }),
        'a text': (n) => ({ query: `{ advert(flxId: """${'\n'.repeat(n - 1)}""") { flxId } }` }),
      },
    },
    aliases: {
      max: 30,
      by: {
        fields: (n) => ({
          query: `{ viewer { ${range(n)
            .map((i) => `a${i}: clientId`)
            .join(' ')} } }`,
        }),
        'a fragment spread often': (n) => ({
          query: `{ viewer { ${times(Math.floor(n / 10), '... { ...F }')} ${range(n % 10)
            .map((i) => `b${i}: clientId`)
            .join(' ')} } } fragment F on Viewer { ${range(10)
            .map((i) => `a${i}: clientId`)
            .join(' ')} }`,
        }),
      },
    },
    rootFields: {
      max: 20,
      by: {
        fields: (n) => ({
          query: `{ ${range(n)
            .map((i) => `a${i}: __typename`)
            .join(' ')} }`,
        }),
        'a fragment': (n) => ({
          query: `{ ...F a: __typename } fragment F on Query { ${range(n - 1)
            .map((i) => `b${i}: __typename`)
            .join(' ')} }`,
        }),
        'inline fragments': (n) => ({
          query: `{ ${range(n)
            .map((i) => `... on Query { a${i}: __typename }`)
            .join(' ')} }`,
        }),
      },
    },
    directives: {
      max: 50,
      by: {
        fields: (n) => ({
          query: `{ viewer { ${range(n)
            .map((i) => `${['clientId', 'scopes', 'agencyIds', '__typename'][i % 4] ?? ''} @skip(if: false)`)
            .join(' ')} } }`,
        }),
        'inline fragments': (n) => ({
          query: `{ ${range(6)
            .map(
              (i) =>
                `a${i}: viewer { ${times(i < 5 ? 10 : n - 50, '... @include(if: true) { clientId }')} id: clientId }`,
            )
            .join(' ')} }`,
        }),
        'a fragment spread often': (n) => ({
          query: `{ ${range(5)
            .map((i) => `a${i}: viewer { ...F }`)
            .join(
              ' ',
            )} b: viewer { ${times(n - 50, 'scopes @skip(if: true)')} clientId } } fragment F on Viewer { ${times(
            10,
            'clientId @skip(if: false)',
          )} }`,
        }),
        'the operation and its variables': (n) => ({
          query: `query ($flag: Boolean! = true) { a: viewer { ${times(20, 'clientId @include(if: $flag)')} }
          b: viewer { ${times(20, 'clientId @include(if: $flag)')} } c: viewer { ${times(
            n - 40,
            'clientId @include(if: $flag)',
          )} } }`,
        }),
      },
    },
    sameResponseName: {
      max: 20,
      by: {
        fields: (n) => ({ query: `{ viewer { ${times(n, 'clientId')} } }` }),
        aliases: (n) => ({ query: `{ viewer { ${times(n, 'a: clientId')} } }` }),
        'inline fragments': (n) => ({ query: `{ viewer { ${times(n, '... { clientId }')} } }` }),
        'a fragment spread often': (n) => ({
          query: `{ viewer { ${times(n, '...F')} } } fragment F on Viewer { clientId }`,
        }),
        'nested fragments': (n) => ({
          query: `{ viewer { ...F clientId } } fragment F on Viewer { ${times(n - 1, '...G')} } fragment G on Viewer { clientId }`,
        }),
      },
    },
    operations: {
      max: 10,
      by: {
        operations: (n) => ({
          query: range(n)
            .map((i) => `query Q${i} { __typename }`)
            .join(' '),
        }),
      },
    },
    first: {
      max: 500,
      by: {
        'an argument': (n) => ({ query: `{ adverts(first: ${n}) { __typename } }` }),
        'a variable': (n) => ({
          query: 'query ($n: Int!) { adverts(first: $n) { __typename } }',
          variables: { n },
        }),
        'a default': (n) => ({ query: `query ($n: Int! = ${n}) { adverts(first: $n) { __typename } }` }),
        'a fragment': (n) => ({
          query: `{ ...F } fragment F on Query { adverts(first: ${n}) { __typename } }`,
        }),
      },
    },
    inputList: {
      max: 500,
      by: {
        'a literal': (n) => ({ query: `{ nodes(ids: [${times(n, '1')}]) { id } }` }),
        'a variable': (n) => ({
          query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
          variables: { ids: range(n).map(String) },
        }),
        'a default': (n) => ({ query: `query ($ids: [ID!]! = [${times(n, '1')}]) { nodes(ids: $ids) { id } }` }),
      },
    },
  };

/** `advert { property { adverts { nodes { property … } } } }`, so many fields deep, the leaf among them. */
function nested(levels: number): string {
  return `advert(flxId: "x") { ${nestedAdvert(levels - 1)} }`;
}

function nestedAdvert(levels: number): string {
  return levels <= 1 ? 'flxId' : `property { ${nestedProperty(levels - 1)} }`;
}

function nestedProperty(levels: number): string {
  if (levels <= 1) return 'flxId';
  if (levels === 2) return 'location { city }';
  return `adverts(first: 1) { nodes { ${levels === 2 ? 'flxId' : nestedAdvert(levels - 2)} } }`;
}

const cases = Object.entries(routes).flatMap(([limit, { max, by }]) =>
  Object.entries(by).flatMap(([route, asking]) =>
    Object.keys(transports).map((transport) => ({ limit, max, route, asking, transport })),
  ),
);

describe('a limit', () => {
  it.each(cases)('of $max $limit is kept by $route over $transport', async ({ limit, max, asking, transport }) => {
    const send = transports[transport as keyof typeof transports];
    const within = await send({ ...asking(max) });
    const beyond = await send(asking(max + 1));

    expect(codesOf(within)).not.toContain('QUERY_TOO_COMPLEX');
    expect(codesOf(within)).not.toContain('GRAPHQL_VALIDATION_FAILED');
    expect(beyond).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', limit, max } }] },
    });
    expect(beyond.body).not.toHaveProperty('data');
  });

  it('of 1000 tokens stops the reading of a document, whatever it says', async () => {
    const documentOf = (tokens: number) => `{ ${times(tokens - 2, 'x')} }`;

    expect((await post({ query: documentOf(1000) })).body.errors[0].extensions.limit).not.toBe('tokens');
    const { status, body } = await post({ query: documentOf(1001) });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [
        {
          message: 'This asks for more than 1000 tokens in a document.',
          extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'tokens', max: 1000 },
        },
      ],
    });
  });

  it('of 20 levels in the variables is kept', async () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

    expect(codesOf(await post({ query, variables: { ids: nest(20) } }))).toEqual(['BAD_USER_INPUT']);
    for (const levels of [21, 3000]) {
      expect((await post({ query, variables: { ids: nest(levels) } })).body.errors).toEqual([
        expect.objectContaining({ extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'variableDepth', max: 20 } }),
      ]);
    }
  });

  it('of 5000 fields is kept by fragments that multiply', async () => {
    const fragments = range(6).map(
      (i) => `fragment F${i} on Property {
        a${i}: similarProperties(first: 1) { ...F${i + 1} } b${i}: similarProperties(first: 1) { ...F${i + 1} }
        c${i}: similarProperties(first: 1) { ...F${i + 1} } d${i}: similarProperties(first: 1) { ...F${i + 1} } }`,
    );
    const query = `{ property(flxId: "x") { ...F0 } } ${fragments.join(' ')} fragment F6 on Property { flxId }`;

    expect((await post({ query })).body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
  });

  it('lets the introspection of tools pass, and the walk', async () => {
    const introspection = await post({
      query: getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }),
    });
    const walk = await post({ query: walkQuery, variables: { flxId: walkAdvertFlxId } });

    expect([introspection.status, introspection.body.errors]).toEqual([200, undefined]);
    expect([walk.status, walk.body.errors]).toEqual([200, undefined]);
  });
});

it('tells of its limits in docs/limits.md, number by number', async () => {
  const text = await readFile('docs/limits.md', 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` +\| ([\d,]+) +\|/gm)].map(([, name = '', most = '']) => [
    name,
    Number(most.replaceAll(',', '')),
  ]);

  expect(Object.fromEntries(rows)).toEqual({ ...documentLimits, objects: 50_000 });
});

describe('the answer to an operation that is refused', () => {
  it.each([
    [
      'many unknown fields',
      `{ ${range(300)
        .map((i) => `unknown${i}`)
        .join(' ')} }`,
    ],
    ['many directives', `{ __typename ${times(60, '@skip')} }`],
    ['a long name', `{ ${'x'.repeat(100_000)} }`],
    [
      'long names',
      `{ ${range(50)
        .map((i) => `${'y'.repeat(2_000)}${i}`)
        .join(' ')} }`,
    ],
    ['a long text', `{ advert(flxId: """${'z\n'.repeat(40_000)}""", nothing: 1) { flxId } }`],
    [
      'conflicts',
      `{ viewer { ${range(20)
        .map((i) => `a: ${i % 2 ? 'clientId' : 'scopes'}`)
        .join(' ')} } }`,
    ],
    [
      'variables that are not used',
      `query (${range(100)
        .map((i) => `$v${i}: Int`)
        .join(' ')}) { __typename }`,
    ],
  ])('is short: %s', async (_what, query) => {
    const { status, body, text } = await post({ query });

    expect(status).toBe(400);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(body.errors.length).toBeLessThanOrEqual(10);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024 + 200);
    expect(codesOf({ status, body, text })).not.toContain('INTERNAL_SERVER_ERROR');
  });

  it('keeps an error for each field that failed where it was executed', async () => {
    const asked = range(15).map((i) => `a${i}: adverts(first: -1) { totalCount }`);
    const { body } = await post({ query: `{ ${asked.join(' ')} }` });

    expect(body.errors).toHaveLength(15);
  });
});

function codesOf({ body }: Sent): readonly string[] {
  return (body.errors ?? []).map(({ extensions }: Json) => extensions.code);
}
