import { OWN, none } from './request-index-pool.js';
import type { Block, BlockPool } from './request-index-pool.js';

/** A list of slots in an order of their own, that changes by whole batches: `count` of them from `start` on. */
export type SortedSlots = Block & {
  count: number;
  /** What batches named since the list was last arranged; `null` where nobody did, or so much that all is to be. */
  touched: number[] | null;
};

/** The first `count` slots, in the order of the list, each once, and whether each is to be in the list. */
export type SlotChanges = Readonly<{ slots: Int32Array; areIn: Uint8Array; count: number }>;

export function emptySlots(): SortedSlots {
  return { slots: none, start: 0, room: 0, chunk: OWN, count: 0, touched: null };
}

/** The first place in the list whose slot is not before what is sought. */
export function placeOf({ slots, start, count }: SortedSlots, isBefore: (slot: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(slots[start + middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where that part of a list changes, to arrange all of it anew costs as little. */
const MOST_TOUCHED = 0.25;

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
  pool: BlockPool,
): void {
  if (2 * count > coming.length) coming = new Int32Array(4 * count);
  for (let at = 0; at < count; at++) noteTouched(list, inOrder[at] ?? 0);
  let comingCount = 0;
  let from = 0;
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const slot = inOrder[at] ?? 0;
    const place = placeFrom(list, slot, compare, from);
    const isThere = place < list.count && list.slots[list.start + place] === slot;
    if ((areIn[at] === 1) === isThere) continue;
    if (kept !== from) move(list, kept, from, place);
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
  if (kept !== from) move(list, kept, from, list.count);
  insert(list, kept + list.count - from, comingCount, pool);
}

/** Notes that a slot's place in the arrangement of the list may be another one. */
export function noteTouched(list: SortedSlots, slot: number): void {
  const { touched, count } = list;
  if (touched === null) return;
  if (touched.length + 1 > MOST_TOUCHED * count) list.touched = null;
  else touched.push(slot);
}

/** Most slots come behind all others. */
function placeFrom(
  { slots, start, count }: SortedSlots,
  slot: number,
  compare: (one: number, other: number) => number,
  from: number,
): number {
  let [low, high] = [from, count];
  if (low < high && compare(slots[start + high - 1] ?? 0, slot) < 0) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(slots[start + middle] ?? 0, slot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts those that come between those that are left. */
function insert(list: SortedSlots, left: number, comingCount: number, pool: BlockPool): void {
  const { count } = list;
  pool.grow(list, left, left + comingCount);
  const { slots, start } = list;
  let end = left;
  for (let index = comingCount - 1; index >= 0; index--) {
    const [slot, place] = [coming[2 * index] ?? 0, coming[2 * index + 1] ?? 0];
    if (place !== end) move(list, place + index + 1, place, end);
    slots[start + place + index] = slot;
    end = place;
  }
  list.count = left + comingCount;
  if (count > list.count) slots.fill(0, start + list.count, start + count);
  if (list.count === 0) pool.free(list);
}

function move({ slots, start }: SortedSlots, to: number, from: number, end: number): void {
  slots.copyWithin(start + to, start + from, start + end);
}
