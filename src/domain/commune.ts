import { createAreas } from './areas.js';
import type { CommuneData } from './commune-data.js';
import { createCommuneNames } from './commune-names.js';
import { createCommuneTable } from './commune-table.js';
import { createNameSearch } from './name-search.js';
import type { OverseasTerritory } from './overseas.js';
import { findOverseasTerritory } from './overseas.js';
import type { PlaceResolver } from './place-resolution.js';
import { createPlaceResolver } from './place-resolution.js';

export type { CommuneData } from './commune-data.js';
export type { PlaceContext } from './place-readings.js';

/** A commune of today, or an arrondissement of Paris, Lyon or Marseille. */
type Commune = Readonly<{
  inseeCode: string;
  name: string;
  departmentCode: string;
  departmentName: string;
  regionCode: string;
  regionName: string;
  /** A city's are those of its arrondissements; none where nobody lives. */
  postalCodes: readonly string[];
  /** The city that an arrondissement is part of. */
  parentInseeCode: string | null;
  /** `null` for the mainland and Corsica. */
  overseasTerritory: OverseasTerritory | null;
}>;

/** INSEE codes and postal codes overlap: which of the two a code is has to be known, and is never guessed. */
export type CommuneIndex = Readonly<{
  findByInseeCode: (inseeCode: string) => Commune | null;
  /** Without a city whose arrondissement has that postal code; in the order of INSEE codes. */
  findByPostalCode: (postalCode: string) => readonly Commune[];
  /** By a city's name as by its own an arrondissement is found; a former commune's name finds what it is part of. */
  findByPostalCodeAndName: (postalCode: string, name: string) => Commune | null;
  /** What a person wrote for one place: "Paris 7ème", "06600 Antibes", "St-Denis (974)". Never throws. */
  resolvePlace: PlaceResolver['resolve'];
  /** Whether what lies in `offered` lies in `requested`: a city covers its arrondissements, and not the reverse. */
  covers: (requestedInseeCode: string, offeredInseeCode: string) => boolean;
  /** INSEE code of the city of an arrondissement; `null` for anything else. */
  parentOf: (inseeCode: string) => string | null;
  /** INSEE codes, in order; none where the commune has none. */
  arrondissementsOf: (inseeCode: string) => readonly string[];
}>;

/** Throws an error that says what is wrong where the data are not valid. */
export function createCommuneIndex(data: CommuneData): CommuneIndex {
  const table = createCommuneTable(data);
  const names = createNameSearch(table, createCommuneNames(table));
  const places = createPlaceResolver(table, names, createAreas(table.departments));

  function toCommune(row: number): Commune {
    const department = table.departmentAt(row);
    const parent = table.parentOf(row);
    return {
      inseeCode: table.inseeCodeAt(row),
      name: table.nameAt(row),
      departmentCode: department.code,
      departmentName: department.name,
      regionCode: department.regionCode,
      regionName: department.regionName,
      postalCodes: table.postalCodesAt(row),
      parentInseeCode: parent === undefined ? null : table.inseeCodeAt(parent),
      overseasTerritory: findOverseasTerritory(department.code),
    };
  }

  function parentOf(inseeCode: string): string | null {
    const row = table.findRow(inseeCode);
    const parent = row === undefined ? undefined : table.parentOf(row);
    return parent === undefined ? null : table.inseeCodeAt(parent);
  }

  return {
    findByInseeCode(inseeCode) {
      const row = table.findRow(inseeCode);
      return row === undefined ? null : toCommune(row);
    },
    findByPostalCode: (postalCode) => withoutCities(table.rowsWithPostalCode(postalCode)).map(toCommune),
    findByPostalCodeAndName(postalCode, name) {
      const row = places.findRowThere(postalCode, name);
      return row === undefined ? null : toCommune(row);
    },
    resolvePlace: (text, context) => places.resolve(text, context),
    covers: (requested, offered) => requested === offered || parentOf(offered) === requested,
    parentOf,
    arrondissementsOf(inseeCode) {
      const row = table.findRow(inseeCode);
      return row === undefined ? [] : table.arrondissementsOf(row).map(table.inseeCodeAt);
    },
  };

  function withoutCities(rows: readonly number[]): readonly number[] {
    return rows.filter((row) => table.arrondissementsOf(row).length === 0);
  }
}
