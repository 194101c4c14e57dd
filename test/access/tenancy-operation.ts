import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { toGlobalId } from '../../src/graph/global-id.js';
import { requestIds, troubles } from './tenants.js';
import type { Trouble } from './tenants.js';

const BUYER = `fragment B on BuyerRequest { id agencyId requestId contactId comment freeCriteria
  locations { name } }`;
const CROSSED = `crossings(first: 10) { totalCount nodes { agencyPropertyId
  agencyProperty { agencyPropertyId reference address city } match { score criteria { requested offered } } } }`;
const MATCHES = `matchingBuyerRequests(agencyIds: $agencyIds, minScore: 0, first: 50) { totalCount
  nodes { score criteria { requested } request { ...B } } }`;

/** One way or more to all that is an agency's: whatever the id, the whole of a request is asked for. */
export const documents = {
  agency: `query Q($agencyId: ID!) { agency(id: $agencyId) { id buyerRequestsSyncedAt
    buyerRequests(first: 50) { totalCount edges { node { ...B } } } } } ${BUYER}`,
  agencies: `query Q { agencies { id buyerRequests(first: 50, orderBy: { field: UPDATED_AT, direction: DESC }) {
    nodes { ...B } } } } ${BUYER}`,
  buyerRequest: `query Q($agencyId: ID!, $requestId: ID!) {
    a: buyerRequest(agencyId: $agencyId, requestId: $requestId) { ...B } } ${BUYER}`,
  crossings: `query Q($agencyId: ID!, $requestId: ID!) {
    buyerRequest(agencyId: $agencyId, requestId: $requestId) { ...B ${CROSSED} } } ${BUYER}`,
  node: `query Q($id: ID!) { node(id: $id) { id ... on Node { ...B } } } ${BUYER}`,
  nodes: `query Q($ids: [ID!]!) { nodes(ids: $ids) { id ...B } } ${BUYER}`,
  entities: `query Q($of: [_Any!]!) { _entities(representations: $of) { ...B
    ... on Agency { id buyerRequests(first: 50) { nodes { ...B } } } } } ${BUYER}`,
  matches: `query Q($flxId: ID!, $agencyIds: [ID!]) { advert(flxId: $flxId) { flxId ${MATCHES} } } ${BUYER}`,
  summary: `query Q($flxId: ID!, $agencyIds: [ID!]) { advert(flxId: $flxId) { flxId
    matchSummary(agencyIds: $agencyIds) { atLeast80 atLeast60 mostOftenUnmet { kind count } } } }`,
  create: `mutation Q($new: CreateBuyerRequestInput!) { createBuyerRequest(input: $new) { buyerRequest { ...B } } } ${BUYER}`,
  update: `mutation Q($changes: UpdateBuyerRequestInput!) {
    updateBuyerRequest(input: $changes) { buyerRequest { ...B } } } ${BUYER}`,
} as const;
export type DocumentName = keyof typeof documents;

const writes: readonly DocumentName[] = ['create', 'update'];
const reads = (Object.keys(documents) as DocumentName[]).filter((name) => !writes.includes(name));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const manifest = JSON.stringify(
  Object.fromEntries(Object.values(documents).map((text) => [sha256(text), text])),
);

export type Transport = 'POST' | 'GET' | 'POST_BY_ID' | 'GET_BY_ID';
export type Ids = Readonly<{ agencyId: string; requestId: string }>;
export type Asking = Readonly<{ client: number; name: DocumentName; transport: Transport; ids: Ids; others: Ids }>;
export type Event =
  | Readonly<{ kind: 'TROUBLE'; agencyId: string; trouble: Trouble }>
  | Readonly<{ kind: 'EDIT'; agencyId: string; requestId: string }>;
/** What is done at once, after what has happened at the vendor; its troubles last as long. */
export type Round = Readonly<{ restart: 'NONE' | 'WARM' | 'COLD'; events: readonly Event[]; asks: readonly Asking[] }>;

/** `clients` are the agencies of each. They ask for their own, for those of others, and for what there is not. */
export function roundsOf(
  agencyIds: readonly string[],
  clients: readonly (readonly string[])[],
  asksARound: number,
): fc.Arbitrary<Round> {
  const agencyId = fc.constantFrom(...agencyIds);
  const requestId = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom<string>(...requestIds) },
    { weight: 1, arbitrary: fc.constant('99') },
  );
  const idsFor = (own: readonly string[]): fc.Arbitrary<Ids> =>
    fc.record({
      agencyId: fc.oneof(
        { weight: own.length === 0 ? 0 : 5, arbitrary: fc.constantFrom(...(own.length === 0 ? agencyIds : own)) },
        { weight: 4, arbitrary: agencyId },
        { weight: 1, arbitrary: fc.constant('999') },
      ),
      requestId,
    });
  const name = fc.oneof(
    // Listings are reached by crossings alone.
    { weight: 10, arbitrary: fc.constantFrom<DocumentName>(...reads, 'crossings', 'crossings') },
    { weight: 1, arbitrary: fc.constantFrom(...writes) },
  );
  const asking: fc.Arbitrary<Asking> = fc.nat(clients.length - 1).chain((client) =>
    fc.record({
      client: fc.constant(client),
      name,
      transport: fc.constantFrom<Transport>('POST', 'POST', 'GET', 'POST_BY_ID', 'GET_BY_ID'),
      ids: idsFor(clients[client] ?? []),
      others: idsFor(clients[client] ?? []),
    }),
  );
  const event: fc.Arbitrary<Event> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('TROUBLE'), agencyId, trouble: fc.constantFrom(...troubles) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('EDIT'), agencyId, requestId: fc.constantFrom(...requestIds) }),
    },
  );
  return fc.record({
    restart: fc.constantFrom('NONE', 'NONE', 'NONE', 'NONE', 'NONE', 'NONE', 'WARM', 'COLD'),
    events: fc.array(event, { maxLength: 2 }),
    asks: fc.array(asking, { minLength: asksARound, maxLength: asksARound }),
  });
}

export type Spoken = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; text: string }>;

/** `canary` stands in every text that the operation writes. */
export function variablesOf({ name, ids, others }: Pick<Asking, 'name' | 'ids' | 'others'>, canary: string) {
  const { agencyId, requestId } = ids;
  const flxId = walkAdvertFlxId;
  const personal = { contactId: canary, comment: canary, freeCriteria: canary, clientMutationId: canary };
  const globalIds = [ids, others].map((each) => toGlobalId('BuyerRequest', each.agencyId, each.requestId));
  switch (name) {
    case 'agency':
      return { agencyId };
    case 'agencies':
      return {};
    case 'buyerRequest':
    case 'crossings':
      return { agencyId, requestId };
    case 'node':
      return { id: globalIds[0] };
    case 'nodes':
      return { ids: globalIds };
    case 'entities':
      return {
        of: [
          { __typename: 'BuyerRequest', ...ids },
          { __typename: 'BuyerRequest', ...others },
          { __typename: 'Agency', id: agencyId },
        ],
      };
    case 'matches':
    case 'summary':
      return { flxId, agencyIds: requestId === '1' ? null : [agencyId, others.agencyId] };
    case 'create':
      return { new: { agencyId, userId: '3896', offerType: 'BUY', countryCode: 'FR', ...personal } };
    case 'update':
      return { changes: { agencyId, requestId, ...personal } };
  }
}

type Sent = Readonly<{ name: DocumentName; transport: Transport; variables: unknown }>;

export async function send(origin: string, headers: Readonly<Record<string, string>>, sent: Sent): Promise<Spoken> {
  const text = documents[sent.name];
  const document: Readonly<Record<string, string>> = sent.transport.endsWith('BY_ID')
    ? { documentId: sha256(text) }
    : { query: text };
  const search = new URLSearchParams({ ...document, variables: JSON.stringify(sent.variables) });
  const answer = sent.transport.startsWith('GET')
    ? await request(`${origin}/graphql?${search.toString()}`, {
        headers: { 'apollo-require-preflight': 'yes', ...headers },
      })
    : await request(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...document, variables: sent.variables }),
      });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
