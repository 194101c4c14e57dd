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
  let calls = 0;
  let failures = 0;
  let lastSuccessAt: number | null = null;
  let lastFailure: DoorRecord['lastFailure'] = null;

  return {
    upstream: door.upstream,
    request: (request, call) => {
      calls += 1;
      return door.request(request, call).then(
        (answer) => {
          lastSuccessAt = Date.now();
          return answer;
        },
        (error: unknown) => {
          if (error instanceof UpstreamError) {
            failures += 1;
            lastFailure = { code: error.code, endpoint: request.endpoint, at: new Date().toISOString() };
          }
          throw error;
        },
      );
    },
    close: () => door.close(),
    record: () => ({
      calls,
      failures,
      lastSuccessAt: lastSuccessAt === null ? null : new Date(lastSuccessAt).toISOString(),
      lastFailure,
    }),
  };
}
