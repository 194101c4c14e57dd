import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { sandboxCredentials } from '../../src/sandbox/sandbox.js';
import { sizeOf } from '../money/sizes.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { isMeasured, quantilesOf, reportFigures } from './measured.js';
import { startServer } from './server.js';
import type { ChaosServer } from './server.js';

const READS = sizeOf('CHAOS_STALE_READS', 20);
const WITHIN_MS = 50;
/** Answers are old after a moment, so that a test need not wait for minutes. */
const FRESH_MS = 100;
const LIMIT_MS = 6_000;
const shortLives = { CACHE_ADVERTS: `${FRESH_MS}ms ${FRESH_MS}ms ${LIMIT_MS}ms` };
const [agencyId] = sandboxCredentials.apimo.agencyIds;
const advert = `{ advert(flxId: "${walkAdvertFlxId}") { flxId title fetchedAt isStale } }`;
const requests = `{ agency(id: "${agencyId}") { buyerRequests(first: 5) { totalCount nodes { requestId } } } }`;

describe('a server that remembers what a vendor has said before it died', () => {
  let vendors: FaultySandbox;
  let server: ChaosServer;

  beforeAll(async () => {
    vendors = await startFaultySandbox();
  });
  beforeEach(async () => {
    server = await startServer({
      ...vendors.env,
      ...shortLives,
      REQUESTS_MAX_AGE_MS: '1000',
      REQUESTS_MAX_STALE_MS: '2000',
    });
  });
  afterEach(async () => {
    await server.stop();
    await vendors.healAll();
  });
  afterAll(() => vendors.close());

  it('answers with it, says that it is stale, and never once it is older than the limit', async () => {
    const warm = await server.ask(advert);
    expect(warm.data.advert).toMatchObject({ flxId: walkAdvertFlxId, isStale: false });
    await vendors.proxies.fluximmo.down();
    await pause(FRESH_MS);

    const seen: { ageMs: number; ms: number }[] = [];
    let after = await server.ask(advert);
    while (after.data.advert !== null) {
      const { title, fetchedAt, isStale } = after.data.advert;
      expect({ title, isStale }).toEqual({ title: warm.data.advert.title, isStale: true });
      seen.push({ ageMs: Date.now() - Date.parse(fetchedAt), ms: after.ms });
      await pause(LIMIT_MS / READS);
      after = await server.ask(advert);
    }
    const oldestMs = Math.max(...seen.map(({ ageMs }) => ageMs));
    reportFigures('stale adverts', {
      answers: seen.length,
      ms: quantilesOf(seen.map(({ ms }) => ms)),
      oldestMs,
      LIMIT_MS,
    });

    expect(seen).not.toEqual([]);
    // An answer is a moment older when it has come than when it was given.
    expect(seen.every(({ ageMs, ms }) => ageMs - ms <= LIMIT_MS)).toBe(true);
    expect(after.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE']);
    if (isMeasured) expect(Math.max(...seen.map(({ ms }) => ms))).toBeLessThanOrEqual(WITHIN_MS);
  });

  it("does not answer with buyers' requests that are older than their limit", async () => {
    expect((await server.ask(requests)).errors).toBeUndefined();
    await vendors.proxies.apimo.down();
    const diedAt = performance.now();
    let answered = await server.ask(requests);
    while (answered.errors === undefined && performance.now() - diedAt < 5_000) {
      await pause(100);
      answered = await server.ask(requests);
    }
    const servedMs = Math.round(performance.now() - diedAt);
    reportFigures('stale buyer requests', { limitMs: 2000, servedMs, isRefused: answered.errors !== undefined });

    expect(answered.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(answered.data.agency.buyerRequests).toBeNull();
  });
});
