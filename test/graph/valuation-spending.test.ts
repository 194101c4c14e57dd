import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { scopes } from '../../src/access/caller.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { browseAdverts, isForSale, isWhole } from '../support/picked-adverts.js';
import type { PickedAdvert } from '../support/picked-adverts.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer } from '../support/recorder.js';

type Spend = Readonly<{ limit: number | null; used: number; unresolved: number; remaining: number | null }>;

const WHO = `viewer { spend { limit used unresolved remaining } }`;

let vendors: RecordedSandbox;
/** What a vendor's endpoint answers instead. */
let instead: Record<string, Answer> = {};
let flats: readonly PickedAdvert[] = [];

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (_vendor, answer, { endpoint }) =>
      Object.entries(instead).find(([end]) => endpoint.endsWith(end))?.[1] ?? answer,
  });
});
beforeEach(() => {
  instead = {};
  vendors.forget();
});
afterAll(() => vendors.close());

async function findFlats(immograph: RunningImmograph): Promise<void> {
  const { all } = await browseAdverts(immograph);
  flats = all((advert) => isForSale(advert) && advert.propertyClass === 'FLAT' && isWhole(advert.dimex));
}

const DAY_MS = 86_400_000;
let largest = 30;

/** A living area in m² that no test has named before: nobody has bought an estimation of it. */
function newArea(): number {
  largest += 1;
  return largest;
}

/** Estimations of one flat that nobody has bought, each of another day: a document may not hold so many fields of their own. */
function estimations(count: number, provider = 'DIMEX'): string {
  const area = newArea();
  const first = new Date('2024-01-01').getTime();
  const days = Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
  return `{ advert(flxId: "${flats[0]?.flxId ?? ''}") { flxId
    values: valuations(provider: ${provider}, dates: ${JSON.stringify(days)}, overrides: { livingArea: ${area} }) { value { amount } }
  } ${WHO} }`;
}

function valuesIn({ data }: Answered): readonly Json[] {
  return data.advert.values;
}

function grantedIn(answered: Answered): number {
  return valuesIn(answered).filter((value) => value !== null).length;
}

function codesOf({ errors }: Answered): readonly string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}

async function get(origin: string, query: string, headers: Readonly<Record<string, string>>): Promise<Json> {
  const response = await request(`${origin}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': 'true', ...headers },
  });
  return response.body.json();
}

describe('with clients of their own rights and limits', () => {
  let immograph: RunningImmograph;
  let clients: ClientsFile;
  const valuesOnly = scopes.filter((scope) => scope !== 'valuations:spend');

  beforeAll(async () => {
    clients = writeClientsFile([
      { id: 'buyer', scopes },
      { id: 'reader', scopes: valuesOnly },
      { id: 'daily', scopes, billedEstimationsPerDay: 4 },
      { id: 'careful', scopes, billedEstimationsPerDay: 3 },
    ]);
    immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path, MAX_BILLED_PER_OPERATION: '5' });
    await findFlats({ ...immograph, ask: (query) => immograph.ask(query, { headers: clients.as('buyer') }) });
  });
  afterAll(async () => {
    await immograph.stop();
    clients.remove();
  });
  const ask = (client: string, query: string, headers: Readonly<Record<string, string>> = {}) =>
    immograph.ask(query, { headers: { ...clients.as(client), ...headers } });

  it('tells of every operation how many estimations were billed, and for how much', async () => {
    const before = vendors.sandbox.billedEstimations();
    const { errors, extensions } = await ask('buyer', estimations(3));

    expect(errors).toBeUndefined();
    expect(vendors.sandbox.billedEstimations() - before).toBe(3);
    expect(extensions['upstreams']).toMatchObject({ dimex: { billedEstimations: 3, priceEur: 0.6 } });
  });

  it('counts against the client that asked', async () => {
    const spendOf = async (client: string) => (await ask(client, `{ ${WHO} }`)).data.viewer.spend;
    const buyer = (await spendOf('buyer')) as Spend;
    const daily = await spendOf('daily');
    await ask('buyer', estimations(2));

    expect(buyer).toMatchObject({ limit: null, remaining: null });
    expect(await spendOf('buyer')).toMatchObject({ used: buyer.used + 2 });
    expect(await spendOf('daily')).toEqual(daily);
  });

  it('nulls a billed field alone where the client may not spend', async () => {
    const before = vendors.sandbox.billedEstimations();
    const home = `overrides: { livingArea: ${newArea()} }`;
    const answered = await ask(
      'reader',
      `{ advert(flxId: "${flats[0]?.flxId ?? ''}") {
        flxId
        billed: valuation(provider: DIMEX, ${home}) { value { amount } }
        free: valuation(provider: PRICEHUBBLE, ${home}) { value { amount } }
        zoneStatistics { median }
        quote: valuationQuote(provider: DIMEX, ${home}) { billedEstimations price { amount } }
      } }`,
    );

    expect(answered.errors).toEqual([
      expect.objectContaining({
        path: ['advert', 'billed'],
        extensions: { code: 'FORBIDDEN', requiredScopes: [['valuations:spend']] },
      }),
    ]);
    expect(answered.data.advert).toMatchObject({
      billed: null,
      free: { value: { amount: expect.any(Number) } },
      zoneStatistics: { median: expect.any(Number) },
      quote: { billedEstimations: 1, price: { amount: 0.2 } },
    });
    expect(vendors.sandbox.billedEstimations()).toBe(before);
    expect(vendors.calls('dimex', 'POST')).toHaveLength(0);
  });

  it('answers a client that may not spend with what another has bought', async () => {
    const query = estimations(2);
    const bought = await ask('buyer', query);
    vendors.forget();
    const { data, errors, extensions } = await ask('reader', query);

    expect(errors).toBeUndefined();
    expect(data.advert).toEqual(bought.data.advert);
    expect(vendors.calls('dimex', 'POST')).toHaveLength(0);
    expect(extensions['upstreams'].dimex).toMatchObject({ cacheHits: 2, billedEstimations: 0, priceEur: 0 });
  });

  it('has nothing billed over GET, and answers there what is free', async () => {
    const query = `{ advert(flxId: "${flats[0]?.flxId ?? ''}") {
      billed: valuation(provider: DIMEX, overrides: { livingArea: ${newArea()} }) { value { amount } }
      free: valuation(provider: PRICEHUBBLE) { value { amount } }
    } }`;
    const { data, errors } = await get(immograph.origin, query, clients.as('buyer'));

    expect(data.advert).toEqual({ billed: null, free: { value: { amount: expect.any(Number) } } });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['advert', 'billed'], extensions: { code: 'FORBIDDEN' } }),
    ]);
    expect(vendors.calls('dimex', 'POST')).toHaveLength(0);
  });

  it('answers the first of a page that goes over the cap of an operation, and refuses the rest one by one', async () => {
    const before = vendors.sandbox.billedEstimations();
    const answered = await ask(
      'buyer',
      `{ adverts(first: 60, filter: { offerTypes: [BUY], propertyClasses: [FLAT], isOnline: true }) { nodes {
        flxId q: valuationQuote(provider: DIMEX) { isReady inputs { origin } }
        valuation(provider: DIMEX) { value { amount } } zoneStatistics { median }
      } } }`,
    );

    const nodes = answered.data.adverts.nodes as readonly Json[];
    const whole = nodes.filter(({ q }) => isWhole(q));
    expect(whole.slice(0, 5).every(({ valuation }) => valuation !== null)).toBe(true);
    // The adverts of one home that tell the same of it share one estimation.
    expect(nodes.filter(({ valuation }) => valuation !== null).length).toBeGreaterThanOrEqual(5);
    expect(vendors.sandbox.billedEstimations() - before).toBe(5);
    const refused = answered.errors?.filter(({ extensions }) => extensions.code === 'SPEND_LIMIT_EXCEEDED') ?? [];
    const ready = nodes.flatMap(({ q }, index) => (q.isReady === true ? [index] : []));
    expect(new Set(refused.map(({ path }) => path?.join('.')))).toEqual(
      new Set(
        ready.filter((index) => nodes[index].valuation === null).map((index) => `adverts.nodes.${index}.valuation`),
      ),
    );
    expect(nodes.every(({ zoneStatistics }) => zoneStatistics !== null)).toBe(true);
    expect(answered.extensions['upstreams']).toMatchObject({ dimex: { billedEstimations: 5, priceEur: 1 } });
  });

  it('answers the first dates of a time series that goes over the cap', async () => {
    const dates = Array.from({ length: 7 }, (_, index) => `"20${10 + index}-01-01"`);
    const { data, errors } = await ask(
      'buyer',
      `{ advert(flxId: "${flats[0]?.flxId ?? ''}") {
        valuations(provider: DIMEX, dates: [${dates.join()}]) { valuationDate }
      } }`,
    );

    expect(data.advert.valuations.map((each: Json) => each?.valuationDate ?? null)).toEqual([
      '2010-01-01',
      '2011-01-01',
      '2012-01-01',
      '2013-01-01',
      '2014-01-01',
      null,
      null,
    ]);
    expect(errors?.map(({ path }) => path)).toEqual([
      ['advert', 'valuations', 5],
      ['advert', 'valuations', 6],
    ]);
  });

  it('holds a client to its estimations a day, over all of its operations', async () => {
    const query = estimations(3);
    const first = await ask('daily', query);
    const second = await ask('daily', estimations(3));
    const last = await ask('daily', estimations(1));

    expect([first, second].map(grantedIn)).toEqual([3, 1]);
    expect(codesOf(second)).toEqual(['SPEND_LIMIT_EXCEEDED', 'SPEND_LIMIT_EXCEEDED']);
    expect(grantedIn(last)).toBe(0);
    expect(last.data.advert.flxId).toBe(flats[0]?.flxId);
    expect((await ask('daily', `{ ${WHO} }`)).data.viewer.spend).toEqual({
      limit: 4,
      used: 4,
      unresolved: 0,
      remaining: 0,
    });
    // What it has bought before is still its own to read.
    expect(grantedIn(await ask('daily', query))).toBe(3);
    expect(grantedIn(await ask('buyer', estimations(1)))).toBe(1);
  });

  it('gives back what the provider refused, and what was never sent', async () => {
    const spend = async () => (await ask('careful', `{ ${WHO} }`)).data.viewer.spend;
    const refused = await ask(
      'careful',
      `{ advert(flxId: "${flats[0]?.flxId ?? ''}") {
        v: valuation(provider: DIMEX, overrides: { address: "1 rue du Port, 99123 Nullepart" }) { value { amount } }
      } }`,
    );
    expect(codesOf(refused)).toEqual(['VALUATION_REFUSED']);
    expect(await spend()).toEqual({ limit: 3, used: 0, unresolved: 0, remaining: 3 });

    instead = { 'hed-fr-con': { status: 403, body: '{}' } };
    expect(codesOf(await ask('careful', estimations(1)))).toEqual(['UPSTREAM_AUTH']);
    expect(await spend()).toEqual({ limit: 3, used: 0, unresolved: 0, remaining: 3 });

    instead = { 'hed-fr-con': { status: 500, body: '{}' } };
    expect(codesOf(await ask('careful', estimations(1)))).toEqual(['UPSTREAM_UNAVAILABLE']);
    // Sent, and nobody knows whether it is charged for.
    expect(await spend()).toEqual({ limit: 3, used: 1, unresolved: 1, remaining: 2 });
  });
});

describe('with a cap for all', () => {
  let immograph: RunningImmograph;
  const restart = async (env: Readonly<Record<string, string>>) => {
    immograph = await startImmograph({ ...vendors.env, ...env });
    await findFlats(immograph);
  };
  afterEach(() => immograph.stop());

  it('bills ten operations that come at once no more than the cap, and no less', async () => {
    await restart({ SPEND_CAP_ESTIMATIONS_PER_DAY: '17' });
    const before = vendors.sandbox.billedEstimations();
    const answers = await Promise.all(Array.from({ length: 10 }, () => immograph.ask(estimations(3))));

    expect(vendors.sandbox.billedEstimations() - before).toBe(17);
    expect(answers.map(grantedIn).reduce((sum, each) => sum + each, 0)).toBe(17);
    expect(answers.flatMap(codesOf)).toEqual(Array.from({ length: 13 }, () => 'SPEND_LIMIT_EXCEEDED'));
    const { data } = await immograph.ask(`{ ${WHO} }`);
    expect(data.viewer.spend).toEqual({ limit: 17, used: 17, unresolved: 0, remaining: 0 });
  });

  it('spends nothing on an estimation that is not sent because Dimex would not name its model', async () => {
    instead = { 'hed-fr-available-models': { status: 500, body: '{}' } };
    await restart({ SPEND_CAP_ESTIMATIONS_PER_DAY: '1' });
    const query = estimations(1);
    const failed = await immograph.ask(query);
    instead = {};
    const retried = await immograph.ask(query);

    expect(codesOf(failed)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(codesOf(retried)).toEqual([]);
    expect(grantedIn(retried)).toBe(1);
  });
});

describe('where PriceHubble is billed too', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({
      ...vendors.env,
      PRICEHUBBLE_PRICE_EUR: '0.05',
      MAX_BILLED_PER_OPERATION: '60',
    });
    await findFlats(immograph);
  });
  afterAll(() => immograph.stop());
  const spend = async () => (await immograph.ask(`{ ${WHO} }`)).data.viewer.spend;
  const SIDE_BY_SIDE = 'valuationComparison { agreement dimex { value { amount } } priceHubble { value { amount } } }';

  it('counts and prices both', async () => {
    const before = (await spend()) as Spend;
    const { errors, extensions } = await immograph.ask(
      `{ advert(flxId: "${flats[0]?.flxId ?? ''}") { ${SIDE_BY_SIDE} } }`,
    );

    expect(errors).toBeUndefined();
    expect(extensions['upstreams']).toMatchObject({
      dimex: { billedEstimations: 1, priceEur: 0.2 },
      pricehubble: { billedEstimations: 1, priceEur: 0.05 },
    });
    expect(await spend()).toMatchObject({ used: before.used + 2 });
  });

  it('has it billed once for all who ask for the same at once', async () => {
    const before = (await spend()) as Spend;
    const query = estimations(3, 'PRICEHUBBLE');
    const answers = await Promise.all(Array.from({ length: 20 }, () => immograph.ask(query)));

    expect(answers.map(grantedIn)).toEqual(answers.map(() => 3));
    expect(vendors.calls('pricehubble', 'property_value')).toHaveLength(1);
    expect(await spend()).toMatchObject({ used: before.used + 3, unresolved: 0 });
  });

  it('has it not billed over GET', async () => {
    const { errors } = await get(immograph.origin, estimations(1, 'PRICEHUBBLE'), {});

    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['FORBIDDEN']);
    expect(vendors.calls('pricehubble')).toHaveLength(0);
  });

  it('refuses what goes over the cap of an operation, whichever provider is asked', async () => {
    const answered = await immograph.ask(estimations(62, 'PRICEHUBBLE'));

    expect(grantedIn(answered)).toBe(60);
    expect(codesOf(answered)).toEqual(['SPEND_LIMIT_EXCEEDED', 'SPEND_LIMIT_EXCEEDED']);
    expect(answered.extensions['upstreams']).toMatchObject({ pricehubble: { billedEstimations: 60, priceEur: 3 } });
  });

  it('has nothing billed on a dry run, answers everything else, and quotes what it would cost', async () => {
    const before = { billed: vendors.sandbox.billedEstimations(), spend: await spend() };
    // The first one's was bought above; others of its town may be of the same home.
    const town = (flat: PickedAdvert) => flat.location?.inseeCode;
    const [, one, two] = flats.filter((flat, index) => flats.findIndex((each) => town(each) === town(flat)) === index);
    const query = `{
      one: advert(flxId: "${one?.flxId ?? ''}") {
        flxId zoneStatistics { median } matchingBuyerRequests { totalCount }
        a: valuation(provider: DIMEX) { value { amount } }
        b: valuation(provider: DIMEX) { value { amount } }
        series: valuations(provider: PRICEHUBBLE, dates: ["2024-01-01", "2025-01-01", "2024-01-01"]) { value { amount } }
        ${SIDE_BY_SIDE}
      }
      two: advert(flxId: "${two?.flxId ?? ''}") { valuation(provider: DIMEX) { value { amount } } }
    }`;
    const { data, errors, extensions } = await immograph.ask(query, { headers: { 'immograph-dry-run': '1' } });

    expect(errors).toBeUndefined();
    expect(data.one).toMatchObject({
      flxId: one?.flxId,
      zoneStatistics: { median: expect.any(Number) },
      matchingBuyerRequests: { totalCount: expect.any(Number) },
      a: null,
      b: null,
      series: [null, null, null],
      valuationComparison: { agreement: 'INCOMPLETE', dimex: null, priceHubble: null },
    });
    expect(data.two).toEqual({ valuation: null });
    // Of `one` by Dimex once, of `two` once; by PriceHubble two days of the series and today.
    expect(extensions['quote']).toEqual({
      dimex: { billedEstimations: 2, priceEur: 0.4 },
      pricehubble: { billedEstimations: 3, priceEur: 0.15 },
    });
    expect(vendors.calls('dimex', 'POST')).toHaveLength(0);
    expect(vendors.calls('pricehubble')).toHaveLength(0);
    expect(vendors.sandbox.billedEstimations()).toBe(before.billed);
    expect(await spend()).toEqual(before.spend);

    const billed = await immograph.ask(query);
    const upstreams = billed.extensions['upstreams'];
    expect(upstreams.dimex).toMatchObject(extensions['quote'].dimex);
    expect(upstreams.pricehubble).toMatchObject(extensions['quote'].pricehubble);

    const after = await immograph.ask(query, { headers: { 'immograph-dry-run': '1' } });
    expect(after.data).toEqual(billed.data);
    expect(after.extensions['quote']).toEqual({
      dimex: { billedEstimations: 0, priceEur: 0 },
      pricehubble: { billedEstimations: 0, priceEur: 0 },
    });
  });

  it('says on a dry run what is wrong with an input, as it would otherwise', async () => {
    const { errors, extensions } = await immograph.ask(
      `{ advert(flxId: "${flats[0]?.flxId ?? ''}") {
        bad: valuation(provider: DIMEX, overrides: { livingArea: 800 }) { value { amount } }
      } }`,
      { headers: { 'immograph-dry-run': '1' } },
    );

    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['BAD_USER_INPUT']);
    expect(extensions['quote']).toEqual({});
  });
});
