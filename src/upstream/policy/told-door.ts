import { UpstreamError } from '../errors.js';
import type { Door } from '../http.js';
import type { UpstreamObserver } from '../observer.js';

/** A door that tells of each call that one of those behind it has turned away. */
export function createToldDoor(door: Door, observer: Pick<UpstreamObserver, 'turnedAway'>): Door {
  return {
    upstream: door.upstream,
    request: (request, call) =>
      door.request(request, call).catch((error: unknown) => {
        const by = error instanceof UpstreamError ? error.givenUpFor : undefined;
        if (by === 'BREAKER' || by === 'QUEUE' || by === 'RATE') {
          observer.turnedAway(door.upstream, request.endpoint, by);
        }
        throw error;
      }),
    close: () => door.close(),
  };
}
