import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { StoreUnavailable } from '../../src/store/store.js';
import type { Store } from '../../src/store/store.js';
import { createWatchedStore } from '../../src/store/watched-store.js';
import type { WatchedStore } from '../../src/store/watched-store.js';
import { createMemoryStore } from '../support/memory-store.js';

describe('a watched store', () => {
  let watched: WatchedStore | undefined;
  afterEach(async () => {
    await watched?.close();
    jest.useRealTimers();
  });

  /** A store that can be taken away, under a clock that is set by hand. */
  function createRig() {
    const world = { isAway: false, now: 1_000, asked: 0 };
    const memory = createMemoryStore();
    const reach = () => {
      world.asked += 1;
      if (world.isAway) throw new StoreUnavailable(new Error('away'));
    };
    const store: Store = {
      ...memory,
      read: async (keys) => {
        reach();
        return memory.read(keys);
      },
      update: async (...args) => {
        reach();
        return memory.update(...args);
      },
      async *list(prefix) {
        reach();
        yield* memory.list(prefix);
      },
    };
    watched = createWatchedStore(store, { now: () => world.now, probeEveryMs: 5_000 });
    return { world, watched };
  }

  it('says since when it can be reached, and since when it cannot', async () => {
    const { world, watched: store } = createRig();
    const begun = store.reach();
    Object.assign(world, { isAway: true, now: 2_000 });
    await expect(store.read(['a'])).rejects.toThrow(StoreUnavailable);
    world.now = 3_000;
    await expect(store.update([], () => ({ result: 1, writes: [] }))).rejects.toThrow(StoreUnavailable);
    const gone = store.reach();
    Object.assign(world, { isAway: false, now: 4_000 });
    await store.read(['a']);

    expect(begun).toMatchObject({ isReachable: true, since: 1_000 });
    expect(gone).toMatchObject({ isReachable: false, since: 2_000 });
    expect(store.reach()).toMatchObject({ isReachable: true, since: 4_000 });
  });

  it('learns it from a list that breaks off too, and passes on what it was told', async () => {
    const { world, watched: store } = createRig();
    await store.update([], () => ({ result: 1, writes: [{ key: 'a/1', value: 'one' }] }));
    const entries = [];
    for await (const entry of store.list('a/')) entries.push(entry);
    world.isAway = true;

    await expect(store.list('a/')[Symbol.asyncIterator]().next()).rejects.toThrow(StoreUnavailable);
    expect(entries).toEqual([['a/1', 'one']]);
    expect(store.reach().isReachable).toBe(false);
  });

  it('takes what a decision throws for no news', async () => {
    const { watched: store } = createRig();
    const mistake = new Error('a mistake');

    await expect(
      store.update([], () => {
        throw mistake;
      }),
    ).rejects.toBe(mistake);
    expect(store.reach().isReachable).toBe(true);
  });

  it('looks by itself where nobody asks it anything, and not where somebody just has', async () => {
    jest.useFakeTimers();
    const { world } = createRig();
    world.now = 7_000;
    await jest.advanceTimersByTimeAsync(5_000);
    const looked = world.asked;
    await jest.advanceTimersByTimeAsync(5_000);

    expect([looked, world.asked]).toEqual([1, 1]);
  });
});
