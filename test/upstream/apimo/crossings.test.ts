import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeRoutes } from '../../support/fake-upstream.js';
import { play } from './apimo.js';
import type { Played } from './apimo.js';

let played: Played | undefined;
const start = async (routes: FakeRoutes): Promise<Played> => (played = await play(routes));
afterEach(async () => played?.close());

const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'apimo' };
const route = 'GET /agencies/:agencyId/requests/:requestId/crossings';
const crossing = {
  property_id: 1_234_567,
  step_id: 1,
  total: '100',
  created_at: '2010-10-08 15:12:02',
  updated_at: '2014-04-10 09:37:18',
};

describe('crossings of a request', () => {
  it('are read in our words', async () => {
    const { client, call, calls } = await start({
      [route]: { body: { total_items: 1, timestamp: 1_397_115_438, crossings: [crossing] } },
    });

    expect(await client.listCrossings('771', '156488', {}, call)).toEqual([
      {
        agencyPropertyId: '1234567',
        step: 'TO_SUGGEST',
        score: 100,
        createdAt: '2010-10-08T13:12:02.000Z',
        updatedAt: '2014-04-10T07:37:18.000Z',
      },
    ]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      path: '/agencies/771/requests/156488/crossings',
      query: { limit: '10000', offset: '0' },
    });
    expect(calls[0]?.query).not.toHaveProperty('step');
  });

  it.each([
    ['TO_SUGGEST', '1'],
    ['SUGGESTED', '2'],
    ['NOT_SUGGESTED', '3'],
  ] as const)('are asked for at step %s by its number', async (step, id) => {
    const { client, call, calls } = await start({
      [route]: { body: { crossings: [{ ...crossing, step_id: id, total: 62.4 }] } },
    });

    expect(await client.listCrossings('771', '1', { step }, call)).toMatchObject([{ step, score: 62 }]);
    expect(calls[0]?.query['step']).toBe(id);
  });

  it('that cannot be read are errors in their places', async () => {
    const { client, call } = await start({
      [route]: {
        body: {
          crossings: [
            { ...crossing, property_id: null },
            { ...crossing, step_id: 4 },
            { ...crossing, total: '101' },
            { ...crossing, total: '' },
            null,
            { property_id: '8', step_id: '2', total: 0 },
          ],
        },
      },
    });

    const crossings = await client.listCrossings('771', '1', {}, call);

    expect(crossings.slice(0, 5)).toMatchObject([invalid, invalid, invalid, invalid, invalid]);
    expect(crossings[5]).toEqual({
      agencyPropertyId: '8',
      step: 'SUGGESTED',
      score: 0,
      createdAt: null,
      updatedAt: null,
    });
  });

  it('are none for a request that does not exist', async () => {
    const { client, call } = await start({ [route]: { status: 404, body: { message: 'Request not found' } } });

    expect(await client.listCrossings('771', '1', {}, call)).toEqual([]);
  });

  it('are none without a call for what can be no request', async () => {
    const { client, call, calls } = await start({});

    expect(await client.listCrossings('771', '../../1', {}, call)).toEqual([]);
    expect(calls).toHaveLength(0);
  });

  it('are refused where they are no list', async () => {
    const { client, call } = await start({ [route]: { body: { crossings: 'none' } } });

    await expect(client.listCrossings('771', '1', {}, call)).rejects.toMatchObject(invalid);
  });
});
