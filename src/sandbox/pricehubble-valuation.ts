import { noise } from './noise.js';
import type { ResolvedPlace } from './pricehubble-place.js';
import { currencyOf } from './pricehubble-place.js';
import type { PriceHubbleProperty } from './pricehubble-shape.js';
import { roundToStep } from './rounding.js';
import type { Subject } from './worth.js';
import { countOddities, monthlyRentOf, priceDrift, salePriceOf } from './worth.js';

export type ValuationSetting = Readonly<{
  dealType: 'sale' | 'rent';
  country: string;
  today: string;
  hasScores: boolean;
}>;

const halfRanges = { good: 0.07, medium: 0.12, poor: 0.19 } as const;
const conditionScores: Readonly<Record<string, number>> = {
  renovation_needed: 1.5,
  well_maintained: 3,
  new_or_recently_renovated: 4.5,
};
const qualityScores: Readonly<Record<string, number>> = { simple: 2, normal: 3, high_quality: 4, luxury: 5 };
const subcodeFactors: Readonly<Record<string, number>> = {
  apartment_penthouse: 1.12,
  apartment_attic: 1.02,
  apartment_maisonette: 1.03,
  apartment_terraced: 1.04,
  house_detached: 1.03,
  house_row_middle: 0.95,
  house_farm: 0.9,
};
/** A lifetime of rents that an investor pays for; used where the rents of a block are known. */
const rentMultiple = 24;
const chargesShare = 0.1;

/** One valuation as the vendor words it; the property has passed the rules, so that it has a living area. */
export function appraise(
  property: PriceHubbleProperty,
  place: ResolvedPlace,
  date: string,
  { dealType, country, today, hasScores }: ValuationSetting,
): unknown {
  const { zone, point } = place;
  const subject = toSubject(property, Number(today.slice(0, 4)));
  const key = `${point.latitude} ${point.longitude} ${subject.livingAreaM2}`;
  const opinion = 0.94 + 0.12 * noise(`pricehubble ${key}`);
  const factor = opinion * (subcodeFactors[property.propertyType?.subcode ?? ''] ?? 1) * priceDrift(date, today);
  const confidence = toConfidence(property, subject);
  const halfRange = halfRanges[confidence];

  return {
    ...(dealType === 'sale'
      ? estimated('salePrice', priceOf(property, subject, place) * factor, halfRange, 1000)
      : {
          ...(country !== 'JP' &&
            estimated('rentGross', monthlyRentOf(subject, zone) * factor * (1 + chargesShare), halfRange, 10)),
          ...(country !== 'AT' && estimated('rentNet', monthlyRentOf(subject, zone) * factor, halfRange, 10)),
        }),
    confidence,
    currency: currencyOf(country),
    coordinates: point,
    ...(hasScores && country === 'CH' && { scores: { location: Math.round(noise(`score ${key}`) * 1000) / 1000 } }),
  };
}

function estimated(name: string, value: number, halfRange: number, step: number): Readonly<Record<string, unknown>> {
  return {
    [name]: roundToStep(value, step),
    [`${name}Range`]: {
      lower: roundToStep(value * (1 - halfRange), step),
      upper: roundToStep(value * (1 + halfRange), step),
    },
  };
}

function priceOf(property: PriceHubbleProperty, subject: Subject, { zone }: ResolvedPlace): number {
  if (property.propertyType?.code !== 'multi_family_house') return salePriceOf(subject, zone);
  const income = property.annualRentIncome;
  return income === undefined ? salePriceOf(subject, zone) * 0.85 : income * rentMultiple;
}

function toSubject(property: PriceHubbleProperty, thisYear: number): Subject {
  return {
    kind: property.propertyType?.code === 'house' ? 'house' : 'flat',
    livingAreaM2: property.livingArea ?? 0,
    constructionYear: property.isNew === true ? thisYear : (property.buildingYear ?? 1980),
    roomCount: property.numberOfRooms,
    energyGrade: property.energyLabel,
    conditionScore: averageScore(property.condition, conditionScores),
    standardScore: averageScore(property.quality, qualityScores),
    floor: property.floorNumber,
    hasLift: property.hasLift,
    hasPool: property.hasPool,
    landAreaM2: property.landArea,
    balconyAreaM2: property.balconyArea,
    gardenAreaM2: property.gardenArea,
    garageSpaces: property.numberOfIndoorParkingSpaces,
    outdoorParkingSpaces: property.numberOfOutdoorParkingSpaces,
  };
}

function averageScore(
  ratings: Readonly<Record<string, string>> | undefined,
  scores: Readonly<Record<string, number>>,
): number {
  const given = Object.values(ratings ?? {}).map((rating) => scores[rating] ?? 3);
  return given.length === 0 ? 3 : given.reduce((sum, score) => sum + score, 0) / given.length;
}

/** The more is told of an ordinary home, the surer. */
function toConfidence(property: PriceHubbleProperty, subject: Subject): keyof typeof halfRanges {
  const told = [property.numberOfRooms, property.floorNumber ?? property.landArea, property.energyLabel];
  const untold = told.filter((fact) => fact === undefined).length + (property.condition === undefined ? 0.5 : 0);
  const doubt = countOddities(subject) + untold / 2;
  return doubt < 1 ? 'good' : doubt < 2.5 ? 'medium' : 'poor';
}
