import type { Clock } from '../clock.js';
import type { UpstreamErrorCode, UpstreamName } from '../errors.js';
import type { Door, Effect } from '../http.js';
import type { BreakerState, UpstreamObserver } from '../observer.js';
import type { BreakerLimits, BreakerReport } from './breaker.js';
import { createBulkhead } from './bulkhead.js';
import type { BulkheadLimits } from './bulkhead.js';
import { CREDENTIAL, createCredentialBreaker } from './credential-breaker.js';
import { createEndpointBreakers } from './endpoint-breakers.js';
import { createForesightedDoor } from './gated-door.js';
import { createRateHold } from './rate-hold.js';
import { createRetryBudget } from './retry-budget.js';
import { createRetryingDoor } from './retry.js';
import type { RetryLimits } from './retry.js';
import { createToldDoor } from './told-door.js';

export type PolicyLimits = Readonly<{
  bulkhead: BulkheadLimits;
  breaker: BreakerLimits;
  /** `budgetShare` is that of an upstream's calls, 0 to 1, that may be made again. */
  retry: RetryLimits & Readonly<{ budgetShare: number }>;
  /** A call that had less time than this and ran out of it says nothing about its endpoint. */
  patienceMs: number;
}>;

export type PolicyOptions = Readonly<{
  limits: PolicyLimits;
  clock: Clock;
  observer: UpstreamObserver;
  /** Stands between the places of the bulkhead and what may be sent: what lets calls through at a pace, where there is one. */
  paced?: (door: Door) => Door;
}>;

/** Instants are ISO 8601, UTC; `since` is when it opened, or closed again: `null` where it has never been open. */
export type BreakerStatus = Readonly<{
  /** As in logs and metrics; "credential" for that of all endpoints together. */
  endpoint: string;
  state: BreakerState;
  openedBy: UpstreamErrorCode | null;
  since: string | null;
  nextProbeAt: string | null;
}>;

/** How an upstream is kept from those that ask it, and they from it. */
export type PolicyStatus = Readonly<{
  breakers: readonly BreakerStatus[];
  /** Until when nothing is sent, because it answered 429 and said when to come back. */
  heldBackUntil: string | null;
}>;

export interface PolicedDoor extends Door {
  /** The same way out by `door`, which leads to this one, with failures of reads made up for. */
  retrying(door: Door): Door;
  policyStatus(): PolicyStatus;
}

/** What calls of each upstream do there. */
const effects: Readonly<Record<UpstreamName, readonly Effect[]>> = {
  fluximmo: ['READ'],
  dimex: ['READ', 'BILLED'],
  pricehubble: ['READ', 'BILLED'],
  apimo: ['READ', 'WRITE'],
};

/**
 * Puts the policies before the wire in their order: what is open or held turns calls away before they wait and again
 * when their turn has come, so that a queue that has built up is not poured over an upstream that fails. Retries are
 * outside of it all, so that each waits for its turn.
 */
export function createPolicedDoor(wire: Door, { limits, clock, observer, paced }: PolicyOptions): PolicedDoor {
  const hold = createRateHold(wire, { clock });
  const endpoints = createEndpointBreakers(hold, {
    limits: limits.breaker,
    patienceMs: limits.patienceMs,
    clock,
    observer,
  });
  const credential = createCredentialBreaker(endpoints, { limits: limits.breaker, clock, observer });
  const bulkhead = createBulkhead(paced?.(credential) ?? credential, {
    limits: limits.bulkhead,
    effects: effects[wire.upstream],
    clock,
    observer,
  });
  const entrance = createForesightedDoor(bulkhead, [credential, endpoints, hold]);
  const budget = createRetryBudget(limits.retry.budgetShare);

  return {
    upstream: wire.upstream,
    request: (request, call) => entrance.request(request, call),
    close: () => entrance.close(),
    retrying: (door) =>
      createToldDoor(createRetryingDoor(door, { limits: limits.retry, budget, clock, observer }), observer),
    policyStatus: () => ({
      breakers: [[CREDENTIAL, credential.report()] as const, ...endpoints.report()].map(([endpoint, report]) =>
        toStatus(endpoint, report),
      ),
      heldBackUntil: toInstant(hold.heldUntil()),
    }),
  };
}

function toStatus(endpoint: string, { state, openedBy, since, nextProbeAt }: BreakerReport): BreakerStatus {
  return { endpoint, state, openedBy, since: toInstant(since), nextProbeAt: toInstant(nextProbeAt) };
}

function toInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
