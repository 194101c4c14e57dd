import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { StoreUnavailable } from '../../src/store/store.js';
import type { Store } from '../../src/store/store.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import type { Answered } from '../support/immograph.js';
import { readEntries, reckon, spendIn } from './reckoning.js';
import type { Entry, Reckoning } from './reckoning.js';

type Books = Readonly<{
  store: Store;
  dimex: BillingDimex;
  since: Date;
  /** Asks a server what the client `local` has spent. */
  ask: () => Promise<Answered>;
}>;

/** Some leases long: what a dead process had under way is marked by then. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;

/** Expects that nothing is under way any more, and that Dimex's bill, the ledger and its counters agree to the unit. */
export async function expectSettledBooks({ store, dimex, since, ask }: Books): Promise<Reckoning> {
  const entries = await settledEntries(store, since);
  const reckoning = reckon(dimex.bill, entries);

  expect(reckoning.faults).toEqual([]);
  expect(reckoning.reserved).toBe(0);
  expect(reckoning.billed).toBe(reckoning.spent + reckoning.unresolvedAndBilled);
  expect((await ask()).data?.viewer.spend).toEqual(spendIn(entries, 'local'));
  return reckoning;
}

async function settledEntries(store: Store, since: Date): Promise<readonly Entry[]> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const isLastLook = performance.now() > giveUpAt;
    // A test's own way to a store that was away may be back later than the server's.
    const entries = await readEntries(store, since).catch((error: unknown) => {
      if (isLastLook || !(error instanceof StoreUnavailable)) throw error;
      return null;
    });
    const isSettled = entries?.every(({ line }) => line.state !== 'RESERVED') ?? false;
    if (entries !== null && (isSettled || isLastLook)) return entries;
    await pause(LOOK_MS);
  }
}
