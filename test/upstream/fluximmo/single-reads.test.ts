import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeRoutes } from '../../support/fake-upstream.js';
import { aPropertyDocument, anAdvertDocument, badRequest, notFound, createStage } from './fluximmo.js';

const stage = createStage();
const start = (routes: FakeRoutes) => stage.play(routes);
afterEach(() => stage.clear());

const invalid = { name: 'UpstreamError', code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'fluximmo' };
const pageUrl = 'https://portail-a.example/annonces/1';

describe('an advert by its identifier', () => {
  it('is asked for with the key, by an encoded path', async () => {
    const { client, call, calls } = await start({
      'GET /adverts/:flxId': { body: { data: anAdvertDocument({ flxId: 'a/b c' }) } },
    });

    const advert = await client.findAdvert('a/b c', call);

    expect(advert?.flxId).toBe('a/b c');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ path: '/v2/protected/adverts/a%2Fb%20c', body: undefined });
    expect(calls[0]?.headers['x-api-key']).toBe('key-of-the-test');
  });

  it('that does not exist is null', async () => {
    const { client, call } = await start({ 'GET /adverts/:flxId': notFound });

    expect(await client.findAdvert('adv_1', call)).toBeNull();
  });

  it.each(['', ' ', '.', '..', 'url', '\ud800'])('that cannot be one (%j) is null without a call', async (flxId) => {
    const { client, call, calls } = await start({});

    expect(await client.findAdvert(flxId, call)).toBeNull();
    expect(await client.findPropertyOfAdvert(flxId, call)).toBeNull();
    expect(calls).toHaveLength(0);
  });

  it.each([
    ['another advert', { data: anAdvertDocument({ flxId: 'adv_2' }) }],
    ['an advert that does not say which', { data: anAdvertDocument({ flxId: null }) }],
    ['a list', { data: [anAdvertDocument()] }],
    ['no data', { advert: anAdvertDocument() }],
    ['no object', 'adv_1'],
    ['null', null],
  ])('answered with %s is an invalid response', async (_what, body) => {
    const { client, call } = await start({ 'GET /adverts/:flxId': { body } });

    await expect(client.findAdvert('adv_1', call)).rejects.toMatchObject(invalid);
  });

  it('that is turned down is refused, in no word of the vendor', async () => {
    const { client, call } = await start({ 'GET /adverts/:flxId': badRequest });

    await expect(client.findAdvert('adv_1', call)).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'Fluximmo turned the request down.',
      retryable: false,
    });
  });

  it.each([
    [{ status: 401 }, 'UPSTREAM_AUTH'],
    [{ status: 429, headers: { 'retry-after': '3' } }, 'UPSTREAM_RATE_LIMITED'],
    [{ status: 503 }, 'UPSTREAM_UNAVAILABLE'],
    ['destroy', 'UPSTREAM_UNAVAILABLE'],
    [{ rawBody: '{"data":' }, 'UPSTREAM_INVALID_RESPONSE'],
    [{ rawBody: '' }, 'UPSTREAM_INVALID_RESPONSE'],
  ] as const)('answered with %j is %s', async (answer, code) => {
    const { client, call } = await start({ 'GET /adverts/:flxId': answer });

    await expect(client.findAdvert('adv_1', call)).rejects.toMatchObject({ name: 'UpstreamError', code });
  });
});

describe('an advert by the address of its page', () => {
  it('is asked for with the address in the query', async () => {
    const url = `${pageUrl}?ref=a&b=é`;
    const { client, call, calls } = await start({
      'GET /adverts/url': { body: { data: anAdvertDocument({ source: { url } }) } },
    });

    expect((await client.findAdvertByUrl(url, call))?.flxId).toBe('adv_1');
    expect(calls[0]?.query).toEqual({ url });
  });

  it.each(['http://portail-a.example/annonces/1', 'https://PORTAIL-A.example/annonces/1/', `${pageUrl}#photos`, null])(
    'is the one whose page is %j',
    async (url) => {
      const { client, call } = await start({
        'GET /adverts/url': { body: { data: anAdvertDocument({ source: { url } }) } },
      });

      expect((await client.findAdvertByUrl(pageUrl, call))?.flxId).toBe('adv_1');
    },
  );

  it.each([
    'https://portail-a.example/annonces/2',
    'https://portail-b.example/annonces/1',
    'https://portail-a.example/Annonces/1',
    `${pageUrl}?page=2`,
  ])('is not the one whose page is %j', async (url) => {
    const { client, call } = await start({
      'GET /adverts/url': { body: { data: anAdvertDocument({ source: { url } }) } },
    });

    await expect(client.findAdvertByUrl(pageUrl, call)).rejects.toMatchObject(invalid);
  });

  it('that nobody has read is null', async () => {
    const { client, call } = await start({ 'GET /adverts/url': notFound });

    expect(await client.findAdvertByUrl(pageUrl, call)).toBeNull();
  });
});

describe('a property by one of its adverts', () => {
  it('is found by the address of any of its pages', async () => {
    const { client, call, calls } = await start({ 'GET /properties/url': { body: { data: aPropertyDocument() } } });

    expect((await client.findPropertyByUrl('https://portail-b.example/9', call))?.flxId).toBe('prop_1');
    expect(calls[0]?.query).toEqual({ url: 'https://portail-b.example/9' });
  });

  it('is found by an advert that it lists', async () => {
    const { client, call, calls } = await start({
      'GET /properties/advert/:flxId': { body: { data: aPropertyDocument() } },
    });

    expect((await client.findPropertyOfAdvert('adv_1', call))?.flxId).toBe('prop_1');
    expect(calls[0]?.path).toBe('/v2/protected/properties/advert/adv_1');
  });

  it('is an invalid response where it lists other adverts only', async () => {
    const { client, call } = await start({ 'GET /properties/advert/:flxId': { body: { data: aPropertyDocument() } } });

    await expect(client.findPropertyOfAdvert('adv_2', call)).rejects.toMatchObject(invalid);
  });

  it('is null where there is none', async () => {
    const { client, call } = await start({
      'GET /properties/:by': notFound,
      'GET /properties/advert/:flxId': notFound,
    });

    expect(await client.findPropertyByUrl(pageUrl, call)).toBeNull();
    expect(await client.findPropertyOfAdvert('adv_1', call)).toBeNull();
  });

  it('is an invalid response where it does not say which it is', async () => {
    const { client, call } = await start({ 'GET /properties/url': { body: { data: { title: 'T3' } } } });

    await expect(client.findPropertyByUrl(pageUrl, call)).rejects.toMatchObject(invalid);
  });
});

describe('similar properties', () => {
  it('are others, one each, at most as many as asked', async () => {
    const similars = ['prop_1', 'prop_2', 'prop_2', 'prop_3', 'prop_4'].map((flxId) => aPropertyDocument({ flxId }));
    const { client, call, calls } = await start({
      'POST /properties/similars': { body: { data: [null, 'junk', ...similars] } },
    });

    const found = await client.findSimilarProperties('prop_1', 2, call);

    expect(found?.map(({ flxId }) => flxId)).toEqual(['prop_2', 'prop_3']);
    expect(calls[0]?.body).toEqual({ flxId: 'prop_1', similarityStrategy: 'SEARCH', size: 2 });
  });

  it('of a property that does not exist are null', async () => {
    const { client, call } = await start({ 'POST /properties/similars': notFound });

    expect(await client.findSimilarProperties('prop_1', 2, call)).toBeNull();
  });

  it('in anything but a list are an invalid response', async () => {
    const { client, call } = await start({ 'POST /properties/similars': { body: { data: { items: [] } } } });

    await expect(client.findSimilarProperties('prop_1', 2, call)).rejects.toMatchObject(invalid);
  });

  it.each([0, 101, 1.5])('cannot be %d', async (size) => {
    const { client, call, calls } = await start({});

    await expect(client.findSimilarProperties('prop_1', size, call)).rejects.toThrow(RangeError);
    expect(calls).toHaveLength(0);
  });
});
