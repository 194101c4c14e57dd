import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const selection = `__typename
  ... on Advert { flxId title zoneStatistics { median } }
  ... on Property { flxId latestPrice { amount } pricePosition { deviation } }
  ... on ZoneStatistics { inseeCode propertyClass offerType median }
  ... on Agency { id buyerRequests(first: 1) { totalCount } }
  ... on BuyerRequest { agencyId requestId offerType }`;

const apiKey = 'key-of-an-agency';

let folder: string;
let vendors: RecordedSandbox;
let immograph: RunningImmograph;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-clients-'));
  const file = join(folder, 'clients.json');
  const client = {
    id: 'agency-771',
    apiKeySha256: createHash('sha256').update(apiKey).digest('hex'),
    scopes: ['adverts:read', 'requests:read'],
    agencyIds: ['771'],
  };
  writeFileSync(file, JSON.stringify({ clients: [client] }));
  vendors = await startRecordedSandbox();
  immograph = await startImmograph({ ...vendors.env, ...forgettingReads, CLIENTS_FILE: file });
});
beforeEach(() => vendors.forget());
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answered> {
  return immograph.ask(query, { variables, headers: { authorization: `Bearer ${apiKey}` } });
}

function askFor(representations: readonly unknown[], fields = selection): Promise<Answered> {
  return ask(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`, {
    representations,
  });
}

async function entities(representations: readonly unknown[], fields = selection): Promise<Json[]> {
  const { data, errors } = await askFor(representations, fields);
  expect(errors).toBeUndefined();
  return data._entities;
}

async function query(text: string, variables?: Record<string, unknown>): Promise<Json> {
  const { data, errors } = await ask(text, variables);
  expect(errors).toBeUndefined();
  return data;
}

const zone = { inseeCode: '75111', propertyClass: 'FLAT', offerType: 'BUY' };

describe('a router that asks by key', () => {
  it('is answered for every kind of record, mixed, in the order asked', async () => {
    const { advert, agency } = await query(
      `{ advert(flxId: "${walkAdvertFlxId}") { property { flxId } } agency(id: "771") { buyerRequests(first: 1) { nodes { requestId } } } }`,
    );
    const { requestId } = agency.buyerRequests.nodes[0];
    const found = await entities([
      { __typename: 'ZoneStatistics', ...zone },
      { __typename: 'BuyerRequest', agencyId: '771', requestId },
      { __typename: 'Advert', flxId: walkAdvertFlxId },
      { __typename: 'Agency', id: '771' },
      { __typename: 'Property', flxId: advert.property.flxId },
      { __typename: 'Advert', flxId: walkAdvertFlxId },
    ]);

    expect(found).toEqual([
      { __typename: 'ZoneStatistics', ...zone, median: expect.any(Number) },
      { __typename: 'BuyerRequest', agencyId: '771', requestId, offerType: expect.any(String) },
      { __typename: 'Advert', flxId: walkAdvertFlxId, title: expect.any(String), zoneStatistics: expect.anything() },
      { __typename: 'Agency', id: '771', buyerRequests: { totalCount: expect.any(Number) } },
      {
        __typename: 'Property',
        flxId: advert.property.flxId,
        latestPrice: { amount: expect.any(Number) },
        pricePosition: { deviation: expect.any(Number) },
      },
      found[2],
    ]);
  });

  it('is answered as whoever asks by name', async () => {
    const { adverts } = await query(
      '{ adverts(first: 20) { nodes { flxId title property { flxId latestPrice { amount } } zoneStatistics { inseeCode median } } } }',
    );
    const found = await entities(
      adverts.nodes.map(({ flxId }: Json) => ({ __typename: 'Advert', flxId })),
      '... on Advert { flxId title property { flxId latestPrice { amount } } zoneStatistics { inseeCode median } }',
    );

    expect(found).toEqual(adverts.nodes);
  });

  it('costs one read of each of 100 adverts, and one call for all their statistics and properties', async () => {
    const { adverts } = await query('{ adverts(first: 100) { nodes { flxId } } }');
    vendors.forget();
    const found = await entities(
      adverts.nodes.map(({ flxId }: Json) => ({ __typename: 'Advert', flxId })),
      '... on Advert { flxId zoneStatistics { median } property { title } }',
    );

    expect(found.map(({ flxId }) => flxId)).toEqual(adverts.nodes.map(({ flxId }: Json) => flxId));
    expect(vendors.calls('fluximmo', 'GET /v2/protected/adverts/')).toHaveLength(100);
    expect(vendors.calls('fluximmo', 'statistics')).toHaveLength(1);
    expect(vendors.calls('fluximmo', '_many')).toHaveLength(1);
  });

  it('costs one call for 100 properties and one for 100 zones', async () => {
    const { properties } = await query(
      '{ properties(first: 100) { nodes { flxId propertyClass offer { type } location { inseeCode } } } }',
    );
    vendors.forget();
    const zones = properties.nodes.map(({ propertyClass, offer, location }: Json) => {
      return { inseeCode: location.inseeCode, propertyClass, offerType: offer.type };
    });
    const found = await entities([
      ...properties.nodes.map(({ flxId }: Json) => ({ __typename: 'Property', flxId })),
      ...zones.map((each: Json) => ({ __typename: 'ZoneStatistics', ...each })),
    ]);

    expect(found.slice(0, 100).map((each) => each.flxId)).toEqual(properties.nodes.map(({ flxId }: Json) => flxId));
    found.slice(100).forEach((statistics, place) => {
      if (statistics !== null) expect(statistics).toMatchObject(zones[place]);
    });
    expect(found.slice(100).filter((statistics) => statistics !== null).length).toBeGreaterThan(50);
    expect(vendors.calls('fluximmo', '_many')).toHaveLength(1);
    expect(vendors.calls('fluximmo', 'statistics').length).toBeLessThanOrEqual(2);
  });

  it('costs one list for 100 requests of an agency', async () => {
    const { agency } = await query(
      '{ agency(id: "771") { buyerRequests(first: 100) { nodes { requestId offerType } } } }',
    );
    vendors.forget();
    const { nodes } = agency.buyerRequests;
    const found = await entities(
      nodes.map(({ requestId }: Json) => ({ __typename: 'BuyerRequest', agencyId: '771', requestId })),
      '... on BuyerRequest { requestId offerType }',
    );

    expect(nodes.length).toBeGreaterThan(50);
    expect(found).toEqual(nodes);
    expect(vendors.calls('apimo').length).toBeLessThanOrEqual(1);
  });

  it('gets null for what does not exist', async () => {
    expect(
      await entities([
        { __typename: 'Advert', flxId: 'adv_nobody' },
        { __typename: 'Advert', flxId: '' },
        { __typename: 'Advert', flxId: '..' },
        { __typename: 'Property', flxId: 'prop_nobody' },
        { __typename: 'ZoneStatistics', ...zone, inseeCode: '75001' },
        { __typename: 'Agency', id: 'nobody' },
        { __typename: 'BuyerRequest', agencyId: '771', requestId: 'nobody' },
      ]),
    ).toEqual([null, null, null, null, null, null, null]);
  });

  it("gets null for another client's agency and its requests, without a call", async () => {
    expect(
      await entities([
        { __typename: 'Agency', id: '772' },
        { __typename: 'BuyerRequest', agencyId: '772', requestId: '1' },
      ]),
    ).toEqual([null, null]);
    expect(vendors.calls('apimo')).toHaveLength(0);
  });

  it.each([
    ['no type', { flxId: 'x' }],
    ['a type that is not in the graph', { __typename: 'Ship', id: '1' }],
    ['a type that has no key', { __typename: 'Money', amount: 1 }],
    ['a type of another kind', { __typename: 'AdvertFilter' }],
    ['a scalar', { __typename: 'String' }],
    ['a type that is no text', { __typename: 7 }],
    ['a property of every object', { __typename: 'constructor' }],
    ['a text', 'Advert'],
    ['a list', [{ __typename: 'Advert', flxId: 'x' }]],
    ['an advert without its key', { __typename: 'Advert' }],
    ['an advert whose key is null', { __typename: 'Advert', flxId: null }],
    ['an advert whose key is an object', { __typename: 'Advert', flxId: { x: 1 } }],
    ['a property without its key', { __typename: 'Property', id: 'x' }],
    ['a property whose key is a list', { __typename: 'Property', flxId: ['x'] }],
    ['an agency without its key', { __typename: 'Agency' }],
    ['an agency whose key is a list', { __typename: 'Agency', id: ['771'] }],
    ['a request without its agency', { __typename: 'BuyerRequest', requestId: '1' }],
    ['a request whose keys are objects', { __typename: 'BuyerRequest', agencyId: {}, requestId: [] }],
    ['a zone without its code', { __typename: 'ZoneStatistics', propertyClass: 'FLAT', offerType: 'BUY' }],
    ['a zone whose code is a number', { __typename: 'ZoneStatistics', ...zone, inseeCode: 75111 }],
    ['a zone of a class that is none', { __typename: 'ZoneStatistics', ...zone, propertyClass: 'CASTLE' }],
    ['a zone of an offer that is none', { __typename: 'ZoneStatistics', ...zone, offerType: '__proto__' }],
  ])('is told that %s is no representation, and nobody is called', async (_what, representation) => {
    const { status, data, errors } = await askFor([representation]);

    expect(status).toBe(200);
    expect(data).toEqual({ _entities: [null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['_entities', 0], 'BAD_USER_INPUT'],
    ]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
    expect(vendors.calls('apimo')).toHaveLength(0);
  });

  it('gets the good ones beside a bad one', async () => {
    const { data, errors } = await askFor([
      { __typename: 'Advert', flxId: walkAdvertFlxId },
      { __typename: 'Advert' },
      { __typename: 'ZoneStatistics', ...zone },
    ]);

    expect(data._entities).toMatchObject([{ flxId: walkAdvertFlxId }, null, zone]);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 1],
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      }),
    ]);
  });

  it('reads the schema that it composes', async () => {
    const { _service } = await query('{ _service { sdl } }');

    expect(_service.sdl).toContain('@key(fields: "flxId")');
  });
});
