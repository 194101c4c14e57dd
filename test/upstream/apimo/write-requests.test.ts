import { afterEach, describe, expect, it } from '@jest/globals';
import { changedDraft, newDraft } from '../../../src/domain/buyer-request-draft.js';
import type { BuyerRequestChanges } from '../../../src/domain/buyer-request-draft.js';
import { toBuyerRequest } from '../../../src/upstream/apimo/wire.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import type { FakeHandler, FakeRoutes } from '../../support/fake-upstream.js';
import { aRequestDocument, play, resolvePlace } from './apimo.js';
import type { Document, Played } from './apimo.js';

let played: Played | undefined;
const start = async (answers: FakeHandler | FakeRoutes): Promise<Played> => (played = await play(answers));
afterEach(async () => played?.close());

const create = 'POST /agencies/:agencyId/requests';
const update = 'PUT /agencies/:agencyId/requests/:requestId';
const written = { id: 1_004_656, created_at: '2020-06-02 08:40:13', updated_at: '2020-06-02 08:40:13' };

const changes: BuyerRequestChanges = {
  contactId: '5155262',
  userId: '3896',
  offerType: 'BUY',
  propertyClasses: ['FLAT', 'HOUSE'],
  countryCode: 'FR',
  locations: ['Antibes', 'Nice', 'Paris 7ème'],
  maxPrice: 400_000,
  minArea: 100,
  rooms: { operator: 'AT_LEAST', value: 4 },
  minBedrooms: 2,
  margin: 10,
  comment: 'Free text',
  freeCriteria: 'More free text',
};

function stored(overrides: Document = {}) {
  const request = toBuyerRequest(aRequestDocument(overrides), '771', resolvePlace);
  if (request instanceof UpstreamError) throw request;
  return request;
}

async function bodyOf(write: (played: Played) => Promise<unknown>): Promise<Document> {
  const played = await start({ [create]: { body: written }, [update]: { body: { ...written, id: 156_488 } } });
  await write(played);
  expect(played.calls).toHaveLength(1);
  // The fake parses JSON, and the client sends an object.
  return played.calls[0]?.body as Document;
}

describe('a new request', () => {
  it('is written as texts, lists and places separated by commas', async () => {
    const body = await bodyOf(({ client, call }) => client.createRequest('771', newDraft(changes), call));

    expect(body).toEqual({
      active: '1',
      auto: '1',
      contact: '5155262',
      user: '3896',
      category: '1',
      subcategory: '',
      types: '1,2',
      subtype: '',
      referral: '',
      ranking: '',
      last_action: '',
      country: 'FR',
      locations: 'Antibes, Nice, Paris 7ème',
      rooms_operator: '2',
      rooms: '4',
      bedrooms: '2',
      standing: '',
      condition: '',
      availability: '',
      margin: '10',
      price: { min: '', max: '400000', currency: 'EUR' },
      area: { min: '100', max: '', unit: '1' },
      areas: '',
      proximities: '',
      services: '',
      activities: '',
      tags: '',
      comment: 'Free text',
      free_criteria: 'More free text',
    });
  });

  it('is answered with its identifier and times in UTC', async () => {
    const { client, call, calls } = await start({ [create]: { body: written } });

    expect(await client.createRequest('771', newDraft(changes), call)).toEqual({
      requestId: '1004656',
      createdAt: '2020-06-02T06:40:13.000Z',
      updatedAt: '2020-06-02T06:40:13.000Z',
    });
    expect(calls[0]).toMatchObject({ method: 'POST', path: '/agencies/771/requests' });
  });

  it.each<readonly [BuyerRequestChanges, Document]>([
    [{ offerType: 'RENT' }, { category: '2' }],
    [{ offerType: 'HOLIDAYS' }, { category: '3' }],
    [{ offerType: 'LIFE_ANNUITY_SALE' }, { category: '5' }],
    [{ offerType: 'AUCTION' }, { category: '6' }],
    [{ propertyClasses: ['PROGRAM', 'FLAT'] }, { category: '4', types: '1' }],
    [{ propertyClasses: ['PROGRAM'] }, { category: '4', types: '' }],
    [
      { offerType: 'BUSINESS_TAKE_OVER', propertyClasses: ['SHOP'] },
      { category: '1', subtype: '34', types: '4' },
    ],
    [{ propertyClasses: ['LAND', 'PREMISES'] }, { types: '3,9' }],
    [{ isActive: false }, { active: '0' }],
    [
      { rooms: null, minBedrooms: null },
      { rooms_operator: '', rooms: '', bedrooms: '' },
    ],
  ])('with %j is written as %j, and reads back as it was asked', async (more, wire) => {
    const draft = newDraft({ ...changes, ...more });
    const body = await bodyOf(({ client, call }) => client.createRequest('771', draft, call));

    expect(body).toMatchObject(wire);
    const { offerType, propertyClasses } = stored({ ...body, types: String(body['types']).split(',').filter(Boolean) });
    expect(offerType).toBe(draft.offerType);
    expect([...propertyClasses].sort()).toEqual([...draft.propertyClasses].sort());
  });

  it.each<readonly [string, BuyerRequestChanges]>([
    ['LEASE_BACK', { offerType: 'LEASE_BACK' }],
    ['ROOM', { propertyClasses: ['ROOM'] }],
    ['OTHER', { propertyClasses: ['OTHER'] }],
    ['PROGRAM', { offerType: 'RENT', propertyClasses: ['PROGRAM'] }],
    ['contactId', { contactId: null }],
    ['userId', { userId: '' }],
    ['countryCode', { countryCode: null }],
  ])('is refused without a call where Apimo could not take its %s', async (word, more) => {
    const { client, call, calls } = await start({});

    await expect(client.createRequest('771', newDraft({ ...changes, ...more }), call)).rejects.toMatchObject({
      name: 'Refusal',
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(word),
    });
    expect(calls).toHaveLength(0);
  });
});

describe('a changed request', () => {
  const held = {
    active: '1',
    subcategory: '1',
    types: ['10', 2, '44'],
    ranking: 5,
    last_action: '2020-05-27',
    auto: false,
    standing: 2,
    condition: '6',
    view: { type: 3, landscape: null },
    floor: { operator: '2', type: 3, value: null },
    areas: [{ type: 18, number: 1, area_min: null }, { type: 5 }],
    services: [6, 11],
    tags: ['1', 2],
    tags_customized: [{ comment: 'VIP' }],
    sector: null,
  };

  it('is written whole, with all that it held and nobody changed', async () => {
    const draft = changedDraft(stored(held), { maxPrice: 420_000 });
    const body = await bodyOf(({ client, call }) => client.updateRequest('771', '156488', draft, call));

    expect(body).toMatchObject({
      id: '156488',
      active: '1',
      auto: '0',
      types: '10,2,44',
      subcategory: '1',
      ranking: '5',
      last_action: '2020-05-27',
      standing: '2',
      condition: '6',
      areas: '18,5',
      services: '6,11',
      tags: '1,2',
      margin: '10',
      price: { min: '', max: '420000', currency: 'EUR' },
      area: { min: '100', max: '', unit: '1' },
      view: { type: 3, landscape: null },
      floor: { operator: '2', type: 3, value: null },
      tags_customized: [{ comment: 'VIP' }],
      locations: 'Antibes',
    });
    expect(body).not.toHaveProperty('sector');
  });

  it.each<readonly [string, string, BuyerRequestChanges, Document]>([
    ['m²', '1', {}, { min: '100', max: '250', unit: '1' }],
    ['ft²', '2', {}, { min: '100', max: '250', unit: '2' }],
    ['ha', '7', {}, { min: '100', max: '250', unit: '7' }],
    ['ares', '8', {}, { min: '100', max: '250', unit: '8' }],
    ['a unit that nobody knows', '99', {}, { min: '100', max: '250', unit: '99' }],
    ['m²', '1', { minArea: 50 }, { min: '50', max: '250', unit: '1' }],
    ['ha', '7', { minArea: 5_000 }, { min: '0.5', max: '250', unit: '7' }],
    ['ares', '8', { maxArea: null }, { min: '100', max: '', unit: '8' }],
    ['ft²', '2', { minArea: 9.290304 }, { min: '100', max: '250', unit: '2' }],
    ['a unit that nobody knows', '99', { minArea: 50, maxArea: null }, { min: '50', max: '', unit: '1' }],
  ])('keeps the bounds of an area in %s (%s) that are not changed, with %j', async (_what, unit, more, area) => {
    const draft = changedDraft(stored({ ...held, areas: [], area: { min: '100', max: '250', unit } }), more);
    const body = await bodyOf(({ client, call }) => client.updateRequest('771', '156488', draft, call));

    expect(body['area']).toEqual(area);
  });

  it.each<readonly [string, BuyerRequestChanges, Document]>([
    ['maxArea', { minArea: 50 }, { area: { min: '1', max: '2', unit: '99' } }],
    ['minArea', { maxArea: null }, { area: { min: '1', max: '2', unit: '99' } }],
    ['maxPrice', { minPrice: 50 }, { price: { min: null, max: '2', currency: 'francs' } }],
  ])('is not sent without %s, where that stands in a unit that nobody knows', async (field, more, document) => {
    const { client, call, calls } = await start({});
    const write = client.updateRequest('771', '156488', changedDraft(stored(document), more), call);

    await expect(write).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: field } });
    expect(calls).toHaveLength(0);
  });

  it.each<readonly [string, Document]>([
    ['outdoorAreas', { areas: [{ type: 18, number: 1, area_min: '12' }] }],
    ['outdoorAreas', { areas: [{ type: 5, number: '2', area_min: null }] }],
    [
      'locations',
      { locations: [{ region: null, city: { id: '1', name: 'Antibes' }, district: { id: 3, name: 'Cap' } }] },
    ],
  ])('is not sent where its %s would lose something', async (field, document) => {
    const { client, call, calls } = await start({});
    const write = client.updateRequest('771', '156488', changedDraft(stored(document), { margin: 5 }), call);

    await expect(write).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', details: { fields: [field] } });
    expect(calls).toHaveLength(0);
  });

  it('is sent with other places where its quarter is given up for them', async () => {
    const places = [{ region: null, city: { id: '1', name: 'Antibes' }, district: { id: 3, name: 'Cap' } }];
    const draft = changedDraft(stored({ locations: places }), { locations: ['Nice'] });
    const body = await bodyOf(({ client, call }) => client.updateRequest('771', '156488', draft, call));

    expect(body['locations']).toBe('Nice');
  });

  it('does not send a floor or a view that it does not ask for', async () => {
    const body = await bodyOf(({ client, call }) =>
      client.updateRequest('771', '156488', changedDraft(stored(), {}), call),
    );

    expect(body).not.toHaveProperty('floor');
    expect(body).not.toHaveProperty('view');
  });

  it('is sent to its own path and answered with its times', async () => {
    const { client, call, calls } = await start({ [update]: { body: { ...written, id: '156488' } } });

    const answer = await client.updateRequest('771', '156488', changedDraft(stored(), {}), call);

    expect(answer).toMatchObject({ requestId: '156488', updatedAt: '2020-06-02T06:40:13.000Z' });
    expect(calls[0]).toMatchObject({ method: 'PUT', path: '/agencies/771/requests/156488' });
  });

  it('that is answered for another is an invalid response', async () => {
    const { client, call } = await start({ [update]: { body: written } });

    await expect(client.updateRequest('771', '156488', changedDraft(stored(), {}), call)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
    });
  });
});

describe('a write that Apimo turns down', () => {
  const draft = newDraft(changes);

  it('names the fields that Apimo blames, in our words, and none of its sentences', async () => {
    const errors = {
      bedrooms: ['secret'],
      'price.max': ['secret'],
      rooms_operator: ['secret'],
      unheard_of: ['secret'],
    };
    const { client, call, calls } = await start({
      [create]: { status: 422, body: { message: 'secret of the vendor', errors } },
    });

    const refused = await client.createRequest('771', draft, call).catch((error: unknown) => error);

    expect(refused).toMatchObject({
      code: 'UPSTREAM_REFUSED',
      upstream: 'apimo',
      retryable: false,
      details: { fields: ['minBedrooms', 'price', 'rooms'] },
      message: 'Apimo turned the request down because of minBedrooms, price, rooms.',
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['no body', undefined],
    ['a list of errors', { errors: ['secret'] }],
    ['a text', 'secret'],
    ['errors of fields that nobody knows', { errors: { toString: ['secret'] } }],
  ])('with %s is refused with its status', async (_name, body) => {
    const { client, call } = await start({ [create]: { status: 400, body } });

    await expect(client.createRequest('771', draft, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'Apimo turned the request down with status 400.',
    });
  });

  it('is refused where there is no such agency or request', async () => {
    const { client, call } = await start(() => ({ status: 404, body: { message: 'secret' } }));

    await expect(client.createRequest('9', draft, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'Apimo knows no such agency.',
    });
    await expect(client.updateRequest('771', '9', draft, call)).rejects.toMatchObject({
      code: 'UPSTREAM_REFUSED',
      message: 'Apimo knows no such request.',
    });
  });

  it('is not sent where its path could be another', async () => {
    const { client, call, calls } = await start({});

    await expect(client.createRequest('..', draft, call)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
    await expect(client.updateRequest('771', '1/2', draft, call)).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED' });
    expect(calls).toHaveLength(0);
  });

  it.each<readonly [string, Document | string | undefined]>([
    ['without an identifier', { created_at: '2020-06-02 08:40:13' }],
    ['as a list', 'x'],
    ['empty', undefined],
  ])('or answers %s is never sent again', async (_name, body) => {
    const { client, call, calls } = await start({ [create]: { body } });

    await expect(client.createRequest('771', draft, call)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(calls).toHaveLength(1);
  });

  it('or that fails on the way is never sent again', async () => {
    const { client, call, calls } = await start({ [create]: () => 'destroy' });

    await expect(client.createRequest('771', draft, call)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(calls).toHaveLength(1);
  });
});

describe('a write whose client has gone', () => {
  it('is still finished', async () => {
    const gone = new AbortController();
    const { client, call } = await start(({ method }) => {
      gone.abort();
      return { body: method === 'POST' ? written : {} };
    });

    expect(await client.createRequest('771', newDraft(changes), { ...call, signal: gone.signal })).toMatchObject({
      requestId: '1004656',
    });
  });
});
