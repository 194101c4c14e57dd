/** What a value is known by: equal keys are equal values. */
export type ValueKey = string | number;

/** The number of what is kept whether anybody asks for it or not. */
export const PINNED = 1;

/** Values that many requests ask for, each kept once under a number from 1 for as long as one of them does. */
export type SharedValues<Value> = Readonly<{
  /** The number of a value that somebody asks for, with one more who does; `null` where nobody did. */
  takeKnown: (key: ValueKey) => number | null;
  /** Keeps what nobody asked for so far. */
  keep: (key: ValueKey, value: Value) => number;
  /** Counts one less; the last one leaves nothing behind, and is told by the value that he asked for. */
  release: (id: number) => Value | null;
  valueOf: (id: number) => Value | undefined;
  /** All numbers are below that. */
  limit: () => number;
}>;

type Shared<Value> = { readonly key: ValueKey; readonly value: Value; users: number };

export function createSharedValues<Value>(pinned: Value): SharedValues<Value> {
  const ids = new Map<ValueKey, number>();
  const entries: (Shared<Value> | undefined)[] = [undefined, { key: '', value: pinned, users: 1 }];
  const freed: number[] = [];

  return {
    takeKnown: (key) => {
      const known = ids.get(key);
      if (known === undefined) return null;
      const entry = entries[known];
      if (entry !== undefined) entry.users += 1;
      return known;
    },
    keep: (key, value) => {
      const id = freed.pop() ?? entries.length;
      entries[id] = { key, value, users: 1 };
      ids.set(key, id);
      return id;
    },
    release: (id) => {
      const entry = entries[id];
      if (entry === undefined || id === PINNED) return null;
      entry.users -= 1;
      if (entry.users > 0) return null;
      ids.delete(entry.key);
      entries[id] = undefined;
      freed.push(id);
      return entry.value;
    },
    valueOf: (id) => entries[id]?.value,
    limit: () => entries.length,
  };
}
