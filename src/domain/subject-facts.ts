import type { Advert } from './advert.js';
import type { Parking } from './habitation.js';
import type { Property } from './property.js';
import type { SubjectOverrides } from './subject-overrides.js';
import type { InputOrigin } from './valuation.js';
import type { EnergyGrade, ParkingType, PropertyClass } from './vocabulary.js';

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

export function bedroomCountOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.bedroomCount, ({ habitation }) => positive(habitation?.bedroomCount));
}

export function constructionYearOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.constructionYear, ({ habitation }) =>
    positive(habitation?.propertyCondition?.constructionYear),
  );
}

export function renovationYearOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.renovationYear, ({ habitation }) =>
    positive(habitation?.propertyCondition?.renovationYear),
  );
}

/** A home that the label does not concern, or whose label is not known, has no grade; a client's word on it is final. */
export function energyGradeOf(sources: SubjectSources): Fact<EnergyLetter> | null {
  const override = sources.overrides?.energyGrade;
  if (override === 'NOT_CONCERNED') return null;
  const letter = (grade: Maybe<EnergyGrade>) => (grade === 'NOT_CONCERNED' || grade === 'UNKNOWN' ? null : grade);
  return findFact(sources, letter(override), ({ habitation }) => letter(habitation?.climate?.epcEnergy));
}

export function floorOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.floor, ({ habitation }) => habitation?.features?.propertyFloor);
}

export function floorCountOf(sources: SubjectSources): Fact<number> | null {
  return findFact(sources, sources.overrides?.floorCount, ({ habitation }) =>
    positive(habitation?.features?.propertyTotalFloor),
  );
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
