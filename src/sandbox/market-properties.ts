import { fairMonthlyRent, fairSalePrice } from './price-model.js';
import type { Condition, Dwelling, OfferType, PropertyClass } from './price-model.js';
import { createDwellingFacts, emptyFacts } from './market-dwellings.js';
import type { DwellingFacts } from './market-dwellings.js';
import type { Random } from './random.js';
import { clamp, round } from './rounding.js';
import type { Zone } from './zones.js';

/** One real asset of the sandbox's market; `null` is a fact that nobody published. */
export type MarketProperty = Place & Asset;

type Place = Readonly<{
  flxId: string;
  zone: Zone;
  irisCode: string;
  latitude: number;
  longitude: number;
  street: string;
}>;

type Asset = Readonly<{
  propertyClass: PropertyClass;
  offerType: OfferType;
  condition: Condition;
  /** In euros, or euros a month: what the asset is worth before its sellers disagree. */
  fairPrice: number;
  /** For land, premises and parking places, which have no living area. */
  surfaceM2: number | null;
  parkingCount: number;
  isOccupied: boolean;
  isFurnished: boolean | null;
  facts: DwellingFacts;
}>;

/** The share of dwellings of which one fact that a valuation needs was never published, by any seller. */
export const unknownFactShare = 0.04;

const streets = [
  'rue de la République',
  'avenue Jean-Jaurès',
  'rue des Lilas',
  'boulevard Gambetta',
  'rue Victor-Hugo',
  'rue du Marché',
  'allée des Tilleuls',
  'chemin des Oliviers',
  'rue Pasteur',
  'place de la Fontaine',
  'quai des Orfèvres',
  'impasse des Cerisiers',
] as const;

export function createProperty(random: Random, flxId: string, zone: Zone, thisYear: number): MarketProperty {
  const isParis = zone.department === '75';
  const propertyClass = random.weighted<PropertyClass>([
    ['FLAT', isParis ? 82 : 56],
    ['HOUSE', isParis ? 3 : 28],
    ['LAND', isParis ? 0 : 5],
    ['PARKING', 5],
    ['SHOP', 4],
    ['OFFICE', 3],
    ['BUILDING', 2],
  ]);
  const place: Place = {
    flxId,
    zone,
    irisCode: `${zone.inseeCode}${String(random.integer(101, 140)).padStart(4, '0')}`,
    ...somewhereIn(random, zone),
    street: `${random.integer(1, 120)} ${random.pick(streets)}`,
  };
  if (propertyClass === 'FLAT' || propertyClass === 'HOUSE') {
    return createDwelling(random, place, propertyClass, thisYear);
  }
  return createOtherAsset(random, place, propertyClass);
}

/** Within about two kilometres of the centre. */
function somewhereIn(random: Random, zone: Zone): Readonly<{ latitude: number; longitude: number }> {
  const spread = zone.city.includes('Arrondissement') ? 0.003 : 0.008;
  return {
    latitude: round(zone.latitude + random.normal(0, spread), 6),
    longitude: round(zone.longitude + random.normal(0, spread), 6),
  };
}

function createDwelling(
  random: Random,
  place: Place,
  propertyClass: 'FLAT' | 'HOUSE',
  thisYear: number,
): MarketProperty {
  const { zone } = place;
  const offerType = random.weighted<OfferType>([
    ['BUY', 77],
    ['RENT', 20],
    ['LIFE_ANNUITY_SALE', 3],
  ]);
  const { facts, condition, energyGrade } = createDwellingFacts(random, zone, propertyClass, thisYear);
  // Written out: copying all the facts for every property would double the start-up time.
  const { livingAreaM2, landAreaM2, floor, hasLift, hasTerrace, hasBalcony, hasPool } = facts;
  const dwelling: Dwelling = {
    propertyClass,
    condition,
    energyGrade,
    livingAreaM2,
    landAreaM2,
    floor,
    hasLift,
    hasTerrace,
    hasBalcony,
    hasPool,
  };
  return {
    ...place,
    facts: withoutOneFact(random, propertyClass, facts),
    propertyClass,
    offerType,
    condition,
    fairPrice: priceOf(zone, dwelling, offerType) * clamp(random.normal(1, 0.07), 0.8, 1.25),
    surfaceM2: null,
    parkingCount: facts.hasParking ? random.integer(1, 2) : 0,
    isOccupied: offerType === 'LIFE_ANNUITY_SALE' && random.chance(0.7),
    isFurnished: offerType === 'RENT' ? random.chance(0.4) : null,
  };
}

function priceOf(zone: Zone, dwelling: Dwelling, offerType: OfferType): number {
  if (offerType === 'RENT') return fairMonthlyRent(zone, dwelling);
  // A life annuity advertises its down payment, a part of the value.
  return fairSalePrice(zone, dwelling) * (offerType === 'LIFE_ANNUITY_SALE' ? 0.38 : 1);
}

function withoutOneFact(random: Random, propertyClass: PropertyClass, facts: DwellingFacts): DwellingFacts {
  if (!random.chance(unknownFactShare)) return facts;
  const fact = random.pick([
    'constructionYear',
    'energyGrade',
    propertyClass === 'FLAT' ? 'floor' : 'landAreaM2',
  ] as const);
  return fact === 'energyGrade' ? { ...facts, energyGrade: null, energyScore: null } : { ...facts, [fact]: null };
}

function createOtherAsset(
  random: Random,
  place: Place,
  propertyClass: Exclude<PropertyClass, 'FLAT' | 'HOUSE'>,
): MarketProperty {
  const { zone } = place;
  const offerType = otherOffer(random, propertyClass);
  const surfaceM2 = {
    LAND: random.integer(250, 2400),
    PARKING: random.integer(10, 18),
    SHOP: random.integer(28, 180),
    OFFICE: random.integer(20, 320),
    BUILDING: random.integer(220, 900),
  }[propertyClass];
  const saleFactor = { LAND: 0.09, PARKING: 0.32, SHOP: 0.72, OFFICE: 0.68, BUILDING: 0.66 }[propertyClass];
  const rentFactor = propertyClass === 'PARKING' ? 0.42 : 1.15;
  const perM2 =
    offerType === 'RENT'
      ? zone.rentPricePerM2.flat * rentFactor
      : zone.salePricePerM2.flat * saleFactor * (offerType === 'BUSINESS_TAKE_OVER' ? 0.4 : 1);
  return {
    ...place,
    facts:
      propertyClass === 'BUILDING'
        ? { ...emptyFacts, constructionYear: random.integer(1880, 1975), floorCount: random.integer(2, 6) }
        : emptyFacts,
    propertyClass,
    offerType,
    condition: random.pick(['GOOD', 'TO_REFRESH', 'EXCELLENT']),
    fairPrice: perM2 * surfaceM2 * clamp(random.normal(1, 0.12), 0.7, 1.4),
    surfaceM2,
    parkingCount: propertyClass === 'PARKING' ? 1 : 0,
    isOccupied: false,
    isFurnished: null,
  };
}

function otherOffer(random: Random, propertyClass: PropertyClass): OfferType {
  switch (propertyClass) {
    case 'LAND':
    case 'BUILDING':
      return 'BUY';
    case 'SHOP':
      return random.pick(['BUY', 'RENT', 'BUSINESS_TAKE_OVER']);
    default:
      return random.chance(0.45) ? 'RENT' : 'BUY';
  }
}
