import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createMarket } from '../../src/sandbox/market.js';
import type { ApimoSession, Json } from './apimo-session.js';
import { openApimo } from './apimo-session.js';

const market = createMarket(7, '2026-11-21');
const noon = Date.parse('2026-11-21T12:00:00Z');

const aWrittenRequest = (overrides: object = {}): object => ({
  active: '1',
  contact: '5155262',
  user: '3896',
  category: '1',
  types: '1,2',
  country: 'FR',
  locations: 'Antibes, Nice, Paris 7ème',
  rooms_operator: '2',
  rooms: '4',
  bedrooms: '2',
  margin: '10',
  areas: '18',
  comment: 'Texte libre',
  ...overrides,
});

describe('writing to the Apimo of the sandbox', () => {
  let apimo: ApimoSession;

  beforeEach(async () => {
    apimo = await openApimo(market, { now: () => noon });
  });
  afterEach(() => apimo.close());

  it('creates a request that reads back in the other shape', async () => {
    const created = await apimo.post(
      '/agencies/771/requests',
      aWrittenRequest({
        price: { min: null, max: 400_000, currency: 'EUR' },
        area: { min: '80', max: null, unit: '1' },
      }),
    );
    const { requests } = (await apimo.get(`/agencies/771/requests?timestamp=${Math.floor(noon / 1000)}`)).body;

    expect(created).toMatchObject({
      status: 200,
      body: { id: expect.any(Number), created_at: '2026-11-21 13:00:00', updated_at: '2026-11-21 13:00:00' },
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      id: created.body.id,
      active: true,
      contact: '5155262',
      types: ['1', '2'],
      rooms: 4,
      bedrooms: 2,
      price: { min: null, max: '400000', currency: 'EUR' },
      area: { min: '80', max: null, unit: '1' },
      areas: [{ type: 18, number: 1, area_min: null }],
      comment: 'Texte libre',
    });
    expect(requests[0].locations.map(({ city }: Json) => city.name)).toEqual(['Antibes', 'Nice', 'Paris 7ème']);
  });

  it('replaces a request, keeps its creation, and resets what was left out', async () => {
    const before = (await apimo.get('/agencies/771/requests?limit=1')).body.requests[0];
    const path = `/agencies/771/requests/${before.id}`;
    const answer = await apimo.put(path, { contact: '1', user: '2', category: '2', country: 'FR', active: '0' });
    const after = (await apimo.get('/agencies/771/requests?limit=1')).body.requests[0];

    expect(answer.body).toEqual({ id: before.id, created_at: before.created_at, updated_at: '2026-11-21 13:00:00' });
    expect(after).toMatchObject({
      active: false,
      category: '2',
      types: [],
      locations: [],
      price: { min: null, max: null },
    });
  });

  it('reads a place in any of its spellings and drops one that it does not know', async () => {
    const locations = 'st laurent du var, PARIS 07, Marseille 8e Arrondissement, Atlantis';
    await apimo.post('/agencies/771/requests', aWrittenRequest({ locations }));
    const [request] = (await apimo.get(`/agencies/771/requests?timestamp=${Math.floor(noon / 1000)}`)).body.requests;

    expect(request.locations.map(({ city }: Json) => city.name)).toEqual([
      'Saint-Laurent-du-Var',
      'Paris 7ème',
      'Marseille 8ème',
    ]);
  });

  it.each(['contact', 'user', 'category', 'country'])('wants %s', async (field) => {
    const { status, body } = await apimo.post('/agencies/771/requests', aWrittenRequest({ [field]: '' }));

    expect(status).toBe(422);
    expect(body).toEqual({ message: expect.any(String), errors: { [field]: [expect.any(String)] } });
  });

  it.each([
    ['category', '99'],
    ['types', '1,99'],
    ['types', ['1', '2']],
    ['locations', ['Antibes']],
    ['rooms_operator', '4'],
    ['rooms', 'many'],
    ['country', 'France'],
    ['areas', [{ type: 18 }]],
    ['price', '400000'],
    ['price', { min: null, max: 'a lot' }],
    ['comment', { text: 'no' }],
  ])('refuses %s of %j', async (field, value) => {
    const { status, body } = await apimo.post('/agencies/771/requests', aWrittenRequest({ [field]: value }));

    expect(status).toBe(422);
    expect(Object.keys(body.errors)).toEqual([field]);
  });

  it.each([[undefined], [[]], ['"text"']])('refuses a body of %j', async (body) => {
    expect((await apimo.post('/agencies/771/requests', body)).status).toBe(422);
  });

  it('answers a PUT of an unknown request, and of another agency’s, with 404', async () => {
    const { id } = (await apimo.get('/agencies/772/requests?limit=1')).body.requests[0];

    expect((await apimo.put('/agencies/771/requests/1', aWrittenRequest())).status).toBe(404);
    expect((await apimo.put(`/agencies/771/requests/${id}`, aWrittenRequest())).status).toBe(404);
  });

  it('leaves the market of another server alone', async () => {
    const { total_items: before } = (await apimo.get('/agencies/771/requests?limit=1')).body;
    await apimo.post('/agencies/771/requests', aWrittenRequest());
    const other = await openApimo(market);
    const after = (await other.get('/agencies/771/requests?limit=1')).body;
    await other.close();

    expect(after.total_items).toBe(before);
  });
});
