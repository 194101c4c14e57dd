import type { SortedSlots } from './request-index-sorted.js';
import { HOME_COLUMN, LOCATION_COLUMN, PRICE_COLUMN, WISHES_COLUMN, columnCount } from './request-index-criteria.js';
import type { RequestTable } from './request-index-table.js';
import { withinChunk } from './request-index-columns.js';

/**
 * The requests of one list by what they would pay, and then by the places that they name, so that each price is judged
 * once for all who name it.
 */
export type Arrangement = Readonly<{
  count: number;
  slots: Int32Array;
  /** Of each request, the place in `homeIds`, and in `wishIds`, of what it asks. */
  homes: Int32Array;
  wishes: Int32Array;
  /** What is asked of the home, and beyond, by the numbers of the `CriteriaTable`. */
  homeIds: Int32Array;
  wishIds: Int32Array;
  /** Of each run of requests that ask the same: the numbers of price and place, and where it begins and ends. */
  runs: Int32Array;
}>;

export const RUN_WIDTH = 4;

/** Arranges a list when it is asked for, and again once it has changed. */
export function createArrangements(table: Pick<RequestTable, 'chunkOf' | 'criteria'>) {
  const arranged = new WeakMap<SortedSlots, Readonly<{ version: number; arrangement: Arrangement }>>();
  return (list: SortedSlots): Arrangement => {
    const known = arranged.get(list);
    if (known?.version === list.version) return known.arrangement;
    const arrangement = arrange(list, table);
    arranged.set(list, { version: list.version, arrangement });
    return arrangement;
  };
}

function arrange({ slots, count }: SortedSlots, { chunkOf, criteria }: Pick<RequestTable, 'chunkOf' | 'criteria'>) {
  const columns = Array.from({ length: columnCount }, () => new Int32Array(count));
  for (let index = 0; index < count; index++) {
    const slot = slots[index] ?? 0;
    const { asked } = chunkOf(slot);
    const at = (slot & withinChunk) * columnCount;
    for (let column = 0; column < columnCount; column++) {
      const numbers = columns[column];
      if (numbers !== undefined) numbers[index] = asked[at + column] ?? 0;
    }
  }
  const columnOf = (column: number) => columns[column] ?? new Int32Array(0);
  const [prices, places] = [columnOf(PRICE_COLUMN), columnOf(LOCATION_COLUMN)];
  const inTurn = Int32Array.from({ length: count }, (_, index) => index);
  const byPlace = sortBy(inTurn, places, criteria.limitOf(LOCATION_COLUMN));
  const order = sortBy(byPlace, prices, criteria.limitOf(PRICE_COLUMN));
  const homes = renumber(order, columnOf(HOME_COLUMN), criteria.limitOf(HOME_COLUMN));
  const wishes = renumber(order, columnOf(WISHES_COLUMN), criteria.limitOf(WISHES_COLUMN));
  return {
    count,
    slots: order.map((index) => slots[index] ?? 0),
    homes: homes.numbers,
    wishes: wishes.numbers,
    homeIds: homes.ids,
    wishIds: wishes.ids,
    runs: runsOf(order, prices, places),
  };
}

/** By counting; those of one number stay in their order. */
function sortBy(order: Int32Array, numbers: Int32Array, limit: number): Int32Array {
  const ends = new Int32Array(limit + 1);
  for (const number of numbers) ends[number + 1] = (ends[number + 1] ?? 0) + 1;
  for (let number = 1; number <= limit; number++) ends[number] = (ends[number] ?? 0) + (ends[number - 1] ?? 0);
  const sorted = new Int32Array(order.length);
  for (const index of order) {
    const number = numbers[index] ?? 0;
    const place = ends[number] ?? 0;
    sorted[place] = index;
    ends[number] = place + 1;
  }
  return sorted;
}

/** Numbers without gaps for those that occur. */
function renumber(order: Int32Array, ids: Int32Array, limit: number) {
  const known = new Int32Array(limit).fill(-1);
  const occurring: number[] = [];
  const numbers = order.map((index) => {
    const id = ids[index] ?? 0;
    const number = known[id] ?? -1;
    if (number >= 0) return number;
    known[id] = occurring.length;
    return occurring.push(id) - 1;
  });
  return { numbers, ids: Int32Array.from(occurring) };
}

function runsOf(order: Int32Array, prices: Int32Array, places: Int32Array): Int32Array {
  const runs: number[] = [];
  for (let at = 0; at < order.length;) {
    const begin = at;
    const [price, place] = [prices[order[at] ?? 0] ?? 0, places[order[at] ?? 0] ?? 0];
    while (at < order.length && prices[order[at] ?? 0] === price && places[order[at] ?? 0] === place) at += 1;
    runs.push(price, place, begin, at);
  }
  return Int32Array.from(runs);
}
