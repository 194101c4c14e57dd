import { createPriceHubble, priceHubbleCredentials } from '../../src/sandbox/pricehubble.js';
import type { Answer } from './exchange.js';
import { exchange } from './exchange.js';

export type PriceHubbleSession = Awaited<ReturnType<typeof openPriceHubble>>;

export const today = '2026-11-21';
export const parisCoordinates = { latitude: 48.8572, longitude: 2.3763 };

/** A sandboxed PriceHubble on a port of its own, logged in, and what its callers do; its clock stands still. */
export async function openPriceHubble() {
  let now = Date.parse(`${today}T10:00:00Z`);
  const vendor = createPriceHubble({ today, now: () => now });
  const origin = await vendor.listen();

  const logIn = (credentials: unknown = priceHubbleCredentials): Promise<Answer> =>
    exchange(`${origin}/auth/login/credentials`, { method: 'POST', body: credentials });
  const token = String((await logIn()).body.access_token);
  const post = (body: unknown, authorization = `Bearer ${token}`): Promise<Answer> =>
    exchange(`${origin}/api/v1/valuation/property_value`, { method: 'POST', headers: { authorization }, body });

  return {
    logIn,
    post,
    getUnknownPath: (authorization = `Bearer ${token}`): Promise<Answer> =>
      exchange(`${origin}/api/v1/nothing`, { headers: { authorization } }),
    /** Values French properties for sale unless the overrides of the request say otherwise. */
    value: (properties: readonly unknown[], overrides: object = {}): Promise<Answer> =>
      post({
        dealType: 'sale',
        countryCode: 'FR',
        valuationInputs: properties.map((property) => ({ property })),
        ...overrides,
      }),
    wait: (milliseconds: number): void => {
      now += milliseconds;
    },
    close: vendor.close,
  };
}

export const anApartment = (overrides: object = {}) => ({
  location: { coordinates: parisCoordinates },
  propertyType: { code: 'apartment' },
  buildingYear: 1975,
  livingArea: 60,
  numberOfRooms: 3,
  floorNumber: 2,
  energyLabel: 'D',
  ...overrides,
});
export const aHouse = (overrides: object = {}) =>
  anApartment({ propertyType: { code: 'house' }, landArea: 300, floorNumber: undefined, ...overrides });
export const aBlock = (overrides: object = {}) =>
  anApartment({
    propertyType: { code: 'multi_family_house' },
    livingArea: 1500,
    numberOfRooms: undefined,
    ...overrides,
  });
