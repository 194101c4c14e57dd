import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import { PINNED, createSharedValues } from './request-index-values.js';
import type { SharedValues, ValueKey } from './request-index-values.js';

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

/**
 * Criteria that are kept in one column: few combinations of what is asked in them occur. The first three, whose values
 * are many, have one each, and those of the others together fit in 30 bits of verdict codes.
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
  take: (request: BuyerRequest, asked: Uint32Array, start: number) => void;
  release: (asked: Uint32Array, start: number) => void;
  /**
   * The numbers of the parts that a column's numbers stand for: of each as many as it has criteria, in their order. The
   * number of a column of one criterion is that of its part.
   */
  partsOf: (column: number) => Int32Array;
  partsOfKind: (kind: MatchCriterionKind) => Pick<SharedValues<Part>, 'valueOf' | 'limit'>;
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

  /** What one criterion alone asks needs no combination. */
  function takeColumn(column: Column, request: BuyerRequest): number {
    const [first] = column.criteria;
    if (column.criteria.length === 1 && first !== undefined) return first.take(request);
    const own = column.criteria.map(({ take }) => take(request));
    if (own.every((part) => part === PINNED)) return PINNED;
    const key = keyOfParts(own);
    const known = column.combinations.takeKnown(key);
    if (known === null) return keepColumn(column, column.combinations.keep(key, own), own);
    // The combination keeps its parts already.
    releaseParts(column, own);
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
    for (const [index, { values }] of criteria.entries()) values.release(own[index] ?? 0);
  }

  return {
    take: (request, asked, start) => {
      for (const [index, column] of columns.entries()) {
        const isByList = index === LOCATION_COLUMN && arePlainCommunes(request);
        asked[start + index] = isByList ? BY_LIST : takeColumn(column, request);
      }
    },
    release: (asked, start) => {
      for (const [index, column] of columns.entries()) {
        const id = asked[start + index] ?? 0;
        if (column.criteria.length === 1) releaseParts(column, [id]);
        else releaseParts(column, column.combinations.release(id) ?? []);
      }
    },
    partsOf: (column) => columns[column]?.flat ?? new Int32Array(0),
    partsOfKind: (kind) => partsOfRule(rules, kind).values,
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
  take: (request: BuyerRequest) => number;
}>;

/** What is not asked, as most is, is not even looked up. */
function createRuleParts(kind: MatchCriterionKind): RuleParts {
  const [first, second] = fieldsOfRule[kind];
  const isLocation = kind === 'LOCATION';
  const values = createSharedValues<Part>(isLocation ? noPlace : { [first]: listFields.has(first) ? [] : null });

  function take(request: BuyerRequest): number {
    const value = request[first];
    if (isLocation) return takeLocation(values, request);
    if (value === null || (Array.isArray(value) && value.length === 0)) return PINNED;
    const other = second === undefined ? undefined : request[second];
    const isKey = second === undefined && (typeof value === 'string' || typeof value === 'number');
    const key = isKey ? value : JSON.stringify(second === undefined ? value : [value, other]);
    return (
      values.takeKnown(key) ??
      values.keep(key, second === undefined ? { [first]: value } : { [first]: value, [second]: other })
    );
  }

  return { kind, values, take };
}
const noPlace: Part = { locations: [], around: null };
/** What asks for nothing by a list that is empty. */
const listFields: ReadonlySet<keyof BuyerRequest> = new Set(['propertyClasses', 'outdoorAreas', 'services'] as const);

function takeLocation(values: SharedValues<Part>, { locations, around }: BuyerRequest): number {
  if (locations.length === 0 && around === null) return PINNED;
  const part = { locations: locations.map(withoutNames), around };
  const key = JSON.stringify(part);
  return values.takeKnown(key) ?? values.keep(key, part);
}

function partsOfRule(rules: readonly RuleParts[], kind: MatchCriterionKind): RuleParts {
  const rule = rules.find((each) => each.kind === kind);
  if (rule === undefined) throw new RangeError(`There is no rule for ${kind}.`);
  return rule;
}

/** A number where the parts' numbers are small, which is found faster. */
function keyOfParts(parts: readonly number[]): ValueKey {
  const bits = Math.floor(52 / parts.length);
  let key = 0;
  for (const part of parts) {
    if (part >= 2 ** bits) return parts.join();
    key = key * 2 ** bits + part;
  }
  return key;
}

function arePlainCommunes({ locations, around }: BuyerRequest): boolean {
  return around === null && locations.length > 0 && locations.every(isPlainCommune);
}

function isPlainCommune({ inseeCodes, departmentCodes, district, resolution }: RequestedLocation): boolean {
  return inseeCodes.length > 0 && departmentCodes.length === 0 && district === null && resolution === 'EXACT';
}

/** No rule reads what a place is called. */
function withoutNames(location: RequestedLocation): RequestedLocation {
  return { ...location, cityId: null, name: '', region: null };
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
