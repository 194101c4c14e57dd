import { describeSubject } from '../domain/valuation-subject.js';
import { SANDBOX_ACCOUNT } from './estimation.js';
import type { Line, Purchase } from './ledger-records.js';

/** What one client spent with one account of one provider. Sums of money are in ten-thousandths of a euro. */
export type LedgerSum = {
  readonly clientId: string;
  /** With the account that pays, so that its name is the same in every month: `dimex 1a2b3c4d`, `dimex (sandbox)`. */
  readonly provider: string;
  estimations: number;
  /** Those whose price was above 0, answered or not. */
  billed: number;
  /** Of the billed ones, those that were sent and never answered. */
  unresolved: number;
  /** Of the billed ones, those that are under way, or were when their process died. */
  reserved: number;
  spent: number;
};

type Table = Readonly<{ header: readonly string[]; rows: readonly (readonly string[])[] }>;

const TEN_THOUSANDTHS = 10_000;

/** Adds purchases up, one after another: a month of millions takes no more room than its clients and providers. */
export function createLedgerSums() {
  const sums = new Map<string, LedgerSum>();

  return {
    add: (purchase: Purchase): void => {
      const { clientId, priceEur, lines } = purchase;
      const provider = providerOf(purchase);
      const key = `${clientId} ${provider}`;
      const sum = sums.get(key) ?? {
        clientId,
        provider,
        estimations: 0,
        billed: 0,
        unresolved: 0,
        reserved: 0,
        spent: 0,
      };
      sums.set(key, sum);
      sum.estimations += lines.length;
      if (priceEur <= 0) return;
      sum.billed += lines.length;
      sum.unresolved += lines.filter(({ state }) => state === 'UNRESOLVED').length;
      sum.reserved += lines.filter(({ state }) => state === 'RESERVED').length;
      sum.spent += lines.length * Math.round(priceEur * TEN_THOUSANDTHS);
    },
    /** By client, then by provider. */
    all: (): readonly LedgerSum[] =>
      [...sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum),
  };
}

const sumHeader = ['client', 'provider', 'estimations', 'billed', 'unresolved', 'reserved', 'EUR'] as const;

export function toSumTable(sums: readonly LedgerSum[]): Table {
  return {
    header: sumHeader,
    rows: sums.map(({ clientId, provider, estimations, billed, unresolved, reserved, spent }) => [
      clientId,
      provider,
      ...[estimations, billed, unresolved, reserved].map(String),
      toEuros(spent),
    ]),
  };
}

/** All sums as one, for the last line of a table. */
export function toTotal(sums: readonly LedgerSum[]): LedgerSum {
  const total: LedgerSum = {
    clientId: 'total',
    provider: '',
    estimations: 0,
    billed: 0,
    unresolved: 0,
    reserved: 0,
    spent: 0,
  };
  for (const sum of sums) {
    total.estimations += sum.estimations;
    total.billed += sum.billed;
    total.unresolved += sum.unresolved;
    total.reserved += sum.reserved;
    total.spent += sum.spent;
  }
  return total;
}

export const entryHeader = [
  'at',
  'client',
  'provider',
  'model',
  'deal',
  'date',
  'state',
  'EUR',
  'reference',
  'request',
  'subject',
] as const;

/** A row an estimation; `at` is an instant of UTC, `date` the day that it is for. */
export function toEntryRows(purchase: Purchase): readonly (readonly string[])[] {
  const { at, clientId, priceEur, requestId, lines } = purchase;
  return lines.map((line) => [
    at,
    clientId,
    providerOf(purchase),
    line.model ?? '',
    line.dealType,
    line.date,
    stateOf(line),
    toEuros(Math.round(priceEur * TEN_THOUSANDTHS)),
    line.reference,
    requestId,
    onOneLine(typeof line.subject === 'string' ? line.subject : describeSubject(line.subject)),
  ]);
}

export function toText({ header, rows }: Table): string {
  return createColumns(header)([header, ...rows]);
}

/**
 * Lays rows out in columns, numbers to the right. A column is as wide as its widest cell so far: rows that are printed
 * one after another cannot know those that are to come.
 */
export function createColumns(header: readonly string[]): (rows: readonly (readonly string[])[]) => string {
  const widths = header.map(() => 0);
  const pads = header.map((name) => (numbers.has(name) ? 'padStart' : 'padEnd'));

  return (rows) => {
    for (const row of rows) {
      row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
    }
    const toCell = (cell: string, column: number) => cell[pads[column] ?? 'padEnd'](widths[column] ?? 0);
    return rows.map((row) => `${row.map(toCell).join('  ').trimEnd()}\n`).join('');
  };
}

const numbers: ReadonlySet<string> = new Set(['estimations', 'billed', 'unresolved', 'reserved', 'EUR']);

/** One row of RFC 4180. What a spreadsheet would take for a formula is told to be text. */
export function toCsvRow(row: readonly string[]): string {
  const cells = row.map((cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(',')}\r\n`;
}

function providerOf({ payee, account }: Purchase): string {
  return account === SANDBOX_ACCOUNT ? `${payee} (sandbox)` : `${payee} ${account}`;
}

function stateOf({ state, wasUnresolved }: Line): string {
  return state === 'SPENT' && wasUnresolved === true ? 'SPENT LATE' : state;
}

/** Two decimals, or as many as the price has. */
function toEuros(tenThousandths: number): string {
  const euros = tenThousandths / TEN_THOUSANDTHS;
  return tenThousandths % 100 === 0 ? euros.toFixed(2) : String(euros);
}

/** Clients write addresses: none of them is to end a row, or to command the terminal that it is printed on. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
