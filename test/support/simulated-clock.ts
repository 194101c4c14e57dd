import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/upstream/clock.js';

export type SimulatedClock = Clock &
  Readonly<{
    /** Lets so much time pass: whatever waits for it is done in its order, each when what it led to has come to rest. */
    pass: (ms: number) => Promise<void>;
    passUntil: (instant: number) => Promise<void>;
  }>;

type Waiting = Readonly<{ at: number; work: () => void }>;

/** A turn of the event loop for each thing that is done in one: promises, and pieces of long computations. */
const TURNS_TO_REST = 10;

/**
 * A clock that stands still until it is told to go on. `start` is in milliseconds since 1970. With `earlyMs`, what waits
 * is done that much too early, but for what waits for no longer: Node's timers and the time of day differ by one.
 */
export function createSimulatedClock(start: number, { earlyMs = 0 } = {}): SimulatedClock {
  let now = start;
  let waiting: readonly Waiting[] = [];

  async function passUntil(end: number): Promise<void> {
    for (;;) {
      await rest();
      const next = waiting.reduce<Waiting | null>(
        (first, one) => (first !== null && first.at <= one.at ? first : one),
        null,
      );
      if (next === null || next.at > end) break;
      waiting = waiting.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.work();
    }
    now = Math.max(now, end);
    await rest();
  }

  return {
    now: () => now,
    after: (ms, work) => {
      const one = { at: now + Math.max(0, ms > earlyMs ? ms - earlyMs : ms), work };
      waiting = [...waiting, one];
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    pass: (ms) => passUntil(now + ms),
    passUntil,
  };
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < TURNS_TO_REST; turn += 1) await nextTurn();
}
