import type {
  ComparisonOperator,
  OutdoorKind,
  ServiceKind,
  Standing,
  ViewReach,
  WantedCondition,
} from '../../domain/buyer-criteria.js';
import type { CrossingStep } from '../../domain/buyer-request.js';
import type { OfferType, PropertyClass, ViewOn } from '../../domain/vocabulary.js';

/** Apimo's catalogues (GET /catalogs) as far as they have a word of ours; the numbers are Apimo's. */

/** `property_category`. A new-build programme is for sale too; what tells it apart is its class. */
export const offerTypeByCategory: Readonly<Record<string, OfferType>> = {
  1: 'BUY',
  2: 'RENT',
  3: 'HOLIDAYS',
  4: 'BUY',
  5: 'LIFE_ANNUITY_SALE',
  6: 'AUCTION',
};
export const PROGRAM_CATEGORY = '4';

/** `property_subtype` 34, "fonds de commerce": a business changes hands, not its walls. */
export const BUSINESS_SUBTYPE = '34';

/** `property_type`; 8 is a boat, 10 a cellar or a box. */
export const propertyClassByType: Readonly<Record<string, PropertyClass>> = {
  1: 'FLAT',
  2: 'HOUSE',
  3: 'LAND',
  4: 'SHOP',
  5: 'PARKING',
  6: 'BUILDING',
  7: 'OFFICE',
  8: 'OTHER',
  9: 'PREMISES',
  10: 'OTHER',
};

/** `rooms_operator`, and `operator` of a floor. */
export const comparisonByOperator: Readonly<Record<string, ComparisonOperator>> = {
  1: 'EQUAL',
  2: 'AT_LEAST',
  3: 'AT_MOST',
};

/** `property_condition`. */
export const conditionById: Readonly<Record<string, WantedCondition>> = {
  1: 'TO_REFRESH',
  3: 'GOOD',
  5: 'TO_RENOVATE',
  6: 'EXCELLENT',
  8: 'NEW',
};

/** `property_standing`. */
export const standingById: Readonly<Record<string, Standing>> = {
  1: 'UPMARKET',
  2: 'LUXURY',
  3: 'GRAND_LUXURY',
  4: 'HOUSING_ESTATE',
  5: 'NORMAL',
};

/** `property_view_type`. 1 is a house opposite, which nobody asks for. */
export const viewReachById: Readonly<Record<string, ViewReach>> = { 2: 'GLIMPSE', 3: 'CLEAR', 4: 'PANORAMIC' };

/** `property_view_landscape`. Of 6 (forest), 10 (village) and 20 (swimming pool) adverts do not tell. */
export const viewOnByLandscape: Readonly<Record<string, ViewOn>> = {
  1: 'SEA',
  2: 'MOUNTAIN',
  3: 'HILLS',
  4: 'VERDURE',
  5: 'POI',
  8: 'CITY',
  9: 'COUNTRYSIDE',
  11: 'PARK',
  12: 'GARDEN_TERRACE',
  13: 'SKY',
  14: 'COURTYARD',
  16: 'PORT',
  17: 'STREET',
  18: 'LAKE',
  19: 'SKI_SLOPES',
};

/** `property_areas` that lie outdoors; 51 is land, 101 a plot. */
export const outdoorKindByArea: Readonly<Record<string, OutdoorKind>> = {
  18: 'TERRACE',
  43: 'BALCONY',
  49: 'GARDEN',
  51: 'LAND',
  101: 'LAND',
};

/** `property_areas` that serve the home: garage, parking (also indoors and outdoors), cellar, attic, pool, box. */
export const serviceKindByArea: Readonly<Record<string, ServiceKind>> = {
  4: 'GARAGE',
  5: 'PARKING',
  6: 'CELLAR',
  27: 'ATTIC',
  29: 'MEZZANINE',
  64: 'SWIMMING_POOL',
  74: 'PARKING',
  75: 'PARKING',
  85: 'GARAGE',
};

/**
 * `property_service`, as far as adverts tell of it. Apimo tells these numbers, and those of views, to its customers
 * only; they are known from published software that holds a copy of the catalogues.
 */
export const serviceKindById: Readonly<Record<string, ServiceKind>> = {
  2: 'FIREPLACE',
  5: 'ALARM',
  6: 'LIFT',
  7: 'CARETAKER',
  9: 'INTERCOM',
  11: 'SWIMMING_POOL',
  26: 'JACUZZI',
  60: 'DIGICODE',
};

/** `property_step` of a listing that its agency has deleted. */
export const DELETED_STEP = '4';

/** `property_period`, by how many months it has; days, weeks and half-months have no whole number of them. */
export const monthsByPeriod: Readonly<Record<string, number>> = { 4: 1, 5: 3, 7: 6, 8: 12 };

/** `step_id` of a crossing. */
export const stepById: Readonly<Record<string, CrossingStep>> = {
  1: 'TO_SUGGEST',
  2: 'SUGGESTED',
  3: 'NOT_SUGGESTED',
};

/**
 * `unit_area` in m². Kanal and marla are Pakistan's; toise, perche and arpent are Mauritius's, where they are still in
 * use (1 arpent = 100 perches = 4,220.87 m²).
 */
export const squareMetresByUnit: Readonly<Record<string, number>> = {
  1: 1,
  2: 0.09290304,
  3: 505.857,
  4: 25.29285,
  5: 0.83612736,
  6: 4046.8564224,
  7: 10_000,
  8: 100,
  9: 3.798736,
  10: 42.20873,
  11: 4220.873,
};
export const SQUARE_METRE_UNIT = '1';

export const TOP_FLOOR_ID = 2;
const GROUND_FLOOR_ID = 1;
/** Garden level and single-storey are on the ground; a plain "basement" is the first below it. */
const namedFloors: Readonly<Record<number, number>> = { [GROUND_FLOOR_ID]: 0, 23: 0, 29: -1, 30: 0 };

/** `property_floor` to a floor's number; `null` for what is none (mezzanine, raised, top floor). */
export function floorNumberOf(floorId: number): number | null {
  const named = namedFloors[floorId];
  if (named !== undefined) return named;
  if (floorId >= 3 && floorId <= 22) return floorId - 2;
  if (floorId >= 25 && floorId <= 28) return 24 - floorId;
  if (floorId >= 31 && floorId <= 50) return floorId - 10;
  if (floorId >= 51 && floorId <= 56) return 46 - floorId;
  if (floorId >= 57 && floorId <= 76) return floorId - 16;
  if (floorId >= 78 && floorId <= 117) return floorId - 17;
  return null;
}

/** An entry by its number, however the number is written; nothing else that objects have by nature. */
export function entryOf<T>(catalogue: Readonly<Record<string, T>>, id: string | null): T | null {
  return id !== null && Object.hasOwn(catalogue, id) ? (catalogue[id] ?? null) : null;
}

/** The number of an entry by our word for it. */
export function idOf<T>(catalogue: Readonly<Record<string, T>>, word: T): string | null {
  return Object.keys(catalogue).find((id) => catalogue[id] === word) ?? null;
}
