import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { PriceHubbleSession } from './pricehubble-session.js';
import { anApartment, openPriceHubble } from './pricehubble-session.js';

describe('the PriceHubble of the sandbox, asked wrongly,', () => {
  let session: PriceHubbleSession;

  beforeEach(async () => {
    session = await openPriceHubble();
  });
  afterEach(() => session.close());

  it.each([
    [
      'an integer as text',
      { valuationInputs: [{ property: anApartment({ buildingYear: '1990' }) }] },
      "'1990' is not of type 'integer'",
    ],
    [
      'a fraction for an integer',
      { valuationInputs: [{ property: anApartment({ floorNumber: 1.5 }) }] },
      "1.5 is not of type 'integer'",
    ],
    [
      'null for a number',
      { valuationInputs: [{ property: anApartment({ livingArea: null }) }] },
      "null is not of type 'number'",
    ],
    [
      'a boolean as text',
      { valuationInputs: [{ property: anApartment({ hasLift: 'yes' }) }] },
      "'yes' is not of type 'boolean'",
    ],
    [
      'a location as text',
      { valuationInputs: [{ property: anApartment({ location: 'Paris' }) }] },
      "'Paris' is not of type 'object'",
    ],
    [
      'half a point',
      { valuationInputs: [{ property: anApartment({ location: { coordinates: { latitude: 48 } } }) }] },
      "'longitude' is a required property",
    ],
    [
      'a rating that is no text',
      { valuationInputs: [{ property: anApartment({ quality: { kitchen: 3 } }) }] },
      "3 is not of type 'string'",
    ],
    ['no deal type', { dealType: undefined }, "'dealType' is a required property"],
    ['an unknown deal type', { dealType: 'lease' }, "'lease' is not one of ['sale', 'rent']"],
    ['no country', { countryCode: undefined }, "'countryCode' is a required property"],
    ['an unknown country', { countryCode: 'US' }, "countryCode: 'US' is not supported."],
    ['no inputs', { valuationInputs: [] }, '[] is too short'],
    ['an input without a property', { valuationInputs: [{}] }, "'property' is a required property"],
    [
      'fifty-one inputs',
      { valuationInputs: Array.from({ length: 51 }, () => ({ property: anApartment() })) },
      'too long',
    ],
    ['no dates', { valuationDates: [] }, '[] is too short'],
    ['a date that does not exist', { valuationDates: ['2026-02-30'] }, "'2026-02-30' is not a 'date'"],
    [
      'a date in another order',
      { valuationInputs: [{ property: anApartment(), valuationDates: ['21.11.2026'] }] },
      "is not a 'date'",
    ],
    ['scores that are no boolean', { returnScores: 1 }, "1 is not of type 'boolean'"],
  ])('refuses the whole call with %s', async (_case, overrides, message) => {
    const { status, body } = await session.value([anApartment(), anApartment()], overrides);

    expect({ status, body }).toEqual({ status: 400, body: { message: expect.stringContaining(message) } });
  });

  it.each([
    ['no body', undefined],
    ['a list', []],
    ['malformed JSON', '{"dealType":'],
  ])('refuses %s for a request', async (_case, body) => {
    await expect(session.post(body)).resolves.toMatchObject({ status: 400, body: { message: expect.any(String) } });
  });

  const invalidValues: readonly (readonly [string, object, string])[] = [
    ['too many rooms', { numberOfRooms: 21 }, 'numberOfRooms: Must be between 1 and 20.'],
    ['half a room in France', { numberOfRooms: 3.5 }, 'numberOfRooms: Must be a multiple of 1.'],
    ['no building year in France', { buildingYear: undefined }, 'buildingYear: Missing data for required field.'],
    ['a year before 1700', { buildingYear: 1699 }, 'buildingYear: Must be between 1700 and 2029.'],
    ['a year too far ahead', { buildingYear: 2030 }, 'buildingYear: Must be between 1700 and 2029.'],
    ['no living area', { livingArea: undefined }, 'livingArea: Missing data for required field.'],
    ['too small an area', { livingArea: 4 }, 'livingArea: Must be between 5 and 1000.'],
    ['a house without land', { propertyType: { code: 'house' } }, 'landArea: Missing data for required field.'],
    ['too little land', { propertyType: { code: 'house' }, landArea: 5 }, 'landArea: Must be between'],
    ['a garden at a house', { propertyType: { code: 'house' }, landArea: 300, gardenArea: 50 }, 'gardenArea: '],
    ['seven garages', { numberOfIndoorParkingSpaces: 7 }, 'numberOfIndoorParkingSpaces: Must be between 0 and 6.'],
    ['no type', { propertyType: undefined }, 'propertyType.code: Missing data'],
    ['an unknown type', { propertyType: { code: 'castle' } }, 'propertyType.code: Must be one of'],
    [
      'a house’s subtype',
      { propertyType: { code: 'apartment', subcode: 'house_farm' } },
      'propertyType.subcode: Must be one of',
    ],
    ['an unknown condition', { condition: { kitchen: 'nice' } }, 'condition.kitchen: Must be one of'],
    ['an unknown part', { quality: { roof: 'normal' } }, 'quality.roof: Unknown field.'],
    ['the masonry of an apartment', { quality: { masonry: 'normal' } }, 'quality.masonry: '],
    ['works before building', { renovationYear: 1960 }, 'renovationYear: '],
    ['no location', { location: undefined }, 'location: Missing data'],
    ['an empty location', { location: {} }, 'location: '],
    [
      'an address without a postal code',
      { location: { address: { city: 'Nice' } } },
      'location.address.postCode: Missing',
    ],
    ['an address without a city', { location: { address: { postCode: '06000' } } }, 'location.address.city: Missing'],
    ['an unknown town', { location: { address: { postCode: '29000', city: 'Quimper' } } }, 'location.address: '],
    [
      'a point far from every zone',
      { location: { coordinates: { latitude: 48.39, longitude: -4.49 } } },
      'location.coordinates: ',
    ],
    [
      'a point off the globe',
      { location: { coordinates: { latitude: 91, longitude: 0 } } },
      'location.coordinates.latitude: ',
    ],
  ];

  it.each(invalidValues)(
    'answers %s in its place, within a 200 of several valuations',
    async (_case, overrides, message) => {
      const { status, body } = await session.value([anApartment(), anApartment(overrides), anApartment()]);

      expect(status).toBe(200);
      expect(body.valuations[1]).toEqual([{ status: { code: 400, message: expect.stringContaining(message) } }]);
      expect([body.valuations[0][0].salePrice, body.valuations[2][0].salePrice]).toEqual([
        expect.any(Number),
        expect.any(Number),
      ]);
    },
  );

  it.each(invalidValues)(
    'answers %s for the whole call, when it is the only valuation',
    async (_case, overrides, message) => {
      const { status, body } = await session.value([anApartment(overrides)]);

      expect({ status, body }).toEqual({ status: 400, body: { message: expect.stringContaining(message) } });
    },
  );
});
