import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { aPropertyDocument, badRequest, createStage } from './fluximmo.js';
import type { Played } from './fluximmo.js';

const stage = createStage();
let played: Played | undefined;
afterEach(() => stage.clear());

const property = (flxId: string, title = flxId) => aPropertyDocument({ flxId, title });
const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE' };

async function find(flxIds: readonly string[], answer: FakeAnswer | ((call: FakeCall) => FakeAnswer)) {
  played = await stage.play({ 'POST /properties/_many': answer }, { maxSideBySide: 2 });
  return { found: await played.client.findProperties(flxIds, played.call), calls: played.calls };
}

const idsOf = (call: FakeCall) => (call.body as { flxIds: string[] }).flxIds;

describe('many properties', () => {
  it('come in one call, aligned with what was asked, in whatever order they are answered', async () => {
    const data = [property('c'), property('a'), property('b')];

    const { found, calls } = await find(['a', 'b', 'c'], { body: { data } });

    expect(found).toMatchObject([{ title: 'a' }, { title: 'b' }, { title: 'c' }]);
    expect(calls.map((call) => call.body)).toEqual([{ flxIds: ['a', 'b', 'c'] }]);
  });

  it('are asked for once each', async () => {
    const { found, calls } = await find(['a', 'b', 'a'], { body: { data: [property('b'), property('a')] } });

    expect(found).toMatchObject([{ flxId: 'a' }, { flxId: 'b' }, { flxId: 'a' }]);
    expect(calls.map(idsOf)).toEqual([['a', 'b']]);
  });

  it('of which none is asked for make no call', async () => {
    const { found, calls } = await find([], 'destroy');

    expect([found, calls]).toEqual([[], []]);
  });

  it('that are left out, or answered as null, are null', async () => {
    const { found } = await find(['a', 'b', 'c'], { body: { data: [null, property('c')] } });

    expect(found).toMatchObject([null, null, { flxId: 'c' }]);
  });

  it('that nobody asked for are left out', async () => {
    const { found } = await find(['a'], { body: { data: [property('x'), property('a'), property('y')] } });

    expect(found).toMatchObject([{ flxId: 'a' }]);
  });

  it('may come twice if they say the same', async () => {
    const { found } = await find(['a', 'b'], { body: { data: [property('a'), property('b'), property('a')] } });

    expect(found).toMatchObject([{ flxId: 'a' }, { flxId: 'b' }]);
  });

  it('that come twice and differ fail alone, however often they come', async () => {
    const data = [
      property('a', 'one'),
      property('b'),
      property('a', 'two'),
      property('a', 'one'),
      property('a', 'one'),
    ];

    const { found } = await find(['a', 'b'], { body: { data } });

    expect(found).toMatchObject([invalid, { flxId: 'b' }]);
  });

  it.each(['junk', 7, [], {}, { flxId: null, title: 'b' }])(
    'of which one cannot be read (%j) fail where it is missing alone',
    async (unreadable) => {
      const { found } = await find(['a', 'b', 'c'], { body: { data: [property('a'), unreadable, property('c')] } });

      expect(found).toMatchObject([{ flxId: 'a' }, invalid, { flxId: 'c' }]);
    },
  );

  it.each([{ data: { a: 1 } }, { data: null }, { data: 'none' }, {}, []])(
    'answered with %j are an invalid response',
    async (body) => {
      await expect(find(['a', 'b'], { body })).rejects.toMatchObject(invalid);
    },
  );

  it('are asked for one by one where the vendor turns the batch down, so that one fails alone', async () => {
    const { found, calls } = await find(['a', 'bad', 'c', 'none'], (call) => {
      const flxIds = idsOf(call);
      if (flxIds.includes('bad')) return badRequest;
      return { body: { data: flxIds.filter((flxId) => flxId !== 'none').map((flxId) => property(flxId)) } };
    });

    expect(found).toMatchObject([{ flxId: 'a' }, { code: 'UPSTREAM_REFUSED' }, { flxId: 'c' }, null]);
    expect(calls.map(idsOf).slice(1)).toEqual([['a'], ['bad'], ['c'], ['none']]);
  });

  it('of which only one is asked for and turned down are refused, after one call', async () => {
    await expect(find(['bad'], badRequest)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
    expect(played?.calls).toHaveLength(1);
  });

  it.each([
    [{ status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    [{ status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    ['destroy', 'UPSTREAM_UNAVAILABLE'],
  ] as const)('answered with %j are %s, and not asked for again', async (answer, code) => {
    await expect(find(['a', 'b'], answer)).rejects.toMatchObject({ code });
    expect(played?.calls).toHaveLength(1);
  });

  it('that are more than fit into one answer come in several, of which one fails alone', async () => {
    const flxIds = Array.from({ length: 1100 }, (_, index) => `id-${index}`);
    const { found, calls } = await find(flxIds, (call) =>
      idsOf(call).includes('id-600')
        ? { status: 503 }
        : {
            body: {
              data: idsOf(call)
                .map((flxId) => ({ flxId }))
                .reverse(),
            },
          },
    );

    expect(calls.map((call) => idsOf(call).length).sort()).toEqual([100, 500, 500]);
    expect(found).toMatchObject(
      flxIds.map((flxId, index) => (index >= 500 && index < 1000 ? { code: 'UPSTREAM_UNAVAILABLE' } : { flxId })),
    );
  });
});
