import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { walkQuery } from '../support/walk.js';

/** Everything of the walk that needs no more than the advert: six calls, when nothing is remembered. */
const SECOND_ROUND = [
  'POST /api/v1/valuation/property_value',
  'POST /v0/hed-fr-con',
  'POST /v2/protected/analytics/market/price_per_area/statistics',
  'POST /v2/protected/properties/_many',
  'GET /agencies/771/requests',
  'GET /agencies/772/requests',
].sort();

describe('the rounds of the walk', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  let waiting: (() => void)[] = [];
  let isHolding = false;

  beforeAll(async () => {
    // No answer of the second round leaves before all of its calls have come: a call that waited for another's answer
    // would never be sent, and the walk would run into its deadline.
    vendors = await startRecordedSandbox({
      answer: async (_vendor, answer, { endpoint }) => {
        if (!isHolding || !SECOND_ROUND.includes(endpoint)) return answer;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === SECOND_ROUND.length) for (const release of waiting) release();
        });
        return answer;
      },
    });
    immograph = await startImmograph({ ...vendors.env, ...forgettingReads, REQUEST_DEADLINE_MS: '20000' });
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  it('are two: the advert, then everything else side by side, with nothing remembered from before', async () => {
    waiting = [];
    isHolding = true;
    const { errors } = await immograph.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });
    isHolding = false;

    expect(errors).toBeUndefined();
    const received = vendors.events.filter(({ kind }) => kind === 'received').map(({ call }) => call.endpoint);
    const [advert, session, model] = [
      `GET /v2/protected/adverts/${walkAdvertFlxId}`,
      'POST /auth/login/credentials',
      'GET /v0/hed-fr-available-models',
    ];
    expect(received.toSorted()).toEqual([advert, session, model, ...SECOND_ROUND].toSorted());
    expect(new Set(received.slice(0, 3))).toEqual(new Set([advert, session, model]));
  });

  it('leave the statistics and matches of an advert that lacks a required value in the second', async () => {
    vendors.forget();
    const { data } =
      await immograph.ask(`{ adverts(first: 100, filter: { offerTypes: [BUY], propertyClasses: [FLAT] }) {
      nodes { flxId valuationQuote(provider: PRICEHUBBLE) { inputs { origin } } } } }`);
    const lacking = data.adverts.nodes.find((advert: Quoted) =>
      advert.valuationQuote.inputs.some(({ origin }) => origin === 'PROPERTY'),
    );
    expect(lacking).toBeDefined();
    vendors.forget();

    await immograph.ask(
      `query ($flxId: ID!) { advert(flxId: $flxId) { zoneStatistics { median } valuation(provider: PRICEHUBBLE) { value { amount } } } }`,
      { variables: { flxId: lacking.flxId } },
    );

    const order = vendors.events.map(({ kind, call }) => `${kind} ${call.endpoint.split('/').at(-1) ?? ''}`);
    expect(order.indexOf('received statistics')).toBeLessThan(order.indexOf('answered _many'));
    expect(order.indexOf('received property_value')).toBeGreaterThan(order.indexOf('answered _many'));
  });
});

type Quoted = { valuationQuote: { inputs: { origin: string }[] } };
