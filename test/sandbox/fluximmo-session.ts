import { createFluximmo, fluximmoApiKey } from '../../src/sandbox/fluximmo.js';
import { createMarket } from '../../src/sandbox/market.js';
import type { Answer } from './exchange.js';
import { exchange } from './exchange.js';

export type FluximmoSession = Awaited<ReturnType<typeof openFluximmo>>;
/** Parsed JSON, of no declared shape. */
export type Json = Answer['body'];

/** An id that no advert and no property has. */
export const unknownFlxId = '00000000-0000-4000-8000-000000000000';

/** A sandboxed Fluximmo on a port of its own, and what its callers do. */
export async function openFluximmo(today = '2026-11-21') {
  const market = createMarket(7, today);
  const fluximmo = createFluximmo(market);
  const origin = await fluximmo.listen();

  const headers = { 'x-api-key': fluximmoApiKey };
  const post = (path: string, body: unknown): Promise<Answer> =>
    exchange(`${origin}/v2/protected/${path}`, { method: 'POST', headers, body });

  return {
    origin,
    market,
    get: (path: string): Promise<Answer> => exchange(`${origin}/v2/protected/${path}`, { headers }),
    post,
    searchAdverts: async (filterAd: unknown, overrides: object = {}): Promise<Json[]> =>
      (await post('adverts/search', aSearch(filterAd, overrides))).body.data.items,
    searchProperties: async (filterProperty: unknown): Promise<Json[]> =>
      (await post('properties/search', aPropertySearch(filterProperty))).body.data.items,
    countAdverts: async (filterAd: unknown): Promise<number> =>
      (await post('adverts/search/count', { search: { filterAd, keywords: [], fullTexts: [] } })).body.data.count,
    close: fluximmo.close,
  };
}

export const aSearch = (filterAd: unknown = {}, overrides: object = {}): object => ({
  orderBy: 'ASC',
  sortBy: 'FIRST_SEEN_AT',
  size: 100,
  search: { filterAd, keywords: [], fullTexts: [] },
  ...overrides,
});

export const aPropertySearch = (filterProperty: unknown = {}): object =>
  aSearch(undefined, { search: { filterProperty, keywords: [], fullTexts: [] } });
