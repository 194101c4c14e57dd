import { detached } from './call.js';
import type { UpstreamCall } from './call.js';
import { UpstreamError, labelOf } from './errors.js';
import type { UpstreamName } from './errors.js';

export type SharedFlightOptions = Readonly<{
  upstream: UpstreamName;
  /** How long the work may take: it is nobody's alone, so that no one's deadline ends it. */
  timeoutMs: number;
}>;

/**
 * One piece of work for all who ask while it is under way. Each waits until its own deadline, or until its client has
 * left, and then leaves the work to the others. Nothing is remembered, a failure neither.
 */
export function createSharedFlight<T>(
  { upstream, timeoutMs }: SharedFlightOptions,
  work: (call: UpstreamCall) => Promise<T>,
): (call: UpstreamCall) => Promise<T> {
  let flight: Promise<T> | null = null;
  return (call) => {
    flight ??= work(detached(call, timeoutMs)).finally(() => {
      flight = null;
    });
    return waitFor(flight, call, upstream);
  };
}

function waitFor<T>(flight: Promise<T>, call: UpstreamCall, upstream: UpstreamName): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `${labelOf(upstream)} did not answer in time.`));
    };
    const timer = setTimeout(giveUp, Math.max(0, call.deadlineAt - performance.now()));
    if (call.signal?.aborted === true) giveUp();
    call.signal?.addEventListener('abort', giveUp, { once: true });
    flight.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', giveUp);
    });
  });
}
