import { afterEach, describe, expect, it } from '@jest/globals';
import type { AdvertFilter, PropertyFilter } from '../../../src/domain/search.js';
import { defaultOrder } from '../../../src/domain/search.js';
import type { FakeAnswer } from '../../support/fake-upstream.js';
import { aPropertyDocument, anAdvertDocument, badRequest, notFound, createStage } from './fluximmo.js';
import type { Document, Played } from './fluximmo.js';

const stage = createStage();
afterEach(() => stage.clear());

const firstPage = { size: 20, afterHash: null };

function answering(answer: FakeAnswer): Promise<Played> {
  return stage.play(() => answer);
}

async function advertBody(filter: AdvertFilter, page = firstPage): Promise<unknown> {
  const { client, call, calls } = await answering({ body: { data: { items: [] } } });
  await client.searchAdverts({ filter, order: defaultOrder }, page, call);
  return calls[0]?.body;
}

async function propertyBody(filter: PropertyFilter): Promise<unknown> {
  const { client, call, calls } = await answering({ body: { data: { items: [] } } });
  await client.searchProperties({ filter, order: { field: 'PRICE', direction: 'ASC' } }, firstPage, call);
  return calls[0]?.body;
}

async function searchPage(data: unknown, page = firstPage) {
  const { client, call } = await answering({ body: { data } });
  return client.searchAdverts({ filter: {}, order: defaultOrder }, page, call);
}

const adverts = (count: number): Document[] =>
  Array.from({ length: count }, (_, index) => anAdvertDocument({ flxId: `adv_${index}` }));

describe('a search among adverts', () => {
  it('without a filter asks for what is required and no more', async () => {
    expect(await advertBody({})).toEqual({
      orderBy: 'DESC',
      sortBy: 'FIRST_SEEN_AT',
      size: 20,
      search: { filterAd: {}, fullTexts: [], keywords: [] },
    });
  });

  it('sends every filter under its documented name', async () => {
    const body = await advertBody(
      {
        propertyClasses: ['FLAT', 'UNKNOWN'],
        offerTypes: ['BUY', 'LIFE_ANNUITY_SALE'],
        price: { min: 100000, max: 500000 },
        pricePerArea: { max: 8000 },
        livingArea: { min: 40 },
        landArea: { min: 300 },
        roomCount: { min: 2, max: 4 },
        bedroomCount: { min: 1 },
        energyGrades: ['A', 'NOT_CONCERNED', 'UNKNOWN'],
        isOnline: true,
        isPro: false,
        isExclusive: true,
        keywords: ['terrasse'],
        fullTexts: ['vue mer'],
        firstSeen: { min: '2025-01-01T00:00:00.000Z' },
        lastModified: { max: '2025-02-01T00:00:00.000Z' },
        inseeCode: '06004',
        postalCode: '06160',
        department: '06',
        near: { latitude: 43.58, longitude: 7.12, distanceKm: 5 },
        propertyFlxIds: ['prop_1', 'prop_2'],
      },
      { size: 100, afterHash: 'hash' } as never,
    );

    expect(body).toEqual({
      orderBy: 'DESC',
      sortBy: 'FIRST_SEEN_AT',
      size: 100,
      searchAfterHash: 'hash',
      search: {
        filterAd: {
          type: ['CLASS_FLAT', 'CLASS_UNKNOWN'],
          offer: [{ type: 'OFFER_BUY' }, { type: 'OFFER_LIFE_ANNUITY_SALE' }],
          currentPrice: { value: { min: 100000, max: 500000 }, valuePerArea: { max: 8000 } },
          habitation: {
            surface: { total: { min: 40 } },
            roomCount: { min: 2, max: 4 },
            bedroomCount: { min: 1 },
            climate: {
              epcEnergy: ['ENERGY_CLASSIFICATION_A', 'ENERGY_CLASSIFICATION_NC', 'ENERGY_CLASSIFICATION_UNKNOWN'],
            },
          },
          land: { surface: { min: 300 } },
          isOnline: true,
          isPro: false,
          isExclusive: true,
          firstSeenAt: [{ min: '2025-01-01T00:00:00.000Z' }],
          lastModifiedAt: [{ max: '2025-02-01T00:00:00.000Z' }],
          location: {
            inseeCode: '06004',
            postalCode: '06160',
            department: '06',
            locationCoordinate: { location: { geoDistance: { distanceKm: 5, pin: { lat: 43.58, lon: 7.12 } } } },
          },
          propertyFlxId: ['prop_1', 'prop_2'],
        },
        fullTexts: ['vue mer'],
        keywords: ['terrasse'],
      },
    });
  });

  it('sends nothing of what is null, empty or without bounds', async () => {
    const body = await advertBody({
      propertyClasses: [],
      offerTypes: null,
      price: { min: null, max: null },
      roomCount: { min: 0, max: null },
      near: null,
      isOnline: null,
      energyGrades: [],
      firstSeen: {},
      keywords: null,
    });

    expect(body).toMatchObject({
      search: { filterAd: { habitation: { roomCount: { min: 0 } } }, fullTexts: [], keywords: [] },
    });
    expect(Object.keys((body as { search: { filterAd: object } }).search.filterAd)).toEqual(['habitation']);
  });
});

describe('a search among properties', () => {
  it('sends every filter under its documented name, places as a list', async () => {
    const body = await propertyBody({
      propertyClasses: ['HOUSE'],
      price: { max: 500000 },
      pricePerArea: { min: 2000 },
      isOnline: true,
      inseeCodes: ['06004', '06029'],
      firstSeen: { min: '2025-01-01T00:00:00.000Z' },
      lastUpdated: { min: '2025-03-01T00:00:00.000Z' },
    });

    expect(body).toEqual({
      orderBy: 'ASC',
      sortBy: 'PRICE',
      size: 20,
      search: {
        filterProperty: {
          type: ['CLASS_HOUSE'],
          price: { latest: { value: { max: 500000 }, valuePerArea: { min: 2000 } } },
          location: [{ inseeCode: '06004' }, { inseeCode: '06029' }],
          meta: {
            isTotallyOffline: false,
            firstSeenAt: { min: '2025-01-01T00:00:00.000Z' },
            lastUpdatedAt: { min: '2025-03-01T00:00:00.000Z' },
          },
        },
        fullTexts: [],
        keywords: [],
      },
    });
  });

  it('combines lists of places, as filters add up', async () => {
    const body = await propertyBody({ inseeCodes: ['a', 'b'], postalCodes: ['1'], departments: ['x', 'y', 'x'] });

    expect(body).toMatchObject({
      search: {
        filterProperty: {
          location: [
            { inseeCode: 'a', postalCode: '1', department: 'x' },
            { inseeCode: 'a', postalCode: '1', department: 'y' },
            { inseeCode: 'b', postalCode: '1', department: 'x' },
            { inseeCode: 'b', postalCode: '1', department: 'y' },
          ],
        },
      },
    });
  });

  it('refuses more combinations of places than anybody means', async () => {
    const { client, call, calls } = await answering({ body: { data: { items: [] } } });
    const codes = Array.from({ length: 100 }, (_, index) => String(index));
    const search = { filter: { inseeCodes: codes, postalCodes: codes }, order: defaultOrder };

    await expect(client.searchProperties(search, firstPage, call)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(calls).toHaveLength(0);
  });

  it('reads its properties', async () => {
    const { client, call } = await answering({ body: { data: { items: [aPropertyDocument()], count: '1' } } });

    const page = await client.searchProperties({ filter: {}, order: defaultOrder }, firstPage, call);

    expect(page).toMatchObject({ items: [{ flxId: 'prop_1' }], nextHash: null, totalCount: 1 });
  });
});

describe('a page of a search', () => {
  it('leads on by its hash while it is full', async () => {
    const page = { size: 2, afterHash: null };

    expect((await searchPage({ items: adverts(2), searchAfterHash: 'next', count: 5 }, page)).nextHash).toBe('next');
    expect((await searchPage({ items: adverts(1), searchAfterHash: 'next' }, page)).nextHash).toBeNull();
    expect((await searchPage({ items: adverts(2), searchAfterHash: null }, page)).nextHash).toBeNull();
    expect((await searchPage({ items: adverts(2), searchAfterHash: '' }, page)).nextHash).toBeNull();
    expect((await searchPage({ items: adverts(2), searchAfterHash: ['next'] }, page)).nextHash).toBeNull();
  });

  it('that leads to itself is the last', async () => {
    const page = { size: 2, afterHash: 'same' } as never;

    expect((await searchPage({ items: adverts(2), searchAfterHash: 'same' }, page)).nextHash).toBeNull();
  });

  it('keeps the place of an item that cannot be read as an error', async () => {
    const { items } = await searchPage({ items: [adverts(1)[0], null, { title: 'who?' }, 'junk'] });

    expect(items).toMatchObject([
      { flxId: 'adv_0' },
      { code: 'UPSTREAM_INVALID_RESPONSE' },
      { code: 'UPSTREAM_INVALID_RESPONSE' },
      { code: 'UPSTREAM_INVALID_RESPONSE' },
    ]);
  });

  it('keeps the first of an advert that comes twice, and is full all the same', async () => {
    const items = [anAdvertDocument({ title: 'one' }), anAdvertDocument({ title: 'two' })];

    const page = await searchPage({ items, searchAfterHash: 'next' }, { size: 2, afterHash: null });

    expect(page).toMatchObject({ items: [{ title: 'one' }], nextHash: 'next' });
    expect(page.items).toHaveLength(1);
  });

  it.each([-1, 1.5, 'many', null, 3e9])('with a count of %j does not know the count', async (count) => {
    expect((await searchPage({ items: [], count })).totalCount).toBeNull();
  });

  it.each([null, [], 'items', {}, { items: null }, { items: { 0: anAdvertDocument() } }])(
    'that is %j is an invalid response',
    async (data) => {
      await expect(searchPage(data)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    },
  );

  it.each([0, -1, 101, 2.5, Number.NaN])('cannot be of %d', async (size) => {
    const { client, call, calls } = await answering({});

    await expect(
      client.searchAdverts({ filter: {}, order: defaultOrder }, { size, afterHash: null }, call),
    ).rejects.toThrow(RangeError);
    expect(calls).toHaveLength(0);
  });

  it.each([badRequest, notFound])('that is turned down with %j is refused', async (answer) => {
    const { client, call } = await answering(answer);

    await expect(client.searchProperties({ filter: {}, order: defaultOrder }, firstPage, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'Fluximmo turned the request down.',
    });
  });
});

describe('a count', () => {
  it('sends the search alone', async () => {
    const { client, call, calls } = await answering({ body: { data: { count: 42 } } });
    const search = { filter: { isOnline: false }, order: defaultOrder };

    expect([await client.countAdverts(search, call), await client.countProperties(search, call)]).toEqual([42, 42]);
    expect(calls.map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: '/v2/protected/adverts/search/count',
        body: { search: { filterAd: { isOnline: false }, fullTexts: [], keywords: [] } },
      },
      {
        path: '/v2/protected/properties/search/count',
        body: { search: { filterProperty: { meta: { isTotallyOffline: true } }, fullTexts: [], keywords: [] } },
      },
    ]);
  });

  it.each([{ data: {} }, { data: { count: -1 } }, { data: { count: 2.5 } }, { data: null }, {}])(
    'answered with %j is an invalid response',
    async (body) => {
      const { client, call } = await answering({ body });

      await expect(client.countAdverts({ filter: {}, order: defaultOrder }, call)).rejects.toMatchObject({
        code: 'UPSTREAM_INVALID_RESPONSE',
      });
    },
  );
});
