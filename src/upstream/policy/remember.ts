import { createHash } from 'node:crypto';
import { detached } from '../call.js';
import type { UpstreamCall } from '../call.js';
import type { Clock } from '../clock.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { UpstreamName } from '../errors.js';
import type { ReadOutcome, UpstreamObserver } from '../observer.js';
import type { MemoryShelf } from './memory-shelf.js';
import { freshUntil, lifeOf, standingOf } from './remembered-entry.js';
import type { RememberedEntry, RememberingPolicy, Standing } from './remembered-entry.js';

/** One sort of answers, and for how long it is remembered. */
export type RememberedKind<Value> = Readonly<{
  name: string;
  policy: RememberingPolicy;
  /** What is kept of an answer, as JSON; `undefined` where it is not one to be remembered. */
  toKept: (value: Value) => unknown;
  /** `undefined` for what cannot be such an answer to `key`. */
  fromKept: (kept: unknown, key: string) => Value | undefined;
}>;

/** `fetchedAt` is in milliseconds since 1970. */
export type Fetched<Value> = Readonly<{ value: Value; fetchedAt: number; isStale: boolean }>;

export type ReadOptions = Readonly<{
  /** Not from memory; what is under way is waited for all the same. */
  isAnew?: boolean;
}>;

/** Asks for all keys at once; an entry a key, in their order, `null` where there is none. */
type LoadMany<Value> = (keys: readonly string[], call: UpstreamCall) => Promise<readonly (Value | null | Error)[]>;

/**
 * Answers of one upstream. What is under way for a key is waited for by all who ask for it, and no one's leaving ends
 * it. A failure is nobody's but theirs: it is never remembered.
 */
export interface Memory {
  one<Value>(
    kind: RememberedKind<Value>,
    key: string,
    load: (call: UpstreamCall) => Promise<Value | null>,
    call: UpstreamCall,
    options?: ReadOptions,
  ): Promise<Fetched<Value> | null>;
  /** An entry a key, in their order. `load` is asked once, for the keys that are not remembered. */
  many<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    options?: ReadOptions,
  ): Promise<readonly (Fetched<Value> | null | Error)[]>;
}

export type MemoryOptions = Readonly<{
  upstream: UpstreamName;
  /** `null` where nothing is remembered: then what is under way is shared still, and nothing beyond. */
  shelf: MemoryShelf | null;
  /** How long a call may take that is nobody's alone. */
  timeoutMs: number;
  observer: UpstreamObserver;
  clock: Clock;
}>;

/** How a call ended for one key. */
type Landing = Readonly<
  { kind: 'VALUE'; found: Fetched<unknown> | null; holdsUntil: number } | { kind: 'ERROR'; error: Error }
>;
type Flight = Promise<Landing>;
/** Whether each of those who wait for a call has something older; one who comes later may have not. */
type StandIn = { isForAll: boolean };

/** What is known of a key when it has been looked up; `spare` stands in where the flight comes to nothing. */
type Known = Readonly<
  | { kind: 'FRESH' | 'STALE'; found: Fetched<unknown> | null; holdsUntil: number }
  | { kind: 'MISS'; flight: Flight; spare: Spare }
>;
type Spare = Fetched<unknown> | null;
/** `holdsUntil` is -Infinity for what is not fresh, in milliseconds since 1970 for all else. */
type Answer = Readonly<{ outcome: ReadOutcome; result: Fetched<unknown> | null | Error; holdsUntil: number }>;

export function createMemory({ upstream, shelf, timeoutMs, observer, clock }: MemoryOptions): Memory {
  /** Keys that are being looked up, and asked for where they are not found. */
  const seats = new Map<string, Promise<Known>>();
  const flights = new Map<string, Readonly<{ flight: Flight; standIn: StandIn }>>();

  /** One call for all the keys that none is under way for. */
  function fly<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    hasStandIn: boolean,
  ): readonly Flight[] {
    if (!hasStandIn) {
      for (const key of keys) {
        const underWay = flights.get(idOf(kind, key));
        if (underWay !== undefined) underWay.standIn.isForAll = false;
      }
    }
    const missing = keys.filter((key) => !flights.has(idOf(kind, key)));
    if (missing.length > 0) {
      const readAt = clock.now();
      const standIn: StandIn = { isForAll: hasStandIn };
      const own = { ...detached(call, timeoutMs), hasStandIn: () => standIn.isForAll };
      const landing = land(kind, missing, readAt, () => load(missing, own));
      missing.forEach((key, index) => {
        const id = idOf(kind, key);
        const flight = landing.then((landings) => landings[index] ?? notAnswered).finally(() => flights.delete(id));
        flights.set(id, { flight, standIn });
      });
    }
    return keys.map((key) => flights.get(idOf(kind, key))?.flight ?? Promise.resolve(notAnswered));
  }

  /** Does not fail; it has ended when what is to be remembered is. */
  async function land<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    readAt: number,
    load: () => Promise<readonly (Value | null | Error)[]>,
  ): Promise<readonly Landing[]> {
    try {
      const values = await load();
      const entries = keys.map((key, index) => {
        const value = values[index];
        if (value === undefined || value instanceof Error) return null;
        const kept = value === null ? null : kind.toKept(value);
        if (kept === undefined) return null;
        const entry: RememberedEntry = { key: idOf(kind, key), readAt, value: kept };
        return { entry, ttlMs: lifeOf(entry, kind.policy) };
      });
      await shelf?.write(entries.filter((each) => each !== null));
      return keys.map((_, index) => {
        const entry = entries[index]?.entry;
        return toLanding(values[index], readAt, entry ? freshUntil(entry, kind.policy, readAt) : -Infinity);
      });
    } catch (error) {
      const failed: Landing = { kind: 'ERROR', error: toError(error) };
      return keys.map(() => failed);
    }
  }

  /** Looks keys up together, and has those asked for that are not found or too old. */
  async function lookUp<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    isAnew: boolean,
  ): Promise<readonly Known[]> {
    const isFresh = (entry: RememberedEntry) => standingOf(entry, kind.policy, clock.now()) === 'FRESH';
    const ids = keys.map((key) => idOf(kind, key));
    const entries = shelf === null || isAnew ? [] : await shelf.read(ids, isFresh);
    const now = clock.now();
    const looked = keys.map((key, index) => ({ key, ...judge(kind, key, entries[index] ?? null, now) }));
    const isMissing = ({ standing }: Looked) => standing === 'SPARE' || standing === 'OVER';
    const missing = looked.filter(isMissing).map(({ key }) => key);
    const outdated = looked.filter(({ standing }) => standing === 'STALE').map(({ key }) => key);
    const hasStandIn = !looked.some(({ standing }) => standing === 'OVER');
    // Both leave as one call; what is outdated is answered without it.
    const underWay = new Map(
      zip([...missing, ...outdated], fly(kind, [...missing, ...outdated], load, call, hasStandIn)),
    );
    return looked.map(({ key, standing, found, holdsUntil }): Known => {
      if (standing === 'FRESH' || standing === 'STALE') return { kind: standing, found, holdsUntil };
      return { kind: 'MISS', flight: underWay.get(key) ?? Promise.resolve(notAnswered), spare: found };
    });
  }

  /** Whoever asks for a key while somebody else does has the same answer. */
  function seat<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    isAnew: boolean,
  ): readonly Promise<Known>[] {
    const seatOf = (key: string) => `${String(isAnew)} ${idOf(kind, key)}`;
    const alone = keys.filter((key) => !seats.has(seatOf(key)));
    if (alone.length > 0) {
      const known = lookUp(kind, alone, load, call, isAnew);
      alone.forEach((key, index) => {
        const own = known.then((each) => each[index] ?? unknown);
        const leave = () => seats.delete(seatOf(key));
        own.then(async (each) => each.kind === 'MISS' && (await each.flight)).then(leave, leave);
        seats.set(seatOf(key), own);
      });
    }
    return keys.map((key) => seats.get(seatOf(key)) ?? Promise.resolve(unknown));
  }

  function tell(kind: string, answers: readonly Answer[], call: UpstreamCall): void {
    for (const outcome of ['FRESH', 'STALE', 'MISS'] as const) {
      const count = answers.filter((answer) => answer.outcome === outcome).length;
      if (count === 0) continue;
      observer.read(upstream, kind, outcome, count);
      if (outcome !== 'MISS') call.meter.remembered(upstream, count);
    }
    if (answers.length > 0) {
      call.meter.holds(upstream, answers.length, Math.min(...answers.map(({ holdsUntil }) => holdsUntil)));
    }
  }

  async function many<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    { isAnew = false }: ReadOptions = {},
  ): Promise<readonly (Fetched<Value> | null | Error)[]> {
    const distinct = [...new Set(keys)];
    const known = await Promise.all(seat(kind, distinct, load, call, isAnew));
    const answers = await answerInTime(known, call, upstream);
    tell(kind.name, answers, call);
    const results = new Map(zip(distinct, answers));
    // What was kept or loaded under a kind is of that kind.
    return keys.map((key) => (results.get(key)?.result ?? null) as Fetched<Value> | null | Error);
  }

  return {
    many,
    one: async (kind, key, load, call, options) => {
      const [found = null] = await many(kind, [key], async (_, own) => [await load(own)], call, options);
      if (found instanceof Error) throw found;
      return found;
    },
  };
}

const notAnswered: Landing = {
  kind: 'ERROR',
  error: new Error('A client answered with fewer results than asked for.'),
};
const unknown: Known = { kind: 'MISS', flight: Promise.resolve(notAnswered), spare: null };

/** Short, in ASCII, and another one for another key: what a client may write is in none. */
function idOf({ name }: Pick<RememberedKind<unknown>, 'name'>, key: string): string {
  return `${name}:${/^[\w-]{1,64}$/.test(key) ? key : `#${createHash('sha256').update(key).digest('base64url')}`}`;
}

type Looked = Readonly<{ standing: Standing; found: Fetched<unknown> | null; holdsUntil: number }>;

const over: Looked = { standing: 'OVER', found: null, holdsUntil: -Infinity };

function judge<Value>(kind: RememberedKind<Value>, key: string, entry: RememberedEntry | null, now: number): Looked {
  if (entry === null) return over;
  const standing = standingOf(entry, kind.policy, now);
  const holdsUntil = standing === 'FRESH' ? freshUntil(entry, kind.policy, now) : -Infinity;
  if (standing === 'OVER' || entry.value === null) return { standing, found: null, holdsUntil };
  const value = kind.fromKept(entry.value, key);
  if (value === undefined) return over;
  return { standing, found: { value, fetchedAt: entry.readAt, isStale: standing !== 'FRESH' }, holdsUntil };
}

function toLanding(value: unknown, readAt: number, holdsUntil: number): Landing {
  if (value === undefined) return notAnswered;
  if (value instanceof Error) return { kind: 'ERROR', error: value };
  return { kind: 'VALUE', found: value === null ? null : { value, fetchedAt: readAt, isStale: false }, holdsUntil };
}

/**
 * Waits for what is under way until the deadline, or until the client has left. Where there is something to answer in
 * its place, for half of the time at most: who waits longer would have none left for what comes of the answer.
 */
async function answerInTime(
  known: readonly Known[],
  call: UpstreamCall,
  upstream: UpstreamName,
): Promise<readonly Answer[]> {
  const landed = new Map<Flight, Landing>();
  const waits = known.flatMap((each) => (each.kind === 'MISS' ? [each] : []));
  if (waits.length > 0) {
    const landings = waits.map(async ({ flight }) => landed.set(flight, await flight));
    const leftMs = call.deadlineAt - performance.now();
    await upTo(waits.every(({ spare }) => spare !== null) ? leftMs / 2 : leftMs, call.signal, Promise.all(landings));
  }
  return known.map((each): Answer => {
    if (each.kind !== 'MISS') return { outcome: each.kind, result: each.found, holdsUntil: each.holdsUntil };
    const landing = landed.get(each.flight) ?? { kind: 'ERROR', error: tooLate(upstream) };
    if (landing.kind === 'VALUE') return { outcome: 'MISS', result: landing.found, holdsUntil: landing.holdsUntil };
    if (each.spare !== null && isPassing(landing.error)) {
      return { outcome: 'STALE', result: each.spare, holdsUntil: -Infinity };
    }
    return { outcome: 'MISS', result: landing.error, holdsUntil: -Infinity };
  });
}

/** Resolves when the work has ended, and no later than that. */
function upTo(ms: number, signal: AbortSignal | undefined, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
    work.then(end, end);
  });
}

function tooLate(upstream: UpstreamName): UpstreamError {
  return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `${labelOf(upstream)} did not answer in time.`);
}

/** What is turned down is turned down; what is out of reach may be back soon. */
function isPassing(error: Error): boolean {
  return error instanceof UpstreamError && error.retryable;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Something that is not an error was thrown.', { cause: reason });
}

function zip<T>(keys: readonly string[], values: readonly T[]): readonly (readonly [string, T])[] {
  return keys.flatMap((key, index) => {
    const value = values[index];
    return value === undefined ? [] : [[key, value] as const];
  });
}
