import type { BuyerRequest } from './buyer-request.js';
import { createRequestCodec } from './request-index-codec.js';
import type { RecordBytes } from './request-index-decoder.js';
import type { EncodedRequest } from './request-index-encoder.js';
import { createColumns, withinChunk } from './request-index-columns.js';
import type { ColumnChunk } from './request-index-columns.js';
import { BY_LIST, LOCATION_COLUMN, columnCount, createCriteriaTable } from './request-index-criteria.js';
import type { CriteriaTable } from './request-index-criteria.js';
import { createIdentifiers } from './request-index-identifiers.js';
import type { Identifiers } from './request-index-identifiers.js';
import { createPostings, postedFields } from './request-index-postings.js';
import type { Postings } from './request-index-postings.js';
import { askedFields } from './request-index-parts.js';
import { createBlockPool } from './request-index-pool.js';
import { createRecordStore } from './request-index-records.js';
import { changeSlots, emptySlots } from './request-index-sorted.js';
import type { SlotChanges, SortedSlots } from './request-index-sorted.js';
import { packInstant } from './request-index-texts.js';

/** Requests by slot, as bytes and in columns, and slots by identifier, by place and by what is asked. */
export type RequestTable = Omit<Identifiers, 'name' | 'forget'> &
  Readonly<{
    criteria: CriteriaTable;
    postings: Postings;
    chunkOf: (slot: number) => ColumnChunk;
    /** All slots by identifier: numbers in their own order, then the others as texts. They have an array of their own. */
    order: SortedSlots;
    recordOf: (slot: number) => BuyerRequest;
    find: (requestId: string) => number | null;
    /** `true` where anything changed. What is changed is found by slot at once, and in lists once it is settled. */
    put: (request: BuyerRequest, listing: number) => boolean;
    remove: (requestId: string) => boolean;
    settle: () => void;
    memory: () => readonly Buffer[];
  }>;

const notedFields = [...new Set([...askedFields, ...postedFields])];
/** Where the ends of the fields that decide on lists are noted. */
const postedPlaces = postedFields.map((field) => 2 * notedFields.indexOf(field) + 1);
const notedPlaces = notedFields.map((_, at) => 2 * at + 1);

export function createRequestTable(): RequestTable {
  const codec = createRequestCodec(notedFields);
  const records = createRecordStore();
  const columns = createColumns(columnCount);
  const criteria = createCriteriaTable();
  const postings = createPostings();
  const order = emptySlots();
  const orderRoom = createBlockPool(0);
  const identifiers = createIdentifiers(columns, order);
  const { idOf, compareSlots, placeFrom } = identifiers;
  /** What comes to the order of all, or goes from it, and whether it comes; each once. */
  let comingOrGoing = { slots: new Int32Array(1024), areIn: new Uint8Array(1024), count: 0 };
  /** Counts settlements: what is touched a second time before the next one is settled first. */
  let settlement = 1;
  const unsettled = new Map<string, number>();
  /** Freed once no list has them any more. */
  const leaving = new Set<number>();
  /** What a request that changes has asked so far. */
  const before = new Uint32Array(columnCount);

  function bytesOf(slot: number): RecordBytes {
    const record = records.find(slot);
    if (record === null) throw new RangeError(`There is no request in slot ${slot}.`);
    return record;
  }

  const recordOf = (slot: number): BuyerRequest => codec.decode(bytesOf(slot));
  const postedOf = (slot: number) => codec.decodeFields(bytesOf(slot), postedFields);

  function find(requestId: string): number | null {
    const coming = unsettled.get(requestId);
    if (coming !== undefined) return coming;
    const place = placeFrom(requestId);
    const slot = place < order.count ? order.slots[place] : undefined;
    return slot !== undefined && !leaving.has(slot) && idOf(slot) === requestId ? slot : null;
  }

  function write(slot: number, { updatedAt, isActive }: BuyerRequest, listing: number): void {
    const [chunk, at] = [columns.chunkOf(slot), slot & withinChunk];
    chunk.updated[at] = updatedAt === null ? -1 : (packInstant(updatedAt) ?? Number.NaN);
    chunk.isActive[at] = Number(isActive);
    chunk.listed[at] = listing;
  }

  function add(request: BuyerRequest, encoded: EncodedRequest, listing: number): number {
    const slot = columns.take();
    identifiers.name(slot, request.requestId);
    touch(slot);
    write(slot, request, listing);
    criteria.take(request, encoded, columns.chunkOf(slot).asked, (slot & withinChunk) * columnCount);
    postings.come(request, slot);
    comeOrGo(slot, true);
    unsettled.set(request.requestId, slot);
    return slot;
  }

  function comeOrGo(slot: number, isComing: boolean): void {
    const { slots, areIn, count } = comingOrGoing;
    if (count === slots.length) {
      const larger = { slots: new Int32Array(2 * count), areIn: new Uint8Array(2 * count), count };
      larger.slots.set(slots);
      larger.areIn.set(areIn);
      comingOrGoing = larger;
    }
    comingOrGoing.slots[count] = slot;
    comingOrGoing.areIn[count] = Number(isComing);
    comingOrGoing.count += 1;
  }

  function touch(slot: number): void {
    const { touched } = columns.chunkOf(slot);
    const at = slot & withinChunk;
    if (touched[at] === settlement) settle();
    touched[at] = settlement;
  }

  function settle(): void {
    postings.settle();
    if (comingOrGoing.count > 0) changeSlots(order, inOrder(comingOrGoing, compareSlots), compareSlots, orderRoom);
    for (const slot of leaving) {
      identifiers.forget(slot);
      columns.free(slot);
    }
    comingOrGoing.count = 0;
    unsettled.clear();
    leaving.clear();
    settlement += 1;
  }

  /** Of its bytes the first `same` ones are as they were. */
  function change(slot: number, request: BuyerRequest, encoded: EncodedRequest, same: number, listing: number): void {
    const { updated } = columns.chunkOf(slot);
    const updatedBefore = updated[slot & withinChunk];
    const isMoved = same < endOf(postedPlaces, encoded);
    const lists = isMoved ? postings.listsOf(postedOf(slot)) : [];
    const asksAnew = same < endOf(notedPlaces, encoded) && askAnew(slot, request, encoded);
    write(slot, request, listing);
    if (isMoved) moveLists(slot, lists, postings.listsOf(request));
    else if (asksAnew || updatedBefore !== updated[slot & withinChunk]) arrangeAnew(slot, request);
  }

  /** `false` where it asks what it did. */
  function askAnew(slot: number, request: BuyerRequest, encoded: EncodedRequest): boolean {
    const { asked } = columns.chunkOf(slot);
    const start = (slot & withinChunk) * columnCount;
    for (let column = 0; column < columnCount; column++) before[column] = asked[start + column] ?? 0;
    criteria.take(request, encoded, asked, start);
    criteria.release(before, 0);
    return before.some((id, column) => id !== asked[start + column]);
  }

  function moveLists(slot: number, before: readonly number[], after: readonly number[]): void {
    touch(slot);
    for (const list of before) if (!after.includes(list)) postings.remove(list, slot);
    for (const list of after) if (!before.includes(list) || postings.isArranged(list)) postings.add(list, slot);
  }

  /** Those for plain communes are in no list that is arranged. */
  function arrangeAnew(slot: number, request: BuyerRequest): void {
    if (columns.chunkOf(slot).asked[(slot & withinChunk) * columnCount + LOCATION_COLUMN] === BY_LIST) return;
    for (const list of postings.listsOf(request)) if (postings.isArranged(list)) postings.arrangeAnew(list, slot);
  }

  return {
    criteria,
    postings,
    chunkOf: columns.chunkOf,
    order,
    placeFrom,
    compareSlots,
    compareToId: identifiers.compareToId,
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
        const same = known === null ? 0 : records.sameLength(known, bytes, length);
        // One record is never the beginning of another.
        if (same === length) return false;
        if (known !== null) change(known, request, encoded, same, listing);
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
      postings.go(postedOf(slot), slot);
      criteria.release(columns.chunkOf(slot).asked, (slot & withinChunk) * columnCount);
      records.remove(slot);
      comeOrGo(slot, false);
      unsettled.delete(requestId);
      leaving.add(slot);
      return true;
    },
    settle,
    memory: () => [...records.memory(), codec.memory()],
  };
}

/** What is in order already, as full lists mostly are, stays as it is. */
function inOrder(changes: SlotChanges, compare: (one: number, other: number) => number): SlotChanges {
  const { slots, areIn, count } = changes;
  let isSorted = true;
  for (let at = 1; at < count && isSorted; at++) isSorted = compare(slots[at - 1] ?? 0, slots[at] ?? 0) < 0;
  if (isSorted) return changes;
  const turns = Int32Array.from({ length: count }, (_, at) => at);
  turns.sort((one, other) => compare(slots[one] ?? 0, slots[other] ?? 0));
  return {
    slots: turns.map((at) => slots[at] ?? 0),
    areIn: Uint8Array.from(turns, (at) => areIn[at] ?? 0),
    count,
  };
}

/** Where the last of these fields ends. */
function endOf(places: readonly number[], { noted }: EncodedRequest): number {
  let end = 0;
  for (const at of places) end = Math.max(end, noted[at] ?? 0);
  return end;
}
