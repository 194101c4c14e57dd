export type ConcurrencyOptions = Readonly<{ max: number; loopDelayMs: number }>;

/** How late the event loop came, and the part of the time that it was not idle, 0 to 1. */
type LoopState = Readonly<{ delayMs: number; utilization: number }>;

/** How many operations this process can work on at once; it is learnt. */
export interface Concurrency {
  limit(): number;
  /** `isWanting` where more operations wait than may be worked on. */
  feel(loop: LoopState, at: number, now: Readonly<{ inFlight: number; isWanting: boolean }>): void;
}

const MIN = 2;
const FIRST = 32;
/** A loop that is busy for so much of the time has none left for one operation more. */
const NO_TIME_LEFT = 0.98;
/** A single heavy operation makes the loop late, or busy, as well: what lasts is what counts. */
const PATIENCE_MS = 60;
const STEP_MS = 50;
/** A step is in proportion to what is missing or left, and within these. */
const SMALLEST_CUT = 0.9;
const LARGEST_CUT = 0.5;
const LARGEST_RISE = 0.5;
/** A short turn among long ones is no sign of idleness: a delay is forgotten by a fifth at a time. */
const REMEMBERED = 0.8;

/**
 * Work that waits for an upstream costs the event loop nothing, so that no fixed number tells how much of it is too much.
 * That the loop comes late to what is ready, or has no time left, and goes on so, does: the limit falls. Those who take
 * turns at a loop that is never idle come later for it, and none sooner; and what each of them holds meanwhile is copied
 * by every collection of garbage. While the loop is in time, is idle at times and operations wait, the limit rises, the
 * faster the sooner the loop comes.
 */
export function createConcurrency({ max, loopDelayMs }: ConcurrencyOptions): Concurrency {
  let limit = Math.min(FIRST, max);
  let recentDelayMs = 0;
  let strainedSince: number | null = null;
  let nextStepAt = -Infinity;

  return {
    limit: () => limit,
    feel: ({ delayMs, utilization }, at, { inFlight, isWanting }) => {
      recentDelayMs = Math.max(delayMs, recentDelayMs * REMEMBERED);
      const isLate = delayMs > loopDelayMs;
      if (!isLate && utilization < NO_TIME_LEFT) {
        strainedSince = null;
        if (!isWanting || recentDelayMs >= loopDelayMs || at < nextStepAt) return;
        limit = Math.min(max, Math.ceil(limit * (1 + LARGEST_RISE * (1 - recentDelayMs / loopDelayMs))));
        nextStepAt = at + STEP_MS;
        return;
      }
      strainedSince ??= at;
      if (at - strainedSince < PATIENCE_MS || at < nextStepAt) return;
      // Where it is late, what is worked on now is too much; a limit that was never reached says nothing.
      const lowered = isLate
        ? Math.min(limit, inFlight) * Math.min(SMALLEST_CUT, Math.max(LARGEST_CUT, loopDelayMs / delayMs))
        : limit * SMALLEST_CUT;
      limit = Math.max(Math.min(MIN, max), Math.floor(lowered));
      nextStepAt = at + STEP_MS;
    },
  };
}
