import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { dimexTokens } from '../../src/sandbox/dimex.js';
import { zones } from '../../src/sandbox/zones.js';
import type { DimexSession } from './dimex-session.js';
import { aFlat, aHouse, openDimex } from './dimex-session.js';

type Result = Readonly<{
  index: unknown;
  marketValueBeforeCorrection: number;
  statisticalPriceRangeMin: number;
  statisticalPriceRangeMax: number;
  statisticalTrafficLight: unknown;
  messages: readonly unknown[];
}>;

describe('the Dimex of the sandbox', () => {
  let session: DimexSession;

  beforeEach(async () => {
    session = await openDimex();
  });
  afterEach(() => session.close());

  it('answers the newest model as a bare JSON string', async () => {
    const answer = await session.get('/v0/hed-fr-available-models');

    expect(answer).toMatchObject({ status: 200, body: '2026Q2' });
  });

  it('still works with last half-year’s model in spring', async () => {
    const spring = await openDimex('2026-04-01');

    const { body } = await spring.get('/v0/hed-fr-available-models');
    await spring.close();

    expect(body).toBe('2025Q4');
  });

  it.each([
    ['no token', '', 401],
    ['an unknown token', 'Basic nonsense', 401],
    ['the token as base64 of user and password', `Basic ${btoa(`user:${dimexTokens.active}`)}`, 401],
    ['the token as a bearer', `Bearer ${dimexTokens.active}`, 401],
    ['the token of a suspended customer', `Basic ${dimexTokens.suspended}`, 403],
  ])('refuses %s', async (_case, token, status) => {
    await expect(session.get('/v0/hed-fr-available-models', token)).resolves.toMatchObject({ status });
  });

  it('knows no version but v0 and no other endpoint', async () => {
    await expect(session.get('/v1/hed-fr-available-models')).resolves.toMatchObject({ status: 404 });
    await expect(session.get('/v0/hed-fr-con')).resolves.toMatchObject({ status: 404 });
  });

  it('estimates a flat with every field of the document', async () => {
    const { status, body } = await session.valueFlats(
      aFlat({
        externalId: '12345-123a',
        standardManualValue: 2.5,
        numberOfFloors: 5,
        numberOfGarageParkingSpaces: 0,
        numberOfOutdoorParkingSpaces: 1,
        buildingMaterialType: 'BRICK',
        gardenArea: 0,
        glazingType: 'DOUBLE',
        hasCellar: true,
        hasAttic: false,
        balconyArea: 2.5,
      }),
    );

    expect(status).toBe(200);
    expect(body).toEqual({
      results: [
        {
          index: 1,
          error: null,
          lon: expect.closeTo(2.38, 1),
          lat: expect.closeTo(48.86, 1),
          address: '18 Rue de la Roquette, 75011 Paris',
          marketValueBeforeCorrection: expect.any(Number),
          macroLocation: { code: 75111, name: 'Paris 11e Arrondissement' },
          microLocationValue: expect.any(Number),
          statisticalPriceRangeMin: expect.any(Number),
          statisticalPriceRangeMax: expect.any(Number),
          statisticalTrafficLight: { trafficLight: 1, classificationText: 'GREEN' },
          messages: [],
        },
      ],
    });
  });

  it('gives the code of a department below ten as the number it is', async () => {
    const { body } = await session.valueHouses(aHouse());

    expect(body.results[0].macroLocation).toEqual({ code: 6004, name: 'Antibes' });
  });

  it('leaves the code of a Corsican commune out, as a number cannot say it', async () => {
    const { body } = await session.valueFlats(aFlat({ address: '20000 Ajaccio' }));

    expect(body.results[0].macroLocation).toEqual({ code: null, name: 'Ajaccio' });
  });

  it('answers out of order, the same way each time, with each index as it was sent', async () => {
    const indices = [10, 20, '30', 40, 50, 60];
    const flats = indices.map((index) => aFlat({ index }));

    const first = await session.valueFlats(...flats);
    const second = await session.valueFlats(...flats);

    const answered = first.body.results.map((result: Result) => result.index);
    expect(answered).not.toEqual(indices);
    expect(new Set(answered)).toEqual(new Set(indices));
    expect(second.body).toEqual(first.body);
  });

  it('swaps even two answers', async () => {
    const { body } = await session.valueFlats(aFlat({ index: 1 }), aFlat({ index: 2 }));

    expect(body.results.map((result: Result) => result.index)).toEqual([2, 1]);
  });

  it('answers an invalid property with its index and messages alone, and the others with values', async () => {
    const { status, body } = await session.valueFlats(aFlat({ index: 1 }), aFlat({ index: 2, floor: 31 }));

    expect(status).toBe(200);
    expect(body.results).toContainEqual({
      index: 2,
      messages: [
        {
          description: 'VALIDATION_ERROR',
          level: 'WARN',
          reference: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
          message:
            'The HED FR model is unable to perform this calculation (endpoint /hed-fr-con). Validation error: floor is not an integer in range (-1, 30)',
        },
      ],
    });
    expect(body.results).toContainEqual(expect.objectContaining({ index: 1, messages: [] }));
  });

  it('bills what it estimated and nothing else', async () => {
    await session.valueFlats(aFlat(), aFlat({ index: 2 }), aFlat({ index: 3, floor: null }));
    await session.valueHouses(aHouse({ address: '29000 Quimper' }));
    await session.post('/v0/hed-fr-con', { model: '1999Q9', requests: [aFlat()] });
    await session.get('/v0/hed-fr-available-models');

    expect(session.billedEstimations()).toBe(2);
  });

  it.each([
    ['a larger area', { area: { usableArea: 80 } }, 'more'],
    ['a better grade', { energyGrade: 'A' }, 'more'],
    ['a worse grade', { energyGrade: 'G' }, 'less'],
    ['a better condition', { conditionManualValue: 5 }, 'more'],
    ['a simple standard', { standardManualValue: 1 }, 'less'],
    ['a terrace', { terraceArea: 12 }, 'more'],
    ['a garage', { numberOfGarageParkingSpaces: 1 }, 'more'],
    ['a first occupancy', { firstOccupancy: true }, 'more'],
    ['the ground floor', { floor: 0 }, 'less'],
    ['a date ten years ago', { valuationDate: '2016-11-21' }, 'less'],
    ['a cheaper town', { address: '59000 Lille' }, 'less'],
  ])('values %s accordingly', async (_case, overrides, outcome) => {
    const [plain, changed] = [await session.valueOf(aFlat()), await session.valueOf(aFlat(overrides))];

    expect(changed > plain ? 'more' : changed < plain ? 'less' : 'the same').toBe(outcome);
  });

  it.each([
    ['more land', { landPlotArea: 1200 }, 'more'],
    ['a villa', { houseType: 'VILLA' }, 'more'],
    ['a farm', { houseType: 'FARM' }, 'less'],
    ['a terrace', { hasTerrace: true }, 'more'],
    ['an annexe', { hasSeparateRoomSecondaryUse: true }, 'more'],
  ])('values a house with %s accordingly', async (_case, overrides, outcome) => {
    const [plain, changed] = [await session.valueOf(aHouse()), await session.valueOf(aHouse(overrides))];

    expect(changed > plain ? 'more' : changed < plain ? 'less' : 'the same').toBe(outcome);
  });

  it('calls an unusual property atypical and gives it a wider range', async () => {
    const { body } = await session.valueFlats(
      aFlat({ index: 1 }),
      aFlat({ index: 2, constructionYear: 1700 }),
      aFlat({ index: 3, constructionYear: 1700, area: { usableArea: 250 }, floor: 20 }),
    );
    const byIndex = body.results.toSorted((one: Result, other: Result) => Number(one.index) - Number(other.index));
    const widths = byIndex.map((result: Result) => {
      return (result.statisticalPriceRangeMax - result.statisticalPriceRangeMin) / result.marketValueBeforeCorrection;
    });

    expect(byIndex.map((result: Result) => result.statisticalTrafficLight)).toEqual([
      { trafficLight: 1, classificationText: 'GREEN' },
      { trafficLight: 2, classificationText: 'YELLOW' },
      { trafficLight: 3, classificationText: 'RED' },
    ]);
    expect(widths).toEqual([...widths].sort((one, other) => one - other));
  });

  it('finds every zone by its postal code and city, however the city is written', async () => {
    const addresses = zones.flatMap(({ postalCode, city }) => [
      `${postalCode} ${city}`,
      `12 avenue de la Gare, ${postalCode} ${city.toUpperCase()}`,
      `${postalCode} ${city.replace(/ \d+er? Arrondissement/, '')}`,
    ]);

    const { body } = await session.valueFlats(...addresses.map((address, index) => aFlat({ index, address })));

    expect(body.results.filter((result: Result) => result.messages.length > 0)).toEqual([]);
  });

  it('values anything within its ranges inside its own range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          area: fc.record({ usableArea: fc.double({ min: 9, max: 275, noNaN: true }) }),
          numberOfRooms: fc.integer({ min: 1, max: 10 }),
          constructionYear: fc.integer({ min: 1000, max: 3000 }),
          floor: fc.integer({ min: -1, max: 30 }),
          conditionManualValue: fc.double({ min: 1, max: 5, noNaN: true }),
          standardManualValue: fc.double({ min: 1, max: 5, noNaN: true }),
          energyGrade: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G'),
          address: fc.constantFrom(...zones.map(({ postalCode, city }) => `${postalCode} ${city}`)),
        }),
        async (overrides) => {
          const { body } = await session.valueFlats(aFlat(overrides));
          const [{ marketValueBeforeCorrection: value, statisticalPriceRangeMin, statisticalPriceRangeMax }] =
            body.results;

          expect(value).toBeGreaterThan(0);
          expect(value).toBeGreaterThanOrEqual(statisticalPriceRangeMin);
          expect(value).toBeLessThanOrEqual(statisticalPriceRangeMax);
        },
      ),
      { numRuns: 50 },
    );
  });
});
