import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { anAdvertDocument, badRequest, createStage } from './fluximmo.js';
import type { Document, Played } from './fluximmo.js';

const stage = createStage();
let played: Played | undefined;
afterEach(() => stage.clear());

async function find(propertyFlxIds: readonly string[], answer: (call: FakeCall, index: number) => FakeAnswer) {
  let asked = 0;
  played = await stage.play((call) => answer(call, asked++));
  const found = await played.client.findAdvertsOfProperties(propertyFlxIds, played.call);
  return Object.fromEntries([...found].map(([flxId, adverts]) => [flxId, adverts.map((advert) => advert.flxId)]));
}

const advert = (flxId: string, propertyFlxId: unknown): Document => anAdvertDocument({ flxId, propertyFlxId });
const page = (items: readonly unknown[], searchAfterHash?: string): FakeAnswer => ({
  body: { data: { items, searchAfterHash } },
});
const fullPage = (from: number): Document[] =>
  Array.from({ length: 100 }, (_, index) => advert(`adv_${from + index}`, 'p'));

describe('the adverts of many properties', () => {
  it('come from one search, each under its own property', async () => {
    const found = await find(['p', 'q', 'none', 'p'], () =>
      page([advert('1', 'q'), advert('2', 'p'), advert('3', 'q')]),
    );

    expect(found).toEqual({ p: ['2'], q: ['1', '3'] });
    expect(played?.calls).toHaveLength(1);
    expect(played?.calls[0]).toMatchObject({
      path: '/v2/protected/adverts/search',
      body: { size: 100, search: { filterAd: { propertyFlxId: ['p', 'q', 'none'] } } },
    });
  });

  it('are not searched for where no property is asked about: that would be all there are', async () => {
    expect(await find([], () => 'destroy')).toEqual({});
    expect(played?.calls).toHaveLength(0);
  });

  it('are read on, page after page, by the hash of the one before', async () => {
    const pages = [page(fullPage(0), 'h1'), page(fullPage(100), 'h2'), page([advert('last', 'p')], 'h3')];

    const found = await find(['p'], (_call, index) => pages[index] ?? 'destroy');

    expect(found['p']).toHaveLength(201);
    expect(played?.calls.map(({ body }) => (body as Document)['searchAfterHash'])).toEqual([undefined, 'h1', 'h2']);
  });

  it('are counted once where pages overlap', async () => {
    const pages = [page(fullPage(0), 'h1'), page(fullPage(0).slice(50))];

    expect((await find(['p'], (_call, index) => pages[index] ?? 'destroy'))['p']).toHaveLength(100);
  });

  it('that name another property, or none, are left out', async () => {
    const items = [
      advert('1', 'x'),
      advert('2', null),
      advert('3', undefined),
      advert('4', { p: 1 }),
      advert('5', 'p'),
    ];

    expect(await find(['p'], () => page([...items, null, 'junk']))).toEqual({ p: ['5'] });
  });

  it('of properties named like parts of every object are kept apart', async () => {
    const found = await find(['__proto__', 'constructor'], () => page([advert('1', 'constructor'), advert('2', '')]));

    expect(found).toEqual({ constructor: ['1'] });
  });

  it('whose pages lead back to each other are an invalid response', async () => {
    const hashes = ['h1', 'h2'];
    const looping = find(['p'], (_call, index) => page(fullPage(0), hashes[index % 2]));

    await expect(looping).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(played?.calls).toHaveLength(3);
  });

  it('whose pages never end are an invalid response', async () => {
    const endless = find(['p'], (_call, index) => page(fullPage(index * 100), `h${index}`));

    await expect(endless).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(played?.calls).toHaveLength(100);
  });

  it('are none at all where a later page fails', async () => {
    const failing = find(['p'], (_call, index) => (index === 0 ? page(fullPage(0), 'h1') : badRequest));

    await expect(failing).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
  });
});
