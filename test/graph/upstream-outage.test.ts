import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import type { VendorName } from '../../src/sandbox/sandbox.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';

const PROBE_INTERVAL_MS = 100;
const advert = `{ advert(flxId: "${walkAdvertFlxId}") { title } }`;
const statistics = '{ adverts(first: 1, filter: { propertyClasses: [FLAT] }) { nodes { zoneStatistics { median } } } }';
const dimex = `{ advert(flxId: "${walkAdvertFlxId}") { valuation(provider: DIMEX) { value { amount } } } }`;

const priceHubble = dimex.replace('DIMEX', 'PRICEHUBBLE');

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let broken: (vendor: VendorName, call: RecordedCall) => Answer | null = () => null;

const failing = (status: number): Answer => ({ status, body: 'secret of the vendor' });

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (vendor, answer, call) => broken(vendor, call) ?? answer,
    sandbox: unlimited,
  });
});
afterAll(() => vendors.close());

beforeEach(async () => {
  immograph = await startImmograph({
    ...vendors.env,
    CACHE: 'off',
    DIMEX_PRICE_EUR: '0.2',
    BREAKER_PROBE_INTERVAL_MS: String(PROBE_INTERVAL_MS),
    BREAKER_CONSECUTIVE_FAILURES: '5',
  });
});
afterEach(async () => {
  broken = () => null;
  await immograph.stop();
  vendors.forget();
});

async function askTimes(count: number, query: string): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (let ask = 0; ask < count; ask += 1) answered.push(await immograph.ask(query));
  return answered;
}

function codesOf(answered: readonly Answered[]): ReadonlySet<string> {
  return new Set(answered.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? ['OK']));
}

async function breakersOf(vendor: VendorName): Promise<Readonly<Record<string, Json>>> {
  const response = await request(`${immograph.origin}/status`);
  const { upstreams }: Json = await response.body.json();
  return Object.fromEntries(upstreams[vendor].breakers.map((each: Json) => [each.endpoint, each]));
}

/** Asks until it is answered, as a client would: each time after an answer. */
async function askUntilWhole(query: string): Promise<Answered> {
  for (;;) {
    const answered = await immograph.ask(query);
    if (answered.errors === undefined) return answered;
  }
}

describe('an upstream that fails altogether', () => {
  it.each([500, 503])(
    'with status %i is asked no more than 1.1 times a question, and three times more',
    async (status) => {
      broken = (vendor) => (vendor === 'fluximmo' ? failing(status) : null);
      const answered = await askTimes(60, advert);

      expect(codesOf(answered)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
      expect(vendors.calls('fluximmo').length).toBeLessThanOrEqual(60 * 1.1 + 3);
      expect((await breakersOf('fluximmo'))['advert']).toMatchObject({
        openedBy: 'UPSTREAM_UNAVAILABLE',
        since: expect.stringMatching(/Z$/),
        nextProbeAt: expect.stringMatching(/Z$/),
      });
    },
  );

  it('is asked again once it has healed, and then as before', async () => {
    broken = (vendor) => (vendor === 'fluximmo' ? failing(503) : null);
    await askTimes(10, advert);
    broken = () => null;
    const { data } = await askUntilWhole(advert);

    expect(data.advert.title).toEqual(expect.any(String));
    expect(codesOf(await askTimes(10, advert))).toEqual(new Set(['OK']));
    expect((await breakersOf('fluximmo'))['advert']).toMatchObject({ state: 'CLOSED', openedBy: null });
  });

  it('takes nothing from operations that do not ask it', async () => {
    broken = (vendor) => (vendor === 'apimo' ? failing(500) : null);
    const answered = await Promise.all([
      ...Array.from({ length: 20 }, () => immograph.ask('{ agency(id: "771") { buyerRequests { totalCount } } }')),
      ...Array.from({ length: 20 }, () => immograph.ask(advert)),
    ]);

    expect(codesOf(answered.slice(20))).toEqual(new Set(['OK']));
    expect(codesOf(answered.slice(0, 20))).not.toContain('OK');
  });
});

describe('an endpoint that fails', () => {
  it('leaves the others of its upstream alone', async () => {
    broken = (_vendor, { endpoint }) => (endpoint.endsWith('statistics') ? failing(500) : null);
    const answered = await askTimes(20, statistics);
    const breakers = await breakersOf('fluximmo');

    expect(codesOf(answered)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(answered.every(({ data }) => data.adverts.nodes.length === 1)).toBe(true);
    expect(breakers['price-statistics'].state).not.toBe('CLOSED');
    expect(breakers['advert-search'].state).toBe('CLOSED');
    expect(breakers['credential'].state).toBe('CLOSED');
    expect(codesOf(await askTimes(5, advert))).toEqual(new Set(['OK']));
  });
});

describe('a credential that is not accepted', () => {
  it('keeps calls from every endpoint, and is tried again from time to time', async () => {
    broken = (vendor) => (vendor === 'fluximmo' ? failing(401) : null);
    const first = await askTimes(1, advert);
    expect(vendors.calls('fluximmo')).toHaveLength(1);
    expect((await breakersOf('fluximmo'))['credential']).toMatchObject({ openedBy: 'UPSTREAM_AUTH' });
    const others = await askTimes(5, statistics);

    expect(codesOf([...first, ...others])).toEqual(new Set(['UPSTREAM_AUTH']));
    expect(vendors.calls('fluximmo').length).toBeLessThan(6);
    broken = () => null;
    expect((await askUntilWhole(advert)).data.advert.title).toEqual(expect.any(String));
  });

  it('at PriceHubble is not taken for bad because a token has run out', async () => {
    let refusals = 1;
    broken = (vendor, { endpoint }) => {
      if (vendor !== 'pricehubble' || !endpoint.endsWith('property_value') || refusals === 0) return null;
      refusals -= 1;
      return failing(401);
    };
    const { errors } = await immograph.ask(priceHubble);

    expect(errors).toBeUndefined();
    expect((await breakersOf('pricehubble'))['credential']).toMatchObject({ state: 'CLOSED', openedBy: null });
  });

  it('at PriceHubble is taken for bad when the next token is refused too', async () => {
    broken = (vendor, { endpoint }) =>
      vendor === 'pricehubble' && endpoint.endsWith('property_value') ? failing(401) : null;
    await immograph.ask(priceHubble);

    expect((await breakersOf('pricehubble'))['credential']).toMatchObject({ openedBy: 'UPSTREAM_AUTH' });
  });
});

describe('a read of Apimo that is made again', () => {
  it('counts against the day each time', async () => {
    let failures = 1;
    broken = (vendor) => {
      if (vendor !== 'apimo' || failures === 0) return null;
      failures -= 1;
      return failing(503);
    };
    const { errors } = await immograph.ask('{ agency(id: "771") { buyerRequests { totalCount } } }');
    const response = await request(`${immograph.origin}/status`);
    const { upstreams }: Json = await response.body.json();

    expect(errors).toBeUndefined();
    expect(failures).toBe(0);
    expect(upstreams.apimo.quota.usedToday).toBe(vendors.calls('apimo').length);
  });
});

describe('a billed estimation', () => {
  it.each([500, 503])('that was sent is not sent again, whatever status %i says', async (status) => {
    broken = (_vendor, { endpoint }) => (endpoint.includes('/hed-fr-con') ? failing(status) : null);
    const { errors } = await immograph.ask(dimex);

    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(vendors.calls('dimex', 'hed-fr-con')).toHaveLength(1);
  });
});
