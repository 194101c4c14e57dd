import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const AGENCIES = ['771', '772'] as const;

describe('matching', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  /** The commune that the sandbox's adverts are moved to. */
  let movedTo: string | null = null;

  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      sandbox: unlimited,
      answer: (_vendor, answer, { endpoint }) => {
        if (movedTo === null || !endpoint.endsWith('adverts/search')) return answer;
        const body = JSON.parse(answer.body);
        const items = body.data.items.map((item: Json) => ({
          ...item,
          location: { ...item.location, inseeCode: movedTo },
        }));
        return { ...answer, body: JSON.stringify({ data: { ...body.data, items } }) };
      },
    });
    immograph = await startImmograph({ ...vendors.env, ...forgettingReads });
  });
  beforeEach(() => {
    movedTo = null;
    vendors.forget();
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  const ask = async (query: string): Promise<Json> => {
    const { data, errors } = await immograph.ask(query);
    expect(errors).toBeUndefined();
    return data;
  };
  const activeRequests = async (agencyId: string, first: number): Promise<readonly Json[]> => {
    const data = await ask(
      `{ agency(id: "${agencyId}") { buyerRequests(isActive: true, first: ${first}) {
        nodes { agencyId requestId offerType propertyClasses locations { name inseeCodes resolution } }
      } } }`,
    );
    return data.agency.buyerRequests.nodes;
  };
  const advertsFor = async ({ agencyId, requestId }: Json, args: string, selection = ''): Promise<Json> => {
    const data = await ask(
      `{ buyerRequest(agencyId: "${agencyId}", requestId: "${requestId}") { matchingAdverts(${args}) {
        isComplete totalCount pageInfo { hasNextPage endCursor }
        nodes { score criteria { kind outcome points outOf } advert { flxId isOnline ${selection} } }
      } } }`,
    );
    return data.buyerRequest.matchingAdverts;
  };

  it('gives a request and an advert the same score, whichever of the two is asked', async () => {
    let matches = 0;
    for (const agencyId of AGENCIES) {
      for (const request of await activeRequests(agencyId, 15)) {
        const { nodes } = await advertsFor(
          request,
          'minScore: 50, first: 5',
          `matchingBuyerRequests(minScore: 50, first: 500, agencyIds: ["${agencyId}"]) {
            nodes { score request { requestId } }
          }`,
        );
        for (const { score, advert } of nodes) {
          const back = advert.matchingBuyerRequests.nodes.find(
            (match: Json) => match.request.requestId === request.requestId,
          );
          expect({ flxId: advert.flxId, ...back }).toEqual({
            flxId: advert.flxId,
            score,
            request: { requestId: request.requestId },
          });
          expect(advert.isOnline).toBe(true);
          matches += 1;
        }
      }
    }
    expect(matches).toBeGreaterThan(100);
  });

  it('finds from the request every advert that finds the request, where it says that it is complete', async () => {
    const data = await ask(
      `{ adverts(first: 100, filter: { inseeCode: "06004", isOnline: true }) { nodes {
        flxId matchingBuyerRequests(minScore: 50, first: 500) { nodes { score request { agencyId requestId } } }
      } } }`,
    );
    const advertsByRequest = new Map<string, Map<string, number>>();
    const requests = new Map<string, Json>();
    for (const { flxId, matchingBuyerRequests } of data.adverts.nodes) {
      for (const { score, request } of matchingBuyerRequests.nodes) {
        const key = `${request.agencyId} ${request.requestId}`;
        requests.set(key, request);
        advertsByRequest.set(key, (advertsByRequest.get(key) ?? new Map<string, number>()).set(flxId, score));
      }
    }
    let complete = 0;
    for (const [key, request] of [...requests].slice(0, 30)) {
      const { isComplete, nodes } = await advertsFor(request, 'minScore: 50, first: 500');
      if (isComplete !== true) continue;
      complete += 1;
      const found = new Map(nodes.map(({ score, advert }: Json) => [advert.flxId, score]));
      for (const [flxId, score] of advertsByRequest.get(key) ?? []) {
        expect([flxId, found.get(flxId)]).toEqual([flxId, score]);
      }
    }
    expect(complete).toBeGreaterThan(15);
  });

  it('adds up points to the score, and what is at stake to 100', async () => {
    const requests = await Promise.all(AGENCIES.map((agencyId) => activeRequests(agencyId, 5)));
    const lists = await Promise.all(requests.flat().map((request) => advertsFor(request, 'minScore: 0, first: 20')));
    const matches = lists.flatMap(({ nodes }) => nodes as readonly Json[]);

    expect(matches.length).toBeGreaterThan(100);
    for (const { score, criteria } of matches) {
      expect(sumOf(criteria, ({ points }) => points)).toBe(score);
      expect(sumOf(criteria, ({ outOf }) => outOf)).toBe(100);
      expect(new Set(criteria.map(({ kind }: Json) => kind)).size).toBe(criteria.length);
    }
    for (const { outcome, points, outOf } of matches.flatMap(({ criteria }) => criteria as readonly Json[])) {
      expect(points).toBeLessThanOrEqual(outOf);
      if (outcome === 'MET') expect(points).toBe(outOf);
      if (outcome === 'UNMET') expect(points).toBe(0);
    }
  });

  it('hands out a buyer’s adverts best first, in pages that fit together', async () => {
    const [request] = await activeRequests('771', 1);
    const all = await advertsFor(request, 'minScore: 50, first: 500');
    const first = await advertsFor(request, 'minScore: 50, first: 3');
    const rest = await advertsFor(request, `minScore: 50, first: 500, after: "${first.pageInfo.endCursor}"`);

    expect(all.totalCount).toBe(all.nodes.length);
    expect(all.nodes.length).toBeGreaterThan(3);
    expect([...first.nodes, ...rest.nodes]).toEqual(all.nodes);
    const scores = all.nodes.map(({ score }: Json) => score);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    expect(scores.at(-1)).toBeGreaterThanOrEqual(50);
  });

  it('says that it read every advert that could match, and that it did not', async () => {
    const request = (await activeRequests('772', 100)).find(
      ({ locations, offerType }) => offerType === 'BUY' && locations.length === 1 && locations[0].name === 'Ajaccio',
    );
    const narrow = await advertsFor(request, 'minScore: 60, first: 1');
    const wide = await advertsFor(request, 'minScore: 0, first: 1');

    expect(narrow.isComplete).toBe(true);
    expect(wide.isComplete).toBe(false);
  });

  it('searches a whole city by its arrondissements, and says so where there are more places than it searches', async () => {
    const { data } = await immograph.ask(
      `mutation ($input: CreateBuyerRequestInput!) { createBuyerRequest(input: $input) { buyerRequest { agencyId requestId } } }`,
      {
        variables: {
          input: {
            agencyId: '771',
            contactId: '1',
            userId: '7710',
            offerType: 'BUY',
            propertyClasses: ['FLAT'],
            countryCode: 'FR',
            locations: ['Paris', 'Lyon', 'Marseille'],
            maxPrice: 400_000,
            clientMutationId: 'three cities',
          },
        },
      },
    );
    const whole = (await activeRequests('771', 100)).find(({ locations }) => locations[0]?.inseeCodes[0] === '75056');
    vendors.forget();
    const { nodes } = await advertsFor(whole, 'minScore: 50, first: 50', 'location { inseeCode }');
    const searched = vendors
      .calls('fluximmo', 'adverts/search')
      .map(({ body }) => (body as Json).search.filterAd.location.inseeCode);

    expect(nodes.every(({ advert }: Json) => /^75(056|1\d\d)$/.test(advert.location.inseeCode))).toBe(true);
    expect(new Set(nodes.map(({ advert }: Json) => advert.location.inseeCode)).size).toBeGreaterThan(3);
    expect(searched).toHaveLength(21);
    expect(new Set(searched).size).toBe(21);
    expect((await advertsFor(data.createBuyerRequest.buyerRequest, 'minScore: 50')).isComplete).toBe(false);
  });

  it('finds for who wants an arrondissement also what is only said to be in the city', async () => {
    const request = (await activeRequests('771', 100)).find(
      ({ locations }) => locations.length === 1 && locations[0].inseeCodes[0].startsWith('751'),
    );
    movedTo = '75056';
    const { nodes } = await advertsFor(request, 'minScore: 50, first: 10');

    const searched = vendors
      .calls('fluximmo', 'adverts/search')
      .map(({ body }) => (body as Json).search.filterAd.location.inseeCode);
    expect(searched.toSorted()).toEqual([request.locations[0].inseeCodes[0], '75056'].toSorted());
    expect(nodes.length).toBeGreaterThan(0);
    for (const { criteria } of nodes) {
      expect(criteria).toContainEqual(expect.objectContaining({ kind: 'LOCATION', outcome: 'UNKNOWN' }));
    }
  });

  it.each([-1, 101])('refuses a score of %d', async (minScore) => {
    const [request] = await activeRequests('771', 1);
    const { data, errors } = await immograph.ask(
      `{ buyerRequest(agencyId: "771", requestId: "${request.requestId}") { requestId matchingAdverts(minScore: ${minScore}) { totalCount } } }`,
    );

    expect(data.buyerRequest).toEqual({ requestId: request.requestId, matchingAdverts: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'minScore' });
  });
});

function sumOf(criteria: readonly Json[], amountOf: (criterion: Json) => number): number {
  return criteria.map(amountOf).reduce((sum, each) => sum + each, 0);
}
