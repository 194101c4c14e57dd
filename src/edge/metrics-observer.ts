import type { BreakerState, UpstreamObserver } from '../upstream/observer.js';
import type { Instruments } from './metrics-instruments.js';

const breakerStates: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN'];

/** Writes down what happens on the way to the upstreams. */
export function createMetricsObserver(instruments: Instruments): UpstreamObserver {
  const { calls, callSeconds, batchSize, retries, turnedAway, breakerState, queueWaitSeconds, reads } = instruments;
  return {
    called: (upstream, endpoint, outcome, seconds) => {
      calls.inc({ upstream, endpoint, outcome });
      callSeconds.observe({ upstream, endpoint }, seconds);
    },
    waited: (upstream, seconds) => queueWaitSeconds.observe({ upstream }, seconds),
    retried: (upstream, endpoint) => retries.inc({ upstream, endpoint }),
    turnedAway: (upstream, endpoint, by) => turnedAway.inc({ upstream, endpoint, by }),
    breakerChanged: (upstream, endpoint, state) => {
      for (const each of breakerStates) breakerState.set({ upstream, endpoint, state: each }, Number(each === state));
    },
    read: (upstream, kind, outcome, count) => reads.inc({ upstream, kind, outcome }, count),
    batched: (upstream, endpoint, size) => batchSize.observe({ upstream, endpoint }, size),
  };
}
