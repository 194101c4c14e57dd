import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import type { Write } from '../../src/store/store.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { until } from '../store/until.js';

type Ended = Readonly<{ code: number; stdout: string; stderr: string }>;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'immograph-erase-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function erase(...args: string[]): Promise<Ended> {
  const options = { env: { PATH: process.env['PATH'], DATA_DIR: dataDir } };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['build/start.mjs', '--erase', ...args],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    // What a process that fails has written is in the error.
    return error as Ended;
  }
}

async function contactsKept(): Promise<readonly string[]> {
  const store = await createEmbeddedStore({ directory: dataDir });
  const found: string[] = [];
  for await (const [, value] of store.list('requests/')) {
    found.push(...[...value.matchAll(/"contactId":"([^"]+)"/g)].map(([, id = '']) => id));
  }
  await store.close();
  return found;
}

/** What stands in the files, whether anything leads to it or not. */
function bytesKept(): string {
  const folder = join(dataDir, 'store');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join();
}

async function countIn({ origin }: RunningImmograph): Promise<number> {
  const { upstreams } = (await (await fetch(`${origin}/status`)).json()) as Json;
  return upstreams.apimo.agencies.reduce((sum: number, { requestCount }: Json) => sum + Number(requestCount), 0);
}

describe('npm run erase', () => {
  it("removes a contact's requests, and nobody else's, and says what it found", async () => {
    const immograph = await startImmograph({ DATA_DIR: dataDir });
    const { data } = await immograph.ask('{ agencies { buyerRequests(first: 5) { nodes { contactId } } } }');
    const contactId = data.agencies[0].buyerRequests.nodes.map((node: Json) => node.contactId)[0] as string;
    await immograph.stop();
    const before = await contactsKept();
    const count = before.filter((id) => id === contactId).length;
    expect(count).toBeGreaterThan(0);

    const { code, stdout } = await erase('--contact', contactId);

    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^before: ${count} requests in`));
    expect(stdout).toMatch(/^after: 0 requests in 0 of/m);
    expect(await contactsKept()).toEqual(before.filter((id) => id !== contactId));
    expect(stdout).toMatch(/^before: [1-9]\d* places in the files/m);
    expect(stdout).toMatch(/^after: 0 places in the files/m);
    expect(bytesKept()).not.toContain(`"contactId":"${contactId}"`);
    expect(bytesKept()).toContain('"contactId":"');
  });

  it('leaves no text of theirs in the files, though many copies of it were freed and a server reads on', async () => {
    const served = await startImmograph({ DATA_DIR: dataDir, REQUESTS_MAX_AGE_MS: '3600000' });
    const store = await createEmbeddedStore({ directory: dataDir });
    try {
      const { data } = await served.ask('{ agencies { buyerRequests(first: 500) { nodes { contactId comment } } } }');
      const nodes: readonly Json[] = data.agencies.flatMap(({ buyerRequests }: Json) => buyerRequests.nodes);
      const { contactId } = nodes.find(({ comment }) => comment !== null) ?? {};
      const copies: Write[] = [];
      for await (const [key, value] of store.list('requests/')) {
        for (let copy = 0; copy < 20; copy += 1) copies.push({ key: `copies/${copy}/${key}`, value });
      }
      await store.update([], () => ({ result: null, writes: copies }));
      await store.update([], () => ({ result: null, writes: copies.map(({ key }) => ({ key, value: null })) }));
      const text = `"contactId":"${contactId}"`;
      expect(bytesKept().split(text).length).toBeGreaterThan(10);

      const { code, stdout } = await erase('--contact', contactId);

      expect([code, stdout]).toEqual([0, expect.stringMatching(/^after: 0 places in the files/m)]);
      expect(bytesKept()).not.toContain(text);
      const { errors } = await served.ask('{ agencies { buyerRequests(first: 5) { totalCount } } }');
      expect(errors).toBeUndefined();
    } finally {
      await store.close();
      await served.stop();
    }
  });

  it('does so while a server runs, which lets go of them too, though nobody asks', async () => {
    // Its sandbox goes on having the contact; what it tells of a time long past is not asked for again.
    const immograph = await startImmograph({ DATA_DIR: dataDir, REQUESTS_MAX_AGE_MS: '3600000' });
    try {
      const { data } = await immograph.ask('{ agencies { buyerRequests(first: 500) { nodes { contactId } } } }');
      const contacts: readonly string[] = data.agencies.flatMap(({ buyerRequests }: Json) =>
        buyerRequests.nodes.map((node: Json) => node.contactId),
      );
      const [contactId = ''] = contacts;

      expect(await erase('--contact', contactId)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^after: 0/m),
      });
      const left = contacts.filter((each) => each !== contactId).length;
      await until(async () => (await countIn(immograph)) === left);
      expect(await contactsKept()).toHaveLength(left);
    } finally {
      await immograph.stop();
    }
  });

  it('says that a contact is nowhere', async () => {
    await (await createEmbeddedStore({ directory: dataDir })).close();
    expect(await erase('--contact', '1')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^before: 0 requests in 0 of 0/),
    });
  });

  it('says that Apimo remains the source', async () => {
    expect((await erase('--help')).stdout).toContain('comes back with the next full list');
  });

  it.each<[string, string[], number]>([
    ['no contact', [], 64],
    ['a contact that cannot be', ['--contact', '"*"'], 64],
    ['an unknown option', ['--all'], 64],
    ['a store that is not there', ['--contact', '1'], 69],
  ])('refuses %s', async (_what, args, code) => {
    expect(await erase(...args)).toMatchObject({ code, stdout: '' });
  });
});
