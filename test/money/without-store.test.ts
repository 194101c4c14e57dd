import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

/** Nobody listens there. */
const NOWHERE = 'redis://127.0.0.1:9';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let flxId: string;

beforeAll(async () => {
  vendors = await startRecordedSandbox();
  immograph = await startImmograph({ ...vendors.env, REDIS_URL: NOWHERE });
  flxId = vendors.sandbox.examples.advertFlxId ?? '';
});
beforeEach(() => {
  vendors.forget();
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

it('starts and is ready', async () => {
  const response = await fetch(`${immograph.origin}/readyz`);

  expect(response.status).toBe(200);
});

it('answers valuations that nobody bills, has nothing billed, and lets the rest of the answer stand', async () => {
  const { data, errors } = await immograph.ask(`{
    advert(flxId: "${flxId}") {
      title zoneStatistics { median }
      billed: valuation(provider: DIMEX) { value { amount } }
      free: valuation(provider: PRICEHUBBLE) { value { amount } }
      valuationComparison { agreement priceHubble { value { amount } } }
    }
  }`);

  expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions])).toEqual([
    ['advert.billed', { code: 'STORE_UNAVAILABLE', retryable: true }],
  ]);
  expect(data.advert).toEqual({
    title: expect.any(String),
    zoneStatistics: { median: expect.any(Number) },
    billed: null,
    free: { value: { amount: expect.any(Number) } },
    valuationComparison: { agreement: 'INCOMPLETE', priceHubble: data.advert.free },
  });
  expect(vendors.calls('dimex', 'POST')).toEqual([]);
  expect(vendors.sandbox.billedEstimations()).toBe(0);
});

it('says of a client that what it has spent is not known', async () => {
  const { data, errors } = await immograph.ask('{ viewer { clientId spend { used } } }');

  expect(data.viewer).toEqual({ clientId: 'local', spend: null });
  expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
    ['viewer.spend', 'STORE_UNAVAILABLE'],
  ]);
});

it('quotes the whole price where it cannot tell what is kept', async () => {
  const { data, errors } = await immograph.ask(`{
    advert(flxId: "${flxId}") { valuationQuote(provider: DIMEX) { isReady billedEstimations price { amount } } }
  }`);

  expect(errors).toBeUndefined();
  expect(data.advert.valuationQuote).toEqual({ isReady: true, billedEstimations: 1, price: { amount: 0.2 } });
});

it('quotes on a dry run all that it cannot look up', async () => {
  const { data, errors, extensions } = await immograph.ask(
    `{ advert(flxId: "${flxId}") { title valuation(provider: DIMEX) { value { amount } } } }`,
    { headers: { 'immograph-dry-run': '1' } },
  );

  expect(errors).toBeUndefined();
  expect(data.advert).toEqual({ title: expect.any(String), valuation: null });
  expect(extensions['quote']).toEqual({ dimex: { billedEstimations: 1, priceEur: 0.2 } });
});
