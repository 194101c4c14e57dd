import type { UpstreamErrorCode, UpstreamName } from './errors.js';

/** Why a call did not leave. */
export type TurnedAwayBy = 'BREAKER' | 'QUEUE' | 'RATE';
export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';
/** FRESH and STALE were remembered; a MISS was asked for. */
export type ReadOutcome = 'FRESH' | 'STALE' | 'MISS';

/**
 * What happens on the way to the upstreams, as it happens: what metrics are made of. Endpoints and kinds are our own few
 * words; no identifier of a record, a person or a key is ever among what is told.
 */
export interface UpstreamObserver {
  /** One HTTP request has ended, after so many seconds on the wire. */
  called(upstream: UpstreamName, endpoint: string, outcome: 'OK' | UpstreamErrorCode, seconds: number): void;
  /** A call has waited so many seconds for its turn. */
  waited(upstream: UpstreamName, seconds: number): void;
  retried(upstream: UpstreamName, endpoint: string): void;
  turnedAway(upstream: UpstreamName, endpoint: string, by: TurnedAwayBy): void;
  breakerChanged(upstream: UpstreamName, endpoint: string, state: BreakerState): void;
  /** So many records of a kind were wanted, and this is where they came from. */
  read(upstream: UpstreamName, kind: string, outcome: ReadOutcome, count: number): void;
  /** One call carried so many questions. */
  batched(upstream: UpstreamName, endpoint: string, size: number): void;
}

export const silentObserver: UpstreamObserver = {
  called: () => undefined,
  waited: () => undefined,
  retried: () => undefined,
  turnedAway: () => undefined,
  breakerChanged: () => undefined,
  read: () => undefined,
  batched: () => undefined,
};
