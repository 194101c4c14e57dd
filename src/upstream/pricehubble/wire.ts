import type { PartRatings } from '../../domain/pricehubble-ratings.js';
import type {
  PriceHubbleLocation,
  PriceHubblePropertyType,
  PriceHubbleSubject,
} from '../../domain/pricehubble-subject.js';
import type { PriceHubbleCondition, PriceHubbleQuality, PriceHubbleSubtype } from '../../domain/subject-overrides.js';
import type { DealType } from '../../domain/valuation.js';

/** A property, and the days (`YYYY-MM-DD`) that it is to be valued for. */
export type PriceHubbleInput = Readonly<{ subject: PriceHubbleSubject; dates: readonly string[] }>;

const propertyCodes: Readonly<Record<PriceHubblePropertyType, string>> = {
  APARTMENT: 'apartment',
  HOUSE: 'house',
  MULTI_FAMILY_HOUSE: 'multi_family_house',
};
const subcodes: Readonly<Record<PriceHubbleSubtype, string>> = {
  NORMAL: 'apartment_normal',
  MAISONETTE: 'apartment_maisonette',
  ATTIC: 'apartment_attic',
  PENTHOUSE: 'apartment_penthouse',
  TERRACED: 'apartment_terraced',
  STUDIO: 'apartment_studio',
  DETACHED: 'house_detached',
  SEMI_DETACHED: 'house_semi_detached',
  ROW_CORNER: 'house_row_corner',
  ROW_MIDDLE: 'house_row_middle',
  FARM: 'house_farm',
};
const conditions: Readonly<Record<PriceHubbleCondition, string>> = {
  RENOVATION_NEEDED: 'renovation_needed',
  WELL_MAINTAINED: 'well_maintained',
  NEW_OR_RENOVATED: 'new_or_recently_renovated',
};
const qualities: Readonly<Record<PriceHubbleQuality, string>> = {
  SIMPLE: 'simple',
  NORMAL: 'normal',
  HIGH_QUALITY: 'high_quality',
  LUXURY: 'luxury',
};
/** All inputs are of one country, and multi-family houses are not mixed with others. */
export function toRequestBody(inputs: readonly PriceHubbleInput[], dealType: DealType): unknown {
  const [first] = inputs;
  const isSameDates = inputs.every(({ dates }) => dates.join() === first?.dates.join());
  const countryCode = first?.subject.countryCode;
  return {
    dealType: dealType === 'RENT' ? 'rent' : 'sale',
    countryCode,
    // Scores exist in Switzerland only, and cost time elsewhere.
    returnScores: countryCode === 'CH',
    valuationDates: isSameDates ? first?.dates : undefined,
    valuationInputs: inputs.map(({ subject, dates }) => ({
      property: toProperty(subject),
      valuationDates: isSameDates ? undefined : dates,
    })),
  };
}

/** What `JSON.stringify` leaves out, `undefined`, is not known. */
function toProperty(subject: PriceHubbleSubject): unknown {
  return {
    location: toLocation(subject.location),
    propertyType: {
      code: propertyCodes[subject.propertyType],
      subcode: subject.subtype === null ? undefined : subcodes[subject.subtype],
    },
    buildingYear: subject.constructionYear ?? undefined,
    livingArea: subject.livingAreaM2,
    landArea: subject.landAreaM2 ?? undefined,
    balconyArea: subject.balconyAreaM2 ?? undefined,
    gardenArea: subject.gardenAreaM2 ?? undefined,
    volume: subject.volumeM3 ?? undefined,
    numberOfRooms: subject.roomCount ?? undefined,
    numberOfBathrooms: subject.bathroomCount ?? undefined,
    numberOfBedrooms: subject.bedroomCount ?? undefined,
    floorNumber: subject.floor ?? undefined,
    numberOfFloorsInBuilding: subject.floorCount ?? undefined,
    numberOfIndoorParkingSpaces: subject.garageSpaces ?? undefined,
    numberOfOutdoorParkingSpaces: subject.outdoorParkingSpaces ?? undefined,
    hasLift: subject.hasLift ?? undefined,
    hasPool: subject.hasPool ?? undefined,
    hasSauna: subject.hasSauna ?? undefined,
    isFurnished: subject.isFurnished ?? undefined,
    isNew: subject.isNew ?? undefined,
    renovationYear: subject.renovationYear ?? undefined,
    energyLabel: subject.energyLabel ?? undefined,
    condition: toRatings(subject.condition, conditions),
    quality: toRatings(subject.quality, qualities),
    numberOfUnits: subject.numberOfUnits ?? undefined,
    annualRentIncome: subject.annualRentIncome ?? undefined,
  };
}

function toLocation(location: PriceHubbleLocation): unknown {
  if (location.kind === 'COORDINATES') {
    return { coordinates: { latitude: location.latitude, longitude: location.longitude } };
  }
  const { postalCode, city, street, houseNumber } = location;
  return {
    address: { postCode: postalCode, city, street: street ?? undefined, houseNumber: houseNumber ?? undefined },
  };
}

/** The parts of a home are called the same by PriceHubble. */
function toRatings<Rating extends string>(
  ratings: PartRatings<Rating> | null,
  words: Readonly<Record<Rating, string>>,
): unknown {
  if (ratings === null) return undefined;
  return Object.fromEntries(Object.entries<Rating>(ratings).map(([part, rating]) => [part, words[rating]]));
}
