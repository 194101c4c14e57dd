import type { UpstreamError } from '../errors.js';
import type { Door, DoorRequest } from '../http.js';

/** A door that is shut at times, and says so at once. */
export interface GatedDoor extends Door {
  /** Why a call would be turned away now; `null` where it would not be. Lets nothing through. */
  refusalOf(request: DoorRequest): UpstreamError | null;
}

/** A door that turns away what one of `gates` behind it would, before it waits for anything. */
export function createForesightedDoor(door: Door, gates: readonly GatedDoor[]): Door {
  return {
    upstream: door.upstream,
    request: (request, call) => {
      for (const gate of gates) {
        const refusal = gate.refusalOf(request);
        if (refusal !== null) return Promise.reject(refusal);
      }
      return door.request(request, call);
    },
    close: () => door.close(),
  };
}
