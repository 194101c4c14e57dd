import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';

let folder: string;
let one: ClientsFile;
let both: ClientsFile;
let immograph: RunningImmograph;
const path = () => join(folder, 'clients.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-watched-'));
  one = writeClientsFile([{ id: 'a', scopes: [] }]);
  both = writeClientsFile([
    { id: 'a', scopes: [] },
    { id: 'b', scopes: [] },
  ]);
});
afterEach(async () => {
  await immograph.stop();
  one.remove();
  both.remove();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (client: string) =>
  (await immograph.ask('{ viewer { clientId } }', { headers: one.as(client) })).status;
const status = async () => {
  const { body } = await request(`${immograph.origin}/status`, { headers: one.as('a') });
  return ((await body.json()) as Json).clients;
};

/** Asks until it is so; the suite's own time limit is when it never is. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

describe('the clients file', () => {
  it('lets a client in and shuts it out again while the server runs, written in place', async () => {
    writeFileSync(path(), readFileSync(one.path));
    immograph = await startImmograph({ CLIENTS_FILE: path() });
    expect(await ask('b')).toBe(401);

    writeFileSync(path(), readFileSync(both.path));
    await until(async () => (await ask('b')) === 200);
    writeFileSync(path(), readFileSync(one.path));
    await until(async () => (await ask('b')) === 401);
    expect(await ask('a')).toBe(200);
  });

  it('lets a request that is under way be finished for who began it', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isHeld = false;
    const vendors = await startRecordedSandbox({
      answer: async (vendor, answer) => {
        if (vendor !== 'fluximmo') return answer;
        isHeld = true;
        await held;
        return answer;
      },
    });
    const mayRead = (id: string) => ({ id, scopes: ['adverts:read'] as const });
    const readers = writeClientsFile([mayRead('a'), mayRead('b')]);
    try {
      writeFileSync(path(), readFileSync(readers.path));
      immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: path() });
      const query = `{ viewer { clientId scopes } advert(flxId: "${walkAdvertFlxId}") { flxId } }`;
      const underWay = immograph.ask(query, { headers: readers.as('b') });
      await until(() => Promise.resolve(isHeld));

      writeFileSync(path(), readFileSync(one.path));
      await until(async () => (await ask('b')) === 401);
      letGo();
      const { status: answered, data, errors } = await underWay;

      expect(errors).toBeUndefined();
      expect(answered).toBe(200);
      expect(data).toEqual({
        viewer: { clientId: 'b', scopes: ['adverts:read'] },
        advert: { flxId: walkAdvertFlxId },
      });
    } finally {
      letGo();
      readers.remove();
      await vendors.close();
    }
  });

  it('is followed through a rename, and through links that are swapped', async () => {
    mkdirSync(join(folder, 'v1'));
    mkdirSync(join(folder, 'v2'));
    writeFileSync(join(folder, 'v1', 'clients.json'), readFileSync(one.path));
    writeFileSync(join(folder, 'v2', 'clients.json'), readFileSync(both.path));
    symlinkSync('v1', join(folder, 'data'));
    symlinkSync(join('data', 'clients.json'), path());
    immograph = await startImmograph({ CLIENTS_FILE: path() });
    expect(await ask('b')).toBe(401);

    symlinkSync('v2', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'data'));
    await until(async () => (await ask('b')) === 200);

    writeFileSync(join(folder, 'renamed'), readFileSync(one.path));
    renameSync(join(folder, 'renamed'), path());
    await until(async () => (await ask('b')) === 401);
  });

  it.each<[string, string, (file: string) => void]>([
    ['cut off', 'INVALID', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))],
    ['empty', 'INVALID', (file) => writeFileSync(file, '')],
    [
      'of an unknown scope',
      'INVALID',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"scopes":[]', '"scopes":["x"]')),
    ],
    ['gone', 'UNREADABLE', (file) => rmSync(file)],
  ])(
    'that is %s leaves the clients that it named before, and is told of until it is mended',
    async (_what, problem, break_) => {
      writeFileSync(path(), readFileSync(both.path));
      immograph = await startImmograph({ CLIENTS_FILE: path() });
      expect(await status()).toMatchObject({ problem: null, problemSince: null });

      break_(path());
      await until(async () => (await status()).problem === problem);
      expect([await ask('a'), await ask('b')]).toEqual([200, 200]);
      const complaints = immograph.logs.filter((line) => line.includes('CLIENTS_FILE cannot be used'));
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toContain('"level":50');

      writeFileSync(path(), readFileSync(one.path));
      await until(async () => (await status()).problem === null);
      expect([await ask('a'), await ask('b')]).toEqual([200, 401]);
    },
  );
});
