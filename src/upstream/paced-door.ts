import PQueue from 'p-queue';
import { UpstreamError, labelOf } from './errors.js';
import type { Door } from './http.js';

const SECOND_MS = 1000;

/**
 * A door that lets so many calls a second through, in any second, and makes the others wait for their turn. A call
 * whose turn would come after its deadline is not sent.
 */
export function createPacedDoor(door: Door, callsPerSecond: number): Door {
  const queue = new PQueue({ intervalCap: callsPerSecond, interval: SECOND_MS, strict: true });

  return {
    upstream: door.upstream,
    request: async (request, call) =>
      queue.add(() => {
        if (call.deadlineAt > performance.now()) return door.request(request, call);
        const label = labelOf(door.upstream);
        throw new UpstreamError(
          door.upstream,
          'UPSTREAM_RATE_LIMITED',
          `${label} takes ${callsPerSecond} calls a second, and this one's turn came too late.`,
          { retryAfterMs: SECOND_MS },
        );
      }),
    close: async () => {
      queue.clear();
      await door.close();
    },
  };
}
