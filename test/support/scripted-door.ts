import { UpstreamError } from '../../src/upstream/errors.js';
import type { UpstreamErrorCode, UpstreamName } from '../../src/upstream/errors.js';
import type { Door, DoorAnswer, DoorRequest } from '../../src/upstream/http.js';

/** How one call ends: with an answer, with a failure, or when the test says so. */
export type Ending = DoorAnswer | UpstreamError | Promise<DoorAnswer>;

export type ScriptedDoor = Readonly<{ door: Door; sent: DoorRequest[] }>;

export const fine: DoorAnswer = { status: 200, body: {} };

/** A door that leads nowhere, and answers what `ending` says. */
export function aScriptedDoor(
  ending: (request: DoorRequest, number: number) => Ending = () => fine,
  upstream: UpstreamName = 'fluximmo',
): ScriptedDoor {
  const sent: DoorRequest[] = [];
  return {
    sent,
    door: {
      upstream,
      request: async (request) => {
        sent.push(request);
        const end = await ending(request, sent.length);
        if (end instanceof UpstreamError) throw end;
        return end;
      },
      close: () => Promise.resolve(),
    },
  };
}

type Facts = ConstructorParameters<typeof UpstreamError>[3];

export function aFailure(code: UpstreamErrorCode = 'UPSTREAM_UNAVAILABLE', facts: Facts = {}): UpstreamError {
  return new UpstreamError('fluximmo', code, `It failed with ${code}.`, facts);
}

export function aRequest(endpoint = 'advert', facts: Partial<DoorRequest> = {}): DoorRequest {
  return { endpoint, method: 'GET', effect: 'READ', path: `/${endpoint}`, ...facts };
}

/** The code of each call's failure, or OK. */
export async function outcomesOf(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return 'OK';
    return each.reason instanceof UpstreamError ? each.reason.code : String(each.reason);
  });
}
