import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { writeClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

type Answer = Readonly<{ status: number; type: string; text: string; json: Json }>;
type Ask = (
  sent: Readonly<{ method?: Dispatcher.HttpMethod; path?: string; type?: string; body?: string }>,
) => Promise<Answer>;
type Check = Readonly<{ name: string; isFound: (ask: Ask) => Promise<boolean> }>;

const times = (count: number, text: string) => Array.from({ length: count }, () => text).join(' ');
const getting = (query: string) => `/graphql?${new URLSearchParams({ query }).toString()}`;
const posting = (query: string) => ({ body: JSON.stringify({ query, operationName: 'cop' }) });
const isTypenameTold = ({ json }: Answer) => json?.data?.__typename !== undefined;

/** What graphql-cop looks for, each by its own request: `isFound` where the tool would report it. */
const checks: readonly Check[] = [
  {
    name: 'alias overloading',
    isFound: async (ask) => {
      const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}: __typename`).join(' ');
      return (await ask(posting(`query cop { ${aliases} }`))).json?.data?.alias100 !== undefined;
    },
  },
  {
    name: 'batches of queries',
    isFound: async (ask) => {
      const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
      return Array.isArray((await ask({ body })).json);
    },
  },
  {
    name: 'directive overloading',
    isFound: async (ask) =>
      ((await ask(posting(`query cop { __typename ${times(10, '@aa')} }`))).json?.errors ?? []).length >= 10,
  },
  {
    name: 'introspection in circles',
    isFound: async (ask) => {
      const query =
        'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }';
      return (await ask(posting(query))).json?.data?.__schema?.types !== undefined;
    },
  },
  {
    name: 'duplicated fields',
    isFound: async (ask) => isTypenameTold(await ask(posting(`query cop { ${times(500, '__typename')} }`))),
  },
  {
    name: 'suggestions of fields',
    isFound: async (ask) => {
      const misspelt = ['{ viewr { clientId } }', '{ advrts { x } }', '{ viewer { clientIds } }', '{ __schem { x } }'];
      const answers = await Promise.all(misspelt.map((selection) => ask(posting(`query cop ${selection}`))));
      return answers.some(({ text }) => /did you mean/i.test(text));
    },
  },
  {
    name: 'mutations by GET',
    isFound: async (ask) => isTypenameTold(await ask({ method: 'GET', path: getting('mutation cop { __typename }') })),
  },
  {
    name: 'queries by GET',
    isFound: async (ask) => isTypenameTold(await ask({ method: 'GET', path: getting('query cop { __typename }') })),
  },
  {
    name: 'a page to explore with',
    isFound: async (ask) => {
      const paths = ['/graphiql', '/graphql', '/playground', '/console', '/', '/altair', '/voyager'];
      const answers = await Promise.all(paths.map((path) => ask({ method: 'GET', path })));
      return answers.some(({ type, text }) => type.includes('html') || /graphiql|playground/i.test(text));
    },
  },
  {
    name: 'introspection',
    isFound: async (ask) => {
      const introspection = getIntrospectionQuery().replace('IntrospectionQuery', 'cop');
      const queries = [introspection, 'query cop { __schema { types { name } } }', 'query cop { _service { sdl } }'];
      const answers = await Promise.all([
        ...queries.map((query) => ask(posting(query))),
        ask(posting('query cop { __type(name: "Advert") { name } }')),
      ]);
      const sdl = await ask({ method: 'GET', path: '/schema.graphql' });
      return answers.some(({ json }) => json?.data !== undefined) || sdl.status === 200;
    },
  },
  {
    name: 'queries as a form, which any site can have sent',
    isFound: async (ask) =>
      isTypenameTold(
        await ask({
          type: 'application/x-www-form-urlencoded',
          body: new URLSearchParams({ query: '{ __typename }' }).toString(),
        }),
      ),
  },
  {
    name: 'traces',
    isFound: async (ask) => {
      const { json } = await ask(posting('query cop { __typename }'));
      return json?.errors?.[0]?.extensions?.tracing !== undefined || json?.extensions?.tracing !== undefined;
    },
  },
  {
    name: 'errors that tell how it is built',
    isFound: async (ask) => {
      const answers = await Promise.all([ask(posting('qwerty cop { abc }')), ask({ body: '{' })]);
      return answers.some(({ text }) => /stacktrace|exception|node_modules/i.test(text));
    },
  },
];

const asking =
  (immograph: () => RunningImmograph, headers: Readonly<Record<string, string>> = {}): Ask =>
  async ({ method = 'POST', path = '/graphql', type = 'application/json', body }) => {
    const answer = await request(`${immograph().origin}${path}`, {
      method,
      headers: { ...headers, ...(method === 'POST' ? { 'content-type': type } : {}) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    const contentType = String(answer.headers['content-type']);
    const json = contentType.includes('json') ? JSON.parse(text) : null;
    return { status: answer.statusCode, type: contentType, text, json };
  };

const closed = { INTROSPECTION: 'off', GRAPHIQL: 'off' };

describe('the thirteen checks of graphql-cop', () => {
  let immograph: RunningImmograph;
  let clients: ReturnType<typeof writeClientsFile>;
  beforeAll(async () => {
    clients = writeClientsFile([{ id: 'portal', scopes: ['adverts:read'] }]);
    immograph = await startImmograph({ ...closed, CLIENTS_FILE: clients.path });
  });
  afterAll(async () => {
    await immograph.stop();
    clients.remove();
  });

  it.each(checks)('find nothing as nobody: $name', async ({ isFound }) => {
    expect(await isFound(asking(() => immograph))).toBe(false);
  });
});

describe('to a client that is let in, with introspection and GraphiQL off', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph(closed);
  });
  afterAll(() => immograph.stop());

  it.each(checks.filter(({ name }) => name !== 'queries by GET'))('there is not: $name', async ({ isFound }) => {
    expect(await isFound(asking(() => immograph))).toBe(false);
  });

  it('queries by GET are answered, as GraphQL over HTTP has them, but not to a page of another site', async () => {
    const check = checks.find(({ name }) => name === 'queries by GET');

    expect(await check?.isFound(asking(() => immograph))).toBe(true);
    expect(await check?.isFound(asking(() => immograph, { 'sec-fetch-site': 'cross-site' }))).toBe(false);
  });

  it.each([
    ['a field', '{ advrts { x } }', {}],
    ['an argument', '{ adverts(frist: 1) { totalCount } }', {}],
    ['a type', '{ ... on Advrt { flxId } }', {}],
    ['a member of an enum', '{ advert(flxId: "x") { valuationQuote(provider: DIMX) { isReady } } }', {}],
    [
      'a member of an enum, by a variable',
      'query ($p: ValuationProvider!) { advert(flxId: "x") { valuationQuote(provider: $p) { isReady } } }',
      { p: 'DIMX' },
    ],
    [
      'a field of an input',
      'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }',
      { f: { inseCode: '1' } },
    ],
  ])('no error suggests what is meant by %s', async (_what, query, variables) => {
    const { errors } = await immograph.ask(query, { variables });

    expect(errors?.[0]?.message).toEqual(expect.any(String));
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });
});

describe('where they are on, as they are by default', () => {
  it('the schema is told and GraphiQL is there', async () => {
    const immograph = await startImmograph();
    const ask = asking(() => immograph);
    const told = [
      await ask({ method: 'GET', path: '/schema.graphql' }),
      await ask(posting('query cop { _service { sdl } }')),
      await ask(posting(getIntrospectionQuery().replace('IntrospectionQuery', 'cop'))),
    ];
    const { errors } = await immograph.ask('{ advrts { x } }');
    await immograph.stop();

    expect(told.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(errors?.[0]?.message).toContain('Did you mean "adverts"');
  });
});
