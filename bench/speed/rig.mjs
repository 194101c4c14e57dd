import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { load } from './load.mjs';
import { placeOf } from './market.mjs';
import { NEW_PLACE, bodiesOf } from './workloads.mjs';

const FEW = 32;
const QUIET_MS = 150;
const COUNTED_PER_CONNECTION = 3;
/** How many of a workload's answers are compared with what they must be. */
const VERIFIED = 3;

/** The upstreams as a process of their own; calls are counted from one reading to the next. */
export async function startUpstreams(processors) {
  const child = fork(fileURLToPath(new URL('upstreams.mjs', import.meta.url)));
  const told = () => new Promise((resolve) => child.once('message', resolve));
  const { origin } = await told();
  if (processors !== null) spawnSync('taskset', ['-a', '-p', '-c', processors, String(child.pid)]);
  const ask = async (message) => {
    const answer = told();
    child.send(message);
    return (await answer).calls;
  };
  return {
    origin,
    setDelay: (delayMs) => ask({ delayMs }),
    takeCalls: () => ask({}),
    stop: () => child.disconnect(),
  };
}

/**
 * Asks a contender a few of a workload's questions, one after the other, and throws where an answer is not what it must
 * be, to the letter. Answers how long the longest is, in bytes, and how many upstream calls each took.
 */
export async function verify(origin, workload, { upstreams, asks, headers }) {
  await upstreams.takeCalls();
  const count = Math.min(VERIFIED, workload.distinct);
  let bytes = Infinity;
  for (let number = 0; number < count; number += 1) {
    // New questions begin where those that are counted up from 0 do not come.
    const place = asks === 'new' ? placeOf(90_000 + Math.floor(Math.random() * 4_900)) : placeOf(number * 7);
    const { text } = await ask(origin, workload.body(place), headers);
    const { data, errors } = JSON.parse(text);
    assert.equal(errors, undefined, `errors in the answer of ${origin}: ${JSON.stringify(errors)?.slice(0, 500)}`);
    assert.equal(JSON.stringify(data), JSON.stringify(workload.expected(place)), 'another answer than expected');
    bytes = Math.min(bytes, Buffer.byteLength(text));
  }
  return { bytes, callsAlone: (await upstreams.takeCalls()) / count };
}

/** One run: warms up, measures, and checks that the answers were as long under load as they must be. */
export async function measure(server, workload, options) {
  const { upstreams, asks, bytes, headers, connections, seconds, warmUpSeconds, generator, processors, from } = options;
  const bodies = asks === 'new' ? [workload.body(NEW_PLACE)] : bodiesOf(workload, asks === 'few' ? FEW : undefined);
  const sent = { generator, connections, headers, processors: processors?.load ?? null };
  if (asks === 'few') for (const body of bodies) await ask(server.origin, body, headers);
  const warmUp =
    warmUpSeconds === 0
      ? { requests: 0 }
      : await load(server.origin, bodies, { ...sent, seconds: warmUpSeconds, from });

  // More bodies are made than answers are counted: one for each connection at the end, and some before wrk begins.
  const margin = connections + 50;
  const cpuBefore = server.cpuSeconds();
  const told = await load(server.origin, bodies, { ...sent, seconds, from: from + warmUp.requests + margin });
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  const { residentMb } = server.residentMb();
  const nextFrom = from + warmUp.requests + told.requests + 2 * margin;
  const good = told.requests - told.badStatus;
  return {
    perSecond: good / told.seconds,
    p50: told.p50,
    p99: told.p99,
    callsARequest: await countCalls(server.origin, bodies, { upstreams, headers, connections, from: nextFrom }),
    cpuMsARequest: (cpuSeconds * 1000) / good,
    residentMb,
    badStatus: told.badStatus,
    failures: told.failures,
    isWhole: told.bytes >= 0.97 * bytes * good,
    nextFrom: nextFrom + COUNTED_PER_CONNECTION * connections,
  };
}

/**
 * Upstream calls for each good answer to a number of requests that are all waited for: of a load that ends with its
 * time, nobody knows how much of what was under way was carried out.
 */
async function countCalls(origin, bodies, { upstreams, headers, connections, from }) {
  await untilQuiet(upstreams);
  const total = connections * COUNTED_PER_CONNECTION;
  let next = 0;
  let good = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < total) {
        const number = next++;
        const body = bodies[number % bodies.length].replace(NEW_PLACE, placeOf(from + number));
        const { isGood } = await ask(origin, body, headers);
        if (isGood) good += 1;
      }
    }),
  );
  return (await upstreams.takeCalls()) / good;
}

/** Waits until nothing is asked any more, and begins to count anew. */
async function untilQuiet(upstreams) {
  do await pause(QUIET_MS);
  while ((await upstreams.takeCalls()) > 0);
}

async function ask(origin, body, headers = {}) {
  const answer = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  return { isGood: answer.statusCode === 200, text: await answer.body.text() };
}
