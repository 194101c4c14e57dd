import { StoreUnavailable } from './store.js';
import type { Store } from './store.js';

/** `since` is in milliseconds since 1970. */
export type StoreReach = Readonly<{ kind: Store['kind']; isReachable: boolean; since: number }>;

export type WatchedStore = Store & Readonly<{ reach: () => StoreReach }>;

export type StoreWatchOptions = Readonly<{
  /** How long a store that nobody asks anything goes without being looked at; 5 seconds unless told. */
  probeEveryMs?: number;
  now?: () => number;
}>;

const DEFAULT_PROBE_EVERY_MS = 5_000;
/** Nothing is kept under it. */
const PROBE_KEY = 'probe';

/** A store of which is known whether it could be reached the last time that anything was asked of it. */
export function createWatchedStore(store: Store, options: StoreWatchOptions = {}): WatchedStore {
  const { probeEveryMs = DEFAULT_PROBE_EVERY_MS, now = Date.now } = options;
  let reach: StoreReach = { kind: store.kind, isReachable: true, since: now() };
  let lastNewsAt = now();

  function note(isReachable: boolean): void {
    lastNewsAt = now();
    if (isReachable !== reach.isReachable) reach = { ...reach, isReachable, since: lastNewsAt };
  }

  async function watched<Result>(work: Promise<Result>): Promise<Result> {
    try {
      const result = await work;
      note(true);
      return result;
    } catch (error) {
      // What a decision throws is no news of the store.
      if (error instanceof StoreUnavailable) note(false);
      throw error;
    }
  }

  const probing = setInterval(() => {
    if (now() - lastNewsAt >= probeEveryMs) watched(store.read([PROBE_KEY])).catch(ignore);
  }, probeEveryMs).unref();

  return {
    kind: store.kind,
    read: (keys) => watched(store.read(keys)),
    update: (keys, decide, updateOptions) => watched(store.update(keys, decide, updateOptions)),
    async *list(prefix) {
      const entries = store.list(prefix)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await watched(entries.next());
          if (next.done === true) return;
          yield next.value;
        }
      } finally {
        await entries.return?.();
      }
    },
    close: () => {
      clearInterval(probing);
      return store.close();
    },
    reach: () => reach,
  };
}

function ignore(): void {
  // It was noted.
}
