import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parisDayOf } from '../../src/domain/calendar.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';

type Ran = Readonly<{ code: number; stdout: string; stderr: string }>;

const run = promisify(execFile);
let dataDir: string;
let immograph: RunningImmograph;

/** A flat where the sandbox knows prices. */
const valuationOf = (livingArea: number) => `valuation(provider: DIMEX, date: "2026-01-01", subject: {
  propertyClass: FLAT, address: "5 rue de Charonne, 75011 Paris", livingArea: ${livingArea}, roomCount: 3,
  constructionYear: 1990, energyGrade: C, floor: 2, conditionScore: 3.5, flatType: STANDARD
}) { value { amount } }`;

async function ledger(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const options = { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env } };
  try {
    const { stdout, stderr } = await run(process.execPath, ['build/start.mjs', '--ledger', ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ran;
    return { code, stdout, stderr };
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'immograph-ledger-'));
  immograph = await startImmograph({ DATA_DIR: dataDir });
  const { errors } = await immograph.ask(`{ a: ${valuationOf(61.5)} b: ${valuationOf(70)} }`);
  expect(errors).toBeUndefined();
  await immograph.ask(`{ again: ${valuationOf(61.5)} }`);
});
afterAll(async () => {
  await immograph.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('npm run ledger', () => {
  const month = parisDayOf(new Date()).slice(0, 7);

  it('prints this month by client and provider, while the server runs', async () => {
    expect(await ledger([])).toMatchObject({
      code: 0,
      stdout: [
        month,
        '',
        'client  provider         estimations  billed  unresolved  reserved   EUR',
        'local   dimex (sandbox)            2       2           0         0  0.40',
        'total                              2       2           0         0  0.40',
        '',
      ].join('\n'),
    });
  });

  it('prints it as CSV', async () => {
    expect((await ledger(['--csv', '--month', month])).stdout).toBe(
      'client,provider,estimations,billed,unresolved,reserved,EUR\r\nlocal,dimex (sandbox),2,2,0,0,0.40\r\n',
    );
  });

  it('prints each estimation', async () => {
    const { stdout } = await ledger(['--entries', '--csv']);
    const [header, ...rows] = stdout.trimEnd().split('\r\n');

    expect(header).toBe('at,client,provider,model,deal,date,state,EUR,reference,request,subject');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/,local,dimex \(sandbox\),2026Q2,SALE,2026-01-01,SPENT,0\.20,.*"FLAT 61\.5 m², 5 rue/);
  });

  it.each([
    ['another month', ['--month', '2020-02'], 'Nothing was estimated in 2020-02.\n'],
    ['another client', ['--client', 'nobody'], `Nothing was estimated in ${month}.\n`],
    ['another provider', ['--provider', 'pricehubble', '--entries'], `Nothing was estimated in ${month}.\n`],
  ])('says so where there is nothing: %s', async (_what, args, stdout) => {
    expect(await ledger(args)).toMatchObject({ code: 0, stdout });
  });

  it('explains itself', async () => {
    const { code, stdout } = await ledger(['--help']);

    expect(code).toBe(0);
    for (const option of ['--month', '--entries', '--csv', '--client', '--provider', 'DATA_DIR', 'REDIS_URL']) {
      expect(stdout).toContain(option);
    }
  });

  it.each([
    [['--month', '2026'], '--month should be a month such as 2026-11, not "2026"'],
    [['--month', '2026-13'], '--month should be a month such as 2026-11, not "2026-13"'],
    [['--provider', 'apimo'], '--provider should be dimex or pricehubble, not "apimo"'],
    [['--wat'], "Unknown option '--wat'"],
    [['wat'], "Unexpected argument 'wat'"],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await ledger(args);

    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('makes no ledger where there is none', async () => {
    const elsewhere = join(dataDir, 'elsewhere');
    const { code, stderr } = await ledger([], { DATA_DIR: elsewhere });

    expect(code).toBe(69);
    expect(stderr).toContain(`There is no ledger in DATA_DIR ${elsewhere}`);
  });

  it.each([
    ['that cannot be reached', 'redis://:secret@127.0.0.1:1', 69, 'The ledger cannot be read'],
    ['that is none', 'http://127.0.0.1', 78, 'REDIS_URL should be a redis or rediss URL'],
  ])('says so of a Redis %s, and names no password', async (_what, url, exitCode, message) => {
    const { code, stderr } = await ledger([], { REDIS_URL: url });

    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secret');
  });

  it('does not mind what is wrong with variables that it has no use for', async () => {
    expect((await ledger([], { PORT: 'http', SANDBOX: 'off' })).code).toBe(0);
  });
});
