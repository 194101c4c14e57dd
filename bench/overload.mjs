import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { ensureBuild } from '../build/build.mjs';
import { watchMachineSpeed } from './machine-speed.mjs';
import { startServer, startUpstreams } from './measured-server.mjs';
import { closedLoop, medianOf, openLoop, quantiles, stayAwake } from './overload-load.mjs';

const usage = `Usage: node bench/overload.mjs [<options>]

Measures how a server fares under more load than it can take, and adds a line with the results to bench/overload.jsonl.

  --seconds <n>    of each storm, at twice the saturating load and at ten times (60)
  --measure <n>    seconds of each other measurement (10)
  --turns <n>      storms at twice the saturating load, with a peak before and after each (3)
  --size <n>       adverts of a page that is asked for (5)
  --dry            prints the results, and keeps them nowhere
  --help           this text

Where there are two processors or more and \`taskset\`, the server has the first to itself.`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'overload.jsonl');
const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
const BUSY_CONNECTIONS = 16;
const SATURATING_CONNECTIONS = 32;
/** What V8 compiles at last, it compiles late. */
const WARM_UP_SECONDS = 15;
const communes = ['75111', '69123', '33063', '44109', '13055', '31555'];

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      measure: { type: 'string', default: '10' },
      turns: { type: 'string', default: '3' },
      size: { type: 'string', default: '5' },
      dry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const [seconds, measure, turns] = [Number(values.seconds), Number(values.measure), Number(values.turns)];

  await ensureBuild({ say: console.error });
  if (isPinned) spawnSync('taskset', ['-acp', `1-${availableParallelism() - 1}`, String(process.pid)]);
  const upstreams = await startUpstreams();
  try {
    const load = await measureLoad(upstreams.env, bodiesOf(Number(values.size)), { seconds, measure, turns });
    const line = {
      date: new Date().toISOString(),
      machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
      node: process.version,
      loadAverage: loadavg().map((average) => Math.round(average * 10) / 10),
      isPinned,
      command: ['node bench/overload.mjs', ...args].join(' '),
      ...load,
    };
    console.log(JSON.stringify(line, null, 2));
    if (!values.dry) appendFileSync(resultsFile, `${JSON.stringify(line)}\n`);
  } finally {
    upstreams.stop();
  }
}

async function measureLoad(env, bodies, { seconds, measure, turns }) {
  const server = await startServer(serverOf(env));
  const speed = await watchMachineSpeed({ processors: serverOf(env).processors });
  const sleep = stayAwake();
  const say = (what) => console.error(what);
  try {
    const { origin } = server;
    say('warming up');
    await closedLoop(origin, bodies, { connections: SATURATING_CONNECTIONS, seconds: WARM_UP_SECONDS });
    say('sixteen busy connections');
    const busy = await closedLoop(origin, bodies, { connections: BUSY_CONNECTIONS, seconds: measure });
    const measurePeak = async () => {
      say('peak');
      await speed.lap();
      const peak = await closedLoop(origin, bodies, { connections: SATURATING_CONNECTIONS, seconds: measure });
      return { perSecond: goodput(peak), workUs: await speed.lap() };
    };
    const peaks = [await measurePeak()];
    const storms = [];
    for (let turn = 1; turn <= turns; turn += 1) {
      const peak = peaks.at(-1).perSecond;
      say(`twice the peak of ${Math.round(peak)} a second, for ${seconds} s (${turn} of ${turns})`);
      await speed.lap();
      const storm = await stormOf(server, bodies, { perSecond: 2 * peak, seconds });
      const workUs = await speed.lap();
      say('recovery');
      const recovery = await recover(origin, bodies, { perSecond: peak / 2, seconds: measure });
      peaks.push(await measurePeak());
      const ofPeak = partsOfPeak({ perSecond: storm.goodputPerSecond, workUs }, peaks.slice(-2));
      storms.push({ ...storm, workUs, recovery, ...ofPeak });
    }
    speed.stop();
    await server.stop();
    say('ten times the peak, with 256 MB of heap');
    const tenfold = await survive(env, bodies, {
      perSecond: 10 * Math.max(...peaks.map(({ perSecond }) => perSecond)),
      seconds,
    });

    return {
      sixteenBusyConnections: { ...summary(busy), goodputPerSecond: Math.round(goodput(busy)) },
      peaks: peaks.map(({ perSecond, workUs }) => ({ perSecond: Math.round(perSecond), workUs })),
      twicePeak: {
        goodputOfPeak: medianOf(storms.map(({ goodputOfPeak }) => goodputOfPeak)),
        goodputOfPeakAtOneSpeed: medianOf(storms.map(({ goodputOfPeakAtOneSpeed }) => goodputOfPeakAtOneSpeed)),
        refusedP99Ms: medianOf(storms.map(({ refusedMs }) => refusedMs?.p99 ?? 0)),
        turns: storms,
      },
      tenTimesPeakWith256MbOfHeap: tenfold,
    };
  } finally {
    speed.stop();
    sleep();
    await server.stop();
  }
}

function goodput({ tally, seconds }) {
  return tally.good.length / seconds;
}

/** As timed, and as if the machine had been as fast in the storm as in the peaks. */
function partsOfPeak(storm, peaks) {
  const answered = ({ perSecond }) => perSecond;
  const answeredAtOneSpeed = ({ perSecond, workUs }) => perSecond * workUs;
  const partOf = (of) => hundredths(of(storm) / mean(peaks.map(of)));
  return { goodputOfPeak: partOf(answered), goodputOfPeakAtOneSpeed: partOf(answeredAtOneSpeed) };
}

/** What a server that is asked too much makes of it. */
async function stormOf(server, bodies, { perSecond, seconds }) {
  const probes = startProbes(server.origin);
  const storm = await openLoop(server.origin, bodies, { perSecond, seconds });
  const probed = await probes.stop();
  return {
    seconds,
    sentPerSecond: Math.round(storm.sent / seconds),
    generatorLateMs: storm.generatorLateMs,
    goodputPerSecond: Math.round(storm.goodInTime / seconds),
    ...summary(storm),
    probes: probed,
    ...server.residentMb(),
  };
}

/** For how long requests are still turned away when fewer come again. */
async function recover(origin, bodies, load) {
  const calmAt = performance.now();
  const calm = await openLoop(origin, bodies, load);
  const lastRefusalAt = Math.max(calmAt, ...calm.tally.refusedAt);
  return { ...summary(calm), lastRefusalAfterMs: Math.round(lastRefusalAt - calmAt) };
}

async function survive(env, bodies, { perSecond, seconds }) {
  const server = await startServer({ ...serverOf(env), nodeOptions: ['--max-old-space-size=256'] });
  try {
    await closedLoop(server.origin, bodies, { connections: SATURATING_CONNECTIONS, seconds: WARM_UP_SECONDS });
    const { residentMb: residentMbBefore } = server.residentMb();
    const storm = await stormOf(server, bodies, { perSecond, seconds });
    const isAlive = server.isRunning();
    const after = isAlive ? await closedLoop(server.origin, bodies, { connections: 1, seconds: 1 }) : null;
    return { ...storm, isAlive, answeredAfterwards: after?.tally.good.length ?? 0, residentMbBefore };
  } finally {
    await server.stop();
  }
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function hundredths(number) {
  return Math.round(number * 100) / 100;
}

function summary({ tally }) {
  return {
    good: tally.good.length,
    refused: tally.refused.length,
    other: tally.other,
    goodMs: quantiles(tally.good),
    refusedMs: quantiles(tally.refused),
  };
}

/** What has to answer whatever the load, as often as who watches a server asks. */
const probeEveryMs = { '/healthz': 500, '/readyz': 500, '/status': 5000, '/metrics': 5000 };

function startProbes(origin) {
  const latencies = Object.fromEntries(Object.keys(probeEveryMs).map((path) => [path, []]));
  let failures = 0;
  const probe = async (path) => {
    const startedAt = performance.now();
    try {
      const answer = await request(`${origin}${path}`, { headersTimeout: 10_000 });
      await answer.body.dump();
      if (answer.statusCode !== 200) failures += 1;
    } catch {
      failures += 1;
    }
    latencies[path].push(performance.now() - startedAt);
  };
  const underWay = new Set();
  const timers = Object.entries(probeEveryMs).map(([path, everyMs]) =>
    setInterval(() => {
      const one = probe(path).finally(() => underWay.delete(one));
      underWay.add(one);
    }, everyMs),
  );
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
      return {
        failures,
        ms: Object.fromEntries(Object.entries(latencies).map(([path, each]) => [path, quantiles(each)])),
      };
    },
  };
}

/** A page of adverts, each with its property, its zone's prices, its valuation and its buyers. */
function bodiesOf(size) {
  const query = `query Page($inseeCode: String!) {
    adverts(first: ${size}, filter: { offerTypes: [BUY], propertyClasses: [FLAT], inseeCode: $inseeCode }) {
      nodes {
        flxId title price { amount currency } pricePerArea { amount } location { city postalCode inseeCode }
        property { flxId adverts(first: 5) { nodes { flxId isOnline } } }
        zoneStatistics { median average confidence { lowerBound upperBound } } pricePosition { deviation band }
        valuation(provider: PRICEHUBBLE) { value { amount } confidence }
        matchingBuyerRequests(first: 5) { edges { node { score } } }
      }
    }
  }`;
  return communes.map((inseeCode) => JSON.stringify({ query, variables: { inseeCode } }));
}

/** Whole answers out of memory are given faster than they can be asked for here. */
const executedEachTime = { CACHE_ANSWERS_MAX_BYTES: '0' };

function serverOf(env) {
  return { env: { ...overloadEnv(), ...executedEachTime, ...env }, processors: isPinned ? '0' : null };
}

/** What an operator may set is set for the server that is measured too. */
function overloadEnv() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('OVERLOAD_')));
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
