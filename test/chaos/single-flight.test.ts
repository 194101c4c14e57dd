import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { sizeOf } from '../money/sizes.js';
import { until } from '../store/until.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { Json } from '../support/immograph.js';
import { reportFigures } from './measured.js';
import { askAt, startServer } from './server.js';
import type { ChaosServer } from './server.js';

const READS = sizeOf('CHAOS_READS', 200);
/** Nobody is to be turned away for being one of too many. */
const roomForAll = { OVERLOAD_MIN_IN_FLIGHT: '2000', OVERLOAD_MAX_IN_FLIGHT: '4000', OVERLOAD_LOOP_DELAY_MS: '60000' };

const questions = [
  ['an advert', '/adverts/', `{ advert(flxId: "${walkAdvertFlxId}") { flxId title } }`],
  ['a property', '/properties/', '{ property(flxId: "FLX") { flxId title } }'],
  [
    'price statistics',
    '/statistics',
    '{ zoneStatistics(zone: { inseeCode: "75111", propertyClass: FLAT, offerType: BUY }) { median } }',
  ],
] as const;

describe(`${READS} clients who ask for the same at once`, () => {
  let vendors: FaultySandbox;
  let server: ChaosServer;
  let agent: Agent;
  let propertyFlxId: string;
  let release: () => void;

  beforeAll(async () => {
    vendors = await startFaultySandbox();
    agent = new Agent();
    const first = await startServer(vendors.env);
    const { data } = await first.ask(`{ advert(flxId: "${walkAdvertFlxId}") { property { flxId } } }`);
    propertyFlxId = data.advert.property.flxId;
    await first.stop();
  });
  beforeEach(async () => {
    await vendors.healAll();
    vendors.forget();
  });
  afterAll(async () => {
    await agent.destroy();
    await vendors.close();
  });

  /** A server that remembers nothing yet, whose upstream waits with every answer. */
  async function startHeld(): Promise<void> {
    server = await startServer({ ...vendors.env, ...roomForAll, REQUEST_DEADLINE_MS: '30000' });
    const held = new Promise<void>((resolve) => (release = resolve));
    vendors.proxies.fluximmo.fail({ kind: 'HOLD', until: held });
  }

  const askOnce = (query: string, signal?: AbortSignal) =>
    askAt(server.origin, query.replace('FLX', propertyFlxId), { dispatcher: agent, ...(signal && { signal }) });
  const inFlight = async () => {
    const response = await fetch(`${server.origin}/status`);
    return ((await response.json()) as Json).load.inFlight as number;
  };

  it.each(questions)('read %s with one upstream call, and all have it', async (what, path, query) => {
    await startHeld();
    try {
      const answers = Promise.all(Array.from({ length: READS }, () => askOnce(query)));
      await until(async () => (await inFlight()) === READS);
      release();
      const given = await answers;
      const calls = vendors.proxies.fluximmo.count(path);
      reportFigures('single flight', { what, reads: READS, calls, answers: given.length });

      expect(new Set(given.map(({ data, errors }) => JSON.stringify([data, errors]))).size).toBe(1);
      expect(Object.values(given[0]?.data as object)).not.toContain(null);
      expect(calls).toBe(1);
    } finally {
      release();
      await server.stop();
    }
  });

  it.each(questions)('for %s all have it but the first, whose client leaves', async (what, path, query) => {
    await startHeld();
    try {
      const leaving = new AbortController();
      const leader = askOnce(query, leaving.signal).then(
        () => 'answered',
        () => 'left',
      );
      await until(() => Promise.resolve(vendors.proxies.fluximmo.count(path) === 1));
      const followers = Promise.all(Array.from({ length: READS - 1 }, () => askOnce(query)));
      await until(async () => (await inFlight()) === READS);
      leaving.abort();
      expect(await leader).toBe('left');
      await until(async () => (await inFlight()) === READS - 1);
      release();
      const given = await followers;
      const whole = given.filter(
        ({ data, errors }) => errors === undefined && !Object.values(data as object).includes(null),
      );
      const calls = vendors.proxies.fluximmo.count(path);
      reportFigures('single flight, leader leaves', { what, reads: READS, calls, answers: whole.length });

      expect(whole).toHaveLength(READS - 1);
      expect(calls).toBe(1);
    } finally {
      release();
      await server.stop();
    }
  });

  it('fail together with one call, and the next is asked anew', async () => {
    await startHeld();
    const [, path, query] = questions[0];
    let isBroken = true;
    const held = new Promise<void>((resolve) => (release = resolve));
    vendors.proxies.fluximmo.behave(() =>
      isBroken ? { kind: 'CHANGE', change: (answer) => ({ ...answer, status: 400 }) } : { kind: 'HOLD', until: held },
    );
    try {
      const given = await Promise.all(Array.from({ length: READS }, () => askOnce(query)));
      isBroken = false;
      release();
      const calls = vendors.proxies.fluximmo.count(path);

      expect(given.every(({ errors }) => errors?.[0]?.extensions.code === 'UPSTREAM_REFUSED')).toBe(true);
      expect(calls).toBeLessThan(READS);
      expect((await askOnce(query)).errors).toBeUndefined();
      expect(vendors.proxies.fluximmo.count(path)).toBe(calls + 1);
    } finally {
      release();
      await server.stop();
    }
  });
});
