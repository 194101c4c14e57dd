import type { Zone } from './zones.js';

export type PropertyClass = 'FLAT' | 'HOUSE' | 'LAND' | 'PARKING' | 'SHOP' | 'OFFICE' | 'BUILDING';
export type OfferType = 'BUY' | 'RENT' | 'LIFE_ANNUITY_SALE' | 'BUSINESS_TAKE_OVER';
export type EnergyGrade = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G';
export type Condition = 'BRAND_NEW' | 'EXCELLENT' | 'GOOD' | 'TO_REFRESH' | 'TO_RENOVATE';

/** What moves a price: all that the sandbox's market knows of a dwelling's worth. */
export type Dwelling = Readonly<{
  propertyClass: 'FLAT' | 'HOUSE';
  livingAreaM2: number;
  landAreaM2: number | null;
  floor: number | null;
  hasLift: boolean;
  condition: Condition;
  energyGrade: EnergyGrade;
  hasTerrace: boolean;
  hasBalcony: boolean;
  hasPool: boolean;
}>;

const conditionFactors: Readonly<Record<Condition, number>> = {
  BRAND_NEW: 1.14,
  EXCELLENT: 1.07,
  GOOD: 1,
  TO_REFRESH: 0.93,
  TO_RENOVATE: 0.83,
};
const energyFactors: Readonly<Record<EnergyGrade, number>> = {
  A: 1.06,
  B: 1.04,
  C: 1.02,
  D: 1,
  E: 0.97,
  F: 0.93,
  G: 0.88,
};

/** In euros: the sale price of a dwelling in its zone, before any seller's optimism. */
export function fairSalePrice(zone: Zone, dwelling: Dwelling): number {
  const perM2 = zone.salePricePerM2[dwelling.propertyClass === 'FLAT' ? 'flat' : 'house'] * qualityFactor(dwelling);
  return perM2 * dwelling.livingAreaM2 + landPremium(zone, dwelling);
}

/** In euros a month, without charges. Quality moves rents about half as much as prices. */
export function fairMonthlyRent(zone: Zone, dwelling: Dwelling): number {
  const perM2 = zone.rentPricePerM2[dwelling.propertyClass === 'FLAT' ? 'flat' : 'house'];
  return perM2 * Math.sqrt(qualityFactor(dwelling)) * dwelling.livingAreaM2;
}

function qualityFactor(dwelling: Dwelling): number {
  const outdoors =
    1 + (dwelling.hasTerrace ? 0.04 : 0) + (dwelling.hasBalcony ? 0.02 : 0) + (dwelling.hasPool ? 0.05 : 0);
  return (
    sizeFactor(dwelling) *
    floorFactor(dwelling) *
    conditionFactors[dwelling.condition] *
    energyFactors[dwelling.energyGrade] *
    outdoors
  );
}

/** Small dwellings cost more per m². */
function sizeFactor({ propertyClass, livingAreaM2 }: Dwelling): number {
  return propertyClass === 'FLAT' ? (60 / livingAreaM2) ** 0.1 : (110 / livingAreaM2) ** 0.15;
}

function floorFactor({ propertyClass, floor, hasLift }: Dwelling): number {
  if (propertyClass === 'HOUSE' || floor === null) return 1;
  if (floor <= 0) return 0.93;
  return hasLift ? 1 + Math.min(floor, 10) * 0.005 : 1 - Math.max(0, floor - 2) * 0.02;
}

function landPremium(zone: Zone, { propertyClass, landAreaM2 }: Dwelling): number {
  if (propertyClass === 'FLAT' || landAreaM2 === null) return 0;
  return Math.sqrt(landAreaM2) * zone.salePricePerM2.house * 0.15;
}
