import type { Store } from '../../store/store.js';
import type { Clock } from '../clock.js';
import {
  decideTurns,
  freshQuota,
  quotaOfToday,
  standingOf,
  withAnswer,
  withCall,
  withRefusal,
  withoutCall,
} from './quota.js';
import type { QuotaAsk, QuotaLimits, QuotaStanding, QuotaState, Turn } from './quota.js';

/** PROCESS: the store does not answer, so that this process counts for itself what it knows and does. */
export type CountedStanding = QuotaStanding & Readonly<{ countedBy: 'STORE' | 'PROCESS' }>;

export type ApimoBudgetOptions = Readonly<{
  /** Which of Apimo's accounts the calls are of; `sandbox` where it is none. */
  account: string;
  limits: QuotaLimits;
  clock: Clock;
  /** Told when counting together ends, and not again before it has begun anew. */
  onStoreLost: (error: unknown) => void;
}>;

/** The calls that Apimo grants, counted in the store by all processes that share it. Nothing here fails. */
export interface ApimoBudget {
  /** Counts those that may go now, in the order asked. */
  take(asks: readonly QuotaAsk[]): Promise<readonly Turn[]>;
  /** Takes back a call that was to leave at `sentAt`, and never did. */
  giveBack(ask: QuotaAsk, sentAt: number): Promise<void>;
  answered(sentAt: number): Promise<void>;
  /** Apimo says that it is too much, which goes before what was counted. */
  refused(sentAt: number, retryAfterMs: number | undefined): Promise<void>;
  /** As of the last call. */
  readonly standing: () => CountedStanding;
  /** As of now, whoever made the calls. */
  look(): Promise<CountedStanding>;
}

/** Longer than any day. */
const STATE_TTL_MS = 2 * 86_400_000;
/** A store that does not answer costs its time limit each time: it is left alone for a while. */
const STORE_RETRY_MS = 5_000;

type Step<Result> = (state: QuotaState) => Readonly<{ result: Result; state: QuotaState }>;
type Departed = Readonly<{ ask: QuotaAsk; at: number }>;

export function createApimoBudget(store: Store, options: ApimoBudgetOptions): ApimoBudget {
  const { limits, clock, onStoreLost } = options;
  const key = `apimo-quota/${options.account}`;
  let state = freshQuota(clock.now());
  /** Calls that the store has not been told of. */
  let untold: readonly Departed[] = [];
  let isStoreLost = false;
  let askStoreAgainAt = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One after another: a process would only be in its own way. */
  function change<Result>(step: Step<Result>, departedOf: (result: Result) => readonly Departed[]): Promise<Result> {
    const mine = last.then(async () => (await together(step)) ?? alone(step, departedOf));
    last = mine;
    return mine.then(({ result }) => result);
  }

  async function together<Result>(step: Step<Result>): Promise<Readonly<{ result: Result }> | null> {
    const leftMs = askStoreAgainAt - clock.now();
    // More than that is left only where the clock was set back.
    if (leftMs > 0 && leftMs <= STORE_RETRY_MS) return null;
    try {
      const { result, after } = await store.update([key], ([text]) => {
        const told = untold.reduce(withUntold, readState(text) ?? freshQuota(clock.now()));
        const { result, state: after } = step(told);
        const value = JSON.stringify(after);
        return { result: { result, after }, writes: value === text ? [] : [{ key, value, ttlMs: STATE_TTL_MS }] };
      });
      state = after;
      untold = [];
      isStoreLost = false;
      return { result };
    } catch (error) {
      noteLoss(error);
      return null;
    }
  }

  function alone<Result>(step: Step<Result>, departedOf: (result: Result) => readonly Departed[]) {
    const { result, state: after } = step(state);
    state = after;
    untold = [...untold, ...departedOf(result)];
    return { result };
  }

  function withUntold(told: QuotaState, { ask, at }: Departed): QuotaState {
    const today = quotaOfToday(told, clock.now());
    return quotaOfToday(today, at) === today ? withCall(today, ask, at, limits) : today;
  }

  function noteLoss(error: unknown): void {
    askStoreAgainAt = clock.now() + STORE_RETRY_MS;
    if (!isStoreLost) onStoreLost(error);
    isStoreLost = true;
  }

  const stand = (): CountedStanding => ({
    ...standingOf(state, clock.now(), limits),
    countedBy: isStoreLost ? 'PROCESS' : 'STORE',
  });

  return {
    take: async (asks) => {
      const { turns } = await change(
        (before) => {
          const at = clock.now();
          const { turns, state: after } = decideTurns(before, asks, at, limits);
          return { result: { turns, at }, state: after };
        },
        ({ turns, at }) => asks.flatMap((ask, index) => (turns[index]?.kind === 'GO' ? [{ ask, at }] : [])),
      );
      return turns;
    },
    giveBack: async (ask, sentAt) => {
      await change((before) => ({ result: null, state: withoutCall(before, ask, sentAt, clock.now()) }), noDepartures);
    },
    answered: async (sentAt) => {
      if (state.pausedUntil === null) return;
      await change((before) => ({ result: null, state: withAnswer(before, sentAt, clock.now()) }), noDepartures);
    },
    refused: async (sentAt, retryAfterMs) => {
      const refusal = { sentAt, retryAfterMs };
      await change((before) => ({ result: null, state: withRefusal(before, refusal, clock.now()) }), noDepartures);
    },
    standing: stand,
    look: async () => {
      await change((before) => ({ result: null, state: quotaOfToday(before, clock.now()) }), noDepartures);
      return stand();
    },
  };
}

function noDepartures(): readonly Departed[] {
  return [];
}

/** It was written by this module alone, hence the cast. */
function readState(text: string | null | undefined): QuotaState | null {
  return text === null || text === undefined ? null : (JSON.parse(text) as QuotaState);
}
