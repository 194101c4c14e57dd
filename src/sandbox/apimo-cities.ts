import { spellingsOf } from './market-requests.js';
import { zones } from './zones.js';
import type { Zone } from './zones.js';

/** An entry of the vendor's own gazetteer, which has neither postal nor INSEE codes. */
export type ApimoCity = Readonly<{ id: string; name: string; inseeCodes: readonly string[] }>;

/** The only id that a public document shows. */
const documentedIds: Readonly<Record<string, string>> = { '06004': '2039' };

const communes = zones.map((zone, index) => ({
  city: {
    id: documentedIds[zone.inseeCode] ?? String(37_000 + index * 3),
    name: preferredName(zone),
    inseeCodes: [zone.inseeCode],
  },
  spellings: spellingsOf(zone),
}));
const wholeCities = ['Paris', 'Lyon', 'Marseille'].map((name, index) => ({
  city: {
    id: String(36_900 + index),
    name,
    inseeCodes: zones.filter(({ city }) => city.startsWith(`${name} `)).map(({ inseeCode }) => inseeCode),
  },
  spellings: [name],
}));
const entries: readonly Readonly<{ city: ApimoCity; spellings: readonly string[] }>[] = [...communes, ...wholeCities];

const citiesByName = new Map(
  entries.flatMap(({ city, spellings }) => spellings.map((spelling) => [fold(spelling), city])),
);
const citiesById = new Map(entries.map(({ city }) => [city.id, city]));

/** By its name as people write it. */
export function findCity(spelling: string): ApimoCity | undefined {
  return citiesByName.get(fold(spelling));
}

export function findCityById(id: string): ApimoCity | undefined {
  return citiesById.get(id);
}

/** "Paris 7ème" rather than "Paris 7e Arrondissement". */
function preferredName(zone: Zone): string {
  return spellingsOf(zone)[0] ?? zone.city;
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\bst\b/gu, 'saint')
    .replaceAll(/\b0*(\d+)\s*(?:er|eme|e)?\b/gu, '$1')
    .replaceAll(/\barrondissement\b/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, ' ')
    .trim();
}
