import DataLoader from 'dataloader';
import type { Gate } from './gate.js';

export type BatchOptions<Key, CacheKey> = Readonly<{
  name: string;
  gates: readonly Gate[];
  /** What makes two keys the same; the key itself unless told. */
  cacheKeyFn?: (key: Key) => CacheKey;
}>;

/** A DataLoader whose batches leave when their gates open. It lives for one operation and serves one caller. */
export function createBatchLoader<Key, Value, CacheKey = Key>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  { name, gates, cacheKeyFn }: BatchOptions<Key, CacheKey>,
): DataLoader<Key, Value, CacheKey> {
  return new DataLoader<Key, Value, CacheKey>(load, {
    name,
    batchScheduleFn: (dispatch) => onceAllOpen(gates, dispatch),
    ...(cacheKeyFn === undefined ? {} : { cacheKeyFn }),
  });
}

/** One after the other: what the first lets through may lead to work that the next waits for. */
function onceAllOpen([gate, ...others]: readonly Gate[], enter: () => void): void {
  if (gate === undefined) setImmediate(enter);
  else gate.onceOpen(others.length === 0 ? enter : () => onceAllOpen(others, enter));
}

/** Runs `work` on each item, at most `limit` side by side; a failure becomes the item's own result. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly (Result | Error)[]> {
  if (items.length <= limit) return Promise.all(items.map((item) => work(item).catch(toError)));
  const results: (Result | Error)[] = new Array<Result | Error>(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item).catch(toError);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

/** What was thrown, as an error that a batch can hand out as one key's result. */
export function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Something that is not an error was thrown.', { cause: reason });
}

/** Sends each group of `items` on its own, side by side, and puts the results back into the order asked. */
export async function inGroups<Item, Group, Result>(
  items: readonly Item[],
  groupOf: (item: Item) => Group,
  send: (group: Group, items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
): Promise<readonly (Result | Error)[]> {
  const groups = new Map<Group, number[]>();
  items.forEach((item, index) => {
    const group = groupOf(item);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [index]);
    else members.push(index);
  });
  const results = items.map((): Result | Error | undefined => undefined);
  const sendGroup = async ([group, members]: [Group, number[]]) => {
    const asked = members.map((index) => items[index] as Item);
    const values = await send(group, asked).catch((error: unknown) => asked.map(() => toError(error)));
    members.slice(0, values.length).forEach((index, position) => {
      results[index] = values[position];
    });
  };
  await Promise.all([...groups].map(sendGroup));
  // An answer may well be `null`; a place that nobody filled is not.
  return results.map((result) =>
    result === undefined ? new Error('A client answered with fewer results than asked for.') : result,
  );
}

/**
 * Hands a list of promises to graphql-js, which awaits each: a member may be `null` or fail, and the others stand. The
 * generated types know of promises of members only where no member can be `null`.
 */
export function eachOnItsOwn<T>(members: readonly Promise<T | null>[]): readonly Promise<T>[] {
  return members as readonly Promise<T>[];
}
