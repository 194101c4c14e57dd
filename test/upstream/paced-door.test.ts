import { describe, expect, it } from '@jest/globals';
import type { Door } from '../../src/upstream/http.js';
import { createPacedDoor } from '../../src/upstream/paced-door.js';
import { aMeteredCall } from '../support/upstream-call.js';

const read = { endpoint: 'list', method: 'GET', effect: 'READ', path: '/list' } as const;

/** A door that leads nowhere and tells when each call went through it. */
function aDoor(): Readonly<{ door: Door; departures: number[] }> {
  const departures: number[] = [];
  const door: Door = {
    upstream: 'apimo',
    request: () => {
      departures.push(performance.now());
      return Promise.resolve({ status: 200, body: {} });
    },
    close: () => Promise.resolve(),
  };
  return { door, departures };
}

describe('a paced door', () => {
  it('lets no more than its number through in any second, and all of them in the end', async () => {
    const { door, departures } = aDoor();
    const paced = createPacedDoor(door, 5);

    await Promise.all(Array.from({ length: 12 }, () => paced.request(read, aMeteredCall().call)));

    expect(departures).toHaveLength(12);
    const early = departures.filter((at, index) => index >= 5 && at - (departures[index - 5] ?? 0) < 950);
    expect(early).toEqual([]);
  });

  it('does not send a call whose turn comes after its deadline, and says so', async () => {
    const { door, departures } = aDoor();
    const paced = createPacedDoor(door, 1);
    await paced.request(read, aMeteredCall().call);

    await expect(paced.request(read, aMeteredCall({ timeoutMs: 200 }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      isUnsent: true,
    });
    expect(departures).toHaveLength(1);
  });

  it('turns a call down at once where those ahead fill its time, and says when to try again', async () => {
    const { door } = aDoor();
    const paced = createPacedDoor(door, 1);
    const ahead = Array.from({ length: 6 }, () => paced.request(read, aMeteredCall({ timeoutMs: 60_000 }).call));
    const waiting = Promise.allSettled(ahead);

    await expect(paced.request(read, aMeteredCall({ timeoutMs: 3_000 }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 5_000,
    });
    await waiting;
  });

  it('gives the turns of a client that has left to those behind it', async () => {
    const { door, departures } = aDoor();
    const paced = createPacedDoor(door, 1);
    const client = new AbortController();
    await paced.request(read, aMeteredCall().call);
    const left = Array.from({ length: 9 }, () => paced.request(read, aMeteredCall({ signal: client.signal }).call));
    const behind = paced.request(read, aMeteredCall({ timeoutMs: 60_000 }).call);
    client.abort();

    const outcomes = await Promise.allSettled(left);
    await behind;
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'rejected'));
    expect(departures).toHaveLength(2);
  });

  it('does not take a call back that has been sent', async () => {
    const client = new AbortController();
    let answer: (() => void) | undefined;
    const paced = createPacedDoor(
      {
        upstream: 'apimo',
        request: () => new Promise((resolve) => (answer = () => resolve({ status: 200, body: 'kept' }))),
        close: () => Promise.resolve(),
      },
      1,
    );
    const asked = paced.request(read, aMeteredCall({ signal: client.signal }).call);
    await new Promise(setImmediate);
    client.abort();
    answer?.();

    await expect(asked).resolves.toEqual({ status: 200, body: 'kept' });
  });
});
