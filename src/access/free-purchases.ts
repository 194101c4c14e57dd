import { describeSubject } from '../domain/valuation-subject.js';
import type { Store } from '../store/store.js';
import type { KeyedEstimation } from './estimation.js';
import { purchaseWrite } from './ledger-records.js';
import type { Line, Purchase } from './ledger-records.js';
import { toPurchase } from './ledger-reservation.js';
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

/** Lines by the keys of their estimations, and those that have ended. */
type UnderWay = Readonly<{ order: Order; open: Map<string, Line>; over: Line[] }>;

const COMPANIONS_WITHIN_MS = 50;

export function createFreePurchases(store: Store, onUnsettled: (error: unknown) => void): FreePurchases {
  const underWay = new Map<string, UnderWay>();
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
    const { order, open, over: lines } = purchase;
    for (const [key, line] of open) {
      const settlement = settlementOf(key);
      if (settlement === undefined) continue;
      open.delete(key);
      if (settlement.kind !== 'RELEASED') lines.push(lineAfter(line, settlement.kind));
    }
    if (open.size > 0) return;
    underWay.delete(purchaseId);
    if (lines.length > 0) write(toPurchase(order, lines));
  }

  return {
    take: (order) => {
      const open = new Map<string, Line>();
      const reserved = order.estimations.map((estimation, index): Reserved => {
        const reference = `${order.purchaseId}_${index}`;
        open.set(estimation.key, toLine(estimation, reference));
        return { kind: 'GRANTED', reference };
      });
      underWay.set(order.purchaseId, { order, open, over: [] });
      return reserved;
    },
    has: (purchaseId) => underWay.has(purchaseId),
    settle,
    close: async () => {
      for (const purchaseId of [...underWay.keys()]) settle(purchaseId, () => ({ kind: 'UNRESOLVED' }));
      await writing;
    },
  };
}

/** No other process looks for it by its key: its reference says as well which one it is. */
function toLine({ model, dealType, date, subject }: KeyedEstimation, reference: string): Line {
  return { key: reference, reference, model, dealType, date, subject: describeSubject(subject), state: 'RESERVED' };
}
