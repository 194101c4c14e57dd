import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

const BUYERS = `{ agency(id: "771") { id buyerRequests(first: 3) {
  totalCount nodes { requestId isActive contactId comment freeCriteria } } } }`;
const CONTACT = `{ advert(flxId: "${walkAdvertFlxId}") { flxId title contactInCharge { email } } }`;

let immograph: RunningImmograph;
let clients: ClientsFile;

beforeAll(async () => {
  clients = writeClientsFile([{ id: 'all', scopes, agencyIds: ['771'] }]);
  immograph = await startImmograph({ CLIENTS_FILE: clients.path, LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  await immograph.stop();
  clients.remove();
});

type Got = Readonly<{ status: number; cacheControl: unknown; body: Json }>;

async function get(
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = clients.as('all'),
): Promise<Got> {
  const answer = await request(`${immograph.origin}/graphql?${new URLSearchParams(parameters).toString()}`, {
    headers: { 'apollo-require-preflight': 'yes', ...headers },
  });
  const body = await answer.body.json();
  return { status: answer.statusCode, cacheControl: answer.headers['cache-control'], body };
}

const asked = async (query: string) => immograph.ask(query, { headers: clients.as('all') });

describe('over GET', () => {
  it('what is personal of a buyer is null with FORBIDDEN, and the rest is answered', async () => {
    const whole = await asked(BUYERS);
    const { status, cacheControl, body } = await get({ query: BUYERS });

    expect(whole.errors).toBeUndefined();
    expect(status).toBe(200);
    expect(cacheControl).toBe('no-store');
    expect(body.data.agency).toEqual({
      ...whole.data.agency,
      buyerRequests: {
        ...whole.data.agency.buyerRequests,
        nodes: whole.data.agency.buyerRequests.nodes.map((node: Json) => ({
          ...node,
          contactId: null,
          comment: null,
          freeCriteria: null,
        })),
      },
    });
    expect(body.errors.map(({ path, extensions }: Json) => [path.at(-1), extensions.code]).toSorted()).toEqual(
      ['comment', 'contactId', 'freeCriteria'].flatMap((name) => Array.from({ length: 3 }, () => [name, 'FORBIDDEN'])),
    );
    for (const { contactId } of whole.data.agency.buyerRequests.nodes) {
      expect(JSON.stringify(body)).not.toContain(`"${contactId}"`);
    }
  });

  it('the person to call of an advert is null with FORBIDDEN, and the rest is answered', async () => {
    const whole = await asked(CONTACT);
    const { status, body } = await get({ query: CONTACT });

    expect(whole.data.advert.contactInCharge).not.toBeNull();
    expect(status).toBe(200);
    expect(body.data.advert).toEqual({ ...whole.data.advert, contactInCharge: null });
    expect(body.errors).toEqual([
      expect.objectContaining({
        path: ['advert', 'contactInCharge'],
        extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
      }),
    ]);
  });

  it('a document that was persisted over POST is no way round it', async () => {
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(BUYERS).digest('hex') },
    };
    const persisted = await request(`${immograph.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...clients.as('all') },
      body: JSON.stringify({ query: BUYERS, extensions }),
    });
    const overPost = (await persisted.body.json()) as Json;
    const { body } = await get({ extensions: JSON.stringify(extensions) });

    expect(overPost.data.agency.buyerRequests.nodes[0].contactId).toEqual(expect.any(String));
    expect(body.data.agency.buyerRequests.nodes.map(({ contactId }: Json) => contactId)).toEqual([null, null, null]);
    expect(body.data.agency.buyerRequests.totalCount).toBeGreaterThan(3);
  });

  it('what is not personal is answered as over POST', async () => {
    const query = '{ viewer { clientId } agency(id: "771") { buyerRequests(first: 2) { nodes { requestId } } } }';
    const { body } = await get({ query });

    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual((await asked(query)).data);
  });
});

describe('a key in the address', () => {
  it.each(['key', 'apiKey', 'api_key', 'access_token', 'token', 'authorization', 'Authorization'])(
    'is not read: %s',
    async (name) => {
      const { authorization } = clients.as('all');
      const key = authorization.replace('Bearer ', '');
      for (const value of [key, authorization]) {
        const { status, body } = await get({ query: '{ viewer { clientId } }', [name]: value }, {});

        expect(status).toBe(401);
        expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
      }
      expect(immograph.logs.filter((line) => line.includes(key))).toEqual([]);
    },
  );

  it('changes nothing of who asks by the header', async () => {
    const { body } = await get({ query: '{ viewer { clientId } }', key: 'key-of-nobody', access_token: 'other' });

    expect(body).toMatchObject({ data: { viewer: { clientId: 'all' } } });
  });
});
