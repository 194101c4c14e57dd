import { writeSync } from 'node:fs';
import { createEmbeddedStore } from '../../dist/server/store/embedded-store.js';
import { createRedisStore } from '../../dist/server/store/redis-store.js';

/** What a process of its own does with a store: `node store-child.mjs <kind> <options> <deed> <how often>`. */
const [kind, options, deed, times] = process.argv.slice(2);
const store =
  kind === 'embedded'
    ? await createEmbeddedStore(JSON.parse(options))
    : createRedisStore({ ...JSON.parse(options), onError: () => undefined });

const deeds = {
  /** Adds one to the counter, so many times at once. */
  async increment() {
    const one = () =>
      store.update(['counter'], ([counter]) => ({
        result: null,
        writes: [{ key: 'counter', value: String(Number(counter) + 1) }],
      }));
    await Promise.all(Array.from({ length: Number(times) }, one));
  },

  /** Says the number of every update once it has resolved, for as long as the store takes them. */
  async stream() {
    for (let number = 0; ; number += 1) {
      const writes = [
        { key: `a/${number}`, value: 'done' },
        { key: `b/${number}`, value: 'done' },
      ];
      const isDone = await store.update([], () => ({ result: true, writes })).catch(() => false);
      if (!isDone) return;
      writeSync(1, `${number}\n`);
    }
  },

  /** Writes until the disk takes no more, and says how that failed, and whether a little still goes in. */
  async fill() {
    // What a limit on the size of files would else end a process by.
    process.on('SIGXFSZ', () => undefined);
    const put = (key, value) => store.update([], () => ({ result: 'done', writes: [{ key, value }] }));
    await put('first', 'done');
    const failure = await (async () => {
      for (let number = 0; ; number += 1) await put(`big/${number}`, 'x'.repeat(500_000));
    })().catch((error) => error);
    writeSync(1, `${failure.name}\n${await put('last', 'done')}\n`);
  },

  /** Begins an update, and never comes to its end. */
  async hold() {
    await store.update(['counter'], () => {
      writeSync(1, 'holding\n');
      for (;;);
    });
  },
};

await deeds[deed]();
await store.close();
