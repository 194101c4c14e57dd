import type { UpstreamName } from '../upstream/errors.js';
import type { PolicyLimits } from '../upstream/policy/policed-door.js';
import type { Environment } from './environment.js';

/** What stands between operations and each upstream. */
export function policiesOf(values: Environment): Readonly<Record<UpstreamName, PolicyLimits>> {
  return {
    fluximmo: limitsOf(values, values.FLUXIMMO_CONCURRENCY),
    dimex: limitsOf(values, values.DIMEX_CONCURRENCY),
    pricehubble: limitsOf(values, values.PRICEHUBBLE_CONCURRENCY),
    apimo: limitsOf(values, values.APIMO_CONCURRENCY),
  };
}

function limitsOf(values: Environment, concurrency: number): PolicyLimits {
  return {
    bulkhead: { concurrency, queue: values.UPSTREAM_QUEUE },
    breaker: {
      consecutiveFailures: values.BREAKER_CONSECUTIVE_FAILURES,
      failureShare: values.BREAKER_FAILURE_PERCENT / 100,
      windowMs: values.BREAKER_WINDOW_MS,
      minCalls: values.BREAKER_MIN_CALLS,
      probeIntervalMs: values.BREAKER_PROBE_INTERVAL_MS,
    },
    retry: {
      times: values.RETRY_TIMES,
      maxDelayMs: values.RETRY_MAX_DELAY_MS,
      budgetShare: values.RETRY_BUDGET_PERCENT / 100,
    },
    // A client that asks for less must not make an upstream look dead to the others.
    patienceMs: values.REQUEST_DEADLINE_MS / 2,
  };
}
