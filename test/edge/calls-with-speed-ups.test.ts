import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let running: RunningImmograph[];

beforeAll(async () => {
  vendors = await startRecordedSandbox();
});
beforeEach(() => {
  running = [];
});
afterEach(() => Promise.all(running.map((each) => each.stop())));
afterAll(() => vendors.close());

const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nothing is remembered': { CACHE: 'off' },
  'nothing is remembered, whatever may be kept': { CACHE: 'off', CACHE_ANSWERS_MAX_BYTES: '100000000' },
  'nothing is remembered, whatever the ages': { CACHE: 'off', CACHE_ADVERTS: '1d 1d 1d', CACHE_SEARCHES: '1d 1d 1d' },
  'nothing holds for a moment': { ...forgettingReads, CURRENT_VALUATIONS_MAX_AGE_MS: '0' },
  'records are remembered': { CACHE_ANSWERS_MAX_BYTES: '0' },
  'answers are remembered': {},
};
const remembering: readonly string[] = ['records are remembered', 'answers are remembered'];

const question = `{
  adverts(first: 20, filter: { isOnline: true }) { nodes {
    title property { title } zoneStatistics { median } valuation(provider: PRICEHUBBLE) { value { amount } }
  } totalCount }
  advert(flxId: "${walkAdvertFlxId}") { title property { adverts { nodes { title habitation { roomCount } } } similarProperties { title } } }
}`;

async function start(env: Readonly<Record<string, string>>): Promise<RunningImmograph> {
  const immograph = await startImmograph({ ...vendors.env, ...env });
  running.push(immograph);
  // What a process does once, whoever asks: it logs in.
  vendors.forget();
  await immograph.ask('{ valuation(provider: PRICEHUBBLE, subject: {}) { provider } }');
  while (!vendors.events.some(({ kind, call }) => kind === 'answered' && call.endpoint.includes('login'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return immograph;
}

const endpoints = () =>
  (['fluximmo', 'pricehubble'] as const)
    .flatMap((vendor) => vendors.calls(vendor).map(({ endpoint }) => endpoint))
    .sort();
const callsIn = ({ extensions }: Answered): number =>
  Object.values<Json>(extensions['upstreams']).reduce((sum: number, { calls }) => sum + Number(calls), 0);

describe('the upstream calls of a request', () => {
  it('are the same with every speed-up on and off, the first time that it is asked', async () => {
    const seen: Json[] = [];
    for (const env of Object.values(settings)) {
      const immograph = await start(env);
      vendors.forget();
      const answer = await immograph.ask(question);
      expect(callsIn(answer)).toBe(endpoints().length);
      seen.push({ endpoints: endpoints(), data: answer.data });
    }

    expect(seen[0].endpoints.length).toBeGreaterThan(6);
    for (const each of seen) expect(each).toEqual(seen[0]);
  });

  it.each(Object.entries(settings))('are told as they were made where it is asked again and %s', async (name, env) => {
    const immograph = await start(env);
    vendors.forget();
    const first = await immograph.ask(question);
    const asked = endpoints();
    for (let times = 0; times < 2; times += 1) {
      vendors.forget();
      const again = await immograph.ask(question);

      expect(again.data).toEqual(first.data);
      expect(callsIn(again)).toBe(endpoints().length);
      expect(endpoints()).toEqual(remembering.includes(name) ? [] : asked);
      for (const { cacheHits } of Object.values<Json>(again.extensions['upstreams'])) {
        expect(cacheHits > 0).toBe(remembering.includes(name));
      }
    }
  });

  it('are told once where many ask at the same time, and by all the others that there was none', async () => {
    const immograph = await start({ CACHE: 'off' });
    const one = `{ advert(flxId: "${walkAdvertFlxId}") { title } }`;
    vendors.forget();
    const answers = await Promise.all(Array.from({ length: 5 }, () => immograph.ask(one)));

    expect(answers.reduce((sum, answer) => sum + callsIn(answer), 0)).toBe(endpoints().length);
    for (const { extensions } of answers) {
      expect(extensions['upstreams']).toEqual({ fluximmo: { calls: expect.any(Number), cacheHits: 0 } });
    }
  });
});
