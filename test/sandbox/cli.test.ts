import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';

import { readCommand } from '../../src/sandbox/command-line.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { exchange } from './exchange.js';

const sourceDir = join(import.meta.dirname, '../../src/sandbox');
const freePorts = ['fluximmo', 'dimex', 'pricehubble', 'apimo'].flatMap((name) => [`--${name}-port`, '0']);
const variables = [
  'FLUXIMMO_URL',
  'FLUXIMMO_API_KEY',
  'DIMEX_URL',
  'DIMEX_TOKEN',
  'PRICEHUBBLE_URL',
  'PRICEHUBBLE_USERNAME',
  'PRICEHUBBLE_PASSWORD',
  'APIMO_URL',
  'APIMO_PROVIDER',
  'APIMO_TOKEN',
  'APIMO_AGENCY_IDS',
];

describe('the flags of the sandbox', () => {
  it('start it on its fixed ports by default', () => {
    expect(readCommand([])).toEqual({
      kind: 'start',
      ports: { fluximmo: 4101, dimex: 4102, pricehubble: 4103, apimo: 4104 },
    });
  });

  it('set ports, seed and delay', () => {
    expect(readCommand(['--dimex-port', '5000', '--apimo-port=0', '--seed', '7', '--delay-ms', '50'])).toEqual({
      kind: 'start',
      ports: { fluximmo: 4101, dimex: 5000, pricehubble: 4103, apimo: 0 },
      seed: 7,
      delayMs: 50,
    });
  });

  it.each([
    ['an unknown flag', ['--host', '0.0.0.0'], '--host'],
    ['a stray word', ['start'], 'start'],
    [
      'a port that is no number',
      ['--dimex-port', 'http'],
      '--dimex-port must be an integer from 0 to 65535, got "http"',
    ],
    ['a port out of range', ['--dimex-port', '65536'], '--dimex-port must be'],
    ['a port without a value', ['--dimex-port'], '--dimex-port'],
    ['a seed that is no integer', ['--seed', '1.5'], '--seed must be'],
    ['an empty seed', ['--seed='], '--seed must be'],
    ['a negative delay', ['--delay-ms=-1'], '--delay-ms must be'],
  ])('are refused with %s', (_case, args, problem) => {
    expect(readCommand(args)).toEqual({ kind: 'refuse', problem: expect.stringContaining(problem) });
  });

  it('ask for help before anything else', () => {
    expect(readCommand(['--help', '--seed', 'x'])).toEqual({ kind: 'help' });
  });
});

describe('the sandbox as a process', () => {
  let dir: string;
  const children: ChildProcess[] = [];

  type Run = Readonly<{ child: ChildProcess; lines: AsyncIterable<string>; ended: Promise<Ended> }>;
  type Ended = Readonly<{ code: number | null; errors: string }>;

  const run = (...args: readonly string[]): Run => {
    const child = spawn(process.execPath, [join(dir, 'cli.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {},
    });
    children.push(child);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
    return { child, lines: createInterface({ input: child.stdout }), ended };
  };
  const take = async (lines: AsyncIterable<string>, count: number): Promise<string[]> => {
    const taken: string[] = [];
    for await (const line of lines) {
      taken.push(line);
      if (taken.length === count) break;
    }
    return taken;
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
    await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
    for (const file of await readdir(sourceDir)) {
      const { code } = await transformFile(join(sourceDir, file), {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      await writeFile(join(dir, file.replace(/\.ts$/, '.js')), code);
    }
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints the environment of immograph, serves, and ends with 0 on %s',
    async (signal) => {
      const { child, lines, ended } = run(...freePorts, '--seed', '7');
      const printed = await take(lines, variables.length);
      const environment = Object.fromEntries(printed.map((line) => /^(\w+)=(.+)$/.exec(line)?.slice(1) ?? []));
      const model = await exchange(`${environment.DIMEX_URL ?? ''}/v0/hed-fr-available-models`, {
        headers: { authorization: `Basic ${environment.DIMEX_TOKEN ?? ''}` },
      });
      child.kill(signal);

      expect(Object.keys(environment)).toEqual(variables);
      expect(model.status).toBe(200);
      await expect(ended).resolves.toEqual({ code: 0, errors: '' });
    },
  );

  it('explains itself and ends with 0', async () => {
    const { lines, ended } = run('--help');

    const help = (await take(lines, 100)).join('\n');

    expect(help).toContain('--fluximmo-port');
    await expect(ended).resolves.toEqual({ code: 0, errors: '' });
  });

  it('ends with 64 and says why on a bad flag', async () => {
    const { ended } = run('--host', '0.0.0.0');

    await expect(ended).resolves.toEqual({ code: 64, errors: expect.stringContaining('--host') });
  });

  it('ends with 69 and names the port when it is taken', async () => {
    const other = await startSandbox({ vendors: ['dimex'] });
    const { port } = new URL(other.origins.dimex ?? '');
    const { ended } = run(...freePorts, '--dimex-port', port);

    await expect(ended).resolves.toEqual({ code: 69, errors: expect.stringContaining(port) });
    await other.close();
  });
});
