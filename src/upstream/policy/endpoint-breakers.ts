import type { Clock } from '../clock.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { Door } from '../http.js';
import type { UpstreamObserver } from '../observer.js';
import { createBreaker } from './breaker.js';
import type { Breaker, BreakerLimits, BreakerReport, Verdict } from './breaker.js';
import type { GatedDoor } from './gated-door.js';
import { passThrough } from './pass-through.js';

export type EndpointBreakersOptions = Readonly<{
  limits: BreakerLimits;
  /** A call that had less time than this and ran out of it says nothing about its endpoint. */
  patienceMs: number;
  clock: Pick<Clock, 'now'>;
  observer: Pick<UpstreamObserver, 'breakerChanged'>;
}>;

/**
 * A door with a breaker for each endpoint behind it. What the upstream fails to answer, or answers with what cannot be
 * read, counts; what it turns down does not, nor a call that was given up on our side.
 */
export function createEndpointBreakers(
  door: Door,
  options: EndpointBreakersOptions,
): GatedDoor & Readonly<{ report: () => ReadonlyMap<string, BreakerReport> }> {
  const { limits, patienceMs, clock, observer } = options;
  const { upstream } = door;
  const breakers = new Map<string, Breaker>();

  function breakerOf(endpoint: string): Breaker {
    const known = breakers.get(endpoint);
    if (known !== undefined) return known;
    const onChange: Parameters<typeof createBreaker>[0]['onChange'] = (state) => {
      observer.breakerChanged(upstream, endpoint, state);
    };
    const breaker = createBreaker({ limits, clock, onChange });
    breakers.set(endpoint, breaker);
    return breaker;
  }

  function turnedAway(retryAfterMs: number): UpstreamError {
    const message = `${labelOf(upstream)} has been failing; it is asked again in a moment.`;
    const givenUpFor = 'BREAKER';
    return new UpstreamError(upstream, 'UPSTREAM_UNAVAILABLE', message, { retryAfterMs, isUnsent: true, givenUpFor });
  }

  return {
    upstream,
    refusalOf: ({ endpoint }) => {
      const waitMs = breakers.get(endpoint)?.waitMs() ?? 0;
      return waitMs > 0 ? turnedAway(waitMs) : null;
    },
    request: (request, call) => {
      const breaker = breakerOf(request.endpoint);
      const tell = breaker.enter();
      if (tell === null) return Promise.reject(turnedAway(breaker.waitMs()));
      const isPatient = call.deadlineAt - performance.now() >= patienceMs;
      return passThrough(tell, (error) => verdictOf(error, isPatient), door.request(request, call));
    },
    close: () => door.close(),
    report: () => new Map([...breakers].map(([endpoint, breaker]) => [endpoint, breaker.report()])),
  };
}

function verdictOf({ code, isUnsent }: UpstreamError, isPatient: boolean): Verdict {
  switch (code) {
    case 'UPSTREAM_TIMEOUT':
      return isPatient || isUnsent ? { kind: 'FAILURE', code } : { kind: 'NOTHING' };
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_RATE_LIMITED':
    case 'UPSTREAM_INVALID_RESPONSE':
      return { kind: 'FAILURE', code };
    case 'UPSTREAM_AUTH':
    case 'UPSTREAM_REFUSED':
    case 'VALUATION_REFUSED':
      return { kind: 'NOTHING' };
  }
}
