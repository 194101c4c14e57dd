import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import { toGlobalId } from '../../src/graph/global-id.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { reportCounts, sizeOf } from '../money/sizes.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientEntry, ClientsFile } from '../support/clients-file.js';
import { readMetrics } from '../support/exposition.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const ASKS = sizeOf('READY_ANSWERS_ASKS', 400);
const SEED = sizeOf('READY_ANSWERS_SEED', 23);
const ASKS_A_ROUND = 8;

const market = ['adverts:read', 'valuations:read'] as const;
const clientList: readonly ClientEntry[] = [
  { id: 'all-of-one', scopes, agencyIds: ['771'] },
  { id: 'all-of-other', scopes, agencyIds: ['772'] },
  { id: 'all-of-none', scopes, agencyIds: [] },
  { id: 'market', scopes: market, agencyIds: ['771'] },
  { id: 'market-too', scopes: [...market].reverse(), agencyIds: [] },
  { id: 'adverts', scopes: ['adverts:read'], agencyIds: [] },
  { id: 'contacts', scopes: [...market, 'adverts:contacts'], agencyIds: [] },
  { id: 'requests', scopes: ['requests:read'], agencyIds: ['771'] },
  { id: 'nothing', scopes: [], agencyIds: [] },
  { id: 'bound', scopes: market, agencyIds: [] },
  { id: 'bound-otherwise', scopes: market, agencyIds: [] },
].map((client) => ({ ...client, scopes: client.scopes as ClientEntry['scopes'], pointsPerMinute: 1_000_000_000 }));

const ADVERT = 'advert(flxId: $flxId)';
const documents = {
  title: `query Q($flxId: ID!) { ${ADVERT} { flxId title price { amount } } }`,
  aliased: `query Q($flxId: ID!) { other: ${ADVERT} { ... on Advert { ...T } } } fragment T on Advert { title __typename }`,
  linked: `query Q($flxId: ID!) { ${ADVERT} { property { flxId title } zoneStatistics { median } pricePosition { band } } }`,
  page: `query Q($first: Int!) { adverts(first: $first) { totalCount edges { cursor node { flxId title } } } }`,
  valued: `query Q($flxId: ID!) { ${ADVERT} { title valuation(provider: PRICEHUBBLE) { value { amount } } } }`,
  billed: `query Q($flxId: ID!) { ${ADVERT} { title valuation(provider: DIMEX) { value { amount } } } }`,
  named: `query Q($flxId: ID!, $provider: ValuationProvider!) { ${ADVERT} { valuation(provider: $provider) { provider value { amount } } } }`,
  contact: `query Q($flxId: ID!, $isAsked: Boolean!) { ${ADVERT} { title contactInCharge @include(if: $isAsked) { email } } }`,
  viewer: `query Q($flxId: ID!) { viewer { clientId scopes agencyIds } ${ADVERT} { title } }`,
  agencies: `{ agencies { id buyerRequests(first: 3) { totalCount nodes { requestId contactId } } } }`,
  matches: `query Q($flxId: ID!) { ${ADVERT} { title matchSummary { atLeast60 } matchingBuyerRequests(first: 2) { totalCount } } }`,
  node: `query Q($id: ID!) { node(id: $id) { id ... on Advert { title } ... on BuyerRequest { requestId } } }`,
  entities: `query Q($of: [_Any!]!) { _entities(representations: $of) { ... on Advert { title } ... on Agency { id } } }`,
  schema: `{ __schema { queryType { name } } }`,
  both: `query A($flxId: ID!) { ${ADVERT} { title } } query B($flxId: ID!) { ${ADVERT} { propertyClass } viewer { clientId } }`,
} as const;
type Name = keyof typeof documents;
const names = Object.keys(documents) as Name[];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Of the same id, another document for each of those who are bound. */
const manifests: Readonly<Record<string, Json>> = {
  default: Object.fromEntries(names.map((name) => [sha256(documents[name]), documents[name]])),
  bound: {
    ...Object.fromEntries(names.map((name) => [sha256(documents[name]), documents[name]])),
    it: documents.title,
  },
  'bound-otherwise': { it: documents.aliased },
};

let vendors: RecordedSandbox;
let clients: ClientsFile;
let folder: string;
let keeping: RunningImmograph;
let forgetting: RunningImmograph;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-ready-'));
  for (const [name, manifest] of Object.entries(manifests)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(manifest));
  }
  clients = writeClientsFile(clientList);
  vendors = await startRecordedSandbox({ sandbox: unlimited });
  const env = {
    ...vendors.env,
    CLIENTS_FILE: clients.path,
    DOCUMENTS_PATH: folder,
    INTROSPECTION: 'scope',
    // What is read within this test is read once, so that both tell the same.
    REQUESTS_MAX_AGE_MS: '3600000',
  };
  keeping = await startImmograph(env);
  forgetting = await startImmograph({ ...env, CACHE_ANSWERS_MAX_BYTES: '0' });
});
afterAll(async () => {
  await Promise.all([keeping.stop(), forgetting.stop()]);
  await vendors.close();
  clients.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Transport = 'POST' | 'GET' | 'POST_BY_ID' | 'GET_BY_ID' | 'POST_BY_SAME_ID';
type OperationName = 'Q' | 'A' | 'B';
type Question = Readonly<{
  name: Name;
  transport: Transport;
  operationName: OperationName | null;
  variables: Readonly<Record<string, unknown>>;
}>;
type Asking = Question & Readonly<{ client: string; headers: Readonly<Record<string, string>> }>;

const question: fc.Arbitrary<Question> = fc.record({
  name: fc.constantFrom<Name[]>(...names, 'title', 'linked', 'page', 'valued', 'named', 'contact'),
  transport: fc.constantFrom<Transport[]>(
    'POST',
    'POST',
    'POST',
    'POST',
    'GET',
    'POST_BY_ID',
    'GET_BY_ID',
    'POST_BY_SAME_ID',
  ),
  operationName: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom<OperationName[]>('Q', 'A', 'B') },
  ),
  variables: fc.record({
    flxId: fc.constantFrom(walkAdvertFlxId, walkAdvertFlxId, 'adv_01HXYTNOTTHERE'),
    first: fc.constantFrom(1, 2),
    provider: fc.constantFrom('DIMEX', 'PRICEHUBBLE'),
    isAsked: fc.boolean(),
    id: fc.constantFrom(toGlobalId('Advert', walkAdvertFlxId), toGlobalId('BuyerRequest', '771', '1')),
    of: fc.constantFrom([{ __typename: 'Advert', flxId: walkAdvertFlxId }], [{ __typename: 'Agency', id: '771' }]),
  }),
});
const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc.constantFrom<Readonly<Record<string, string>>[]>(
  ...Array.from({ length: 12 }, () => ({})),
  { 'immograph-dry-run': '1' },
  { 'immograph-dry-run': '0' },
  { 'immograph-cost': '1' },
  { 'immograph-deadline-ms': '59000' },
  { accept: 'application/graphql-response+json' },
  { accept: 'application/json' },
  { 'if-none-match': '"nothing"' },
  { 'x-request-id': 'same' },
);
/** The same question by several clients, one after the other, who differ in what they may and in what they send. */
const round: fc.Arbitrary<readonly Asking[]> = fc
  .tuple(
    question,
    fc.array(fc.tuple(fc.constantFrom(...clientList.map(({ id }) => id), 'market', 'market-too', 'bound'), headers), {
      minLength: ASKS_A_ROUND,
      maxLength: ASKS_A_ROUND,
    }),
  )
  .map(([asked, asks]) => asks.map(([client, sent]) => ({ ...asked, client, headers: sent })));

async function send(origin: string, asked: Asking) {
  const { client, name, transport, operationName } = asked;
  const text = documents[name];
  const variables = Object.fromEntries(Object.entries(asked.variables).filter(([each]) => text.includes(`$${each}:`)));
  const id = transport === 'POST_BY_SAME_ID' ? 'it' : sha256(text);
  const document: Readonly<Record<string, string>> = transport.includes('BY') ? { documentId: id } : { query: text };
  const named: Readonly<Record<string, string>> = operationName === null ? {} : { operationName };
  const headers = { 'apollo-require-preflight': 'yes', ...clients.as(client), ...asked.headers };
  const search = new URLSearchParams({ ...document, ...named, variables: JSON.stringify(variables) });
  const answer = transport.startsWith('GET')
    ? await request(`${origin}/graphql?${search.toString()}`, { headers })
    : await request(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...document, ...named, variables }),
      });
  const { extensions, ...told }: Json = await answer.body.json();
  return { status: answer.statusCode, type: answer.headers['content-type'], told, extensions, headers: answer.headers };
}

describe('what is kept as bytes', () => {
  it(`never crosses rights, whatever ${ASKS} requests ask: it is what a server that keeps none would tell`, async () => {
    const seen = { asks: 0, hits: 0, private: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(round, async (asks) => {
        for (const asked of asks) {
          const before = await hits();
          const [kept, anew] = await Promise.all([send(keeping.origin, asked), send(forgetting.origin, asked)]);
          const isHit = (await hits()) > before;
          seen.asks += 1;
          if (isHit) seen.hits += 1;
          if (kept.status !== 200 || kept.told.errors !== undefined) seen.refused += 1;

          expect([asked, kept.status, kept.type, kept.told]).toEqual([asked, anew.status, anew.type, anew.told]);
          expect(Object.keys(kept.extensions ?? {}).sort()).toEqual(Object.keys(anew.extensions ?? {}).sort());
          // Who asks again for what both have remembered is told the same of it, too.
          if (isHit) {
            for (const use of Object.values<Json>(kept.extensions.upstreams)) expect(use).toMatchObject({ calls: 0 });
          }
          const isPrivate = /"(?:clientId|requestId|contactId|email|agencies|atLeast60)"/.test(
            JSON.stringify(kept.told),
          );
          if (isPrivate) {
            seen.private += 1;
            expect([isHit, kept.headers['cache-control'], kept.headers['etag']]).toEqual([
              false,
              'no-store',
              undefined,
            ]);
          }
        }
      }),
      { seed: SEED, numRuns: Math.ceil(ASKS / ASKS_A_ROUND), endOnFailure: true },
    );

    // A run in which nothing was kept, or nothing was to be hidden, proves nothing.
    expect(seen.hits).toBeGreaterThan(seen.asks / 20);
    expect(seen.private).toBeGreaterThan(seen.asks / 20);
    expect(seen.refused).toBeGreaterThan(seen.asks / 20);
    reportCounts('ready-answers', { seed: SEED, ...seen });
  }, 3_600_000);
});

async function hits(): Promise<number> {
  const { valueOf } = await readMetrics(keeping.origin, clients.as('nothing'));
  return valueOf('immograph_answer_reads_total', { outcome: 'HIT' });
}
