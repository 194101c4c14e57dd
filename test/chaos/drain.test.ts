import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'undici';
import { createRandom, sizeOf } from '../money/sizes.js';
import { startFaultySandbox } from '../support/fault-proxy-sandbox.js';
import type { FaultySandbox } from '../support/fault-proxy-sandbox.js';
import { startProcess } from '../support/immograph-process.js';
import { rootFields } from './four-questions.js';
import { isMeasured, quantilesOf, reportFigures, tellProgress } from './measured.js';

const TRIALS = sizeOf('CHAOS_TRIALS', 2);
const SEED = sizeOf('CHAOS_SEED', 7);
const CONNECTIONS = 16;
const LATEST_SIGNAL_MS = 400;
const NOT_READY_WITHIN_MS = 100;
const body = JSON.stringify({ query: `{ ${rootFields.fluximmo} ${rootFields.apimo} }` });

let vendors: FaultySandbox;
let watcher: Worker;

beforeAll(async () => {
  watcher = new Worker(new URL('readiness-watch.mjs', import.meta.url));
  vendors = await startFaultySandbox();
  for (const proxy of Object.values(vendors.proxies)) {
    // So that there is always something in flight.
    proxy.behave(() => ({ kind: 'DELAY', ms: 5, jitterMs: 30 }));
  }
});
afterAll(async () => {
  await watcher.terminate();
  await vendors.close();
});

it(
  `a process that is told to stop at any moment of its load, ${TRIALS} times, answers all that was sent to it, and exits 0`,
  async () => {
    const random = createRandom(SEED);
    // Not counted: the vendors, who are played in this process, make up their first answers, and nothing here is on time.
    await stopUnderLoad(LATEST_SIGNAL_MS, true);
    const trials: Trial[] = [];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const seen = await stopUnderLoad(random() * LATEST_SIGNAL_MS, trial % 2 === 1);
      trials.push(seen);
      tellProgress(
        `trial ${trial + 1}: ${seen.answered} answered, ${seen.lost.join() || 'none'} lost, ` +
          `not ready after ${Math.round(seen.notReadyMs)} ms`,
      );
    }
    reportFigures('drain', {
      trials: TRIALS,
      seed: SEED,
      answered: trials.reduce((sum, { answered }) => sum + answered, 0),
      lost: trials.flatMap(({ lost }) => lost),
      exits: [...new Set(trials.map(({ exit }) => exit))],
      notReadyMs: quantilesOf(trials.map(({ notReadyMs }) => notReadyMs)),
      exitMs: quantilesOf(trials.map(({ exitMs }) => exitMs)),
    });

    expect(trials.flatMap(({ lost }) => lost)).toEqual([]);
    expect(trials.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(new Set(trials.map(({ exit }) => exit))).toEqual(new Set([0]));
    expect(trials.every(({ answered }) => answered > 0)).toBe(true);
    expect(trials.every(({ isReadyAgain }) => !isReadyAgain)).toBe(true);
    if (isMeasured) {
      expect(Math.max(...trials.map(({ notReadyMs }) => notReadyMs))).toBeLessThanOrEqual(NOT_READY_WITHIN_MS);
    }
  },
  30_000 + TRIALS * 5_000,
);

type Trial = Readonly<{
  answered: number;
  /** What went wrong with each request that was sent and got no whole answer. */
  lost: readonly string[];
  /** Answers that are not those of an operation that went well. */
  wrong: readonly string[];
  exit: unknown;
  notReadyMs: number;
  /** Whether it said that it is ready after it had said that it is not. */
  isReadyAgain: boolean;
  exitMs: number;
}>;

/** `notReadyAt` is an instant of `process.hrtime`. */
type Watched = Readonly<{ notReadyAt: bigint; isReadyAgain: boolean }>;

function msBetween(start: bigint, end: bigint): number {
  return Number(end - start) / 1e6;
}

/** Where it `isWarm` answers come one by one; else the signal may meet nothing but first requests, which end together. */
async function stopUnderLoad(signalAfterMs: number, isWarm: boolean): Promise<Trial> {
  const started = startProcess({ ...vendors.env, LOG_LEVEL: 'silent', CACHE: 'off' });
  const origin = await started.origin();
  if (isWarm) {
    await fetch(`${origin}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
  const seen = { answered: 0, lost: [] as string[], wrong: [] as string[] };
  const clients = Array.from({ length: CONNECTIONS }, () => askUntilToldOff(origin, seen));
  await pause(50 + signalAfterMs);
  const readiness = watchReadiness(origin);
  const signalledAt = process.hrtime.bigint();
  process.kill(started.pid, 'SIGTERM');
  const exit = await started.ended;
  const exitMs = msBetween(signalledAt, process.hrtime.bigint());
  await Promise.all(clients);
  const { notReadyAt, isReadyAgain } = await readiness;
  await started.remove();
  return { ...seen, notReadyMs: msBetween(signalledAt, notReadyAt), isReadyAgain, exit, exitMs };
}

/** One request after another over one connection, until the server says that it closes it, as to a load balancer. */
async function askUntilToldOff(
  origin: string,
  seen: { answered: number; lost: string[]; wrong: string[] },
): Promise<void> {
  const client = new Client(origin);
  try {
    for (let isOpen = true; isOpen;) {
      const {
        statusCode,
        headers,
        body: answer,
      } = await client.request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const text = await answer.text();
      seen.answered += 1;
      if (statusCode !== 200 || text.includes('"errors"')) seen.wrong.push(`${statusCode} ${text.slice(0, 300)}`);
      isOpen = headers['connection'] !== 'close';
    }
  } catch (error) {
    seen.lost.push(String(error));
  } finally {
    await client.destroy();
  }
}

async function watchReadiness(origin: string): Promise<Watched> {
  watcher.postMessage(origin);
  const [watched] = (await once(watcher, 'message')) as [Watched];
  return watched;
}
