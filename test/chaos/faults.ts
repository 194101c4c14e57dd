import type { VendorName } from '../../src/sandbox/sandbox.js';
import {
  answerOf,
  gzipBomb,
  redirectTo,
  retryAfterForms,
  tooManyRequests,
  wrongKinds,
  wrongRows,
} from '../support/fault-proxy-answers.js';
import type { Fault } from '../support/fault-proxy-faults.js';

/**
 * `codes` are what a client may be told of it; none where the answer is to come all the same. Where `isEither`, an
 * answer that is right is as good as an error: it depends on what the upstream's answers carry.
 */
export type NamedFault = Readonly<{
  name: string;
  fault: Fault | 'DOWN';
  codes: readonly string[];
  isEither?: boolean;
  isFor?: readonly VendorName[];
}>;

const TIMEOUT = ['UPSTREAM_TIMEOUT'];
const UNAVAILABLE = ['UPSTREAM_UNAVAILABLE'];
const INVALID = ['UPSTREAM_INVALID_RESPONSE'];
const BROKEN = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_INVALID_RESPONSE'];
/** Apimo's lists are of nobody asked for: of a shorter one nobody can tell that it lacks a record. */
const answeringByKey: readonly VendorName[] = ['fluximmo', 'dimex', 'pricehubble'];
const DRIPPING: Fault = { kind: 'SLICE', bytes: 1, everyMs: 100 };

export type FaultTargets = Readonly<{ redirectOrigin: string; bombMegabytes: number }>;

/** Everything that an upstream may do. */
export async function createFaults({ redirectOrigin, bombMegabytes }: FaultTargets): Promise<readonly NamedFault[]> {
  return [
    { name: 'delay', fault: { kind: 'DELAY', ms: 80, jitterMs: 40 }, codes: [] },
    { name: 'slow close', fault: { kind: 'SLOW_CLOSE', ms: 100 }, codes: [] },
    { name: 'slices', fault: { kind: 'SLICE', bytes: 4096, everyMs: 2 }, codes: [] },
    { name: 'bandwidth', fault: { kind: 'BANDWIDTH', bytesPerSecond: 20_000_000 }, codes: [] },
    { name: 'down', fault: 'DOWN', codes: UNAVAILABLE },
    { name: 'hang', fault: { kind: 'HANG' }, codes: TIMEOUT },
    { name: 'drip', fault: DRIPPING, codes: TIMEOUT },
    { name: 'late', fault: { kind: 'DELAY', ms: 30_000 }, codes: TIMEOUT },
    { name: 'reset', fault: { kind: 'RESET' }, codes: UNAVAILABLE },
    { name: 'reset at once', fault: { kind: 'RESET', afterBytes: 0 }, codes: BROKEN },
    { name: 'reset mid-body', fault: { kind: 'RESET', afterBytes: 10 }, codes: BROKEN },
    { name: 'truncated', fault: { kind: 'TRUNCATE', bytes: 10 }, codes: BROKEN },
    { name: 'endless', fault: { kind: 'ENDLESS' }, codes: [...INVALID, ...TIMEOUT] },
    ...[401, 403].map((status) => ({ name: `status ${status}`, fault: answerOf(status), codes: ['UPSTREAM_AUTH'] })),
    ...[500, 501, 502, 503, 504].map((status) => ({
      name: `status ${status}`,
      fault: answerOf(status),
      codes: UNAVAILABLE,
    })),
    ...([301, 302, 303, 307, 308] as const).map((status) => ({
      name: `status ${status}`,
      fault: redirectTo(`${redirectOrigin}/elsewhere`, status),
      codes: INVALID,
    })),
    ...retryAfterForms.map((form) => ({
      name: `status 429, Retry-After ${form ?? 'not given'}`,
      fault: tooManyRequests(form),
      codes: ['UPSTREAM_RATE_LIMITED'],
    })),
    ...Object.entries(wrongKinds).map(([name, fault]) => ({ name, fault, codes: INVALID, isEither: false })),
    ...Object.entries(wrongRows)
      .map(([name, fault]) => ({ name, fault, codes: INVALID, isEither: true }))
      .map((named) => (named.name === 'oneRowLess' ? { ...named, isFor: answeringByKey } : named)),
    { name: 'gzip bomb', fault: await gzipBomb(bombMegabytes), codes: INVALID },
  ];
}
