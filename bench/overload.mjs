import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { ensureBuild } from '../build/build.mjs';
import { startServer, startUpstreams } from './measured-server.mjs';
import { closedLoop, openLoop, quantiles } from './overload-load.mjs';

const usage = `Usage: node bench/overload.mjs [<options>]

Measures how a server fares under more load than it can take, and adds a line with the results to bench/overload.jsonl.

  --seconds <n>    at twice the saturating load (60)
  --measure <n>    seconds of each other measurement (10)
  --size <n>       adverts of a page that is asked for (20)
  --dry            prints the results, and keeps them nowhere
  --help           this text

Where there are two processors or more and \`taskset\`, the server has the first to itself.`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'overload.jsonl');
const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
const BUSY_CONNECTIONS = 16;
const SATURATING_CONNECTIONS = 32;
const communes = ['75111', '69123', '33063', '44109', '13055', '31555'];

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      measure: { type: 'string', default: '10' },
      size: { type: 'string', default: '20' },
      dry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const [seconds, measure] = [Number(values.seconds), Number(values.measure)];

  await ensureBuild({ say: console.error });
  if (isPinned) spawnSync('taskset', ['-acp', `1-${availableParallelism() - 1}`, String(process.pid)]);
  const upstreams = await startUpstreams();
  try {
    const load = await measureLoad(upstreams.env, bodiesOf(Number(values.size)), { seconds, measure });
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

async function measureLoad(env, bodies, { seconds, measure }) {
  const server = await startServer(serverOf(env));
  const say = (what) => console.error(what);
  try {
    const { origin } = server;
    say('warming up');
    await closedLoop(origin, bodies, { connections: BUSY_CONNECTIONS, seconds: 5 });
    say('sixteen busy connections');
    const busy = await closedLoop(origin, bodies, { connections: BUSY_CONNECTIONS, seconds: measure });
    say('peak');
    const goodput = ({ tally, seconds: took }) => tally.good.length / took;
    const saturate = async () =>
      goodput(await closedLoop(origin, bodies, { connections: SATURATING_CONNECTIONS, seconds: measure }));
    const peak = await saturate();
    say(`twice the peak of ${Math.round(peak)} a second, for ${seconds} s`);
    const probes = startProbes(origin);
    const twice = await openLoop(origin, bodies, { perSecond: 2 * peak, seconds });
    const probed = await probes.stop();
    say('recovery');
    const calmAt = performance.now();
    const calm = await openLoop(origin, bodies, { perSecond: peak / 2, seconds: measure });
    const lastRefusalAt = Math.max(calmAt, ...calm.tally.refusedAt);
    const residentMb = server.residentMb();
    say('peak, once more');
    const peakAfterwards = await saturate();
    await server.stop();
    say('ten times the peak, with 256 MB of heap');
    const tenfold = await survive(env, bodies, { perSecond: 10 * peak, seconds });

    return {
      sixteenBusyConnections: { ...summary(busy), goodputPerSecond: Math.round(goodput(busy)) },
      peakPerSecond: Math.round(peak),
      peakAfterwardsPerSecond: Math.round(peakAfterwards),
      twicePeak: {
        seconds,
        sentPerSecond: Math.round(twice.sent / seconds),
        generatorLateMs: twice.generatorLateMs,
        goodputPerSecond: Math.round(twice.goodInTime / seconds),
        goodputOfPeak: Math.round((twice.goodInTime / seconds / ((peak + peakAfterwards) / 2)) * 100) / 100,
        ...summary(twice),
        probes: probed,
        ...residentMb,
      },
      recovery: { ...summary(calm), lastRefusalAfterMs: Math.round(lastRefusalAt - calmAt) },
      tenTimesPeakWith256MbOfHeap: tenfold,
    };
  } finally {
    await server.stop();
  }
}

async function survive(env, bodies, { perSecond, seconds }) {
  const server = await startServer({ ...serverOf(env), nodeOptions: ['--max-old-space-size=256'] });
  try {
    await closedLoop(server.origin, bodies, { connections: BUSY_CONNECTIONS, seconds: 5 });
    const before = server.residentMb();
    const probes = startProbes(server.origin);
    const storm = await openLoop(server.origin, bodies, { perSecond, seconds });
    const probed = await probes.stop();
    const isAlive = server.isRunning();
    const after = isAlive ? await closedLoop(server.origin, bodies, { connections: 1, seconds: 1 }) : null;
    return {
      seconds,
      sentPerSecond: Math.round(storm.sent / seconds),
      generatorLateMs: storm.generatorLateMs,
      goodputPerSecond: Math.round(storm.goodInTime / seconds),
      ...summary(storm),
      probes: probed,
      isAlive,
      answeredAfterwards: after?.tally.good.length ?? 0,
      residentMbBefore: before.residentMb,
      ...server.residentMb(),
    };
  } finally {
    await server.stop();
  }
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

/** What has to answer whatever the load, twice a second each. */
function startProbes(origin) {
  const latencies = Object.fromEntries(['/healthz', '/readyz', '/status', '/metrics'].map((path) => [path, []]));
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
  const timer = setInterval(() => {
    for (const path of Object.keys(latencies)) {
      const one = probe(path).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }, 500);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      return {
        failures,
        ms: Object.fromEntries(Object.entries(latencies).map(([path, each]) => [path, quantiles(each)])),
      };
    },
  };
}

function bodiesOf(size) {
  const query = `query Page($inseeCode: String!) { adverts(first: ${size}, filter: { offerTypes: [BUY], inseeCode: $inseeCode }) {
    nodes { flxId title price { amount currency } pricePerArea { amount } location { city postalCode inseeCode }
      zoneStatistics { median average confidence { lowerBound upperBound } } pricePosition { deviation band }
      property { flxId adverts(first: 5) { nodes { flxId isOnline } } } } } }`;
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
