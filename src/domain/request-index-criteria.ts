import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import { isNothing } from './request-index-tags.js';
import type { EncodedRequest } from './request-index-encoder.js';
import { createAreaRanges, createPriceRanges } from './request-index-ranges.js';
import type { Ranges } from './request-index-ranges.js';
import { PINNED, createSharedValues } from './request-index-values.js';
import type { SharedValues } from './request-index-values.js';

/** The fields that a rule reads, the one first that says whether anything is asked. */
export const fieldsOfRule: Readonly<Record<MatchCriterionKind, readonly [keyof BuyerRequest, (keyof BuyerRequest)?]>> =
  {
    OFFER_TYPE: ['offerType'],
    PROPERTY_CLASS: ['propertyClasses'],
    LOCATION: ['locations', 'around'],
    PRICE: ['price', 'margin'],
    AREA: ['area', 'margin'],
    ROOMS: ['rooms'],
    BEDROOMS: ['minBedrooms'],
    FLOOR: ['floor'],
    CONDITION: ['condition'],
    STANDING: ['standing'],
    VIEW: ['view'],
    OUTDOOR_SPACE: ['outdoorAreas'],
    SERVICES: ['services'],
  };

/** What is to be noted of a request's bytes: the fields that rules read. */
export const askedFields: readonly (keyof BuyerRequest)[] = [
  ...new Set(matchRules.flatMap(({ kind }) => fieldsOfRule[kind].filter((field) => field !== undefined))),
];

/**
 * Criteria that are kept in one column: few combinations of what is asked in them occur. The verdict codes of all but the
 * last column fit together in 21 bits, those of the last in 18.
 */
export const columnsOfCriteria = [
  ['PRICE'],
  ['LOCATION'],
  ['AREA'],
  ['OFFER_TYPE', 'PROPERTY_CLASS', 'ROOMS', 'BEDROOMS'],
  ['FLOOR', 'CONDITION', 'STANDING', 'VIEW', 'OUTDOOR_SPACE', 'SERVICES'],
] as const satisfies readonly (readonly MatchCriterionKind[])[];

export const columnCount = columnsOfCriteria.length;
export const PRICE_COLUMN = 0;
export const LOCATION_COLUMN = 1;
export const AREA_COLUMN = 2;
export const HOME_COLUMN = 3;
export const WISHES_COLUMN = 4;

/** Stands for places that are plain communes: the lists that name them tell the verdict, and they are not kept. */
export const BY_LIST = 0;

/** The fields of one rule. */
export type Part = Partial<BuyerRequest>;

/** What requests ask for, criterion by criterion: what many ask for is kept, and judged, once. */
export type CriteriaTable = Readonly<{
  /** Writes one number a column. */
  take: (request: BuyerRequest, encoded: EncodedRequest, asked: Uint32Array, start: number) => void;
  release: (asked: Uint32Array, start: number) => void;
  /**
   * The numbers of the parts that a column's numbers stand for: of each as many as it has criteria, in their order. The
   * number of a column of one criterion is that of its part.
   */
  partsOf: (column: number) => Int32Array;
  partsOfKind: (kind: MatchCriterionKind) => Pick<SharedValues<Part>, 'valueOf' | 'limit'>;
  /** Of what is asked as a range, its bounds by the number of the part; `null` of other criteria. */
  rangesOfKind: (kind: MatchCriterionKind) => Ranges | null;
  /** All numbers of a column are below that. */
  limitOf: (column: number) => number;
}>;

export function createCriteriaTable(): CriteriaTable {
  const rules = matchRules.map(({ kind }) => createRuleParts(kind));
  const columns = columnsOfCriteria.map((kinds) => {
    const criteria = kinds.map((kind) => partsOfRule(rules, kind));
    return {
      criteria,
      combinations: createSharedValues<readonly number[]>(criteria.map(() => PINNED)),
      flat: Int32Array.from({ length: 1024 }, (_, at) => (at < 2 * kinds.length ? PINNED : 0)),
    };
  });
  type Column = (typeof columns)[number];

  /** The numbers of a combination's parts, and their bytes, which it is known by. */
  const own = new Int32Array(Math.max(...columnsOfCriteria.map((kinds) => kinds.length)));
  const ownBytes = Buffer.from(own.buffer);

  /** What one criterion alone asks needs no combination. */
  function takeColumn(column: Column, request: BuyerRequest, encoded: EncodedRequest): number {
    const { criteria, combinations } = column;
    const count = criteria.length;
    let isAsked = false;
    for (let index = 0; index < count; index++) {
      const part = criteria[index]?.take(request, encoded) ?? PINNED;
      if (count === 1) return part;
      own[index] = part;
      if (part !== PINNED) isAsked = true;
    }
    if (!isAsked) return PINNED;
    const size = count * Int32Array.BYTES_PER_ELEMENT;
    const known = combinations.takeKnown(ownBytes, 0, size);
    if (known === null) {
      const parts = [...own.subarray(0, count)];
      return keepColumn(column, combinations.keep(ownBytes, 0, size, parts), parts);
    }
    // The combination keeps its parts already.
    for (let index = 0; index < count; index++) criteria[index]?.values.release(own[index] ?? 0);
    return known;
  }

  function keepColumn(column: Column, id: number, own: readonly number[]): number {
    if ((id + 1) * own.length > column.flat.length) {
      const larger = new Int32Array(Math.ceil((id + 1) * own.length * 1.5));
      larger.set(column.flat);
      column.flat = larger;
    }
    column.flat.set(own, id * own.length);
    return id;
  }

  function releaseParts({ criteria }: Column, own: readonly number[]): void {
    for (let index = 0; index < own.length; index++) criteria[index]?.values.release(own[index] ?? 0);
  }

  return {
    take: (request, encoded, asked, start) => {
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index];
        if (column === undefined) continue;
        const isByList = index === LOCATION_COLUMN && arePlainCommunes(request);
        asked[start + index] = isByList ? BY_LIST : takeColumn(column, request, encoded);
      }
    },
    release: (asked, start) => {
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index];
        const id = asked[start + index] ?? 0;
        if (column === undefined || id === BY_LIST || id === PINNED) continue;
        if (column.criteria.length === 1) column.criteria[0]?.values.release(id);
        else releaseParts(column, column.combinations.release(id) ?? []);
      }
    },
    partsOf: (column) => columns[column]?.flat ?? new Int32Array(0),
    partsOfKind: (kind) => partsOfRule(rules, kind).values,
    rangesOfKind: (kind) => partsOfRule(rules, kind).ranges,
    limitOf: (index) => {
      const column = columns[index];
      const [first] = column?.criteria ?? [];
      return (column?.criteria.length === 1 ? first?.values.limit() : column?.combinations.limit()) ?? 0;
    },
  };
}

type RuleParts = Readonly<{
  kind: MatchCriterionKind;
  values: SharedValues<Part>;
  ranges: Ranges | null;
  take: (request: BuyerRequest, encoded: EncodedRequest) => number;
}>;

/** What is not asked, as most is, is not even looked up. */
function createRuleParts(kind: MatchCriterionKind): RuleParts {
  const [first, second] = fieldsOfRule[kind];
  const isLocation = kind === 'LOCATION';
  const values = createSharedValues<Part>(isLocation ? noPlace : { [first]: listFields.has(first) ? [] : null });
  const at = 2 * askedFields.indexOf(first);
  const otherAt = second === undefined ? -1 : 2 * askedFields.indexOf(second);
  const ranges = kind === 'PRICE' ? createPriceRanges() : kind === 'AREA' ? createAreaRanges() : null;
  let key = Buffer.alloc(64);

  function keep(bytes: Buffer, from: number, to: number, part: Part): number {
    const id = values.keep(bytes, from, to, part);
    ranges?.keep(id, part);
    return id;
  }

  function takeOne(request: BuyerRequest, { bytes, noted }: EncodedRequest): number {
    const [start, end] = [noted[at] ?? 0, noted[at + 1] ?? 0];
    if (isNothing(bytes, start, end)) return PINNED;
    return values.takeKnown(bytes, start, end) ?? keep(bytes, start, end, { [first]: request[first] });
  }

  function takeTwo(request: BuyerRequest, { bytes, noted }: EncodedRequest): number {
    const [start, end] = [noted[at] ?? 0, noted[at + 1] ?? 0];
    if (isNothing(bytes, start, end) || second === undefined) return PINNED;
    const [otherStart, otherEnd] = [noted[otherAt] ?? 0, noted[otherAt + 1] ?? 0];
    const size = end - start + otherEnd - otherStart;
    if (size > key.length) key = Buffer.alloc(size * 2);
    let used = 0;
    for (let from = start; from < end; from++) key[used++] = bytes[from] ?? 0;
    for (let from = otherStart; from < otherEnd; from++) key[used++] = bytes[from] ?? 0;
    return values.takeKnown(key, 0, used) ?? keep(key, 0, used, { [first]: request[first], [second]: request[second] });
  }

  if (isLocation) return { kind, values, ranges, take: (request) => takeLocation(values, request) };
  return { kind, values, ranges, take: second === undefined ? takeOne : takeTwo };
}

const noPlace: Part = { locations: [], around: null };
/** What asks for nothing by a list that is empty. */
const listFields: ReadonlySet<keyof BuyerRequest> = new Set(['propertyClasses', 'outdoorAreas', 'services'] as const);

function takeLocation(values: SharedValues<Part>, { locations, around }: BuyerRequest): number {
  if (locations.length === 0 && around === null) return PINNED;
  const part = { locations: locations.map(withoutNames), around };
  const key = Buffer.from(JSON.stringify(part));
  return values.takeKnown(key, 0, key.length) ?? values.keep(key, 0, key.length, part);
}

function partsOfRule(rules: readonly RuleParts[], kind: MatchCriterionKind): RuleParts {
  const rule = rules.find((each) => each.kind === kind);
  if (rule === undefined) throw new RangeError(`There is no rule for ${kind}.`);
  return rule;
}

function arePlainCommunes({ locations, around }: BuyerRequest): boolean {
  return around === null && locations.length > 0 && locations.every(isPlainCommune);
}

function isPlainCommune({ inseeCodes, departmentCodes, district, resolution }: RequestedLocation): boolean {
  return inseeCodes.length > 0 && departmentCodes.length === 0 && district === null && resolution === 'EXACT';
}

/** No rule reads what a place is called, nor which quarter of it is meant. */
function withoutNames(location: RequestedLocation): RequestedLocation {
  return { ...location, cityId: null, name: '', region: null, district: location.district === null ? null : '' };
}

/** What a request for one commune, and nothing else, has for the rule of places. */
export function plainCommune(inseeCode: string): Part {
  const place: RequestedLocation = {
    cityId: null,
    name: '',
    inseeCodes: [inseeCode],
    resolution: 'EXACT',
    region: null,
    district: null,
    departmentCodes: [],
  };
  return { locations: [place], around: null };
}
