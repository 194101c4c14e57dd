import { nextParisMidnight, parisDayOf } from '../../domain/calendar.js';

/** What a call is for. WRITE: a mutation, with what it reads before and after. READ: of an operation. SYNC: of no one. */
export type ApimoUse = 'WRITE' | 'READ' | 'SYNC';

export type QuotaLimits = Readonly<{
  callsPerSecond: number;
  /** A day begins at midnight in Europe/Paris. */
  callsPerDay: number;
  /** Of the day's calls, those that syncing leaves alone; the second half of them is for writes. */
  reservedCalls: number;
}>;

/** Instants in milliseconds since 1970. What all processes know together, as it is kept in the store. */
export type QuotaState = Readonly<{
  day: string;
  used: Readonly<Record<ApimoUse, number>>;
  /** Of the calls for READ, those of each client. */
  readsByClient: Readonly<Record<string, number>>;
  /** When the latest calls left, as many as may leave in a second; the oldest first. */
  departures: readonly number[];
  /** How often Apimo has answered "too many" since it last answered, each time after the pause that the last one made. */
  refusals: number;
  pausedUntil: number | null;
}>;

export type QuotaAsk = Readonly<{ use: ApimoUse; clientId: string }>;

export type Turn =
  | Readonly<{ kind: 'GO' }>
  | Readonly<{ kind: 'WAIT'; ms: number }>
  | Readonly<{ kind: 'REFUSED'; because: 'DAY' | 'SHARE' | 'PAUSE'; retryAfterMs: number }>;

export type QuotaStanding = Readonly<{
  usedToday: number;
  /** For anything at all; 0 where Apimo itself says that there are none. */
  left: number;
  /** Beyond the reserve, without what operations will need if the day goes on as it began. */
  leftForSyncing: number;
  reserved: number;
  resetsAt: number;
  pausedUntil: number | null;
}>;

/**
 * Apimo counts calls when they arrive, which may be closer together than they left, and machines' clocks differ a little:
 * its second is taken for longer than it is.
 */
export const WINDOW_MS = 1_100;
/** A shorter pause is waited for. */
const LONGEST_WAIT_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Pauses that long have nothing to do with the calls of one second any more. */
const REFUSALS_OF_A_SPENT_DAY = 3;
const DAY_MS = 86_400_000;
/** What a day brings cannot be told from its first minutes. */
const LEAST_OF_A_DAY_MS = 4 * 3_600_000;
/** How far ahead of ours another machine's clock may be. */
const CLOCK_DIFFERENCE_MS = 10 * 60_000;

export function freshQuota(now: number): QuotaState {
  return {
    day: parisDayOf(new Date(now)),
    used: { WRITE: 0, READ: 0, SYNC: 0 },
    readsByClient: {},
    departures: [],
    refusals: 0,
    pausedUntil: null,
  };
}

/** What is known for the day of `now`: a new day begins with nothing used. */
export function quotaOfToday(state: QuotaState, now: number): QuotaState {
  const isOfToday =
    state.day === parisDayOf(new Date(now)) || state.day === parisDayOf(new Date(now + CLOCK_DIFFERENCE_MS));
  return isOfToday ? state : { ...freshQuota(now), departures: state.departures };
}

/** Decides about calls in their order; the state that comes out counts those that go. */
export function decideTurns(
  before: QuotaState,
  asks: readonly QuotaAsk[],
  now: number,
  limits: QuotaLimits,
): Readonly<{ turns: readonly Turn[]; state: QuotaState }> {
  let state = quotaOfToday(before, now);
  const turns = asks.map((ask): Turn => {
    const turn = decideTurn(state, ask, now, limits);
    if (turn.kind === 'GO') state = withCall(state, ask, now, limits);
    return turn;
  });
  return { turns, state };
}

function decideTurn(state: QuotaState, { use, clientId }: QuotaAsk, now: number, limits: QuotaLimits): Turn {
  const untilReset = () => resetOf(now) - now;
  if (leftFor(use, state, limits) <= 0) return { kind: 'REFUSED', because: 'DAY', retryAfterMs: untilReset() };
  if (use === 'READ' && (ownCount(state.readsByClient, clientId) ?? 0) >= shareOfClient(limits)) {
    return { kind: 'REFUSED', because: 'SHARE', retryAfterMs: untilReset() };
  }
  const pauseMs = (state.pausedUntil ?? now) - now;
  if (pauseMs > LONGEST_WAIT_MS) return { kind: 'REFUSED', because: 'PAUSE', retryAfterMs: pauseMs };
  if (pauseMs > 0) return { kind: 'WAIT', ms: pauseMs };
  const waitMs = untilNextDeparture(state, now, limits);
  return waitMs > 0 ? { kind: 'WAIT', ms: waitMs } : { kind: 'GO' };
}

/** A day's calls without what is kept for uses that come before this one. */
function leftFor(use: ApimoUse, state: QuotaState, { callsPerDay, reservedCalls }: QuotaLimits): number {
  const left = callsPerDay - usedIn(state);
  switch (use) {
    case 'WRITE':
      return left;
    case 'READ':
      return left - Math.ceil(reservedCalls / 2);
    case 'SYNC':
      return left - reservedCalls;
  }
}

/** What one client's reads may use in a day, so that others, and syncing, are left something however much it reads. */
function shareOfClient({ callsPerDay, reservedCalls }: QuotaLimits): number {
  return Math.ceil((callsPerDay - reservedCalls) / 2);
}

function usedIn({ used }: QuotaState): number {
  return used.WRITE + used.READ + used.SYNC;
}

function untilNextDeparture(state: QuotaState, now: number, { callsPerSecond }: QuotaLimits): number {
  const departures = departuresAt(state, now);
  const oldest = departures.length < callsPerSecond ? undefined : departures.at(-callsPerSecond);
  return oldest === undefined ? 0 : Math.max(0, oldest + WINDOW_MS - now);
}

/** What lies further ahead than a second was noted by a clock that was wrong. */
function departuresAt({ departures }: QuotaState, now: number): readonly number[] {
  return departures.filter((at) => at <= now + WINDOW_MS);
}

/** Counts a call that left at `at`, on the day that the state is of. */
export function withCall(state: QuotaState, { use, clientId }: QuotaAsk, at: number, limits: QuotaLimits): QuotaState {
  const reads = ownCount(state.readsByClient, clientId) ?? 0;
  return {
    ...state,
    used: { ...state.used, [use]: state.used[use] + 1 },
    ...(use === 'READ' ? { readsByClient: { ...state.readsByClient, [clientId]: reads + 1 } } : {}),
    departures: [...departuresAt(state, at), at].sort((a, b) => a - b).slice(-limits.callsPerSecond),
  };
}

/** Takes back a call of today that never left. */
export function withoutCall(before: QuotaState, { use, clientId }: QuotaAsk, sentAt: number, now: number): QuotaState {
  const state = quotaOfToday(before, now);
  if (parisDayOf(new Date(sentAt)) !== state.day) return state;
  const reads = ownCount(state.readsByClient, clientId) ?? 0;
  return {
    ...state,
    used: { ...state.used, [use]: Math.max(0, state.used[use] - 1) },
    ...(use === 'READ' ? { readsByClient: { ...state.readsByClient, [clientId]: Math.max(0, reads - 1) } } : {}),
  };
}

/**
 * Apimo said "too many" to a call that left at `sentAt`: all calls pause, for as long as it says or, where it does not,
 * twice as long each time. Calls that had left before the pause have nothing new to say about it.
 */
export function withRefusal(
  before: QuotaState,
  { sentAt, retryAfterMs }: Readonly<{ sentAt: number; retryAfterMs: number | undefined }>,
  now: number,
): QuotaState {
  const state = quotaOfToday(before, now);
  const isNews = state.pausedUntil === null || sentAt >= state.pausedUntil;
  const refusals = isNews ? state.refusals + 1 : state.refusals;
  const pauseMs = retryAfterMs ?? (isNews ? Math.min(WINDOW_MS * 2 ** (refusals - 1), LONGEST_PAUSE_MS) : 0);
  const pausedUntil = Math.min(Math.max(now + pauseMs, state.pausedUntil ?? 0), resetOf(now));
  return { ...state, refusals, pausedUntil };
}

/** Apimo answered a call that left at `sentAt`. */
export function withAnswer(before: QuotaState, sentAt: number, now: number): QuotaState {
  const state = quotaOfToday(before, now);
  if (state.pausedUntil === null || sentAt < state.pausedUntil) return state;
  return { ...state, refusals: 0, pausedUntil: null };
}

export function standingOf(before: QuotaState, now: number, limits: QuotaLimits): QuotaStanding {
  const state = quotaOfToday(before, now);
  const pausedUntil = state.pausedUntil !== null && state.pausedUntil > now ? state.pausedUntil : null;
  const isSpent =
    pausedUntil !== null && (state.refusals >= REFUSALS_OF_A_SPENT_DAY || pausedUntil - now > LONGEST_WAIT_MS);
  return {
    usedToday: usedIn(state),
    left: isSpent ? 0 : Math.max(0, leftFor('WRITE', state, limits)),
    leftForSyncing: leftForSyncing(state, now, limits),
    reserved: limits.reservedCalls,
    resetsAt: resetOf(now),
    pausedUntil,
  };
}

/** At least a part of what is left: a busy hour does not make syncing wait for the next day. */
function leftForSyncing(state: QuotaState, now: number, limits: QuotaLimits): number {
  const left = Math.max(0, leftFor('SYNC', state, limits));
  const untilReset = resetOf(now) - now;
  const elapsed = Math.max(LEAST_OF_A_DAY_MS, DAY_MS - untilReset);
  const expected = ((state.used.READ + state.used.WRITE) * untilReset) / elapsed;
  return Math.max(left - expected, left / 4);
}

function resetOf(now: number): number {
  return nextParisMidnight(new Date(now)).getTime();
}

function ownCount(counts: Readonly<Record<string, number>>, clientId: string): number | undefined {
  return Object.hasOwn(counts, clientId) ? counts[clientId] : undefined;
}
