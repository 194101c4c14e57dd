import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { apimoCredentials } from '../../src/sandbox/apimo.js';
import { createMarket } from '../../src/sandbox/market.js';
import type { ApimoSession, Json } from './apimo-session.js';
import { basic, openApimo } from './apimo-session.js';
import { exchange } from './exchange.js';

const market = createMarket(7, '2026-11-21');
const noon = Date.parse('2026-11-21T12:00:00Z');

describe('the Apimo of the sandbox', () => {
  let apimo: ApimoSession;

  beforeEach(async () => {
    apimo = await openApimo(market, { now: () => noon });
  });
  afterEach(() => apimo.close());

  describe('at the door', () => {
    it.each([
      ['no credentials', undefined],
      ['a wrong token', basic(apimoCredentials.provider, 'wrong')],
      ['a bearer', `Bearer ${apimoCredentials.token}`],
    ])('turns %s away with 401', async (_what, given) => {
      const headers: Record<string, string> = given === undefined ? {} : { authorization: given };
      const answer = await exchange(`${apimo.origin}/agencies/771/requests`, { headers });

      expect(answer).toMatchObject({ status: 401, body: { message: expect.any(String) } });
    });

    it.each([
      ['/agencies/779/requests', 403],
      ['/agencies/999/requests', 404],
      ['/agencies/771/requests/1/crossings', 404],
      ['/agencies/771/requests/abc/crossings', 404],
      ['/catalogs/property_group', 404],
      ['/nothing', 404],
    ])('answers %s with %i and a message', async (path, status) => {
      expect(await apimo.get(path)).toMatchObject({ status, body: { message: expect.any(String) } });
    });
  });

  describe('requests', () => {
    it('are listed in the documented shape', async () => {
      const { body } = await apimo.get('/agencies/771/requests');

      expect(body.total_items).toBe(body.requests.length);
      expect(body.requests.length).toBeGreaterThan(200);
      for (const request of body.requests) {
        expect(request).toMatchObject({
          id: expect.any(Number),
          country: 'FR',
          contact: expect.stringMatching(/^\d+$/u),
        });
        expect(request.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/u);
        expect(['1', '2', '5']).toContain(request.category);
        expect(['1', '2', '3']).toContain(request.rooms_operator);
      }
    });

    it('mix strings and numbers, null and the empty string', async () => {
      const { requests } = (await apimo.get('/agencies/772/requests')).body;
      const kinds = (read: (request: Json) => unknown): Set<string> =>
        new Set(requests.map((request: Json) => typeof read(request)));

      expect(kinds(({ price }) => price.max)).toEqual(new Set(['string', 'number']));
      expect(kinds(({ rooms }) => rooms)).toEqual(new Set(['string', 'number', 'object']));
      expect(
        new Set(requests.map(({ area }: Json) => (area.max === '' ? 'empty' : area.max === null ? 'null' : 'given'))),
      ).toEqual(new Set(['empty', 'null', 'given']));
    });

    it('name places as people write them, Antibes by its documented id', async () => {
      const names = (await apimo.get('/agencies/772/requests')).body.requests.flatMap(({ locations }: Json) =>
        locations.map(({ city }: Json) => city),
      );
      const antibes = names.filter((city: Json) => /antibes/iu.test(city?.name ?? ''));

      expect(antibes.length).toBeGreaterThan(0);
      expect(antibes.every(({ id }: Json) => String(id) === '2039')).toBe(true);
      expect(names.some((city: Json) => city === null)).toBe(true);
      expect(names.some((city: Json) => city?.name === 'Aix en Provence')).toBe(true);
    });

    it('come in pages whose timestamp is that of their newest', async () => {
      const all = (await apimo.get('/agencies/771/requests')).body;
      const page = (await apimo.get('/agencies/771/requests?limit=10&offset=5')).body;

      expect(page.requests).toEqual(all.requests.slice(5, 15));
      expect(page.total_items).toBe(all.total_items);
      const newest = page.requests
        .map(({ updated_at }: Json) => updated_at)
        .sort()
        .at(-1);
      expect(new Date(page.timestamp * 1000).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' })).toBe(newest);
    });

    it('since a timestamp are those changed then or later', async () => {
      const all = (await apimo.get('/agencies/771/requests')).body;
      const none = (await apimo.get(`/agencies/771/requests?timestamp=${Number(all.timestamp) + 1}`)).body;
      const newest = (await apimo.get(`/agencies/771/requests?timestamp=${all.timestamp}`)).body;

      expect(none).toEqual({ total_items: 0, timestamp: null, requests: [] });
      expect(newest.total_items).toBeGreaterThanOrEqual(1);
      expect(newest.total_items).toBeLessThan(all.total_items);
    });

    it.each(['limit=0', 'limit=10001', 'limit=ten', 'offset=-1', 'timestamp=yesterday'])(
      'refuse %s with 422',
      async (query) => {
        expect(await apimo.get(`/agencies/771/requests?${query}`)).toMatchObject({
          status: 422,
          body: { errors: expect.any(Object) },
        });
      },
    );
  });

  describe('properties and catalogues', () => {
    it('lists the agency’s properties, at most 1,000 a page, by step and status', async () => {
      const all = (await apimo.get('/agencies/771/properties')).body;
      const sold = (await apimo.get('/agencies/771/properties?step=3')).body;

      expect(all.properties[0]).toMatchObject({
        id: expect.any(Number),
        city: { zipcode: expect.any(String) },
        price: { currency: 'EUR' },
      });
      expect(sold.total_items).toBe(all.properties.filter(({ step }: Json) => step === '3').length);
      expect((await apimo.get('/agencies/771/properties?status=30')).body.total_items).toBe(sold.total_items);
      expect((await apimo.get('/agencies/771/properties?limit=1001')).status).toBe(422);
    });

    it('serves the catalogues that it lists', async () => {
      const names = (await apimo.get('/catalogs')).body.map(({ name }: Json) => name);
      const floors = (await apimo.get('/catalogs/property_floor?culture=fr')).body;

      expect(names).toContain('property_floor');
      expect(floors).toContainEqual({ id: 3, culture: 'fr', name: '1er', name_plurial: null });
      expect(floors).toContainEqual({ id: 22, culture: 'fr', name: '20ème', name_plurial: null });
    });
  });
});
