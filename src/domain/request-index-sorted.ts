/** A list of slots in an order of their own, that changes by whole batches. */
export type SortedSlots = {
  slots: Int32Array;
  count: number;
  /** What batches named since the list was last arranged; `null` where nobody did, or so much that all is to be. */
  touched: number[] | null;
};

/** The first `count` slots, in the order of the list, each once, and whether each is to be in the list. */
export type SlotChanges = Readonly<{ slots: Int32Array; areIn: Uint8Array; count: number }>;

export function emptySlots(): SortedSlots {
  return { slots: new Int32Array(0), count: 0, touched: null };
}

/** The first place in the list whose slot is not before what is sought. */
export function placeOf({ slots, count }: SortedSlots, isBefore: (slot: number) => boolean, from = 0): number {
  let [low, high] = [from, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(slots[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where that part of a list changes, to arrange all of it anew costs as little. */
const MOST_TOUCHED = 0.25;

/** A list of fewer is one of a village. */
const SMALL = 16;

/** Of each slot that comes, in its turn: the slot, and the place that it goes before once those that go have gone. */
let coming = new Int32Array(1024);

/**
 * One pass over the list, in blocks, however many slots come and go. What is to come and is there already, or to go and
 * is not, is no change.
 */
export function changeSlots(
  list: SortedSlots,
  { slots: inOrder, areIn, count }: SlotChanges,
  compare: (one: number, other: number) => number,
): void {
  if (2 * count > coming.length) coming = new Int32Array(4 * count);
  noteTouched(list, inOrder, count);
  let comingCount = 0;
  let from = 0;
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const slot = inOrder[at] ?? 0;
    const place = placeFrom(list, slot, compare, from);
    const isThere = place < list.count && list.slots[place] === slot;
    if ((areIn[at] === 1) === isThere) continue;
    if (kept !== from) list.slots.copyWithin(kept, from, place);
    kept += place - from;
    from = place;
    if (isThere) {
      from += 1;
    } else {
      coming[2 * comingCount] = slot;
      coming[2 * comingCount + 1] = kept;
      comingCount += 1;
    }
  }
  if (kept !== from) list.slots.copyWithin(kept, from, list.count);
  insert(list, kept + list.count - from, comingCount);
}

function noteTouched(list: SortedSlots, slots: Int32Array, count: number): void {
  if (list.touched === null) return;
  if (list.touched.length + count > MOST_TOUCHED * list.count) list.touched = null;
  else for (let at = 0; at < count; at++) list.touched.push(slots[at] ?? 0);
}

/** Most slots come behind all others. */
function placeFrom(list: SortedSlots, slot: number, compare: (one: number, other: number) => number, from: number) {
  let [low, high] = [from, list.count];
  if (low < high && compare(list.slots[high - 1] ?? 0, slot) < 0) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(list.slots[middle] ?? 0, slot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts those that come between those that are left. */
function insert(list: SortedSlots, left: number, comingCount: number): void {
  reserve(list, left, left + comingCount);
  const { slots } = list;
  let end = left;
  for (let index = comingCount - 1; index >= 0; index--) {
    const [slot, place] = [coming[2 * index] ?? 0, coming[2 * index + 1] ?? 0];
    if (place !== end) slots.copyWithin(place + index + 1, place, end);
    slots[place + index] = slot;
    end = place;
  }
  if (list.count > left + comingCount) slots.fill(0, left + comingCount, list.count);
  list.count = left + comingCount;
}

function reserve(list: SortedSlots, used: number, size: number): void {
  if (size <= list.slots.length) return;
  const larger = new Int32Array(size < 2 ? size : Math.ceil(size * (size < SMALL ? 1.6 : 1.3)));
  // Most lists are so small that a copy by the engine takes longer.
  if (used > SMALL) larger.set(list.slots.subarray(0, used));
  else for (let at = 0; at < used; at++) larger[at] = list.slots[at] ?? 0;
  list.slots = larger;
}
