import type { PriceHubbleProperty } from './pricehubble-shape.js';

type Range = Readonly<{ min: number; max: number }>;
type NumericField = {
  [Field in keyof PriceHubbleProperty]-?: PriceHubbleProperty[Field] extends number | undefined ? Field : never;
}[keyof PriceHubbleProperty];

const propertyCodes = ['apartment', 'house', 'multi_family_house'] as const;
const subcodes: Readonly<Record<string, readonly string[]>> = {
  apartment: [
    'apartment_normal',
    'apartment_maisonette',
    'apartment_attic',
    'apartment_penthouse',
    'apartment_terraced',
    'apartment_studio',
  ],
  house: ['house_detached', 'house_semi_detached', 'house_row_corner', 'house_row_middle', 'house_farm'],
  multi_family_house: [],
};
const conditions = ['renovation_needed', 'well_maintained', 'new_or_recently_renovated'] as const;
const qualities = ['simple', 'normal', 'high_quality', 'luxury'] as const;
const ratedParts = ['bathrooms', 'kitchen', 'flooring', 'windows', 'masonry'] as const;
const countriesWithHalfRooms: ReadonlySet<string> = new Set(['AT', 'CH', 'DE']);
const minLandAreaM2 = 10;
const maxLandAreaM2 = 100_000;

/** The first value that the vendor would not take, as it says it ("numberOfRooms: Must be between 1 and 12."). */
export function findRefusal(property: PriceHubbleProperty, country: string, today: string): string | null {
  return (
    findTypeRefusal(property.propertyType) ??
    findMissingField(property, country) ??
    findRangeRefusal(property, country, today) ??
    findRoomRefusal(property.numberOfRooms, country) ??
    findRatingRefusal('condition', property.condition, conditions, property) ??
    findRatingRefusal('quality', property.quality, qualities, property)
  );
}

function findTypeRefusal(type: PriceHubbleProperty['propertyType']): string | null {
  if (type?.code === undefined) return missing('propertyType.code');
  if (!includes(propertyCodes, type.code)) return mustBeOneOf('propertyType.code', propertyCodes);
  const allowed = subcodes[type.code] ?? [];
  if (type.subcode !== undefined && !allowed.includes(type.subcode)) {
    return mustBeOneOf('propertyType.subcode', allowed);
  }
  return null;
}

function findMissingField(property: PriceHubbleProperty, country: string): string | null {
  if (property.livingArea === undefined) return missing('livingArea');
  if (property.buildingYear === undefined && country === 'FR') return missing('buildingYear');
  if (property.landArea === undefined && property.propertyType?.code === 'house') return missing('landArea');
  return null;
}

function findRangeRefusal(property: PriceHubbleProperty, country: string, today: string): string | null {
  const { buildingYear, gardenArea, propertyType, renovationYear } = property;
  const isFrench = country === 'FR';
  const isMultiFamily = propertyType?.code === 'multi_family_house';
  const latestYear = Number(today.slice(0, 4)) + 3;
  const ranges: Readonly<Partial<Record<NumericField, Range>>> = {
    buildingYear: { min: isFrench ? 1700 : 1850, max: latestYear },
    renovationYear: { min: isFrench ? 1700 : 1850, max: latestYear },
    livingArea: isMultiFamily ? { min: 20, max: 50_000 } : { min: 5, max: 1000 },
    landArea: { min: minLandAreaM2, max: maxLandAreaM2 },
    balconyArea: { min: 0, max: isFrench ? 500 : 200 },
    gardenArea: { min: 0, max: 200 },
    volume: { min: 1, max: 100_000 },
    annualRentIncome: { min: 0, max: 100_000_000 },
    // The range of the document's own error, on a Swiss property.
    numberOfRooms: { min: 1, max: country === 'CH' ? 12 : 20 },
    numberOfBathrooms: { min: 1, max: 5 },
    numberOfBedrooms: { min: 0, max: 20 },
    numberOfIndoorParkingSpaces: { min: 0, max: 6 },
    numberOfOutdoorParkingSpaces: { min: 0, max: 6 },
    numberOfFloorsInBuilding: { min: 1, max: 100 },
    numberOfUnits: { min: 1, max: 1000 },
    floorNumber: { min: -5, max: 100 },
  };
  for (const [field, { min, max }] of Object.entries(ranges)) {
    // The keys are those of the record above, all of numbers.
    const value = property[field as NumericField];
    if (value !== undefined && (value < min || value > max)) return `${field}: Must be between ${min} and ${max}.`;
  }
  if (renovationYear !== undefined && buildingYear !== undefined && renovationYear < buildingYear) {
    return 'renovationYear: Must not be before buildingYear.';
  }
  if (gardenArea !== undefined && propertyType?.code !== 'apartment') {
    return 'gardenArea: Only supported for apartments.';
  }
  return null;
}

function findRoomRefusal(rooms: number | undefined, country: string): string | null {
  if (rooms === undefined) return null;
  const step = countriesWithHalfRooms.has(country) ? 0.5 : 1;
  return Number.isInteger(rooms / step) ? null : `numberOfRooms: Must be a multiple of ${step}.`;
}

function findRatingRefusal(
  field: 'condition' | 'quality',
  ratings: Readonly<Record<string, string>> | undefined,
  allowed: readonly string[],
  property: PriceHubbleProperty,
): string | null {
  for (const [part, rating] of Object.entries(ratings ?? {})) {
    if (!includes(ratedParts, part)) return `${field}.${part}: Unknown field.`;
    if (part === 'masonry' && property.propertyType?.code !== 'house') {
      return `${field}.masonry: Only supported for houses.`;
    }
    if (!includes(allowed, rating)) return mustBeOneOf(`${field}.${part}`, allowed);
  }
  return null;
}

function includes(choices: readonly string[], text: string): boolean {
  return choices.includes(text);
}

function missing(field: string): string {
  return `${field}: Missing data for required field.`;
}

function mustBeOneOf(field: string, choices: readonly string[]): string {
  return `${field}: Must be one of: ${choices.join(', ')}.`;
}
