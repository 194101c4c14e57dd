import type { BuyerRequest } from './buyer-request.js';
import { createBestSlots } from './request-index-best.js';
import { withinChunk } from './request-index-columns.js';
import type { RequestTable } from './request-index-table.js';
import { packInstant } from './request-index-texts.js';

/** What bears no such date comes last, whichever the direction. */
export type RequestOrder = Readonly<{ field: 'ID' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' }>;

/** Where a request stands in every order; it need not be there any more. */
export type RequestPlace = Pick<BuyerRequest, 'requestId' | 'updatedAt'>;

/** Slots that may be wanted, or all; a test that costs little is asked of each that its place does not rule out. */
export type Wanted = Readonly<{ among: Int32Array | null; isWanted: (slot: number) => boolean }>;

/**
 * Slots in an order, from a place on, at most `most` of them. Those of one date are by identifier, numbers in their own
 * order and then the others as texts, ascending.
 */
export function slotsInOrder(
  table: RequestTable,
  { among, isWanted }: Wanted,
  { field, direction }: RequestOrder,
  after: RequestPlace | null,
  most: number,
): readonly number[] {
  const { order } = table;
  if (field === 'ID' && among === null) return walk();

  const compare = field === 'ID' ? byId(table, direction) : byUpdate(table, direction);
  const best = createBestSlots(most, (slot, _, other) => compare(slot, other));
  const isAfter = after === null ? null : (field === 'ID' ? idAfter : updatedAfter)(table, direction, after);
  const [slots, count] = among === null ? [order.slots, order.count] : [among, among.length];
  for (let at = 0; at < count; at++) {
    const slot = slots[at] ?? 0;
    const worst = best.worst();
    if (worst !== null && compare(slot, worst) > 0) continue;
    if ((isAfter === null || isAfter(slot)) && isWanted(slot)) best.offer(slot, 0);
  }
  return best.inOrder().map(({ slot }) => slot);

  function walk(): readonly number[] {
    const step = direction === 'ASC' ? 1 : -1;
    const found: number[] = [];
    for (let place = placeBeside(); place >= 0 && place < order.count && found.length < most; place += step) {
      const slot = order.slots[place] ?? 0;
      if (isWanted(slot)) found.push(slot);
    }
    return found;
  }

  /** The first place that is beyond the one given. */
  function placeBeside(): number {
    if (after === null) return direction === 'ASC' ? 0 : order.count - 1;
    const place = table.placeFrom(after.requestId);
    if (direction === 'DESC') return place - 1;
    const slot = place < order.count ? order.slots[place] : undefined;
    return slot !== undefined && table.idOf(slot) === after.requestId ? place + 1 : place;
  }
}

type Direction = RequestOrder['direction'];

function byId({ compareSlots }: RequestTable, direction: Direction): (slot: number, other: number) => number {
  return direction === 'ASC' ? compareSlots : (slot, other) => compareSlots(other, slot);
}

function idAfter({ compareToId }: RequestTable, direction: Direction, { requestId }: RequestPlace) {
  const sign = direction === 'ASC' ? 1 : -1;
  return (slot: number): boolean => compareToId(slot, requestId) * sign > 0;
}

function byUpdate(table: RequestTable, direction: Direction): (slot: number, other: number) => number {
  const packed = (slot: number) => table.chunkOf(slot).updated[slot & withinChunk] ?? Number.NaN;
  return (slot, other) => {
    const [at, otherAt] = [packed(slot), packed(other)];
    const difference =
      Number.isNaN(at) || Number.isNaN(otherAt)
        ? compareTexts(table.recordOf(slot).updatedAt, table.recordOf(other).updatedAt, direction)
        : compareDates(at, otherAt, direction);
    return difference === 0 ? table.compareSlots(slot, other) : difference;
  };
}

function updatedAfter(table: RequestTable, direction: Direction, after: RequestPlace) {
  const packedAfter = after.updatedAt === null ? -1 : (packInstant(after.updatedAt) ?? Number.NaN);
  return (slot: number): boolean => {
    const at = table.chunkOf(slot).updated[slot & withinChunk] ?? Number.NaN;
    const difference =
      Number.isNaN(at) || Number.isNaN(packedAfter)
        ? compareTexts(table.recordOf(slot).updatedAt, after.updatedAt, direction)
        : compareDates(at, packedAfter, direction);
    return difference === 0 ? table.compareToId(slot, after.requestId) > 0 : difference > 0;
  };
}

/** -1 is no date. */
function compareDates(at: number, otherAt: number, direction: Direction): number {
  if (at === otherAt) return 0;
  if (at < 0 || otherAt < 0) return at < 0 ? 1 : -1;
  return direction === 'ASC' ? at - otherAt : otherAt - at;
}

function compareTexts(at: string | null, otherAt: string | null, direction: Direction): number {
  if (at === otherAt) return 0;
  if (at === null || otherAt === null) return at === null ? 1 : -1;
  return at < otherAt === (direction === 'ASC') ? -1 : 1;
}
