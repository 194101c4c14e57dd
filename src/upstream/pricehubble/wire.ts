import type { PriceHubbleCondition, PriceHubbleQuality, PriceHubbleSubtype } from '../../domain/pricehubble-details.js';
import type {
  PriceHubbleLocation,
  PriceHubblePropertyType,
  PriceHubbleSubject,
} from '../../domain/pricehubble-subject.js';
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
  STUDIO: 'apartment_studio',
  DETACHED: 'house_detached',
  SEMI_DETACHED: 'house_semi_detached',
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
    numberOfRooms: subject.roomCount ?? undefined,
    numberOfBathrooms: subject.bathroomCount ?? undefined,
    floorNumber: subject.floor ?? undefined,
    numberOfFloorsInBuilding: subject.floorCount ?? undefined,
    numberOfIndoorParkingSpaces: subject.garageSpaces ?? undefined,
    numberOfOutdoorParkingSpaces: subject.outdoorParkingSpaces ?? undefined,
    hasLift: subject.hasLift ?? undefined,
    isNew: subject.isNew ?? undefined,
    energyLabel: subject.energyGrade ?? undefined,
    condition: subject.condition === null ? undefined : ofEveryPart(conditions[subject.condition]),
    quality: subject.quality === null ? undefined : ofEveryPart(qualities[subject.quality]),
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

function ofEveryPart(rating: string): unknown {
  return { bathrooms: rating, kitchen: rating, flooring: rating, windows: rating };
}
