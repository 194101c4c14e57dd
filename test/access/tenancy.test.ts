import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import type { Scope } from '../../src/access/caller.js';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import { reportCounts, sizeOf } from '../money/sizes.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { documents, manifest, roundsOf, send, variablesOf } from './tenancy-operation.js';
import type { Asking, DocumentName, Ids, Round, Spoken, Transport } from './tenancy-operation.js';
import { agenciesIn, canariesIn, createTenants } from './tenants.js';

/** How many operations, and on behalf of how many agencies. */
const OPERATIONS = sizeOf('TENANCY_OPERATIONS', 250);
const AGENCIES = sizeOf('TENANCY_AGENCIES', 6);
const SEED = sizeOf('TENANCY_SEED', 11);
const ASKS_A_ROUND = sizeOf('TENANCY_ASKS_A_ROUND', 10);

const tenants = createTenants(AGENCIES);
const { agencyIds } = tenants;
const [firstAgency = '', secondAgency = ''] = agencyIds;

type Client = Readonly<{ id: string; scopes: readonly Scope[]; agencyIds: readonly string[] }>;

const clientList: readonly Client[] = [
  ...agencyIds.map((agencyId) => ({ id: `of-${agencyId}`, scopes, agencyIds: [agencyId] })),
  { id: 'of-two', scopes, agencyIds: agencyIds.slice(0, 2) },
  { id: 'of-three', scopes, agencyIds: [...agencyIds.slice(-3), '999'] },
  { id: 'of-none', scopes, agencyIds: [] },
  { id: 'impersonal', scopes: scopes.filter((scope) => scope !== 'requests:personal'), agencyIds: [firstAgency] },
];

let vendors: RecordedSandbox;
let clients: ClientsFile;
let folder: string;
let dataDir: string;
let immograph: RunningImmograph;
const dataDirs: string[] = [];
/** Of servers that were stopped. */
const oldLogs: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-tenancy-'));
  writeFileSync(join(folder, 'documents.json'), manifest);
  clients = writeClientsFile(clientList.map((client) => ({ ...client, pointsPerMinute: 1_000_000_000 })));
  vendors = await startRecordedSandbox({
    answer: (vendor, answer, call) => (vendor === 'apimo' ? tenants.answer(call) : answer),
  });
  await start('COLD');
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
  clients.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function start(how: 'WARM' | 'COLD'): Promise<void> {
  if (how === 'COLD') {
    dataDir = join(folder, `data-${dataDirs.length}`);
    dataDirs.push(dataDir);
  }
  immograph = await startImmograph({
    ...vendors.env,
    DATA_DIR: dataDir,
    CLIENTS_FILE: clients.path,
    DOCUMENTS_PATH: join(folder, 'documents.json'),
    APIMO_AGENCY_IDS: agencyIds.join(','),
    // Apimo, as it is played here, has granted them.
    APIMO_CALLS_PER_SECOND: '1000',
    APIMO_CALLS_PER_DAY: '10000000',
    REQUESTS_MAX_AGE_MS: '10000',
    RETRY_TIMES: '0',
    BREAKER_CONSECUTIVE_FAILURES: '10000',
    BREAKER_MIN_CALLS: '100000',
    LOG_LEVEL: 'trace',
  });
}

async function restart(how: 'WARM' | 'COLD'): Promise<void> {
  await immograph.stop();
  oldLogs.push(...immograph.logs);
  await start(how);
}

const clientOf = (id: string): Client => {
  const client = clientList.find((each) => each.id === id);
  if (client === undefined) throw new Error(`There is no client ${id}.`);
  return client;
};

type Told = Readonly<{ client: Client; sentText: string; spoken: Spoken; own: boolean; asking: Asking }>;

async function ask(asking: Asking): Promise<Told> {
  const client = clientList[asking.client];
  if (client === undefined) throw new Error('There is no such client.');
  const own = client.agencyIds.includes(asking.ids.agencyId);
  // What a client writes is its own; into a foreign agency it is what it would bring there.
  const variables = variablesOf(asking, tenants.newCanary(own ? asking.ids.agencyId : (client.agencyIds[0] ?? '0')));
  const spoken = await send(immograph.origin, clients.as(client.id), { ...asking, variables });
  return { client, spoken, own, asking, sentText: JSON.stringify(variables) };
}

/** What an answer says that it should not. */
function leakIn({ client, spoken, sentText, asking }: Told): string | null {
  const foreign = [...agenciesIn(`${JSON.stringify(spoken.headers)}${spoken.text}`)].filter(
    (agencyId) => !client.agencyIds.includes(agencyId) && !sentText.includes(`cnry-${agencyId}-`),
  );
  if (foreign.length > 0) return `canaries of ${foreign.join()}`;
  if (canariesIn(spoken.text).length > 0 && spoken.headers['cache-control'] !== 'no-store') return 'what may be stored';
  const personal = /"(?:contactId|comment|freeCriteria)":"/;
  const mayNot = asking.transport.startsWith('GET') || !client.scopes.includes('requests:personal');
  if (mayNot && personal.test(spoken.text)) return 'what is personal';
  const { errors = [] } = JSON.parse(spoken.text);
  const quoted = canariesIn(JSON.stringify(errors)).filter((canary) => !sentText.includes(canary));
  return quoted.length > 0 ? `an error with ${quoted.join()}` : null;
}

const seen = { asks: 0, own: 0, foreign: 0, canaries: 0, failed: 0, written: 0, restarts: 0, impersonal: 0 };

/** The ways by which something was told, and of whom. */
const toldBy = new Set<string>();

function count({ own, spoken, asking, client }: Told): void {
  seen.asks += 1;
  seen[own ? 'own' : 'foreign'] += 1;
  const told = canariesIn(spoken.text).length;
  seen.canaries += told;
  for (const agencyId of agenciesIn(spoken.text)) {
    toldBy.add(`${asking.name} ${agencyId}`);
    if (spoken.text.includes(`"reference":"cnry-${agencyId}-`)) toldBy.add(`listing ${agencyId}`);
  }
  if (spoken.text.includes('UPSTREAM_')) seen.failed += 1;
  if (client.id === 'impersonal') seen.impersonal += 1;
  if ((asking.name === 'create' || asking.name === 'update') && told > 0) seen.written += 1;
}

async function play({ restart: how, events, asks }: Round): Promise<void> {
  if (how !== 'NONE') {
    seen.restarts += 1;
    await restart(how);
  }
  for (const agencyId of agencyIds) tenants.trouble(agencyId, null);
  for (const event of events) {
    if (event.kind === 'EDIT') tenants.edit(event.agencyId, event.requestId);
    else tenants.trouble(event.agencyId, event.trouble);
  }
  for (const told of await Promise.all(asks.map(ask))) {
    count(told);
    const leak = leakIn(told);
    if (leak !== null) throw new Error(`${told.client.id} reads ${leak} by ${told.asking.name}: ${told.spoken.text}`);
  }
}

async function read(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await request(`${immograph.origin}${path}`, { headers });
  return answer.body.text();
}

describe('an agency’s buyers', () => {
  it(`are told to its own clients alone, whatever ${OPERATIONS} operations ask`, async () => {
    const rounds = roundsOf(
      agencyIds,
      clientList.map((each) => each.agencyIds),
      ASKS_A_ROUND,
    );
    await fc.assert(fc.asyncProperty(rounds, play), {
      seed: SEED,
      numRuns: Math.ceil(OPERATIONS / ASKS_A_ROUND),
      endOnFailure: true,
    });
    for (const agencyId of agencyIds) tenants.trouble(agencyId, null);

    // A run that was told nothing, or nothing but what it may have, proves nothing.
    for (const [what, times] of Object.entries(seen)) expect([what, times > 0]).toEqual([what, true]);
    // A summary is numbers alone.
    const tellers = [...Object.keys(documents).filter((name) => name !== 'summary'), 'listing'];
    for (const name of tellers) {
      const agencies = [...toldBy].filter((told) => told.startsWith(`${name} `)).length;
      expect([name, agencies >= (name === 'create' || name === 'update' ? 1 : 4)]).toEqual([name, true]);
    }
    expect(seen.foreign).toBeGreaterThan(seen.asks / 4);
    expect(seen.canaries).toBeGreaterThan(seen.asks);
    reportCounts('tenancy', { seed: SEED, agencies: AGENCIES, ...seen });
  }, 7_200_000);

  it('stand in no log line, metric, status or key of the store after that', async () => {
    // What is refused before it is run may be quoted to who has sent it, and to nobody else.
    const headers = { 'content-type': 'application/json', ...clients.as('of-two') };
    const canary = tenants.newCanary(firstAgency);
    for (const body of [
      { query: documents.update, variables: { changes: { agencyId: firstAgency, comment: { canary } } } },
      { query: documents.create, variables: { new: { agencyId: firstAgency, [canary]: canary } } },
      { query: `{ agency(id: "${canary}") { ${canary.replaceAll('-', '_')} } }` },
      { query: `{ agency(id: "${canary}` },
      { query: `query A { agency(id: "${firstAgency}") { id } }`, operationName: canary },
      { documentId: canary },
      { extensions: { persistedQuery: { version: 1, sha256Hash: canary } } },
      canary,
    ]) {
      await request(`${immograph.origin}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
    }
    await request(`${immograph.origin}/graphql?query=${canary}`, { headers });
    await request(`${immograph.origin}/${canary}?key=${canary}`, { headers });

    const statuses = await Promise.all(clientList.map(({ id }) => read('/status', clients.as(id))));
    for (const [index, status] of statuses.entries()) {
      const { agencies } = JSON.parse(status).upstreams.apimo;
      expect(agencies.map(({ agencyId }: Json) => agencyId)).toEqual(clientList[index]?.agencyIds);
    }
    expect(canariesIn([...statuses, await read('/metrics'), await read('/schema.graphql')].join())).toEqual([]);
    await immograph.stop();
    const logs = [...oldLogs, ...immograph.logs];
    expect(logs.length).toBeGreaterThan(100);
    expect(logs.filter((line) => canariesIn(line).length > 0)).toEqual([]);
    expect(logs.filter((line) => line.includes('key-of-'))).toEqual([]);

    const kept = { keys: 0, canaries: 0 };
    for (const directory of dataDirs) {
      const store = await createEmbeddedStore({ directory });
      for await (const [key, value] of store.list('')) {
        kept.keys += 1;
        kept.canaries += canariesIn(value).length;
        expect(canariesIn(key)).toEqual([]);
        const folders = key.split('/');
        // What is kept of an agency stands in its own folder, and in no other place.
        const agencies = [...agenciesIn(value)];
        expect([key, agencies]).toEqual([key, folders[0] === 'requests' ? agencies.slice(0, 1) : []]);
        for (const agencyId of agencies) expect(folders[1]).toBe(agencyId);
      }
      await store.close();
    }
    expect(kept.keys).toBeGreaterThan(0);
    expect(kept.canaries).toBeGreaterThan(0);
    await start('WARM');
  });
});

const transports: readonly Transport[] = ['POST', 'GET', 'POST_BY_ID', 'GET_BY_ID'];
const byIds = (Object.keys(documents) as DocumentName[]).filter((name) => name !== 'agencies');

/** The answer, with what it repeats of the ask taken out of it, and what is another each time. */
function alike({ status, headers, text }: Spoken, ids: Ids): unknown {
  const { date: _date, 'content-length': _length, ...others } = headers;
  const same = Object.entries(others).filter(([name]) => !/^(x-request-id|ratelimit|immograph)/i.test(name));
  const body = JSON.parse(text);
  delete body.extensions?.requestId;
  return {
    status,
    names: same.map(([name]) => name).sort(),
    body: JSON.stringify(body).replaceAll(ids.agencyId, 'AGENCY'),
  };
}

describe('a foreign id', () => {
  const mine: Ids = { agencyId: firstAgency, requestId: '2' };
  const foreign: Ids = { agencyId: secondAgency, requestId: '2' };
  const unknown: Ids = { agencyId: '998', requestId: '2' };

  it.each(byIds.flatMap((name) => transports.map((transport) => [name, transport] as const)))(
    'answers as an unknown one does, by %s over %s, and costs as little',
    async (name, transport) => {
      const client = clientOf(`of-${firstAgency}`);
      const other = clientOf(`of-${secondAgency}`);
      const speak = async (who: Client, ids: Ids) =>
        send(immograph.origin, clients.as(who.id), {
          name,
          transport,
          variables: variablesOf({ name, ids, others: ids }, `same-${ids.agencyId}`),
        });
      // What is foreign is known here, and warm.
      if (name !== 'create' && name !== 'update') {
        await speak(client, mine);
        await speak(other, foreign);
      }
      const before = vendors.calls('apimo', secondAgency).length;
      const toForeign = await speak(client, foreign);
      const toUnknown = await speak(client, unknown);

      expect(alike(toForeign, foreign)).toEqual(alike(toUnknown, unknown));
      expect(canariesIn(toForeign.text)).toEqual([]);
      expect(vendors.calls('apimo', '/agencies/998/')).toEqual([]);
      expect(vendors.calls('apimo', secondAgency).length - before).toBe(0);
    },
  );
});
