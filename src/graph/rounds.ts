import { Gate } from './gate.js';

/**
 * An operation reads its upstreams in rounds: first what its root fields name, then, side by side, everything that
 * hangs on those records.
 */
export type Rounds = Readonly<{
  /** Held by the reads of root fields; statistics, properties and valuations of what they find leave together. */
  roots: Gate;
  /** Held, on top of that, by valuations that must read their property first. */
  valuations: Gate;
}>;

/** The most of the time left that is spent on waiting for companions, so that the next round has its chance. */
const PATIENCE_SHARE = 0.4;

export function createRounds(timeLeftMs: number): Rounds {
  const patienceMs = Math.max(0, timeLeftMs) * PATIENCE_SHARE;
  return { roots: new Gate(patienceMs), valuations: new Gate(patienceMs) };
}
