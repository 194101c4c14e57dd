import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { purchasesOf } from '../access/ledger.js';
import {
  createColumns,
  createLedgerSums,
  entryHeader,
  toCsvRow,
  toEntryRows,
  toSumTable,
  toText,
  toTotal,
} from '../access/ledger-report.js';
import type { Purchase } from '../access/ledger-records.js';
import { parisDayOf } from '../domain/calendar.js';
import { createEmbeddedStore } from '../store/embedded-store.js';
import { StoreUnavailable } from '../store/store.js';
import type { Store } from '../store/store.js';
import { readEnvironment } from './environment.js';
import { ledgerHelp, readLedgerCommand } from './ledger-command.js';
import type { LedgerCommand } from './ledger-command.js';

// From sysexits.h, which shells and supervisors know.
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;
const EX_CONFIG = 78;

/** The only variables that the ledger depends on: what is wrong with others is no business of a report. */
const variables = ['DATA_DIR', 'REDIS_URL'] as const;

type Print = Extract<LedgerCommand, { kind: 'print' }>;

async function main(): Promise<void> {
  const command = readLedgerCommand(process.argv.slice(2), parisDayOf(new Date()));
  switch (command.kind) {
    case 'help':
      process.stdout.write(ledgerHelp);
      return;
    case 'refuse':
      fail(EX_USAGE, `${command.problem}\nSee --help.`);
      return;
    case 'print':
      return printMonth(command);
  }
}

async function printMonth(command: Print): Promise<void> {
  const { values, problems } = readEnvironment(process.env);
  const bad = problems.filter((problem) => variables.some((name) => problem.startsWith(`${name} `)));
  if (bad.length > 0) {
    fail(EX_CONFIG, bad.join('\n'));
    return;
  }

  const { REDIS_URL: redisUrl } = values;
  const directory = resolve(values.DATA_DIR);
  if (redisUrl === undefined && (await isMissing(join(directory, 'store')))) {
    fail(EX_UNAVAILABLE, `There is no ledger in DATA_DIR ${directory}: no server has kept anything there yet.`);
    return;
  }
  let store: Store | undefined;
  let trouble: Error | undefined;
  try {
    store =
      redisUrl === undefined
        ? await createEmbeddedStore({ directory })
        : (await import('../store/redis-store.js')).createRedisStore({
            url: redisUrl,
            onError: (error) => (trouble = error),
          });
    await (command.isOfEntries ? printEntries(store, command) : printSums(store, command));
  } catch (error) {
    // A command knows that Redis cannot be reached, the connection knows why.
    const cause = error instanceof StoreUnavailable ? (trouble ?? error.cause) : error;
    fail(EX_UNAVAILABLE, `The ledger cannot be read: ${messageOf(cause)}`);
  } finally {
    await store?.close();
  }
}

/** What cannot be looked into is not missing: opening it says why. */
async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    // What stat throws has a code.
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}

async function printSums(store: Store, command: Print): Promise<void> {
  const sums = createLedgerSums();
  for await (const purchase of chosen(store, command)) sums.add(purchase);
  const all = sums.all();
  if (command.isCsv) {
    const { header, rows } = toSumTable(all);
    await write([header, ...rows].map(toCsvRow).join(''));
    return;
  }
  if (all.length === 0) return write(`Nothing was estimated in ${command.month}.\n`);
  await write(`${command.month}\n\n${toText(toSumTable([...all, toTotal(all)]))}`);
}

/** Row after row, for a month may hold more of them than there is room for. */
async function printEntries(store: Store, command: Print): Promise<void> {
  const inColumns = createColumns(entryHeader);
  const print = (rows: readonly (readonly string[])[]) =>
    write(command.isCsv ? rows.map(toCsvRow).join('') : inColumns(rows));

  let heading = [entryHeader];
  for await (const purchase of chosen(store, command)) {
    await print([...heading, ...toEntryRows(purchase)]);
    heading = [];
  }
  if (heading.length === 0) return;
  await (command.isCsv ? print(heading) : write(`Nothing was estimated in ${command.month}.\n`));
}

async function* chosen(store: Store, { month, client, provider }: Print): AsyncIterable<Purchase> {
  for await (const purchase of purchasesOf(store, month)) {
    const isChosen =
      (client === null || purchase.clientId === client) && (provider === null || purchase.payee === provider);
    if (isChosen) yield purchase;
  }
}

/** Waits for a reader that is slower than the ledger. */
async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise((proceed) => process.stdout.once('drain', proceed));
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Whoever reads no further, as `head` does, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
await main();
