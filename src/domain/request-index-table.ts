import type { BuyerRequest } from './buyer-request.js';
import { createRequestCodec } from './request-index-codec.js';
import type { EncodedRequest } from './request-index-codec.js';
import { createColumns, withinChunk } from './request-index-columns.js';
import type { ColumnChunk } from './request-index-columns.js';
import { askedFields, createCriteriaTable, columnCount } from './request-index-criteria.js';
import type { CriteriaTable } from './request-index-criteria.js';
import { createPostings, postedFields } from './request-index-postings.js';
import type { Postings } from './request-index-postings.js';
import { createRecordStore } from './request-index-records.js';
import { changeSlots, emptySlots, placeOf } from './request-index-sorted.js';
import type { SortedSlots } from './request-index-sorted.js';
import { digitsOf, packInstant } from './request-index-texts.js';

/** Requests by slot, as bytes and in columns, and slots by identifier, by place and by what is asked. */
export type RequestTable = Readonly<{
  criteria: CriteriaTable;
  postings: Postings;
  chunkOf: (slot: number) => ColumnChunk;
  /** All slots by identifier: numbers in their own order, then the others as texts. */
  order: SortedSlots;
  /** The place in the order of the first that is not before an identifier. */
  placeFrom: (requestId: string) => number;
  recordOf: (slot: number) => BuyerRequest;
  idOf: (slot: number) => string;
  find: (requestId: string) => number | null;
  /** `true` where anything changed. What is changed is found by slot at once, and in lists once it is settled. */
  put: (request: BuyerRequest, listing: number) => boolean;
  remove: (requestId: string) => boolean;
  settle: () => void;
  memory: () => readonly Buffer[];
}>;

export function createRequestTable(): RequestTable {
  const codec = createRequestCodec(askedFields);
  const records = createRecordStore();
  const columns = createColumns(columnCount);
  const criteria = createCriteriaTable();
  const postings = createPostings((slot, numbers, start) => {
    const at = (slot & withinChunk) * columnCount;
    numbers.set(columns.chunkOf(slot).asked.subarray(at, at + columnCount), start + 1);
  });
  const order = emptySlots();
  /** Identifiers that are no numbers. */
  const names = new Map<number, string>();
  const comingOrGoing = new Map<number, boolean>();
  /** What is touched a second time is settled before. */
  const touched = new Set<number>();
  const unsettled = new Map<string, number>();
  /** Freed once no list has them any more. */
  const leaving = new Set<number>();

  function recordOf(slot: number): BuyerRequest {
    const record = records.find(slot);
    if (record === null) throw new RangeError(`There is no request in slot ${slot}.`);
    return codec.decode(record);
  }

  function listsOfSlot(slot: number): readonly number[] {
    const record = records.find(slot);
    return record === null ? [] : postings.listsOf(codec.decodeFields(record, postedFields));
  }

  function idOf(slot: number): string {
    return names.get(slot) ?? String(columns.chunkOf(slot).idNumbers[slot & withinChunk]);
  }

  function idNumberOf(slot: number): number {
    return columns.chunkOf(slot).idNumbers[slot & withinChunk] ?? Number.NaN;
  }

  /** By numbers, as long as they tell. */
  function compareSlots(one: number, other: number): number {
    const [a, b] = [idNumberOf(one), idNumberOf(other)];
    if (a !== b) return a < b ? -1 : 1;
    return one === other || a !== Infinity ? 0 : compareTexts(idOf(one), idOf(other));
  }

  function placeFrom(requestId: string): number {
    const number = digitsOf(requestId) ?? Infinity;
    return placeOf(order, (slot) => {
      const own = idNumberOf(slot);
      return own === number && own === Infinity ? idOf(slot) < requestId : own < number;
    });
  }

  function find(requestId: string): number | null {
    const coming = unsettled.get(requestId);
    if (coming !== undefined) return coming;
    const place = placeFrom(requestId);
    const slot = place < order.count ? order.slots[place] : undefined;
    return slot !== undefined && !leaving.has(slot) && idOf(slot) === requestId ? slot : null;
  }

  function write(slot: number, request: BuyerRequest, encoded: EncodedRequest, listing: number): void {
    const [chunk, at] = [columns.chunkOf(slot), slot & withinChunk];
    criteria.take(request, encoded, chunk.asked, at * columnCount);
    chunk.updated[at] = request.updatedAt === null ? -1 : (packInstant(request.updatedAt) ?? Number.NaN);
    chunk.isActive[at] = Number(request.isActive);
    chunk.listed[at] = listing;
  }

  function add(request: BuyerRequest, encoded: EncodedRequest, listing: number): number {
    const slot = columns.take();
    const number = digitsOf(request.requestId);
    columns.chunkOf(slot).idNumbers[slot & withinChunk] = number ?? Infinity;
    if (number === null) names.set(slot, request.requestId);
    touch(slot);
    write(slot, request, encoded, listing);
    for (const list of postings.listsOf(request)) postings.add(list, slot);
    comingOrGoing.set(slot, true);
    unsettled.set(request.requestId, slot);
    return slot;
  }

  function touch(slot: number): void {
    if (touched.has(slot)) settle();
    touched.add(slot);
  }

  function settle(): void {
    postings.settle();
    if (comingOrGoing.size > 0) {
      const slots = [...comingOrGoing.keys()].sort(compareSlots);
      changeSlots(order, { slots, areIn: slots.map((slot) => comingOrGoing.get(slot) === true) }, compareSlots);
    }
    for (const slot of leaving) {
      names.delete(slot);
      columns.free(slot);
    }
    comingOrGoing.clear();
    unsettled.clear();
    leaving.clear();
    touched.clear();
  }

  function change(slot: number, request: BuyerRequest, encoded: EncodedRequest, listing: number): void {
    touch(slot);
    const [before, after] = [listsOfSlot(slot), postings.listsOf(request)];
    for (const list of before) if (!after.includes(list)) postings.remove(list, slot);
    for (const list of after) if (!before.includes(list) || postings.hasRows(list)) postings.add(list, slot);
    criteria.release(columns.chunkOf(slot).asked, (slot & withinChunk) * columnCount);
    write(slot, request, encoded, listing);
  }

  return {
    criteria,
    postings,
    chunkOf: columns.chunkOf,
    order,
    placeFrom,
    recordOf,
    idOf,
    find,
    put: (request, listing) => {
      try {
        // Whatever cannot be kept is refused before anything is changed.
        const encoded = codec.encode(request);
        const { bytes, length } = encoded;
        const known = find(request.requestId);
        if (known !== null) columns.chunkOf(known).listed[known & withinChunk] = listing;
        if (known !== null && records.isSame(known, bytes, length)) return false;
        if (known !== null) change(known, request, encoded, listing);
        records.put(known ?? add(request, encoded, listing), bytes, length);
        return true;
      } finally {
        codec.clear();
      }
    },
    remove: (requestId) => {
      const slot = find(requestId);
      if (slot === null) return false;
      touch(slot);
      for (const list of listsOfSlot(slot)) postings.remove(list, slot);
      criteria.release(columns.chunkOf(slot).asked, (slot & withinChunk) * columnCount);
      records.remove(slot);
      comingOrGoing.set(slot, false);
      unsettled.delete(requestId);
      leaving.add(slot);
      return true;
    },
    settle,
    memory: () => [...records.memory(), codec.memory()],
  };
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
