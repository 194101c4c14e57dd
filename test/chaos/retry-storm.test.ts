import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sizeOf } from '../money/sizes.js';
import { answerOf } from '../support/fault-proxy-answers.js';
import type { Fault } from '../support/fault-proxy-faults.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { isMeasured, reportFigures } from './measured.js';
import { startServer } from './server.js';
import type { ChaosServer } from './server.js';

const ASKS = sizeOf('CHAOS_ASKS', 60);
/** Fewer than a server ever turns away, however slow its machine. */
const AT_ONCE = 40;
const PROBE_INTERVAL_MS = isMeasured ? 5_000 : 300;
const WATCHED_INTERVALS = 4;
const RESTORED_WITHIN_MS = 10_000;
const MOST_CALLS_A_CALL = 1.1;
/** What a budget of retries may have saved up. */
const SAVINGS = 3;

const faults: readonly (readonly [string, Fault])[] = [
  ['503', answerOf(503)],
  ['429 without a word', answerOf(429)],
  ['resets', { kind: 'RESET' }],
  ['pages of HTML', { kind: 'ANSWER', answer: { status: 200, headers: {}, body: Buffer.from('<html></html>') } }],
];

let vendors: FaultySandbox;
let server: ChaosServer;
let serial = 0;

beforeAll(async () => {
  vendors = await startFaultySandbox();
});
beforeEach(async () => {
  server = await startServer({
    ...vendors.env,
    CACHE: 'off',
    BREAKER_PROBE_INTERVAL_MS: String(PROBE_INTERVAL_MS),
  });
  vendors.forget();
});
afterEach(async () => {
  await server.stop();
  await vendors.healAll();
});
afterAll(() => vendors.close());

/** A read that no other has made, so that nothing is shared: one call a client call. */
function askAnother() {
  serial += 1;
  return server.ask(`{ property(flxId: "prop_${serial}") { flxId } }`);
}

it.each(faults)(
  'nothing but %s is answered with hardly more calls than there are clients, with few probes, and with a recovery',
  async (name, fault) => {
    const proxy = vendors.proxies.fluximmo;
    proxy.fail(fault);
    const answers: Awaited<ReturnType<typeof askAnother>>[] = [];
    while (answers.length < ASKS) {
      const some = Math.min(AT_ONCE, ASKS - answers.length);
      answers.push(...(await Promise.all(Array.from({ length: some }, askAnother))));
    }
    const amplification = proxy.calls.length / ASKS;
    expect(answers.every(({ status, errors }) => status === 200 && errors !== undefined)).toBe(true);
    expect(proxy.calls.length).toBeLessThanOrEqual(ASKS * MOST_CALLS_A_CALL + SAVINGS);

    // The breaker is open: what is asked from here on reaches the upstream as probes alone.
    await untilTurnedAway();
    proxy.forget();
    const watchedMs = WATCHED_INTERVALS * PROBE_INTERVAL_MS;
    const end = performance.now() + watchedMs;
    let asked = 0;
    while (performance.now() < end) {
      asked += 1;
      await askAnother();
      await pause(PROBE_INTERVAL_MS / 20);
    }
    const probes = proxy.calls.length;
    expect(probes).toBeLessThanOrEqual(WATCHED_INTERVALS + 1);
    expect(probes).toBeGreaterThan(0);

    await proxy.heal();
    const healedAt = performance.now();
    while ((await askAnother()).errors !== undefined) {
      if (performance.now() - healedAt > 3 * RESTORED_WITHIN_MS) break;
      await pause(PROBE_INTERVAL_MS / 20);
    }
    const restoredMs = performance.now() - healedAt;
    reportFigures('retry storm', {
      fault: name,
      asks: ASKS,
      amplification,
      whileOpen: { asked, probes, seconds: watchedMs / 1000 },
      restoredMs: Math.round(restoredMs),
    });
    expect(restoredMs).toBeLessThanOrEqual(RESTORED_WITHIN_MS);
    expect(
      (await Promise.all(Array.from({ length: 20 }, askAnother))).every(({ errors }) => errors === undefined),
    ).toBe(true);
  },
  isMeasured ? 180_000 : 30_000,
);

/** Asks until an answer comes without a call. */
async function untilTurnedAway(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const before = vendors.proxies.fluximmo.calls.length;
    await askAnother();
    if (vendors.proxies.fluximmo.calls.length === before) return;
  }
  throw new Error('No breaker has opened after 200 failures in a row.');
}
