import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { ConfigError, readConfig } from '../../src/edge/config.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const WHO = 'query Who { viewer { clientId } }';
const ZONE =
  'query Zone($code: String!) { zoneStatistics(zone: { inseeCode: $code, propertyClass: FLAT, offerType: BUY }) { inseeCode } }';
const WRITE =
  'mutation W($input: CreateBuyerRequestInput!) { createBuyerRequest(input: $input) { buyerRequest { id } } }';
const UNKNOWN = '{ viewer { clientId scopes } }';
const byHash = JSON.stringify({ [sha256(WHO)]: WHO, [sha256(ZONE)]: ZONE, write: WRITE });
const apollo = JSON.stringify({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: 'who', name: 'Who', type: 'query', body: WHO }],
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-documents-'));
  writeFileSync(join(folder, 'default.json'), byHash);
  writeFileSync(join(folder, 'bound.json'), apollo);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Sent = Readonly<{ status: number; body: Json }>;

let immograph: RunningImmograph;
let clients: ClientsFile | null = null;
afterEach(async () => {
  await immograph.stop();
  clients?.remove();
  clients = null;
});

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Sent> {
  const answer = await request(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}

async function get(query: Readonly<Record<string, string>>): Promise<Sent> {
  const answer = await request(`${immograph.origin}/graphql?${new URLSearchParams(query).toString()}`);
  return { status: answer.statusCode, body: await answer.body.json() };
}

const persisted = (id: string) => ({ persistedQuery: { version: 1, sha256Hash: id } });
const codesOf = ({ body }: Sent) => (body.errors ?? []).map(({ extensions }: Json) => extensions.code);
const zoneOf = ({ body }: Sent) => body.data.zoneStatistics.inseeCode;

describe('a known document', () => {
  it.each([
    ['its hash, as persisted queries are', { extensions: persisted(sha256(ZONE)) }],
    ['documentId', { documentId: sha256(ZONE) }],
    ['documentId that names its hash', { documentId: `sha256:${sha256(ZONE)}` }],
    ['its own text', { query: ZONE }],
  ])('is answered by %s, with variables, over POST and GET', async (_how, body) => {
    immograph = await startImmograph({ DOCUMENTS: 'known', DOCUMENTS_PATH: join(folder, 'default.json') });
    const variables = { code: '75107' };
    const flat = Object.fromEntries(
      Object.entries({ ...body, variables }).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );

    expect(zoneOf(await post({ ...body, variables }))).toBe('75107');
    expect(zoneOf(await get(flat))).toBe('75107');
  });

  it('is all that is answered where nothing else is to be, whichever way it comes', async () => {
    immograph = await startImmograph({ DOCUMENTS: 'known', DOCUMENTS_PATH: folder });
    const refused = [
      await post({ query: UNKNOWN }),
      await post({ query: ` ${WHO}` }),
      await get({ query: UNKNOWN }),
      await post({ query: UNKNOWN, documentId: sha256(WHO) }),
      await post({ query: UNKNOWN, extensions: persisted(sha256(UNKNOWN)) }),
    ];

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    for (const each of refused) expect([codesOf(each), each.body.data]).toEqual([['FORBIDDEN'], undefined]);
    expect(codesOf(await post({ extensions: persisted(sha256(UNKNOWN)) }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(codesOf(await post({ documentId: 'nothing' }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it('is a convenience where anything is answered', async () => {
    immograph = await startImmograph({ DOCUMENTS_PATH: folder });

    expect((await post({ query: UNKNOWN })).status).toBe(200);
    expect((await post({ documentId: sha256(WHO) })).body.data.viewer.clientId).toBe('local');
    expect(codesOf(await post({ extensions: persisted(sha256(UNKNOWN)) }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    await post({ query: UNKNOWN, extensions: persisted(sha256(UNKNOWN)) });
    expect((await post({ extensions: persisted(sha256(UNKNOWN)) })).body.data.viewer.clientId).toBe('local');
  });

  it('does not mutate over GET', async () => {
    immograph = await startImmograph({ DOCUMENTS: 'known', DOCUMENTS_PATH: folder });
    const { status, body } = await get({ documentId: 'write', variables: JSON.stringify({ input: {} }) });

    expect(status).toBe(405);
    expect(body.errors).toHaveLength(1);
  });

  it('keeps the limits of all others', async () => {
    writeFileSync(join(folder, 'deep.json'), JSON.stringify({ deep: `{ viewer { ${'clientId '.repeat(21)} } }` }));
    immograph = await startImmograph({ DOCUMENTS: 'known', DOCUMENTS_PATH: join(folder, 'deep.json') });

    expect(codesOf(await post({ documentId: 'deep' }))).toEqual(['QUERY_TOO_COMPLEX']);
  });
});

describe('where there are clients', () => {
  it('one with a manifest of its own is bound to it, and others are not', async () => {
    clients = writeClientsFile([
      { id: 'bound', scopes: ['adverts:read'] },
      { id: 'free', scopes: ['adverts:read'] },
    ]);
    immograph = await startImmograph({ CLIENTS_FILE: clients.path, DOCUMENTS_PATH: folder });
    const [bound, free] = [clients.as('bound'), clients.as('free')];

    expect((await post({ documentId: 'who' }, bound)).body.data.viewer.clientId).toBe('bound');
    expect((await post({ query: WHO }, bound)).status).toBe(200);
    expect(codesOf(await post({ query: UNKNOWN }, bound))).toEqual(['FORBIDDEN']);
    expect(codesOf(await post({ documentId: sha256(ZONE) }, bound))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await post({ query: UNKNOWN }, free)).status).toBe(200);
    expect(codesOf(await post({ documentId: 'who' }, free))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(codesOf(await post({ documentId: 'who' }))).toEqual(['UNAUTHENTICATED']);
  });

  it('one that is bound gets nothing of what another has persisted, however it writes the address', async () => {
    clients = writeClientsFile([
      { id: 'bound', scopes: ['adverts:read'] },
      { id: 'free', scopes: ['adverts:read'] },
    ]);
    immograph = await startImmograph({ CLIENTS_FILE: clients.path, DOCUMENTS_PATH: folder });
    await post({ query: UNKNOWN, extensions: persisted(sha256(UNKNOWN)) }, clients.as('free'));
    const extensions = JSON.stringify({ ...persisted(sha256(UNKNOWN)), more: '%ZZ' });
    const plain = encodeURIComponent(extensions);
    const broken = plain.replace('%25ZZ', '%ZZ');

    for (const [address, who, codes] of [
      [plain, 'free', undefined],
      [broken, 'free', undefined],
      [plain, 'bound', ['PERSISTED_QUERY_NOT_FOUND']],
      [broken, 'bound', ['PERSISTED_QUERY_NOT_FOUND']],
    ] as const) {
      const response = await request(`${immograph.origin}/graphql?extensions=${address}`, {
        headers: { ...clients.as(who), 'apollo-require-preflight': '1' },
      });
      const { errors } = (await response.body.json()) as Json;
      expect(errors?.map((error: Json) => error.extensions.code)).toEqual(codes);
    }
  });

  it('those who show who they are may ask anything, and only those who do not are bound', async () => {
    clients = writeClientsFile([{ id: 'free', scopes: ['adverts:read'] }]);
    const documents = { DOCUMENTS: 'known-for-anonymous', DOCUMENTS_PATH: folder };
    immograph = await startImmograph({ ...documents, CLIENTS_FILE: clients.path });
    expect((await post({ query: UNKNOWN }, clients.as('free'))).status).toBe(200);
    await immograph.stop();

    immograph = await startImmograph(documents);
    expect((await post({ query: UNKNOWN })).status).toBe(403);
    expect((await post({ query: WHO })).status).toBe(200);
  });
});

describe('a manifest', () => {
  it.each([
    ['that is not named', { DOCUMENTS: 'known' }, /DOCUMENTS_PATH should name a manifest/],
    ['that is not there', { DOCUMENTS_PATH: '/nowhere.json' }, /DOCUMENTS_PATH .*nowhere/],
    ['that is no JSON', { DOCUMENTS_PATH: 'README.md' }, /README.md: it is not JSON/],
    ['of something else', { DOCUMENTS_PATH: 'package.json' }, /package.json: it is neither/],
    ['for a mode that there is not', { DOCUMENTS: 'some' }, /DOCUMENTS should be one of any, known/],
  ])('%s is an error at start', async (_what, env, message) => {
    immograph = await startImmograph();

    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(message);
  });
});
