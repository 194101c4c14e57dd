import { afterEach, describe, expect, it } from '@jest/globals';
import { createDoor } from '../../src/upstream/http.js';
import type { Door } from '../../src/upstream/http.js';
import { createPacedDoor } from '../../src/upstream/paced-door.js';
import { startFake } from '../support/fake-upstream.js';
import { aMeteredCall } from '../support/upstream-call.js';

const read = { endpoint: 'list', method: 'GET', path: '/list' } as const;

describe('a paced door', () => {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  async function openDoor(callsPerSecond: number): Promise<Readonly<{ door: Door; arrivals: number[] }>> {
    const arrivals: number[] = [];
    const fake = await startFake(() => {
      arrivals.push(performance.now());
      return { body: {} };
    });
    const door = createPacedDoor(createDoor({ upstream: 'apimo', origin: fake.origin }), callsPerSecond);
    open.push(fake, door);
    return { door, arrivals };
  }

  it('lets no more than its number through in any second, and all of them in the end', async () => {
    const { door, arrivals } = await openDoor(5);

    await Promise.all(Array.from({ length: 12 }, () => door.request(read, aMeteredCall().call)));

    expect(arrivals).toHaveLength(12);
    // A few milliseconds pass between a call's leaving and its arrival, not the same for each.
    const early = arrivals.filter((at, index) => index >= 5 && at - (arrivals[index - 5] ?? 0) < 900);
    expect(early).toEqual([]);
  });

  it('does not send a call whose turn comes after its deadline, and says when to try again', async () => {
    const { door, arrivals } = await openDoor(1);
    const first = door.request(read, aMeteredCall().call);

    await expect(door.request(read, aMeteredCall({ timeoutMs: 200 }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      retryAfterMs: 1000,
    });
    await first;
    expect(arrivals).toHaveLength(1);
  });
});
