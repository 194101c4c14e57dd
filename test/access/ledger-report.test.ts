import { describe, expect, it } from '@jest/globals';
import {
  createColumns,
  createLedgerSums,
  entryHeader,
  toCsvRow,
  toEntryRows,
  toSumTable,
  toText,
  toTotal,
} from '../../src/access/ledger-report.js';
import type { Line, LineState, Purchase } from '../../src/access/ledger-records.js';
import { aFlat } from '../upstream/dimex/dimex.js';
import { aSubject } from '../upstream/pricehubble/pricehubble.js';

function aLine(state: LineState = 'SPENT', overrides: Partial<Line> = {}): Line {
  return {
    key: 'key',
    reference: 'purchase_0',
    model: '2026Q2',
    dealType: 'SALE',
    date: '2026-03-15',
    subject: aFlat(),
    state,
    ...overrides,
  };
}

function aPurchase(overrides: Partial<Purchase> = {}): Purchase {
  return {
    id: 'purchase',
    at: '2026-03-15T11:00:00.000Z',
    day: '2026-03-15',
    clientId: 'portal',
    requestId: 'request',
    owner: 'owner',
    payee: 'dimex',
    account: '1a2b3c4d',
    priceEur: 0.2,
    lines: [aLine()],
    ...overrides,
  };
}

function sumsOf(...purchases: readonly Purchase[]) {
  const sums = createLedgerSums();
  for (const purchase of purchases) sums.add(purchase);
  return sums.all();
}

const subjectOf = (subject: Line['subject']) =>
  toEntryRows(aPurchase({ lines: [aLine('SPENT', { subject })] }))[0]?.at(-1);

describe('the sums of a month', () => {
  it('are by client and provider, the sandbox apart', () => {
    const { rows } = toSumTable(
      sumsOf(
        aPurchase({ clientId: 'zoe' }),
        aPurchase({ lines: [aLine(), aLine()] }),
        aPurchase(),
        aPurchase({ account: 'sandbox' }),
        aPurchase({ payee: 'pricehubble', account: 'ffffffff', priceEur: 0 }),
      ),
    );

    expect(rows).toEqual([
      ['portal', 'dimex (sandbox)', '1', '1', '0', '0', '0.20'],
      ['portal', 'dimex 1a2b3c4d', '3', '3', '0', '0', '0.60'],
      ['portal', 'pricehubble ffffffff', '1', '0', '0', '0', '0.00'],
      ['zoe', 'dimex 1a2b3c4d', '1', '1', '0', '0', '0.20'],
    ]);
  });

  it('count what is unresolved and what is reserved as spent', () => {
    const [sum] = sumsOf(aPurchase({ lines: [aLine('SPENT'), aLine('UNRESOLVED'), aLine('RESERVED')] }));

    expect(sum).toMatchObject({ estimations: 3, billed: 3, unresolved: 1, reserved: 1 });
    expect(toSumTable(sum === undefined ? [] : [sum]).rows[0]?.at(-1)).toBe('0.60');
  });

  it.each([
    [0.2, 3, '0.60'],
    [0.1, 3, '0.30'],
    [0.0125, 3, '0.0375'],
    [0.29, 100, '29.00'],
    [1.005, 1, '1.005'],
  ])('at %d euros come to the cent for %d', (priceEur, count, euros) => {
    const sums = sumsOf(aPurchase({ priceEur, lines: Array.from({ length: count }, () => aLine()) }));

    expect(toSumTable([toTotal(sums)]).rows[0]?.at(-1)).toBe(euros);
  });

  it('of a hundred thousand orders are exact to the cent', () => {
    const sums = createLedgerSums();
    for (let order = 0; order < 100_000; order += 1) sums.add(aPurchase());

    expect(toSumTable(sums.all()).rows[0]?.at(-1)).toBe('20000.00');
  });

  it('keep the price that each order was made at', () => {
    const sums = sumsOf(aPurchase({ priceEur: 0.2 }), aPurchase({ priceEur: 0.25 }), aPurchase({ priceEur: 0 }));

    expect(toSumTable(sums).rows).toEqual([['portal', 'dimex 1a2b3c4d', '3', '2', '0', '0', '0.45']]);
  });

  it('stand in columns, numbers to the right', () => {
    const sums = sumsOf(aPurchase({ lines: Array.from({ length: 10 }, () => aLine()) }), aPurchase({ clientId: 'b' }));

    expect(toText(toSumTable([...sums, toTotal(sums)]))).toBe(
      [
        'client  provider        estimations  billed  unresolved  reserved   EUR',
        'b       dimex 1a2b3c4d            1       1           0         0  0.20',
        'portal  dimex 1a2b3c4d           10      10           0         0  2.00',
        'total                            11      11           0         0  2.20',
        '',
      ].join('\n'),
    );
  });
});

describe('the entries of a month', () => {
  it('say who had what estimated when, for how much, and what came of it', () => {
    const rows = toEntryRows(aPurchase({ lines: [aLine('UNRESOLVED'), aLine('SPENT', { wasUnresolved: true })] }));

    expect(rows).toHaveLength(2);
    expect(Object.fromEntries(entryHeader.map((name, index) => [name, rows[0]?.[index]]))).toEqual({
      at: '2026-03-15T11:00:00.000Z',
      client: 'portal',
      provider: 'dimex 1a2b3c4d',
      model: '2026Q2',
      deal: 'SALE',
      date: '2026-03-15',
      state: 'UNRESOLVED',
      EUR: '0.20',
      reference: 'purchase_0',
      request: 'request',
      subject: 'FLAT 60 m², 1 Boulevard de la Madeleine, 75001 Paris',
    });
    expect(rows[1]?.[entryHeader.indexOf('state')]).toBe('SPENT LATE');
  });

  it.each([
    ['its road', { street: 'Rue du Port', houseNumber: '1' }, 'APARTMENT 60 m², 1 Rue du Port, 75001 Paris'],
    ['its town', { street: null, houseNumber: null }, 'APARTMENT 60 m², 75001 Paris'],
  ])('tell a home by %s', (_what, road, text) => {
    const location = { kind: 'ADDRESS' as const, postalCode: '75001', city: 'Paris', ...road };

    expect(subjectOf(aSubject({ livingAreaM2: 60, location }))).toBe(text);
  });

  it('tell a home by where it stands', () => {
    const location = { kind: 'COORDINATES' as const, latitude: 48.853, longitude: 2.369 };

    expect(subjectOf(aSubject({ livingAreaM2: 60, location }))).toBe('APARTMENT 60 m², 48.853, 2.369');
  });

  it.each(['\n', '\r\n', '\u001b[2J', '\u009b2J', '\u202e', '\u2028', '\0'])(
    'are one line each and command no terminal, whatever the address: %j',
    (written) => {
      const text = subjectOf(aFlat({ address: `1 rue du Port${written}75001 Paris` }));

      expect(text).toMatch(/^FLAT 60 m², 1 rue du Port .*75001 Paris$/);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    },
  );

  it('stand in columns that only grow', () => {
    const inColumns = createColumns(['client', 'EUR', 'subject']);

    expect(
      inColumns([
        ['client', 'EUR', 'subject'],
        ['a', '0.20', 'one'],
      ]),
    ).toBe('client   EUR  subject\na       0.20  one\n');
    expect(inColumns([['a-long-name', '10.00', '']])).toBe('a-long-name  10.00\n');
    expect(inColumns([['a', '0.20', 'two']])).toBe('a             0.20  two\n');
  });

  it.each([
    [['a', 'b'], 'a,b\r\n'],
    [
      ['1 rue du Port, 75001 Paris', 'say "yes"', 'two\nlines'],
      '"1 rue du Port, 75001 Paris","say ""yes""","two\nlines"\r\n',
    ],
    [['=1+1', '@SUM(A1)', '+33', '-1', '-x'], "'=1+1,'@SUM(A1),'+33,-1,'-x\r\n"],
  ])('are written as CSV that no spreadsheet runs: %j', (row, text) => {
    expect(toCsvRow(row)).toBe(text);
  });
});
