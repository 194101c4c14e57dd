import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

const paid = `{ valuation(provider: DIMEX, subject: { propertyClass: FLAT, address: "30 rue Oberkampf, 75011 Paris",
  livingArea: 60, roomCount: 3, constructionYear: 1990, floor: 1, energyGrade: C }) { value { amount } } }`;

describe('the server', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    // Nothing is kept: every test would have its valuation made.
    immograph = await startImmograph({ CACHE: 'off' });
  });
  afterAll(() => immograph.stop());

  const spent = async (): Promise<number> =>
    (await immograph.ask('{ viewer { spend { used } } }')).data.viewer.spend.used;

  it.each(['true', 'yes', '01', '1, 1'])('runs nothing where the dry-run header says %s', async (value) => {
    const before = await spent();
    const { status, errors } = await immograph.ask(paid, { headers: { 'immograph-dry-run': value } });

    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await spent()).toBe(before);
  });

  it.each([
    ['immograph-dryrun', '1'],
    ['immograph-dry_run', '1'],
    ['immograph-cost', 'true'],
    ['immograph-deadline', '500'],
  ])('runs nothing where a header says %s: %s', async (name, value) => {
    const before = await spent();
    const { status, errors } = await immograph.ask(paid, { headers: { [name]: value } });

    expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toContain(name);
    expect(await spent()).toBe(before);
  });

  it('has something billed where the dry-run header says 0', async () => {
    const before = await spent();
    await immograph.ask(paid, { headers: { 'immograph-dry-run': '0' } });

    expect(await spent()).toBe(before + 1);
  });

  it('counts nothing as spent where no time was left to ask', async () => {
    const before = await spent();
    const { errors } = await immograph.ask(paid, { headers: { 'immograph-deadline-ms': '0' } });

    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(await spent()).toBe(before);
  });

  it.each(['/graphql?query=%7B__typename%7D', '/status'])(
    'answers %s to a local name alone, where there are no clients',
    async (path) => {
      const { port } = new URL(immograph.origin);
      const ask = async (host: string): Promise<number> => {
        const response = await request(`${immograph.origin}${path}`, { headers: { host } });
        await response.body.dump();
        return response.statusCode;
      };

      expect(await ask(`evil.example:${port}`)).toBe(403);
      expect(await ask('127.0.0.1.evil.example')).toBe(403);
      expect([await ask(`localhost:${port}`), await ask(`127.0.0.1:${port}`), await ask(`[::1]:${port}`)]).toEqual([
        200, 200, 200,
      ]);
    },
  );

  it('tells a page of another origin what it is for to be let in', async () => {
    const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
    const response = await request(`${immograph.origin}/graphql`, { method: 'OPTIONS', headers });
    const { errors } = (await response.body.json()) as Json;

    expect(response.statusCode).toBe(405);
    expect(errors[0].message).toContain('CORS_ORIGINS');
  });

  it('lets nobody on the way keep an answer, and tells no client the time of each field', async () => {
    const { headers, extensions } = await immograph.ask('{ viewer { clientId } }', {
      headers: { 'apollo-federation-include-trace': 'ftv1' },
    });

    expect(headers['cache-control']).toBe('no-store');
    expect(extensions).not.toHaveProperty('ftv1');
  });

  it('forgets requests that wait behind another on a connection that is cut', async () => {
    const server = await startImmograph();
    const { port } = new URL(server.origin);
    const body = JSON.stringify({ query: '{ adverts(first: 100) { nodes { title } } }' });
    const one = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write(one.repeat(5));
    // The last of the five has been read once something has answered that came after it.
    await server.ask('{ viewer { clientId } }');
    socket.resetAndDestroy();

    // A drain waits for what is in flight, for five seconds here: a test that takes longer has failed.
    const stopped: Json = await Promise.race([
      server.stop().then(() => 'drained'),
      new Promise((resolve) => setTimeout(resolve, 4_500, 'still waiting')),
    ]);
    expect(stopped).toBe('drained');
  });
});
