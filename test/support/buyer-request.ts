import type { BuyerRequest, RequestedLocation } from '../../src/domain/buyer-request.js';
import { silentAdvert } from '../../src/domain/matchable-advert.js';
import type { Feature, MatchableAdvert } from '../../src/domain/matchable-advert.js';

export function aPlace(overrides: Partial<RequestedLocation> = {}): RequestedLocation {
  return {
    cityId: '2039',
    name: 'Antibes',
    inseeCodes: ['06004'],
    resolution: 'EXACT',
    region: null,
    district: null,
    departmentCodes: [],
    ...overrides,
  };
}

/** Asks for nothing but a flat to buy. */
export function aBuyerRequest(overrides: Partial<BuyerRequest> = {}): BuyerRequest {
  return {
    agencyId: '771',
    requestId: '156488',
    isActive: true,
    offerType: 'BUY',
    propertyClasses: ['FLAT'],
    countryCode: 'FR',
    locations: [],
    around: null,
    price: null,
    area: null,
    rooms: null,
    minBedrooms: null,
    margin: null,
    floor: null,
    condition: null,
    standing: null,
    view: null,
    outdoorAreas: [],
    services: [],
    userId: '3896',
    contactId: '220351',
    comment: null,
    freeCriteria: null,
    createdAt: '2010-10-08T13:12:02.000Z',
    updatedAt: '2014-04-10T07:37:18.000Z',
    beyond: {},
    ...overrides,
  };
}

export function there(more: Partial<Feature> = {}): Feature {
  return { isThere: true, count: null, areaM2: null, ...more };
}

export const missing: Feature = { isThere: false, count: null, areaM2: null };

/** A flat for sale in Antibes of which nothing else is said. */
export function aMatchable(overrides: Partial<MatchableAdvert> = {}): MatchableAdvert {
  return {
    ...silentAdvert,
    offerType: 'BUY',
    propertyClass: 'FLAT',
    inseeCode: '06004',
    city: 'Antibes',
    ...overrides,
  };
}

const arrondissements: Readonly<Record<string, readonly string[]>> = { '75056': ['75101', '75107', '75116'] };

/** A whole city covers its arrondissements. */
export function covers(requested: string, offered: string): boolean {
  return requested === offered || (arrondissements[requested]?.includes(offered) ?? false);
}
