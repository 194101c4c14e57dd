import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import { askedFields, createRuleParts, fieldsOfRule } from './request-index-parts.js';
import type { Part, RuleParts } from './request-index-parts.js';
import { isNothing, tags } from './request-index-tags.js';
import type { EncodedRequest } from './request-index-encoder.js';
import type { Ranges } from './request-index-ranges.js';
import { PINNED, createSharedValues } from './request-index-values.js';
import type { SharedValues } from './request-index-values.js';

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
      /** Where the fields of its criteria are noted; of several, each has one. */
      noted: kinds.map((kind) => 2 * askedFields.indexOf(fieldsOfRule[kind][0])),
      combinations: createSharedValues<readonly number[]>(criteria.map(() => PINNED)),
      flat: Int32Array.from({ length: 1024 }, (_, at) => (at < 2 * kinds.length ? PINNED : 0)),
    };
  });
  type Column = (typeof columns)[number];

  let key = Buffer.alloc(64);

  /** A combination is known by the bytes of its fields; how long that is, 0 where none of them asks for anything. */
  function writeKey({ noted: places }: Column, { bytes, noted }: EncodedRequest): number {
    let size = 0;
    let isAsked = false;
    for (const place of places) {
      const [start, end] = [noted[place] ?? 0, noted[place + 1] ?? 0];
      if (size + end - start >= key.length) key = Buffer.concat([key, Buffer.alloc(key.length + end - start)]);
      if (isNothing(bytes, start, end)) {
        key[size++] = tags.null;
        continue;
      }
      isAsked = true;
      for (let at = start; at < end; at++) key[size++] = bytes[at] ?? 0;
    }
    return isAsked ? size : 0;
  }

  /** What one criterion alone asks needs no combination. */
  function takeColumn(column: Column, request: BuyerRequest, encoded: EncodedRequest): number {
    const { criteria, combinations } = column;
    if (criteria.length === 1) return criteria[0]?.take(request, encoded) ?? PINNED;
    const size = writeKey(column, encoded);
    if (size === 0) return PINNED;
    const known = combinations.takeKnown(key, 0, size);
    if (known !== null) return known;
    const parts = criteria.map(({ take }) => take(request, encoded));
    return keepColumn(column, combinations.keep(key, 0, size, parts), parts);
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
