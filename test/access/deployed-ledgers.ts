import type { Estimation } from '../../src/access/estimation.js';
import { createLedger, purchasesOf } from '../../src/access/ledger.js';
import type { Buyer, Ledger, LedgerOptions, Reservation } from '../../src/access/ledger.js';
import type { Purchase } from '../../src/access/ledger-records.js';
import type { Settlement } from '../../src/access/ledger-settlement.js';
import { createMemoryStore } from '../support/memory-store.js';
import { aFlat } from '../upstream/dimex/dimex.js';

export const LEASE_MS = 10_000;
const NOON = Date.parse('2026-03-15T11:00:00Z');

export const spent = (answer = '{}'): Settlement => ({ kind: 'SPENT', answer: () => answer, ttlMs: undefined });
export const released: Settlement = { kind: 'RELEASED' };
export const unresolved: Settlement = { kind: 'UNRESOLVED' };

/** Ledgers of several processes on one store, and the clock that all of them share. It begins at noon in Paris. */
export function deployLedgers(given: Partial<LedgerOptions> = {}) {
  const clock = { now: NOON };
  const store = createMemoryStore(() => clock.now);
  const troubles: unknown[] = [];
  const ledgers: Ledger[] = [];
  return {
    clock,
    store,
    troubles,
    open: (overrides: Partial<LedgerOptions> = {}): Ledger => {
      const ledger = createLedger(store, {
        priceEur: { dimex: 0.2, pricehubble: 0 },
        accounts: { dimex: 'account', pricehubble: 'account' },
        capPerDay: null,
        isRemembering: true,
        leaseMs: LEASE_MS,
        onUnsettled: (error) => troubles.push(error),
        now: () => new Date(clock.now),
        ...given,
        ...overrides,
      });
      ledgers.push(ledger);
      return ledger;
    },
    purchases: async (month = '2026-03'): Promise<readonly Purchase[]> => {
      const all: Purchase[] = [];
      for await (const purchase of purchasesOf(store, month)) all.push(purchase);
      return all;
    },
    close: async (): Promise<void> => {
      await Promise.all(ledgers.splice(0).map((ledger) => ledger.close()));
    },
  };
}

export function anEstimation(constructionYear: number, overrides: Partial<Estimation> = {}): Estimation {
  const subject = aFlat({ constructionYear });
  return { payee: 'dimex', model: '2026Q2', dealType: 'SALE', date: '2026-03-15', subject, ...overrides };
}

export const buyer = (overrides: Partial<Buyer> = {}): Buyer => ({
  clientId: 'portal',
  requestId: 'request',
  billedEstimationsPerDay: null,
  ...overrides,
});

export const kindsOf = ({ reserved }: Reservation) => reserved.map(({ kind }) => kind);
export const settling = (ledger: Ledger, estimations: readonly Estimation[], settlement: Settlement) =>
  new Map(estimations.map((each) => [ledger.keyOf(each), settlement]));

export const three = [anEstimation(1901), anEstimation(1902), anEstimation(1903)] as const;
