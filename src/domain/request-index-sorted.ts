/**
 * A list of slots in an order of their own, that changes by whole batches. Each slot is the first of `width` numbers
 * that stand together.
 */
export type SortedSlots = { slots: Int32Array; count: number; readonly width: number };

/** Slots in the order of the list, each once, and whether each is to be in the list. */
export type SlotChanges = Readonly<{ slots: readonly number[]; areIn: readonly boolean[] }>;

export function emptySlots(width = 1): SortedSlots {
  return { slots: new Int32Array(0), count: 0, width };
}

/** The first place in the list whose slot is not before what is sought. */
export function placeOf({ slots, count, width }: SortedSlots, isBefore: (slot: number) => boolean, from = 0): number {
  let [low, high] = [from, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(slots[middle * width] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One pass over the list, in blocks, however many slots come and go. What is to come and is there already, or to go and
 * is not, is no change; `fill` writes what stands behind each slot that is to be in the list.
 */
export function changeSlots(
  list: SortedSlots,
  { slots: inOrder, areIn }: SlotChanges,
  compare: (one: number, other: number) => number,
  fill?: (slot: number, numbers: Int32Array, start: number) => void,
): void {
  const { width } = list;
  const coming: number[] = [];
  // Of each slot that comes, the place that it goes before, once those that go have gone.
  const places: number[] = [];
  let from = 0;
  let kept = 0;
  for (let at = 0; at < inOrder.length; at++) {
    const slot = inOrder[at] ?? 0;
    const place = placeOf(list, (other) => compare(other, slot) < 0, from);
    const isThere = place < list.count && list.slots[place * width] === slot;
    const isWanted = areIn[at] === true;
    if (isWanted && isThere) fill?.(slot, list.slots, place * width);
    if (isWanted === isThere) continue;
    if (kept !== from) list.slots.copyWithin(kept * width, from * width, place * width);
    kept += place - from;
    from = place;
    if (isThere) {
      from += 1;
    } else {
      coming.push(slot);
      places.push(kept);
    }
  }
  if (kept !== from) list.slots.copyWithin(kept * width, from * width, list.count * width);
  const left = kept + list.count - from;

  reserve(list, left, left + coming.length);
  let end = left;
  for (let index = coming.length - 1; index >= 0; index--) {
    const [place, slot] = [places[index] ?? 0, coming[index] ?? 0];
    list.slots.copyWithin((place + index + 1) * width, place * width, end * width);
    list.slots[(place + index) * width] = slot;
    fill?.(slot, list.slots, (place + index) * width);
    end = place;
  }
  list.slots.fill(0, (left + coming.length) * width, list.count * width);
  list.count = left + coming.length;
}

function reserve(list: SortedSlots, used: number, size: number): void {
  if (size * list.width <= list.slots.length) return;
  const larger = new Int32Array((size < 4 ? size : Math.ceil(size * 1.25)) * list.width);
  larger.set(list.slots.subarray(0, used * list.width));
  list.slots = larger;
}
