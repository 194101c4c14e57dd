import type { Store } from '../store/store.js';
import { purchaseWrite } from './ledger-records.js';
import type { Purchase } from './ledger-records.js';
import { toLine, toPurchase } from './ledger-reservation.js';
import type { Order, Reserved } from './ledger-reservation.js';
import { lineAfter } from './ledger-settlement.js';
import type { Settlement } from './ledger-settlement.js';

/**
 * Purchases that cost nothing and whose answers are shared with nobody: no limit hangs on them and no other process
 * waits for them, so that they are written down once, when they are over, and nobody waits for that. What was under way
 * when a process died is not listed, nor what was over while the store was away.
 */
export interface FreePurchases {
  take(order: Order): readonly Reserved[];
  has(purchaseId: string): boolean;
  /** Ends the lines that `settlementOf` knows of. */
  settle(purchaseId: string, settlementOf: (key: string) => Settlement | undefined): void;
  /** What is under way ends as unresolved; resolves when all that is over has been written. */
  close(): Promise<void>;
}

const COMPANIONS_WITHIN_MS = 50;

export function createFreePurchases(store: Store, onUnsettled: (error: unknown) => void): FreePurchases {
  const underWay = new Map<string, Purchase>();
  let over: Purchase[] = [];
  let writing: Promise<unknown> = Promise.resolve();

  /** Those that end at about the same time are written in one step. */
  function write(purchase: Purchase): void {
    over.push(purchase);
    if (over.length > 1) return;
    writing = new Promise((resolve) => {
      setTimeout(() => {
        const writes = over.map(purchaseWrite);
        over = [];
        store
          .update([], () => ({ result: null, writes }))
          .catch(onUnsettled)
          .finally(() => {
            resolve(null);
          });
      }, COMPANIONS_WITHIN_MS);
    });
  }

  function settle(purchaseId: string, settlementOf: (key: string) => Settlement | undefined): void {
    const purchase = underWay.get(purchaseId);
    if (purchase === undefined) return;
    const lines = purchase.lines.flatMap((line) => {
      const settlement = line.state === 'RESERVED' ? settlementOf(line.key) : undefined;
      if (settlement === undefined) return [line];
      return settlement.kind === 'RELEASED' ? [] : [lineAfter(line, settlement.kind)];
    });
    const after = { ...purchase, lines };
    if (lines.some(({ state }) => state === 'RESERVED')) {
      underWay.set(purchaseId, after);
      return;
    }
    underWay.delete(purchaseId);
    if (lines.length > 0) write(after);
  }

  return {
    take: (order) => {
      const lines = order.estimations.map((each, index) => toLine(each, `${order.purchaseId}_${index}`, false));
      underWay.set(order.purchaseId, toPurchase(order, lines));
      return lines.map(({ reference }) => ({ kind: 'GRANTED', reference }));
    },
    has: (purchaseId) => underWay.has(purchaseId),
    settle,
    close: async () => {
      for (const purchaseId of [...underWay.keys()]) settle(purchaseId, () => ({ kind: 'UNRESOLVED' }));
      await writing;
    },
  };
}
