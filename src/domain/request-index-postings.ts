import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import { createPlaceNumbers } from './request-index-places.js';
import { createBlockPool } from './request-index-pool.js';
import { SOMEWHERE, squareOf, squaresAround } from './request-index-squares.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { departmentCodeOf } from './commune-table.js';
import { changeSlots, emptySlots, noteTouched } from './request-index-sorted.js';
import type { SortedSlots } from './request-index-sorted.js';
import { offerTypes, propertyClasses } from './vocabulary.js';
import type { OfferType, PropertyClass } from './vocabulary.js';

/** Where requests are looked for: by a place that they name, or `ANYWHERE`, or `EVERYWHERE`. */
export type ListName = Readonly<{
  place: string;
  offerType: OfferType;
  isActive: boolean;
  /** `null` of a place, whose requests are few, and of those that would take any class. */
  propertyClass: PropertyClass | null;
}>;

/** Requests that no place of theirs rules out elsewhere. */
export const ANYWHERE = ' anywhere';
/** All requests. */
export const EVERYWHERE = ' everywhere';

/** Requests that name places, but are not confined to them: another place of theirs nobody understands. */
export const PARTLY_KNOWN = ' partly known';

/** What decides on a request's lists. */
export const postedFields = ['isActive', 'offerType', 'propertyClasses', 'locations', 'around'] as const;
type PostedRequest = Pick<BuyerRequest, (typeof postedFields)[number]>;

/** Slots by where and what is asked. Changes are collected until they are settled, which orders each list once. */
export type Postings = Readonly<{
  /** To all lists that a request belongs to. */
  come: (request: PostedRequest, slot: number) => void;
  go: (request: PostedRequest, slot: number) => void;
  /** The numbers of the lists that a request belongs to, some perhaps twice. */
  listsOf: (request: PostedRequest) => readonly number[];
  add: (list: number, slot: number) => void;
  remove: (list: number, slot: number) => void;
  /** Between two settlements a slot may come to a list, or go, but not both. */
  settle: () => void;
  /**
   * Whether the list is arranged by what requests ask, and when they were updated. No request for plain communes is in
   * such a list.
   */
  isArranged: (list: number) => boolean;
  /** Notes that what a list is arranged by has changed of one that is in it, or else that it comes again. */
  arrangeAnew: (list: number, slot: number) => void;
  /** `undefined` where there are none. */
  find: (name: ListName) => SortedSlots | undefined;
  /** The lists of all that are confined to places of which this is one, or are `PARTLY_KNOWN`. */
  ofPlace: (place: string) => readonly SortedSlots[];
}>;

export function createPostings(): Postings {
  const lists = new Map<number, SortedSlots>();
  const pool = createBlockPool();
  const placeIds = createPlaceNumbers();
  /** The first of all places. */
  const anywhere = placeIds.numberOf(ANYWHERE);
  const everywhere = placeIds.numberOf(EVERYWHERE);
  let changes = new Float64Array(1024);
  let changeCount = 0;
  let ofList = { slots: new Int32Array(1024), areIn: new Uint8Array(1024), count: 0 };

  function numberOf(placeId: number, offerType: OfferType, isActive: boolean, propertyClass: PropertyClass | null) {
    const offer = offerTypes.indexOf(offerType);
    const kind = propertyClass === null ? propertyClasses.length : propertyClasses.indexOf(propertyClass);
    return ((placeId * offerTypes.length + offer) * 2 + Number(isActive)) * (propertyClasses.length + 1) + kind;
  }

  /** What comes, or goes: these many calls make no function each. */
  let posted = 0;
  const addPosted = (list: number): void => change(list, posted, true);
  const removePosted = (list: number): void => change(list, posted, false);

  /** Some perhaps twice. */
  function eachList(request: PostedRequest, use: (list: number) => void): void {
    const { offerType, isActive, propertyClasses: classes, locations, around } = request;
    const squares = around === null ? [] : squaresAround(around);
    const isConfined = squares !== null && (around !== null || locations.length > 0) && locations.every(isNamed);
    for (const propertyClass of classes.length === 0 ? anyClass : classes) {
      use(numberOf(everywhere, offerType, isActive, propertyClass));
      if (!isConfined) use(numberOf(anywhere, offerType, isActive, propertyClass));
    }
    if (!isConfined) {
      if (locations.some(isNamed)) use(numberOf(placeIds.numberOf(PARTLY_KNOWN), offerType, isActive, null));
      return;
    }
    for (const square of squares) use(numberOf(placeIds.numberOf(square), offerType, isActive, null));
    for (const { inseeCodes, departmentCodes } of locations) {
      for (const code of inseeCodes) use(numberOf(placeIds.numberOf(code), offerType, isActive, null));
      for (const code of departmentCodes) {
        use(numberOf(placeIds.numberOf(departmentPlace(code)), offerType, isActive, null));
      }
    }
  }

  function change(list: number, slot: number, isIn: boolean): void {
    if (changeCount === changes.length) {
      const larger = new Float64Array(2 * changeCount);
      larger.set(changes);
      changes = larger;
    }
    changes[changeCount++] = (list * MOST_SLOTS + slot) * 2 + Number(isIn);
  }

  function settle(): void {
    if (changeCount > ofList.slots.length) {
      ofList = { slots: new Int32Array(2 * changeCount), areIn: new Uint8Array(2 * changeCount), count: 0 };
    }
    const sorted = changes.subarray(0, changeCount).sort();
    for (let at = 0; at < changeCount;) {
      const number = listOf(sorted[at] ?? 0);
      const begin = number * MOST_SLOTS * 2;
      const end = begin + MOST_SLOTS * 2;
      ofList.count = 0;
      for (; at < changeCount && (sorted[at] ?? 0) < end; at++) {
        if (sorted[at] === sorted[at - 1]) continue;
        const change = (sorted[at] ?? 0) - begin;
        ofList.slots[ofList.count] = change >>> 1;
        ofList.areIn[ofList.count++] = change & 1;
      }
      settleList(number);
    }
    changeCount = 0;
  }

  function settleList(number: number): void {
    const known = lists.get(number);
    const list = known ?? emptySlots();
    changeSlots(list, ofList, ascending, pool);
    if (list.count === 0) lists.delete(number);
    else if (known === undefined) lists.set(number, list);
  }

  function find(name: ListName): SortedSlots | undefined {
    const placeId = placeIds.find(name.place);
    return placeId === undefined
      ? undefined
      : lists.get(numberOf(placeId, name.offerType, name.isActive, name.propertyClass));
  }

  return {
    come: (request, slot) => {
      posted = slot;
      eachList(request, addPosted);
    },
    go: (request, slot) => {
      posted = slot;
      eachList(request, removePosted);
    },
    listsOf: (request) => {
      const numbers: number[] = [];
      eachList(request, (list) => numbers.push(list));
      return numbers;
    },
    add: (list, slot) => change(list, slot, true),
    remove: (list, slot) => change(list, slot, false),
    settle,
    isArranged,
    arrangeAnew: (list, slot) => {
      const known = lists.get(list);
      if (known !== undefined) noteTouched(known, slot);
    },
    find,
    ofPlace: (place) =>
      offerTypes.flatMap((offerType) =>
        [true, false].flatMap((isActive) => find({ place, offerType, isActive, propertyClass: null }) ?? []),
      ),
  };
}

const anyClass = [null];
const listsOfAPlace = offerTypes.length * 2 * (propertyClasses.length + 1);
/** A change in one number has its list first, then its slot. */
const MOST_SLOTS = 2 ** 27;

function listOf(change: number): number {
  return Math.floor(change / (2 * MOST_SLOTS));
}

/** `ANYWHERE` is the first of the places. */
function isArranged(list: number): boolean {
  return list < listsOfAPlace;
}

function ascending(one: number, other: number): number {
  return one - other;
}

function isNamed({ inseeCodes, departmentCodes }: RequestedLocation): boolean {
  return inseeCodes.length > 0 || departmentCodes.length > 0;
}

/** The places that a request may be confined to that wants, or may want, an advert. */
export function placesOfAdvert(
  { inseeCode, coordinates }: MatchableAdvert,
  communes: Pick<CommuneIndex, 'parentOf' | 'arrondissementsOf'>,
): readonly string[] {
  const square = coordinates === null ? SOMEWHERE : squareOf(coordinates);
  return inseeCode === null ? [square] : [square, ...placesAround(inseeCode, communes)];
}

/** The places that a request may name where it wants, or may want, what lies in a commune. */
export function placesAround(inseeCode: string, communes: Pick<CommuneIndex, 'parentOf' | 'arrondissementsOf'>) {
  const parent = communes.parentOf(inseeCode);
  return [
    inseeCode,
    ...(parent === null ? [] : [parent]),
    ...communes.arrondissementsOf(inseeCode),
    departmentPlace(departmentCodeOf(inseeCode)),
  ];
}

/** INSEE codes have five characters, so that the two never meet. */
function departmentPlace(departmentCode: string): string {
  return `D ${departmentCode}`;
}
