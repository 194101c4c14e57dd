import PQueue from 'p-queue';
import type { UpstreamCall } from './call.js';
import { UpstreamError, labelOf } from './errors.js';
import type { Door } from './http.js';

const SECOND_MS = 1000;

/**
 * A door that lets so many calls a second through, in any second, and makes the others wait for their turn. A call whose
 * turn would come after its deadline is turned down at once, and one whose client leaves gives its turn up: neither
 * costs those behind it any time.
 */
export function createPacedDoor(door: Door, callsPerSecond: number): Door {
  const queue = new PQueue({ intervalCap: callsPerSecond, interval: SECOND_MS, strict: true });

  function tooLate(retryAfterMs: number): UpstreamError {
    const message = `${labelOf(door.upstream)} takes ${callsPerSecond} calls a second, and this one's turn came too late.`;
    return new UpstreamError(door.upstream, 'UPSTREAM_RATE_LIMITED', message, {
      retryAfterMs,
      isUnsent: true,
      givenUpFor: 'RATE',
    });
  }

  return {
    upstream: door.upstream,
    request: async (request, call) => {
      const waitMs = Math.floor(queue.size / callsPerSecond) * SECOND_MS;
      if (waitMs > call.deadlineAt - performance.now()) throw tooLate(waitMs);
      const turn = awaitTurn(call);
      try {
        return await queue.add(
          () => {
            turn.hasCome();
            return door.request(request, call);
          },
          { signal: turn.givenUp },
        );
      } catch (error) {
        throw turn.givenUp.aborted ? tooLate(SECOND_MS) : error;
      } finally {
        turn.hasCome();
      }
    },
    close: async () => {
      queue.clear();
      await door.close();
    },
  };
}

/** A place in the queue, which is given up when the deadline passes or the client leaves before its turn has come. */
function awaitTurn(call: UpstreamCall): Readonly<{ givenUp: AbortSignal; hasCome: () => void }> {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  const timer = setTimeout(giveUp, Math.max(0, call.deadlineAt - performance.now()));
  if (call.signal?.aborted === true) giveUp();
  call.signal?.addEventListener('abort', giveUp, { once: true });
  return {
    givenUp: controller.signal,
    hasCome: () => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', giveUp);
    },
  };
}
