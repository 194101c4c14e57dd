import { roundToCents } from '../domain/money.js';
import { Refusal } from '../domain/refusal.js';
import { StoreUnavailable } from '../store/store.js';
import type { Caller } from './caller.js';
import type { Estimation, KeyedEstimation, Payee } from './estimation.js';
import type { Ledger, SpendAccount } from './ledger.js';
import type { ReachedLimit, Standing } from './ledger-reservation.js';

export type Quote = Readonly<Partial<Record<Payee, Readonly<{ billedEstimations: number; priceEur: number }>>>>;

/** What an operation may do about one estimation; `QUOTED` on a dry run, `UNRECORDED` where it costs nothing anyway. */
export type Allowed =
  | Exclude<Standing, { kind: 'FREE' }>
  | Readonly<{ kind: 'GRANTED'; reference: string }>
  | Readonly<{ kind: 'UNRECORDED' }>
  | Readonly<{ kind: 'REFUSED'; refusal: Refusal }>
  | Readonly<{ kind: 'QUOTED' }>;

/** `purchaseId` is that of what was granted. */
export type Allowance = Readonly<{ purchaseId: string | null; allowed: readonly Allowed[] }>;

/** What one operation may have billed, and what it would. */
export interface OperationSpending {
  readonly isDryRun: boolean;
  priceOf(payee: Payee): number;
  /** Whether a provider may be called at all: not where all that it does is billed, and nothing may be. */
  mayCall(payee: Payee): boolean;
  /**
   * To be asked before a provider is: what is known of each estimation, and which of the others this operation may have
   * made. Those of it that are billed count at once. All are of one payee, no two the same.
   */
  allow(estimations: readonly (Estimation | KeyedEstimation)[]): Promise<Allowance>;
  /** On a dry run, what would have been billed. */
  quote(): Quote;
}

export type OperationKind = Readonly<{ requestId: string; isGet: boolean; isDryRun: boolean }>;

/** Says what an operation may have billed: by the rights of its client, its own limit, and the ledger's. */
export interface Spending {
  beginOperation(caller: Caller, kind: OperationKind): OperationSpending;
  accountOf(caller: Caller): Promise<SpendAccount>;
}

export function createSpending(ledger: Ledger, maxBilledPerOperation: number): Spending {
  return {
    accountOf: (caller) => ledger.accountOf(caller),
    beginOperation: (caller, kind) => {
      const { clientId, billedEstimationsPerDay } = caller;
      const buyer = { clientId, requestId: kind.requestId, billedEstimationsPerDay };
      const quoted: Partial<Record<Payee, number>> = {};
      let left = maxBilledPerOperation;
      let previous: Promise<unknown> = Promise.resolve();

      /** What is known is told; the others are nobody's to have. */
      async function lookOnly(
        estimations: readonly (Estimation | KeyedEstimation)[],
        instead: () => Allowed,
      ): Promise<Allowance> {
        const standings = await ledger.look(estimations.map((each) => ledger.keyed(each).key));
        return {
          purchaseId: null,
          allowed: standings.map((standing) => (standing.kind === 'FREE' ? instead() : standing)),
        };
      }

      async function quote(payee: Payee, estimations: readonly (Estimation | KeyedEstimation)[]): Promise<Allowance> {
        const { allowed } = await lookOnly(estimations, () => ({ kind: 'QUOTED' })).catch((error: unknown) => {
          if (!(error instanceof StoreUnavailable)) throw error;
          return { allowed: estimations.map((): Allowed => ({ kind: 'QUOTED' })) };
        });
        // What somebody else has under way may yet fail: a quote is never too low.
        const answers = allowed.map((each): Allowed => (each.kind === 'TAKEN' ? { kind: 'QUOTED' } : each));
        quoted[payee] = (quoted[payee] ?? 0) + answers.filter(({ kind: is }) => is === 'QUOTED').length;
        return { purchaseId: null, allowed: answers };
      }

      async function reserve(
        estimations: readonly (Estimation | KeyedEstimation)[],
        isBilled: boolean,
      ): Promise<Allowance> {
        const { purchaseId, reserved } = await ledger.reserve(buyer, estimations, left);
        if (isBilled) left -= reserved.filter(({ kind: is }) => is === 'GRANTED').length;
        return {
          purchaseId,
          allowed: reserved.map((each) =>
            each.kind === 'REFUSED' ? { kind: 'REFUSED', refusal: limitReached(each.limit) } : each,
          ),
        };
      }

      return {
        isDryRun: kind.isDryRun,
        priceOf: (payee) => ledger.priceOf(payee),
        mayCall: (payee) => ledger.priceOf(payee) === 0 || (!kind.isDryRun && forbiddance(caller, kind) === null),
        allow: async (estimations) => {
          const [first] = estimations;
          if (first === undefined) return { purchaseId: null, allowed: [] };
          const isBilled = ledger.priceOf(first.payee) > 0;
          try {
            if (isBilled && kind.isDryRun) return await quote(first.payee, estimations);
            const forbidden = isBilled ? forbiddance(caller, kind) : null;
            if (forbidden !== null) {
              return await lookOnly(estimations, () => ({ kind: 'REFUSED', refusal: forbidden }));
            }
            // One after another: two batches of an operation must not both take the last that it may have billed.
            const turn = previous.then(() => reserve(estimations, isBilled));
            previous = turn.catch(ignore);
            return await turn;
          } catch (error) {
            if (!(error instanceof StoreUnavailable)) throw error;
            return { purchaseId: null, allowed: estimations.map(() => withoutStore(isBilled)) };
          }
        },
        quote: () =>
          Object.fromEntries(
            Object.entries(quoted).map(([payee, billedEstimations]) => {
              // The keys are those that were written above.
              const priceEach = ledger.priceOf(payee as Payee);
              return [payee, { billedEstimations, priceEur: roundToCents(billedEstimations * priceEach) }];
            }),
          ),
      };
    },
  };
}

function ignore(): void {
  // Whoever made the order learns of it; the next one has its turn all the same.
}

function withoutStore(isBilled: boolean): Allowed {
  if (!isBilled) return { kind: 'UNRECORDED' };
  const message = 'Nothing is billed while the ledger cannot be reached.';
  return { kind: 'REFUSED', refusal: new Refusal('STORE_UNAVAILABLE', message, { retryable: true }) };
}

function forbiddance(caller: Caller, kind: OperationKind): Refusal | null {
  if (!caller.scopes.has('valuations:spend')) {
    return new Refusal('FORBIDDEN', 'Having an estimation billed needs the scope valuations:spend.', {
      requiredScopes: [['valuations:spend']],
    });
  }
  if (kind.isGet) return new Refusal('FORBIDDEN', 'A GET has nothing billed: send the query by POST.');
  return null;
}

const limited: Readonly<Record<ReachedLimit, string>> = {
  OPERATION: 'this operation',
  CLIENT: 'this client today',
  DEPLOYMENT: 'this server today',
};

function limitReached(limit: ReachedLimit): Refusal {
  return new Refusal(
    'SPEND_LIMIT_EXCEEDED',
    `The billed estimations granted to ${limited[limit]} are used up; what was estimated before is still answered.`,
  );
}
