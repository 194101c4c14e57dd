import type { Write } from './store.js';

/** `ttlMs` is a whole number above zero, `null` for good; what is over as it is written has no value. */
export type FinalWrite = Readonly<{ key: string; value: string | null; ttlMs: number | null }>;

const KEY = /^[\x20-\x7e]{1,500}$/;
/** Three centuries: what Redis and a Date still count up to. */
const MAX_TTL_MS = 1e13;

/** Both stores hold the same keys in the same order only as long as they are ASCII; throws a TypeError on others. */
export function requireKeys(keys: readonly string[]): void {
  const unfit = keys.find((key) => !KEY.test(key));
  if (unfit !== undefined) throw new TypeError(`A key has 1 to 500 printable ASCII characters, unlike ${unfit}`);
}

/** Checked as a whole before any of it is written, so that nothing can fail in the middle. */
export function toFinalWrites(writes: readonly Write[]): readonly FinalWrite[] {
  requireKeys(writes.map(({ key }) => key));
  return writes.map(toFinalWrite);
}

function toFinalWrite({ key, value, ttlMs }: Write): FinalWrite {
  if (ttlMs === undefined || value === null) return { key, value, ttlMs: null };
  if (Number.isNaN(ttlMs)) throw new TypeError(`What is written under ${key} has no time to live`);
  return ttlMs > 0 ? { key, value, ttlMs: Math.min(Math.ceil(ttlMs), MAX_TTL_MS) } : { key, value: null, ttlMs: null };
}
