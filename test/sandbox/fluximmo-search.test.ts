import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import type { FluximmoSession, Json } from './fluximmo-session.js';
import { aPropertySearch, aSearch, openFluximmo } from './fluximmo-session.js';

describe('searches in the Fluximmo of the sandbox', () => {
  let fluximmo: FluximmoSession;

  beforeAll(async () => {
    fluximmo = await openFluximmo();
  });
  afterAll(() => fluximmo.close());

  it.each([
    ['no orderBy', { orderBy: undefined }],
    ['no sortBy', { sortBy: undefined }],
    ['no size', { size: undefined }],
    ['no search', { search: undefined }],
    ['no filter', { search: { keywords: [], fullTexts: [] } }],
    ['no keywords', { search: { filterAd: {}, fullTexts: [] } }],
    ['no fullTexts', { search: { filterAd: {}, keywords: [] } }],
    ['a size of 0', { size: 0 }],
    ['a size of 101', { size: 101 }],
    ['half a size', { size: 1.5 }],
    ['another order', { orderBy: 'RANDOM' }],
    ['another field to sort by', { sortBy: 'SURFACE' }],
    ['a cursor of its own making', { searchAfterHash: 'abc' }],
  ])('refuse %s with 400', async (_what, overrides) => {
    expect(await fluximmo.post('adverts/search', aSearch({}, overrides))).toMatchObject({
      status: 400,
      body: { error: { message: expect.any(String), code: expect.any(Number) } },
    });
  });

  it.each([
    ['an unknown filter', { surface: { min: 1 } }],
    ['a list as location', { location: [{ inseeCode: '75111' }] }],
    ['a text as a price', { currentPrice: { value: { min: '1' } } }],
    ['an unknown class', { type: ['FLAT'] }],
    ['a text as a flag', { isOnline: 'true' }],
    ['a date that is none', { firstSeenAt: [{ min: 'yesterday' }] }],
    [
      'a pin with lng',
      { location: { locationCoordinate: { location: { geoDistance: { distanceKm: 1, pin: { lat: 1, lng: 1 } } } } } },
    ],
  ])('refuse %s in a filter with 400', async (_what, filterAd) => {
    expect((await fluximmo.post('adverts/search', aSearch(filterAd))).status).toBe(400);
  });

  it('of properties want their location as a list', async () => {
    expect(
      (await fluximmo.post('properties/search', aPropertySearch({ location: { inseeCode: '75111' } }))).status,
    ).toBe(400);
  });

  it.each(['FIRST_SEEN_AT', 'PRICE', 'LAST_UPDATED_AT', 'LAST_SEEN_AT'])('sort by %s both ways', async (sortBy) => {
    const keyOf = (advert: Json): number | string =>
      ({
        FIRST_SEEN_AT: advert.firstSeenAt,
        PRICE: advert.currentPrice.value,
        LAST_UPDATED_AT: advert.lastModifiedAt,
        LAST_SEEN_AT: advert.lastSeenAt,
      })[sortBy];
    const up = (await fluximmo.searchAdverts({}, { sortBy, orderBy: 'ASC' })).map(keyOf);
    const down = (await fluximmo.searchAdverts({}, { sortBy, orderBy: 'DESC' })).map(keyOf);

    expect(up).toEqual([...up].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)));
    expect(down).toEqual([...down].sort((one, other) => (one > other ? -1 : one < other ? 1 : 0)));
    expect(up[0]).not.toBe(down[0]);
  });

  it.each<[string, object, (advert: Json) => unknown]>([
    ['class', { type: ['CLASS_HOUSE', 'CLASS_LAND'] }, ({ type }) => ['CLASS_HOUSE', 'CLASS_LAND'].includes(type)],
    [
      'offer',
      { offer: [{ type: 'OFFER_RENT' }] },
      ({ offer, scope }) => offer.type === 'OFFER_RENT' && scope === 'PRICING_MENSUAL',
    ],
    ['INSEE code', { location: { inseeCode: '2A004' } }, ({ location }) => location.inseeCode === '2A004'],
    ['whole city', { location: { inseeCode: '69123' } }, ({ location }) => /^6938\d$/u.test(location.inseeCode)],
    ['postal code', { location: { postalCode: '06600' } }, ({ location }) => location.postalCode === '06600'],
    ['département', { location: { department: '97' } }, ({ location }) => location.inseeCode === '97411'],
    [
      'price',
      { currentPrice: { value: { min: 200_000, max: 300_000 } } },
      ({ currentPrice }) => currentPrice.value >= 200_000 && currentPrice.value <= 300_000,
    ],
    [
      'price per area',
      { currentPrice: { valuePerArea: { min: 12_000 } } },
      ({ currentPrice }) => currentPrice.valuePerArea >= 12_000,
    ],
    [
      'living area',
      { habitation: { surface: { total: { max: 30 } } } },
      ({ habitation }) => habitation.surface.total <= 30,
    ],
    ['rooms', { habitation: { roomCount: { min: 5 } } }, ({ habitation }) => habitation.roomCount >= 5],
    [
      'bedrooms',
      { habitation: { bedroomCount: { min: 2, max: 2 } } },
      ({ habitation }) => habitation.bedroomCount === 2,
    ],
    [
      'energy grade',
      { habitation: { climate: { epcEnergy: ['ENERGY_CLASSIFICATION_A', 'ENERGY_CLASSIFICATION_B'] } } },
      ({ habitation }) => /_[AB]$/u.test(habitation.climate.epcEnergy),
    ],
    ['being online', { isOnline: false }, ({ isOnline }) => isOnline === false],
    ['a private seller', { isPro: false }, ({ isPro, seller }) => isPro === false && (seller ?? null) === null],
    ['exclusivity', { isExclusive: true }, ({ isExclusive }) => isExclusive === true],
    ['land area', { land: { surface: { min: 1500 } } }, ({ land }) => land.surface >= 1500],
    [
      'first sight',
      { firstSeenAt: [{ min: '2026-11-01T00:00:00.000Z' }] },
      ({ firstSeenAt }) => firstSeenAt >= '2026-11-01T00:00:00.000Z',
    ],
    [
      'last change',
      { lastModifiedAt: [{ max: '2026-06-01T00:00:00.000Z' }] },
      ({ lastModifiedAt }) => lastModifiedAt <= '2026-06-01T00:00:00.000Z',
    ],
    [
      'characteristics',
      { habitation: { characteristics: { hasLift: true } } },
      ({ habitation }) => habitation.characteristics.hasLift,
    ],
  ])('filter by %s', async (_name, filterAd, isExpected) => {
    const found = await fluximmo.searchAdverts(filterAd);

    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((advert) => !isExpected(advert))).toEqual([]);
    expect(await fluximmo.countAdverts(filterAd)).toBeLessThan(fluximmo.market.adverts.length);
  });

  it('filter by distance around a pin, whichever shape the coordinates have', async () => {
    const near = {
      locationCoordinate: { location: { geoDistance: { distanceKm: 1, pin: { lat: 48.8572, lon: 2.3763 } } } },
    };
    const found = await fluximmo.searchAdverts({ location: near });
    const shapes = found.map(({ location }) => Object.keys(location.locationCoordinate).sort().join());

    expect(found.map(({ flxId }) => flxId)).toContain(walkAdvertFlxId);
    expect(new Set(shapes)).toEqual(new Set(['lat,lng', 'location']));
    expect(new Set(found.map(({ location }) => location.department))).toEqual(new Set(['75']));
  });

  it('ignore the city, as documented', async () => {
    expect(await fluximmo.countAdverts({ location: { city: 'Nowhere' } })).toBe(fluximmo.market.adverts.length);
  });

  it('join fields by AND and the members of a list by OR', async () => {
    const [flats, houses, both] = await Promise.all([
      fluximmo.countAdverts({ isOnline: true, type: ['CLASS_FLAT'] }),
      fluximmo.countAdverts({ isOnline: true, type: ['CLASS_HOUSE'] }),
      fluximmo.countAdverts({ isOnline: true, type: ['CLASS_FLAT', 'CLASS_HOUSE'] }),
    ]);

    expect(both).toBe(flats + houses);
  });

  it('find keywords as whole words and full texts by their beginnings, accents aside', async () => {
    const texts = async (keywords: string[], fullTexts: string[]): Promise<number> =>
      (await fluximmo.post('adverts/search/count', { search: { filterAd: {}, keywords, fullTexts } })).body.data.count;

    expect(await texts(['viager'], [])).toBeGreaterThan(0);
    expect(await texts(['viag'], [])).toBe(0);
    expect(await texts([], ['viag'])).toBe(await texts(['viager'], []));
    expect(await texts(['cheminée'], [])).toBe(await texts(['CHEMINEE'], []));
  });

  it('filter properties by their places, prices and adverts', async () => {
    const places = await fluximmo.searchProperties({ location: [{ inseeCode: '06004' }, { postalCode: '06400' }] });
    const prices = await fluximmo.searchProperties({ price: { latest: { value: { min: 1_000_000 } } } });
    const online = await fluximmo.searchProperties({
      meta: { isTotallyOffline: false },
      adverts: [{ isOnline: false }],
    });

    expect(new Set(places.map(({ location }) => location.inseeCode))).toEqual(new Set(['06004', '06029']));
    expect(prices.every(({ price }) => price.latest.value >= 1_000_000)).toBe(true);
    expect(online.length).toBeGreaterThan(0);
    expect(online.every(({ adverts }) => adverts.some((advert: Json) => advert.isOnline))).toBe(true);
    expect(online.every(({ adverts }) => adverts.some((advert: Json) => !advert.isOnline))).toBe(true);
  });
});
