import { describe, expect, it } from '@jest/globals';
import { ledgerHelp, readLedgerCommand } from '../../src/edge/ledger-command.js';

const today = '2026-11-21';
const thisMonth = { kind: 'print', month: '2026-11', isCsv: false, isOfEntries: false, client: null, provider: null };

describe('the flags of the ledger', () => {
  it.each([
    [[], {}],
    [['--csv'], { isCsv: true }],
    [['--entries'], { isOfEntries: true }],
    [['--month', '2025-01'], { month: '2025-01' }],
    [['--month=2025-12', '--csv', '--entries'], { month: '2025-12', isCsv: true, isOfEntries: true }],
    [['--client', 'portal'], { client: 'portal' }],
    [['--provider', 'pricehubble'], { provider: 'pricehubble' }],
  ])('are read: %j', (args, said) => {
    expect(readLedgerCommand(args, today)).toEqual({ ...thisMonth, ...said });
  });

  it.each([[['--help']], [['-h']], [['--csv', '--help']]])('are explained: %j', (args) => {
    expect(readLedgerCommand(args, today)).toEqual({ kind: 'help' });
  });

  it.each(['--month', '--entries', '--csv', '--client', '--provider', 'DATA_DIR', 'REDIS_URL'])(
    'are explained with %s',
    (word) => {
      expect(ledgerHelp).toContain(word);
    },
  );

  it.each([
    [['--month', '2026'], '--month should be a month such as 2026-11, not "2026"'],
    [['--month', '2026-13'], '--month should be a month such as 2026-11, not "2026-13"'],
    [['--month', '2026-00'], '--month should be a month such as 2026-11, not "2026-00"'],
    [['--month', '2026-11-21'], '--month should be a month such as 2026-11, not "2026-11-21"'],
    [['--month', ''], '--month should be a month such as 2026-11, not ""'],
    [['--month'], "'--month <value>' argument missing"],
    [['--provider', 'apimo'], '--provider should be dimex or pricehubble, not "apimo"'],
    [['--provider', 'DIMEX'], '--provider should be dimex or pricehubble, not "DIMEX"'],
    [['--csv=yes'], "'--csv' does not take an argument"],
    [['--wat'], "Unknown option '--wat'"],
    [['wat'], "Unexpected argument 'wat'"],
  ])('are refused with what is wrong with them: %j', (args, problem) => {
    expect(readLedgerCommand(args, today)).toEqual({ kind: 'refuse', problem: expect.stringContaining(problem) });
  });
});
