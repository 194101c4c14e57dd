import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { describePrices } from '../../src/sandbox/fluximmo-statistics.js';
import type { Answer } from './exchange.js';
import type { FluximmoSession } from './fluximmo-session.js';
import { openFluximmo } from './fluximmo-session.js';

describe('statistics of the Fluximmo of the sandbox', () => {
  let fluximmo: FluximmoSession;
  const statisticsOf = (...studiedData: unknown[]): Promise<Answer> =>
    fluximmo.post('analytics/market/price_per_area/statistics', { studiedData });

  beforeAll(async () => {
    fluximmo = await openFluximmo();
  });
  afterAll(() => fluximmo.close());

  const aZone = { inseeCode: '75111', propertyClass: 'CLASS_FLAT', offerType: 'OFFER_BUY' };

  it('answer by position, with an interval inside the limits', async () => {
    const lyon = { ...aZone, inseeCode: '69383' };
    const [both, paris, other] = await Promise.all([
      statisticsOf(aZone, lyon),
      statisticsOf(aZone),
      statisticsOf(lyon),
    ]);

    expect(both.body.data).toEqual([...paris.body.data, ...other.body.data]);
    const [{ median, limits, confidence }] = paris.body.data;
    expect(limits.lowerBound).toBeLessThan(confidence.lowerBound);
    expect(limits.upperBound).toBeGreaterThan(confidence.upperBound);
    expect(limits.count).toBeGreaterThan(confidence.count);
    expect(median).toBeGreaterThan(8000);
    expect(median).toBeLessThan(12_000);
  });

  it('agree with the online adverts of the zone, an area that an advert hides read from its property', async () => {
    const areas = new Map(fluximmo.market.properties.map(({ flxId, facts }) => [flxId, facts.livingAreaM2 ?? 0]));
    const adverts = await fluximmo.searchAdverts({
      isOnline: true,
      type: ['CLASS_FLAT'],
      offer: [{ type: 'OFFER_BUY' }],
      location: { inseeCode: '75111' },
    });
    const prices = adverts.map(
      ({ currentPrice, propertyFlxId }) => currentPrice.value / (areas.get(propertyFlxId) ?? 0),
    );
    const average = prices.reduce((sum, price) => sum + price, 0) / prices.length;
    const { body } = await statisticsOf(aZone);

    expect(adverts.some(({ habitation }) => (habitation.surface.total ?? null) === null)).toBe(true);
    expect(body.data[0].average).toBeCloseTo(average, 1);
    expect(body.data[0].limits.count).toBeLessThanOrEqual(prices.length);
  });

  it('have no numbers where there is no data, and keep the position', async () => {
    const { status, body } = await statisticsOf({ ...aZone, inseeCode: '75001' }, aZone);

    expect(status).toBe(200);
    expect(body.data[0]).toMatchObject({
      average: null,
      median: null,
      limits: { count: 0 },
      confidence: { count: 0 },
    });
    expect(body.data[1].median).toEqual(expect.any(Number));
  });

  it.each([
    [{}],
    [{ studiedData: {} }],
    [{ studiedData: [{ ...aZone, inseeCode: undefined }] }],
    [{ studiedData: [{ ...aZone, propertyClass: 'FLAT' }] }],
    [{ studiedData: [{ ...aZone, offerType: 'OFFER_STEAL' }] }],
  ])('refuse %j with 400', async (body) => {
    expect((await fluximmo.post('analytics/market/price_per_area/statistics', body)).status).toBe(400);
  });

  it('keep their order for any prices', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 60 }), (prices) => {
        const { average, median, limits, confidence } = describePrices(prices);
        expect(limits.lowerBound).toBeLessThanOrEqual(limits.upperBound ?? 0);
        expect(confidence.lowerBound).toBeLessThanOrEqual(confidence.upperBound ?? 0);
        expect(limits.count).toBeLessThanOrEqual(prices.length);
        for (const middle of [average, median]) {
          expect(middle).toBeGreaterThanOrEqual(Math.min(...prices) - 0.01);
          expect(middle).toBeLessThanOrEqual(Math.max(...prices) + 0.01);
        }
      }),
    );
  });
});
