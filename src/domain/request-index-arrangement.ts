import {
  AREA_COLUMN,
  HOME_COLUMN,
  LOCATION_COLUMN,
  PRICE_COLUMN,
  WISHES_COLUMN,
  columnCount,
  columnsOfCriteria,
} from './request-index-criteria.js';
import { withinChunk } from './request-index-columns.js';
import { createSlotMarks } from './request-index-marks.js';
import { placeOf } from './request-index-sorted.js';
import type { SortedSlots } from './request-index-sorted.js';
import type { RequestTable } from './request-index-table.js';

/**
 * The requests of one list by what they would pay, and then by the places that they name, so that each price is judged
 * once for all who name it.
 */
export type Arrangement = Readonly<{
  count: number;
  slots: Int32Array;
  /** When each was last updated, as columns have it. */
  updated: Float64Array;
  /** Of each request where the area, the home and the wishes that it asks for stand in the lists below: `ASKS` places. */
  asks: Uint16Array | Int32Array;
  areas: AskedOnce;
  homes: AskedOnce;
  wishes: AskedOnce;
  /** Of each run of requests that ask the same: the numbers of price and place, and where it begins and ends. */
  runs: Int32Array;
}>;

/**
 * What is asked for in one column, each once: its numbers, and those of its parts, which are for each criterion as many
 * side by side as there are numbers.
 */
export type AskedOnce = Readonly<{ ids: Int32Array; parts: Int32Array }>;

export const ASKS = 3;
export const RUN_WIDTH = 4;

const askedColumns = [AREA_COLUMN, HOME_COLUMN, WISHES_COLUMN];

type Table = Pick<RequestTable, 'chunkOf' | 'criteria'>;

/**
 * Arranges a list when it is asked for. What has changed since then is put in its place in one pass; the numbers of all
 * that has not changed stand for what they stood for.
 */
export function createArrangements(table: Table): (list: SortedSlots) => Arrangement {
  const arranged = new WeakMap<SortedSlots, Arrangement>();
  const write = createWriting(table);
  const marks = createSlotMarks();

  function renew(known: Arrangement, list: SortedSlots, touched: readonly number[]): Arrangement {
    for (const slot of touched) marks.mark(slot);
    const { asked, add, copy, finish } = write(list.count);
    const coming = [...new Set(touched)].filter((slot) => isIn(list, slot));
    coming.sort((one, other) => asked(one, PRICE_COLUMN) - asked(other, PRICE_COLUMN) || byPlace(one, other));
    let next = 0;
    for (let run = 0; run < known.runs.length; run += RUN_WIDTH) {
      const [price, place] = [known.runs[run] ?? 0, known.runs[run + 1] ?? 0];
      for (; next < coming.length && isBefore(coming[next] ?? 0, price, place); next++) add(coming[next] ?? 0);
      const end = known.runs[run + 3] ?? 0;
      for (let at = known.runs[run + 2] ?? 0; at < end; at++) {
        if (!marks.isMarked(known.slots[at] ?? 0)) copy(known, at, price, place);
      }
    }
    for (; next < coming.length; next++) add(coming[next] ?? 0);
    for (const slot of touched) marks.unmark(slot);
    return finish();

    function byPlace(one: number, other: number): number {
      return asked(one, LOCATION_COLUMN) - asked(other, LOCATION_COLUMN);
    }

    function isBefore(slot: number, price: number, place: number): boolean {
      const own = asked(slot, PRICE_COLUMN);
      return own < price || (own === price && asked(slot, LOCATION_COLUMN) <= place);
    }
  }

  function arrange({ slots, start, count }: SortedSlots): Arrangement {
    const { asked, add, finish } = write(count);
    const inTurn = slots.slice(start, start + count);
    const byPlace = sortBy(inTurn, (slot) => asked(slot, LOCATION_COLUMN), table.criteria.limitOf(LOCATION_COLUMN));
    const order = sortBy(byPlace, (slot) => asked(slot, PRICE_COLUMN), table.criteria.limitOf(PRICE_COLUMN));
    for (let at = 0; at < count; at++) add(order[at] ?? 0);
    return finish();
  }

  return (list) => {
    const known = arranged.get(list);
    const { touched } = list;
    if (known !== undefined && touched?.length === 0) return known;
    const arrangement = known === undefined || touched === null ? arrange(list) : renew(known, list, touched);
    list.touched = [];
    arranged.set(list, arrangement);
    return arrangement;
  };
}

function isIn(list: SortedSlots, slot: number): boolean {
  const place = placeOf(list, (each) => each < slot);
  return place < list.count && list.slots[list.start + place] === slot;
}

/** Writes arrangements of requests that come in their order. */
function createWriting({ chunkOf, criteria }: Table) {
  const seenAreas = createSeen();
  const seenHomes = createSeen();
  const seenWishes = createSeen();

  function askedOnce(column: number, ids: Int32Array): AskedOnce {
    const width = columnsOfCriteria[column]?.length ?? 1;
    if (width === 1) return { ids, parts: ids };
    const flat = criteria.partsOf(column);
    const parts = new Int32Array(width * ids.length);
    for (let at = 0; at < ids.length; at++) {
      const start = (ids[at] ?? 0) * width;
      for (let index = 0; index < width; index++) parts[index * ids.length + at] = flat[start + index] ?? 0;
    }
    return { ids, parts };
  }

  return (count: number) => {
    const slots = new Int32Array(count);
    const updated = new Float64Array(count);
    const limit = Math.min(count, Math.max(...askedColumns.map(criteria.limitOf)));
    const asks = limit <= 2 ** 16 ? new Uint16Array(ASKS * count) : new Int32Array(ASKS * count);
    const runs: number[] = [];
    let written = 0;
    let [lastPrice, lastPlace] = [-1, -1];
    seenAreas.begin(criteria.limitOf(AREA_COLUMN));
    seenHomes.begin(criteria.limitOf(HOME_COLUMN));
    seenWishes.begin(criteria.limitOf(WISHES_COLUMN));

    function beginRun(price: number, place: number): void {
      endRun();
      runs.push(price, place, written);
      [lastPrice, lastPlace] = [price, place];
    }

    function endRun(): void {
      if (runs.length > 0) runs.push(written);
    }

    function note(at: number, area: number, home: number, wishes: number): void {
      asks[at] = seenAreas.placeOf(area);
      asks[at + 1] = seenHomes.placeOf(home);
      asks[at + 2] = seenWishes.placeOf(wishes);
    }

    return {
      asked: (slot: number, column: number) => chunkOf(slot).asked[(slot & withinChunk) * columnCount + column] ?? 0,
      add: (slot: number): void => {
        const chunk = chunkOf(slot);
        const at = (slot & withinChunk) * columnCount;
        const [price, place] = [chunk.asked[at + PRICE_COLUMN] ?? 0, chunk.asked[at + LOCATION_COLUMN] ?? 0];
        if (price !== lastPrice || place !== lastPlace) beginRun(price, place);
        slots[written] = slot;
        updated[written] = chunk.updated[slot & withinChunk] ?? Number.NaN;
        note(
          ASKS * written,
          chunk.asked[at + AREA_COLUMN] ?? 0,
          chunk.asked[at + HOME_COLUMN] ?? 0,
          chunk.asked[at + WISHES_COLUMN] ?? 0,
        );
        written += 1;
      },
      copy: (from: Arrangement, at: number, price: number, place: number): void => {
        if (price !== lastPrice || place !== lastPlace) beginRun(price, place);
        slots[written] = from.slots[at] ?? 0;
        updated[written] = from.updated[at] ?? Number.NaN;
        const start = ASKS * at;
        note(
          ASKS * written,
          from.areas.ids[from.asks[start] ?? 0] ?? 0,
          from.homes.ids[from.asks[start + 1] ?? 0] ?? 0,
          from.wishes.ids[from.asks[start + 2] ?? 0] ?? 0,
        );
        written += 1;
      },
      finish: (): Arrangement => {
        endRun();
        return {
          count,
          slots,
          updated,
          asks,
          areas: askedOnce(AREA_COLUMN, seenAreas.ids()),
          homes: askedOnce(HOME_COLUMN, seenHomes.ids()),
          wishes: askedOnce(WISHES_COLUMN, seenWishes.ids()),
          runs: Int32Array.from(runs),
        };
      },
    };
  };
}

/** Numbers that occur, each once, and where it stands among them. */
function createSeen() {
  let last = new Uint32Array(64);
  let places = new Int32Array(64);
  let pass = 0;
  let ids: number[] = [];
  return {
    begin: (limit: number): void => {
      if (limit > last.length) {
        const size = Math.ceil(limit * 1.5);
        [last, places, pass] = [new Uint32Array(size), new Int32Array(size), 0];
      }
      pass += 1;
      ids = [];
    },
    placeOf: (id: number): number => {
      if (last[id] === pass) return places[id] ?? 0;
      last[id] = pass;
      places[id] = ids.length;
      ids.push(id);
      return ids.length - 1;
    },
    ids: () => Int32Array.from(ids),
  };
}

/** By counting; those of one number stay in their order. */
function sortBy(slots: Int32Array, numberOf: (slot: number) => number, limit: number): Int32Array {
  const ends = new Int32Array(limit + 1);
  const numbers = new Int32Array(slots.length);
  for (let at = 0; at < slots.length; at++) {
    const number = numberOf(slots[at] ?? 0);
    numbers[at] = number;
    ends[number + 1] = (ends[number + 1] ?? 0) + 1;
  }
  for (let number = 1; number <= limit; number++) ends[number] = (ends[number] ?? 0) + (ends[number - 1] ?? 0);
  const sorted = new Int32Array(slots.length);
  for (let at = 0; at < slots.length; at++) {
    const place = ends[numbers[at] ?? 0] ?? 0;
    sorted[place] = slots[at] ?? 0;
    ends[numbers[at] ?? 0] = place + 1;
  }
  return sorted;
}
