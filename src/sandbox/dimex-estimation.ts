import type { DimexEndpoint } from './dimex-rules.js';
import { noise } from './noise.js';
import { pointNear } from './place.js';
import { roundToStep } from './rounding.js';
import type { Subject } from './worth.js';
import { countOddities, priceDrift, salePriceOf } from './worth.js';
import type { Zone } from './zones.js';

/** A property that has passed the field rules of its endpoint. */
export type DimexProperty = Readonly<{
  index?: unknown;
  valuationDate: string;
  address: string;
  constructionYear: number;
  area: Readonly<{ usableArea: number }>;
  numberOfRooms: number;
  conditionManualValue: number;
  standardManualValue?: number;
  numberOfOutdoorParkingSpaces?: number;
  numberOfGarageParkingSpaces?: number;
  energyGrade: string;
  glazingType?: string;
  houseType?: string;
  flatType?: string;
  landPlotArea?: number;
  hasBalcony?: boolean;
  hasTerrace?: boolean;
  cellarType?: string;
  atticType?: string;
  hasSeparateRoomSecondaryUse?: boolean;
  floor?: number;
  terraceArea?: number;
  balconyArea?: number;
  gardenArea?: number;
  hasCellar?: boolean;
  hasAttic?: boolean;
  firstOccupancy?: boolean;
}>;

const trafficLights = [
  { trafficLight: 1, classificationText: 'GREEN', halfRange: 0.08 },
  { trafficLight: 2, classificationText: 'YELLOW', halfRange: 0.13 },
  { trafficLight: 3, classificationText: 'RED', halfRange: 0.2 },
] as const;

const typeFactors: Readonly<Record<string, number>> = {
  CHALET: 1.02,
  COUNTRY_HOUSE: 0.93,
  DETACHED_HOUSE: 1,
  ESTATE: 1.25,
  FARM: 0.88,
  MASTERS_HOUSE: 1.12,
  OTHER: 0.95,
  TOWN_HOUSE: 1.18,
  VILLA: 1.12,
  VILLAGE_HOUSE: 0.96,
  STANDARD: 1,
  DUPLEX: 1.03,
  TRIPLEX: 1.05,
  STUDIO: 1.02,
  STUDETTE: 0.97,
};
const rareTypes: ReadonlySet<string> = new Set([
  'ESTATE',
  'FARM',
  'MASTERS_HOUSE',
  'TOWN_HOUSE',
  'TRIPLEX',
  'STUDETTE',
]);

/** The document's answer for a property that could be estimated; `index` comes back as it was sent. */
export function estimate(endpoint: DimexEndpoint, property: DimexProperty, zone: Zone, today: string): unknown {
  const subject = toSubject(endpoint, property);
  const type = property.houseType ?? property.flatType ?? '';
  const microLocation = 2 + Math.round(noise(`micro ${property.address}`) * 5) / 2;
  const opinion = 0.95 + 0.1 * noise(`dimex ${property.address} ${property.area.usableArea}`);
  const value =
    salePriceOf(subject, zone) *
    (typeFactors[type] ?? 1) *
    extrasFactor(property) *
    (1 + 0.02 * (microLocation - 3)) *
    opinion *
    priceDrift(property.valuationDate, today);

  const oddities = countOddities(subject) + (rareTypes.has(type) ? 1 : 0);
  const { halfRange, ...light } = trafficLights[oddities === 0 ? 0 : oddities < 3 ? 1 : 2];
  const hasStreet = !/^\s*\d{5}\s/u.test(property.address);
  const point = hasStreet ? pointNear(zone, property.address) : zone;
  // The code is a JSON number, which 2A and 2B of Corsica do not fit.
  const code = /^\d+$/.test(zone.inseeCode) ? Number(zone.inseeCode) : null;

  return {
    index: property.index,
    error: null,
    lon: point.longitude,
    lat: point.latitude,
    address: property.address,
    marketValueBeforeCorrection: roundToStep(value, 1000),
    macroLocation: { code, name: zone.city },
    microLocationValue: microLocation,
    statisticalPriceRangeMin: roundToStep(value * (1 - halfRange), 1000),
    statisticalPriceRangeMax: roundToStep(value * (1 + halfRange), 1000),
    statisticalTrafficLight: light,
    messages: [],
  };
}

function toSubject(endpoint: DimexEndpoint, property: DimexProperty): Subject {
  return {
    kind: endpoint === 'hed-fr-sfh' ? 'house' : 'flat',
    livingAreaM2: property.area.usableArea,
    constructionYear: property.constructionYear,
    roomCount: property.numberOfRooms,
    energyGrade: property.energyGrade,
    conditionScore: property.conditionManualValue,
    standardScore: property.standardManualValue ?? 3,
    floor: property.floor,
    landAreaM2: property.landPlotArea,
    hasTerrace: property.hasTerrace,
    hasBalcony: property.hasBalcony,
    terraceAreaM2: property.terraceArea,
    balconyAreaM2: property.balconyArea,
    gardenAreaM2: property.gardenArea,
    garageSpaces: property.numberOfGarageParkingSpaces,
    outdoorParkingSpaces: property.numberOfOutdoorParkingSpaces,
  };
}

function extrasFactor(property: DimexProperty): number {
  const gains = [
    property.hasSeparateRoomSecondaryUse === true ? 0.03 : 0,
    property.hasCellar === true || ['CELLAR', 'BASEMENT', 'STOREROOM'].includes(property.cellarType ?? '') ? 0.01 : 0,
    property.hasAttic === true || property.atticType === 'ATTIC' ? 0.005 : 0,
    property.atticType === 'CONVERTABLE_ATTIC_SPACE' ? 0.02 : 0,
    property.firstOccupancy === true ? 0.04 : 0,
    property.glazingType === 'TRIPLE' ? 0.01 : 0,
    property.glazingType === 'OTHER' ? -0.01 : 0,
  ];
  return gains.reduce((sum, gain) => sum + gain, 1);
}
