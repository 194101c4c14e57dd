import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeHandler, FakeRoutes } from '../../support/fake-upstream.js';
import { aRequestDocument, play } from './apimo.js';
import type { Document, Played } from './apimo.js';

let played: Played | undefined;
const start = async (answers: FakeHandler | FakeRoutes): Promise<Played> => (played = await play(answers));
afterEach(async () => played?.close());

const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'apimo' };
const route = 'GET /agencies/:agencyId/requests';

/** Serves so many requests by limit and offset, as Apimo does. */
function listOf(count: number, more: Document = {}): FakeHandler {
  return ({ query }) => {
    const [limit, offset] = [Number(query['limit']), Number(query['offset'])];
    const ids = Array.from({ length: count }, (_, index) => index + 1).slice(offset, offset + limit);
    return { body: { ...more, requests: ids.map((id) => ({ id })) } };
  };
}

async function idsOf({ client, call }: Played): Promise<readonly string[] | undefined> {
  const list = await client.listRequests('771', {}, call);
  return list?.requests.map((each) => ('requestId' in each ? each.requestId : each.code));
}

describe('the requests of an agency', () => {
  it('are asked for in one call with the provider’s credentials', async () => {
    const { client, call, calls } = await start({
      [route]: { body: { requests: [aRequestDocument()], timestamp: '1397115438' } },
    });

    const list = await client.listRequests('771', {}, call);

    expect(list?.timestamp).toBe(1_397_115_438);
    expect(list?.requests).toHaveLength(1);
    expect(list?.requests[0]).toMatchObject({
      agencyId: '771',
      requestId: '156488',
      updatedAt: '2014-04-10T07:37:18.000Z',
    });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ path: '/agencies/771/requests', query: { limit: '10000', offset: '0' } });
    expect(calls[0]?.query).not.toHaveProperty('timestamp');
    expect(calls[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('provider:token-of-the-test').toString('base64')}`,
    );
  });

  it('are asked for since an instant', async () => {
    const { client, call, calls } = await start({ [route]: { body: { requests: [] } } });

    expect(await client.listRequests('771', { since: 1_397_115_438 }, call)).toEqual({ requests: [], timestamp: null });
    expect(calls[0]?.query).toMatchObject({ timestamp: '1397115438' });
  });

  it('belong to the agency that was asked for, whatever they say', async () => {
    const { client, call } = await start({
      [route]: { body: { requests: [aRequestDocument({ agencyId: '9', agency: 9 })] } },
    });

    expect((await client.listRequests('771', {}, call))?.requests[0]).toMatchObject({ agencyId: '771' });
  });

  it('are null for an agency that Apimo does not know', async () => {
    const { client, call } = await start({ [route]: { status: 404, body: { message: 'Agency not found' } } });

    expect(await client.listRequests('9', {}, call)).toBeNull();
  });

  it.each(['', '.', '..', '7/1', '\ud800'])(
    'are null without a call for what can be no agency (%j)',
    async (agencyId) => {
      const { client, call, calls } = await start({});

      expect(await client.listRequests(agencyId, {}, call)).toBeNull();
      expect(calls).toHaveLength(0);
    },
  );

  it('that cannot be told apart are errors in their places', async () => {
    const { client, call } = await start({
      [route]: { body: { requests: [{ id: 1 }, {}, null, 'x', { id: '' }, { id: 2 }] } },
    });

    const list = await client.listRequests('771', {}, call);

    expect(list?.requests).toHaveLength(6);
    for (const place of [1, 2, 3, 4]) expect(list?.requests[place]).toMatchObject(invalid);
    expect([list?.requests[0], list?.requests[5]]).toMatchObject([{ requestId: '1' }, { requestId: '2' }]);
  });

  it('that come twice are read as they were last updated', async () => {
    const requests = [
      { id: 1, price: { max: 1 }, updated_at: '2024-01-02 00:00:00' },
      { id: 2 },
      { id: '1', price: { max: 2 }, updated_at: '2024-01-01 00:00:00' },
      { id: 2, price: { max: 3 } },
    ];
    const { client, call } = await start({ [route]: { body: { requests } } });

    const list = await client.listRequests('771', {}, call);

    expect(list?.requests).toMatchObject([
      { requestId: '1', price: { max: 1 } },
      { requestId: '2', price: { max: 3 } },
    ]);
  });

  it('are refused where they are no list', async () => {
    for (const body of [{}, { requests: null }, { requests: {} }, [], 'x', null, { items: [] }]) {
      const { client, call, close } = await start({ [route]: { body } });
      await expect(client.listRequests('771', {}, call)).rejects.toMatchObject(invalid);
      await close();
    }
  });

  it.each<readonly [number, string]>([
    [400, 'UPSTREAM_INVALID_RESPONSE'],
    [401, 'UPSTREAM_AUTH'],
    [403, 'UPSTREAM_AUTH'],
    [422, 'UPSTREAM_INVALID_RESPONSE'],
    [429, 'UPSTREAM_RATE_LIMITED'],
    [500, 'UPSTREAM_UNAVAILABLE'],
  ])('fail with status %d as %s, without Apimo’s words', async (status, code) => {
    const { client, call, calls } = await start({ [route]: { status, body: { message: 'secret of the vendor' } } });

    const failure = await client.listRequests('771', {}, call).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code, upstream: 'apimo' });
    expect(String(failure)).not.toContain('secret');
    expect(calls).toHaveLength(1);
  });
});

describe('pages of requests', () => {
  it('are read until one is not full', async () => {
    const played = await start(listOf(20_001));

    expect(await idsOf(played)).toHaveLength(20_001);
    expect(played.calls.map(({ query }) => query['offset'])).toEqual(['0', '10000', '20000']);
  });

  it('are read until one is empty where the last one was full', async () => {
    const played = await start(listOf(10_000));

    expect(await idsOf(played)).toHaveLength(10_000);
    expect(played.calls).toHaveLength(2);
  });

  it('end with the count that Apimo gives', async () => {
    const played = await start(listOf(10_000, { total_items: '10000' }));

    expect(await idsOf(played)).toHaveLength(10_000);
    expect(played.calls).toHaveLength(1);
  });

  it('go on where they are smaller than asked and the count says that there is more', async () => {
    const pages: Readonly<Record<string, readonly number[]>> = { 0: [1, 2], 2: [3, 4], 4: [5] };
    const played = await start(({ query }) => ({
      body: { total_items: 5, requests: (pages[query['offset'] ?? ''] ?? []).map((id) => ({ id })) },
    }));

    expect(await idsOf(played)).toEqual(['1', '2', '3', '4', '5']);
    expect(played.calls).toHaveLength(3);
  });

  it('end where Apimo counts more than it has', async () => {
    const played = await start(listOf(3, { total_items: 8 }));

    expect(await idsOf(played)).toEqual(['1', '2', '3']);
    expect(played.calls).toHaveLength(2);
  });

  it('are given up where the same one comes again', async () => {
    const played = await start({ [route]: { body: { total_items: 99, requests: [{ id: 1 }, { id: 2 }] } } });

    await expect(idsOf(played)).rejects.toMatchObject(invalid);
    expect(played.calls).toHaveLength(2);
  });

  it('give the latest of their timestamps', async () => {
    const { client, call } = await start(({ query }) => ({
      body: {
        total_items: 3,
        timestamp: { 0: 200, 1: null, 2: '100' }[query['offset'] ?? ''],
        requests: [{ id: Number(query['offset']) + 1 }],
      },
    }));

    expect((await client.listRequests('771', {}, call))?.timestamp).toBe(200);
  });

  it('hold one request once, where it moved to a later page meanwhile', async () => {
    const pages: Readonly<Record<string, readonly number[]>> = { 0: [1, 2], 2: [2, 3] };
    const played = await start(({ query }) => ({
      body: { total_items: 4, requests: (pages[query['offset'] ?? ''] ?? []).map((id) => ({ id })) },
    }));

    expect(await idsOf(played)).toEqual(['1', '2', '3']);
  });
});
