import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultOrder } from '../../../src/domain/search.js';
import type { Zone } from '../../../src/domain/zone-statistics.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { aPropertyDocument, anAdvertDocument, createStage, someStatistics } from './fluximmo.js';
import type { Document, Played } from './fluximmo.js';
import { spoiledBody, spoiledList } from './mutations.js';

const stage = createStage();
let answer: (body: unknown) => unknown;
let played: Played;
beforeAll(async () => {
  played = await stage.play((call) => ({ body: answer(call.body) }), {}, 120_000);
});
afterAll(() => stage.clear());

/** Every value names the key that it belongs to, so that one under another's key shows. */
const ids = ['id-1', 'id-2', 'id-3', 'id-4'];
const zones: readonly Zone[] = [
  { inseeCode: '06004', propertyClass: 'FLAT', offerType: 'BUY' },
  { inseeCode: '06004', propertyClass: 'HOUSE', offerType: 'BUY' },
  { inseeCode: '2A004', propertyClass: 'FLAT', offerType: 'RENT' },
];

/** Outside failures are results too; anything else thrown is a defect. */
async function outcome<T>(work: Promise<T>): Promise<T | UpstreamError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

function expectOwn(found: unknown, isOwn: (value: Document) => boolean): void {
  if (found === null || found instanceof UpstreamError) return;
  expect(isOwn(found as Document)).toBe(true);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
}

const runs = (numRuns: number) => ({ numRuns, endOnFailure: false });

describe('whatever Fluximmo answers', () => {
  it('every property is its own, null or an error', async () => {
    // The identifier is repeated where only that property's record carries it.
    const documents = ids.map((flxId) => aPropertyDocument({ flxId, tags: [flxId] }));
    await fc.assert(
      fc.asyncProperty(spoiledBody(spoiledList(documents, ['flxId', 'tags'])), async (body) => {
        answer = () => body;
        const found = await outcome(played.client.findProperties(ids, played.call));
        if (found instanceof UpstreamError) return;
        expect(found).toHaveLength(ids.length);
        found.forEach((each, index) =>
          expectOwn(each, ({ flxId, tags }) => flxId === ids[index] && [tags].flat().includes(ids[index])),
        );
      }),
      runs(500),
    );
  });

  it('every advert is its own, null or an error', async () => {
    const documents = ids.map((flxId) => anAdvertDocument({ flxId, tags: [flxId] }));
    const spoiled = spoiledList(documents, ['tags']).map((entries) => entries[0]);
    await fc.assert(
      fc.asyncProperty(spoiledBody(spoiled), async (body) => {
        answer = () => body;
        const found = await outcome(played.client.findAdvert('id-1', played.call));
        expectOwn(found, ({ flxId, tags }) => flxId === 'id-1' && [tags].flat().includes('id-1'));
      }),
      runs(500),
    );
  });

  it('every item of a search is an advert or an error, none twice', async () => {
    const documents = ids.map((flxId) => anAdvertDocument({ flxId }));
    const data = fc.record({ items: spoiledList(documents, []), searchAfterHash: fc.constantFrom('h', '', null, 3) });
    await fc.assert(
      fc.asyncProperty(spoiledBody(data), async (body) => {
        answer = () => body;
        const page = await outcome(
          played.client.searchAdverts({ filter: {}, order: defaultOrder }, { size: 4, afterHash: null }, played.call),
        );
        if (page instanceof UpstreamError) return;
        const flxIds = page.items.flatMap((item) => (item instanceof UpstreamError ? [] : [item.flxId]));
        expect(new Set(flxIds).size).toBe(flxIds.length);
        expect([null, 'h']).toContain(page.nextHash);
      }),
      runs(400),
    );
  });

  it('every advert of a property names that property', async () => {
    const documents = ids.map((flxId, index) => anAdvertDocument({ flxId, propertyFlxId: `prop_${index % 2}` }));
    const data = fc.record({ items: spoiledList(documents, []), searchAfterHash: fc.constantFrom('h', null) });
    await fc.assert(
      fc.asyncProperty(spoiledBody(data), async (body) => {
        answer = () => body;
        const found = await outcome(played.client.findAdvertsOfProperties(['prop_0', 'prop_1'], played.call));
        if (found instanceof UpstreamError) return;
        for (const [propertyFlxId, adverts] of found) {
          adverts.forEach((each) => expectOwn(each, (advert) => advert['propertyFlxId'] === propertyFlxId));
        }
      }),
      runs(400),
    );
  });

  it('the statistics of every zone are its own, null or an error', async () => {
    // A vendor that spoils the batch answers well where it is asked about one zone.
    const medianOf = (zone: Document) => 1000 + keys.indexOf(keyOf(zone));
    const keyOf = (zone: Document) =>
      [zone['inseeCode'], zone['propertyClass'], zone['offerType']].join(' ').replace(/CLASS_|OFFER_/g, '');
    const keys = zones.map(keyOf);
    const documents = zones.map((zone) => someStatistics({ ...zone, median: medianOf(zone) }));
    await fc.assert(
      fc.asyncProperty(
        spoiledBody(spoiledList(documents, ['inseeCode', 'propertyClass', 'offerType', 'median'])),
        async (body) => {
          answer = (sent) => {
            const { studiedData } = sent as { studiedData: Document[] };
            if (studiedData.length > 1) return body;
            return { data: studiedData.map((zone) => someStatistics({ median: medianOf(zone) })) };
          };
          const found = await outcome(played.client.priceStatistics(zones, played.call));
          if (found instanceof UpstreamError) return;
          expect(found).toHaveLength(zones.length);
          found.forEach((each, index) =>
            expectOwn(each, (statistics) => statistics['median'] === 1000 + index && keyOf(statistics) === keys[index]),
          );
        },
      ),
      runs(600),
    );
  });

  it('without a zone in the answer, one of another length is never shifted', async () => {
    const all = zones.map((_, index) => someStatistics({ median: 1000 + index }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.subarray(all, { maxLength: 2 }),
          fc.subarray(all).map((some) => [...some, ...all]),
        ),
        async (data) => {
          answer = (sent) => {
            const { studiedData } = sent as { studiedData: Document[] };
            const [asked] = studiedData;
            const own = zones.findIndex(
              (zone) =>
                asked?.['propertyClass'] === `CLASS_${zone.propertyClass}` &&
                asked['offerType'] === `OFFER_${zone.offerType}`,
            );
            return { data: studiedData.length > 1 ? data : [all[own]] };
          };
          const found = await played.client.priceStatistics(zones, played.call);
          expect(found).toMatchObject(zones.map((zone, index) => ({ ...zone, median: 1000 + index })));
        },
      ),
      runs(100),
    );
  });

  it('that is no JSON of ours at all, every method ends in an upstream error or in nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (body) => {
        answer = () => body ?? null;
        const { client, call } = played;
        const search = { filter: {}, order: defaultOrder };
        const page = { size: 1, afterHash: null };
        await Promise.all(
          [
            client.findAdvert('a', call),
            client.findAdvertByUrl('https://a.example', call),
            client.findPropertyByUrl('https://a.example', call),
            client.findPropertyOfAdvert('a', call),
            client.searchProperties(search, page, call),
            client.countAdverts(search, call),
            client.countProperties(search, call),
            client.findSimilarProperties('a', 1, call),
          ].map((each: Promise<unknown>) => outcome(each)),
        );
      }),
      runs(100),
    );
  });
});
