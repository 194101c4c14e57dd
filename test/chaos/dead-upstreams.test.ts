import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { vendorNames } from '../../src/sandbox/sandbox.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { allFour, pathOf } from './four-questions.js';
import { isMeasured, quantilesOf, reportFigures } from './measured.js';
import { startServer } from './server.js';
import type { ChaosServer } from './server.js';

/** Enough for a process that has just started to read all of what an agency has. */
const DEADLINE_MS = isMeasured ? 3_000 : 9_000;

let vendors: FaultySandbox;
let server: ChaosServer | undefined;

beforeAll(async () => {
  vendors = await startFaultySandbox();
  // The sandbox makes its records when they are first asked for.
  const first = await startServer(vendors.env);
  await first.ask(allFour);
  await first.stop();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await vendors.healAll();
});
afterAll(() => vendors.close());

/** Every choice of some of the four. */
const combinations = Array.from({ length: 15 }, (_, index) =>
  vendorNames.filter((_name, place) => ((index + 1) & (1 << place)) !== 0),
);

describe('a server that is started', () => {
  const slowest: number[] = [];
  afterAll(() => reportFigures('dead upstreams', { combinations: combinations.length, ms: quantilesOf(slowest) }));

  it.each(combinations.map((dead) => ({ dead, names: dead.join(', ') })))(
    'while nobody listens at $names answers the rest, and says of each what it lacks',
    async ({ dead }) => {
      await Promise.all(dead.map((vendor) => vendors.proxies[vendor].down()));
      server = await startServer({ ...vendors.env, REQUEST_DEADLINE_MS: String(DEADLINE_MS) });
      const { status, data, errors = [], ms } = await server.ask(allFour);
      slowest.push(ms);

      expect(status).toBe(200);
      const told = errors.map(({ path = [], extensions }) => [path.join('.'), extensions.code, extensions['upstream']]);
      expect(told.toSorted()).toEqual(
        dead.map((vendor) => [pathOf[vendor], 'UPSTREAM_UNAVAILABLE', vendor]).toSorted(),
      );
      const alive = vendorNames.filter((vendor) => !dead.includes(vendor));
      for (const vendor of alive) expect(data[vendor]).not.toBeNull();
      expect(data.viewer).toEqual({ clientId: 'local' });
      const ready = await fetch(`${server.origin}/readyz`);
      expect([ready.status, (await fetch(`${server.origin}/healthz`)).status]).toEqual([200, 200]);
      if (isMeasured) expect(ms).toBeLessThanOrEqual(DEADLINE_MS + 100);
    },
  );
});
