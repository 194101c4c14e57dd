import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { walkQuery } from '../support/walk.js';

describe('the walk', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph();
  });
  afterAll(() => immograph.stop());

  it('goes from an advert to its property, statistics, valuations and buyers without an error', async () => {
    const { data, errors, extensions } = await immograph.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });

    expect(errors).toBeUndefined();
    const { advert } = data;
    expect(advert).toMatchObject({
      flxId: walkAdvertFlxId,
      title: expect.any(String),
      price: { amount: expect.any(Number), currency: 'EUR' },
      location: { inseeCode: expect.stringMatching(/^\d{5}$/), coordinates: { latitude: expect.any(Number) } },
      zoneStatistics: { median: expect.any(Number), confidence: { count: expect.any(Number) } },
      pricePosition: { deviation: expect.any(Number), band: expect.any(String) },
      valuation: { value: { amount: expect.any(Number), currency: 'EUR' }, confidence: expect.any(String) },
      valuationComparison: {
        agreement: expect.stringMatching(/^(CONSISTENT|DIVERGENT|CONFLICTING)$/),
        spread: expect.any(Number),
        dimex: { value: { amount: expect.any(Number) } },
        priceHubble: { value: { amount: expect.any(Number) } },
        askingPrice: { amount: advert.price.amount },
      },
    });
    expect(advert.property.adverts.nodes.length).toBeGreaterThan(1);
    expect(advert.property.adverts.nodes.map((node: { flxId: string }) => node.flxId)).toContain(walkAdvertFlxId);
    expect(advert.valuation.inputs.length).toBeGreaterThan(3);
    expect(advert.matchingBuyerRequests.totalCount).toBeGreaterThanOrEqual(5);
    expect(advert.matchingBuyerRequests.edges).toHaveLength(5);
    expect(extensions['sandbox']).toEqual(['fluximmo', 'dimex', 'pricehubble', 'apimo']);
  });

  it('adds up the points of every criterion to the score', async () => {
    const { data } = await immograph.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });

    for (const { node } of data.advert.matchingBuyerRequests.edges) {
      const points = node.criteria.reduce((sum: number, criterion: { points: number }) => sum + criterion.points, 0);
      expect(points).toBe(node.score);
    }
  });

  it('answers the same to a router that asks by key', async () => {
    const selection = walkQuery.slice(
      walkQuery.indexOf('advert(flxId: $flxId)') + 'advert(flxId: $flxId)'.length,
      walkQuery.lastIndexOf('}'),
    );
    const walked = await immograph.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });
    const { data, errors } = await immograph.ask(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Advert ${selection} } }`,
      { variables: { representations: [{ __typename: 'Advert', flxId: walkAdvertFlxId }] } },
    );

    expect(errors).toBeUndefined();
    expect(data._entities[0]).toEqual(walked.data.advert);
  });

  it('says what the operation cost each upstream, and that it costs nothing the second time', async () => {
    const fresh = await startImmograph();
    const askCosts = async () =>
      (await fresh.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } })).extensions['upstreams'];
    const costs = [await askCosts(), await askCosts()];
    await fresh.stop();

    expect(costs).toEqual([
      {
        fluximmo: { calls: 3, cacheHits: 0 },
        dimex: { calls: 2, cacheHits: 0, billedEstimations: 1, priceEur: 0.2 },
        pricehubble: { calls: 2, cacheHits: 0, billedEstimations: 0, priceEur: 0 },
        apimo: { calls: 2, cacheHits: 0 },
      },
      {
        fluximmo: { calls: 0, cacheHits: 3 },
        dimex: { calls: 0, cacheHits: 1, billedEstimations: 0, priceEur: 0 },
        pricehubble: { calls: 0, cacheHits: 1, billedEstimations: 0, priceEur: 0 },
        apimo: { calls: 0, cacheHits: 2 },
      },
    ]);
  });

  it('answers null without an error for an advert that does not exist', async () => {
    const { status, data, errors } = await immograph.ask(walkQuery, { variables: { flxId: 'adv_nobody' } });

    expect(status).toBe(200);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ advert: null });
  });
});
