import { UpstreamError } from './errors.js';
import type { Door } from './http.js';
import type { UpstreamObserver } from './observer.js';

/**
 * A door that tells how each of its HTTP requests ended, how long it took and how many questions it carried. What never
 * left, because no time was left for it, is no request.
 */
export function createMeteredDoor(door: Door, observer: UpstreamObserver): Door {
  const { upstream } = door;
  return {
    upstream,
    request: async (request, call) => {
      const { endpoint } = request;
      let startedAt: number | null = null;
      const tell = (outcome: Parameters<UpstreamObserver['called']>[2]) => {
        if (startedAt === null) return;
        observer.called(upstream, endpoint, outcome, (performance.now() - startedAt) / 1000);
      };
      const meter = {
        ...call.meter,
        called: (...called: Parameters<typeof call.meter.called>) => {
          startedAt = performance.now();
          if (request.questions !== undefined) observer.batched(upstream, endpoint, request.questions);
          call.meter.called(...called);
        },
      };
      try {
        const answer = await door.request(request, { ...call, meter });
        tell('OK');
        return answer;
      } catch (error) {
        if (error instanceof UpstreamError) tell(error.code);
        throw error;
      }
    },
    close: () => door.close(),
  };
}
