import { createHash } from 'node:crypto';
import { detached } from '../call.js';
import type { UpstreamCall } from '../call.js';
import type { Clock } from '../clock.js';
import type { UpstreamName } from '../errors.js';
import type { UpstreamObserver } from '../observer.js';
import { answerInTime, toLanding } from './landings.js';
import type { Answer, Fetched, Flight, Known, Landing, Landings, Voyage } from './landings.js';
import type { MemoryShelf, ShelvedEntry } from './memory-shelf.js';
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

/** Keys that are looked up together, and the place of one among them. */
type Seat = Readonly<{ known: Promise<readonly Known[]>; at: number }>;

export function createMemory({ upstream, shelf, timeoutMs, observer, clock }: MemoryOptions): Memory {
  /** Keys that are being looked up, and asked for where they are not found. */
  const seats = new Map<string, Seat>();
  const flights = new Map<string, Flight>();
  // What is kept nowhere needs no id that is fit for a store.
  const idOf = shelf === null ? plainIdOf : shelvedIdOf;

  /** One call for all the keys that none is under way for. */
  function fly<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    hasStandIn: boolean,
  ): readonly Flight[] {
    const voyage: Voyage = { landings: nothingYet, hasStandIn };
    const missing: string[] = [];
    const ids: string[] = [];
    const found = keys.map((key): Flight => {
      const id = idOf(kind.name, key);
      const underWay = flights.get(id);
      if (underWay !== undefined) {
        if (!hasStandIn) underWay.voyage.hasStandIn = false;
        return underWay;
      }
      const flight = { voyage, at: missing.push(key) - 1 };
      flights.set(id, flight);
      ids.push(id);
      return flight;
    });
    if (missing.length > 0) {
      const own = { ...detached(call, timeoutMs), hasStandIn: () => voyage.hasStandIn };
      voyage.landings = land(kind, missing, ids, () => load(missing, own));
    }
    return found;
  }

  /** Does not fail; it has ended when what is to be remembered is. */
  async function land<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    ids: readonly string[],
    load: () => Promise<readonly (Value | null | Error)[]>,
  ): Landings {
    const readAt = clock.now();
    try {
      const values = await load();
      if (shelf === null) return keys.map((_, index) => toLanding(values[index], readAt, readAt));
      const shelved = toShelved(kind, ids, values, readAt);
      await shelf.write(shelved.filter((each) => each !== null));
      return keys.map((_, index) => {
        const entry = shelved[index]?.entry;
        return toLanding(values[index], readAt, entry ? freshUntil(entry, kind.policy, readAt) : -Infinity);
      });
    } catch (error) {
      const failed: Landing = { kind: 'ERROR', error: toError(error) };
      return keys.map(() => failed);
    } finally {
      for (const id of ids) flights.delete(id);
    }
  }

  /** Looks keys up together, and has those asked for that are not found or too old. */
  async function lookUp<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    read: (isGoodEnough: (entry: RememberedEntry) => boolean) => Promise<readonly (RememberedEntry | null)[]>,
  ): Promise<readonly Known[]> {
    const entries = await read((entry) => standingOf(entry, kind.policy, clock.now()) === 'FRESH');
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
      return { kind: 'MISS', flight: underWay.get(key) ?? null, spare: found };
    });
  }

  /** Whoever asks for a key while somebody else does has the same answer. */
  async function lookUpWithOthers<Value>(
    kind: RememberedKind<Value>,
    keys: readonly string[],
    load: LoadMany<Value>,
    call: UpstreamCall,
    { from, isAnew }: Readonly<{ from: MemoryShelf; isAnew: boolean }>,
  ): Promise<readonly Known[]> {
    const seatIds = keys.map((key) => `${String(isAnew)} ${idOf(kind.name, key)}`);
    const alone = keys.filter((_, index) => !seats.has(seatIds[index] ?? ''));
    if (alone.length > 0) {
      const ids = alone.map((key) => idOf(kind.name, key));
      const known = lookUp(kind, alone, load, call, async (isGoodEnough) =>
        isAnew ? [] : from.read(ids, isGoodEnough),
      );
      const ownSeatIds = ids.map((id) => `${String(isAnew)} ${id}`);
      ownSeatIds.forEach((seatId, at) => seats.set(seatId, { known, at }));
      leaveInTime(ownSeatIds, known);
    }
    const seated = seatIds.map((seatId) => seats.get(seatId));
    const together = new Map<Seat['known'], readonly Known[]>();
    for (const seat of seated) {
      if (seat !== undefined && !together.has(seat.known)) together.set(seat.known, await seat.known);
    }
    return seated.map((seat) => (seat === undefined ? unknown : (together.get(seat.known)?.[seat.at] ?? unknown)));
  }

  /** A seat is left when its key is known, or when the call that it needs has ended. */
  function leaveInTime(seatIds: readonly string[], known: Seat['known']): void {
    const leave = (left: readonly string[]) => {
      for (const seatId of left) seats.delete(seatId);
    };
    known.then(
      (each) => {
        const waiting = new Map<Landings, string[]>();
        seatIds.forEach((seatId, at) => {
          const one = each[at];
          const landings = one?.kind === 'MISS' ? one.flight?.voyage.landings : undefined;
          if (landings === undefined) seats.delete(seatId);
          else waiting.set(landings, [...(waiting.get(landings) ?? []), seatId]);
        });
        for (const [landings, those] of waiting) void landings.then(() => leave(those));
      },
      () => leave(seatIds),
    );
  }

  function tell(kind: string, answers: readonly Answer[], call: UpstreamCall): void {
    const counts = { FRESH: 0, STALE: 0, MISS: 0 };
    for (const { outcome } of answers) counts[outcome] += 1;
    for (const outcome of outcomes) {
      const count = counts[outcome];
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
    const distinct = keys.length === 1 ? keys : [...new Set(keys)];
    const known =
      shelf === null
        ? fly(kind, distinct, load, call, false).map((flight): Known => ({ kind: 'MISS', flight, spare: null }))
        : await lookUpWithOthers(kind, distinct, load, call, { from: shelf, isAnew });
    const answers = await answerInTime(known, call, upstream);
    tell(kind.name, answers, call);
    // What was kept or loaded under a kind is of that kind.
    const resultOf = (answer: Answer | undefined) => (answer?.result ?? null) as Fetched<Value> | null | Error;
    if (distinct.length === keys.length) return answers.map(resultOf);
    const byKey = new Map(zip(distinct, answers));
    return keys.map((key) => resultOf(byKey.get(key)));
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

const unknown: Known = { kind: 'MISS', flight: null, spare: null };
const nothingYet: Landings = Promise.resolve([]);
const outcomes = ['FRESH', 'STALE', 'MISS'] as const;

function plainIdOf(name: string, key: string): string {
  return `${name}:${key}`;
}

/** Short, in ASCII, and another one for another key: what a client may write is in none. */
function shelvedIdOf(name: string, key: string): string {
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

function toShelved<Value>(
  kind: RememberedKind<Value>,
  ids: readonly string[],
  values: readonly (Value | null | Error)[],
  readAt: number,
): readonly (ShelvedEntry | null)[] {
  return ids.map((key, index) => {
    const value = values[index];
    if (value === undefined || value instanceof Error) return null;
    const kept = value === null ? null : kind.toKept(value);
    if (kept === undefined) return null;
    const entry: RememberedEntry = { key, readAt, value: kept };
    return { entry, ttlMs: lifeOf(entry, kind.policy) };
  });
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
