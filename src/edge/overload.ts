import { createConcurrency } from './concurrency.js';

/** Operations, and milliseconds. */
export type OverloadLimits = Readonly<{
  /** With fewer than so many here, none is turned away, whatever happens. */
  minInFlight: number;
  /** So many are worked on at once at most, however idle this process is, and so many wait for it. */
  maxInFlight: number;
  /** How late the event loop may come to what is ready. */
  loopDelayMs: number;
  /** How long operations may wait for their turn, for longer than a burst of them takes. */
  queueWaitMs: number;
}>;

/** QUEUE_WAIT: operations wait too long. QUEUE_FULL: too many wait. HEAP: memory is nearly used up. */
export const shedReasons = ['QUEUE_WAIT', 'QUEUE_FULL', 'HEAP'] as const;
export type ShedReason = (typeof shedReasons)[number];

/**
 * How this process fares: `delayMs` is how late its event loop came, `utilization` the part of the time that it was not
 * idle, `heapUse` the used part of the heap's limit.
 */
export type Pressure = Readonly<{ delayMs: number; utilization: number; heapUse: number }>;

/** Operations that are worked on, those that wait for it, and how many may be worked on at present. */
export type AdmissionReport = Readonly<{ inFlight: number; queued: number; limit: number }>;

/** One operation's place: to be left when it is answered, or not wanted any more. */
export interface Place {
  /** `true` where it may begin at once; otherwise `begin` is called when its turn has come. */
  readonly hasBegun: boolean;
  leave(): void;
}

/** Decides which operations are let in, and when each begins. All instants are of one clock, in milliseconds. */
export interface Admission {
  /** Why a new operation is to be turned away; `null` where it may come in. */
  refusal(at: number): ShedReason | null;
  /** Takes an operation in, which waits for its turn where too many are worked on. */
  enter(at: number, begin: (waitedMs: number) => void): Place;
  /** Takes note of how this process fares. */
  feel(pressure: Pressure, at: number): void;
  /**
   * To be called once a turn of the event loop while something waits: whoever may begin now begins. Answers whether
   * others may in the next one, which is not to wait for anything else to happen.
   */
  turn(at: number): boolean;
  report(): AdmissionReport;
}

/**
 * What an operation begins with, parsing and validating, all goes into one turn of the loop. Several together cost less:
 * each turn is a look at all sockets, and those of one turn share what they look up.
 */
const MOST_STARTS_PER_TURN = 8;
/** Who is turned away waits for the turn: as many begin as would take so long at the pace of the last one. */
const TURN_MS = 8;
/** A burst is taken in whole. Who has not caught up for so long has more to do than it can. */
const BURST_MS = 500;
/** V8 collects garbage nearly all the time beyond it, and then gives up. */
const MAX_HEAP_USE = 0.85;

type Waiting = Readonly<{ since: number; begin: (waitedMs: number) => void }>;

/**
 * Few operations at once keep the turns of the event loop short, so that even those that are turned away learn of it
 * soon; the others wait in line, which costs next to nothing. Newcomers are turned away while the line stands, not while
 * it is long for a moment.
 */
export function createAdmission({ minInFlight, maxInFlight, loopDelayMs, queueWaitMs }: OverloadLimits): Admission {
  const concurrency = createConcurrency({ max: maxInFlight, loopDelayMs });
  /** In the order in which they came. */
  const line = new Set<Waiting>();
  let inFlight = 0;
  // What has not worked yet takes ten times as long for its first.
  let startsPerTurn = 1;
  let startsLeft = startsPerTurn;
  let lastTurnAt = -Infinity;
  let isHeapShort = false;
  let strainedSince: number | null = null;
  let lastStrainedAt = -Infinity;

  const waitOfFirst = (at: number): number => {
    for (const { since } of line) return at - since;
    return 0;
  };

  function isStanding(at: number): boolean {
    const isStrained = waitOfFirst(at) > queueWaitMs;
    if (isStrained) {
      if (at - lastStrainedAt > BURST_MS) strainedSince = null;
      strainedSince ??= at;
      lastStrainedAt = at;
    }
    return isStrained && strainedSince !== null && at - strainedSince > BURST_MS;
  }

  const mayBegin = () => inFlight < concurrency.limit() && startsLeft > 0;

  function start(): void {
    inFlight += 1;
    startsLeft -= 1;
  }

  function beginThoseWhoMay(at: number): void {
    for (const waiting of line) {
      if (!mayBegin()) return;
      line.delete(waiting);
      start();
      waiting.begin(at - waiting.since);
    }
  }

  return {
    refusal: (at) => {
      const isTooLong = isStanding(at);
      const here = inFlight + line.size;
      if (here < minInFlight) return null;
      if (isHeapShort) return 'HEAP';
      // Those of a burst who could begin at once wait for the next turns of the loop as well.
      if (here >= 2 * maxInFlight) return 'QUEUE_FULL';
      return isTooLong ? 'QUEUE_WAIT' : null;
    },
    enter: (at, begin) => {
      const hasBegun = line.size === 0 && mayBegin();
      const waiting: Waiting = { since: at, begin };
      if (hasBegun) start();
      else line.add(waiting);
      let isHere = true;
      return {
        hasBegun,
        leave: () => {
          if (!isHere) return;
          isHere = false;
          if (!line.delete(waiting)) inFlight -= 1;
        },
      };
    },
    feel: ({ delayMs, utilization, heapUse }, at) => {
      isHeapShort = heapUse > MAX_HEAP_USE;
      isStanding(at);
      concurrency.feel({ delayMs, utilization }, at, { inFlight, isWanting: line.size > 0 });
    },
    turn: (at) => {
      const started = startsPerTurn - startsLeft;
      if (started > 0) startsPerTurn = startsWithin(TURN_MS, (at - lastTurnAt) / started);
      startsLeft = startsPerTurn;
      lastTurnAt = at;
      beginThoseWhoMay(at);
      return line.size > 0 && inFlight < concurrency.limit();
    },
    report: () => ({ inFlight, queued: line.size, limit: concurrency.limit() }),
  };
}

function startsWithin(ms: number, paceMs: number): number {
  return Math.min(MOST_STARTS_PER_TURN, Math.max(1, Math.floor(ms / paceMs)));
}
