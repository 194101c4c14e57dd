import { StoreUnavailable } from '../../src/store/store.js';
import type { Store } from '../../src/store/store.js';

export type MemoryStore = Store &
  Readonly<{
    /** The next calls fail: before anything is done, or, as when an answer is lost, after it. */
    fail: (calls: number, when: 'BEFORE' | 'AFTER') => void;
    keys: () => readonly string[];
  }>;

/** A store that lives as long as a test, on a clock of the test's own (milliseconds since 1970). */
export function createMemoryStore(now: () => number = Date.now): MemoryStore {
  const entries = new Map<string, Readonly<{ value: string; until: number }>>();
  let failing = { calls: 0, when: 'BEFORE' as 'BEFORE' | 'AFTER' };

  const stands = (key: string): string | null => {
    const entry = entries.get(key);
    return entry === undefined || entry.until <= now() ? null : entry.value;
  };

  async function reached<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    const isLost = failing.calls > 0;
    if (isLost) failing = { ...failing, calls: failing.calls - 1 };
    if (isLost && failing.when === 'BEFORE') throw new StoreUnavailable(new Error('It is down in this test.'));
    const result = work();
    if (isLost) throw new StoreUnavailable(new Error('Its answer is lost in this test.'));
    return result;
  }

  return {
    kind: 'embedded',
    fail: (calls, when) => {
      failing = { calls, when };
    },
    keys: () => [...entries.keys()].filter((key) => stands(key) !== null).sort(),
    read: (keys) => reached(() => keys.map(stands)),
    update: (keys, decide) =>
      reached(() => {
        const { result, writes } = decide(keys.map(stands));
        for (const { key, value, ttlMs } of writes) {
          if (value === null) entries.delete(key);
          else entries.set(key, { value, until: ttlMs === undefined ? Infinity : now() + ttlMs });
        }
        return result;
      }),
    async *list(prefix) {
      const keys = await reached(() => [...entries.keys()].filter((key) => key.startsWith(prefix)).sort());
      for (const key of keys) {
        const value = stands(key);
        if (value !== null) yield [key, value];
      }
    },
    close: () => Promise.resolve(),
  };
}
