import type { Clock } from '../clock.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { Door } from '../http.js';
import type { UpstreamObserver } from '../observer.js';
import { createBreaker } from './breaker.js';
import type { BreakerLimits, BreakerReport, Verdict } from './breaker.js';
import type { GatedDoor } from './gated-door.js';
import { passThrough } from './pass-through.js';

/** What the breaker of a whole credential is called where those of endpoints are called by theirs. */
export const CREDENTIAL = 'credential';

export type CredentialBreakerOptions = Readonly<{
  limits: Pick<BreakerLimits, 'consecutiveFailures' | 'probeIntervalMs'>;
  clock: Pick<Clock, 'now'>;
  observer: Pick<UpstreamObserver, 'breakerChanged'>;
}>;

/**
 * A door that is shut as a whole when the upstream does not accept its credential: at once by a 401, unless what was
 * shown may merely have run out, and by 403s in a row, for one of them may be about the record that was asked for.
 */
export function createCredentialBreaker(
  door: Door,
  { limits, clock, observer }: CredentialBreakerOptions,
): GatedDoor & Readonly<{ report: () => BreakerReport }> {
  const { upstream } = door;
  const breaker = createBreaker({
    limits: { ...limits, failureShare: 1, windowMs: limits.probeIntervalMs, minCalls: Infinity },
    clock,
    onChange: (state) => {
      observer.breakerChanged(upstream, CREDENTIAL, state);
    },
  });

  function turnedAway(retryAfterMs: number): UpstreamError {
    const message = `${labelOf(upstream)} does not accept this server's credentials.`;
    const givenUpFor = 'BREAKER';
    return new UpstreamError(upstream, 'UPSTREAM_AUTH', message, { retryAfterMs, isUnsent: true, givenUpFor });
  }

  return {
    upstream,
    refusalOf: () => {
      const waitMs = breaker.waitMs();
      return waitMs > 0 ? turnedAway(waitMs) : null;
    },
    request: (request, call) => {
      const tell = breaker.enter();
      if (tell === null) return Promise.reject(turnedAway(breaker.waitMs()));
      const mayHaveExpired = request.mayHaveExpired ?? false;
      return passThrough(tell, (error) => verdictOf(error, mayHaveExpired), door.request(request, call));
    },
    close: () => door.close(),
    report: () => breaker.report(),
  };
}

/** What fails for other reasons has not been told whether the credential is good. */
function verdictOf({ code, status }: UpstreamError, mayHaveExpired: boolean): Verdict {
  if (code !== 'UPSTREAM_AUTH') return { kind: 'NOTHING' };
  if (status !== 401) return { kind: 'FAILURE', code };
  return mayHaveExpired ? { kind: 'NOTHING' } : { kind: 'FAILURE', code, isDecisive: true };
}
