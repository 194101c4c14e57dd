import type { UpstreamCall } from '../call.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { UpstreamName } from '../errors.js';
import type { ReadOutcome } from '../observer.js';

/** `fetchedAt` is in milliseconds since 1970. */
export type Fetched<Value> = Readonly<{ value: Value; fetchedAt: number; isStale: boolean }>;

/** How a call ended for one key. */
export type Landing = Readonly<
  { kind: 'VALUE'; found: Fetched<unknown> | null; holdsUntil: number } | { kind: 'ERROR'; error: Error }
>;
/** Of all keys of one call, in their order; does not fail. */
export type Landings = Promise<readonly Landing[]>;
/**
 * A call that is under way. `hasStandIn`: whether each of those who wait for it has something older; one who comes later
 * may have not.
 */
export type Voyage = { landings: Landings; hasStandIn: boolean };
/** One key's place in a call. */
export type Flight = Readonly<{ voyage: Voyage; at: number }>;

/** What is known of a key when it has been looked up; `spare` stands in where the flight comes to nothing. */
export type Known = Readonly<
  | { kind: 'FRESH' | 'STALE'; found: Fetched<unknown> | null; holdsUntil: number }
  | { kind: 'MISS'; flight: Flight | null; spare: Spare }
>;
type Spare = Fetched<unknown> | null;
/** `holdsUntil` is -Infinity for what is not fresh, in milliseconds since 1970 for all else. */
export type Answer = Readonly<{
  outcome: ReadOutcome;
  result: Fetched<unknown> | null | Error;
  holdsUntil: number;
}>;

const notAnswered: Landing = {
  kind: 'ERROR',
  error: new Error('A client answered with fewer results than asked for.'),
};

export function toLanding(value: unknown, readAt: number, holdsUntil: number): Landing {
  if (value === undefined) return notAnswered;
  if (value instanceof Error) return { kind: 'ERROR', error: value };
  return { kind: 'VALUE', found: value === null ? null : { value, fetchedAt: readAt, isStale: false }, holdsUntil };
}

/**
 * Waits for what is under way until the deadline, or until the client has left. Where there is something to answer in
 * its place, for half of the time at most: who waits longer would have none left for what comes of the answer.
 */
export async function answerInTime(
  known: readonly Known[],
  call: UpstreamCall,
  upstream: UpstreamName,
): Promise<readonly Answer[]> {
  const landed = new Map<Landings, readonly Landing[]>();
  const awaited = new Set<Landings>();
  let hasSpareForAll = true;
  for (const each of known) {
    if (each.kind !== 'MISS') continue;
    hasSpareForAll &&= each.spare !== null;
    if (each.flight !== null) awaited.add(each.flight.voyage.landings);
  }
  if (awaited.size > 0) {
    const leftMs = call.deadlineAt - performance.now();
    await landedWithin(hasSpareForAll ? leftMs / 2 : leftMs, call.signal, awaited, landed);
  }
  return known.map((each): Answer => {
    if (each.kind !== 'MISS') return { outcome: each.kind, result: each.found, holdsUntil: each.holdsUntil };
    const landing = each.flight === null ? notAnswered : landingOf(each.flight, landed, upstream);
    if (landing.kind === 'VALUE') return { outcome: 'MISS', result: landing.found, holdsUntil: landing.holdsUntil };
    if (each.spare !== null && isPassing(landing.error)) {
      return { outcome: 'STALE', result: each.spare, holdsUntil: -Infinity };
    }
    return { outcome: 'MISS', result: landing.error, holdsUntil: -Infinity };
  });
}

function landingOf(
  { voyage, at }: Flight,
  landed: ReadonlyMap<Landings, readonly Landing[]>,
  upstream: UpstreamName,
): Landing {
  const landings = landed.get(voyage.landings);
  return landings === undefined ? { kind: 'ERROR', error: tooLate(upstream) } : (landings[at] ?? notAnswered);
}

/** Notes what lands, until all has or the time is over. */
function landedWithin(
  ms: number,
  signal: UpstreamCall['signal'],
  awaited: ReadonlySet<Landings>,
  landed: Map<Landings, readonly Landing[]>,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted === true) end();
    for (const landings of awaited) {
      void landings.then((each) => {
        landed.set(landings, each);
        if (landed.size === awaited.size) end();
      });
    }
  });
}

function tooLate(upstream: UpstreamName): UpstreamError {
  return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `${labelOf(upstream)} did not answer in time.`);
}

/** What is turned down is turned down; what is out of reach may be back soon. */
function isPassing(error: Error): boolean {
  return error instanceof UpstreamError && error.retryable;
}
