import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { DimexSession } from './dimex-session.js';
import { aFlat, aHouse, openDimex } from './dimex-session.js';

describe('the Dimex of the sandbox, asked wrongly,', () => {
  let session: DimexSession;

  beforeEach(async () => {
    session = await openDimex();
  });
  afterEach(() => session.close());

  it.each(
    Object.keys(aFlat())
      .filter((field) => field !== 'index')
      .map((field) => [field]),
  )('requires %s of a flat', async (field) => {
    const { body } = await session.valueFlats(aFlat({ [field]: undefined }));

    expect(body.results[0].messages[0].message).toContain(
      `${field === 'area' ? 'area.usableArea' : field} is required`,
    );
  });

  it.each(
    Object.keys(aHouse())
      .filter((field) => field !== 'index')
      .map((field) => [field]),
  )('requires %s of a house', async (field) => {
    const { body } = await session.valueHouses(aHouse({ [field]: undefined }));

    expect(body.results[0].messages[0].message).toContain(
      `${field === 'area' ? 'area.usableArea' : field} is required`,
    );
  });

  it.each([
    [
      'an area below 9 m²',
      { area: { usableArea: 8.9 } },
      'area.usableArea is not a number in range (9.000000, 275.000000)',
    ],
    ['an area above 275 m²', { area: { usableArea: 276 } }, 'area.usableArea is not a number in range'],
    ['more than 10 rooms', { numberOfRooms: 11 }, 'numberOfRooms is not an integer in range (1, 10)'],
    ['a number as text', { numberOfRooms: '3' }, 'numberOfRooms is not an integer in range (1, 10)'],
    ['a basement below -1', { floor: -2 }, 'floor is not an integer in range (-1, 30)'],
    ['half a floor', { floor: 1.5 }, 'floor is not an integer in range (-1, 30)'],
    [
      'a year out of all history',
      { constructionYear: 999 },
      'constructionYear is not an integer in range (1000, 3000)',
    ],
    ['an unknown grade', { energyGrade: 'H' }, 'energyGrade is not one of (A, B, C, D, E, F, G)'],
    ['a retired flat type', { flatType: 'SMALL_STUDIO_APARTMENT' }, 'flatType is not one of'],
    ['an unknown material', { buildingMaterialType: 'WOOD' }, 'buildingMaterialType is not one of'],
    ['a condition below 1', { conditionManualValue: 0.5 }, 'conditionManualValue is not a number in range'],
    ['a negative terrace', { terraceArea: -1 }, 'terraceArea is not a number of at least 0'],
    ['a boolean as text', { firstOccupancy: 'false' }, 'firstOccupancy is not a boolean'],
    ['null for an optional field', { hasCellar: null }, 'hasCellar is not a boolean'],
    ['a date that does not exist', { valuationDate: '2026-02-30' }, 'valuationDate is not a date'],
    ['a date in another order', { valuationDate: '21/11/2026' }, 'valuationDate is not a date'],
    ['an empty address', { address: ' ' }, 'address is not a non-empty string'],
    ['an address nobody knows', { address: '1 Rue du Port, 29000 Quimper' }, 'address could not be located'],
    ['a postal code of another town', { address: '75011 Nice' }, 'address could not be located'],
    ['an INSEE code for a postal code', { address: '75111 Paris' }, 'address could not be located'],
    ['an address without a postal code', { address: 'Paris' }, 'address could not be located'],
  ])('refuses %s', async (_case, overrides, message) => {
    const { status, body } = await session.valueFlats(aFlat(overrides));

    expect(status).toBe(200);
    expect(Object.keys(body.results[0])).toEqual(['index', 'messages']);
    expect(body.results[0].messages[0].message).toContain(message);
  });

  it.each([
    ['more than 20 rooms', { numberOfRooms: 21 }, 'numberOfRooms is not an integer in range (1, 20)'],
    [
      'more than 500 m²',
      { area: { usableArea: 501 } },
      'area.usableArea is not a number in range (9.000000, 500.000000)',
    ],
    ['six floors', { numberOfFloors: 6 }, 'numberOfFloors is not an integer in range (1, 5)'],
    ['a retired house type', { houseType: 'FERME' }, 'houseType is not one of'],
    ['an unknown attic', { atticType: 'LOFT' }, 'atticType is not one of'],
    ['an unknown cellar', { cellarType: true }, 'cellarType is not one of'],
  ])('refuses a house of %s', async (_case, overrides, message) => {
    const { body } = await session.valueHouses(aHouse(overrides));

    expect(body.results[0].messages[0].message).toContain(message);
  });

  it('names every field that is wrong', async () => {
    const { body } = await session.valueFlats(aFlat({ floor: 99, energyGrade: undefined }));

    expect(body.results[0].messages).toHaveLength(2);
  });

  it('refuses a property that is no object in its place alone', async () => {
    const { body } = await session.valueFlats(null, aFlat({ index: 2 }));

    expect(body.results).toContainEqual({ messages: expect.any(Array) });
    expect(body.results).toContainEqual(expect.objectContaining({ index: 2, error: null }));
  });

  it.each([
    ['an unknown model', { model: '2031Q2', requests: [aFlat()] }, 404],
    ['a model that is no model', { model: 'latest', requests: [aFlat()] }, 404],
    ['no model', { requests: [aFlat()] }, 400],
    ['no requests', { model: '2026Q2' }, 400],
    ['requests that are no list', { model: '2026Q2', requests: aFlat() }, 400],
    ['a body that is not JSON', '{"model":', 400],
    ['no body', undefined, 400],
  ])('refuses the whole call with %s', async (_case, body, status) => {
    await expect(session.post('/v0/hed-fr-con', body)).resolves.toMatchObject({
      status,
      body: { message: expect.any(String) },
    });
  });

  it('accepts an older model and an empty list', async () => {
    await expect(session.post('/v0/hed-fr-con', { model: '2024Q2', requests: [] })).resolves.toMatchObject({
      status: 200,
      body: { results: [] },
    });
  });
});
