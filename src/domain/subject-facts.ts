import type { Advert } from './advert.js';
import type { Parking } from './habitation.js';
import type { Property } from './property.js';
import type { InputOrigin } from './valuation.js';
import type { EnergyGrade, ParkingType, PropertyClass } from './vocabulary.js';

export type HouseType =
  | 'CHALET'
  | 'COUNTRY_HOUSE'
  | 'DETACHED_HOUSE'
  | 'ESTATE'
  | 'FARM'
  | 'MASTERS_HOUSE'
  | 'OTHER'
  | 'TOWN_HOUSE'
  | 'VILLA'
  | 'VILLAGE_HOUSE';
export type FlatType = 'STANDARD' | 'DUPLEX' | 'TRIPLEX' | 'STUDIO' | 'STUDETTE';

type OverrideValues = Readonly<{
  propertyClass: PropertyClass;
  address: string;
  street: string;
  houseNumber: string;
  postalCode: string;
  city: string;
  inseeCode: string;
  countryCode: string;
  latitude: number;
  longitude: number;
  livingArea: number;
  landArea: number;
  roomCount: number;
  bathroomCount: number;
  constructionYear: number;
  energyGrade: EnergyGrade;
  floor: number;
  floorCount: number;
  conditionScore: number;
  standardScore: number;
  houseType: HouseType;
  flatType: FlatType;
  balconyArea: number;
  terraceArea: number;
  gardenArea: number;
  garageSpaces: number;
  outdoorParkingSpaces: number;
  hasLift: boolean;
  hasBalcony: boolean;
  hasTerrace: boolean;
  hasCellar: boolean;
  hasAttic: boolean;
  isNew: boolean;
  numberOfUnits: number;
  annualRentIncome: number;
}>;

/** What a client says of a property itself; areas in m². `null` and absent both leave it to the records. */
export type SubjectOverrides = { readonly [Field in keyof OverrideValues]?: OverrideValues[Field] | null };

/** Where a valuation's inputs are looked for, in this order. */
export type SubjectSources = Readonly<{
  overrides: SubjectOverrides | null;
  advert: Advert | null;
  property: Property | null;
}>;

/** What an advert and a property tell alike. */
export type Listing = Pick<Advert, 'propertyClass' | 'location' | 'habitation' | 'land' | 'parking'>;

/** A value, and where it came from. */
export type Fact<T> = Readonly<{ value: T; origin: InputOrigin }>;

/** The letters of the French energy label, without the two ways of saying that there is none. */
export type EnergyLetter = Exclude<EnergyGrade, 'NOT_CONCERNED' | 'UNKNOWN'>;

type Maybe<T> = T | null | undefined;

/** The override, else what the advert tells, else what the property tells; `null` where nobody does. */
export function findFact<T>(
  sources: SubjectSources,
  override: Maybe<T>,
  read: (listing: Listing) => Maybe<T>,
): Fact<T> | null {
  return given(override) ?? findTold(sources, read);
}

/** The same without overrides. */
export function findTold<T>(
  { advert, property }: SubjectSources,
  read: (listing: Listing) => Maybe<T>,
): Fact<T> | null {
  const byAdvert = advert === null ? null : read(advert);
  if (byAdvert !== null && byAdvert !== undefined) return { value: byAdvert, origin: 'ADVERT' };
  const byProperty = property === null ? null : read(property);
  return byProperty === null || byProperty === undefined ? null : { value: byProperty, origin: 'PROPERTY' };
}

export function given<T>(override: Maybe<T>): Fact<T> | null {
  return override === null || override === undefined ? null : { value: override, origin: 'OVERRIDE' };
}

export function derived<T>(value: T): Fact<T> {
  return { value, origin: 'DERIVED' };
}

export function assumed<T>(value: T): Fact<T> {
  return { value, origin: 'DEFAULT' };
}

/** Records write 0 for what was not told, where 0 makes no sense. */
export function positive(value: Maybe<number>): number | null {
  return value !== null && value !== undefined && value > 0 ? value : null;
}

export function propertyClassOf(sources: SubjectSources): Fact<PropertyClass> | null {
  const known = (value: Maybe<PropertyClass>) => (value === 'UNKNOWN' ? null : value);
  return findFact(sources, known(sources.overrides?.propertyClass), (listing) => known(listing.propertyClass));
}

export function livingAreaOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.livingArea, ({ habitation }) => positive(habitation?.surface?.total));
}

export function landAreaOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.landArea, ({ land }) => positive(land?.surface));
}

export function roomCountOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.roomCount, ({ habitation }) => positive(habitation?.roomCount));
}

export function bathroomCountOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.bathroomCount, ({ habitation }) => positive(habitation?.bathroomCount));
}

export function constructionYearOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.constructionYear, ({ habitation }) =>
    positive(habitation?.propertyCondition?.constructionYear),
  );
}

/** A home that the label does not concern, or whose label is not known, has no grade. */
export function energyGradeOf(sources: SubjectSources): Fact<EnergyLetter> | null {
  const letter = (grade: Maybe<EnergyGrade>) => (grade === 'NOT_CONCERNED' || grade === 'UNKNOWN' ? null : grade);
  return findFact(sources, letter(sources.overrides?.energyGrade), ({ habitation }) =>
    letter(habitation?.climate?.epcEnergy),
  );
}

export function floorOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.floor, ({ habitation }) => habitation?.features?.propertyFloor);
}

export function floorCountOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.floorCount, ({ habitation }) =>
    positive(habitation?.features?.propertyTotalFloor),
  );
}

export function balconyAreaOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.balconyArea, ({ habitation }) => habitation?.surface?.balconies);
}

export function terraceAreaOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.terraceArea, ({ habitation }) => habitation?.surface?.terraces);
}

export function gardenAreaOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.gardenArea, ({ habitation }) => habitation?.surface?.gardens);
}

export function garageSpacesOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.garageSpaces, ({ parking }) => spacesOf(parking, 'GARAGE'));
}

export function outdoorParkingSpacesOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.outdoorParkingSpaces, ({ parking }) => spacesOf(parking, 'PARKING'));
}

function spacesOf(parking: Maybe<Parking>, type: ParkingType): number | null {
  return parking?.type === type ? (parking.numberOfCars ?? parking.count) : null;
}
