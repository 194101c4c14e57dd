import type { OutdoorKind, ServiceKind, Standing, ViewReach, WantedCondition } from './buyer-criteria.js';
import type { OfferType, PropertyClass, ViewOn } from './vocabulary.js';

/** Our words as a person says them. */

export const offerTypeWords: Readonly<Record<OfferType, string>> = {
  BUY: 'purchase',
  RENT: 'rental',
  BUSINESS_TAKE_OVER: 'business take-over',
  LEASE_BACK: 'lease-back',
  LIFE_ANNUITY_SALE: 'life annuity sale',
  HOLIDAYS: 'holiday rental',
  AUCTION: 'auction',
  UNKNOWN: 'unknown offer',
};

export const propertyClassWords: Readonly<Record<PropertyClass, string>> = {
  HOUSE: 'house',
  FLAT: 'flat',
  PROGRAM: 'new-build programme',
  SHOP: 'shop',
  PREMISES: 'business premises',
  OFFICE: 'office',
  LAND: 'land',
  BUILDING: 'building',
  PARKING: 'parking space',
  ROOM: 'room',
  OTHER: 'other property',
  UNKNOWN: 'unknown property',
};

export const conditionWords: Readonly<Record<WantedCondition, string>> = {
  TO_RENOVATE: 'to renovate',
  TO_REFRESH: 'to refresh',
  GOOD: 'good condition',
  EXCELLENT: 'excellent condition',
  NEW: 'new',
};

export const wantedConditionWords: Readonly<Record<WantedCondition, string>> = {
  ...conditionWords,
  GOOD: 'good condition or better',
  EXCELLENT: 'excellent condition or better',
};

export const outdoorWords: Readonly<Record<OutdoorKind, string>> = {
  TERRACE: 'terrace',
  BALCONY: 'balcony',
  GARDEN: 'garden',
  LAND: 'land',
};

export const serviceWords: Readonly<Record<ServiceKind, string>> = {
  LIFT: 'lift',
  SWIMMING_POOL: 'swimming pool',
  PARKING: 'parking',
  GARAGE: 'garage',
  CELLAR: 'cellar',
  ATTIC: 'attic',
  MEZZANINE: 'mezzanine',
  FIREPLACE: 'fireplace',
  ALARM: 'alarm',
  CARETAKER: 'caretaker',
  INTERCOM: 'intercom',
  DIGICODE: 'door code',
  JACUZZI: 'jacuzzi',
};

export const standingWords: Readonly<Record<Standing, string>> = {
  HOUSING_ESTATE: 'housing estate',
  NORMAL: 'ordinary standing',
  UPMARKET: 'upmarket',
  LUXURY: 'luxury',
  GRAND_LUXURY: 'grand luxury',
};

export const reachWords: Readonly<Record<ViewReach, string>> = {
  OBSTRUCTED: 'obstructed view',
  GLIMPSE: 'glimpsed view',
  CLEAR: 'clear view',
  PANORAMIC: 'panoramic view',
};

export const viewOnWords: Readonly<Record<ViewOn, string>> = {
  SEA: 'the sea',
  HILLS: 'hills',
  RIVERS: 'a river',
  CITY: 'the city',
  PARK: 'a park',
  VERDURE: 'greenery',
  STREET: 'the street',
  COURTYARD: 'a courtyard',
  COUNTRYSIDE: 'the countryside',
  MOUNTAIN: 'mountains',
  GARDEN_TERRACE: 'a garden',
  LAKE: 'a lake',
  SKI_SLOPES: 'ski slopes',
  PORT: 'a harbour',
  POI: 'a monument',
  SKY: 'the sky',
  WATER: 'water',
  VINEYARD: 'vineyards',
  ROOF: 'roofs',
  UNKNOWN: 'something unknown',
};
