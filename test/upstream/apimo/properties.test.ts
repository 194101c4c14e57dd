import { afterEach, describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../../src/upstream/errors.js';
import type { FakeRoutes } from '../../support/fake-upstream.js';
import { aPropertyDocument, play } from './apimo.js';
import type { Document, Played } from './apimo.js';

let played: Played | undefined;
const start = async (routes: FakeRoutes): Promise<Played> => (played = await play(routes));
afterEach(async () => played?.close());

const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'apimo' };
const route = 'GET /agencies/:agencyId/properties';

/** What becomes of one listing. */
async function read(overrides: Document) {
  const { client, call } = await start({ [route]: { body: { properties: [aPropertyDocument(overrides)] } } });
  const list = await client.listProperties('771', {}, call);
  const property = list?.byId.get('1234567');
  if (property === undefined || property === null || property instanceof UpstreamError) throw new Error('Not there.');
  return property;
}

describe('an agency’s own listings', () => {
  it('are read in our words', async () => {
    const { client, call, calls } = await start({
      [route]: { body: { total_items: 1, timestamp: 1_397_115_438, properties: [aPropertyDocument()] } },
    });

    const list = await client.listProperties('771', {}, call);

    expect(list).toMatchObject({ timestamp: 1_397_115_438, unidentified: null });
    expect(list?.byId.get('1234567')).toMatchObject({
      agencyId: '771',
      agencyPropertyId: '1234567',
      reference: 'AB-12',
      offerType: 'BUY',
      propertyClass: 'FLAT',
      address: '12 rue des Lilas',
      city: 'Antibes',
      postalCode: '06600',
      inseeCode: '06004',
      coordinates: { latitude: 43.58, longitude: 7.12 },
      price: { amount: 415_000, currency: 'EUR' },
      areaM2: 75.5,
      roomCount: 3.5,
      bedroomCount: 2,
      floor: 3,
      floorCount: null,
      condition: 'GOOD',
      standing: null,
      services: { LIFT: { isThere: true }, PARKING: { isThere: null } },
      createdAt: '2010-10-08T13:12:02.000Z',
      updatedAt: '2014-04-10T07:37:18.000Z',
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ path: '/agencies/771/properties', query: { limit: '1000', offset: '0' } });
    expect(calls[0]?.query).not.toHaveProperty('timestamp');
  });

  it('are read by pages of a thousand, and those that changed by their timestamp', async () => {
    const all = Array.from({ length: 2_500 }, (_, index) => aPropertyDocument({ id: index + 1 }));
    const { client, call, calls } = await start({
      [route]: ({ query }) => {
        const offset = Number(query['offset']);
        return { body: { timestamp: 5 + offset, properties: all.slice(offset, offset + Number(query['limit'])) } };
      },
    });

    const list = await client.listProperties('771', { since: 4 }, call);

    expect(list?.byId.size).toBe(2_500);
    expect(list?.timestamp).toBe(5);
    expect(calls.map(({ query }) => [query['offset'], query['timestamp']])).toEqual([
      ['0', '4'],
      ['1000', '4'],
      ['2000', '4'],
    ]);
  });

  it.each([
    ['that is hidden', { value: 415_000, hide: true }],
    ['that is hidden by a number', { value: 415_000, hide: '1' }],
    ['of which nobody understands whether it is hidden', { value: 415_000, hide: 'oui' }],
    ['on request', { value: null, hide: false }],
    ['of nothing', { value: '0' }],
    ['in a currency that is none', { value: 415_000, currency: '€' }],
    ['that is not told at all', null],
  ])('have no price where it is one %s', async (_what, price) => {
    expect((await read({ price })).price).toBeNull();
  });

  it.each([
    ['a month', '4', 900, 900],
    ['a quarter', 5, 2_700, 900],
    ['a year', '8', 10_000, 833.33],
  ])('have a rent by %s told by the month', async (_what, period, value, amount) => {
    const { offerType, price } = await read({ category: '2', price: { value, period, currency: 'eur' } });

    expect([offerType, price]).toEqual(['RENT', { amount, currency: 'EUR' }]);
  });

  it.each([['2'], [null], ['99']])('have no price where they are let by the period %j', async (period) => {
    expect((await read({ category: '3', price: { value: 900, period, currency: 'EUR' } })).price).toBeNull();
  });

  it.each([[false], ['0'], [null], ['oui']])(
    'lie in a town alone where their address is published %j',
    async (published) => {
      expect(await read({ publish_address: published })).toMatchObject({
        address: null,
        coordinates: null,
        city: expect.any(String),
        inseeCode: expect.any(String),
        reference: 'AB-12',
        price: { amount: 415_000 },
      });
    },
  );

  it.each([
    ['several communes', { name: 'Saint-Denis' }, null],
    ['none', { name: 'Nulle-Part' }, null],
    ['one', { name: 'Paris 7ème', zipcode: 75_007 }, '75107'],
  ])('have the INSEE code of their town where its name is that of %s', async (_what, city, inseeCode) => {
    expect(await read({ city })).toMatchObject({ inseeCode, city: city.name });
  });

  it.each([
    ['square feet', { unit: '2', value: 1_000 }, 92.9],
    ['hectares', { unit: 7, value: '0.5' }, 5_000],
    ['a unit that nobody knows', { unit: '12', value: 100 }, null],
    ['nothing', { unit: '1', value: '' }, null],
  ])('have an area in m² where it is told in %s', async (_what, area, areaM2) => {
    expect((await read({ area })).areaM2).toBe(areaM2);
  });

  it.each([
    [{ type: 2, value: 6 }, 6, 6],
    [{ type: 2, value: null }, null, null],
    [{ type: '1', value: null }, 0, null],
    [{ type: null, value: '4' }, 4, null],
    [{ type: 24, value: null }, null, null],
    [null, null, null],
  ])('lie on the floor that %j tells', async (told, floor, floorCount) => {
    expect(await read({ floor: told })).toMatchObject({ floor, floorCount });
  });

  it('have the spaces that are listed, and say nothing of the others', async () => {
    const { outdoorAreas, services } = await read({
      areas: [
        { type: '18', number: 1, area: '8.5' },
        { type: 18, number: 2, area: 4 },
        { type: 43, number: null, area: null },
        { type: '5', number: 2 },
        { type: 'x' },
        'nothing',
      ],
      services: '6,11,9999',
    });

    expect(outdoorAreas.TERRACE).toEqual({ isThere: true, count: 3, areaM2: 12.5 });
    expect(outdoorAreas.BALCONY).toEqual({ isThere: true, count: 1, areaM2: null });
    expect(outdoorAreas.GARDEN).toEqual({ isThere: null, count: null, areaM2: null });
    expect(services).toMatchObject({
      PARKING: { isThere: true, count: 2 },
      LIFT: { isThere: true },
      SWIMMING_POOL: { isThere: true },
      CELLAR: { isThere: null },
    });
  });

  it.each([
    [{ category: '4' }, 'BUY', 'PROGRAM'],
    [{ category: '1', subtype: '34', type: 4 }, 'BUSINESS_TAKE_OVER', 'SHOP'],
    [{ category: '99', type: '99' }, 'UNKNOWN', 'UNKNOWN'],
    [{ category: null, type: null }, 'UNKNOWN', null],
  ])('are offered as %j says', async (said, offerType, propertyClass) => {
    expect(await read(said)).toMatchObject({ offerType, propertyClass });
  });

  it('that are another agency’s, or were deleted, or cannot be told apart, are not given away', async () => {
    const { client, call } = await start({
      [route]: {
        body: {
          properties: [
            aPropertyDocument({ id: 1, agency: '772' }),
            aPropertyDocument({ id: 2, agency: { id: 772 } }),
            aPropertyDocument({ id: 3, step: 4 }),
            aPropertyDocument({ id: null }),
            'nothing',
            aPropertyDocument({ id: '5', agency: null }),
          ],
        },
      },
    });

    const list = await client.listProperties('771', {}, call);

    expect([...(list?.byId.keys() ?? [])]).toEqual(['1', '2', '3', '5']);
    expect(list?.byId.get('1')).toMatchObject(invalid);
    expect(list?.byId.get('2')).toMatchObject(invalid);
    expect(list?.byId.get('3')).toBeNull();
    expect(list?.byId.get('5')).toMatchObject({ agencyId: '771' });
    expect(list?.unidentified).toMatchObject(invalid);
  });

  it('are the latest of what two pages say of one', async () => {
    const { client, call } = await start({
      [route]: {
        body: {
          properties: [
            aPropertyDocument({ reference: 'new', updated_at: '2015-01-01 00:00:00' }),
            aPropertyDocument({ reference: 'old' }),
          ],
        },
      },
    });

    expect((await client.listProperties('771', {}, call))?.byId.get('1234567')).toMatchObject({ reference: 'new' });
  });

  it.each([
    ['is not known', '771', { status: 404, body: {} }, 1],
    ['can be none', '../771', { body: { properties: [] } }, 0],
  ])('are null where the agency %s', async (_what, agencyId, answer, count) => {
    const { client, call, calls } = await start({ [route]: answer });

    expect(await client.listProperties(agencyId, {}, call)).toBeNull();
    expect(calls).toHaveLength(count);
  });

  it('are refused where they are no list', async () => {
    const { client, call } = await start({ [route]: { body: { properties: {} } } });

    await expect(client.listProperties('771', {}, call)).rejects.toMatchObject(invalid);
  });
});
