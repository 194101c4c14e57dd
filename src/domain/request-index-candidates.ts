import type { CommuneIndex } from './commune.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { mostWhenBroken } from './matching-score.js';
import { withinChunk } from './request-index-columns.js';
import { BY_LIST, LOCATION_COLUMN, columnCount, plainCommune } from './request-index-criteria.js';
import type { Judging } from './request-index-judging.js';
import { ANYWHERE, EVERYWHERE, placesOfAdvert } from './request-index-postings.js';
import type { SortedSlots } from './request-index-sorted.js';
import type { RequestTable } from './request-index-table.js';
import { BROKEN } from './request-index-verdicts.js';

/**
 * Requests in rows of `ROW_WIDTH`: the slot, and what is asked in numbers; that of the place below 0 where it is a
 * verdict code. They hold until the next ones are gathered, or the index changes.
 */
export type Candidates = Readonly<{ rows: Int32Array; count: number }>;

export const ROW_WIDTH = 1 + columnCount;

/** The requests that are found one by one, and lists of others, that name no place and so are many. */
export type Gathered = Readonly<{ found: Candidates; lists: readonly SortedSlots[] }>;

/** No commune's. */
const ELSEWHERE = '00000';

/** Finds the active requests that can score so much for an advert, each once, by its place, offer and class. */
export function createGathering(
  table: RequestTable,
  communes: Pick<CommuneIndex, 'parentOf' | 'arrondissementsOf'>,
  judging: Judging,
): (advert: MatchableAdvert, minScore: number) => Gathered {
  let searches = 0;
  let slots = new Int32Array(1024);
  let count = 0;
  let rows = new Int32Array(0);

  function collect(list: SortedSlots): void {
    reserve(count + list.count);
    slots.set(list.slots.subarray(list.start, list.start + list.count), count);
    count += list.count;
  }

  /** Notes how the best of the plain communes that a request names is judged. */
  function reach(list: SortedSlots, code: number, isCollecting: boolean): void {
    reserve(count + list.count);
    for (let index = 0; index < list.count; index++) {
      const slot = list.slots[list.start + index] ?? 0;
      const chunk = table.chunkOf(slot);
      const at = slot & withinChunk;
      if (chunk.reached[at] !== searches) {
        chunk.reached[at] = searches;
        chunk.reachedAs[at] = code;
        if (isCollecting) slots[count++] = slot;
      } else if (code < (chunk.reachedAs[at] ?? 0)) {
        chunk.reachedAs[at] = code;
      }
    }
  }

  function reserve(size: number): void {
    if (size <= slots.length) return;
    const larger = new Int32Array(size * 2);
    larger.set(slots.subarray(0, count));
    slots = larger;
  }

  function toRows(elsewhere: number): Candidates {
    if (count * ROW_WIDTH > rows.length) rows = new Int32Array(count * ROW_WIDTH * 2);
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? 0;
      const { asked, reached, reachedAs } = table.chunkOf(slot);
      const at = slot & withinChunk;
      const row = index * ROW_WIDTH;
      rows[row] = slot;
      for (let column = 0; column < columnCount; column++) {
        rows[row + 1 + column] = asked[at * columnCount + column] ?? 0;
      }
      if (rows[row + 1 + LOCATION_COLUMN] !== BY_LIST) continue;
      rows[row + 1 + LOCATION_COLUMN] = -(reached[at] === searches ? (reachedAs[at] ?? 0) : elsewhere);
    }
    return { rows, count };
  }

  return (advert, minScore) => {
    count = 0;
    searches += 1;
    judging.begin(advert);
    const { offerType, propertyClass } = advert;
    if (offerType === null) return { found: { rows, count }, lists: [] };
    const elsewhere = judging.judgePart('LOCATION', plainCommune(ELSEWHERE));
    const isConfined = elsewhere === BROKEN && minScore > mostWhenBroken;
    const name = { offerType, isActive: true };
    for (const place of placesOfAdvert(advert, communes)) {
      const list = table.postings.find({ ...name, place, propertyClass: null });
      if (list !== undefined) reach(list, judging.judgePart('LOCATION', plainCommune(place)), isConfined);
    }
    const lists = (propertyClass === null ? [null] : [propertyClass, null]).flatMap(
      (each) => table.postings.find({ ...name, place: isConfined ? ANYWHERE : EVERYWHERE, propertyClass: each }) ?? [],
    );
    if (!isConfined) for (const list of lists) collect(list);
    return { found: toRows(elsewhere), lists: isConfined ? lists : [] };
  };
}
