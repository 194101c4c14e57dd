import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';

type Signer = Readonly<{ alg: string; kid: string; privateKey: CryptoKey }>;

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'immograph';
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

let issuer: Server;
const published: unknown[] = [];
let isDown = false;
let fetches = 0;
let immograph: RunningImmograph;
let clients: ClientsFile;
const signers = new Map<string, Signer>();
let stranger: Signer;

async function createSigner(alg: string, kid: string): Promise<Signer & Readonly<{ jwk: unknown }>> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

const now = () => Math.floor(Date.now() / 1000);
const claims = { iss: ISSUER, aud: AUDIENCE, azp: 'front', scope: 'adverts:read requests:read', agencyIds: ['771'] };

function sign(payload: JWTPayload, by: Signer | undefined = signers.get('RS256')): Promise<string> {
  if (by === undefined) throw new Error('There is no such signer.');
  return new SignJWT({ exp: now() + 300, ...payload })
    .setProtectedHeader({ alg: by.alg, kid: by.kid })
    .sign(by.privateKey);
}

const viewer = '{ viewer { clientId scopes agencyIds } }';
const askWith = (token: string, query = viewer) =>
  immograph.ask(query, { headers: { authorization: `Bearer ${token}` } });

beforeAll(async () => {
  issuer = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(isDown ? 500 : 200, { 'content-type': 'application/json' });
    response.end(isDown ? 'down' : JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  for (const alg of algorithms) {
    const { jwk, ...signer } = await createSigner(alg, alg);
    signers.set(alg, signer);
    published.push(jwk);
  }
  stranger = await createSigner('RS256', 'stranger');
  clients = writeClientsFile([{ id: 'front', scopes: ['adverts:read'] }]);
  const { port } = issuer.address() as AddressInfo;
  immograph = await startImmograph({
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
    JWT_JWKS_URL: `http://127.0.0.1:${port}/keys`,
    CLIENTS_FILE: clients.path,
    LOG_LEVEL: 'trace',
  });
});
afterAll(async () => {
  await immograph.stop();
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
  clients.remove();
});

describe('while no key could ever be fetched', () => {
  it('is told apart from a bad token, and start-up fetches none', async () => {
    expect(fetches).toBe(0);
    isDown = true;
    const answer = await askWith(await sign(claims));
    isDown = false;

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', retryable: true });
    // The next try is a second away.
    while ((await askWith(await sign(claims))).status === 503) await new Promise(setImmediate);
  });
});

describe('a token', () => {
  it.each(algorithms)('names its caller, signed by %s', async (alg) => {
    const answer = await askWith(await sign(claims, signers.get(alg)));

    expect(answer.data).toEqual({
      viewer: { clientId: 'token~front', scopes: ['adverts:read', 'requests:read'], agencyIds: ['771'] },
    });
  });

  it.each<[string, JWTPayload, unknown]>([
    ['an array of scopes', { scope: ['adverts:read', 'admin'] }, { scopes: ['adverts:read'] }],
    ['no scopes', { scope: undefined }, { scopes: [] }],
    ['agencies as numbers', { agencyIds: [771, 772] }, { agencyIds: ['771', '772'] }],
    ['agencies as a text', { agencyIds: '771 772' }, { agencyIds: ['771', '772'] }],
    ['agencies that are none', { agencyIds: { 771: true } }, { agencyIds: [] }],
    ['a client_id', { azp: undefined, client_id: 'app' }, { clientId: 'token~app' }],
    [
      'a subject alone',
      { azp: undefined, sub: 'auth0|5' },
      { clientId: expect.stringMatching(/^token~~[0-9a-f]{32}$/) },
    ],
  ])('is read with %s', async (_what, changed, expected) => {
    expect((await askWith(await sign({ ...claims, ...changed }))).data.viewer).toMatchObject(expected as object);
  });

  it.each<[string, JWTPayload]>([
    ['expired', { exp: now() - 60 }],
    ['not yet good', { nbf: now() + 60 }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another audience', { aud: 'other' }],
    ['without an end', { exp: undefined }],
    ['without a client', { azp: undefined }],
    ['with a limit that is none', { billedEstimationsPerDay: 'unlimited' }],
    ['with a limit below zero', { billedEstimationsPerDay: -1 }],
  ])('is refused: %s', async (_what, changed) => {
    const answer = await askWith(await sign({ ...claims, ...changed }));

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is refused unsigned, signed by a secret, or by a stranger who names a known key', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none' })}.${part({ ...claims, exp: now() + 300 })}.`;
    const bySecret = await new SignJWT({ ...claims, exp: now() + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
      .sign(new TextEncoder().encode(JSON.stringify(published[0])));
    const forged = await sign(claims, { ...stranger, kid: 'RS256' });

    for (const token of [unsigned, bySecret, forged, await sign(claims, stranger)]) {
      expect((await askWith(token)).status).toBe(401);
    }
  });

  it('goes on with known keys while the issuer is down, and is refused with unknown ones', async () => {
    isDown = true;
    const known = await askWith(await sign(claims));
    const unknown = await askWith(await sign(claims, { ...stranger, kid: 'new' }));
    isDown = false;

    expect([known.status, unknown.status]).toEqual([200, 401]);
  });

  it('has its issuer asked no oftener for unknown keys', async () => {
    const before = fetches;
    for (let count = 0; count < 20; count += 1) await askWith(await sign(claims, { ...stranger, kid: `k${count}` }));

    expect(fetches - before).toBeLessThanOrEqual(1);
  });

  it('stands beside the API keys of clients, under names of its own', async () => {
    const byKey = await immograph.ask(viewer, { headers: clients.as('front') });

    expect(byKey.data.viewer.clientId).toBe('front');
  });

  it('is in no line of the log', async () => {
    const token = await sign(claims);
    await askWith(token);
    await askWith(`${token}x`);

    expect(immograph.logs.join('')).not.toContain('eyJ');
  });
});
