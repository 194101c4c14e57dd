import type { PriceCriterion } from './buyer-criteria.js';
import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import { silentAdvert } from './matchable-advert.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import { withinChunk } from './request-index-columns.js';
import { BY_LIST, LOCATION_COLUMN, columnCount, columnsOfCriteria, plainCommune } from './request-index-criteria.js';
import { createJudging } from './request-index-judging.js';
import { createSlotMarks } from './request-index-marks.js';
import { slotsInOrder } from './request-index-order.js';
import type { RequestOrder, RequestPlace, Wanted } from './request-index-order.js';
import { PARTLY_KNOWN, placesAround } from './request-index-postings.js';
import type { RequestTable } from './request-index-table.js';
import { packInstant } from './request-index-texts.js';
import { codeOf } from './request-index-verdicts.js';
import type { OfferType, PropertyClass } from './vocabulary.js';

/** What is not given does not limit. */
export type RequestFilter = Readonly<{
  isActive?: boolean | null;
  offerTypes?: readonly OfferType[] | null;
  /** Requests for one of these, or for any class. */
  propertyClasses?: readonly PropertyClass[] | null;
  /** INSEE code: requests that what lies there answers to by its place, in full or nearly; none that name no place. */
  inseeCode?: string | null;
  /** Requests whose own prices have one in common with these; none that name no price, or one in another currency. */
  price?: PriceCriterion | null;
  /** ISO 8601, UTC. */
  updatedSince?: string | null;
}>;

export type RequestPage = Readonly<{ requests: readonly BuyerRequest[]; hasNextPage: boolean }>;

export type RequestPages = Readonly<{
  /** By identifier, ascending, unless asked otherwise. */
  page: (
    ask: Readonly<{ filter?: RequestFilter; order?: RequestOrder; after?: RequestPlace | null; first: number }>,
  ) => RequestPage;
  /** Looks at every request of the commune, or at every one. */
  count: (filter?: RequestFilter) => number;
}>;

type Places = Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>;
type Test = (slot: number) => boolean;

const byId: RequestOrder = { field: 'ID', direction: 'ASC' };

export function createRequestPages(table: RequestTable, communes: Places): RequestPages {
  const marks = createSlotMarks();

  function wantedBy(filter: RequestFilter): Wanted {
    const { isActive, offerTypes: offers, propertyClasses: classes, price, inseeCode, updatedSince } = filter;
    const tests: Test[] = [];
    if (isActive !== null && isActive !== undefined) {
      tests.push((slot) => (table.chunkOf(slot).isActive[slot & withinChunk] === 1) === isActive);
    }
    if (offers) {
      tests.push(testOfPart('OFFER_TYPE', ({ offerType }) => offerType !== undefined && offers.includes(offerType)));
    }
    if (classes) tests.push(testOfPart('PROPERTY_CLASS', ({ propertyClasses }) => isOneOf(classes, propertyClasses)));
    if (price) tests.push(testOfPart('PRICE', (part) => havePriceInCommon(price, part.price)));
    if (updatedSince) tests.push(testOfUpdate(updatedSince));
    const [only] = tests;
    const isWanted: Test =
      tests.length === 1 && only !== undefined ? only : (slot) => tests.every((test) => test(slot));
    return { among: inseeCode ? slotsOfPlace(inseeCode) : null, isWanted };
  }

  /** Asks once of each thing that requests ask for, however many do. */
  function testOfPart(kind: MatchCriterionKind, isWanted: (part: Partial<BuyerRequest>) => boolean): Test {
    const column = columnsOfCriteria.findIndex((kinds) => kinds.some((each) => each === kind));
    const criterion = columnsOfCriteria[column]?.findIndex((each) => each === kind) ?? 0;
    const width = columnsOfCriteria[column]?.length ?? 1;
    const parts = table.criteria.partsOfKind(kind);
    const known = new Uint8Array(table.criteria.limitOf(column));
    return (slot) => {
      const id = table.chunkOf(slot).asked[(slot & withinChunk) * columnCount + column] ?? 0;
      if (known[id] === 0) {
        const part = width === 1 ? id : (table.criteria.partsOf(column)[id * width + criterion] ?? 0);
        known[id] = isWanted(parts.valueOf(part) ?? {}) ? 2 : 1;
      }
      return known[id] === 2;
    };
  }

  function testOfUpdate(since: string): Test {
    const instant = new Date(since).toISOString();
    const least = packInstant(instant) ?? 0;
    return (slot) => {
      const updated = table.chunkOf(slot).updated[slot & withinChunk] ?? -1;
      if (!Number.isNaN(updated)) return updated >= least;
      return Date.parse(table.recordOf(slot).updatedAt ?? '') >= Date.parse(instant);
    };
  }

  /** Each once, in no order. */
  function slotsOfPlace(inseeCode: string): Int32Array {
    const judging = createJudging(table.criteria, communes);
    judging.begin({ ...silentAdvert, inseeCode });
    const isWanted = (code: number) => code === codeOf('MET') || code === codeOf('WITHIN_MARGIN');
    const found: number[] = [];

    function find(place: string, isPlainWanted: boolean): void {
      for (const { slots, start, count } of table.postings.ofPlace(place)) {
        for (let at = start; at < start + count; at++) {
          const slot = slots[at] ?? 0;
          const id = table.chunkOf(slot).asked[(slot & withinChunk) * columnCount + LOCATION_COLUMN] ?? 0;
          const isPlaceWanted = id === BY_LIST ? isPlainWanted : isWanted(judging.codeOf(LOCATION_COLUMN, id));
          if (!isPlaceWanted || marks.isMarked(slot)) continue;
          marks.mark(slot);
          found.push(slot);
        }
      }
    }

    for (const place of placesAround(inseeCode, communes)) {
      find(place, isWanted(judging.judgePart('LOCATION', plainCommune(place))));
    }
    find(PARTLY_KNOWN, false);
    for (const slot of found) marks.unmark(slot);
    return Int32Array.from(found);
  }

  return {
    page: ({ filter = {}, order = byId, after = null, first }) => {
      // One more than is wanted tells whether more follow.
      const slots = slotsInOrder(table, wantedBy(filter), order, after, first + 1);
      return { requests: slots.slice(0, first).map(table.recordOf), hasNextPage: slots.length > first };
    },
    count: (filter = {}) => {
      const { among, isWanted } = wantedBy(filter);
      const [slots, length] = among === null ? [table.order.slots, table.order.count] : [among, among.length];
      let count = 0;
      for (let at = 0; at < length; at++) if (isWanted(slots[at] ?? 0)) count += 1;
      return count;
    },
  };
}

/** A request that names no class would take any. */
function isOneOf(wanted: readonly PropertyClass[], classes: readonly PropertyClass[] = []): boolean {
  return classes.length === 0 || classes.some((each) => wanted.includes(each));
}

function havePriceInCommon(wanted: PriceCriterion, price: PriceCriterion | null = null): boolean {
  return (
    price?.currency === wanted.currency &&
    (price.min ?? -Infinity) <= (wanted.max ?? Infinity) &&
    (wanted.min ?? -Infinity) <= (price.max ?? Infinity)
  );
}
