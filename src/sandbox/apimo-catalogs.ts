import type { Condition, OfferType, PropertyClass } from './price-model.js';

/** The catalogue ids that requests and properties of the sandbox use, by the market's own words. */
export const categoryIds: Readonly<Record<OfferType, string>> = {
  BUY: '1',
  BUSINESS_TAKE_OVER: '1',
  RENT: '2',
  LIFE_ANNUITY_SALE: '5',
};
export const typeIds: Readonly<Record<PropertyClass, string>> = {
  FLAT: '1',
  HOUSE: '2',
  LAND: '3',
  SHOP: '4',
  PARKING: '5',
  BUILDING: '6',
  OFFICE: '7',
};
export const conditionIds: Readonly<Record<Condition, string>> = {
  TO_REFRESH: '1',
  GOOD: '3',
  TO_RENOVATE: '5',
  EXCELLENT: '6',
  BRAND_NEW: '8',
};
export const areaIds = { garage: 4, parking: 5, cellar: 6, terrace: 18, balcony: 43, garden: 49 } as const;
/** Square metres in one unit of `unit_area`. */
export const squareMetresByUnit: Readonly<Record<string, number>> = {
  '1': 1,
  '2': 0.092903,
  '6': 4046.856,
  '7': 10_000,
  '8': 100,
};

const groundFloorId = 1;

/** `property_floor` numbers its floors its own way: 1 is the ground floor, 3 the first. */
export function floorIdOf(floor: number): number {
  if (floor === 0) return groundFloorId;
  return floor > 0 ? floor + 2 : 24 - floor;
}

const catalogs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  property_category: {
    1: 'Vente',
    2: 'Location',
    3: 'Location saisonnière',
    4: 'Programme',
    5: 'Viager',
    6: 'Enchère',
  },
  property_type: {
    1: 'Appartement',
    2: 'Maison',
    3: 'Terrain',
    4: 'Commerce',
    5: 'Garage / Parking',
    6: 'Immeuble',
    7: 'Bureau',
    8: 'Bateau',
    9: "Locaux d'activité / Entrepôts",
    10: 'Cave / Box',
  },
  property_condition: { 1: 'À rafraîchir', 3: 'Bon état', 5: 'À rénover', 6: 'Excellent état', 8: 'Neuf' },
  property_standing: { 1: 'Standing', 2: 'Luxe', 3: 'Grand Luxe', 4: 'Grand ensemble', 5: 'Normal' },
  property_step: { 1: 'En cours', 2: 'En attente', 3: 'Terminé', 4: 'Supprimé' },
  property_status: {
    1: 'En cours',
    20: 'Attente mandat',
    22: 'Sous offre / réservation',
    30: "Vendu/loué par l'agence",
  },
  property_floor: {
    1: 'Rez-de-chaussée',
    2: 'Dernier étage',
    3: '1er',
    ...Object.fromEntries(Array.from({ length: 19 }, (_, index) => [index + 4, `${index + 2}ème`])),
    23: 'Rez-de-jardin',
    24: 'Entresol',
    25: '-1',
    26: '-2',
    27: '-3',
    28: '-4',
  },
  property_areas: { 4: 'Garage', 5: 'Parking', 6: 'Cave', 18: 'Terrasse', 43: 'Balcon', 49: 'Jardin' },
  unit_area: { 1: 'm²', 2: 'ft²', 6: 'acre', 7: 'ha', 8: 'ares' },
};

export function listCatalogs(): Readonly<{ name: string; path: string }>[] {
  return Object.keys(catalogs).map((name) => ({ name, path: `/catalogs/${name}` }));
}

export type CatalogEntry = Readonly<{ id: number; culture: string; name: string; name_plurial: string | null }>;

/** The sandbox speaks French only, whatever culture is asked. */
export function findCatalog(name: string): CatalogEntry[] | undefined {
  const catalog = Object.hasOwn(catalogs, name) ? catalogs[name] : undefined;
  if (catalog === undefined) return undefined;
  return Object.entries(catalog).map(([id, label]) => ({
    id: Number(id),
    culture: 'fr',
    name: label,
    name_plurial: null,
  }));
}

export function isInCatalog(name: string, id: string): boolean {
  return Object.hasOwn(catalogs[name] ?? {}, id);
}
