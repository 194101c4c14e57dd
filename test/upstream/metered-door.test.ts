import { describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../src/upstream/errors.js';
import type { Door, DoorAnswer, DoorRequest } from '../../src/upstream/http.js';
import { createMeteredDoor } from '../../src/upstream/metered-door.js';
import { silentObserver } from '../../src/upstream/observer.js';
import type { UpstreamObserver } from '../../src/upstream/observer.js';
import { aMeteredCall } from '../support/upstream-call.js';

const question = { endpoint: 'properties', method: 'POST', path: '/secret-id', effect: 'READ' } as const;

/** What the observer is told of one request through a door that does as told. */
async function tell(request: DoorRequest, work: (...asked: Parameters<Door['request']>) => Promise<DoorAnswer>) {
  const told: unknown[] = [];
  const observer: UpstreamObserver = {
    ...silentObserver,
    called: (...call) => told.push(['called', ...call]),
    batched: (...batch) => told.push(['batched', ...batch]),
  };
  const door: Door = { upstream: 'fluximmo', request: work, close: () => Promise.resolve() };
  const { call, called } = aMeteredCall();
  const answer = await createMeteredDoor(door, observer)
    .request(request, call)
    .catch((error: unknown) => error);
  return { told, answer, called };
}

const leave: Parameters<typeof tell>[1] = (request, call) => {
  call.meter.called('fluximmo', request.endpoint);
  return Promise.resolve({ status: 200, body: { data: 1 } });
};

describe('a metered door', () => {
  it('tells how a request ended and how long it took, and passes its answer on', async () => {
    const { told, answer, called } = await tell(question, leave);

    expect(told).toEqual([['called', 'fluximmo', 'properties', 'OK', expect.any(Number)]]);
    expect(answer).toEqual({ status: 200, body: { data: 1 } });
    expect(called).toEqual(['fluximmo properties']);
  });

  it('tells how many questions a request carried', async () => {
    const { told } = await tell({ ...question, questions: 17 }, leave);

    expect(told).toContainEqual(['batched', 'fluximmo', 'properties', 17]);
  });

  it('tells the code of a failure, and throws it', async () => {
    const failure = new UpstreamError('fluximmo', 'UPSTREAM_UNAVAILABLE', 'It failed.');
    const { told, answer } = await tell(question, (request, call) => {
      call.meter.called('fluximmo', request.endpoint);
      return Promise.reject(failure);
    });

    expect(told).toEqual([['called', 'fluximmo', 'properties', 'UPSTREAM_UNAVAILABLE', expect.any(Number)]]);
    expect(answer).toBe(failure);
  });

  it('tells nothing of a request for which no time was left', async () => {
    const failure = new UpstreamError('fluximmo', 'UPSTREAM_TIMEOUT', 'No time.', { isUnsent: true });
    const { told } = await tell({ ...question, questions: 3 }, () => Promise.reject(failure));

    expect(told).toEqual([]);
  });
});
