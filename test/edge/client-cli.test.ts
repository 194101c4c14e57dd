import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseClients } from '../../src/access/clients.js';
import { clientHelp } from '../../src/edge/client-command.js';

type Ended = Readonly<{ code: number; stdout: string; stderr: string }>;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-client-'));
  path = join(folder, 'clients.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function client(...args: string[]): Promise<Ended> {
  const options = { env: { PATH: process.env['PATH'], CLIENTS_FILE: path } };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['build/start.mjs', '--client', ...args],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (error) {
    // What a process that fails has written is in the error.
    return error as Ended;
  }
}
const file = () => readFileSync(path, 'utf8');

describe('npm run client', () => {
  it('adds a client, prints its key once and keeps only the hash', async () => {
    const { code, stdout } = await client(
      'add',
      'portal',
      '--scopes',
      'adverts:read,valuations:read',
      '--agencies',
      '771',
      '--estimations-per-day',
      '5',
    );
    const key = stdout.trim();

    expect(code).toBe(0);
    expect(key).toMatch(/^immo_[\w-]{43}$/);
    expect(file()).not.toContain(key);
    expect(file()).toContain(createHash('sha256').update(key).digest('hex'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['clients.json']);
    expect(parseClients(file()).findByApiKey(key)).toMatchObject({
      clientId: 'portal',
      agencyIds: ['771'],
      billedEstimationsPerDay: 5,
    });
  });

  it('rotates, lists and revokes', async () => {
    const first = (await client('add', 'portal')).stdout.trim();
    const second = (await client('rotate', 'portal')).stdout.trim();

    expect(parseClients(file()).findByApiKey(first)).toBeUndefined();
    expect(parseClients(file()).findByApiKey(second)).toMatchObject({ clientId: 'portal' });
    const { stdout } = await client('list');
    expect(stdout).toContain('portal');
    expect(stdout).not.toMatch(/immo_|[0-9a-f]{64}/);
    expect((await client('revoke', 'portal')).code).toBe(0);
    expect(parseClients(file()).findByApiKey(second)).toBeUndefined();
  });

  it('loses none of what two commands do at once', async () => {
    const ended = await Promise.all(['a', 'b', 'c'].map((id) => client('add', id)));

    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const { stdout } of ended) expect(parseClients(file()).findByApiKey(stdout.trim())).toBeDefined();
  });

  it('explains itself', async () => {
    expect(await client('--help')).toMatchObject({ code: 0, stdout: clientHelp });
  });

  it.each<[string, string[], number, string]>([
    ['nothing', [], 64, 'Say what to do'],
    ['an unknown command', ['delete', 'a'], 64, 'Say what to do'],
    ['no client', ['rotate'], 64, 'Say which client'],
    ['an option of another command', ['revoke', 'a', '--scopes', 'x'], 64, 'goes with add alone'],
    ['a count that is none', ['add', 'a', '--points-per-minute', '-1'], 64, 'points-per-minute'],
    ['an unknown scope', ['add', 'a', '--scopes', 'everything'], 65, 'scopes.0'],
    ['a bad id', ['add', 'a b'], 65, 'clients.0.id'],
    ['an unknown client', ['revoke', 'a'], 65, 'there is no client "a"'],
  ])('refuses %s, and writes nothing', async (_what, args, code, message) => {
    const ended = await client(...args);

    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(existsSync(path)).toBe(false);
  });

  it('leaves a file alone that it cannot read, and one that has the client already', async () => {
    writeFileSync(path, '{"clients":');
    expect(await client('add', 'a')).toMatchObject({ code: 65, stdout: '' });
    expect(file()).toBe('{"clients":');

    rmSync(path);
    await client('add', 'a');
    const before = file();
    expect((await client('add', 'a')).code).toBe(65);
    expect(file()).toBe(before);
    expect(readdirSync(folder)).toEqual(['clients.json']);
  });
});
