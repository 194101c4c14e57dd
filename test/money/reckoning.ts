import type { Line, Purchase } from '../../src/access/ledger-records.js';
import { purchasesOf } from '../../src/access/ledger.js';
import { parisDayOf } from '../../src/domain/calendar.js';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import type { Store } from '../../src/store/store.js';
import type { BilledEstimation } from '../support/billing-dimex.js';

/** One line of the ledger with what its purchase says of it. */
export type Entry = Readonly<{ purchase: Purchase; line: Line }>;

/** Dimex's lines of the months that a test that began at `since` may have touched. */
export async function readEntries(store: Store, since: Date): Promise<readonly Entry[]> {
  const months = new Set([since, new Date()].map((instant) => parisDayOf(instant).slice(0, 7)));
  const entries: Entry[] = [];
  for (const month of months) {
    for await (const purchase of purchasesOf(store, month)) {
      if (purchase.payee === 'dimex') entries.push(...purchase.lines.map((line) => ({ purchase, line })));
    }
  }
  return entries;
}

/** The same where the servers keep their store in `dataDir`, while they run or after. */
export async function readEntriesIn(dataDir: string, since: Date): Promise<readonly Entry[]> {
  const store = await createEmbeddedStore({ directory: dataDir });
  try {
    return await readEntries(store, since);
  } finally {
    await store.close();
  }
}

export type Reckoning = Readonly<{
  billed: number;
  spent: number;
  unresolved: number;
  /** Of `unresolved`, those that Dimex billed: `billed` is `spent` and these. */
  unresolvedAndBilled: number;
  reserved: number;
  /** Of `spent`, those whose process was taken for dead before its answer came after all. */
  answeredLate: number;
  /** Estimations that were billed more than once, as they may be where an answer was lost. */
  billedAgain: number;
  /** What must not be, each in a sentence. */
  faults: readonly string[];
}>;

/** Compares Dimex's bill with the ledger, line by line. */
export function reckon(bill: readonly BilledEstimation[], entries: readonly Entry[]): Reckoning {
  const lineOf = new Map(entries.map(({ line }) => [line.reference, line]));
  const billedReferences = new Set(bill.map(({ externalId }) => externalId));
  const inState = (state: Line['state']) => entries.filter(({ line }) => line.state === state).map(({ line }) => line);
  const unresolved = inState('UNRESOLVED');

  const faults: string[] = [];
  if (lineOf.size !== entries.length) faults.push('Two lines of the ledger have the same reference.');
  if (billedReferences.size !== bill.length) faults.push('A reference was sent, and billed, twice.');
  for (const { externalId } of bill) {
    const state = lineOf.get(externalId ?? '')?.state;
    if (state !== 'SPENT' && state !== 'UNRESOLVED') {
      faults.push(
        `${externalId ?? 'Something without a reference'} was billed and is ${state ?? 'not in the ledger'}.`,
      );
    }
  }
  for (const { reference } of inState('SPENT')) {
    if (!billedReferences.has(reference)) faults.push(`${reference} is spent and was never billed.`);
  }
  const byEstimation = new Map<string, BilledEstimation[]>();
  for (const billed of bill) {
    const estimation = `${billed.date} ${billed.home}`;
    byEstimation.set(estimation, [...(byEstimation.get(estimation) ?? []), billed]);
  }
  for (const [estimation, times] of byEstimation) {
    const lines = times.flatMap(({ externalId }) => lineOf.get(externalId ?? '') ?? []);
    const known = lines.filter(({ state, wasUnresolved }) => state !== 'UNRESOLVED' && wasUnresolved !== true);
    if (known.length > 1) faults.push(`${estimation} was paid for ${known.length} times over, knowingly.`);
    if (new Set(lines.map(({ key }) => key)).size > 1) faults.push(`${estimation} has more than one key.`);
  }
  return {
    billed: bill.length,
    spent: inState('SPENT').length,
    unresolved: unresolved.length,
    unresolvedAndBilled: unresolved.filter(({ reference }) => billedReferences.has(reference)).length,
    reserved: inState('RESERVED').length,
    answeredLate: inState('SPENT').filter(({ wasUnresolved }) => wasUnresolved === true).length,
    billedAgain: [...byEstimation.values()].filter((times) => times.length > 1).length,
    faults,
  };
}

/** What `viewer.spend` should say of a client today, by the ledger's lines. */
export function spendIn(entries: readonly Entry[], clientId: string): Readonly<{ used: number; unresolved: number }> {
  const today = parisDayOf(new Date());
  const own = entries.filter(
    ({ purchase }) => purchase.clientId === clientId && purchase.day === today && purchase.priceEur > 0,
  );
  return { used: own.length, unresolved: own.filter(({ line }) => line.state === 'UNRESOLVED').length };
}
