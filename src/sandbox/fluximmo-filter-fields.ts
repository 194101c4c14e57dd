import {
  BadPayload,
  anyOf,
  dateRange,
  exactNumber,
  fields,
  flag,
  ignored,
  inseeCode,
  oneOf,
  range,
  someMember,
  text,
  toNumber,
  toRecord,
  toText,
} from './fluximmo-filters.js';
import type { Rule } from './fluximmo-filters.js';
import { distanceBetweenKm } from './place.js';
import type { Point } from './place.js';
import { findZone } from './zones.js';

const characteristics = fields(
  Object.fromEntries(
    [
      'hasAlarm',
      'hasBalcony',
      'hasCellar',
      'hasConcierge',
      'hasDigicode',
      'hasFireplace',
      'hasGarage',
      'hasGarden',
      'hasGrenier',
      'hasInterphone',
      'hasJacuzzi',
      'hasLand',
      'hasLift',
      'hasMezzanine',
      'hasParking',
      'hasPool',
      'hasTerrace',
      'hasVisAVis',
      'isPeaceful',
    ].map((name) => [name, flag]),
  ),
);

const habitation = fields({
  type: oneOf(/^PROPERTY_TYPE_/u),
  roomCount: range,
  bedroomCount: range,
  bathroomCount: range,
  wcCount: range,
  characteristics,
  climate: fields({
    epcEnergy: oneOf(/^ENERGY_CLASSIFICATION_/u),
    epcEnergyScore: range,
    epcEnergyDate: dateRange,
    epcClimate: oneOf(/^GREENHOUSE_CLASSIFICATION_/u),
    epcClimateScore: range,
    epcClimateDate: dateRange,
  }),
  features: fields({
    exposure: oneOf(/^EXPOSURE_/u),
    furniture: oneOf(/FURNI/u),
    propertyFloor: range,
    propertyTotalFloor: range,
    constructionMaterials: oneOf(/^MATERIAL_/u),
    glazingTypes: oneOf(/^GLAZING_TYPE_/u),
    hasThroughExposure: flag,
    viewOns: oneOf(/^VIEW_ON_/u),
    viewTypes: oneOf(/^VIEW_TYPE_/u),
  }),
  heatTypes: oneOf(/^HEAT_TYPE_/u),
  heatTypeDetails: oneOf(/^HEAT_DETAIL_/u),
  heatings: oneOf(/^HEATING_/u),
  propertyCondition: anyOf(
    fields({
      constructionYear: exactNumber,
      renovationYear: exactNumber,
      interiorCondition: oneOf(/^INTERIOR_CONDITION_/u),
      generalConditions: oneOf(/^GENERAL_CONDITION_/u),
    }),
  ),
  surface: fields({
    balconies: range,
    floorSpace: range,
    gardens: range,
    groundFloor: range,
    kitchen: range,
    livingSpace: range,
    // Written otherwise in answers.
    livingroom: [range, 'livingRoom'],
    terraces: range,
    total: range,
  }),
});

const land = fields({
  canConstruct: flag,
  isServiced: flag,
  surface: range,
  surfaceConstructable: range,
  type: oneOf(/^LAND_/u),
  haveBuildingPermit: [flag, 'hasBuildingPermit'],
  haveElectricity: [flag, 'hasElectricity'],
  haveTelecom: [flag, 'hasTelecom'],
  haveWater: [flag, 'hasWater'],
});

const parking = fields({ count: range, numberOfCars: range, surface: range, type: oneOf(/^PARKING_/u) });

const offer = anyOf(
  fields({
    isCurrentlyOccupied: flag,
    renting: fields({ isColocation: flag, isLongTerm: flag, isShortTerm: flag, isSubLease: flag }),
    type: oneOf(/^OFFER_/u),
  }),
);

const coordinates: Rule = (filter, path) => {
  const point = fields({ geoDistance: within, geoBoundingBox: inBox, geoInseeCodeDistance: nearCommune })(filter, path);
  return (value) => {
    const place = toPoint(value);
    return place !== null && point({ geoDistance: place, geoBoundingBox: place, geoInseeCodeDistance: place });
  };
};

/** In filters always under `location`; documents have two shapes. */
const pinned: Rule = (filter, path) => {
  const test = fields({ location: coordinates })(filter, path);
  return (value) => test({ location: value });
};

const location = fields({
  city: ignored,
  cityCoordinate: pinned,
  department: text,
  inseeCode,
  irisCode: text,
  locationCoordinate: pinned,
  postalCode: text,
});

const source = fields({ flxId: text, url: text, website: text });
const seller = anyOf(fields({ flxId: text, name: text, siren: text, type: oneOf(/^SELLER_TYPE_/u) }));
const currency: Rule = (filter, path) => {
  oneOf(/^(?:CURRENCY_)?(?:EUR|USD)$/u)(filter, path);
  const isEuro = JSON.stringify(filter).includes('EUR');
  return () => isEuro;
};

const pricePoint = fields({ source, value: range, valuePerArea: range });
const price = fields({
  currency,
  initial: pricePoint,
  latest: pricePoint,
  isAuction: flag,
  scope: oneOf(/^PRICING_/u),
  warrantyDeposit: range,
  variation: anyOf(fields({ sinceLastModified: range, sincePublished: range })),
});

/** `FilterAdvertDto`: location is one object. */
export const advertFilter = fields({
  currentPrice: fields({ value: range, valuePerArea: range }),
  habitation,
  hasAnomaly: flag,
  isAuction: flag,
  isUrgent: flag,
  land,
  lastModifiedAt: anyOf(dateRange),
  offer,
  parking,
  process: ignored,
  scope: oneOf(/^PRICING_/u),
  tags: oneOf(),
  type: oneOf(/^CLASS_/u),
  warrantyDeposit: range,
  firstSeenAt: anyOf(dateRange),
  location,
  source,
  currency,
  mainPropertyAdFlxId: oneOf(),
  propertyFlxId: oneOf(),
  isPro: flag,
  seller,
  isOnline: flag,
  isExclusive: flag,
});

/** `FilterPropertyDto`: location is a list of alternatives. */
export const propertyFilter = fields({
  adverts: anyOf(
    someMember(
      fields({
        firstSeenAt: dateRange,
        flxId: oneOf(),
        isOnline: flag,
        lastSeenAt: dateRange,
        location: coordinates,
        price,
        source,
        isPro: flag,
        seller,
        hasAnomaly: flag,
        isExclusive: flag,
      }),
    ),
  ),
  habitation,
  isUrgent: flag,
  land,
  location: anyOf(location),
  meta: fields({
    firstSeenAt: dateRange,
    isTotallyOffline: flag,
    lastPublishedAt: dateRange,
    lastSeenAt: dateRange,
    lastUpdatedAt: dateRange,
  }),
  parking,
  price,
  process: ignored,
  tags: oneOf(),
  type: oneOf(/^CLASS_/u),
  hasAnomaly: flag,
  offer,
});

/** The pins of filters say `lon` where answers say `lng`. */
function toPin(value: unknown, path: string): Point {
  const { lat, lon } = toRecord(value, path);
  return { latitude: toNumber(lat, `${path}.lat`), longitude: toNumber(lon, `${path}.lon`) };
}

function within(filter: unknown, path: string): (value: unknown) => boolean {
  const { distanceKm, pin } = toRecord(filter, path);
  const centre = toPin(pin, `${path}.pin`);
  const radiusKm = toNumber(distanceKm, `${path}.distanceKm`);
  return (value) => distanceBetweenKm(centre, value as Point) <= radiusKm;
}

function nearCommune(filter: unknown, path: string): (value: unknown) => boolean {
  const { distanceKm, inseeCode: code } = toRecord(filter, path);
  const zone = findZone(toText(code, `${path}.inseeCode`));
  const radiusKm = toNumber(distanceKm, `${path}.distanceKm`);
  return (value) => zone !== undefined && distanceBetweenKm(zone, value as Point) <= radiusKm;
}

function inBox(filter: unknown, path: string): (value: unknown) => boolean {
  const { topLeft, bottomRight } = toRecord(filter, path);
  const northWest = toPin(topLeft, `${path}.topLeft`);
  const southEast = toPin(bottomRight, `${path}.bottomRight`);
  if (northWest.latitude < southEast.latitude) throw new BadPayload(`${path}.topLeft must lie north of bottomRight`);
  return (value) => {
    const { latitude, longitude } = value as Point;
    return (
      latitude <= northWest.latitude &&
      latitude >= southEast.latitude &&
      longitude >= northWest.longitude &&
      longitude <= southEast.longitude
    );
  };
}

/** Reads the three shapes of coordinates that documents carry. */
function toPoint(value: unknown): Point | null {
  if (Array.isArray(value)) {
    const [longitude, latitude] = value as unknown[];
    return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { lat, lng, location: nested } = value as Readonly<Record<string, unknown>>;
  return typeof lat === 'number' && typeof lng === 'number' ? { latitude: lat, longitude: lng } : toPoint(nested);
}
