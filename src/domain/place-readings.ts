import type { Areas } from './areas.js';
import type { CommuneTable } from './commune-table.js';
import type { WrittenNumber, WrittenPlace } from './written-place.js';

/**
 * What is known of a place besides its text. It decides between readings that the text leaves open and never overrules
 * the text; only a country does, other than France.
 */
export type PlaceContext = Readonly<{
  /** ISO 3166-1 alpha-2; that of a territory overseas narrows to it. */
  countryCode?: string | null;
  postalCode?: string | null;
  /** Code or name. */
  department?: string | null;
  /** INSEE code or name. */
  region?: string | null;
  /** INSEE codes of places that are likely to be near, such as the others that an agency works in. */
  nearbyInseeCodes?: readonly string[];
}>;

export type DepartmentCodes = ReadonlySet<string>;

export type Place = Readonly<{
  /** Of the place, of parts of it or of a town around it. */
  names: readonly string[];
  /** Ways to read all of the text as one name. */
  forms: readonly string[];
  numbers: readonly WrittenNumber[];
  /** Départements that the context speaks for, the surest first. */
  likely: readonly DepartmentCodes[];
}>;

/** One way to take a text apart into a place and the areas that it lies in. */
export type Reading = Readonly<{ place: Place; bounds: readonly DepartmentCodes[] }>;

/**
 * "Cannes, Alpes-Maritimes": what names an area bounds the rest. "Paris, Invalides", "Vienne, Isère": it may also be
 * the place itself.
 */
export function readingsOf(
  { whole, parts, numbers }: WrittenPlace,
  likely: readonly DepartmentCodes[],
  areas: Areas,
): readonly Reading[] {
  const areaOf = parts.map((part) => areas.findByName(part));
  const reading = (place: number) => {
    const isName = (index: number) => index === place || areaOf[index] === undefined;
    const names = parts.filter((_part, index) => isName(index));
    const forms = [whole, names.join(' ')].filter((form) => /[a-z]/.test(form));
    return {
      place: { names, forms, numbers, likely },
      bounds: areaOf.flatMap((area, index) => (area === undefined || isName(index) ? [] : [area])),
    };
  };
  const firstName = areaOf.indexOf(undefined);
  const isPossible = (index: number) => parts.length === 1 || areaOf[index]?.size !== 0;
  const areaIndexes = [...parts.keys()].filter((index) => areaOf[index] !== undefined && isPossible(index));
  return (firstName === -1 && parts.length > 0 ? areaIndexes : [firstName, ...areaIndexes]).map(reading);
}

/** What the context speaks for, the surest first. */
export function likelyDepartments(
  { department, region, nearbyInseeCodes = [] }: PlaceContext,
  table: CommuneTable,
  areas: Areas,
): readonly DepartmentCodes[] {
  const nearby = nearbyInseeCodes
    .flatMap((code) => table.findRow(code) ?? [])
    .map((row) => table.departmentAt(row).code);
  return [
    areas.findDepartmentByNumber(department ?? '') ?? areas.findByName(department ?? ''),
    areas.findRegionByCode(region ?? '') ?? areas.findByName(region ?? ''),
    nearby.length > 0 ? new Set(nearby) : undefined,
  ].filter((codes) => codes !== undefined);
}
