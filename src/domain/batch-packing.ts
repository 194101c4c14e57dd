/** Something that is asked for on one or more dates; it weighs one a date. */
export type Weighted<Key> = Readonly<{ key: Key; dates: readonly string[] }>;

/**
 * Packs dates into as few batches as there can be, ⌈all dates ÷ maxWeight⌉, none heavier than `maxWeight`. The dates of
 * one key stay together wherever first-fit-decreasing finds that to cost no batch more; within a batch a key appears
 * once, its dates in the order asked.
 */
export function packByWeight<Key>(
  items: readonly Weighted<Key>[],
  maxWeight: number,
): readonly (readonly Weighted<Key>[])[] {
  checkSize(maxWeight);
  const full: Weighted<Key>[][] = [];
  const rests: Weighted<Key>[] = [];
  for (const { key, dates } of items) {
    const pieces = chunk(dates, maxWeight).map((piece) => ({ key, dates: piece }));
    for (const piece of pieces) {
      if (piece.dates.length === maxWeight) full.push([piece]);
      else rests.push(piece);
    }
  }
  return [...full, ...packRests(rests, maxWeight)];
}

/** Runs of at most `size`, in order. */
export function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  checkSize(size);
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`A batch cannot hold ${size}.`);
}

type Batch<Key> = { readonly items: Weighted<Key>[]; free: number };

/** Whole first, the heaviest first; what then fits nowhere in one piece fills the gaps. */
function packRests<Key>(rests: readonly Weighted<Key>[], maxWeight: number): readonly (readonly Weighted<Key>[])[] {
  const weight = rests.reduce((sum, { dates }) => sum + dates.length, 0);
  const batches = Array.from({ length: Math.ceil(weight / maxWeight) }, (): Batch<Key> => {
    return { items: [], free: maxWeight };
  });
  const homeless: Weighted<Key>[] = [];
  for (const item of rests.toSorted((one, other) => other.dates.length - one.dates.length)) {
    const batch = batches.find(({ free }) => free >= item.dates.length);
    if (batch === undefined) homeless.push(item);
    else put(batch, item);
  }
  for (const item of homeless) spread(item, batches);
  return batches.map(({ items }) => items);
}

function put<Key>(batch: Batch<Key>, item: Weighted<Key>): void {
  batch.items.push(item);
  batch.free -= item.dates.length;
}

/** Into the largest gaps first, so that it falls into as few pieces as can be. */
function spread<Key>({ key, dates }: Weighted<Key>, batches: readonly Batch<Key>[]): void {
  let done = 0;
  for (const batch of batches.toSorted((one, other) => other.free - one.free)) {
    if (done === dates.length) return;
    const piece = dates.slice(done, done + batch.free);
    if (piece.length > 0) put(batch, { key, dates: piece });
    done += piece.length;
  }
}
