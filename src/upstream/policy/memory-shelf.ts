import { Keyv } from 'keyv';
import type { KeyvStoreAdapter } from 'keyv';
import { within } from '../../store/within.js';
import type { Clock } from '../clock.js';
import { createEntryTextReader } from './entry-texts.js';
import type { EntryTextReader } from './entry-texts.js';
import { readEntry } from './remembered-entry.js';
import type { RememberedEntry } from './remembered-entry.js';

export type MemoryShelfOptions = Readonly<{
  /** In this process, and bounded. */
  near: KeyvStoreAdapter;
  /** Shared with other machines; `null` where there is none. */
  far: KeyvStoreAdapter | null;
  /** What is kept under one is not found under another. */
  namespace: string;
  /** How much is held, beside what is near, of what texts said that were read lately. */
  readMaxBytes: number;
  clock: Clock;
}>;

/**
 * Where what is remembered lies: near at hand, and behind that, where machines share it, far. Nothing here fails: what
 * cannot be reached is not there.
 */
export interface MemoryShelf {
  /** In the order of the keys. Looks far for those alone that are not found near, or not good enough there. */
  read(
    keys: readonly string[],
    isGoodEnough: (entry: RememberedEntry) => boolean,
  ): Promise<readonly (RememberedEntry | null)[]>;
  /** Resolves when it can be read in this process; what is written far is on its way. */
  write(entries: readonly ShelvedEntry[]): Promise<void>;
}

export type ShelvedEntry = Readonly<{ entry: RememberedEntry; ttlMs: number }>;

/** Whoever asks for an answer waits no longer than this for what may be remembered far away. */
const FAR_TIMEOUT_MS = 50;
/** What was too slow once is left alone for so long: an operation asks several times. */
const FAR_REST_MS = 1_000;

export function createMemoryShelf(options: MemoryShelfOptions): MemoryShelf {
  const { near, far, namespace, readMaxBytes, clock } = options;
  const deserialize = createEntryTextReader({ maxBytes: readMaxBytes });
  const nearBy = open(near, namespace, deserialize);
  const farAway = far === null ? null : open(far, namespace, deserialize);
  let restsUntil = -Infinity;

  async function readFar(keys: readonly string[]): Promise<readonly (RememberedEntry | null)[]> {
    if (farAway === null || keys.length === 0 || clock.now() < restsUntil) return keys.map(() => null);
    try {
      return await within(FAR_TIMEOUT_MS, readFrom(farAway, keys));
    } catch {
      restsUntil = clock.now() + FAR_REST_MS;
      return keys.map(() => null);
    }
  }

  return {
    read: async (keys, isGoodEnough) => {
      const found = new Map(zip(keys, await readFrom(nearBy, keys).catch(() => [])));
      const wanted = keys.filter((key) => {
        const entry = found.get(key) ?? null;
        return entry === null || !isGoodEnough(entry);
      });
      for (const [key, entry] of zip(wanted, await readFar(wanted))) {
        if (entry === null || entry.readAt <= (found.get(key)?.readAt ?? -Infinity)) continue;
        found.set(key, entry);
      }
      return keys.map((key) => found.get(key) ?? null);
    },
    write: async (entries) => {
      const kept = entries
        .filter(({ ttlMs }) => ttlMs > 0)
        .map(({ entry, ttlMs }) => ({ key: entry.key, value: entry, ttl: ttlMs }));
      if (kept.length === 0) return;
      await nearBy.setMany(kept).catch(() => undefined);
      if (farAway === null || clock.now() < restsUntil) return;
      farAway.setMany(kept).catch(() => {
        restsUntil = clock.now() + FAR_REST_MS;
      });
    },
  };
}

function open(store: KeyvStoreAdapter, namespace: string, deserialize: EntryTextReader): Keyv {
  return new Keyv({ store, namespace, throwOnErrors: true, emitErrors: false, serialize: JSON.stringify, deserialize });
}

async function readFrom(store: Keyv, keys: readonly string[]): Promise<readonly (RememberedEntry | null)[]> {
  const values: readonly unknown[] = await store.getMany<unknown>([...keys]);
  return keys.map((key, index) => readEntry(values[index], key));
}

function zip<T>(keys: readonly string[], values: readonly T[]): readonly (readonly [string, T | null])[] {
  return keys.map((key, index) => [key, values[index] ?? null]);
}
