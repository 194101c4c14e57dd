import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { priceHubbleCredentials } from '../../src/sandbox/pricehubble.js';
import type { PriceHubbleSession } from './pricehubble-session.js';
import { aBlock, aHouse, anApartment, openPriceHubble, parisCoordinates, today } from './pricehubble-session.js';

type Valuation = Readonly<{ salePrice: number }>;

describe('the PriceHubble of the sandbox', () => {
  let session: PriceHubbleSession;

  beforeEach(async () => {
    session = await openPriceHubble();
  });
  afterEach(() => session.close());

  describe('logging in', () => {
    it('gives a token for twelve hours, in snake case', async () => {
      const { status, body } = await session.logIn();

      expect(status).toBe(200);
      expect(body).toEqual({ access_token: expect.stringMatching(/^[0-9a-f]{32}$/), expires_in: 43_200 });
    });

    it.each([
      ['a wrong password', { ...priceHubbleCredentials, password: 'wrong' }],
      ['a wrong username', { ...priceHubbleCredentials, username: 'wrong' }],
      ['no credentials', {}],
      ['nothing', null],
    ])('is refused with %s', async (_case, credentials) => {
      await expect(session.logIn(credentials)).resolves.toMatchObject({
        status: 401,
        body: { message: 'Username or password is incorrect' },
      });
    });

    it('leaves an earlier token working', async () => {
      await session.logIn();

      await expect(session.value([anApartment()])).resolves.toMatchObject({ status: 200 });
    });
  });

  describe('the bearer token', () => {
    it('is missed', async () => {
      await expect(session.post({}, '')).resolves.toMatchObject({
        status: 401,
        body: { error: 'invalid_request', error_description: 'The access token is missing' },
      });
    });

    it('is refused when unknown', async () => {
      await expect(session.post({}, 'Bearer 74126eab')).resolves.toMatchObject({
        status: 401,
        body: { error: 'invalid_token', error_description: expect.any(String) },
      });
    });

    it('works until its twelve hours are over', async () => {
      session.wait(43_200_000 - 1);
      await expect(session.value([anApartment()])).resolves.toMatchObject({ status: 200 });

      session.wait(1);
      await expect(session.value([anApartment()])).resolves.toMatchObject({
        status: 401,
        body: { error: 'invalid_token' },
      });
    });

    it('is asked for before an unknown path is told', async () => {
      await expect(session.getUnknownPath('')).resolves.toMatchObject({ status: 401 });
      await expect(session.getUnknownPath()).resolves.toMatchObject({ status: 404, body: { message: 'Not Found' } });
    });
  });

  it('values an apartment for sale, in whole euros, within its range', async () => {
    const { status, body } = await session.value([anApartment()]);

    expect(status).toBe(200);
    expect(body).toEqual({
      valuations: [
        [
          {
            salePrice: expect.any(Number),
            salePriceRange: { lower: expect.any(Number), upper: expect.any(Number) },
            confidence: 'good',
            currency: 'EUR',
            coordinates: parisCoordinates,
          },
        ],
      ],
    });
    const [[{ salePrice, salePriceRange }]] = body.valuations;
    expect([salePriceRange.lower, salePrice, salePriceRange.upper].every(Number.isInteger)).toBe(true);
    expect(salePrice).toBeGreaterThan(salePriceRange.lower);
    expect(salePrice).toBeLessThan(salePriceRange.upper);
  });

  it('values a letting gross and net', async () => {
    const { body } = await session.value([anApartment()], { dealType: 'rent' });
    const [[valuation]] = body.valuations;

    expect(Object.keys(valuation).sort()).toEqual(
      ['confidence', 'coordinates', 'currency', 'rentGross', 'rentGrossRange', 'rentNet', 'rentNetRange'].sort(),
    );
    expect(valuation.rentGross).toBeGreaterThan(valuation.rentNet);
  });

  it('answers properties and dates in the order asked, own dates before the global ones', async () => {
    const { body } = await session.post({
      dealType: 'sale',
      countryCode: 'FR',
      valuationDates: [today],
      valuationInputs: [
        { property: anApartment() },
        { property: anApartment(), valuationDates: ['2006-11-21', today] },
        { property: anApartment({ livingArea: 90 }) },
      ],
    });
    const prices = body.valuations.map((dates: readonly Valuation[]) => dates.map((valuation) => valuation.salePrice));

    expect(prices.map((dates: readonly number[]) => dates.length)).toEqual([1, 2, 1]);
    expect(prices[1][1]).toBe(prices[0][0]);
    expect(prices[1][0]).toBeLessThan(prices[1][1]);
    expect(prices[2][0]).toBeGreaterThan(prices[0][0]);
  });

  it('values on the current date unless told another', async () => {
    const [plain, dated] = [
      await session.value([anApartment()]),
      await session.value([anApartment()], { valuationDates: [today] }),
    ];

    expect(plain.body).toEqual(dated.body);
  });

  it('takes fifty valuations and not one more', async () => {
    const dates = Array.from({ length: 25 }, (_, day) => `2026-01-${String(day + 1).padStart(2, '0')}`);

    const fifty = await session.value([anApartment(), anApartment()], { valuationDates: dates });
    const more = await session.value([anApartment(), anApartment(), anApartment()], { valuationDates: dates });

    expect(fifty.body.valuations.flat()).toHaveLength(50);
    expect(more).toMatchObject({ status: 400, body: { message: expect.stringContaining('50') } });
  });

  it('says problems in application/problem+json', async () => {
    const answers = [
      await session.post({}),
      await session.post({}, 'Bearer nonsense'),
      await session.post('{"dealType"'),
      await session.logIn({}),
    ];

    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(
      answers.map(() => 'application/problem+json'),
    );
  });

  it('answers an invalid property of a time series once a date, within a 200', async () => {
    const { status, body } = await session.value([anApartment({ numberOfRooms: 99 })], {
      valuationDates: ['2026-01-01', today],
    });

    expect(status).toBe(200);
    expect(body.valuations).toEqual([[{ status: expect.anything() }, { status: expect.anything() }]]);
  });

  describe('multi-family houses', () => {
    it('are valued by their rents', async () => {
      const { body } = await session.value([
        aBlock({ annualRentIncome: 100_000 }),
        aBlock({ annualRentIncome: 200_000 }),
      ]);
      const [[poor], [rich]] = body.valuations;

      expect(rich.salePrice / poor.salePrice).toBeCloseTo(2, 1);
    });

    it('are not mixed with others', async () => {
      await expect(session.value([aBlock(), anApartment()])).resolves.toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('mixed') },
      });
    });

    it('are not let', async () => {
      await expect(session.value([aBlock(), aBlock()], { dealType: 'rent' })).resolves.toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('multi_family_house') },
      });
    });
  });

  it.each([
    ['a good apartment well told of', {}, 'good'],
    ['little told', { numberOfRooms: undefined, floorNumber: undefined, energyLabel: undefined }, 'medium'],
    [
      'little told of an odd one',
      { numberOfRooms: undefined, energyLabel: undefined, livingArea: 400, buildingYear: 1720 },
      'poor',
    ],
  ])('is sure accordingly: %s', async (_case, overrides, confidence) => {
    const { body } = await session.value([anApartment(overrides)]);

    expect(body.valuations[0][0].confidence).toBe(confidence);
  });

  it.each([
    ['renovated', { condition: { kitchen: 'new_or_recently_renovated' } }, 'more'],
    ['to be renovated', { condition: { kitchen: 'renovation_needed', bathrooms: 'renovation_needed' } }, 'less'],
    ['luxurious', { quality: { flooring: 'luxury' } }, 'more'],
    ['a penthouse', { propertyType: { code: 'apartment', subcode: 'apartment_penthouse' } }, 'more'],
    ['wasteful', { energyLabel: 'G' }, 'less'],
    ['high up without a lift', { floorNumber: 6, hasLift: false }, 'less'],
    ['with a garage', { numberOfIndoorParkingSpaces: 1 }, 'more'],
    ['with a balcony', { balconyArea: 8 }, 'more'],
  ])('values an apartment that is %s accordingly', async (_case, overrides, outcome) => {
    const { body } = await session.value([anApartment(), anApartment(overrides)]);
    const [plain, changed] = body.valuations.map(([valuation]: readonly [Valuation]) => valuation.salePrice);

    expect(changed > plain ? 'more' : changed < plain ? 'less' : 'the same').toBe(outcome);
  });

  it('values houses with their land', async () => {
    const { body } = await session.value([aHouse(), aHouse({ landArea: 2000 })]);
    const [small, large] = body.valuations.map(([valuation]: readonly [Valuation]) => valuation.salePrice);

    expect(large).toBeGreaterThan(small);
  });
});
