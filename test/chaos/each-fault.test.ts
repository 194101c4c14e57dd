import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { vendorNames } from '../../src/sandbox/sandbox.js';
import type { VendorName } from '../../src/sandbox/sandbox.js';
import { startFake } from '../support/fake-upstream.js';
import type { FakeUpstream } from '../support/fake-upstream.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { Json } from '../support/immograph.js';
import { createFaults } from './faults.js';
import type { NamedFault } from './faults.js';
import { allBut, allFour, pathOf } from './four-questions.js';
import { isMeasured, quantilesOf, reportFigures, tellProgress } from './measured.js';
import { startServer } from './server.js';
import type { ChaosServer, TimedAnswer } from './server.js';

/** Of what never ends; whatever else is to be told sooner. */
const DEADLINE_MS = 1500;
const LATE_BY_MS = 100;
const BOMB_MEGABYTES = isMeasured ? 200 : 20;
const ASKS = isMeasured ? 5 : 1;
/** One of each sort; the full size has them all. */
const shortNames: ReadonlySet<string> = new Set([
  'slices',
  'down',
  'drip',
  'reset mid-body',
  'status 401',
  'status 302',
  'halfOfItsJson',
  'anotherId',
  'prototypeKeys',
]);

let vendors: FaultySandbox;
let elsewhere: FakeUpstream;
let faults: readonly NamedFault[];
let honest: Json;
let server: ChaosServer | undefined;

beforeAll(async () => {
  vendors = await startFaultySandbox();
  elsewhere = await startFake(() => ({ body: { data: [], results: [], valuations: [], requests: [] } }));
  const all = await createFaults({ redirectOrigin: elsewhere.origin, bombMegabytes: BOMB_MEGABYTES });
  faults = isMeasured ? all : all.filter(({ name }) => shortNames.has(name));
  const first = await startServer(vendors.env);
  const answered = await first.ask(allFour);
  await first.stop();
  expect(answered.errors).toBeUndefined();
  honest = answered.data;
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await vendors.healAll();
});
afterAll(async () => {
  await vendors.close();
  await elsewhere.close();
});

describe('of four upstreams', () => {
  it.each(vendorNames)(
    'each way in which %s may fail costs its own field, and nothing else',
    async (vendor) => {
      const problems: string[] = [];
      const told: Record<string, unknown> = {};
      for (const fault of faults.filter(({ isFor }) => isFor?.includes(vendor) ?? true)) {
        const seen = await meet(vendor, fault);
        told[fault.name] = seen.codes;
        problems.push(...seen.problems.map((problem) => `${fault.name}: ${problem}`));
        tellProgress(`${vendor}, ${fault.name}: ${seen.codes.join(', ') || 'answered'}, ${String(seen.ms)} ms`);
      }
      reportFigures('each fault', { vendor, faults: faults.length, problems, told });

      expect(problems).toEqual([]);
      expect(elsewhere.calls).toEqual([]);
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('isPolluted');
    },
    isMeasured ? 1_200_000 : 60_000,
  );
});

type Seen = Readonly<{ problems: readonly string[]; codes: readonly string[]; ms: number }>;

/** Starts a server that has asked nobody yet, lets the upstream fail, and asks. */
async function meet(vendor: VendorName, named: NamedFault): Promise<Seen> {
  const proxy = vendors.proxies[vendor];
  if (named.fault === 'DOWN') await proxy.down();
  else proxy.fail(named.fault);
  server = await startServer({ ...vendors.env, BILLED_CALL_TIMEOUT_MS: String(DEADLINE_MS) });
  const asking = server.ask;
  // The others have been asked before, so that none of them is late for being new.
  const others = await Promise.all(Array.from({ length: ASKS }, () => asking(allBut(vendor))));
  const isEndless = named.codes.includes('UPSTREAM_TIMEOUT');
  const headers: Readonly<Record<string, string>> = isEndless ? { 'immograph-deadline-ms': String(DEADLINE_MS) } : {};
  const together = await Promise.all(Array.from({ length: ASKS }, () => asking(allFour, { headers })));
  await server.stop();
  server = undefined;
  await proxy.heal();

  const codes = together.flatMap(({ errors }) => (errors ?? []).map(({ extensions }) => extensions.code));
  return {
    problems: [
      ...together.flatMap((answered) => problemsOf(vendor, named, answered)),
      ...others.flatMap(({ status, errors, data }) =>
        status === 200 && errors === undefined && isSame(data, withoutVendor(vendor))
          ? []
          : ['the others were touched'],
      ),
    ],
    codes: [...new Set(codes)],
    ms: quantilesOf(together.map(({ ms }) => ms)).max,
  };
}

function problemsOf(vendor: VendorName, { codes, isEither = false }: NamedFault, answered: TimedAnswer): string[] {
  const { status, data, errors = [], ms } = answered;
  if (status !== 200) return [`status ${status}`];
  const problems: string[] = [];
  const own = errors.filter(({ path }) => path?.join('.') === pathOf[vendor]);
  if (own.length !== errors.length) problems.push(`errors at ${errors.map(({ path }) => path?.join('.')).join()}`);
  for (const { extensions } of own) {
    if (extensions['upstream'] !== vendor) problems.push(`blamed ${String(extensions['upstream'])}`);
    if (!codes.includes(extensions.code)) problems.push(`code ${extensions.code}`);
  }
  for (const each of vendorNames) {
    const isLost = each === vendor && own.length > 0;
    if (!isLost && !isSame(data[each], honest[each])) problems.push(`${each} has another value`);
    if (isLost && vendor !== 'apimo' && data[each] !== null) problems.push('a value beside its error');
  }
  if (codes.length > 0 && !isEither && own.length === 0) problems.push('no error was told');
  if (isMeasured && ms > DEADLINE_MS + LATE_BY_MS) problems.push(`${Math.round(ms)} ms`);
  return problems;
}

function withoutVendor(vendor: VendorName): Json {
  const { [vendor]: _own, viewer: _viewer, ...others } = honest;
  return others;
}

function isSame(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
