import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { request } from 'undici';
import { withoutSchemaNames } from '../../src/edge/reticence.js';
import { createRandom, reportCounts, sizeOf } from '../money/sizes.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

/** More are made by hand: `GUESSES=20000`. */
const GUESSES = sizeOf('GUESSES', 600);
const SEED = sizeOf('SEED', 7);

let clients: ClientsFile;
let immograph: RunningImmograph;
/** All that the schema calls by a name. */
let names: ReadonlySet<string>;
beforeAll(async () => {
  clients = writeClientsFile([
    { id: 'maker', scopes: ['adverts:read', 'schema:introspect'], pointsPerMinute: 1_000_000 },
    { id: 'portal', scopes: ['adverts:read'], pointsPerMinute: 1_000_000 },
  ]);
  immograph = await startImmograph({ CLIENTS_FILE: clients.path, INTROSPECTION: 'scope', LOG_LEVEL: 'fatal' });
  names = namesIn((await sdlFor('maker')).text);
});
afterAll(async () => {
  await immograph.stop();
  clients.remove();
});

async function sdlFor(client: string | null) {
  const answer = await request(`${immograph.origin}/schema.graphql`, {
    headers: client === null ? {} : clients.as(client),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

async function post(client: string, body: Json) {
  const answer = await request(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...clients.as(client) },
    body: JSON.stringify(body),
  });
  return { status: answer.statusCode, body: (await answer.body.json()) as Json };
}

function namesIn(sdl: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const type of Object.values(buildSchema(sdl).getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    found.add(type.name);
    if (isEnumType(type)) for (const { name } of type.getValues()) found.add(name);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      found.add(field.name);
      if ('args' in field) for (const { name } of field.args) found.add(name);
    }
  }
  // GraphQL's own.
  for (const name of ['ID', 'Int', 'Float', 'String', 'Boolean']) found.delete(name);
  return found;
}

const wordsIn = (text: string): readonly string[] => text.match(/[_A-Za-z]\w*/g) ?? [];

/** The names of the schema in messages that were not in what was sent; words of English count in quotes alone. */
function disclosed(sent: Json, messages: readonly string[]): readonly string[] {
  const written = new Set(wordsIn(JSON.stringify(sent)));
  return messages.flatMap((message) => {
    const quoted = [...message.matchAll(/"([^"]*)"/g)].flatMap(([, text = '']) => wordsIn(text));
    const named = wordsIn(message).filter((word) => /[A-Z_]/.test(word));
    return [...quoted, ...named].filter((word) => names.has(word) && !written.has(word));
  });
}

const telling = [
  ['introspection', { query: getIntrospectionQuery() }],
  ['a type by its name', { query: '{ __type(name: "Advert") { name } }' }],
  ['what a federation router asks for', { query: '{ _service { sdl } }' }],
  [
    'a field below a fragment, under another name',
    { query: '{ ...A } fragment A on Query { a: __schema { b: __typename } }' },
  ],
] as const;

describe('where introspection is by scope', () => {
  it.each(telling)('%s is answered to a client with it alone, whoever asked first', async (_name, body) => {
    const answers = [await post('portal', body), await post('maker', body), await post('portal', body)];

    expect(answers.map(({ status }) => status)).toEqual([403, 200, 403]);
    expect(answers[1]?.body.data).toEqual(expect.any(Object));
    for (const { body: refused } of [answers[0], answers[2]].flatMap((answer) => answer ?? [])) {
      expect(refused.data).toBeUndefined();
      expect(refused.errors).toEqual([
        {
          message: 'To read the schema, a client needs the scope schema:introspect.',
          extensions: { code: 'FORBIDDEN', requiredScopes: [['schema:introspect']] },
        },
      ]);
    }
  });

  it('the whole of the schema is for a client with it, and not for one without or for nobody', async () => {
    const all = [await sdlFor('maker'), await sdlFor('portal'), await sdlFor(null)];

    expect(all.map(({ status }) => status)).toEqual([200, 403, 401]);
    expect(all[0]?.text).toContain('type Advert ');
    expect(all.slice(1).filter(({ text }) => text.includes('Advert'))).toEqual([]);
  });

  it('every other operation is answered to both alike', async () => {
    const body = { query: '{ adverts(first: 2) { nodes { __typename flxId } } }' };

    const [one, other] = [await post('maker', body), await post('portal', body)];

    expect(one.status).toBe(200);
    expect(other.body.data).toEqual(one.body.data);
  });

  it('an unknown id of a document is answered to both alike', async () => {
    const body = { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } };

    const answers = [await post('maker', body), await post('portal', body)];

    expect(answers.map(({ body: told }) => told.errors[0].extensions.code)).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  });

  it('suggestions are for those with it', async () => {
    const body = { query: '{ advrts { x } }' };

    const [one, other] = [await post('maker', body), await post('portal', body)];

    expect(one.body.errors[0].message).toMatch(/ on type "Query"\. Did you mean "adverts"/);
    expect(other.body.errors[0].message).toBe('Cannot query field "advrts".');
  });
});

const mistakes: readonly (readonly [string, string, Json?])[] = [
  ['a field', '{ advert(flxId: "1") { titel } }'],
  ['an argument that there is not', '{ advert(flxId: "1", flxIdd: "2") { title } }'],
  ['an argument that is missing', '{ advert { title } }'],
  ['a selection that is missing', '{ advert(flxId: "1") }'],
  ['a selection of nothing', '{ advert(flxId: "1") { title { x } } }'],
  ['a type that there is not', '{ ... on Advrt { title } }'],
  ['a fragment that fits nowhere', '{ advert(flxId: "1") { ... on Property { flxId } } }'],
  ['a fragment on what has no fields', '{ advert(flxId: "1") { ... on OfferType { x } } }'],
  ['a value of another kind', '{ adverts(first: "two") { totalCount } }'],
  ['a member of an enum', '{ adverts(filter: { offerTypes: [BYU] }) { totalCount } }'],
  ['a field of an input', '{ adverts(filter: { inseCode: "1" }) { totalCount } }'],
  ['an object that is none', '{ adverts(filter: 3) { totalCount } }'],
  ['a field of an input that is missing', '{ zoneStatistics(zone: { }) { median } }'],
  ['a variable in a place that it does not fit', 'query ($a: Int) { advert(flxId: $a) { title } }'],
  ['a variable of a type that is none', 'query ($a: Advrt) { advert(flxId: $a) { title } }'],
  ['a variable of a type that is no input', 'query ($a: Advert) { advert(flxId: $a) { title } }'],
  ['a directive', '{ advert(flxId: "1") @requireScopes { title } }'],
  ['a directive in another place', '{ advert(flxId: "1") @cost(weight: 1) { title } }'],
  ['a variable without a value', 'query ($f: AdvertFilter!) { adverts(filter: $f) { totalCount } }'],
  ['a variable with other fields', 'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }', { f: { x: 1 } }],
  [
    'a variable with another member',
    'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }',
    { f: { offerTypes: ['BYU'] } },
  ],
  ['a variable with another object', 'query ($z: ZoneInput!) { zoneStatistics(zone: $z) { median } }', { z: {} }],
  ['a scalar of ours', '{ advertByUrl(url: "no url") { title } }'],
  ['a scalar of ours, by a variable', 'query ($u: URL!) { advertByUrl(url: $u) { title } }', { u: 'no url' }],
  ['two fields of one name', '{ a: advert(flxId: "1") { title } a: advert(flxId: "2") { title } }'],
  ['a scope that it lacks', '{ buyerRequest(agencyId: "1", requestId: "2") { requestId } }'],
  ['a mutation', 'mutation { creatBuyerRequest { x } }'],
];

describe('to a client that may not see the schema', () => {
  it.each(mistakes)('an error about %s tells no name that it did not write', async (_name, query, variables = {}) => {
    const sent = { query, variables };
    const { body } = await post('portal', sent);
    const messages = (body.errors ?? []).map(({ message }: Json) => String(message));

    expect(messages).not.toEqual([]);
    expect(disclosed(sent, messages)).toEqual([]);
    expect(messages.join()).not.toMatch(/did you mean/i);
  });

  it(`none of ${GUESSES} guesses, nearly right or not, brings a name to light`, async () => {
    const random = createRandom(SEED);
    const oneOf = <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(random() * items.length)];
      if (item === undefined) throw new Error('There is nothing to choose from.');
      return item;
    };
    const known = [...names];
    const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_');
    const guess = () => {
      const name = oneOf(known);
      const at = Math.floor(random() * name.length);
      switch (Math.floor(random() * 5)) {
        case 0:
          return `${name.slice(0, at)}${oneOf(letters)}${name.slice(at)}`;
        case 1:
          return `${name.slice(0, at)}${oneOf(letters)}${name.slice(at + 1)}`;
        case 2:
          return name.length < 2 ? `${name}s` : `${name.slice(0, at)}${name.slice(at + 1)}`.replace(/^\d*$/, 'x');
        case 3:
          return Array.from({ length: 2 + Math.floor(random() * 9) }, () => oneOf(letters)).join('');
        default:
          return name;
      }
    };
    const forms: readonly ((word: () => string) => Json)[] = [
      (word) => ({ query: `{ ${word()} ${word()} { ${word()} } }` }),
      (word) => ({ query: `{ advert(flxId: "1") { ${word()} ${word()} { ${word()} } ${word()}(${word()}: 1) } }` }),
      (word) => ({ query: `{ adverts(${word()}: ${word()}) { nodes { ${word()} } } }` }),
      (word) => ({ query: `{ adverts(filter: { ${word()}: ${word()} }) { totalCount } }` }),
      (word) => ({ query: `query ($v: ${word()}) { node(id: $v) { ... on ${word()} { ${word()} } } }` }),
      (word) => ({ query: `mutation { ${word()}(input: { ${word()}: "1" }) { ${word()} } }` }),
      (word) => ({ query: `{ property(flxId: "1") @${word()} { ... on ${word()} { ${word()} } } }` }),
      (word) => ({
        query: 'query ($f: AdvertFilter) { adverts(filter: $f) { totalCount } }',
        variables: { f: { [word()]: word(), [word()]: [word()] } },
      }),
    ];
    const found: unknown[] = [];
    let told = 0;
    for (let made = 0; made < GUESSES; made += 20) {
      const guesses = Array.from({ length: Math.min(20, GUESSES - made) }, () => oneOf(forms)(guess));
      const answers = await Promise.all(guesses.map((sent) => post('portal', sent)));
      for (const [index, { body }] of answers.entries()) {
        const messages: readonly string[] = (body.errors ?? []).map(({ message }: Json) => String(message));
        told += messages.length;
        const names = disclosed(guesses[index], messages);
        if (names.length > 0) found.push({ sent: guesses[index], names, messages });
      }
    }

    expect(found).toEqual([]);
    expect(told).toBeGreaterThan(GUESSES);
    reportCounts('names', { seed: SEED, guesses: GUESSES, errors: told, names: names.size });
  }, 600_000);
});

describe('a message without secret names', () => {
  const secrets: ReadonlySet<string> = new Set(['Query', 'AdvertFilter', 'value', 'inseeCode', 'Date']);
  const without = (message: string) => withoutSchemaNames(message, (word) => secrets.has(word));

  it.each([
    ['Cannot query field "x" on type "Query".', 'Cannot query field "x".'],
    ['Unknown argument "x" on field "Query.advert".', 'Unknown argument "x" on field "advert".'],
    ['Field "x" is not defined by type "AdvertFilter". Did you mean "inseeCode"?', 'Field "x" is not defined.'],
    [
      'Field "value" of required type "[AdvertFilter!]!" was not provided.',
      'Field "…" of required type "[…!]!" was not provided.',
    ],
    ['Date cannot represent a value "x".', 'This cannot represent a value "x".'],
    ['Expected value of type "Int", found "x".', 'Expected value of type "Int", found "x".'],
  ])('keeps what is not: %s', (message, told) => {
    expect(without(message)).toBe(told);
  });
});
