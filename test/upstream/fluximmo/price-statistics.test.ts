import { afterEach, describe, expect, it } from '@jest/globals';
import type { Zone } from '../../../src/domain/zone-statistics.js';
import type { FluximmoOptions } from '../../../src/upstream/fluximmo/client.js';
import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { badRequest, createStage, someStatistics } from './fluximmo.js';
import type { Document, Played } from './fluximmo.js';

const stage = createStage();
let played: Played | undefined;
afterEach(() => stage.clear());

const zone = (inseeCode: string, overrides: Partial<Zone> = {}): Zone => ({
  inseeCode,
  propertyClass: 'FLAT',
  offerType: 'BUY',
  ...overrides,
});
const antibes = zone('06004');
const nice = zone('06088');
const cannes = zone('06029');
const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE' };

async function ask(
  zones: readonly Zone[],
  answer: FakeAnswer | ((call: FakeCall) => FakeAnswer),
  options: Partial<FluximmoOptions> = {},
) {
  played = await stage.play({ 'POST /analytics/market/price_per_area/statistics': answer }, options);
  return played.client.priceStatistics(zones, played.call);
}

const studied = (call: FakeCall) => (call.body as { studiedData: Document[] }).studiedData;
const codesOf = (call: FakeCall) => studied(call).map(({ inseeCode }) => inseeCode);
const median = (value: unknown) => someStatistics({ median: value });
/** Statistics whose median is the zone's own INSEE code. */
const ownMedians = (call: FakeCall) => studied(call).map(({ inseeCode }) => median(Number(inseeCode)));

describe('price statistics', () => {
  it('of many zones come in one call, each at its place', async () => {
    const found = await ask([antibes, nice], (call) => ({ body: { data: ownMedians(call) } }));

    expect(found).toEqual([
      {
        ...antibes,
        average: 10250.5,
        median: 6004,
        limits: { lowerBound: 6000, upperBound: 15000, count: 50 },
        confidence: { lowerBound: 9000, upperBound: 11500, count: 40 },
      },
      expect.objectContaining({ ...nice, median: 6088 }),
    ]);
    expect(played?.calls.map(({ body }) => body)).toEqual([
      {
        studiedData: [
          { inseeCode: '06004', propertyClass: 'CLASS_FLAT', offerType: 'OFFER_BUY' },
          { inseeCode: '06088', propertyClass: 'CLASS_FLAT', offerType: 'OFFER_BUY' },
        ],
      },
    ]);
  });

  it('of a zone asked twice are asked for once', async () => {
    const found = await ask([antibes, nice, { ...antibes }], (call) => ({ body: { data: ownMedians(call) } }));

    expect(found).toMatchObject([{ median: 6004 }, { median: 6088 }, { median: 6004 }]);
    expect(played?.calls.map(codesOf)).toEqual([['06004', '06088']]);
  });

  it('of no zone make no call', async () => {
    expect(await ask([], 'destroy')).toEqual([]);
    expect(played?.calls).toHaveLength(0);
  });

  it.each([
    ['null', null],
    [
      'nothing counted',
      {
        average: null,
        limits: { lowerBound: null, upperBound: null, count: 0 },
        confidence: { lowerBound: null, upperBound: null, count: 0 },
      },
    ],
  ])('that are %s are no data for that zone alone', async (_what, entry) => {
    expect(await ask([antibes, nice], { body: { data: [entry, median(1)] } })).toMatchObject([
      null,
      { ...nice, median: 1 },
    ]);
  });

  it('read numbers that come as text', async () => {
    expect(await ask([antibes], { body: { data: [someStatistics({ average: '10', median: '9.5' })] } })).toMatchObject([
      { average: 10, median: 9.5 },
    ]);
  });

  const band = (overrides: Document) => ({ lowerBound: 1, upperBound: 2, count: 3, ...overrides });

  it.each([
    ['no object', 'junk'],
    ['no numbers', {}],
    ['a missing median', someStatistics({ median: undefined })],
    ['a median that is no number', someStatistics({ median: 'high' })],
    ['a price below zero', someStatistics({ average: -1 })],
    ['no limits', someStatistics({ limits: null })],
    ['limits that are a list', someStatistics({ limits: [1, 2, 3] })],
    ['bounds upside down', someStatistics({ limits: band({ lowerBound: 3 }) })],
    ['a missing bound', someStatistics({ confidence: band({ upperBound: null }) })],
    ['a count below zero', someStatistics({ confidence: band({ count: -1 }) })],
    ['a fraction for a count', someStatistics({ confidence: band({ count: 1.5 }) })],
    ['a count beyond reason', someStatistics({ confidence: band({ count: 1e12 }) })],
    ['another commune', someStatistics({ inseeCode: '06088' })],
    ['another class', someStatistics({ propertyClass: 'CLASS_HOUSE' })],
    ['another offer', someStatistics({ offerType: 'OFFER_RENT' })],
    ['something for a commune', someStatistics({ inseeCode: {} })],
  ])('with %s fail for that zone alone', async (_what, entry) => {
    expect(await ask([antibes, nice], { body: { data: [entry, median(1)] } })).toMatchObject([invalid, { ...nice }]);
  });

  it('may say their zone', async () => {
    const entry = someStatistics({ inseeCode: 6004, propertyClass: 'CLASS_FLAT', offerType: 'BUY' });

    expect(await ask([antibes], { body: { data: [entry] } })).toMatchObject([antibes]);
  });

  it.each([
    ['too few', (data: Document[]) => data.slice(1)],
    ['too many', (data: Document[]) => [...data, median(1)]],
    ['none', () => []],
  ])('that are %s are never shifted: each zone is asked about on its own', async (_what, spoil) => {
    const found = await ask([antibes, nice, cannes], (call) => {
      const data = ownMedians(call);
      return { body: { data: data.length === 1 ? data : spoil(data) } };
    });

    expect(found).toMatchObject([{ median: 6004 }, { median: 6088 }, { median: 6029 }]);
    expect(played?.calls.map(codesOf)).toEqual([['06004', '06088', '06029'], ['06004'], ['06088'], ['06029']]);
  });

  it('are asked for a bounded number at a time', async () => {
    let underWay = 0;
    let most = 0;
    played = await stage.play(
      async (call) => {
        if (codesOf(call).length > 1) return { body: { data: [] } };
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay--;
        return { body: { data: ownMedians(call) } };
      },
      { maxSideBySide: 3 },
    );
    const zones = Array.from({ length: 20 }, (_, index) => zone(String(10001 + index)));

    const found = await played.client.priceStatistics(zones, played.call);

    expect(found).toMatchObject(zones.map(({ inseeCode }) => ({ inseeCode, median: Number(inseeCode) })));
    expect(played.calls).toHaveLength(21);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('asked for one by one end each in its own way', async () => {
    const answers: Readonly<Record<string, FakeAnswer>> = {
      '06004': { body: { data: [] } },
      '06088': { body: { data: [median(1), median(2)] } },
      '06029': { status: 503 },
      '06069': badRequest,
      '06079': { body: { data: [median(6079)] } },
    };
    const zones = Object.keys(answers)
      .sort()
      .map((code) => zone(code));

    const found = await ask(zones, (call) => {
      const [code] = codesOf(call);
      return studied(call).length > 1 ? { body: { data: [] } } : (answers[String(code)] ?? 'destroy');
    });

    expect(found).toMatchObject([
      null,
      { code: 'UPSTREAM_UNAVAILABLE' },
      { code: 'UPSTREAM_REFUSED' },
      { median: 6079 },
      invalid,
    ]);
  });

  it('of one zone that come in another number are not asked for again', async () => {
    expect(await ask([antibes], { body: { data: [] } })).toEqual([null]);
    expect(await ask([antibes], { body: { data: [median(1), median(2)] } })).toMatchObject([invalid]);
    expect(played?.calls).toHaveLength(1);
  });

  it('are asked for one by one where the vendor turns the batch down, so that one zone fails alone', async () => {
    const found = await ask([antibes, nice], (call) =>
      codesOf(call).includes('06088') ? badRequest : { body: { data: ownMedians(call) } },
    );

    expect(found).toMatchObject([{ median: 6004 }, { code: 'UPSTREAM_REFUSED' }]);
  });

  it.each([
    [{ status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    ['destroy', 'UPSTREAM_UNAVAILABLE'],
    [{ status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    [{ body: { data: {} } }, 'UPSTREAM_INVALID_RESPONSE'],
    [{ body: [] }, 'UPSTREAM_INVALID_RESPONSE'],
  ] as const)('answered with %j are %s, and not asked for again', async (answer, code) => {
    await expect(ask([antibes, nice], answer)).rejects.toMatchObject({ code });
    expect(played?.calls).toHaveLength(1);
  });

  it('that a vendor keeps by city are asked for by city, once, and keep the arrondissement', async () => {
    const zones = ['75101', '75120', '69389', '13216', '75056', '06004'].map((code) => zone(code));

    const found = await ask(zones, (call) => ({ body: { data: ownMedians(call) } }), { statisticsZones: 'city' });

    expect(played?.calls.map(codesOf)).toEqual([['75056', '69123', '13055', '06004']]);
    expect(found).toMatchObject([
      { inseeCode: '75101', median: 75056 },
      { inseeCode: '75120', median: 75056 },
      { inseeCode: '69389', median: 69123 },
      { inseeCode: '13216', median: 13055 },
      { inseeCode: '75056', median: 75056 },
      { inseeCode: '06004', median: 6004 },
    ]);
  });

  it('are asked for by arrondissement unless told', async () => {
    await ask([zone('75101')], (call) => ({ body: { data: ownMedians(call) } }));

    expect(played?.calls.map(codesOf)).toEqual([['75101']]);
  });
});
