import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { FluximmoSession, Json } from './fluximmo-session.js';
import { aSearch, openFluximmo, unknownFlxId } from './fluximmo-session.js';

describe('pages of the Fluximmo of the sandbox', () => {
  let fluximmo: FluximmoSession;

  beforeAll(async () => {
    fluximmo = await openFluximmo();
  });
  afterAll(() => fluximmo.close());

  const filter = { type: ['CLASS_HOUSE'], isOnline: true };
  const readAll = async (size: number): Promise<string[]> => {
    const flxIds: string[] = [];
    let searchAfterHash: string | undefined;
    do {
      const { body } = await fluximmo.post(
        'adverts/search',
        aSearch(filter, { size, sortBy: 'PRICE', searchAfterHash }),
      );
      flxIds.push(...body.data.items.map((advert: Json) => advert.flxId));
      searchAfterHash = body.data.searchAfterHash;
    } while (searchAfterHash !== undefined);
    return flxIds;
  };

  it('walk the whole list, each advert once, whatever their size', async () => {
    const [small, large] = [await readAll(37), await readAll(100)];

    expect(small).toEqual(large);
    expect(new Set(small).size).toBe(await fluximmo.countAdverts(filter));
  });

  it('go on after a restart', async () => {
    const first = await fluximmo.post('adverts/search', aSearch(filter, { size: 10 }));
    const restarted = await openFluximmo('2026-11-22');
    const { searchAfterHash } = first.body.data;
    const second = await restarted.post('adverts/search', aSearch(filter, { size: 10, searchAfterHash }));
    await restarted.close();
    const [before, after] = [first, second].map(({ body }) => body.data.items.map((advert: Json) => advert.flxId));

    expect(second.status).toBe(200);
    expect(after).toHaveLength(10);
    expect(before.filter((flxId: string) => after.includes(flxId))).toEqual([]);
  });

  it.each([
    ['filter', { search: { filterAd: { isOnline: false }, keywords: [], fullTexts: [] } }],
    ['order', { orderBy: 'DESC' }],
    ['field', { sortBy: 'PRICE' }],
  ])('refuse the cursor of a search with another %s', async (_what, overrides) => {
    const { searchAfterHash } = (await fluximmo.post('adverts/search', aSearch(filter, { size: 10 }))).body.data;

    expect(
      (await fluximmo.post('adverts/search', aSearch(filter, { size: 10, searchAfterHash, ...overrides }))).status,
    ).toBe(400);
  });

  it('say nothing of a next page on the last one', async () => {
    const { body } = await fluximmo.post('adverts/search', aSearch({ propertyFlxId: [unknownFlxId] }));

    expect(body).toEqual({ data: { items: [] } });
  });
});
