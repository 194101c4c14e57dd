import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parisDayOf } from '../../src/domain/calendar.js';
import { ledgerHelp } from '../../src/edge/ledger-command.js';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { runLedger } from '../support/ledger-process.js';
import { writePurchases } from '../support/written-ledger.js';

let dataDir: string;
let immograph: RunningImmograph;

/** A flat where the sandbox knows prices. */
const valuationOf = (livingArea: number) => `valuation(provider: DIMEX, date: "2026-01-01", subject: {
  propertyClass: FLAT, address: "5 rue de Charonne, 75011 Paris", livingArea: ${livingArea}, roomCount: 3,
  constructionYear: 1990, energyGrade: C, floor: 2, conditionScore: 3.5, flatType: STANDARD
}) { value { amount } }`;

const ledger = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runLedger(args, { DATA_DIR: dataDir, ...env });

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
    expect(await ledger(['--help'])).toEqual({ code: 0, stdout: ledgerHelp, stderr: '' });
  });

  it('prints nothing for who asks what it cannot answer', async () => {
    expect(await ledger(['--month', '2026'])).toEqual({
      code: 64,
      stdout: '',
      stderr: '--month should be a month such as 2026-11, not "2026"\nSee --help.\n',
    });
  });

  it('makes no ledger where there is none', async () => {
    const elsewhere = join(dataDir, 'elsewhere');
    const { code, stderr } = await ledger([], { DATA_DIR: elsewhere });

    expect(code).toBe(69);
    expect(stderr).toBe(`There is no ledger in DATA_DIR ${elsewhere}: no server has kept anything there yet.\n`);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('says in one line why it cannot open what is there', async () => {
    const loop = join(dataDir, 'loop');
    symlinkSync('loop', loop);
    const broken = join(dataDir, 'broken');
    mkdirSync(join(broken, 'store'), { recursive: true });
    writeFileSync(join(broken, 'store', 'data.mdb'), 'not of a store'.repeat(100));

    for (const directory of [loop, broken]) {
      const { code, stdout, stderr } = await ledger([], { DATA_DIR: directory });
      expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
      expect(stderr).toMatch(/^The ledger cannot be read: .+\n$/);
      expect(stderr).toContain(directory);
    }
  });

  it.each([
    ['that cannot be reached', 'redis://:secret@127.0.0.1:1', 69, 'The ledger cannot be read: connect ECONNREFUSED'],
    ['that is none', 'http://127.0.0.1', 78, 'REDIS_URL should be a redis or rediss URL'],
  ])('says so of a Redis %s, and names no password', async (_what, url, exitCode, message) => {
    const { code, stdout, stderr } = await ledger([], { REDIS_URL: url });

    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secret');
  });

  it('does not mind what is wrong with variables that it has no use for', async () => {
    expect((await ledger([], { PORT: 'http', SANDBOX: 'off' })).code).toBe(0);
  });
});

describe('npm run ledger, of many clients', () => {
  let books: string;
  const march = ['--month', '2026-03'];
  const ofBooks = (...args: readonly string[]) => runLedger([...march, ...args], { DATA_DIR: books });

  beforeAll(async () => {
    books = mkdtempSync(join(tmpdir(), 'immograph-ledger-'));
    const store = await createEmbeddedStore({ directory: books });
    const at = new Date('2026-03-31T21:59:59Z');
    await writePurchases(store, at, '1a2b3c4d', [
      { clientId: 'portal', payee: 'dimex', priceEur: 0.2, endings: ['SPENT', 'SPENT', 'UNRESOLVED', 'RELEASED'] },
      { clientId: 'agency', payee: 'dimex', priceEur: 0.2, endings: [null] },
      { clientId: 'agency', payee: 'pricehubble', priceEur: 0, endings: ['SPENT', null] },
    ]);
    await writePurchases(store, at, 'sandbox', [
      { clientId: 'portal', payee: 'dimex', priceEur: 0.2, endings: Array(1500).fill('SPENT') },
    ]);
    await writePurchases(store, new Date('2026-03-31T22:00:00Z'), '1a2b3c4d', [
      { clientId: 'portal', payee: 'dimex', priceEur: 0.25, endings: ['SPENT'] },
    ]);
    await store.close();
  });
  afterAll(() => {
    rmSync(books, { recursive: true, force: true });
  });

  it('adds up what each spent with whom, what is unresolved and under way with it', async () => {
    expect((await ofBooks()).stdout).toBe(
      [
        '2026-03',
        '',
        'client  provider              estimations  billed  unresolved  reserved     EUR',
        'agency  dimex 1a2b3c4d                  1       1           0         1    0.20',
        'agency  pricehubble 1a2b3c4d            2       0           0         0    0.00',
        'portal  dimex (sandbox)              1500    1500           0         0  300.00',
        'portal  dimex 1a2b3c4d                  3       3           1         0    0.60',
        'total                                1506    1504           1         1  300.80',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [['--month', '2026-04'], ['portal,dimex 1a2b3c4d,1,1,0,0,0.25']],
    [
      ['--client', 'agency'],
      ['agency,dimex 1a2b3c4d,1,1,0,1,0.20', 'agency,pricehubble 1a2b3c4d,2,0,0,0,0.00'],
    ],
    [['--client', 'agency', '--provider', 'pricehubble'], ['agency,pricehubble 1a2b3c4d,2,0,0,0,0.00']],
    [['--month', '2026-05'], []],
  ])('has only what was asked for: %j', async (args, rows) => {
    const { stdout } = await ofBooks('--csv', ...args);

    expect(stdout.trimEnd().split('\r\n').slice(1)).toEqual(rows);
  });

  it('prints entries in columns', async () => {
    const { stdout } = await ofBooks('--entries', '--client', 'agency', '--provider', 'dimex');
    const [header = '', entry = '', ...others] = stdout.trimEnd().split('\n');
    const under = (name: string) => entry.slice(header.indexOf(name)).split('  ')[0];

    expect(others).toEqual([]);
    expect(['at', 'client', 'provider', 'model', 'deal', 'date', 'state', 'request', 'subject'].map(under)).toEqual([
      '2026-03-31T21:59:59.000Z',
      'agency',
      'dimex 1a2b3c4d',
      '2026Q2',
      'SALE',
      '2026-03-15',
      'RESERVED',
      'request-1',
      'FLAT 61 m², 1 Boulevard de la Madeleine, 75001 Paris',
    ]);
  });

  it('ends in peace when its reader has seen enough', async () => {
    const args = ['build/start.mjs', '--ledger', ...march, '--entries'];
    const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], DATA_DIR: books } });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.destroy();

    expect(await ended).toEqual([0, null]);
    expect(said).toBe('');
  });
});
