import type { Clock } from '../clock.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { Door } from '../http.js';
import type { GatedDoor } from './gated-door.js';

/** An upstream that asks for more is asked again after a day, for it may have been mistaken. */
const LONGEST_HOLD_MS = 86_400_000;

/** A door that sends nothing for as long as a 429's `Retry-After` asked. `heldUntil` is on the given clock. */
export function createRateHold(
  door: Door,
  { clock }: Readonly<{ clock: Pick<Clock, 'now'> }>,
): GatedDoor & Readonly<{ heldUntil: () => number | null }> {
  const { upstream } = door;
  let until = 0;

  function refusal(): UpstreamError | null {
    if (until === 0) return null;
    const retryAfterMs = Math.ceil(until - clock.now());
    if (retryAfterMs <= 0) return null;
    const message = `${labelOf(upstream)} answers no more requests at this rate.`;
    const givenUpFor = 'RATE';
    return new UpstreamError(upstream, 'UPSTREAM_RATE_LIMITED', message, { retryAfterMs, isUnsent: true, givenUpFor });
  }

  return {
    upstream,
    refusalOf: refusal,
    request: (request, call) => {
      const refused = refusal();
      if (refused !== null) return Promise.reject(refused);
      return door.request(request, call).catch((error: unknown) => {
        if (isAskedToWait(error)) until = Math.max(until, clock.now() + Math.min(error.retryAfterMs, LONGEST_HOLD_MS));
        throw error;
      });
    },
    close: () => door.close(),
    heldUntil: () => (until > clock.now() ? until : null),
  };
}

function isAskedToWait(error: unknown): error is UpstreamError & { readonly retryAfterMs: number } {
  return (
    error instanceof UpstreamError &&
    error.code === 'UPSTREAM_RATE_LIMITED' &&
    error.givenUpFor === undefined &&
    error.retryAfterMs !== undefined
  );
}
