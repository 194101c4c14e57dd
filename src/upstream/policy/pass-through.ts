import { UpstreamError } from '../errors.js';
import type { DoorAnswer } from '../http.js';
import type { Verdict } from './breaker.js';

/** Sends a call that a breaker has let through, and tells how it ended. What was given up on our side says nothing. */
export async function passThrough(
  tell: (verdict: Verdict) => void,
  verdictOf: (error: UpstreamError) => Verdict,
  send: () => Promise<DoorAnswer>,
): Promise<DoorAnswer> {
  try {
    const answer = await send();
    tell({ kind: 'SUCCESS' });
    return answer;
  } catch (error) {
    tell(error instanceof UpstreamError ? judge(error, verdictOf) : { kind: 'NOTHING' });
    throw error;
  }
}

function judge(error: UpstreamError, verdictOf: (error: UpstreamError) => Verdict): Verdict {
  if (error.givenUpFor === undefined) return verdictOf(error);
  return { kind: error.isUnsent ? 'UNSENT' : 'NOTHING' };
}
