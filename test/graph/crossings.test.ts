import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readApimo, readApimoRequests } from '../support/apimo-raw.js';
import { writeClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { AnsweredError, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const CROSSINGS = `crossings(first: 100) { totalCount nodes { agencyPropertyId step score
  agencyProperty { agencyPropertyId reference offerType propertyClass address city postalCode inseeCode
    coordinates { latitude longitude } price { amount currency } area rooms bedrooms }
  match { score criteria { kind outcome points outOf requested offered } } } }`;

let vendors: RecordedSandbox;
/** What becomes of Apimo's lists of crossings and of properties. */
let change: Readonly<Record<string, (records: readonly Json[]) => readonly Json[]>> = {};
/** The list that fails. */
let failing: string | null = null;
let held: Promise<void> | null = null;
/** A request of agency 771 with crossings, as Apimo tells it, and the agency's listings by their numbers. */
let raw: Json;
let rawCrossings: readonly Json[];
let rawProperties: ReadonlyMap<string, Json>;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    sandbox: unlimited,
    answer: async (vendor, answer, { endpoint }) => {
      const name = endpoint.split('/').at(-1) ?? '';
      if (vendor !== 'apimo' || !(name === 'crossings' || name === 'properties')) return answer;
      await held;
      if (failing === name) return { status: 500, body: '{}' };
      const body = JSON.parse(answer.body);
      const changed = change[name];
      return changed === undefined
        ? answer
        : { ...answer, body: JSON.stringify({ ...body, [name]: changed(body[name]) }) };
    },
  });
  const { properties } = await readApimo(vendors.sandbox, '/agencies/771/properties');
  rawProperties = new Map(properties.map((property: Json) => [String(property.id), property]));
  for (const request of await readApimoRequests(vendors.sandbox, '771')) {
    const { crossings } = await readApimo(vendors.sandbox, `/agencies/771/requests/${request.id}/crossings`);
    const hides = crossings.filter(({ property_id: id }: Json) => rawProperties.get(String(id)).price.hide === true);
    if (crossings.length < 5 || hides.length === 0 || request.price.max === null) continue;
    [raw, rawCrossings] = [request, crossings];
    return;
  }
});
beforeEach(() => {
  change = {};
  failing = null;
  held = null;
  vendors.forget();
});
afterAll(() => vendors.close());

/** Reads crossings of one request, by default of one that has some. */
async function read(
  immograph: RunningImmograph,
  { requestId = String(raw.id), selection = CROSSINGS }: Readonly<{ requestId?: string; selection?: string }> = {},
): Promise<Readonly<{ request: Json; errors: readonly AnsweredError[]; use: Json }>> {
  const { data, errors, extensions } = await immograph.ask(
    `{ buyerRequest(agencyId: "771", requestId: "${requestId}") { requestId ${selection} } }`,
  );
  return { request: data.buyerRequest, errors: errors ?? [], use: extensions['upstreams'].apimo };
}

const propertyCalls = () => vendors.calls('apimo', '/properties');
const crossingCalls = () => vendors.calls('apimo', '/crossings');

describe('the listing behind a crossing', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, CACHE: 'off', REQUESTS_MAX_AGE_MS: '86400000' });
    await read(immograph, { selection: '' });
  });
  afterAll(() => immograph.stop());

  it('is the agency’s own, with all that it does not hide', async () => {
    const { request, errors } = await read(immograph);

    expect(errors).toEqual([]);
    expect(request.crossings.totalCount).toBe(rawCrossings.length);
    for (const [index, { agencyPropertyId, agencyProperty, score }] of request.crossings.nodes.entries()) {
      const told = rawProperties.get(agencyPropertyId);
      const isPublished = told.publish_address === true;
      expect(score).toBe(Number(rawCrossings[index].total));
      expect(agencyProperty).toMatchObject({
        agencyPropertyId,
        reference: told.reference,
        city: told.city.name,
        postalCode: told.city.zipcode,
        address: isPublished ? told.address : null,
        coordinates: isPublished ? { latitude: Number(told.latitude), longitude: Number(told.longitude) } : null,
        price:
          told.price.hide === true || told.price.value === null ? null : { amount: told.price.value, currency: 'EUR' },
        area: told.area.value,
        rooms: told.rooms,
      });
      expect(agencyProperty.inseeCode).not.toBeNull();
    }
  });

  it('is scored by the rules that adverts are matched by, beside Apimo’s own score', async () => {
    const { request } = await read(immograph);

    for (const { agencyProperty, match } of request.crossings.nodes) {
      const points: readonly number[] = match.criteria.map((criterion: Json) => criterion.points);
      expect(points.reduce((sum, each) => sum + each, 0)).toBeCloseTo(match.score);
      const outcomes = new Map<string, Json>(match.criteria.map((criterion: Json) => [criterion.kind, criterion]));
      expect(outcomes.get('OFFER_TYPE')?.outcome).toBe('MET');
      if (agencyProperty.price === null) {
        expect(outcomes.get('PRICE')).toMatchObject({ outcome: 'UNKNOWN', offered: null });
      }
    }
    expect(request.crossings.nodes.some(({ agencyProperty }: Json) => agencyProperty.price === null)).toBe(true);
    expect(request.crossings.nodes.some(({ agencyProperty }: Json) => agencyProperty.price !== null)).toBe(true);
  });

  it('tells nothing of a price or an address once the agency hides it', async () => {
    const show = (property: Json) => ({
      ...property,
      publish_address: true,
      price: { ...property.price, value: raw.price.max, hide: false },
    });
    const hide = (property: Json) => ({
      ...show(property),
      publish_address: false,
      price: { ...show(property).price, hide: true },
    });
    change = { properties: (all) => all.map(show) };
    const shown = (await read(immograph)).request.crossings.nodes;
    change = { properties: (all) => all.map(hide) };
    const hidden = (await read(immograph)).request.crossings.nodes;

    for (const { agencyProperty, match } of shown) {
      expect(agencyProperty.price.amount).toBe(Number(raw.price.max));
      expect(match.criteria.find(({ kind }: Json) => kind === 'PRICE')).toMatchObject({ outcome: 'MET' });
    }
    for (const { agencyPropertyId, agencyProperty, match } of hidden) {
      const told = rawProperties.get(agencyPropertyId);
      const said = JSON.stringify([agencyProperty, match.criteria.map(({ offered }: Json) => offered)]);
      expect(match.criteria.find(({ kind }: Json) => kind === 'PRICE')).toMatchObject({ outcome: 'UNKNOWN' });
      for (const secret of [told.address, told.latitude, told.longitude]) {
        expect(said).not.toContain(secret);
      }
      expect(agencyProperty.price).toBeNull();
    }
  });

  it('is not scored where it is offered otherwise or is of another class than asked', async () => {
    change = { properties: (all) => all.map((property) => ({ ...property, category: '6' })) };
    const { request, errors } = await read(immograph);

    expect(errors).toEqual([]);
    for (const { agencyProperty, match } of request.crossings.nodes) {
      expect([agencyProperty.offerType, match]).toEqual(['AUCTION', null]);
    }
  });

  it('is null where the agency no longer has it', async () => {
    const [gone, deleted] = rawCrossings.map(({ property_id: id }) => id);
    change = {
      properties: (all) =>
        all.filter(({ id }) => id !== gone).map((each) => (each.id === deleted ? { ...each, step: '4' } : each)),
    };
    const { request, errors } = await read(immograph);

    expect(errors).toEqual([]);
    expect(request.crossings.nodes.slice(0, 3)).toMatchObject([
      { agencyProperty: null, match: null },
      { agencyProperty: null, match: null },
      { agencyProperty: { agencyPropertyId: String(rawCrossings[2].property_id) } },
    ]);
  });

  it('is an error in its place where Apimo tells another agency’s', async () => {
    const [wrong] = rawCrossings.map(({ property_id: id }) => id);
    change = { properties: (all) => all.map((each) => (each.id === wrong ? { ...each, agency: 772 } : each)) };
    const { request, errors } = await read(immograph);

    expect(request.crossings.nodes[0]).toMatchObject({ agencyProperty: null, match: null, score: expect.any(Number) });
    expect(request.crossings.nodes[1].agencyProperty).not.toBeNull();
    expect(errors.map(({ path, extensions }) => [path?.slice(-3), extensions.code])).toEqual([
      [['nodes', 0, 'agencyProperty'], 'UPSTREAM_INVALID_RESPONSE'],
      [['nodes', 0, 'match'], 'UPSTREAM_INVALID_RESPONSE'],
    ]);
  });

  it('is an error where it may be one that cannot be told apart, and the others are told', async () => {
    const [lost] = rawCrossings.map(({ property_id: id }) => id);
    change = { properties: (all) => all.map((each) => (each.id === lost ? { ...each, id: null } : each)) };
    const { request, errors } = await read(immograph, {
      selection: 'crossings { nodes { agencyProperty { reference } } }',
    });

    expect(request.crossings.nodes[0].agencyProperty).toBeNull();
    expect(request.crossings.nodes[1].agencyProperty.reference).toEqual(expect.any(String));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'apimo' });
  });

  it('leaves the crossings standing where the list of listings cannot be read', async () => {
    failing = 'properties';
    const { request, errors } = await read(immograph, {
      selection: 'isActive crossings { totalCount nodes { score agencyProperty { reference } } }',
    });

    expect(request).toMatchObject({ isActive: expect.any(Boolean), crossings: { totalCount: rawCrossings.length } });
    for (const node of request.crossings.nodes) {
      expect(node).toEqual({ score: expect.any(Number), agencyProperty: null });
    }
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
  });

  it('is not read where a query does not ask for it', async () => {
    await read(immograph, { selection: 'crossings { nodes { agencyPropertyId score } }' });

    expect([crossingCalls().length, propertyCalls().length]).toEqual([1, 0]);
  });

  it('is no reason for a call where nothing is crossed', async () => {
    change = { crossings: () => [] };
    const { request } = await read(immograph);

    expect(request.crossings).toEqual({ totalCount: 0, nodes: [] });
    expect(propertyCalls()).toHaveLength(0);
  });

  it('costs one list an agency, whatever the page', async () => {
    const { data, errors, extensions } = await immograph.ask(
      `{ agencies { id buyerRequests(first: 6) { nodes { requestId ${CROSSINGS} } } } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.agencies.map(({ buyerRequests }: Json) => buyerRequests.nodes.length)).toEqual([6, 6]);
    expect(propertyCalls().map(({ path }) => path.split('?')[0])).toEqual([
      '/agencies/771/properties',
      '/agencies/772/properties',
    ]);
    expect(crossingCalls()).toHaveLength(12);
    expect(extensions['upstreams'].apimo.calls).toBe(vendors.calls('apimo').length);
  });

  it('and the crossings are read again where nothing is to be remembered', async () => {
    await read(immograph);
    await read(immograph);

    expect([crossingCalls().length, propertyCalls().length]).toEqual([2, 2]);
  });
});

describe('a crossing', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, CACHE: 'off', REQUESTS_MAX_AGE_MS: '86400000' });
    await read(immograph, { selection: '' });
  });
  afterAll(() => immograph.stop());

  it('that cannot be read is null with an error in its place', async () => {
    change = { crossings: ([first, ...rest]) => [{ ...first, total: 'many' }, ...rest] };
    const { request, errors } = await read(immograph);

    expect(request.crossings.nodes[0]).toBeNull();
    expect(request.crossings.nodes.slice(1).every(({ agencyProperty }: Json) => agencyProperty !== null)).toBe(true);
    expect(errors.map(({ path, extensions }) => [path?.slice(-2), extensions.code])).toEqual([
      [['nodes', 0], 'UPSTREAM_INVALID_RESPONSE'],
    ]);
  });

  it('is not asked for where the page is none', async () => {
    const { request, errors } = await read(immograph, { selection: 'crossings(first: -1) { totalCount }' });

    expect(request.crossings).toBeNull();
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' });
    expect(crossingCalls()).toHaveLength(0);
  });
});

describe('what Apimo said of crossings', () => {
  let immograph: RunningImmograph;
  beforeEach(async () => {
    immograph = await startImmograph({ ...vendors.env, REQUESTS_MAX_AGE_MS: '86400000' });
    await read(immograph, { selection: '' });
    vendors.forget();
  });
  afterEach(() => immograph.stop());

  it('is remembered: who asks again costs no call', async () => {
    const first = await read(immograph);
    const second = await read(immograph);

    expect(second.request).toEqual(first.request);
    expect(first.use.calls).toBe(2);
    // The request itself is at hand both times.
    expect([second.use.calls, second.use.cacheHits - first.use.cacheHits]).toEqual([0, 2]);
    expect(vendors.calls('apimo')).toHaveLength(2);
  });

  it('is asked for once by all who ask at once', async () => {
    let release: () => void = () => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    const asks = [read(immograph), read(immograph), read(immograph)];
    release();
    const [first, ...others] = await Promise.all(asks);

    for (const other of others) expect(other.request).toEqual(first?.request);
    expect([crossingCalls().length, propertyCalls().length]).toEqual([1, 1]);
  });

  it('is not remembered where it was a failure', async () => {
    failing = 'crossings';
    const { request, errors } = await read(immograph);
    failing = null;

    expect(request).toEqual({ requestId: String(raw.id), crossings: null });
    expect(errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect((await read(immograph)).request.crossings.totalCount).toBe(rawCrossings.length);
  });

  it('is forgotten when the request is written', async () => {
    await read(immograph);
    const { data, errors } = await immograph.ask(
      `mutation { updateBuyerRequest(input: {
        agencyId: "771", requestId: "${raw.id}", margin: 17, clientMutationId: "m1"
      }) { buyerRequest { margin ${CROSSINGS} } } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.updateBuyerRequest.buyerRequest.margin).toBe(17);
    expect([crossingCalls().length, propertyCalls().length]).toEqual([2, 1]);
  });
});

describe('crossings under the quota', () => {
  it('are a typed error once the day’s calls are used up, and all else is answered', async () => {
    // One for the list of requests, one for the crossings, and none for the listings.
    const immograph = await startImmograph({
      ...vendors.env,
      APIMO_CALLS_PER_DAY: '4',
      APIMO_RESERVED_CALLS: '2',
      REQUESTS_MAX_AGE_MS: '86400000',
    });
    try {
      const first = await read(immograph);
      const second = await read(immograph, { selection: `isActive ${CROSSINGS}` });
      const other = await read(immograph, { requestId: '771001', selection: 'isActive crossings { totalCount }' });

      for (const { request, errors } of [first, second]) {
        expect(request.crossings.totalCount).toBe(rawCrossings.length);
        expect(request.crossings.nodes[0]).toMatchObject({
          score: expect.any(Number),
          agencyProperty: null,
          match: null,
        });
        expect(errors[0]?.extensions).toMatchObject({
          code: 'UPSTREAM_RATE_LIMITED',
          upstream: 'apimo',
          retryable: true,
          retryAfterMs: expect.any(Number),
        });
      }
      expect(other.request).toEqual({ requestId: '771001', isActive: expect.any(Boolean), crossings: null });
      expect(other.errors[0]?.extensions.code).toBe('UPSTREAM_RATE_LIMITED');
      expect([crossingCalls().length, propertyCalls().length]).toEqual([1, 0]);
    } finally {
      await immograph.stop();
    }
  });
});

describe('crossings of an agency', () => {
  const clients = writeClientsFile([
    { id: 'own', scopes: ['requests:read'], agencyIds: ['771'] },
    { id: 'foreign', scopes: ['requests:read'], agencyIds: ['772'] },
    { id: 'unscoped', scopes: ['adverts:read'], agencyIds: ['771'] },
  ]);
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path, REQUESTS_MAX_AGE_MS: '86400000' });
  });
  afterAll(async () => {
    await immograph.stop();
    clients.remove();
  });
  const askAs = (client: string) =>
    immograph.ask(
      `{ one: buyerRequest(agencyId: "771", requestId: "${raw.id}") { ${CROSSINGS} }
         all: agencies { id buyerRequests(first: 1) { nodes { agencyId } } } }`,
      { headers: clients.as(client) },
    );

  it('are unseen by clients of others, also once they are remembered', async () => {
    expect((await askAs('own')).data.one.crossings.totalCount).toBe(rawCrossings.length);
    vendors.forget();
    const { data, errors } = await askAs('foreign');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ one: null, all: [{ id: '772', buyerRequests: { nodes: [{ agencyId: '772' }] } }] });
    expect([crossingCalls().length, propertyCalls().length]).toEqual([0, 0]);
  });

  it('are forbidden without the scope', async () => {
    const { data, errors } = await askAs('unscoped');

    expect(data.one).toBeNull();
    expect(errors?.every(({ extensions }) => extensions.code === 'FORBIDDEN')).toBe(true);
    expect(crossingCalls()).toHaveLength(0);
  });
});
