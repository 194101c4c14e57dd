import { withinChunk } from './request-index-columns.js';
import type { Columns } from './request-index-columns.js';
import { placeOf } from './request-index-sorted.js';
import type { SortedSlots } from './request-index-sorted.js';
import { digitsOf } from './request-index-texts.js';

/** Identifiers by slot, and places by identifier: numbers come in their own order, then the others as texts. */
export type Identifiers = Readonly<{
  name: (slot: number, requestId: string) => void;
  forget: (slot: number) => void;
  idOf: (slot: number) => string;
  /** Below 0 where the first comes first. */
  compareSlots: (slot: number, other: number) => number;
  /** The same with an identifier, whose request need not be there. */
  compareToId: (slot: number, requestId: string) => number;
  /** The place in the order of the first that is not before an identifier. */
  placeFrom: (requestId: string) => number;
}>;

/** Then a guess has failed, and halves find it as fast. */
const MOST_GUESSES = 8;

export function createIdentifiers({ chunkOf }: Pick<Columns, 'chunkOf'>, order: SortedSlots): Identifiers {
  /** Those that are no numbers. */
  const names = new Map<number, string>();

  function idOf(slot: number): string {
    return names.get(slot) ?? String(chunkOf(slot).idNumbers[slot & withinChunk]);
  }

  function idNumberOf(slot: number): number {
    return chunkOf(slot).idNumbers[slot & withinChunk] ?? Number.NaN;
  }

  /** By numbers, as long as they tell. */
  function compareSlots(one: number, other: number): number {
    const a = idNumberOf(one);
    const b = idNumberOf(other);
    if (a !== b) return a < b ? -1 : 1;
    return one === other || a !== Infinity ? 0 : compareTexts(idOf(one), idOf(other));
  }

  function compareToId(slot: number, requestId: string): number {
    const [own, number] = [idNumberOf(slot), digitsOf(requestId) ?? Infinity];
    if (own !== number) return own < number ? -1 : 1;
    return own === Infinity ? compareTexts(idOf(slot), requestId) : 0;
  }

  function placeFrom(requestId: string): number {
    const number = digitsOf(requestId);
    if (number !== null) return placeOfNumber(number);
    return placeOf(order, (slot) => {
      const own = idNumberOf(slot);
      return own === Infinity ? idOf(slot) < requestId : true;
    });
  }

  /** Identifiers are mostly given out in turn: where one stands is guessed from those at both ends. */
  function placeOfNumber(number: number): number {
    const { slots, count } = order;
    let [low, high] = [0, count];
    for (let guesses = 0; guesses < MOST_GUESSES && low < high; guesses++) {
      const [first, last] = [idNumberOf(slots[low] ?? 0), idNumberOf(slots[high - 1] ?? 0)];
      if (number <= first) return low;
      if (last < number) return high;
      if (last === Infinity) break;
      const guess = low + Math.floor(((number - first) / (last - first)) * (high - 1 - low));
      const own = idNumberOf(slots[guess] ?? 0);
      if (own === number) return guess;
      if (own < number) low = guess + 1;
      else high = guess;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (idNumberOf(slots[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    name: (slot, requestId) => {
      const number = digitsOf(requestId);
      chunkOf(slot).idNumbers[slot & withinChunk] = number ?? Infinity;
      if (number === null) names.set(slot, requestId);
    },
    forget: (slot) => names.delete(slot),
    idOf,
    compareSlots,
    compareToId,
    placeFrom,
  };
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
