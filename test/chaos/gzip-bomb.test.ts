import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { vendorNames } from '../../src/sandbox/sandbox.js';
import { gzipBomb } from '../support/fault-proxy-answers.js';
import type { Fault } from '../support/fault-proxy-faults.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { pathOf, rootFields } from './four-questions.js';
import { isMeasured, reportFigures } from './measured.js';
import { forgetPeak, megabytes, memoryOf } from './process-figures.js';
import { startServer } from './server.js';
import type { ChaosServer } from './server.js';

const MEGABYTES = 200;
const MAX_MS = 500;
const MAX_GROWTH_MB = 64;

let vendors: FaultySandbox;
let bomb: Fault;
let server: ChaosServer;

beforeAll(async () => {
  [vendors, bomb] = await Promise.all([startFaultySandbox(), gzipBomb(MEGABYTES)]);
});
afterEach(async () => {
  await server.stop();
  await vendors.healAll();
});
afterAll(() => vendors.close());

it.each(vendorNames)(
  `${MEGABYTES} MB that %s has packed into a few hundred kilobytes are refused, and nothing of them is kept`,
  async (vendor) => {
    const proxy = vendors.proxies[vendor];
    server = await startServer(vendors.env);
    // Whatever is made when first needed is made before anything is measured.
    await server.ask(`{ ${vendorNames.flatMap((each) => (each === vendor ? [] : rootFields[each])).join('\n')} }`);
    proxy.fail(bomb);
    const before = memoryOf(server.pid).resident;
    if (isMeasured) forgetPeak(server.pid);
    const bombed = await server.ask(`{ ${rootFields[vendor]} }`);
    const growthMb = megabytes(memoryOf(server.pid).peak - before);
    await proxy.heal();

    expect(bombed.status).toBe(200);
    expect(bombed.errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
      [pathOf[vendor], 'UPSTREAM_INVALID_RESPONSE'],
    ]);
    if (isMeasured) {
      reportFigures('gzip bomb', { vendor, megabytes: MEGABYTES, ms: Math.round(bombed.ms), growthMb });
      expect(bombed.ms).toBeLessThanOrEqual(MAX_MS);
      expect(growthMb).toBeLessThan(MAX_GROWTH_MB);
    }
  },
);
