import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {} from 'node:fs';
import { createMarket } from '../../src/sandbox/market.js';
import type { ApimoSession, Json } from './apimo-session.js';
import { openApimo } from './apimo-session.js';

const market = createMarket(7, '2026-11-21');
const noon = Date.parse('2026-11-21T12:00:00Z');

describe('crossings of the Apimo of the sandbox', () => {
  let apimo: ApimoSession;

  beforeEach(async () => {
    apimo = await openApimo(market, { now: () => noon });
  });
  afterEach(() => apimo.close());

  const busiest = async (): Promise<Json> => {
    const { requests } = (await apimo.get('/agencies/771/requests?limit=40')).body;
    const lists = await Promise.all(
      requests.map(async ({ id }: Json) => (await apimo.get(`/agencies/771/requests/${id}/crossings`)).body),
    );
    const most = Math.max(...lists.map(({ crossings }) => crossings.length));
    const position = lists.findIndex(({ crossings }) => crossings.length === most);
    return { path: `/agencies/771/requests/${requests[position].id}/crossings`, body: lists[position] };
  };

  it('pair a request with the agency’s own properties', async () => {
    const { body } = await busiest();
    const own = (await apimo.get('/agencies/771/properties')).body.properties.map(({ id }: Json) => id);

    expect(body.crossings.length).toBeGreaterThan(5);
    for (const crossing of body.crossings) {
      expect(own).toContain(crossing.property_id);
      expect([1, 2, 3]).toContain(crossing.step_id);
      expect(crossing.total).toMatch(/^\d+$/u);
      expect(Number(crossing.total)).toBeLessThanOrEqual(100);
      expect(crossing.updated_at >= crossing.created_at).toBe(true);
    }
  });

  it('come by step and in pages', async () => {
    const { path, body } = await busiest();
    const suggested = (await apimo.get(`${path}?step=2`)).body;
    const page = (await apimo.get(`${path}?limit=2&offset=1`)).body;

    expect(suggested.crossings).toEqual(body.crossings.filter((crossing: Json) => crossing.step_id === 2));
    expect(page.crossings).toEqual(body.crossings.slice(1, 3));
    expect(page.total_items).toBe(body.total_items);
  });

  it('count a request that was just written', async () => {
    const { id } = (
      await apimo.post('/agencies/771/requests', {
        contact: '1',
        user: '2',
        category: '1',
        country: 'FR',
        types: '1',
      })
    ).body;

    expect((await apimo.get(`/agencies/771/requests/${id}/crossings`)).body.total_items).toBeGreaterThan(0);
  });
});
