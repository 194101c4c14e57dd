import type { Database, RootDatabase } from 'lmdb';
import type { FinalWrite } from './final-writes.js';

type Entry = Readonly<{ text: string; expiresAt: number | null }>;

/**
 * What is kept, in LMDB's terms. `write` and `removeExpired` are for the callback of a transaction; what is read there
 * is what the transaction sees, elsewhere what was committed last.
 */
export type EmbeddedEntries = Readonly<{
  database: Database<Buffer, string>;
  read: (key: string) => string | null;
  write: (write: FinalWrite) => void;
  /** Entries of the prefix after `after`, in the order of their keys; looks at `limit` at most, the expired included. */
  page: (range: PageRange) => Page;
  expired: (limit: number) => readonly ExpiryKey[];
  removeExpired: (keys: readonly ExpiryKey[]) => void;
}>;

type PageRange = Readonly<{ prefix: string; after: string | null; limit: number }>;
/** `last` is the key to go on after, `null` where nothing comes after. */
type Page = Readonly<{ entries: readonly (readonly [key: string, value: string])[]; last: string | null }>;
type ExpiryKey = [expiresAt: number, key: string];

/** In front of every text, a double: when it expires, zero for never. */
const HEADER_BYTES = 8;
const NOTHING = Buffer.alloc(1);

/**
 * Expiries are an index of their own, [expiresAt, key] in the order of time, so that sweeping touches what has expired
 * and nothing else. Both change in one transaction.
 */
export function openEmbeddedEntries(root: RootDatabase, now: () => number): EmbeddedEntries {
  const entries = root.openDB<Buffer, string>('entries', { encoding: 'binary' });
  const expiries = root.openDB<Buffer, ExpiryKey>('expiries', { encoding: 'binary' });

  function readEntry(key: string): Entry | null {
    const bytes = entries.get(key);
    return bytes === undefined ? null : toEntry(bytes);
  }

  const isOver = ({ expiresAt }: Entry) => expiresAt !== null && expiresAt <= now();

  return {
    database: entries,
    read(key) {
      const entry = readEntry(key);
      return entry === null || isOver(entry) ? null : entry.text;
    },
    write({ key, value, ttlMs }) {
      const expiresAt = readEntry(key)?.expiresAt ?? null;
      if (expiresAt !== null) expiries.removeSync([expiresAt, key]);
      if (value === null) return void entries.removeSync(key);

      const entry = { text: value, expiresAt: ttlMs === null ? null : now() + ttlMs };
      if (entry.expiresAt !== null) expiries.putSync([entry.expiresAt, key], NOTHING);
      entries.putSync(key, toBytes(entry));
    },
    page({ prefix, after, limit }) {
      const start = after ?? prefix;
      const range = entries.getRange({
        // LMDB has no empty key.
        ...(start === '' ? {} : { start }),
        exclusiveStart: after !== null,
        limit,
      });
      const found: [string, string][] = [];
      let seen = 0;
      let last: string | null = null;
      for (const { key, value } of range) {
        if (!key.startsWith(prefix)) return { entries: found, last: null };
        const entry = toEntry(value);
        if (!isOver(entry)) found.push([key, entry.text]);
        last = key;
        seen += 1;
      }
      return { entries: found, last: seen < limit ? null : last };
    },
    expired: (limit) => [...expiries.getKeys({ end: [now(), '\x7f'], limit })],
    removeExpired(keys) {
      for (const [expiresAt, key] of keys) {
        if (readEntry(key)?.expiresAt === expiresAt) entries.removeSync(key);
        expiries.removeSync([expiresAt, key]);
      }
    },
  };
}

function toEntry(bytes: Buffer): Entry {
  const expiresAt = bytes.readDoubleBE(0);
  return { text: bytes.toString('utf8', HEADER_BYTES), expiresAt: expiresAt === 0 ? null : expiresAt };
}

function toBytes({ text, expiresAt }: Entry): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + Buffer.byteLength(text));
  bytes.writeDoubleBE(expiresAt ?? 0);
  bytes.write(text, HEADER_BYTES);
  return bytes;
}
