import type { Department } from './commune-table.js';
import { normalisePlaceName } from './place-name.js';

/** Each answers with the codes of the départements meant; `undefined` where none is. */
export type Areas = Readonly<{
  /** "06", "2A", "974", and "20" for Corsica. */
  findDepartmentByNumber: (number: string) => ReadonlySet<string> | undefined;
  /** Of a département or a region, in any spelling, with or without its article; none are in another country. */
  findByName: (name: string) => ReadonlySet<string> | undefined;
  findRegionByCode: (code: string) => ReadonlySet<string> | undefined;
}>;

/** How agents shorten the names of regions. */
const regionAbbreviations: Readonly<Record<string, string>> = { '11': 'idf', '93': 'paca' };

/** Whose towns agents near the borders also write of: "Vienne, Autriche" is not the one in Isère. */
const foreignCountries = [
  'allemagne',
  'andorre',
  'angleterre',
  'autriche',
  'belgique',
  'espagne',
  'italie',
  'luxembourg',
  'maroc',
  'monaco',
  'pays bas',
  'portugal',
  'royaume uni',
  'suisse',
  'tunisie',
];

export function createAreas(departments: readonly Department[]): Areas {
  const byNumber = new Map<string, Set<string>>();
  const byName = new Map(foreignCountries.map((name) => [name, new Set<string>()]));
  const byRegionCode = new Map<string, Set<string>>();
  for (const { code, name, regionCode, regionName } of departments) {
    add(byNumber, code, code);
    if (/^2[AB]$/.test(code)) add(byNumber, '20', code);
    add(byName, nameKey(name), code);
    add(byName, nameKey(regionName), code);
    add(byName, regionAbbreviations[regionCode] ?? nameKey(regionName), code);
    add(byRegionCode, regionCode, code);
  }
  return {
    findDepartmentByNumber: (number) => byNumber.get(number.toUpperCase()),
    findByName: (name) => byName.get(nameKey(name)),
    findRegionByCode: (code) => byRegionCode.get(code),
  };
}

function add(codes: Map<string, Set<string>>, key: string, code: string): void {
  const found = codes.get(key);
  if (found === undefined) codes.set(key, new Set([code]));
  else found.add(code);
}

function nameKey(name: string): string {
  return normalisePlaceName(name).replace(/^(?:le|la|les) /, '');
}
