import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import type { Scope } from '../../src/access/caller.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let clients: ClientsFile;

/** What the queries below are about, as the client that may have everything reads it. */
let known: Readonly<
  Record<'advert' | 'advertId' | 'url' | 'property' | 'propertyId' | 'request' | 'requestId', string>
>;
let foreign: Readonly<{ request: string; requestId: string }>;

beforeAll(async () => {
  vendors = await startRecordedSandbox();
  clients = writeClientsFile([
    { id: 'all', scopes, agencyIds: ['771', '772'] },
    { id: 'none', scopes: [] },
    ...scopes.map((scope) => ({
      id: `without-${scope.replace(':', '-')}`,
      scopes: scopes.filter((each) => each !== scope),
      agencyIds: ['771', '772'],
    })),
    { id: 'one-agency', scopes, agencyIds: ['771'] },
    { id: 'no-agency', scopes },
  ]);
  // Nothing is kept: what one client has had estimated would be there for the others.
  immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path, LOG_LEVEL: 'trace', CACHE: 'off' });

  const { data } = await ask(
    'all',
    `{ advert(flxId: "${walkAdvertFlxId}") { id source { url } property { id flxId } }
       agencies { id buyerRequests(first: 1, isActive: true) { nodes { id requestId } } } }`,
  );
  const [[own], [other]] = data.agencies.map((agency: Json) => agency.buyerRequests.nodes);
  known = {
    advert: walkAdvertFlxId,
    advertId: data.advert.id,
    url: data.advert.source.url,
    property: data.advert.property.flxId,
    propertyId: data.advert.property.id,
    request: own.requestId,
    requestId: own.id,
  };
  foreign = { request: other.requestId, requestId: other.id };
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
  clients.remove();
});
beforeEach(() => vendors.forget());

function ask(client: string, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answered> {
  return immograph.ask(query, { variables, headers: clients.as(client) });
}

describe('a request without a known key', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['none', {}],
    ['an unknown one', { authorization: 'Bearer nobody' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a name and password', { authorization: `Basic ${Buffer.from('all:key-of-all').toString('base64')}` }],
    ['a key without its scheme', { authorization: 'key-of-all' }],
    ['two keys', { authorization: 'Bearer key-of-all key-of-none' }],
  ])('is turned away: %s', async (_what, headers) => {
    const attempts = [
      { method: 'POST', path: '/graphql', body: '{"query":"{ viewer { clientId } }"}' },
      { method: 'POST', path: '/graphql', body: 'not even JSON' },
      { method: 'GET', path: '/graphql?query={viewer{clientId}}', body: null },
    ] as const;
    for (const { method, path, body } of attempts) {
      const response = await request(`${immograph.origin}${path}`, {
        method,
        headers: { ...(body === null ? {} : { 'content-type': 'application/json' }), ...headers },
        body,
      });

      expect(response.statusCode).toBe(401);
      expect(response.headers).toMatchObject({
        'www-authenticate': 'Bearer',
        'content-type': expect.stringMatching(/^application\/json/),
      });
      expect(await response.body.json()).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it.each(['/healthz', '/readyz', '/schema.graphql', '/graphiql'])('still reads %s', async (path) => {
    const response = await request(`${immograph.origin}${path}`);
    await response.body.dump();

    expect(response.statusCode).toBe(200);
  });
});

describe('the viewer', () => {
  it('is the client, with what it may do and see', async () => {
    const query = '{ viewer { clientId scopes agencyIds } agencies { id } }';

    expect((await ask('one-agency', query)).data).toEqual({
      viewer: { clientId: 'one-agency', scopes: scopes.toSorted(), agencyIds: ['771'] },
      agencies: [{ id: '771' }],
    });
    expect((await ask('none', query)).data).toEqual({
      viewer: { clientId: 'none', scopes: [], agencyIds: [] },
      agencies: [],
    });
  });
});

/**
 * A way to something that a scope guards: `null` at `path`, with an error there, for a client without it. A path through
 * a list is that of each of its members.
 */
type Way = Readonly<{ scope: Scope; by: string; query: string; path: readonly string[] }>;

const ofAdvert = (fields: string) => `advert(flxId: "$advert") { ${fields} }`;
const ofProperty = (fields: string) => `property(flxId: "$property") { ${fields} }`;
const ofRequest = (fields: string) => `buyerRequest(agencyId: "771", requestId: "$request") { ${fields} }`;
const ofNode = (id: string, fields: string) => `node(id: "${id}") { ${fields} }`;
const entity = (representation: string, fields: string) =>
  `_entities(representations: [${representation}]) { ${fields} }`;
const advertKey = '{ __typename: "Advert", flxId: "$advert" }';
const propertyKey = '{ __typename: "Property", flxId: "$property" }';
const requestKey = '{ __typename: "BuyerRequest", agencyId: "771", requestId: "$request" }';
const zone = 'inseeCode: "75111", propertyClass: FLAT, offerType: BUY';
const zoneKey = `{ __typename: "ZoneStatistics", ${zone.replace('FLAT', '"FLAT"').replace('BUY', '"BUY"')} }`;
const subject = `{ propertyClass: FLAT, address: "1 rue de Rivoli", postalCode: "75004", city: "Paris", inseeCode: "75104",
  latitude: 48.855, longitude: 2.36, livingArea: 50, roomCount: 2, constructionYear: 1990, floor: 2, energyGrade: D }`;
const newRequest = (
  id: string,
) => `createBuyerRequest(input: { agencyId: "771", contactId: "1", userId: "3896", offerType: BUY,
  propertyClasses: [FLAT], countryCode: "FR", locations: ["Antibes"], minPrice: 100000, maxPrice: 200000,
  comment: "call after six", freeCriteria: "no lift", clientMutationId: "${id}" })`;

const ways: readonly Way[] = [
  ...way('adverts:read', [
    ['its id', ofAdvert('flxId'), ['advert']],
    ['its page', 'advertByUrl(url: "$url") { flxId }', ['advertByUrl']],
    ['a search', 'adverts(first: 1) { totalCount nodes { flxId } }', ['adverts']],
    ['a node', ofNode('$advertId', '... on Advert { flxId }'), ['node']],
    ['a node of nothing but its id', ofNode('$advertId', 'id'), ['node']],
    ['a list of nodes', 'nodes(ids: ["$advertId", "$propertyId"]) { id }', ['nodes', '*']],
    ['a router', entity(advertKey, '... on Advert { flxId }'), ['_entities', '*']],
    ['a property’s id', ofProperty('flxId'), ['property']],
    ['a property’s page', 'propertyByUrl(url: "$url") { flxId }', ['propertyByUrl']],
    ['a search of properties', 'properties(first: 1) { edges { node { flxId } } }', ['properties']],
    ['a router, of a property', entity(propertyKey, '__typename'), ['_entities', '*']],
    ['a zone', `zoneStatistics(zone: { ${zone} }) { median }`, ['zoneStatistics']],
    ['a router, of a zone', entity(zoneKey, '... on ZoneStatistics { median }'), ['_entities', '*']],
    [
      'a buyer’s matches',
      ofRequest('requestId matchingAdverts(first: 1) { nodes { advert { flxId } } }'),
      ['buyerRequest', 'matchingAdverts'],
    ],
  ]),
  ...way('adverts:contacts', [
    ['the advert', ofAdvert('title contactInCharge { email }'), ['advert', 'contactInCharge']],
    ['another name', ofAdvert('title who: contactInCharge { phoneNumber }'), ['advert', 'who']],
    ['a fragment', ofAdvert('title ...Whom'), ['advert', 'contactInCharge']],
    [
      'a fragment without a name',
      ofAdvert('title ... on Advert { ... { contactInCharge { lastName } } }'),
      ['advert', 'contactInCharge'],
    ],
    [
      'a search',
      'adverts(first: 2) { nodes { contactInCharge { email } } }',
      ['adverts', 'nodes', '*', 'contactInCharge'],
    ],
    [
      'the edges of a search',
      'adverts(first: 2) { edges { node { contactInCharge { email } } } }',
      ['adverts', 'edges', '*', 'node', 'contactInCharge'],
    ],
    [
      'its property’s adverts',
      ofAdvert('property { adverts(first: 2) { nodes { contactInCharge { email } } } }'),
      ['advert', 'property', 'adverts', 'nodes', '*', 'contactInCharge'],
    ],
    ['a node', ofNode('$advertId', '... on Advert { title contactInCharge { email } }'), ['node', 'contactInCharge']],
    [
      'an interface',
      ofNode('$advertId', 'id ... on Node { ... on Advert { contactInCharge { email } } }'),
      ['node', 'contactInCharge'],
    ],
    [
      'a router',
      entity(advertKey, '... on Advert { contactInCharge { email } }'),
      ['_entities', '*', 'contactInCharge'],
    ],
    [
      'a buyer’s matches',
      ofRequest('matchingAdverts(first: 1) { nodes { advert { contactInCharge { email } } } }'),
      ['buyerRequest', 'matchingAdverts', 'nodes', '*', 'advert', 'contactInCharge'],
    ],
  ]),
  ...way('valuations:read', [
    ['an advert', ofAdvert('title valuation(provider: PRICEHUBBLE) { value { amount } }'), ['advert', 'valuation']],
    [
      'an advert, of Dimex',
      ofAdvert('title valuation(provider: DIMEX) { ... on DimexValuation { model } }'),
      ['advert', 'valuation'],
    ],
    [
      'an advert, on days',
      ofAdvert('title valuations(provider: PRICEHUBBLE, dates: ["2024-01-01"]) { value { amount } }'),
      ['advert', 'valuations'],
    ],
    ['an advert’s quote', ofAdvert('title valuationQuote(provider: DIMEX) { isReady }'), ['advert', 'valuationQuote']],
    ['an advert’s comparison', ofAdvert('title valuationComparison { agreement }'), ['advert', 'valuationComparison']],
    [
      'a property',
      ofProperty('flxId valuation(provider: PRICEHUBBLE) { value { amount } }'),
      ['property', 'valuation'],
    ],
    [
      'a property, on days',
      ofProperty('flxId valuations(provider: PRICEHUBBLE, dates: ["2024-01-01"]) { value { amount } }'),
      ['property', 'valuations'],
    ],
    [
      'a property’s quote',
      ofProperty('flxId valuationQuote(provider: PRICEHUBBLE) { inputs { value } }'),
      ['property', 'valuationQuote'],
    ],
    [
      'a property’s comparison',
      ofProperty('flxId valuationComparison { dimex { model } }'),
      ['property', 'valuationComparison'],
    ],
    ['a description', `valuation(provider: PRICEHUBBLE, subject: ${subject}) { value { amount } }`, ['valuation']],
    [
      'a node',
      ofNode('$propertyId', '... on Property { valuation(provider: PRICEHUBBLE) { value { amount } } }'),
      ['node', 'valuation'],
    ],
    [
      'a router',
      entity(advertKey, '... on Advert { valuation(provider: PRICEHUBBLE) { value { amount } } }'),
      ['_entities', '*', 'valuation'],
    ],
  ]),
  ...way('valuations:spend', [
    ['a billed valuation', ofAdvert('title valuation(provider: DIMEX) { value { amount } }'), ['advert', 'valuation']],
    [
      'a billed valuation of a property',
      ofProperty('flxId valuation(provider: DIMEX) { value { amount } }'),
      ['property', 'valuation'],
    ],
    [
      'one side of a comparison',
      ofAdvert('valuationComparison { dimex { model } priceHubble { locationScore } }'),
      ['advert', 'valuationComparison', 'dimex'],
    ],
  ]),
  ...way('requests:read', [
    ['its ids', ofRequest('requestId'), ['buyerRequest']],
    ['its agency', 'agency(id: "771") { id buyerRequests(first: 1) { totalCount } }', ['agency', 'buyerRequests']],
    [
      'all agencies',
      'agencies { id buyerRequests(first: 1) { nodes { requestId } } }',
      ['agencies', '*', 'buyerRequests'],
    ],
    [
      'a router, of an agency',
      entity('{ __typename: "Agency", id: "771" }', '... on Agency { buyerRequests { totalCount } }'),
      ['_entities', '*', 'buyerRequests'],
    ],
    [
      'a request’s crossings',
      ofRequest('requestId crossings { nodes { score agencyProperty { reference } match { score } } }'),
      ['buyerRequest'],
    ],
    [
      'an advert’s matches',
      ofAdvert('title matchingBuyerRequests(first: 1) { totalCount }'),
      ['advert', 'matchingBuyerRequests'],
    ],
    [
      'a property’s matches',
      ofProperty('flxId matchingBuyerRequests(first: 1) { nodes { score } }'),
      ['property', 'matchingBuyerRequests'],
    ],
    ['a node', ofNode('$requestId', 'id'), ['node']],
    ['a list of nodes', 'nodes(ids: ["$requestId"]) { ... on BuyerRequest { requestId } }', ['nodes', '*']],
    ['a router', entity(requestKey, '... on BuyerRequest { price { max } }'), ['_entities', '*']],
  ]),
  ...(['contactId', 'comment', 'freeCriteria'] as const).flatMap((field) =>
    way('requests:personal', [
      [`the request: ${field}`, ofRequest(`requestId ${field}`), ['buyerRequest', field]],
      [
        `its agency: ${field}`,
        `agency(id: "771") { buyerRequests(first: 2) { nodes { ${field} } } }`,
        ['agency', 'buyerRequests', 'nodes', '*', field],
      ],
      [
        `an advert’s matches: ${field}`,
        ofAdvert(`matchingBuyerRequests(first: 2) { edges { node { request { ${field} } } } }`),
        ['advert', 'matchingBuyerRequests', 'edges', '*', 'node', 'request', field],
      ],
      [`a node: ${field}`, ofNode('$requestId', `... on BuyerRequest { ${field} }`), ['node', field]],
      [`a router: ${field}`, entity(requestKey, `... on BuyerRequest { ${field} }`), ['_entities', '*', field]],
    ]),
  ),
];

function way(scope: Scope, all: readonly (readonly [string, string, readonly string[]])[]): readonly Way[] {
  return all.map(([by, query, path]) => ({ scope, by, query, path }));
}

function written(way: Way): string {
  const text = way.query.replace(/\$(\w+)/g, (_match, name: keyof typeof known) => known[name]);
  const fragment = text.includes('...Whom') ? ' fragment Whom on Advert { contactInCharge { email } }' : '';
  return `query { viewer { clientId } ${text} }${fragment}`;
}

/** Every value that lies at `path`, `*` standing for each member of a list. */
function valuesAt(data: Json, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [data];
  if (step === '*') return (data as readonly Json[]).flatMap((member) => valuesAt(member, rest));
  return valuesAt(data[step], rest);
}

/** Scopes that no field is nulled for: mutations and the schema have tests of their own. */
const ofWholeOperations: readonly string[] = ['requests:write', 'schema:introspect'];

describe.each(scopes.filter((scope) => !ofWholeOperations.includes(scope)))('a client without %s', (scope) => {
  const guarded = ways.filter((each) => each.scope === scope);

  it.each(guarded.map((each) => [each.by, each] as const))(
    'has null and FORBIDDEN for what leads there by %s',
    async (_by, each) => {
      const client = `without-${scope.replace(':', '-')}`;
      const { status, data, errors } = await ask(client, written(each));

      expect(status).toBe(200);
      expect(data.viewer).toEqual({ clientId: client });
      const values = valuesAt(data, each.path);
      expect(values.length).toBeGreaterThan(0);
      expect(new Set(values)).toEqual(new Set([null]));
      expect(errors).toHaveLength(values.length);
      for (const { path, extensions } of errors ?? []) {
        expect(path?.map((step) => (typeof step === 'number' ? '*' : step))).toEqual(each.path);
        expect(extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: [[scope]] });
      }
    },
  );

  it.each(guarded.map((each) => [each.by, each] as const))(
    'lacks only the scope to go there by %s',
    async (_by, each) => {
      const { data, errors } = await ask('all', written(each));

      expect(errors).toBeUndefined();
      expect(valuesAt(data, each.path)).not.toContain(undefined);
      expect(valuesAt(data, each.path.slice(0, 1))).not.toContain(null);
    },
  );
});

describe('what a client may not have', () => {
  it.each([
    ['without-adverts-read', ofNode('$advertId', 'id')],
    ['without-adverts-read', entity(advertKey, '__typename')],
    ['without-adverts-read', entity(zoneKey, '__typename')],
    ['without-adverts-read', 'adverts { totalCount }'],
    ['without-requests-read', ofNode('$requestId', 'id')],
    ['without-requests-read', entity(requestKey, '__typename')],
    ['without-requests-read', 'agencies { buyerRequests { totalCount } }'],
    ['without-valuations-read', `valuation(provider: DIMEX, subject: ${subject}) { value { amount } }`],
  ])('is asked of no upstream: %s, %s', async (client, query) => {
    const { errors } = await ask(client, written({ scope: 'adverts:read', by: '', query, path: [] }));

    expect(errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
    expect(vendors.events).toEqual([]);
  });

  it('is refused alike whether it exists or not', async () => {
    const query =
      'query ($r: [_Any!]!, $ids: [ID!]!) { _entities(representations: $r) { __typename } nodes(ids: $ids) { id } }';
    const of = (flxId: string) => ({
      r: [{ __typename: 'Advert', flxId }],
      ids: [Buffer.from(JSON.stringify(['Advert', flxId])).toString('base64url')],
    });
    const existing = await ask('without-adverts-read', query, of(known.advert));
    const missing = await ask('without-adverts-read', query, of('adv_nobody'));

    expect(existing.data).toEqual({ _entities: [null], nodes: [null] });
    expect([existing.data, existing.errors]).toEqual([missing.data, missing.errors]);
  });

  it('takes nothing from the other members of a list', async () => {
    const { data, errors } = await ask(
      'without-requests-read',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      {
        ids: [known.advertId, known.requestId, 'nothing', known.propertyId],
      },
    );

    expect(data.nodes).toEqual([
      { __typename: 'Advert', id: known.advertId },
      null,
      null,
      { __typename: 'Property', id: known.propertyId },
    ]);
    expect(errors).toEqual([expect.objectContaining({ path: ['nodes', 1] })]);
  });
});

describe('a client without requests:write', () => {
  it.each([
    ['creates', `mutation { result: ${newRequest('not-written')} { buyerRequest { requestId } } }`],
    [
      'changes',
      'mutation { result: updateBuyerRequest(input: { agencyId: "771", requestId: "$request", maxPrice: 1, clientMutationId: "x" }) { buyerRequest { requestId } } }',
    ],
  ])('%s nothing', async (_what, mutation) => {
    const { data, errors } = await ask('without-requests-write', mutation.replace('$request', known.request));

    expect(data).toEqual({ result: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['result'],
        extensions: { code: 'FORBIDDEN', requiredScopes: [['requests:write']] },
      }),
    ]);
    expect(vendors.events).toEqual([]);
  });
});

describe('a client that may write but not read', () => {
  it('writes, and does not see the request', async () => {
    const { data, errors } = await ask(
      'without-requests-read',
      `mutation { result: ${newRequest('unseen')} { buyerRequest { requestId } } }`,
    );

    expect(data).toEqual({ result: { buyerRequest: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['result', 'buyerRequest'],
        extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
      }),
    ]);
  });

  it('writes, and does not see what is personal', async () => {
    const { data, errors } = await ask(
      'without-requests-personal',
      `mutation { result: ${newRequest('impersonal')} { buyerRequest { agencyId contactId comment freeCriteria } } }`,
    );

    expect(data).toEqual({
      result: { buyerRequest: { agencyId: '771', contactId: null, comment: null, freeCriteria: null } },
    });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  });
});

describe('an agency that a client does not list', () => {
  const nobody = '999';
  const idOf = (agencyId: string, requestId: string) =>
    Buffer.from(JSON.stringify(['BuyerRequest', agencyId, requestId])).toString('base64url');
  type Asked = Readonly<{ agency: string; request: string; id: string }>;
  const queries: readonly (readonly [string, string])[] = [
    ['the agency', 'query ($agency: ID!) { answer: agency(id: $agency) { id buyerRequests { totalCount } } }'],
    [
      'its request',
      'query ($agency: ID!, $request: ID!) { answer: buyerRequest(agencyId: $agency, requestId: $request) { requestId } }',
    ],
    ['a node', 'query ($id: ID!) { answer: node(id: $id) { id } }'],
    ['a list of nodes', 'query ($id: ID!) { nodes(ids: [$id]) { id } }'],
    [
      'a router',
      'query ($agency: ID!, $request: ID!) { _entities(representations: [{ __typename: "BuyerRequest", agencyId: $agency, requestId: $request }, { __typename: "Agency", id: $agency }]) { __typename } }',
    ],
    [
      'an advert’s matches',
      `query ($agency: ID!) { advert(flxId: "${walkAdvertFlxId}") { matchingBuyerRequests(agencyIds: [$agency], minScore: 0) { totalCount nodes { score } } } }`,
    ],
    [
      'a creation',
      'mutation ($agency: ID!) { createBuyerRequest(input: { agencyId: $agency, contactId: "1", userId: "1", offerType: BUY, countryCode: "FR", clientMutationId: "f" }) { buyerRequest { requestId } } }',
    ],
    [
      'a change',
      'mutation ($agency: ID!, $request: ID!) { updateBuyerRequest(input: { agencyId: $agency, requestId: $request, maxPrice: 1, clientMutationId: "g" }) { buyerRequest { requestId } } }',
    ],
  ];

  it.each(queries)('reads as one that does not exist: %s', async (_what, query) => {
    const variablesOf = (asked: Asked) =>
      Object.fromEntries(Object.entries(asked).filter(([name]) => query.includes(`$${name}`)));
    const one = variablesOf({ agency: '772', request: foreign.request, id: foreign.requestId });
    const none = variablesOf({ agency: nobody, request: foreign.request, id: idOf(nobody, foreign.request) });
    const seen = await ask('one-agency', query, one);
    const unknown = await ask('one-agency', query, none);
    const bodyOf = ({ status, data, errors, extensions }: Answered) => ({ status, data, errors, extensions });

    expect(bodyOf(seen)).toEqual(bodyOf(unknown));
    expect(JSON.stringify(seen.data)).not.toContain(foreign.request);
    expect(vendors.calls('apimo', '/772/')).toEqual([]);
  });

  it('and a request of another agency under its own reads alike', async () => {
    const query = 'query ($request: ID!) { buyerRequest(agencyId: "771", requestId: $request) { requestId } }';
    const seen = await ask('one-agency', query, { request: foreign.request });
    const unknown = await ask('one-agency', query, { request: '1' });

    expect(seen.data).toEqual({ buyerRequest: null });
    expect([seen.data, seen.errors]).toEqual([unknown.data, unknown.errors]);
  });

  it('gives nobody’s buyers to a client without agencies', async () => {
    const { data, errors } = await ask(
      'no-agency',
      `{ agencies { id } advert(flxId: "${walkAdvertFlxId}") { matchingBuyerRequests(minScore: 0) { totalCount nodes { score } } } }`,
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ agencies: [], advert: { matchingBuyerRequests: { totalCount: 0, nodes: [] } } });
    expect(vendors.calls('apimo')).toEqual([]);
  });

  it('adds no buyers to an advert’s matches', async () => {
    const query = `{ advert(flxId: "${walkAdvertFlxId}") { matchingBuyerRequests(minScore: 0, first: 500) { nodes { request { agencyId } } } } }`;
    const agenciesSeen = async (client: string) => {
      const { data } = await ask(client, query);
      return new Set(data.advert.matchingBuyerRequests.nodes.map((node: Json) => node.request.agencyId));
    };

    expect(await agenciesSeen('all')).toEqual(new Set(['771', '772']));
    expect(await agenciesSeen('one-agency')).toEqual(new Set(['771']));
  });
});

describe('the log at its most talkative', () => {
  it('holds no key, hash, contact or free text of all that was asked here', async () => {
    const { data } = await ask(
      'all',
      `query ReadEverything { advert(flxId: "${walkAdvertFlxId}") { title description contactInCharge { email phoneNumber lastName } }
         agency(id: "771") { buyerRequests(first: 50) { nodes { contactId comment freeCriteria } } } }`,
    );
    const { advert, agency } = data;
    const texts = agency.buyerRequests.nodes.flatMap(({ comment, freeCriteria }: Json) => [comment, freeCriteria]);
    const secrets = [advert.title, advert.description, ...Object.values(advert.contactInCharge), ...texts];
    const keys = Object.entries(vendors.env).filter(([name]) => /KEY|TOKEN|PASSWORD|USERNAME/.test(name));
    const log = immograph.logs.join('');

    const found = [
      ...secrets,
      ...keys.map(([, value]) => value),
      'key-of-',
      'Bearer',
      'call after six',
      'representations',
    ]
      .filter((text): text is string => typeof text === 'string' && text !== '')
      .filter((text) => log.includes(text));
    expect(found).toEqual([]);
    expect(secrets.filter((text) => typeof text === 'string' && text !== '').length).toBeGreaterThan(20);
    expect(log).not.toMatch(/\b[0-9a-f]{64}\b/i);
    expect(log).toContain('"operation":"ReadEverything"');
  });
});
