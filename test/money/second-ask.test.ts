import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const ADVERTS = 100;
const BOTH = ['DIMEX', 'PRICEHUBBLE']
  .map((provider) => `${provider}: valuation(provider: ${provider}) { value { amount } computedAt }`)
  .join(' ');

let vendors: RecordedSandbox;
let clients: ClientsFile;
let dataDir: string;
let immograph: RunningImmograph;
/** Adverts that both providers can value, and all of them in one query. */
let ids: readonly string[];
let page: string;
/** What the buyer was answered. */
let bought: Json;

const start = () => startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path, DATA_DIR: dataDir });
const ask = (client: string, query: string) => immograph.ask(query, { headers: clients.as(client) });

beforeAll(async () => {
  vendors = await startRecordedSandbox();
  clients = writeClientsFile([
    { id: 'buyer', scopes },
    { id: 'reader', scopes: ['adverts:read', 'valuations:read'] },
  ]);
  dataDir = mkdtempSync(join(tmpdir(), 'immograph-second-ask-'));
  immograph = await start();
  ids = await findAdverts();
  page = pageOf(ids);
  vendors.forget();
  const { data, errors, extensions } = await ask('buyer', page);

  expect(errors).toBeUndefined();
  expect(vendors.calls('pricehubble', 'property_value')).toHaveLength(2);
  expect(vendors.calls('dimex', 'POST').length).toBeLessThanOrEqual(2);
  const billed = vendors.sandbox.billedEstimations();
  expect(extensions['upstreams'].dimex).toMatchObject({
    billedEstimations: billed,
    priceEur: Math.round(billed * 20) / 100,
  });
  bought = data;
}, 60_000);
beforeEach(() => {
  vendors.forget();
});
afterAll(async () => {
  await immograph.stop();
  rmSync(dataDir, { recursive: true });
  clients.remove();
  await vendors.close();
});

async function findAdverts(): Promise<readonly string[]> {
  const forSale = '{ offerTypes: [BUY], propertyClasses: [FLAT, HOUSE], isOnline: true }';
  const { data } = await ask(
    'reader',
    `{ adverts(first: 300, filter: ${forSale}) { nodes {
      id dimex: valuationQuote(provider: DIMEX) { isReady } priceHubble: valuationQuote(provider: PRICEHUBBLE) { isReady }
    } } }`,
  );
  const ready = (data.adverts.nodes as readonly Json[]).filter(
    ({ dimex, priceHubble }) => dimex.isReady === true && priceHubble.isReady === true,
  );
  const adverts = ready.slice(0, ADVERTS).map(({ id }) => id as string);
  expect(adverts).toHaveLength(ADVERTS);
  return adverts;
}

function pageOf(adverts: readonly string[]): string {
  return `{ nodes(ids: ${JSON.stringify(adverts)}) { ... on Advert { ${BOTH} } } }`;
}

function expectNothingAsked(extensions: Readonly<Record<string, Json>>): void {
  expect(vendors.calls('pricehubble', 'property_value')).toEqual([]);
  expect(vendors.calls('dimex', 'POST')).toEqual([]);
  const { dimex, pricehubble } = extensions['upstreams'];
  expect(dimex.billedEstimations ?? 0).toBe(0);
  expect(dimex.priceEur ?? 0).toBe(0);
  expect(pricehubble.billedEstimations ?? 0).toBe(0);
  // The adverts of one home that tell the same of it share one valuation, which is read once.
  expect(dimex.cacheHits).toBeGreaterThan(ADVERTS / 2);
  expect(pricehubble.cacheHits).toBeGreaterThan(ADVERTS / 2);
}

it('answers the same page again without a call and for nothing', async () => {
  const { data, errors, extensions } = await ask('buyer', page);

  expect(errors).toBeUndefined();
  expect(data).toEqual(bought);
  expectNothingAsked(extensions);
  expect(vendors.calls('dimex')).toEqual([]);
  expect(vendors.calls('pricehubble')).toEqual([]);
});

it('answers a client that may not spend with all that another has bought', async () => {
  const { data, errors, extensions } = await ask('reader', page);

  expect(errors).toBeUndefined();
  expect(data).toEqual(bought);
  expectNothingAsked(extensions);
  const { data: who } = await ask('reader', '{ viewer { spend { used unresolved } } }');
  expect(who.viewer.spend).toEqual({ used: 0, unresolved: 0 });
});

it('answers GETs with all that a POST has bought', async () => {
  // A page in one address would be longer than a server takes.
  const parts = Array.from({ length: ADVERTS / 20 }, (_, index) => ids.slice(20 * index, 20 * (index + 1)));
  const answers = await Promise.all(parts.map((part) => get(pageOf(part))));

  expect(answers.map(({ errors }) => errors)).toEqual(parts.map(() => undefined));
  expect(answers.flatMap(({ data }) => data.nodes)).toEqual(bought.nodes);
  expect(vendors.calls('dimex')).toEqual([]);
  expect(vendors.calls('pricehubble')).toEqual([]);
});

async function get(query: string): Promise<Json> {
  const response = await request(`${immograph.origin}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': 'true', ...clients.as('buyer') },
  });
  return response.body.json();
}

it('quotes nothing for what it has', async () => {
  const quotes = page.replaceAll(
    /valuation\((?<whom>provider: \w+)\) \{ value \{ amount \} computedAt \}/g,
    'valuationQuote($<whom>) { billedEstimations }',
  );
  const { data, errors } = await ask('reader', quotes);

  expect(errors).toBeUndefined();
  const all: readonly Json[] = data.nodes;
  const nothing = { billedEstimations: 0 };
  expect(all).toEqual(all.map(() => ({ DIMEX: nothing, PRICEHUBBLE: nothing })));
  expect(all).toHaveLength(ADVERTS);
});

it('answers after a restart on the same directory with what was bought before', async () => {
  await immograph.stop();
  immograph = await start();
  const { data, errors, extensions } = await ask('buyer', page);

  expect(errors).toBeUndefined();
  expect(data).toEqual(bought);
  expectNothingAsked(extensions);
  // What is kept is known by the model that made it.
  expect(vendors.calls('dimex', 'available-models').length).toBeLessThanOrEqual(1);
});
