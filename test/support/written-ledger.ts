import type { Estimation, Payee } from '../../src/access/estimation.js';
import { createLedger } from '../../src/access/ledger.js';
import type { Settlement } from '../../src/access/ledger-settlement.js';
import type { Store } from '../../src/store/store.js';
import { aFlat } from '../upstream/dimex/dimex.js';

type Bought = Readonly<{
  clientId: string;
  payee: Payee;
  priceEur: number;
  /** Under way still where it has no ending. */
  endings: readonly (Settlement['kind'] | null)[];
}>;

/** Has the ledger write what was bought at that instant; `account` pays for all of it. */
export async function writePurchases(store: Store, at: Date, account: string, all: readonly Bought[]): Promise<void> {
  for (const [index, { clientId, payee, priceEur, endings }] of all.entries()) {
    const ledger = createLedger(store, {
      priceEur: { dimex: priceEur, pricehubble: priceEur },
      accounts: { dimex: account, pricehubble: account },
      capPerDay: null,
      isRemembering: priceEur === 0,
      leaseMs: 600_000,
      onUnsettled: (error) => {
        throw error;
      },
      now: () => at,
    });
    const estimations = endings.map((_, line): Estimation => {
      const subject = aFlat({ constructionYear: 1900 + line, livingAreaM2: 60 + index });
      return { payee, model: payee === 'dimex' ? '2026Q2' : null, dealType: 'SALE', date: '2026-03-15', subject };
    });
    const buyer = { clientId, requestId: `request-${index}`, billedEstimationsPerDay: null };
    const { purchaseId } = await ledger.reserve(buyer, estimations, Infinity);
    const settlements = new Map<string, Settlement>();
    for (const [line, estimation] of estimations.entries()) {
      const kind = endings[line] ?? null;
      if (kind === null) continue;
      settlements.set(
        ledger.keyOf(estimation),
        kind === 'SPENT' ? { kind, answer: () => '{}', ttlMs: undefined } : { kind },
      );
    }
    await ledger.settle(purchaseId, settlements);
  }
}
