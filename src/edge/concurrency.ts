export type ConcurrencyOptions = Readonly<{ max: number; loopDelayMs: number }>;

/** How many operations this process can work on at once; it is learnt. */
export interface Concurrency {
  limit(): number;
  /** `delayMs` is how late the event loop came; `isWanting` where more operations wait than may be worked on. */
  feel(delayMs: number, at: number, now: Readonly<{ inFlight: number; isWanting: boolean }>): void;
}

const MIN = 2;
const FIRST = 32;
/** A single heavy operation makes the loop late as well: what lasts is what counts. */
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
 * That the loop comes late to what is ready, and goes on doing so, does: the limit falls. While the loop is in time and
 * operations wait, it rises, the faster the more idle the loop is.
 */
export function createConcurrency({ max, loopDelayMs }: ConcurrencyOptions): Concurrency {
  let limit = Math.min(FIRST, max);
  let recentDelayMs = 0;
  let lateSince: number | null = null;
  let nextStepAt = -Infinity;

  return {
    limit: () => limit,
    feel: (delayMs, at, { inFlight, isWanting }) => {
      recentDelayMs = Math.max(delayMs, recentDelayMs * REMEMBERED);
      if (delayMs <= loopDelayMs) {
        lateSince = null;
        if (!isWanting || recentDelayMs >= loopDelayMs || at < nextStepAt) return;
        limit = Math.min(max, Math.ceil(limit * (1 + LARGEST_RISE * (1 - recentDelayMs / loopDelayMs))));
        nextStepAt = at + STEP_MS;
        return;
      }
      lateSince ??= at;
      if (at - lateSince < PATIENCE_MS || at < nextStepAt) return;
      const factor = Math.min(SMALLEST_CUT, Math.max(LARGEST_CUT, loopDelayMs / delayMs));
      // What is worked on now is too much; a limit that was never reached says nothing.
      limit = Math.max(Math.min(MIN, max), Math.floor(Math.min(limit, inFlight) * factor));
      nextStepAt = at + STEP_MS;
    },
  };
}
