import type { EnergyGrade, OfferType, PropertyClass } from './vocabulary.js';

/** Bounds are inclusive; a bound that is `null` or not given does not limit. */
export type Range<T> = Readonly<{ min?: T | null; max?: T | null }>;

/** What is common to a search among adverts and among properties. Lists mean "one of"; fields add up with "and". */
type ListingFilter = Readonly<{
  propertyClasses?: readonly PropertyClass[] | null;
  offerTypes?: readonly OfferType[] | null;
  price?: Range<number> | null;
  pricePerArea?: Range<number> | null;
  livingArea?: Range<number> | null;
  landArea?: Range<number> | null;
  roomCount?: Range<number> | null;
  bedroomCount?: Range<number> | null;
  energyGrades?: readonly EnergyGrade[] | null;
  isOnline?: boolean | null;
  keywords?: readonly string[] | null;
  fullTexts?: readonly string[] | null;
  firstSeen?: Range<string> | null;
}>;

export type AdvertFilter = ListingFilter &
  Readonly<{
    inseeCode?: string | null;
    postalCode?: string | null;
    department?: string | null;
    near?: Readonly<{ latitude: number; longitude: number; distanceKm: number }> | null;
    isPro?: boolean | null;
    isExclusive?: boolean | null;
    propertyFlxIds?: readonly string[] | null;
    lastModified?: Range<string> | null;
  }>;

export type PropertyFilter = ListingFilter &
  Readonly<{
    inseeCodes?: readonly string[] | null;
    postalCodes?: readonly string[] | null;
    departments?: readonly string[] | null;
    lastUpdated?: Range<string> | null;
  }>;

export type OrderField = 'FIRST_SEEN_AT' | 'LAST_SEEN_AT' | 'LAST_UPDATED_AT' | 'PRICE';
export type SearchOrder = Readonly<{ field: OrderField; direction: 'ASC' | 'DESC' }>;

export type Search<Filter> = Readonly<{ filter: Filter; order: SearchOrder }>;

/** The newest first, where a client does not say. */
export const defaultOrder: SearchOrder = { field: 'FIRST_SEEN_AT', direction: 'DESC' };
