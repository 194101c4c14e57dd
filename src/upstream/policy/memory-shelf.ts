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
  /**
   * In the order of the keys. Looks far for those alone that are not found near, or not good enough there; what is found
   * there is near from then on.
   */
  read(
    keys: readonly string[],
    isGoodEnough: (entry: RememberedEntry) => boolean,
  ): Promise<readonly (RememberedEntry | null)[]>;
  /** Resolves when it can be read in this process; what is written far is on its way. */
  write(entries: readonly ShelvedEntry[]): Promise<void>;
}

export type ShelvedEntry = Readonly<{ entry: RememberedEntry; ttlMs: number }>;

/** Until when it is kept, in milliseconds since 1970 by the clock of the machine: all that is written here has an end. */
type Kept = Readonly<{ entry: RememberedEntry; expires: number }>;

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

  async function readFar(keys: readonly string[]): Promise<readonly Kept[]> {
    if (farAway === null || keys.length === 0 || clock.now() < restsUntil) return [];
    try {
      return await within(FAR_TIMEOUT_MS, readFrom(farAway, keys));
    } catch {
      restsUntil = clock.now() + FAR_REST_MS;
      return [];
    }
  }

  /** For no longer than where it was found. */
  async function bringNear(found: readonly Kept[]): Promise<void> {
    const now = Date.now();
    const lasting = found.filter(({ expires }) => expires > now);
    const entries = lasting.map(({ entry, expires }) => ({ key: entry.key, value: entry, ttl: expires - now }));
    if (entries.length > 0) await nearBy.setMany(entries).catch(() => undefined);
  }

  return {
    read: async (keys, isGoodEnough) => {
      const found = new Map<string, RememberedEntry>();
      for (const { entry } of await readFrom(nearBy, keys).catch(() => [])) found.set(entry.key, entry);
      const wanted = keys.filter((key) => {
        const entry = found.get(key);
        return entry === undefined || !isGoodEnough(entry);
      });
      const newer = (await readFar(wanted)).filter(
        ({ entry }) => entry.readAt > (found.get(entry.key)?.readAt ?? -Infinity),
      );
      for (const { entry } of newer) found.set(entry.key, entry);
      await bringNear(newer);
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

/** What there is of the keys. */
async function readFrom(store: Keyv, keys: readonly string[]): Promise<readonly Kept[]> {
  const raw = await store.getManyRaw<unknown>([...keys]);
  return keys.flatMap((key, index) => {
    const { value, expires } = raw[index] ?? {};
    const entry = readEntry(value, key);
    return entry === null ? [] : [{ entry, expires: typeof expires === 'number' ? expires : -Infinity }];
  });
}
