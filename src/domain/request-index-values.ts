/** The number of what is kept whether anybody asks for it or not. */
export const PINNED = 1;

/**
 * Values that many requests ask for, each kept once under a number from 1 for as long as one of them does. A value is
 * known by the bytes from `start` to `end`: where these are equal, so are the values.
 */
export type SharedValues<Value> = Readonly<{
  /** The number of a value that somebody asks for, with one more who does; `null` where nobody did. */
  takeKnown: (bytes: Buffer, start: number, end: number) => number | null;
  /** Keeps what nobody asked for so far. */
  keep: (bytes: Buffer, start: number, end: number, value: Value) => number;
  /** Counts one less; the last one leaves nothing behind, and is told by the value that he asked for. */
  release: (id: number) => Value | null;
  valueOf: (id: number) => Value | undefined;
  /** All numbers are below that. */
  limit: () => number;
}>;

/** A table of chains by hash, in arrays of numbers: nothing is allocated to find what is known. */
export function createSharedValues<Value>(pinned: Value): SharedValues<Value> {
  const keys = ['', ''];
  const values: (Value | undefined)[] = [undefined, pinned];
  const freed: number[] = [];
  /** By hash, the number that a chain begins with; by number, the next of its chain. */
  let heads = new Int32Array(64);
  let [nexts, hashes, users] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

  function grow(): void {
    [nexts, hashes, users] = [larger(nexts), larger(hashes), larger(users)];
    heads = new Int32Array(heads.length * 2);
    for (let id = PINNED + 1; id < values.length; id++) if (values[id] !== undefined) chain(id);
  }

  function chain(id: number): void {
    const at = (hashes[id] ?? 0) & (heads.length - 1);
    nexts[id] = heads[at] ?? 0;
    heads[at] = id;
  }

  function unchain(id: number): void {
    const at = (hashes[id] ?? 0) & (heads.length - 1);
    const next = nexts[id] ?? 0;
    if (heads[at] === id) {
      heads[at] = next;
      return;
    }
    let before = heads[at] ?? 0;
    while (before !== 0 && nexts[before] !== id) before = nexts[before] ?? 0;
    nexts[before] = next;
  }

  return {
    takeKnown: (bytes, start, end) => {
      const hash = hashOf(bytes, start, end);
      for (let id = heads[hash & (heads.length - 1)] ?? 0; id !== 0; id = nexts[id] ?? 0) {
        if (hashes[id] !== hash || !isKey(keys[id] ?? '', bytes, start, end)) continue;
        users[id] = (users[id] ?? 0) + 1;
        return id;
      }
      return null;
    },
    keep: (bytes, start, end, value) => {
      const id = freed.pop() ?? values.length;
      keys[id] = bytes.toString('latin1', start, end);
      if (id >= nexts.length) grow();
      values[id] = value;
      hashes[id] = hashOf(bytes, start, end);
      users[id] = 1;
      chain(id);
      return id;
    },
    release: (id) => {
      const value = values[id];
      if (value === undefined || id === PINNED) return null;
      const left = (users[id] ?? 0) - 1;
      users[id] = left;
      if (left > 0) return null;
      unchain(id);
      keys[id] = '';
      values[id] = undefined;
      freed.push(id);
      return value;
    },
    valueOf: (id) => values[id],
    limit: () => values.length,
  };
}

function larger(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(numbers.length * 2);
  copy.set(numbers);
  return copy;
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isKey(key: string, bytes: Buffer, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let at = 0; at < key.length; at++) if (key.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
