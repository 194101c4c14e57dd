import type { Coordinates } from './location.js';
import { takeHomeDetails, takeMultiFamilyDetails, yearRule } from './pricehubble-details.js';
import type { PriceHubbleDetails } from './pricehubble-details.js';
import { aboveZero, createSubjectDraft, notSupported, numberFrom, plausible } from './subject-draft.js';
import type { PreparationOf, Rule, SubjectDraft } from './subject-draft.js';
import { constructionYearOf, landAreaOf, livingAreaOf, propertyClassOf } from './subject-facts.js';
import type { SubjectSources } from './subject-facts.js';
import { addressOf, coordinatesOf, countryOf, longestAddress, overseasTerritoryOf } from './subject-place.js';
import type { DealType } from './valuation.js';
import type { PropertyClass } from './vocabulary.js';

export type PriceHubbleLocation =
  | Readonly<{ kind: 'COORDINATES' } & Coordinates>
  | Readonly<{ kind: 'ADDRESS'; postalCode: string; city: string; street: string | null; houseNumber: string | null }>;

export type PriceHubblePropertyType = 'APARTMENT' | 'HOUSE' | 'MULTI_FAMILY_HOUSE';
/** A property as PriceHubble values it; `null` is not sent. */
export type PriceHubbleSubject = PriceHubbleDetails &
  Readonly<{
    provider: 'PRICEHUBBLE';
    /** ISO 3166, two letters. */
    countryCode: string;
    propertyType: PriceHubblePropertyType;
    location: PriceHubbleLocation;
    constructionYear: number | null;
    livingAreaM2: number;
    landAreaM2: number | null;
  }>;

const propertyTypes: Readonly<Partial<Record<PropertyClass, PriceHubblePropertyType>>> = {
  FLAT: 'APARTMENT',
  HOUSE: 'HOUSE',
  BUILDING: 'MULTI_FAMILY_HOUSE',
};
/** Guadeloupe, Martinique, Guyane and La Réunion. */
const valuedTerritories: ReadonlySet<string> = new Set(['971', '972', '973', '974']);

const latitudes = numberFrom(-90, 90);
const longitudes = numberFrom(-180, 180);
const isoCountry = { allowed: 'an ISO 3166 code of two letters', admits: (code: string) => /^[A-Z]{2}$/.test(code) };

export function preparePriceHubbleSubject(
  sources: SubjectSources,
  dealType: DealType,
): PreparationOf<PriceHubbleSubject> {
  const country = countryOf(sources);
  const propertyClass = propertyClassOf(sources);
  const refusal = refusalOf(sources, dealType, country.value, propertyClass?.value);
  if (refusal !== null) return notSupported(refusal);

  const draft = createSubjectDraft();
  draft.require('propertyClass', propertyClass);
  const isFrance = country.value === 'FR';
  const propertyType = propertyClass === null ? undefined : propertyTypes[propertyClass.value];
  const isHouse = propertyType === 'HOUSE';
  const isMultiFamily = propertyType === 'MULTI_FAMILY_HOUSE';
  const countryCode = draft.require('countryCode', country, isoCountry);
  const location = takeLocation(draft, sources);
  const livingAreaM2 = draft.require('livingArea', livingAreaOf(sources), aboveZero);
  const constructionYear = isFrance
    ? draft.require('constructionYear', constructionYearOf(sources), yearRule)
    : draft.offer('constructionYear', plausible(constructionYearOf(sources), yearRule), yearRule);
  const landAreaM2 = isHouse
    ? draft.require('landArea', landAreaOf(sources), aboveZero)
    : isMultiFamily
      ? (draft.offer('landArea', plausible(landAreaOf(sources), aboveZero), aboveZero) ?? null)
      : null;
  // What the rest may be depends on the kind.
  if (propertyType === undefined) return draft.incomplete();
  const details = isMultiFamily
    ? takeMultiFamilyDetails(draft, sources)
    : takeHomeDetails(draft, sources, { countryCode: country.value, isHouse, constructionYear });
  const needed = {
    countryCode,
    location,
    propertyType,
    livingAreaM2,
    constructionYear: isFrance ? constructionYear : (constructionYear ?? null),
    landAreaM2,
  };
  return draft.conclude(needed, (all): PriceHubbleSubject => ({
    provider: 'PRICEHUBBLE',
    countryCode: all.countryCode,
    location: all.location,
    propertyType: all.propertyType,
    livingAreaM2: all.livingAreaM2,
    constructionYear: all.constructionYear,
    landAreaM2: all.landAreaM2,
    subtype: details.subtype,
    roomCount: details.roomCount,
    bathroomCount: details.bathroomCount,
    bedroomCount: details.bedroomCount,
    volumeM3: details.volumeM3,
    energyLabel: details.energyLabel,
    balconyAreaM2: details.balconyAreaM2,
    garageSpaces: details.garageSpaces,
    outdoorParkingSpaces: details.outdoorParkingSpaces,
    hasPool: details.hasPool,
    hasSauna: details.hasSauna,
    isFurnished: details.isFurnished,
    isNew: details.isNew,
    renovationYear: details.renovationYear,
    condition: details.condition,
    quality: details.quality,
    numberOfUnits: details.numberOfUnits,
    annualRentIncome: details.annualRentIncome,
    gardenAreaM2: details.gardenAreaM2,
    floor: details.floor,
    floorCount: details.floorCount,
    hasLift: details.hasLift,
  }));
}

/** Why PriceHubble would not value it, whatever else is known of it; `null` where it would. */
function refusalOf(
  sources: SubjectSources,
  dealType: DealType,
  country: string,
  propertyClass: PropertyClass | undefined,
): string | null {
  const isRent = dealType === 'RENT';
  if (propertyClass !== undefined && propertyTypes[propertyClass] === undefined) {
    return `PriceHubble values houses, flats and buildings of flats only, not the class ${propertyClass}.`;
  }
  if (isRent && propertyClass === 'BUILDING') return 'PriceHubble gives no rents for multi-family houses.';
  if (isRent && country === 'JP') return 'PriceHubble gives no gross rents in Japan.';
  const territory = country === 'FR' ? overseasTerritoryOf(sources) : null;
  if (territory === null) return null;
  if (isRent) return 'PriceHubble gives no rents in overseas France.';
  return valuedTerritories.has(territory) ? null : `PriceHubble does not value property in the territory ${territory}.`;
}

/** Coordinates win over an address, as they do with PriceHubble. */
function takeLocation(draft: SubjectDraft, sources: SubjectSources): PriceHubbleLocation | undefined {
  const { latitude, longitude } = sources.overrides ?? {};
  const isHalfGiven = typeof latitude === 'number' ? typeof longitude !== 'number' : typeof longitude === 'number';
  if (isHalfGiven) {
    // The other half from a record would make a place of two.
    draft.isMissing(typeof latitude === 'number' ? 'longitude' : 'latitude');
    return undefined;
  }
  const point = coordinatesOf(sources);
  if (point !== null) {
    const { origin, value } = point;
    draft.offer('latitude', { origin, value: value.latitude }, latitudes);
    draft.offer('longitude', { origin, value: value.longitude }, longitudes);
    return { kind: 'COORDINATES', latitude: value.latitude, longitude: value.longitude };
  }
  return takeAddress(draft, sources);
}

/** Nothing longer is part of an address. */
function atMost(characters: number): Rule<string> {
  return { allowed: `a text of at most ${characters} characters`, admits: (text) => text.length <= characters };
}

const ofAStreet = atMost(longestAddress);
const ofACity = atMost(100);
const ofANumber = atMost(20);

function takeAddress(draft: SubjectDraft, sources: SubjectSources): PriceHubbleLocation | undefined {
  const address = addressOf(sources);
  if (address.postalCode === null && address.city === null) {
    draft.isMissing('address');
    return undefined;
  }
  const street = draft.offer('street', address.street, ofAStreet) ?? null;
  const houseNumber = street === null ? null : (draft.offer('houseNumber', address.houseNumber, ofANumber) ?? null);
  const postalCode = draft.require('postalCode', address.postalCode, ofANumber);
  const city = draft.require('city', address.city, ofACity);
  if (postalCode === undefined || city === undefined) return undefined;
  return { kind: 'ADDRESS', postalCode, city, street, houseNumber };
}
