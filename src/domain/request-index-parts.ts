import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import { matchRules } from './matching-score.js';
import type { EncodedRequest } from './request-index-encoder.js';
import { createAreaRanges, createPriceRanges } from './request-index-ranges.js';
import type { Ranges } from './request-index-ranges.js';
import { isNothing } from './request-index-tags.js';
import { PINNED, createSharedValues } from './request-index-values.js';
import type { SharedValues } from './request-index-values.js';

/** The fields of one rule. */
export type Part = Partial<BuyerRequest>;

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

/** What requests ask of one rule, each once. */
export type RuleParts = Readonly<{
  kind: MatchCriterionKind;
  values: SharedValues<Part>;
  ranges: Ranges | null;
  take: (request: BuyerRequest, encoded: EncodedRequest) => number;
}>;

/** What is not asked, as most is, is not even looked up. */
export function createRuleParts(kind: MatchCriterionKind): RuleParts {
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
  const key = Buffer.from(JSON.stringify([locations.map(factsOf), around]));
  const known = values.takeKnown(key, 0, key.length);
  return known ?? values.keep(key, 0, key.length, { locations: locations.map(withoutNames), around });
}

/** What rules read of a place: not what it is called, nor which quarter of it is meant. */
function factsOf({ inseeCodes, departmentCodes, district, resolution }: RequestedLocation): readonly unknown[] {
  return [inseeCodes, departmentCodes, district === null ? 0 : 1, resolution];
}

function withoutNames({ inseeCodes, departmentCodes, district, resolution }: RequestedLocation): RequestedLocation {
  return {
    cityId: null,
    name: '',
    inseeCodes: inseeCodes.length === 0 ? noCodes : inseeCodes,
    resolution,
    region: null,
    district: district === null ? null : '',
    departmentCodes: departmentCodes.length === 0 ? noCodes : departmentCodes,
  };
}

const noCodes: readonly string[] = [];
