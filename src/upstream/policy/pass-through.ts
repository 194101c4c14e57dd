import { UpstreamError } from '../errors.js';
import type { DoorAnswer } from '../http.js';
import type { Verdict } from './breaker.js';

/** Tells how a call ended that a breaker has let through. What was given up on our side says nothing. */
export function passThrough(
  tell: (verdict: Verdict) => void,
  verdictOf: (error: UpstreamError) => Verdict,
  sent: Promise<DoorAnswer>,
): Promise<DoorAnswer> {
  return sent.then(
    (answer) => {
      tell(success);
      return answer;
    },
    (error: unknown) => {
      tell(error instanceof UpstreamError ? judge(error, verdictOf) : { kind: 'NOTHING' });
      throw error;
    },
  );
}

const success: Verdict = { kind: 'SUCCESS' };

function judge(error: UpstreamError, verdictOf: (error: UpstreamError) => Verdict): Verdict {
  if (error.givenUpFor === undefined) return verdictOf(error);
  return { kind: error.isUnsent ? 'UNSENT' : 'NOTHING' };
}
