import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { fluximmoApiKey } from '../../src/sandbox/fluximmo.js';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { exchange } from './exchange.js';
import type { FluximmoSession, Json } from './fluximmo-session.js';
import { openFluximmo, unknownFlxId } from './fluximmo-session.js';

describe('the Fluximmo of the sandbox', () => {
  let fluximmo: FluximmoSession;

  beforeAll(async () => {
    fluximmo = await openFluximmo();
  });
  afterAll(() => fluximmo.close());

  describe('at the door', () => {
    it.each([[{}], [{ 'x-api-key': 'wrong' }], [{ authorization: `Bearer ${fluximmoApiKey}` }]])(
      'turns %j away with 401',
      async (given) => {
        const answer = await exchange(`${fluximmo.origin}/v2/protected/adverts/${walkAdvertFlxId}`, {
          headers: given,
        });

        expect(answer.status).toBe(401);
        expect(answer.body).toEqual({ error: { message: expect.any(String), code: expect.any(Number) } });
      },
    );

    it.each(['/version', '/healthz', '/portals'])('answers %s without a key', async (path) => {
      expect(await exchange(`${fluximmo.origin}${path}`)).toMatchObject({
        status: 200,
        body: { data: expect.anything() },
      });
    });

    it('answers an unknown path with 404 in its own shape', async () => {
      expect(await fluximmo.get('nothing')).toMatchObject({ status: 404, body: { error: { code: 10003 } } });
    });

    it('answers malformed JSON with 400 in its own shape', async () => {
      expect(await fluximmo.post('adverts/search', '{')).toMatchObject({
        status: 400,
        body: { error: { message: expect.any(String) } },
      });
    });
  });

  describe('one by one', () => {
    it('answers the advert of the walk, complete', async () => {
      const { status, body } = await fluximmo.get(`adverts/${walkAdvertFlxId}`);

      expect(status).toBe(200);
      expect(body.data).toMatchObject({
        flxId: walkAdvertFlxId,
        type: 'CLASS_FLAT',
        isOnline: true,
        offer: { type: 'OFFER_BUY' },
        location: { inseeCode: '75111', postalCode: '75011', department: '75' },
        habitation: {
          surface: { total: 75 },
          roomCount: 3,
          climate: { epcEnergy: 'ENERGY_CLASSIFICATION_C' },
          features: { propertyFloor: 4 },
          propertyCondition: { constructionYear: 1998 },
        },
      });
    });

    it('answers the same advert by its address on the portal', async () => {
      const { body } = await fluximmo.get(`adverts/${walkAdvertFlxId}`);

      expect((await fluximmo.get(`adverts/url?url=${encodeURIComponent(body.data.source.url)}`)).body).toEqual(body);
    });

    it('answers the same property by its id, by an advert and by an address', async () => {
      const advert = (await fluximmo.get(`adverts/${walkAdvertFlxId}`)).body.data;
      const byId = await fluximmo.get(`properties/${advert.propertyFlxId}`);

      expect(byId.status).toBe(200);
      expect((await fluximmo.get(`properties/advert/${walkAdvertFlxId}`)).body).toEqual(byId.body);
      expect((await fluximmo.get(`properties/url?url=${encodeURIComponent(advert.source.url)}`)).body).toEqual(
        byId.body,
      );
    });

    it.each([
      `adverts/${unknownFlxId}`,
      `properties/${unknownFlxId}`,
      `properties/advert/${unknownFlxId}`,
      'adverts/url?url=https://portail-a.example/none',
      'properties/url?url=https://portail-a.example/none',
    ])('answers %s with 404 and the documented code', async (path) => {
      expect(await fluximmo.get(path)).toMatchObject({
        status: 404,
        body: { error: { message: 'Not Found', code: 10003 } },
      });
    });

    it.each(['adverts/url', 'properties/url'])('answers %s without an address with 400', async (path) => {
      expect((await fluximmo.get(path)).status).toBe(400);
    });
  });

  describe('properties', () => {
    it('agree with their adverts on prices and dates', async () => {
      const flxIds = fluximmo.market.properties.slice(0, 30).map(({ flxId }) => flxId);
      const { body } = await fluximmo.post('properties/_many', { flxIds });

      for (const property of body.data) {
        const own = await fluximmo.searchAdverts({ propertyFlxId: [property.flxId] });
        const [first, last] = [own.at(0), own.at(-1)];
        expect(property.adverts.map((advert: Json) => advert.flxId)).toEqual(own.map((advert) => advert.flxId));
        expect(property.price.latest.value).toBe(last.currentPrice.value);
        expect(property.price.initial.source).toEqual(first.source);
        expect(property.price.variation.sincePublished).toBeCloseTo(
          (property.price.latest.value / property.price.initial.value - 1) * 100,
          2,
        );
        expect(property.meta.firstSeenAt).toBe(first.firstSeenAt);
        expect(property.meta.isTotallyOffline).toBe(own.every((advert) => !advert.isOnline));
        expect(own.every((advert) => advert.mainPropertyAdFlxId === first.flxId)).toBe(true);
      }
    });

    it('come back from _many in another order than asked, unknown ones left out, none twice', async () => {
      const flxIds = fluximmo.market.properties.slice(0, 20).map(({ flxId }) => flxId);
      const { body } = await fluximmo.post('properties/_many', { flxIds: [...flxIds, unknownFlxId, ...flxIds] });
      const answered = body.data.map((property: Json) => property.flxId);

      expect(answered).not.toEqual(flxIds);
      expect([...answered].sort()).toEqual([...flxIds].sort());
    });

    it.each([[{}], [{ flxIds: 'one' }], [{ flxIds: [1] }], [[]]])('refuse _many of %j with 400', async (body) => {
      expect((await fluximmo.post('properties/_many', body)).status).toBe(400);
    });

    it('that are similar share class, offer and département, and leave out the one asked', async () => {
      const { propertyFlxId } = (await fluximmo.get(`adverts/${walkAdvertFlxId}`)).body.data;
      const { body } = await fluximmo.post('properties/similars', {
        flxId: propertyFlxId,
        similarityStrategy: 'SEARCH',
        size: 5,
      });

      expect(body.data).toHaveLength(5);
      for (const property of body.data) {
        expect(property).toMatchObject({
          type: 'CLASS_FLAT',
          offer: { type: 'OFFER_BUY' },
          location: { department: '75' },
        });
        expect(property.flxId).not.toBe(propertyFlxId);
      }
    });

    it('similar to an unknown one are 404; another strategy is 400', async () => {
      expect(
        (await fluximmo.post('properties/similars', { flxId: unknownFlxId, similarityStrategy: 'SEARCH', size: 5 }))
          .status,
      ).toBe(404);
      expect(
        (await fluximmo.post('properties/similars', { flxId: unknownFlxId, similarityStrategy: 'MAGIC', size: 5 }))
          .status,
      ).toBe(400);
    });
  });

  it('shows the inconsistencies of the documents', async () => {
    const items = await fluximmo.searchAdverts({ type: ['CLASS_FLAT', 'CLASS_HOUSE'] });
    const some = (test: (advert: Json) => boolean): boolean => items.some(test);

    expect(new Set(items.map(({ currency }) => currency))).toEqual(new Set(['EUR', 'CURRENCY_EUR']));
    expect(some(({ habitation }) => Array.isArray(habitation.type))).toBe(true);
    expect(some(({ habitation }) => typeof habitation.type === 'string')).toBe(true);
    expect(some(({ location }) => location.city === location.city.toUpperCase())).toBe(true);
    expect(some(({ land }) => land === null)).toBe(true);
    expect(some(({ land }) => land === undefined)).toBe(true);
  });
});
