import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EX_CONFIG } from '../../src/edge/config.js';
import { startProcess } from '../support/immograph-process.js';
import type { ImmographProcess } from '../support/immograph-process.js';

const running: ImmographProcess[] = [];

function start(...options: Parameters<typeof startProcess>): ImmographProcess {
  const started = startProcess(...options);
  running.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.remove()));
});

describe('a process that cannot be configured', () => {
  it('exits 78 and names every bad variable, a line each, without a stack', async () => {
    const refused = start({ PORT: 'http', DIMEX_URL: 'https://dimex.example/v0', LOG_LEVEL: 'loud', SANDBOX: 'off' });

    expect(await refused.ended).toBe(EX_CONFIG);
    const lines = refused.stderr().trim().split('\n');
    for (const name of ['PORT', 'DIMEX_URL', 'LOG_LEVEL', 'DIMEX_TOKEN', 'FLUXIMMO_API_KEY', 'APIMO_AGENCY_IDS']) {
      expect(
        lines.filter((line) => line.startsWith(`immograph: ${name} `) || line.includes(` and ${name} `)),
      ).toHaveLength(1);
    }
    expect(refused.stderr()).not.toMatch(/^\s+at /m);
    expect(refused.stdout()).toBe('');
  });

  it('exits 78 in production without clients and credentials', async () => {
    const refused = start({ NODE_ENV: 'production' });

    expect(await refused.ended).toBe(78);
    expect(refused.stderr()).toMatch(/^immograph: CLIENTS_FILE should name /m);
    expect(refused.stderr()).toMatch(/^immograph: DIMEX_TOKEN should be given: /m);
  });

  it('exits 78 where its data cannot be kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'immograph-data-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    try {
      const refused = start({ DATA_DIR: join(file, 'data') });

      expect(await refused.ended).toBe(78);
      expect(refused.stderr()).toMatch(/^immograph: DATA_DIR should name a directory/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a process that cannot listen', () => {
  it('says where it tried and exits 1 when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const refused = start({ PORT: String(port) });

      expect(await refused.ended).toBe(1);
      expect(refused.stderr()).toMatch(new RegExp(`^immograph: it cannot listen on .*PORT ${port}: .*EADDRINUSE`, 'm'));
      expect(refused.stderr()).not.toMatch(/^\s+at /m);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });
});

describe('a process that starts', () => {
  it('makes its directory, answers, prints one line with its address, and exits 0 on SIGTERM', async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'immograph-data-')), 'deep', 'data');
    const started = start({ DATA_DIR: dataDir });
    const origin = await started.origin();

    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect(statSync(dataDir).isDirectory()).toBe(true);
    expect(
      started
        .stdout()
        .split('\n')
        .filter((line) => line.includes('http://')),
    ).toHaveLength(1);
    expect(started.stdout()).toContain(
      'played by the sandbox, with invented data: fluximmo, dimex, pricehubble, apimo',
    );
    process.kill(started.pid, 'SIGTERM');

    expect(await started.ended).toBe(0);
  });

  it('tells in its log, once, of a variable that is nearly a setting, and not of its value', async () => {
    const started = start({ DIMEX_TOKKEN: 'a secret' });
    await started.origin();
    process.kill(started.pid, 'SIGTERM');
    await started.ended;

    const told = started
      .stdout()
      .split('\n')
      .filter((line) => line.includes('DIMEX_TOKKEN'));
    expect(told.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 40, msg: 'DIMEX_TOKKEN is not read: is DIMEX_TOKEN meant?' },
    ]);
    expect(started.stdout() + started.stderr()).not.toContain('a secret');
  });

  it('exits 0 on SIGINT, though a client keeps its connection open', async () => {
    const started = start();
    const origin = await started.origin();
    const kept = await fetch(`${origin}/healthz`, { headers: { connection: 'keep-alive' } });
    await kept.text();
    process.kill(started.pid, 'SIGINT');

    expect(await started.ended).toBe(0);
  });
});
