import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const SUMMARY = `atLeast80 atLeast60 mostOftenUnmet { kind count }
  priceSteps { price { amount currency } moreAtLeast60 moreAtLeast80 }`;

const sum = (one: number, other: number) => one + other;

describe('the summary of the buyers who want a home', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  /** What every advert costs; `null` for its own price. */
  let price: number | null = null;

  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      sandbox: unlimited,
      answer: (vendor, answer, { endpoint }) => {
        if (vendor !== 'fluximmo' || price === null || !/adverts\/[^/]+$/.test(endpoint)) return answer;
        const body = JSON.parse(answer.body);
        if (body.data?.currentPrice === undefined) return answer;
        body.data.currentPrice.value = price;
        return { ...answer, body: JSON.stringify(body) };
      },
    });
    immograph = await startImmograph({ ...vendors.env, CACHE: 'off' });
  });
  beforeEach(() => {
    price = null;
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
  const advertsForSale = async (): Promise<readonly Json[]> =>
    (
      await ask(`{ adverts(first: 100, filter: { isOnline: true, offerTypes: [BUY] }) { nodes {
        flxId price { amount } matchSummary { ${SUMMARY} }
        good: matchingBuyerRequests(minScore: 80, first: 1) { totalCount }
        fair: matchingBuyerRequests(minScore: 60, first: 1) { totalCount }
      } } }`)
    ).adverts.nodes;

  it('counts exactly those who match as well', async () => {
    const adverts = await advertsForSale();

    expect(adverts.length).toBeGreaterThan(20);
    for (const { matchSummary, good, fair } of adverts) {
      expect(matchSummary).toMatchObject({ atLeast80: good.totalCount, atLeast60: fair.totalCount });
    }
    expect(adverts.some(({ good }) => good.totalCount > 0)).toBe(true);
  });

  it('promises what a price cut then brings', async () => {
    const adverts = await advertsForSale();
    let steps = 0;
    for (const { flxId, price: asked, matchSummary } of adverts.slice(0, 10)) {
      for (const step of matchSummary.priceSteps) {
        price = step.price.amount;
        const { advert } = await ask(
          `{ advert(flxId: "${flxId}") { price { amount } matchSummary { atLeast80 atLeast60 } } }`,
        );
        expect(advert).toEqual({
          price: { amount: price },
          matchSummary: {
            atLeast80: sum(matchSummary.atLeast80, step.moreAtLeast80),
            atLeast60: sum(matchSummary.atLeast60, step.moreAtLeast60),
          },
        });
        expect(price).toBeLessThan(asked.amount);
        expect(price).toBeGreaterThanOrEqual(asked.amount * 0.8);
        steps += 1;
      }
    }
    expect(steps).toBeGreaterThan(5);
  });

  it('names the criterion that most often fails with those who look there', async () => {
    const [{ flxId, matchSummary }] = (await advertsForSale()).filter(({ matchSummary: each }) => each.mostOftenUnmet);
    const { advert } = await ask(`{ advert(flxId: "${flxId}") {
      matchingBuyerRequests(minScore: 0, first: 500) { totalCount nodes { criteria { kind outcome } } }
    } }`);
    const { totalCount, nodes } = advert.matchingBuyerRequests;
    const counts = new Map<string, number>();
    for (const { criteria } of nodes as readonly Json[]) {
      const location = criteria.find(({ kind }: Json) => kind === 'LOCATION');
      if (location?.outcome === 'UNMET') continue;
      for (const { kind, outcome } of criteria) {
        if (outcome === 'UNMET') counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }

    expect(nodes).toHaveLength(totalCount);
    expect(matchSummary.mostOftenUnmet.count).toBe(Math.max(...counts.values()));
    expect(counts.get(matchSummary.mostOftenUnmet.kind)).toBe(matchSummary.mostOftenUnmet.count);
  });

  it('is of the agencies asked for, among those of the caller', async () => {
    const { adverts } = await ask(`{ adverts(first: 5, filter: { inseeCode: "06004", isOnline: true }) { nodes {
      all: matchSummary { atLeast60 } one: matchSummary(agencyIds: ["771"]) { atLeast60 }
      other: matchSummary(agencyIds: ["772", "772"]) { atLeast60 } foreign: matchSummary(agencyIds: ["1"]) { ${SUMMARY} }
      property { matchSummary { atLeast60 } }
    } } }`);

    for (const { all, one, other, foreign, property } of adverts.nodes) {
      expect(sum(one.atLeast60, other.atLeast60)).toBe(all.atLeast60);
      expect(foreign).toEqual({ atLeast80: 0, atLeast60: 0, mostOftenUnmet: null, priceSteps: [] });
      expect(property.matchSummary.atLeast60).toBeGreaterThanOrEqual(0);
    }
  });

  it('costs no call of Apimo for a page of a hundred adverts with their matches, once agencies are synced', async () => {
    await ask('{ agencies { buyerRequests(first: 1) { totalCount } } }');
    vendors.forget();
    const { data, errors, extensions } =
      await immograph.ask(`{ adverts(first: 100, filter: { isOnline: true }) { nodes {
      flxId matchSummary { atLeast60 }
      matchingBuyerRequests(first: 5, minScore: 50) { totalCount nodes { score criteria { kind outcome } request { requestId } } }
    } } }`);

    expect(errors).toBeUndefined();
    expect(data.adverts.nodes).toHaveLength(100);
    expect(data.adverts.nodes.some((node: Json) => node.matchingBuyerRequests.totalCount > 0)).toBe(true);
    expect(vendors.calls('apimo')).toEqual([]);
    expect(vendors.calls('fluximmo')).toHaveLength(1);
    expect(extensions['upstreams'].apimo.calls).toBe(0);
  });

  it('is refused to who may not read requests, while the advert is answered', async () => {
    const clients = writeClientsFile([{ id: 'portal', scopes: ['adverts:read'], agencyIds: ['771'] }]);
    const guarded = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path });
    try {
      const { data, errors } = await guarded.ask(
        '{ adverts(first: 1) { nodes { flxId matchSummary { atLeast60 } } } }',
        { headers: clients.as('portal') },
      );
      expect(data.adverts.nodes).toEqual([{ flxId: expect.any(String), matchSummary: null }]);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    } finally {
      await guarded.stop();
      clients.remove();
    }
  });
});
