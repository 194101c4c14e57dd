import type { Areas } from './areas.js';
import type { CommuneTable } from './commune-table.js';
import type { NameSearch, Scope } from './name-search.js';
import { isInCountry } from './overseas.js';
import type { DepartmentCodes, Place, PlaceContext } from './place-readings.js';
import { likelyDepartments, readingsOf } from './place-readings.js';
import type { WrittenNumber, WrittenPlace } from './written-place.js';
import { readPlace } from './written-place.js';

/**
 * EXACT has one code, AMBIGUOUS every code that may be meant, in ascending order, UNRESOLVED none. A city with
 * arrondissements has its own code where the text says none of them. `departmentCodes` are those of the region or the
 * département that bears that name, whatever else does.
 */
type PlaceResolution = Readonly<{
  resolution: 'EXACT' | 'AMBIGUOUS' | 'UNRESOLVED';
  inseeCodes: readonly string[];
  departmentCodes: readonly string[];
}>;

/** What follows such a word belongs to the name. */
const joining = /^(?:sur|sous|les|pres|et)$/;

export type PlaceResolver = Readonly<{
  resolve: (text: string, context?: PlaceContext) => PlaceResolution;
  /** The one row of a postal code that the text names; of a city, its arrondissement there. */
  findRowThere: (postalCode: string, text: string) => number | undefined;
}>;

type Rows = readonly number[];

export function createPlaceResolver(table: CommuneTable, search: NameSearch, areas: Areas): PlaceResolver {
  return {
    resolve(text, context = {}) {
      const written = readPlace(text);
      if (written === null) return { ...toResolution([]), departmentCodes: [] };
      const country = context.countryCode ?? 'FR';
      const departmentCodes = [...(areas.findByName(text) ?? [])].filter((code) => isInCountry(code, country)).sort();
      return { ...toResolution(rowsMeant(written, context, country)), departmentCodes };
    },

    findRowThere(postalCode, text) {
      const written = readPlace(text);
      if (written === null) return undefined;
      const there = table.rowsWithPostalCode(postalCode);
      for (const { place } of readingsOf(written, [], areas)) {
        const [row, ...others] = new Set(findThere(place, there));
        if (row !== undefined) return others.length === 0 ? row : undefined;
      }
      return undefined;
    },
  };

  function rowsMeant(written: WrittenPlace, context: PlaceContext, country: string): Rows {
    const inCountry = { includes: (row: number) => isInCountry(departmentAt(row), country), isBounded: false };
    for (const { place, bounds } of readingsOf(written, likelyDepartments(context, table, areas), areas)) {
      const scope = boundedBy(inCountry, bounds);
      const rows = locate(place, scope, written.postalCodes, context.postalCode ?? null);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  function locate(place: Place, scope: Scope, written: readonly string[], fromContext: string | null): Rows {
    const postalCodes = written.length === 0 && fromContext !== null ? [fromContext] : written;
    const there = postalCodes.flatMap(table.rowsWithPostalCode).filter(scope.includes);
    if (there.length === 0) return findByText(place, near(scope, written));

    const named = findThere(place, there);
    if (named.length > 0) return named;
    const isElsewhere = search.findNamed(place.forms, scope).length > 0;
    if (!isElsewhere) return withoutCities(there);
    const meant = findByText(place, scope);
    // The name and the postal code contradict each other, and nothing tells which of the two is wrong.
    return written.length === 0 ? meant : [...meant, ...withoutCities(there)];
  }

  /** Those of the rows of a postal code that the text names; of a city, its arrondissement there. */
  function findThere(place: Place, there: Rows): Rows {
    const among = new Set(there);
    const named = findByName(place, { includes: (row) => among.has(row), isBounded: true });
    return named.flatMap((row) => {
      const arrondissements = table.arrondissementsOf(row);
      if (arrondissements.length === 0) return [row];
      const here = arrondissements.filter((child) => among.has(child));
      const counted = countedArrondissements(row, place.numbers);
      const agreed = counted.filter((child) => among.has(child));
      return agreed.length > 0 ? agreed : [...counted, ...here];
    });
  }

  function findByText(place: Place, scope: Scope): Rows {
    const named = findByName(place, scope);
    const cities = named.filter((row) => table.arrondissementsOf(row).length > 0);
    if (cities.length > 0) return cities.flatMap((city) => partOfCity(city, place.numbers));

    const departments = place.numbers.filter(({ text, isOrdinal }) => !isOrdinal && text.length > 1);
    if (departments.length === 0) return narrow(named, place, scope);
    const bound = new Set(departments.flatMap(({ text }) => [...(areas.findDepartmentByNumber(text) ?? [])]));
    return findByName(place, boundedBy(scope, [bound]));
  }

  /** "Paris 7e", "PARIS 07", "Paris (75)", "Marseille 13", which may be the arrondissement or the département. */
  function partOfCity(city: number, numbers: readonly WrittenNumber[]): Rows {
    const counting = numbers.filter((number) => !isDepartmentOf(city, number));
    const counted = countedArrondissements(city, numbers);
    if (counting.length > 0) return counted.length === counting.length ? counted : [];
    const either = numbers.filter(({ isAside }) => !isAside).flatMap((number) => arrondissement(city, number));
    return [city, ...either];
  }

  function countedArrondissements(city: number, numbers: readonly WrittenNumber[]): Rows {
    return numbers.filter((number) => !isDepartmentOf(city, number)).flatMap((number) => arrondissement(city, number));
  }

  function arrondissement(city: number, { text }: WrittenNumber): Rows {
    const found = table.arrondissementsOf(city)[Number(text) - 1];
    return found === undefined ? [] : [found];
  }

  function isDepartmentOf(row: number, { text, isOrdinal }: WrittenNumber): boolean {
    return !isOrdinal && text === departmentAt(row);
  }

  /** A name of today comes first; what else it may be is looked for where the context points, then elsewhere. */
  function findByName(place: Place, scope: Scope): Rows {
    const current = search.findCurrent(place.forms, scope);
    if (current.length > 0) return current;
    for (const codes of place.likely) {
      const rows = findLoosely(place, boundedBy(scope, [codes]));
      if (rows.length > 0) return rows;
    }
    return findLoosely(place, scope);
  }

  function findLoosely(place: Place, scope: Scope): Rows {
    const { names, forms } = place;
    const [first] = names;
    if (first === undefined) return [];
    const named = search.findNamed(forms, scope);
    if (named.length > 0) return named;
    const parts = findByParts(names, scope);
    if (parts.length > 0 || areas.findByName(first) !== undefined) return parts;

    const [head, area] = splitArea(first);
    if (area === undefined) return findPartly(first, scope);
    const there = boundedBy(scope, [area]);
    const inArea = search.findNamed([head], there);
    return inArea.length > 0 ? inArea : findPartly(head, there);
  }

  function findPartly(name: string, scope: Scope): Rows {
    const shortened = search.findShortened(name, scope);
    return shortened.length > 0 ? shortened : search.findLonger(name, scope);
  }

  /** "Saint-Denis de la Réunion", "Vienne Isère", but not "Châlons-sur-Marne". */
  function splitArea(name: string): [head: string, area: DepartmentCodes | undefined] {
    const words = name.split(' ');
    for (let count = 1; count < words.length && !joining.test(words[count - 1] ?? ''); count++) {
      const area = areas.findByName(words.slice(count).join(' '));
      const head = words.slice(0, count).join(' ');
      if (area !== undefined) return [head.replace(/ (?:a|dans|de|en)$/, ''), area];
    }
    return [name, undefined];
  }

  /** "Antibes - Juan-les-Pins", "La Bocca (Cannes)", "Cannes / Le Cannet"; a town's quarter may be named as a village. */
  function findByParts(names: readonly string[], scope: Scope): Rows {
    const found = names.map((name) => search.findNamed([name], scope)).filter((rows) => rows.length > 0);
    const [[town] = []] = found;
    if (town === undefined || found[0]?.length !== 1 || !table.isTown(town)) return found.flat();
    return found.flat().filter((row) => departmentAt(row) === departmentAt(town));
  }

  /** Where none is likely, a commune that is may be meant for short, unless a town is the only one of its name. */
  function narrow(rows: Rows, { names, likely }: Place, scope: Scope): Rows {
    let kept = rows;
    let isLikely = false;
    for (const codes of likely) {
      const within = kept.filter((row) => codes.has(departmentAt(row)));
      if (within.length > 0) [kept, isLikely] = [within, true];
    }
    const [first] = names;
    const isKnownTown = rows.length === 1 && rows.every(table.isTown);
    if (isLikely || isKnownTown || rows.length === 0 || first === undefined) return kept;
    return [...kept, ...likely.flatMap((codes) => search.findShortened(first, boundedBy(scope, [codes])))];
  }

  function boundedBy({ includes, isBounded }: Scope, bounds: readonly DepartmentCodes[]): Scope {
    return {
      includes: (row) => includes(row) && bounds.every((codes) => codes.has(departmentAt(row))),
      isBounded: isBounded || bounds.length > 0,
    };
  }

  /** A postal code that no commune has may be a CEDEX: then it begins as those near it do. */
  function near(scope: Scope, postalCodes: readonly string[]): Scope {
    if (postalCodes.length === 0) return scope;
    const starts = postalCodes.map((code) => code.slice(0, /^9[78]/.test(code) ? 3 : 2));
    const isNear = (row: number) =>
      table.postalCodesAt(row).some((code) => starts.some((start) => code.startsWith(start)));
    return { includes: (row) => scope.includes(row) && isNear(row), isBounded: true };
  }

  function withoutCities(rows: Rows): Rows {
    return rows.filter((row) => table.arrondissementsOf(row).length === 0);
  }

  function departmentAt(row: number): string {
    return table.departmentAt(row).code;
  }

  function toResolution(rows: Rows): Omit<PlaceResolution, 'departmentCodes'> {
    const inseeCodes = [...new Set(rows)].sort((a, b) => a - b).map(table.inseeCodeAt);
    if (inseeCodes.length === 0) return { resolution: 'UNRESOLVED', inseeCodes };
    return { resolution: inseeCodes.length === 1 ? 'EXACT' : 'AMBIGUOUS', inseeCodes };
  }
}
