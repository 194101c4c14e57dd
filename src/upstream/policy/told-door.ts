import { UpstreamError } from '../errors.js';
import type { Door } from '../http.js';
import type { UpstreamObserver } from '../observer.js';

/** A door that tells of each call that one of those behind it has turned away. */
export function createToldDoor(door: Door, observer: Pick<UpstreamObserver, 'turnedAway'>): Door {
  return {
    upstream: door.upstream,
    request: async (request, call) => {
      try {
        return await door.request(request, call);
      } catch (error) {
        const by = error instanceof UpstreamError ? error.givenUpFor : undefined;
        if (by === 'BREAKER' || by === 'QUEUE' || by === 'RATE') {
          observer.turnedAway(door.upstream, request.endpoint, by);
        }
        throw error;
      }
    },
    close: () => door.close(),
  };
}
