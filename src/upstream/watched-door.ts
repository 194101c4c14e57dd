import { UpstreamError } from './errors.js';
import type { UpstreamErrorCode } from './errors.js';
import type { Door } from './http.js';

/** How an upstream has fared since this process began. Instants are ISO 8601, UTC. */
export type DoorRecord = Readonly<{
  calls: number;
  failures: number;
  lastSuccessAt: string | null;
  lastFailure: Readonly<{ code: UpstreamErrorCode; endpoint: string; at: string }> | null;
}>;

export type WatchedDoor = Door & Readonly<{ record: () => DoorRecord }>;

/** A door that remembers how its calls ended. An answer that tells what was wrong with a request is a success. */
export function createWatchedDoor(door: Door): WatchedDoor {
  let record: DoorRecord = { calls: 0, failures: 0, lastSuccessAt: null, lastFailure: null };

  return {
    upstream: door.upstream,
    request: async (request, call) => {
      record = { ...record, calls: record.calls + 1 };
      try {
        const answer = await door.request(request, call);
        record = { ...record, lastSuccessAt: new Date().toISOString() };
        return answer;
      } catch (error) {
        if (error instanceof UpstreamError) {
          const lastFailure = { code: error.code, endpoint: request.endpoint, at: new Date().toISOString() };
          record = { ...record, failures: record.failures + 1, lastFailure };
        }
        throw error;
      }
    },
    close: () => door.close(),
    record: () => record,
  };
}
