import type { Advert } from '../../src/domain/advert.js';
import { characteristicNames } from '../../src/domain/habitation.js';
import type { CharacteristicName, Habitation, Land, Parking, Surface } from '../../src/domain/habitation.js';
import type { Location } from '../../src/domain/location.js';
import type { Property } from '../../src/domain/property.js';
import type { EnergyGrade, GeneralCondition, HabitationType, PropertyClass } from '../../src/domain/vocabulary.js';

/** What a record tells, flat; what is left out it does not tell. */
export type Told = Readonly<
  Partial<{
    propertyClass: PropertyClass | null;
    location: Partial<Location> | null;
    types: readonly HabitationType[];
    surface: Partial<Surface>;
    roomCount: number;
    bathroomCount: number;
    constructionYear: number;
    energy: EnergyGrade;
    floor: number;
    floorCount: number;
    generalConditions: readonly GeneralCondition[];
    habitation: Partial<Habitation>;
    characteristics: Partial<Record<CharacteristicName, boolean>>;
    landArea: number;
    parking: Partial<Parking>;
  }>
>;

/** Everything that both providers require of a flat. */
export const toldFlat: Told = {
  propertyClass: 'FLAT',
  location: {
    city: 'Clamart',
    postalCode: '92140',
    inseeCode: '92023',
    coordinates: { latitude: 48.8, longitude: 2.26 },
  },
  surface: { total: 62.5 },
  roomCount: 3,
  constructionYear: 1975,
  energy: 'D',
  floor: 2,
};

/** Everything that both providers require of a house. */
export const toldHouse: Told = {
  ...toldFlat,
  propertyClass: 'HOUSE',
  surface: { total: 120 },
  roomCount: 5,
  floor: undefined,
  floorCount: 2,
  landArea: 400,
};

export function anAdvert(told: Told = {}): Advert {
  return {
    flxId: 'advert',
    propertyFlxId: 'property',
    title: null,
    description: null,
    source: null,
    seller: null,
    isOnline: true,
    isPro: null,
    isExclusive: null,
    hasAnomaly: null,
    firstSeenAt: null,
    lastSeenAt: null,
    price: null,
    pricePerArea: null,
    medias: null,
    mainAdvertFlxId: null,
    contactInCharge: null,
    isAuction: null,
    isUrgent: null,
    lastModifiedAt: null,
    pricing: null,
    charges: null,
    warrantyDeposit: null,
    offer: null,
    tags: null,
    ...toListing(told),
  };
}

export function aProperty(told: Told = {}): Property {
  return {
    flxId: 'property',
    title: null,
    description: null,
    adverts: [],
    initialPrice: null,
    latestPrice: null,
    pricePerArea: null,
    priceVariation: null,
    warrantyDeposit: null,
    isAuction: null,
    offer: null,
    medias: null,
    tags: null,
    isUrgent: null,
    hasAnomaly: null,
    isOnline: true,
    firstSeenAt: null,
    lastSeenAt: null,
    lastPublishedAt: null,
    lastUpdatedAt: null,
    totallyOfflineAt: null,
    ...toListing(told),
  };
}

function toListing(told: Told): Pick<Advert, 'propertyClass' | 'location' | 'habitation' | 'land' | 'parking'> {
  return {
    propertyClass: told.propertyClass ?? null,
    location: told.location ? { ...noLocation, ...told.location } : null,
    habitation: toHabitation(told),
    land: told.landArea === undefined ? null : { ...noLand, surface: told.landArea },
    parking: told.parking === undefined ? null : { ...noParking, ...told.parking },
  };
}

function toHabitation(told: Told): Habitation {
  return {
    type: told.types ?? null,
    surface: { ...noSurface, ...told.surface },
    roomCount: told.roomCount ?? null,
    bedroomCount: null,
    bathroomCount: told.bathroomCount ?? null,
    wcCount: null,
    climate: {
      epcEnergy: told.energy ?? null,
      epcEnergyScore: null,
      epcEnergyDate: null,
      epcClimate: null,
      epcClimateScore: null,
      epcClimateDate: null,
    },
    propertyCondition: {
      constructionYear: told.constructionYear ?? null,
      renovationYear: null,
      interiorCondition: null,
      generalConditions: told.generalConditions ?? null,
    },
    features: {
      exposure: null,
      furniture: null,
      propertyFloor: told.floor ?? null,
      propertyTotalFloor: told.floorCount ?? null,
      hasThroughExposure: null,
      constructionMaterials: null,
      glazingTypes: null,
      viewTypes: null,
      viewOns: null,
    },
    characteristics: {
      // The names are all there are, each as the record has it.
      ...(Object.fromEntries(characteristicNames.map((name) => [name, null])) as Record<CharacteristicName, null>),
      ...told.characteristics,
    },
    heatings: null,
    heatTypes: null,
    heatTypeDetails: null,
    ...told.habitation,
  };
}

const noLocation: Location = {
  city: null,
  postalCode: null,
  inseeCode: null,
  irisCode: null,
  department: null,
  coordinates: null,
  cityCoordinates: null,
};
const noSurface: Surface = {
  total: null,
  livingSpace: null,
  livingRoom: null,
  kitchen: null,
  groundFloor: null,
  floorSpace: null,
  balconies: null,
  terraces: null,
  gardens: null,
};
const noLand: Land = {
  type: null,
  surface: null,
  surfaceConstructable: null,
  canConstruct: null,
  isServiced: null,
  hasBuildingPermit: null,
  hasElectricity: null,
  hasTelecom: null,
  hasWater: null,
};
const noParking: Parking = { type: null, count: null, numberOfCars: null, surface: null };
