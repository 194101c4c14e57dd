import type { BuyerRequest, RequestedLocation } from './buyer-request.js';

/** Reads values in the order of a record's fields into a record that has them. */
type Make = (read: () => unknown) => object;

/**
 * Nearly all records have these fields, in this order. Made at once they are objects that the engine reads fast; had
 * these many fields been added one by one by their names, each would be a table to look them up in.
 */
const makeRequest = (read: () => unknown) =>
  ({
    agencyId: read(),
    requestId: read(),
    isActive: read(),
    offerType: read(),
    propertyClasses: read(),
    countryCode: read(),
    locations: read(),
    around: read(),
    price: read(),
    area: read(),
    rooms: read(),
    minBedrooms: read(),
    margin: read(),
    floor: read(),
    condition: read(),
    standing: read(),
    view: read(),
    outdoorAreas: read(),
    services: read(),
    userId: read(),
    contactId: read(),
    comment: read(),
    freeCriteria: read(),
    createdAt: read(),
    updatedAt: read(),
    beyond: read(),
  }) satisfies Record<keyof BuyerRequest, unknown>;

const makeLocation = (read: () => unknown) =>
  ({
    cityId: read(),
    name: read(),
    inseeCodes: read(),
    resolution: read(),
    region: read(),
    district: read(),
    departmentCodes: read(),
  }) satisfies Record<keyof RequestedLocation, unknown>;

const familiar: readonly Readonly<{ keys: string; make: Make }>[] = [makeRequest, makeLocation].map((make) => ({
  keys: JSON.stringify(Object.keys(make(() => null))),
  make,
}));

/** `null` where a record of these fields is an unfamiliar one. */
export function makerOf(keys: readonly string[]): Make | null {
  const names = JSON.stringify(keys);
  return familiar.find((each) => each.keys === names)?.make ?? null;
}
