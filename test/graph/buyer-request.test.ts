import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { onParisClock, readApimo, readApimoRequests } from '../support/apimo-raw.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const AGENCIES = ['771', '772'] as const;
const REQUEST = `agencyId requestId isActive offerType propertyClasses
  locations { cityId name inseeCodes resolution } price { min max currency } area { min max }
  rooms { operator value } minBedrooms margin userId contactId comment freeCriteria createdAt updatedAt`;

let vendors: RecordedSandbox;
/** The agency whose lists fail. */
let failing: string | null = null;
/** What becomes of a list of requests. */
let changed: ((requests: readonly Json[]) => readonly Json[]) | null = null;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    sandbox: unlimited,
    answer: (vendor, answer, { endpoint }) => {
      if (vendor !== 'apimo' || !endpoint.endsWith('/requests')) return answer;
      if (failing !== null && endpoint.includes(`/${failing}/`)) return { status: 500, body: '{}' };
      if (changed === null) return answer;
      const body = JSON.parse(answer.body);
      return { ...answer, body: JSON.stringify({ ...body, requests: changed(body.requests) }) };
    },
  });
});
beforeEach(() => {
  failing = null;
  changed = null;
  vendors.forget();
});
afterAll(() => vendors.close());

describe('the requests of buyers', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, REQUESTS_MAX_AGE_MS: '86400000' });
  });
  afterAll(() => immograph.stop());

  const list = async (agencyId: string, args: string, selection = 'requestId') => {
    const { data, errors } = await immograph.ask(
      `{ agency(id: "${agencyId}") { buyerRequests(${args}) {
        totalCount nodes { ${selection} } edges { cursor node { requestId } } pageInfo { hasNextPage hasPreviousPage endCursor }
      } } }`,
    );
    expect(errors).toBeUndefined();
    return data.agency.buyerRequests;
  };

  it('are those of the agencies that the caller may see', async () => {
    const { data, errors } = await immograph.ask(
      `{ agencies { id buyerRequests(first: 1) { totalCount } } one: agency(id: "772") { id } foreign: agency(id: "779") { id } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.agencies.map(({ id }: Json) => id)).toEqual([...AGENCIES]);
    expect(data).toMatchObject({ one: { id: '772' }, foreign: null });
    for (const { id, buyerRequests } of data.agencies) {
      expect(buyerRequests.totalCount).toBe((await readApimoRequests(vendors.sandbox, id)).length);
    }
  });

  it.each(AGENCIES)('of agency %s say in our words all that Apimo says in its own', async (agencyId) => {
    const raws = await readApimoRequests(vendors.sandbox, agencyId);
    const { nodes, totalCount } = await list(agencyId, 'first: 500', REQUEST);

    expect(totalCount).toBe(raws.length);
    expect(nodes).toHaveLength(raws.length);
    const byId = new Map(raws.map((raw) => [String(raw.id), raw]));
    for (const node of nodes) {
      const raw = byId.get(node.requestId);
      const { createdAt, updatedAt, locations, ...facts } = node;
      expect(facts).toEqual({ agencyId, requestId: String(raw.id), ...expectedFacts(raw) });
      expect(onParisClock(createdAt)).toBe(raw.created_at);
      expect(onParisClock(updatedAt)).toBe(raw.updated_at);
      expect(updatedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000Z$/);
      expect(locations.map(({ cityId, name }: Json) => ({ cityId, name }))).toEqual(
        raw.locations.map(({ city, region }: Json) => ({
          cityId: city === null ? null : String(city.id),
          name: city?.name ?? region.name,
        })),
      );
    }
    expect(raws.some(({ area }) => area.unit === '2')).toBe(true);
  });

  it('name the communes that their places can mean', async () => {
    const requests = [
      ...(await list('771', 'first: 500', REQUEST)).nodes,
      ...(await list('772', 'first: 500', REQUEST)).nodes,
    ];
    const byName = new Map<string, Json>(
      requests.flatMap(({ locations }: Json) => locations.map((place: Json) => [place.name, place])),
    );
    const said = (name: string) => {
      const { inseeCodes, resolution } = byName.get(name);
      return [resolution, ...inseeCodes];
    };

    expect(said('Antibes')).toEqual(['EXACT', '06004']);
    expect(said('St-Laurent-du-Var')).toEqual(['EXACT', '06123']);
    expect(said('Paris 7ème')).toEqual(['EXACT', '75107']);
    expect(said('PARIS 07')).toEqual(['EXACT', '75107']);
    expect(said('Lyon 3e Arrondissement')).toEqual(['EXACT', '69383']);
    expect(said('Paris')).toEqual(['EXACT', '75056']);
    expect(said('Côte d’Azur')).toEqual(['UNRESOLVED']);
    expect(said('Saint-Denis')[0]).toBe('AMBIGUOUS');
    expect(said('Saint-Denis')).toEqual(expect.arrayContaining(['93066', '97411']));
  });

  it('come by request id, page after page, each once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page: Json = await list('772', `first: 97${after === null ? '' : `, after: "${after}"`}`);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.edges.map(({ node }: Json) => node)).toEqual(page.nodes);
      seen.push(...page.nodes.map(({ requestId }: Json) => requestId));
      after = page.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null;
      pages += 1;
    } while (after !== null);

    expect(pages).toBe(3);
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => Number(one) - Number(other)));
    expect(seen).toHaveLength((await readApimoRequests(vendors.sandbox, '772')).length);
  });

  it.each([true, false])('are narrowed to those whose being active is %s', async (isActive) => {
    const raws = await readApimoRequests(vendors.sandbox, '771');
    const { nodes, totalCount } = await list('771', `first: 500, isActive: ${isActive}`, 'requestId isActive');

    expect(nodes.every((node: Json) => node.isActive === isActive)).toBe(true);
    expect(totalCount).toBe(raws.filter(({ active }) => isTrue(active) === isActive).length);
    expect(totalCount).toBeGreaterThan(20);
  });

  it('are narrowed to those updated since an instant, the instant included and in any zone', async () => {
    const all = (await list('771', 'first: 500', 'requestId updatedAt')).nodes as readonly Json[];
    const instant = all.map(({ updatedAt }) => updatedAt as string).sort()[300] ?? '';
    const later = all.filter(({ updatedAt }) => updatedAt >= instant);
    const inTokyo = new Date(Date.parse(instant) + 9 * 3_600_000).toISOString().replace('Z', '+09:00');

    expect(later.length).toBeGreaterThan(10);
    expect((await list('771', `first: 500, updatedSince: "${instant}"`)).totalCount).toBe(later.length);
    expect((await list('771', `first: 500, updatedSince: "${inTokyo}"`)).totalCount).toBe(later.length);
    expect((await list('771', 'updatedSince: "2099-01-01T00:00:00Z"')).nodes).toEqual([]);
  });

  it.each([
    ['offerTypes: [RENT]', ({ offerType }: Json) => offerType === 'RENT'],
    [
      'propertyClasses: [HOUSE]',
      ({ propertyClasses }: Json) => propertyClasses.length === 0 || propertyClasses.includes('HOUSE'),
    ],
    [
      'price: { min: 200000, max: 250000 }',
      ({ price }: Json) => price !== null && (price.min ?? 0) <= 250_000 && (price.max ?? Infinity) >= 200_000,
    ],
    [
      'inseeCode: "75107"',
      ({ locations }: Json) =>
        locations.some(({ inseeCodes }: Json) => inseeCodes.some((code: string) => ['75107', '75056'].includes(code))),
    ],
  ])('are filtered by { %s }', async (filter, isWanted) => {
    const all = (await list('771', 'first: 500', REQUEST)).nodes as readonly Json[];
    const wanted = all.filter(isWanted);
    const found = await list('771', `first: 500, filter: { ${filter} }`, REQUEST);

    expect(wanted.length).toBeGreaterThan(2);
    expect(wanted.length).toBeLessThan(all.length);
    expect(found.nodes).toEqual(wanted);
    expect(found.totalCount).toBe(wanted.length);
  });

  it('are told with the instant that they are of', async () => {
    const before = Date.now();
    const { data } = await immograph.ask('{ mine: agency(id: "771") { buyerRequestsSyncedAt } }');

    expect(Date.parse(data.mine.buyerRequestsSyncedAt)).toBeLessThanOrEqual(before);
  });

  it('are in another order where one is asked for, and read on in it page by page', async () => {
    const all = (await list('771', 'first: 500', REQUEST)).nodes as readonly Json[];
    const newestFirst = all.toSorted((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
    const byDate = 'orderBy: { field: UPDATED_AT, direction: DESC }';
    const idsOf = ({ nodes }: Json) => nodes.map(({ requestId }: Json) => requestId);
    const [first, reversed] = [
      await list('771', `first: 7, ${byDate}`, REQUEST),
      await list('771', 'first: 500, orderBy: { field: ID, direction: DESC }'),
    ];
    const second = await list('771', `first: 500, ${byDate}, after: "${first.pageInfo.endCursor}"`, REQUEST);

    expect([...first.nodes, ...second.nodes].map(({ updatedAt }) => updatedAt)).toEqual(
      newestFirst.map(({ updatedAt }) => updatedAt),
    );
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(all.length);
    expect(idsOf(reversed)).toEqual(all.map(({ requestId }) => requestId).reverse());
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage]).toEqual([true, true]);
  });

  it.each(['nonsense', Buffer.from('["1"]').toString('base64url'), ''])(
    'are not read on from %j, which is no cursor',
    async (after) => {
      const { errors } = await immograph.ask(
        `{ agency(id: "771") { buyerRequests(after: "${after}") { totalCount } } }`,
      );
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    },
  );

  it.each([
    ['a negative page', 'first: -1', 'first'],
    ['a cursor of something else', 'after: "bm90aGluZw"', 'after'],
  ])('refuse %s', async (_what, args, argument) => {
    const { data, errors } = await immograph.ask(`{ agency(id: "771") { id buyerRequests(${args}) { totalCount } } }`);

    expect(data.agency).toEqual({ id: '771', buyerRequests: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it.each([
    ['that there is not', '771', '1'],
    ['of another agency', '772', '771001'],
    ['of an agency that is not the caller’s', '779', '1'],
  ])('are null without an error for one %s', async (_what, agencyId, requestId) => {
    const { data, errors } = await immograph.ask(
      `{ buyerRequest(agencyId: "${agencyId}", requestId: "${requestId}") { requestId } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.buyerRequest).toBeNull();
  });

  describe('and their crossings', () => {
    const crossings = async (requestId: string, args = '') => {
      const { data, errors } = await immograph.ask(
        `{ buyerRequest(agencyId: "771", requestId: "${requestId}") { crossings${args} {
          totalCount nodes { agencyPropertyId step score createdAt updatedAt } pageInfo { hasNextPage endCursor }
        } } }`,
      );
      expect(errors).toBeUndefined();
      return data.buyerRequest.crossings;
    };
    const steps: Readonly<Record<number, string>> = { 1: 'TO_SUGGEST', 2: 'SUGGESTED', 3: 'NOT_SUGGESTED' };
    let crossed: Json;
    let raws: readonly Json[] = [];

    beforeAll(async () => {
      for (const raw of await readApimoRequests(vendors.sandbox, '771')) {
        raws = (await readApimo(vendors.sandbox, `/agencies/771/requests/${raw.id}/crossings`)).crossings;
        if (raws.length >= 3 && new Set(raws.map(({ step_id }) => step_id)).size > 1) {
          crossed = String(raw.id);
          return;
        }
      }
    });

    it('are what Apimo computed', async () => {
      const { nodes, totalCount } = await crossings(crossed);

      expect(totalCount).toBe(raws.length);
      expect(nodes.map(({ createdAt: _created, updatedAt: _updated, ...crossing }: Json) => crossing)).toEqual(
        raws.map(({ property_id, step_id, total }) => ({
          agencyPropertyId: String(property_id),
          step: steps[step_id],
          score: Number(total),
        })),
      );
      expect(nodes.map(({ updatedAt }: Json) => onParisClock(updatedAt))).toEqual(raws.map((raw) => raw.updated_at));
    });

    it('are narrowed to a step', async () => {
      const { nodes } = await crossings(crossed, '(step: TO_SUGGEST)');

      expect(nodes.length).toBe(raws.filter(({ step_id }) => step_id === 1).length);
      expect(nodes.length).toBeLessThan(raws.length);
      expect(vendors.calls('apimo', 'crossings')[0]?.path).toContain('step=1');
    });

    it('come in pages', async () => {
      const first = await crossings(crossed, '(first: 2)');
      const rest = await crossings(crossed, `(after: "${first.pageInfo.endCursor}")`);

      expect(first.pageInfo.hasNextPage).toBe(true);
      expect([...first.nodes, ...rest.nodes].map(({ agencyPropertyId }) => agencyPropertyId)).toEqual(
        raws.map(({ property_id }) => String(property_id)),
      );
    });
  });

  describe('that an advert answers to', () => {
    const matches = async (args: string, flxId = walkAdvertFlxId) => {
      const { data, errors } = await immograph.ask(
        `{ advert(flxId: "${flxId}") { matchingBuyerRequests(${args}) {
          totalCount edges { cursor node { score request { agencyId requestId isActive updatedAt offerType } } }
          pageInfo { hasNextPage endCursor }
        } } }`,
      );
      expect(errors).toBeUndefined();
      return data.advert.matchingBuyerRequests;
    };
    const nodesOf = ({ edges }: Json): readonly Json[] => edges.map(({ node }: Json) => node);

    it('come best first, then the most recently updated, active ones alone', async () => {
      const found = await matches('first: 500, minScore: 0');
      const nodes = nodesOf(found);

      expect(found.totalCount).toBe(nodes.length);
      expect(nodes.length).toBeGreaterThan(30);
      expect(nodes.every(({ request }) => request.isActive === true && request.offerType === 'BUY')).toBe(true);
      nodes.slice(1).forEach((node, index) => {
        const before = nodes[index];
        expect(before.score).toBeGreaterThanOrEqual(node.score);
        if (before.score === node.score) expect(before.request.updatedAt >= node.request.updatedAt).toBe(true);
      });
    });

    it('are narrowed by score and by agency, within what the caller may see', async () => {
      const all = nodesOf(await matches('first: 500, minScore: 0'));
      const keyOf = ({ request }: Json) => `${request.agencyId} ${request.requestId}`;

      const good = await matches('first: 500, minScore: 80');
      expect(nodesOf(good).map(keyOf)).toEqual(all.filter(({ score }) => score >= 80).map(keyOf));
      const ofOne = await matches('first: 500, minScore: 0, agencyIds: ["772", "779", "772"]');
      expect(nodesOf(ofOne).map(keyOf)).toEqual(all.filter(({ request }) => request.agencyId === '772').map(keyOf));
      expect(await matches('agencyIds: ["779"]')).toMatchObject({ totalCount: 0, edges: [] });
      expect(await matches('agencyIds: []')).toMatchObject({ totalCount: 0, edges: [] });
    });

    it('come in pages that fit together', async () => {
      const all = nodesOf(await matches('first: 500, minScore: 50'));
      const first = await matches('first: 4, minScore: 50');
      const second = await matches(`first: 500, minScore: 50, after: "${first.pageInfo.endCursor}"`);

      expect(first.pageInfo.hasNextPage).toBe(all.length > 4);
      expect([...nodesOf(first), ...nodesOf(second)]).toEqual(all);
      expect(second.totalCount).toBe(all.length);
    });

    it.each([-1, 101])('refuse a score of %d', async (minScore) => {
      const { data, errors } = await immograph.ask(
        `{ advert(flxId: "${walkAdvertFlxId}") { flxId matchingBuyerRequests(minScore: ${minScore}) { totalCount } } }`,
      );

      expect(data.advert).toEqual({ flxId: walkAdvertFlxId, matchingBuyerRequests: null });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'minScore' });
    });

    it('are found for a property as they are for an advert, at its latest price', async () => {
      const { data, errors } = await immograph.ask(
        `{ advert(flxId: "${walkAdvertFlxId}") { property {
          latestPrice { amount }
          matchingBuyerRequests(first: 50) { totalCount nodes { score criteria { kind offered points } request { requestId isActive } } }
        } } }`,
      );

      expect(errors).toBeUndefined();
      const { latestPrice, matchingBuyerRequests: found } = data.advert.property;
      expect(found.totalCount).toBeGreaterThan(5);
      expect(found.nodes.every(({ request }: Json) => request.isActive === true)).toBe(true);
      const offered = found.nodes.flatMap(({ criteria }: Json) =>
        criteria.filter(({ kind }: Json) => kind === 'PRICE'),
      );
      expect(new Set(offered.map((criterion: Json) => criterion.offered))).toEqual(
        new Set([`${latestPrice.amount.toLocaleString('en-US')} €`]),
      );
    });

    it('say which floor was asked, counted as floors are', async () => {
      const raws = await readApimoRequests(vendors.sandbox, '771');
      const raw = raws.find(({ floor, active }) => floor.type !== null && isTrue(active));
      const { data } = await immograph.ask(
        `{ buyerRequest(agencyId: "771", requestId: "${raw.id}") {
          matchingAdverts(minScore: 0, first: 1) { nodes { criteria { kind requested } } }
        } }`,
      );

      // 3 is the first floor in Apimo's catalogue.
      expect(raw.floor).toMatchObject({ operator: '2', type: 3 });
      const [match] = data.buyerRequest.matchingAdverts.nodes;
      expect(match.criteria).toContainEqual({ kind: 'FLOOR', requested: '≥ 1st floor' });
    });
  });
});

describe('the lists of requests', () => {
  let immograph: RunningImmograph;
  const restart = async () => {
    immograph = await startImmograph(vendors.env);
  };
  const listCalls = (agencyId = '') => vendors.calls('apimo', `agencies/${agencyId}`);
  const COUNTS = '{ agencies { id buyerRequests { totalCount } } }';

  it('are read once, and once for all who ask at the same time', async () => {
    await restart();
    const cold = await Promise.all(Array.from({ length: 10 }, () => immograph.ask(COUNTS)));
    expect(listCalls('771')).toHaveLength(1);
    expect(listCalls('772')).toHaveLength(1);
    expect(new Set(cold.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    vendors.forget();

    const { data, extensions } = await immograph.ask(COUNTS);
    expect(data).toEqual(cold[0]?.data);
    expect(listCalls()).toHaveLength(0);
    expect(extensions['upstreams']).toEqual({ apimo: { calls: 0, cacheHits: 2 } });
    await immograph.stop();
  });

  it('fail with their agency alone, and are asked again', async () => {
    failing = '772';
    await restart();
    const { data, errors } = await immograph.ask(`{
      agencies { id buyerRequests { totalCount } }
      fine: buyerRequest(agencyId: "771", requestId: "771001") { requestId }
      failed: buyerRequest(agencyId: "772", requestId: "772001") { requestId }
      advert(flxId: "${walkAdvertFlxId}") {
        flxId
        fine: matchingBuyerRequests(agencyIds: ["771"]) { totalCount }
        failed: matchingBuyerRequests { totalCount }
      }
    }`);

    expect(data).toMatchObject({
      agencies: [
        { id: '771', buyerRequests: { totalCount: 340 } },
        { id: '772', buyerRequests: null },
      ],
      fine: { requestId: '771001' },
      failed: null,
      advert: { flxId: walkAdvertFlxId, fine: { totalCount: expect.any(Number) }, failed: null },
    });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
      'advert.failed',
      'agencies.1.buyerRequests',
      'failed',
    ]);
    for (const { extensions } of errors ?? []) {
      expect(extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'apimo', retryable: true });
    }
    failing = null;
    expect((await immograph.ask(COUNTS)).data.agencies[1].buyerRequests.totalCount).toBe(280);
    await immograph.stop();
  });

  it('leave out a request that nobody can read, and keep the others', async () => {
    changed = (requests) => requests.map((request, index) => (index === 3 ? { ...request, id: null } : request));
    await restart();
    const { data, errors } = await immograph.ask(COUNTS);

    expect(errors).toBeUndefined();
    expect(data.agencies.map((agency: Json) => agency.buyerRequests.totalCount)).toEqual([339, 279]);
    expect(immograph.logs.some((line) => line.includes('could not be read'))).toBe(true);
    await immograph.stop();
  });
});

const offerTypes: Readonly<Record<string, string>> = { 1: 'BUY', 2: 'RENT', 3: 'HOLIDAYS', 5: 'LIFE_ANNUITY_SALE' };
const classes: Readonly<Record<string, string>> = {
  1: 'FLAT',
  2: 'HOUSE',
  3: 'LAND',
  4: 'SHOP',
  5: 'PARKING',
  6: 'BUILDING',
  7: 'OFFICE',
  9: 'PREMISES',
};
const operators: Readonly<Record<string, string>> = { 1: 'EQUAL', 2: 'AT_LEAST', 3: 'AT_MOST' };
const squareMetres: Readonly<Record<string, number>> = { 1: 1, 2: 0.3048 ** 2, 7: 10_000 };

/** Of Apimo's record, by its document; places and times apart. */
function expectedFacts(raw: Json): object {
  const factor = squareMetres[raw.area.unit] ?? Number.NaN;
  const area = ranged(raw.area, (amount) => Math.round(amount * factor * 100) / 100);
  const price = ranged(raw.price, (amount) => amount);
  const rooms = numberIn(raw.rooms);
  return {
    isActive: isTrue(raw.active),
    offerType: offerTypes[raw.category],
    propertyClasses: raw.types.map((type: unknown) => classes[String(type)]),
    price: price && { ...price, currency: raw.price.currency },
    area,
    rooms: rooms && { operator: operators[raw.rooms_operator], value: rooms },
    minBedrooms: numberIn(raw.bedrooms),
    margin: numberIn(raw.margin),
    userId: raw.user,
    contactId: raw.contact,
    comment: raw.comment === '' ? null : raw.comment,
    freeCriteria: raw.free_criteria === '' ? null : raw.free_criteria,
  };
}

function ranged(range: Json, convert: (amount: number) => number): { min: number | null; max: number | null } | null {
  const [min, max] = [numberIn(range.min), numberIn(range.max)].map((each) => (each === null ? null : convert(each)));
  return min === null && max === null ? null : { min: min ?? null, max: max ?? null };
}

/** 0 and blank both say that nothing was asked. */
function numberIn(value: unknown): number | null {
  return value === null || value === '' || Number(value) === 0 ? null : Number(value);
}

function isTrue(active: unknown): boolean {
  return active === true || active === '1';
}
