import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { createRandom, sizeOf } from '../money/sizes.js';
import { answerOf, tooManyRequests, wrongKinds } from '../support/fault-proxy-answers.js';
import type { Fault } from '../support/fault-proxy-faults.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { startProcess } from '../support/immograph-process.js';
import type { ImmographProcess } from '../support/immograph-process.js';
import { walkQuery } from '../support/walk.js';
import { isMeasured, quantilesOf, reportFigures, tellProgress } from './measured.js';
import { megabytes, memoryOf, openFilesOf } from './process-figures.js';
import { askAt } from './server.js';
import { loadOpenly, measureCapacity, slopeOf } from './soak-load.js';

const SECONDS = sizeOf('CHAOS_SOAK_SECONDS', 4);
const CAPACITY_SECONDS = isMeasured ? 15 : 1;
const SEED = sizeOf('CHAOS_SEED', 7);
const SHARE_OF_CAPACITY = 0.7;
const SHARE_OF_FAULTS = 0.05;
/** Of so many none is turned away. */
const MOST_AT_ONCE = 64;
const SAMPLES = 240;
/** What of a run is still its beginning. */
const WARM_UP = 0.25;
const MOST_GROWTH = 1.05;
const MORE_FILES = 16;

const faults: readonly Fault[] = [
  { kind: 'DELAY', ms: 200, jitterMs: 800 },
  { kind: 'RESET' },
  { kind: 'RESET', afterBytes: 20 },
  { kind: 'TRUNCATE', bytes: 20 },
  answerOf(500),
  answerOf(503),
  tooManyRequests('1'),
  wrongKinds.htmlPage,
  wrongKinds.halfOfItsJson,
];

let vendors: FaultySandbox;
let server: ImmographProcess;
let agent: Agent;

beforeAll(async () => {
  vendors = await startFaultySandbox();
  server = startProcess({
    ...vendors.env,
    LOG_LEVEL: 'error',
    CACHE_ADVERTS: '1s 2s 1m',
    CACHE_STATISTICS: '1s 2s 1m',
  });
  agent = new Agent({ connections: 128 });
});
afterAll(async () => {
  await agent.destroy();
  await server.remove();
  await vendors.close();
});

it(
  'goes on under load while one upstream call in twenty fails, with nothing that piles up',
  async () => {
    const origin = await server.origin();
    const random = createRandom(SEED);
    const { data } = await askAt(origin, '{ adverts(first: 100) { nodes { flxId } } }');
    const flxIds = (data.adverts.nodes as { flxId: string }[]).map(({ flxId }) => flxId);
    const ask = async () => {
      const flxId = flxIds[Math.floor(random() * flxIds.length)];
      const answered = await askAt(origin, walkQuery, { variables: { flxId }, dispatcher: agent });
      if (answered.status !== 200) return `status ${answered.status}`;
      const codes = new Set((answered.errors ?? []).map(({ extensions }) => extensions.code));
      return codes.has('INTERNAL_SERVER_ERROR') ? 'INTERNAL_SERVER_ERROR' : codes.size === 0 ? 'whole' : 'partial';
    };
    const capacity = await measureCapacity(ask, { connections: 8, seconds: CAPACITY_SECONDS });
    for (const proxy of Object.values(vendors.proxies)) {
      proxy.behave(() => (random() < SHARE_OF_FAULTS ? (faults[Math.floor(random() * faults.length)] ?? null) : null));
    }

    const outcomes: Record<string, number> = {};
    const times: number[] = [];
    const samples: Sample[] = [];
    const began = performance.now();
    const sampling = setInterval(
      () => {
        samples.push(sampleOf(server.pid, began));
        // What is remembered of each call is for other tests, and would fill this process.
        vendors.forget();
        if (samples.length % 20 === 0) tellProgress(`${JSON.stringify(samples.at(-1))} ${JSON.stringify(outcomes)}`);
      },
      (SECONDS * 1000) / SAMPLES,
    );
    const leftOut = await loadOpenly(ask, {
      perSecond: capacity * SHARE_OF_CAPACITY,
      seconds: SECONDS,
      mostAtOnce: MOST_AT_ONCE,
      onEnd: ({ outcome, ms }) => {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (times.length < 1_000_000) times.push(ms);
      },
    });
    clearInterval(sampling);

    const settled = samples.slice(Math.floor(samples.length * WARM_UP));
    const quarter = Math.ceil(settled.length / 3);
    const [early, late] = [settled.slice(0, quarter), settled.slice(-quarter)];
    reportFigures('soak', {
      minutes: SECONDS / 60,
      seed: SEED,
      capacityPerSecond: Math.round(capacity),
      outcomes,
      leftOut,
      ms: quantilesOf(times),
      residentMb: { early: medianOf(early, 'residentMb'), late: medianOf(late, 'residentMb') },
      residentMbPer10Minutes:
        Math.round(slopeOf(settled.map(({ minute, residentMb }) => [minute, residentMb])) * 100) / 10,
      files: { early: medianOf(early, 'files'), late: medianOf(late, 'files') },
      stderr: server.stderr().slice(0, 1000),
    });

    expect(Object.keys(outcomes).filter((outcome) => outcome !== 'whole' && outcome !== 'partial')).toEqual([]);
    expect(outcomes['whole']).toBeGreaterThan(0);
    expect(server.stdout()).not.toMatch(/unexpected|unhandled/i);
    expect(server.stderr()).not.toMatch(/unhandled|warning|Error/i);
    if (isMeasured) {
      expect(medianOf(late, 'residentMb')).toBeLessThanOrEqual(medianOf(early, 'residentMb') * MOST_GROWTH);
      expect(medianOf(late, 'files')).toBeLessThanOrEqual(medianOf(early, 'files') + MORE_FILES);
    }
  },
  60_000 + SECONDS * 1_500,
);

type Sample = Readonly<{ minute: number; residentMb: number; files: number }>;

function sampleOf(pid: number, began: number): Sample {
  const minute = Math.round(((performance.now() - began) / 60_000) * 100) / 100;
  return { minute, residentMb: megabytes(memoryOf(pid).resident), files: openFilesOf(pid) };
}

function medianOf(samples: readonly Sample[], name: 'residentMb' | 'files'): number {
  const sorted = samples.map((sample) => sample[name]).toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}
