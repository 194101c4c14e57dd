import { nextParisMidnight, parisDayOf } from '../domain/calendar.js';
import { roundToCents } from '../domain/money.js';
import { Refusal } from '../domain/refusal.js';
import type { Caller } from './caller.js';

/** Who charges for estimations, by the name that `extensions` use. */
export type Payee = 'dimex' | 'pricehubble';

export type SpendingLimits = Readonly<{
  /** Euros for one estimation; one whose price is above 0 is billed. */
  priceEur: Readonly<Record<Payee, number>>;
  maxBilledPerOperation: number;
  /** For all clients together; `null` for no limit. */
  capPerDay: number | null;
}>;

export type SpendAccount = Readonly<{
  period: 'DAY';
  limit: number | null;
  used: number;
  remaining: number | null;
  resetsAt: string;
}>;

export type Quote = Readonly<Partial<Record<Payee, Readonly<{ billedEstimations: number; priceEur: number }>>>>;

/** `granted` of the estimations asked for may be had; `refusal` says why not the rest, `null` on a dry run. */
export type Grant = Readonly<{
  granted: number;
  refusal: Refusal | null;
  /** Gives back what was granted and is known not to be billed. */
  release: (estimations: number) => void;
}>;

/** What one operation may have billed, and what it would. */
export interface OperationSpending {
  readonly isDryRun: boolean;
  priceOf(payee: Payee): number;
  /** Whether there is any point in getting ready to call: not where all that it does is billed, and nothing may be. */
  mayCall(payee: Payee): boolean;
  /** To be asked before the call that is billed; counts at once, so that two cannot take the last one. */
  reserve(payee: Payee, estimations: number): Grant;
  /** On a dry run, what would have been billed. */
  quote(): Quote;
}

export type OperationKind = Readonly<{ isGet: boolean; isDryRun: boolean }>;

/** Counts billed estimations by client and day (Europe/Paris), and refuses those beyond a limit. */
export interface Spending {
  beginOperation(caller: Caller, kind: OperationKind): OperationSpending;
  accountOf(caller: Caller): SpendAccount;
}

export function createSpending(limits: SpendingLimits, now: () => Date = () => new Date()): Spending {
  let day = '';
  let usedByAll = 0;
  const usedByClient = new Map<string, number>();

  function turnDay(): void {
    const today = parisDayOf(now());
    if (today === day) return;
    day = today;
    usedByAll = 0;
    usedByClient.clear();
  }

  const usedBy = (caller: Caller) => usedByClient.get(caller.clientId) ?? 0;

  function count(caller: Caller, estimations: number): void {
    usedByAll += estimations;
    usedByClient.set(caller.clientId, usedBy(caller) + estimations);
  }

  return {
    beginOperation: (caller, kind) => {
      let usedByOperation = 0;
      const quoted: Partial<Record<Payee, number>> = {};
      const isBilled = (payee: Payee) => limits.priceEur[payee] > 0;

      return {
        isDryRun: kind.isDryRun,
        priceOf: (payee) => limits.priceEur[payee],
        mayCall: (payee) => !isBilled(payee) || (!kind.isDryRun && forbiddance(caller, kind) === null),
        reserve: (payee, estimations) => {
          if (!isBilled(payee)) return { granted: estimations, refusal: null, release: nothingToGiveBack };
          if (kind.isDryRun) {
            quoted[payee] = (quoted[payee] ?? 0) + estimations;
            return { granted: 0, refusal: null, release: nothingToGiveBack };
          }
          const forbidden = forbiddance(caller, kind);
          if (forbidden !== null) return { granted: 0, refusal: forbidden, release: nothingToGiveBack };
          turnDay();
          const tightest = [
            { left: limits.maxBilledPerOperation - usedByOperation, what: 'this operation' },
            { left: (caller.billedEstimationsPerDay ?? Infinity) - usedBy(caller), what: 'this client today' },
            { left: (limits.capPerDay ?? Infinity) - usedByAll, what: 'this server today' },
          ].reduce((a, b) => (b.left < a.left ? b : a));
          const granted = Math.max(0, Math.min(estimations, tightest.left));
          usedByOperation += granted;
          count(caller, granted);
          const reservedOn = day;
          return {
            granted,
            refusal: granted < estimations ? limitReached(tightest.what) : null,
            release: (returned) => {
              usedByOperation -= returned;
              // The next day began with nothing used: there is nothing to give back to it.
              if (day === reservedOn) count(caller, -returned);
            },
          };
        },
        quote: () =>
          Object.fromEntries(
            Object.entries(quoted).map(([payee, billedEstimations]) => [
              payee,
              { billedEstimations, priceEur: roundToCents(billedEstimations * limits.priceEur[payee as Payee]) },
            ]),
          ),
      };
    },
    accountOf: (caller) => {
      turnDay();
      const used = usedBy(caller);
      const leftOfOwn = (caller.billedEstimationsPerDay ?? Infinity) - used;
      const leftOfAll = (limits.capPerDay ?? Infinity) - usedByAll;
      return {
        period: 'DAY',
        limit: finite(Math.min(caller.billedEstimationsPerDay ?? Infinity, limits.capPerDay ?? Infinity)),
        used,
        remaining: finite(Math.max(0, Math.min(leftOfOwn, leftOfAll))),
        resetsAt: nextParisMidnight(now()).toISOString(),
      };
    },
  };
}

function nothingToGiveBack(): void {
  // Nothing was counted.
}

function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
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

function limitReached(what: string): Refusal {
  return new Refusal('SPEND_LIMIT_EXCEEDED', `The billed estimations granted to ${what} are used up.`);
}
