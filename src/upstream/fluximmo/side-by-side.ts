import { UpstreamError } from '../errors.js';

/** Runs `work` on each item, at most `limit` at a time; an outside failure becomes the item's own result. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly (Result | UpstreamError)[]> {
  const results = new Map<number, Result | UpstreamError>();
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results.set(index, await work(item).catch(upstreamErrorOrThrow));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  // Each item's place has been filled by its worker.
  return items.map((_, index) => results.get(index) as Result | UpstreamError);
}

function upstreamErrorOrThrow(reason: unknown): UpstreamError {
  if (reason instanceof UpstreamError) return reason;
  throw reason;
}
