import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scopes } from '../../src/access/caller.js';
import type { Scope } from '../../src/access/caller.js';
import { readApimoRequests } from '../support/apimo-raw.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';

const REQUEST = `agencyId requestId isActive offerType propertyClasses locations { name inseeCodes resolution }
  price { min max currency } area { min max } rooms { operator value } minBedrooms margin userId contactId comment
  freeCriteria createdAt updatedAt`;

/** All that a client can say of a request. */
const whole = {
  agencyId: '771',
  contactId: '5155262',
  userId: '7710',
  offerType: 'BUY',
  propertyClasses: ['FLAT', 'HOUSE'],
  countryCode: 'FR',
  locations: ['Antibes', 'Nice', 'Paris 7ème'],
  minPrice: 200_000,
  maxPrice: 450_000.5,
  minArea: 42.5,
  maxArea: 90,
  rooms: { operator: 'AT_LEAST', value: 3 },
  minBedrooms: 2,
  margin: 10,
  isActive: true,
  comment: 'Visits on Saturdays, “after ten”',
  freeCriteria: 'Quiet',
};

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let clients: ClientsFile;
/** What becomes of an answer of Apimo's. */
let onAnswer: ((answer: Answer, call: RecordedCall) => Answer | Promise<Answer>) | null = null;
let mutationId = 0;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    sandbox: unlimited,
    answer: (vendor, answer, call) => (vendor === 'apimo' ? (onAnswer?.(answer, call) ?? answer) : answer),
  });
  const without = (...missing: readonly Scope[]) => scopes.filter((scope) => !missing.includes(scope));
  clients = writeClientsFile([
    { id: 'agent', scopes, agencyIds: ['771', '772'] },
    { id: 'other', scopes, agencyIds: ['772'] },
    { id: 'reader', scopes: without('requests:write'), agencyIds: ['771'] },
    { id: 'discreet', scopes: without('requests:personal'), agencyIds: ['771'] },
  ]);
  immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path });
});
beforeEach(() => {
  onAnswer = null;
  vendors.forget();
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
  clients.remove();
});

function mutate(kind: 'create' | 'update', input: Readonly<Record<string, unknown>>, client = 'agent') {
  const name = kind === 'create' ? 'CreateBuyerRequestInput' : 'UpdateBuyerRequestInput';
  return immograph.ask(
    `mutation ($input: ${name}!) { m: ${kind}BuyerRequest(input: $input) { buyerRequest { ${REQUEST} } } }`,
    { variables: { input: { clientMutationId: freshId(), ...input } }, headers: clients.as(client) },
  );
}

function freshId(): string {
  mutationId += 1;
  return `mutation-${mutationId}`;
}

async function created(input: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const { data, errors } = await mutate('create', { ...whole, ...input });
  expect(errors).toBeUndefined();
  vendors.forget();
  return data.m.buyerRequest;
}

async function read(requestId: string, agencyId = '771', client = 'agent'): Promise<Json> {
  const { data } = await immograph.ask(
    `{ buyerRequest(agencyId: "${agencyId}", requestId: "${requestId}") { ${REQUEST} } }`,
    { headers: clients.as(client) },
  );
  return data.buyerRequest;
}

const posts = () => vendors.calls('apimo', 'POST ');
const puts = () => vendors.calls('apimo', 'PUT ');
const rawOf = async (requestId: string, agencyId = '771') =>
  (await readApimoRequests(vendors.sandbox, agencyId)).find(({ id }) => String(id) === requestId);

describe('creating a request', () => {
  it('writes it in the shape that Apimo takes, and answers with it as it then reads', async () => {
    const { data, errors } = await mutate('create', whole);

    expect(errors).toBeUndefined();
    expect(posts().map(({ endpoint }) => endpoint)).toEqual(['POST /agencies/771/requests']);
    expect(posts()[0]?.body).toMatchObject({
      active: '1',
      contact: '5155262',
      user: '7710',
      category: '1',
      types: '1,2',
      country: 'FR',
      locations: 'Antibes, Nice, Paris 7ème',
      rooms_operator: '2',
      rooms: '3',
      bedrooms: '2',
      margin: '10',
      price: { min: '200000', max: '450000.5', currency: 'EUR' },
      area: { min: '42.5', max: '90', unit: '1' },
      comment: whole.comment,
      free_criteria: 'Quiet',
    });
    const { requestId, createdAt, updatedAt, ...facts } = data.m.buyerRequest;
    expect(facts).toEqual({
      agencyId: '771',
      isActive: true,
      offerType: 'BUY',
      propertyClasses: ['FLAT', 'HOUSE'],
      locations: [
        { name: 'Antibes', inseeCodes: ['06004'], resolution: 'EXACT' },
        { name: 'Nice', inseeCodes: ['06088'], resolution: 'EXACT' },
        { name: 'Paris 7ème', inseeCodes: ['75107'], resolution: 'EXACT' },
      ],
      price: { min: 200_000, max: 450_000.5, currency: 'EUR' },
      area: { min: 42.5, max: 90 },
      rooms: { operator: 'AT_LEAST', value: 3 },
      minBedrooms: 2,
      margin: 10,
      userId: '7710',
      contactId: '5155262',
      comment: whole.comment,
      freeCriteria: 'Quiet',
    });
    expect(createdAt).toBe(updatedAt);
    expect(await read(requestId)).toEqual(data.m.buyerRequest);
  });

  it('reads back what changed since, not the whole list', async () => {
    await immograph.ask('{ agency(id: "771") { buyerRequests { totalCount } } }', { headers: clients.as('agent') });
    vendors.forget();
    await mutate('create', whole);

    const lists = vendors.calls('apimo', 'GET ');
    expect(lists).toHaveLength(1);
    expect(lists[0]?.path).toMatch(/[?&]timestamp=\d+/);
  });

  it('takes the least that Apimo takes, and is active then', async () => {
    const { contactId, userId, offerType, countryCode, agencyId } = whole;
    const { data, errors } = await mutate('create', { agencyId, contactId, userId, offerType, countryCode });

    expect(errors).toBeUndefined();
    expect(data.m.buyerRequest).toMatchObject({ isActive: true, propertyClasses: [], locations: [], price: null });
  });

  it.each<readonly [string, object, string]>([
    ['no contact', { contactId: ' ' }, 'contactId'],
    ['no user', { userId: '' }, 'userId'],
    ['no offer', { offerType: 'UNKNOWN' }, 'offerType'],
    ['no country', { countryCode: '' }, 'countryCode'],
    ['a country that is none', { countryCode: 'France' }, 'countryCode'],
    ['prices the wrong way round', { minPrice: 500_000 }, 'minPrice'],
    ['a negative area', { minArea: -1 }, 'minArea'],
    ['a class that Apimo has no number for', { propertyClasses: ['ROOM'] }, 'ROOM'],
    ['no mutation id', { clientMutationId: '' }, 'clientMutationId'],
  ])('refuses %s before anything is sent', async (_what, change, named) => {
    const { data, errors } = await mutate('create', { ...whole, ...change });

    expect(data.m).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(named);
    expect(vendors.calls('apimo')).toHaveLength(0);
  });

  it('may be tried again under the same id once it is put right', async () => {
    const clientMutationId = freshId();
    await mutate('create', { ...whole, clientMutationId, userId: '' });
    const { data, errors } = await mutate('create', { ...whole, clientMutationId });

    expect(errors).toBeUndefined();
    expect(data.m.buyerRequest.userId).toBe('7710');
  });

  it('answers with the fields that Apimo blames where it turns it down, and lets it be tried again', async () => {
    const clientMutationId = freshId();
    const { data, errors } = await mutate('create', { ...whole, clientMutationId, contactId: 'nobody' });

    expect(data.m).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['m'],
        message: 'Apimo turned the request down because of contactId.',
        extensions: { code: 'UPSTREAM_REFUSED', upstream: 'apimo', retryable: false, fields: ['contactId'] },
      }),
    ]);
    expect((await mutate('create', { ...whole, clientMutationId })).errors).toBeUndefined();
  });

  it('names what Apimo wrote but did not keep, and never writes it again', async () => {
    const input = { ...whole, locations: ['Antibes', 'Vallée des Loups'], clientMutationId: freshId() };
    onAnswer = (answer, { endpoint }) =>
      endpoint.startsWith('GET') ? withRequests(answer, (request) => ({ ...request, margin: null })) : answer;
    const first = await mutate('create', input);
    const again = await mutate('create', input);

    for (const { data, errors } of [first, again]) {
      expect(data.m).toBeNull();
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/^Apimo wrote the request \d+, but did not keep locations, margin\.$/),
          extensions: {
            code: 'UPSTREAM_REFUSED',
            upstream: 'apimo',
            retryable: false,
            requestId: expect.stringMatching(/^\d+$/),
            fields: ['locations', 'margin'],
          },
        }),
      ]);
    }
    expect(posts()).toHaveLength(1);
  });

  it('says that it was written where it cannot be read back, and reads it back when it is repeated', async () => {
    const input = { ...whole, clientMutationId: freshId() };
    onAnswer = (answer, { endpoint }) => (endpoint.startsWith('GET') ? { status: 500, body: '{}' } : answer);
    const first = await mutate('create', input);
    onAnswer = null;
    const again = await mutate('create', input);

    expect(first.data.m).toBeNull();
    expect(first.errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^Apimo wrote the request \d+, but it could not be read back\./),
        extensions: {
          code: 'UPSTREAM_UNAVAILABLE',
          upstream: 'apimo',
          retryable: true,
          requestId: expect.stringMatching(/^\d+$/),
        },
      }),
    ]);
    expect(again.errors).toBeUndefined();
    expect(again.data.m.buyerRequest.requestId).toBe(first.errors?.[0]?.extensions['requestId']);
    expect(posts()).toHaveLength(1);
  });
});

describe('a mutation that is sent again', () => {
  it('answers with the first result and writes once, one after the other or at the same time', async () => {
    const input = { ...whole, clientMutationId: freshId() };
    const together = await Promise.all(Array.from({ length: 5 }, () => mutate('create', input)));
    const later = await mutate('create', input);

    expect(posts()).toHaveLength(1);
    for (const { data, errors } of [...together, later]) {
      expect(errors).toBeUndefined();
      expect(data.m).toEqual(together[0]?.data.m);
    }
  });

  it('is refused with another input, and with the other kind of mutation', async () => {
    const clientMutationId = freshId();
    const { data } = await mutate('create', { ...whole, clientMutationId });
    const { requestId } = data.m.buyerRequest;
    const others = [
      await mutate('create', { ...whole, clientMutationId, maxPrice: 450_001 }),
      await mutate('update', { agencyId: '771', requestId, clientMutationId }),
    ];

    for (const other of others) {
      expect(other.data.m).toBeNull();
      expect(other.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'MUTATION_ID_REUSED' }]);
    }
    expect(posts()).toHaveLength(1);
    expect(puts()).toHaveLength(0);
  });

  it('is another one where another client sends it', async () => {
    const input = { ...whole, agencyId: '772', userId: '7720', clientMutationId: freshId() };
    const [one, other] = [await mutate('create', input), await mutate('create', input, 'other')];

    expect(posts()).toHaveLength(2);
    expect(one.data.m.buyerRequest.requestId).not.toBe(other.data.m.buyerRequest.requestId);
  });

  it.each<readonly [string, (answer: Answer) => Answer | Promise<Answer>, string]>([
    ['was cut off', () => Promise.reject(new Error('cut')), 'UPSTREAM_UNAVAILABLE'],
    ['was a failure', () => ({ status: 502, body: '<html>' }), 'UPSTREAM_UNAVAILABLE'],
    ['made no sense', (answer) => ({ ...answer, body: '{"id":null}' }), 'UPSTREAM_INVALID_RESPONSE'],
  ])('is never done again where the answer to it %s', async (_what, lose, code) => {
    const before = (await readApimoRequests(vendors.sandbox, '771')).length;
    const input = { ...whole, clientMutationId: freshId() };
    onAnswer = (answer, { endpoint }) => (endpoint.startsWith('POST') ? lose(answer) : answer);
    const first = await mutate('create', input);
    onAnswer = null;
    const again = await mutate('create', input);

    for (const { data, errors } of [first, again]) {
      expect(data.m).toBeNull();
      expect(errors?.[0]?.extensions).toEqual({ code, upstream: 'apimo', retryable: false, outcome: 'UNKNOWN' });
      expect(errors?.[0]?.message).toContain('Whether the request was written is not known.');
    }
    expect(posts()).toHaveLength(1);
    expect((await readApimoRequests(vendors.sandbox, '771')).length).toBe(before + 1);
  });

  it('is done where the first try failed before anything was written', async () => {
    const { requestId } = await created();
    const input = { agencyId: '771', requestId, maxPrice: 500_000, clientMutationId: freshId() };
    onAnswer = () => ({ status: 503, body: '{}' });
    const first = await mutate('update', input);
    onAnswer = null;
    const again = await mutate('update', input);

    expect(first.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
    expect(again.errors).toBeUndefined();
    expect(again.data.m.buyerRequest.price.max).toBe(500_000);
    expect(puts()).toHaveLength(1);
  });
});

describe('changing a request', () => {
  it('writes all of it with the change in it, so that nothing else is lost', async () => {
    const before = await created();
    const { data, errors } = await mutate('update', {
      agencyId: '771',
      requestId: before.requestId,
      maxPrice: 475_000,
      comment: 'Has sold',
    });

    expect(errors).toBeUndefined();
    expect(puts().map(({ endpoint }) => endpoint)).toEqual([`PUT /agencies/771/requests/${before.requestId}`]);
    expect(puts()[0]?.body).toMatchObject({
      id: before.requestId,
      contact: '5155262',
      types: '1,2',
      locations: 'Antibes, Nice, Paris 7ème',
      rooms_operator: '2',
      rooms: '3',
      price: { min: '200000', max: '475000', currency: 'EUR' },
      area: { min: '42.5', max: '90', unit: '1' },
      comment: 'Has sold',
      free_criteria: 'Quiet',
    });
    const { updatedAt, ...expected } = { ...before, price: { ...before.price, max: 475_000 }, comment: 'Has sold' };
    expect(data.m.buyerRequest).toMatchObject(expected);
    expect(data.m.buyerRequest.updatedAt >= updatedAt).toBe(true);
    expect(await read(before.requestId)).toEqual(data.m.buyerRequest);
  });

  it('keeps what Apimo holds of a request and the graph has no word for', async () => {
    const before = (await readApimoRequests(vendors.sandbox, '771')).find(
      ({ areas, floor, locations }) => areas.length > 0 && floor.type !== null && locations.length > 0,
    );
    const { errors } = await mutate('update', { agencyId: '771', requestId: String(before.id), margin: 7 });
    const after = await rawOf(String(before.id));

    expect(errors).toBeUndefined();
    expect(puts()[0]?.body).toMatchObject({
      areas: before.areas.map(({ type }: Json) => String(type)).join(','),
      floor: before.floor,
    });
    expect(after.margin).toBe('7');
    for (const key of [
      'areas',
      'condition',
      'standing',
      'category',
      'contact',
      'user',
      'country',
      'services',
      'tags',
    ]) {
      expect({ [key]: after[key] }).toEqual({ [key]: before[key] });
    }
    expect(String(after.floor.type)).toBe(String(before.floor.type));
    expect(after.types.map(String)).toEqual(before.types.map(String));
    expect(after.locations.map(({ city }: Json) => String(city.id))).toEqual(
      before.locations.map(({ city }: Json) => String(city.id)),
    );
  });

  it('is refused before anything is sent where a request holds more than can be written', async () => {
    const { requestId } = await created();
    // Areas are written as a list of their numbers, which has no room for the size of one.
    const terrace = { type: 18, number: 1, area_min: 12 };
    onAnswer = (answer, { endpoint }) =>
      endpoint.startsWith('GET') ? withRequests(answer, (each) => ({ ...each, areas: [terrace] })) : answer;
    const { data, errors } = await mutate('update', { agencyId: '771', requestId, margin: 7 });

    expect(puts()).toHaveLength(0);
    expect(data.m).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_REFUSED', fields: ['outdoorAreas'] });
  });

  it('takes away what is set to null, and leaves what is not mentioned', async () => {
    const before = await created();
    const { data } = await mutate('update', {
      agencyId: '771',
      requestId: before.requestId,
      minPrice: null,
      rooms: null,
      propertyClasses: [],
      comment: null,
      isActive: false,
    });

    expect(data.m.buyerRequest).toMatchObject({
      isActive: false,
      price: { min: null, max: 450_000.5 },
      rooms: null,
      propertyClasses: [],
      comment: null,
      freeCriteria: 'Quiet',
      area: before.area,
    });
  });

  it('starts from what the agency has written since, not from what was read before', async () => {
    const { requestId } = await created();
    const other = await mutate('update', { agencyId: '771', requestId, minBedrooms: 3 }, 'agent');
    expect(other.errors).toBeUndefined();
    // Past us, by the agency's own software.
    const inApimo = { status: 200, changed: false };
    onAnswer = (answer, { endpoint }) => {
      if (!endpoint.startsWith('GET') || inApimo.changed) return answer;
      inApimo.changed = true;
      return withRequests(answer, (request) =>
        String(request.id) === requestId ? { ...request, bedrooms: 4 } : request,
      );
    };
    const { data } = await mutate('update', { agencyId: '771', requestId, margin: 3 });

    expect((puts().at(-1)?.body as Json).bedrooms).toBe('4');
    expect(data.m.buyerRequest).toMatchObject({ minBedrooms: 4, margin: 3 });
  });

  it('loses none of several changes that come at once', async () => {
    const { requestId } = await created();
    const changes = [{ maxPrice: 600_000 }, { margin: 5 }, { minBedrooms: 1 }, { freeCriteria: 'Balcony' }];
    const answers = await Promise.all(
      changes.map((change) => mutate('update', { agencyId: '771', requestId, ...change })),
    );

    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(await read(requestId)).toMatchObject({
      price: { max: 600_000 },
      margin: 5,
      minBedrooms: 1,
      freeCriteria: 'Balcony',
    });
  });

  it('refuses a request that there is not', async () => {
    const { data, errors } = await mutate('update', { agencyId: '771', requestId: '99', margin: 1 });

    expect(data.m).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'requestId' });
    expect(puts()).toHaveLength(0);
  });

  it('is found by the matches of the very next query', async () => {
    const { requestId } = await created({ locations: ['Paris 11ème'], minPrice: null, maxPrice: 5_000_000 });
    const matches = async () => {
      const { data } = await immograph.ask(
        `{ adverts(first: 1, filter: { offerTypes: [BUY], propertyClasses: [FLAT], inseeCode: "75111", isOnline: true }) {
          nodes { matchingBuyerRequests(agencyIds: ["771"], minScore: 0, first: 500) { nodes { request { requestId } } } }
        } }`,
        { headers: clients.as('agent') },
      );
      return data.adverts.nodes[0].matchingBuyerRequests.nodes.map(({ request }: Json) => request.requestId);
    };

    expect(await matches()).toContain(requestId);
    await mutate('update', { agencyId: '771', requestId, isActive: false });
    expect(await matches()).not.toContain(requestId);
  });
});

describe('reading on', () => {
  it('goes on after a request that has left the list since', async () => {
    await created({ agencyId: '772', userId: '7720' });
    const page = async (args: string): Promise<Json> => {
      const { data, errors } = await immograph.ask(
        `{ agency(id: "772") { buyerRequests(isActive: true, ${args}) { nodes { requestId } pageInfo { endCursor } } } }`,
        { headers: clients.as('agent') },
      );
      expect(errors).toBeUndefined();
      return data.agency.buyerRequests;
    };
    const all = (await page('first: 500')).nodes as readonly Json[];
    const { nodes, pageInfo } = await page('first: 5');
    await mutate('update', { agencyId: '772', requestId: nodes.at(-1).requestId, isActive: false });
    const next = await page(`first: 5, after: "${pageInfo.endCursor}"`);

    expect(next.nodes).toEqual(all.slice(5, 10));
  });

  it('goes on after a match whose score is another by now', async () => {
    const { requestId } = await created({ locations: ['Paris 11ème'], minPrice: null, maxPrice: 5_000_000 });
    const matches = async (args: string): Promise<Json> => {
      const { data, errors } = await immograph.ask(
        `{ adverts(first: 1, filter: { offerTypes: [BUY], propertyClasses: [FLAT], inseeCode: "75111", isOnline: true }) {
          nodes { m: matchingBuyerRequests(agencyIds: ["771"], minScore: 0, ${args}) {
            edges { cursor node { request { requestId } } }
          } }
        } }`,
        { headers: clients.as('agent') },
      );
      expect(errors).toBeUndefined();
      return data.adverts.nodes[0].m.edges;
    };
    const all = (await matches('first: 500')) as readonly Json[];
    const place = all.findIndex(({ node }) => node.request.requestId === requestId);
    await mutate('update', { agencyId: '771', requestId, isActive: false });
    const rest = await matches(`first: 500, after: "${all[place].cursor}"`);

    expect(rest).toEqual(all.slice(place + 1));
  });
});

describe('who may write', () => {
  it('is refused a foreign agency as one that there is not', async () => {
    const answers = await Promise.all(
      ['772', '12345'].map((agencyId) => mutate('create', { ...whole, agencyId }, 'discreet')),
    );
    const updates = await Promise.all(
      ['772', '12345'].map((agencyId) => mutate('update', { agencyId, requestId: '772001', margin: 1 }, 'discreet')),
    );

    for (const [foreign, unknown] of [answers, updates]) {
      expect(foreign?.errors).toEqual(unknown?.errors);
      expect(foreign?.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'agencyId' });
    }
    expect(vendors.calls('apimo')).toHaveLength(0);
  });

  it('needs the scope for it', async () => {
    const answers = [
      await mutate('create', whole, 'reader'),
      await mutate('update', { agencyId: '771', requestId: '771001', margin: 1 }, 'reader'),
    ];

    for (const { data, errors } of answers) {
      expect(data.m).toBeNull();
      expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: [['requests:write']] });
    }
    expect(vendors.calls('apimo')).toHaveLength(0);
  });

  it('writes personal data without reading it back, where it may not see any', async () => {
    const { data, errors } = await mutate('create', whole, 'discreet');

    expect(posts()[0]?.body).toMatchObject({ contact: '5155262', comment: whole.comment, free_criteria: 'Quiet' });
    expect(data.m.buyerRequest).toMatchObject({
      offerType: 'BUY',
      userId: '7710',
      contactId: null,
      comment: null,
      freeCriteria: null,
    });
    expect(errors?.map(({ path, extensions: { code } }) => [path?.at(-1), code]).sort()).toEqual([
      ['comment', 'FORBIDDEN'],
      ['contactId', 'FORBIDDEN'],
      ['freeCriteria', 'FORBIDDEN'],
    ]);
    expect(await read(data.m.buyerRequest.requestId)).toMatchObject({ contactId: '5155262', comment: whole.comment });
  });
});

function withRequests(answer: Answer, change: (request: Json) => Json): Answer {
  const body = JSON.parse(answer.body);
  return { ...answer, body: JSON.stringify({ ...body, requests: body.requests.map(change) }) };
}
