import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { fuzz, importTest, measureCpu, startAttack } from './attack-load.mjs';
import { startServer, startUpstreams } from './measured-server.mjs';
import { closedLoop, medianOf, openLoop, quantiles } from './overload-load.mjs';
import { hasSlowClients, slowKinds, startSlowClients } from './slow-clients.mjs';

const usage = `Usage: npm run attack -- [<options>]

Measures how a server fares among hostile clients, and adds a line with the results to bench/attack.jsonl: processor time
for each hostile document, what honest clients feel of 20 of them a second and of 200 slow connections of each kind
(slowhttptest), and what a fuzz brings to light.

  --only <parts>    of cpu, attack, slow and fuzz, as a comma list (all of them)
  --requests <n>    of the fuzz (200000)
  --seed <n>        of the fuzz (1)
  --seconds <n>     of each honest load (15)
  --turns <n>       of honest clients alone and disturbed; ratios are the median of the turns (5)
  --short           a tenth of everything, one turn
  --dry             prints the results, and keeps them nowhere
  --help            this text

Where there are two processors or more and \`taskset\`, the server has the first to itself.`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'attack.jsonl');
const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
const HONEST_PER_SECOND = 50;
const HOSTILE_PER_SECOND = 20;
/** In seconds long enough to have seen that none is held for longer than ten. */
const slowAmount = { connections: 200, seconds: 20 };
const CPU_GOAL_MS = 25;

const honest = ['75111', '69123', '33063', '44109'].map((inseeCode) =>
  JSON.stringify({
    query: `{ adverts(first: 10, filter: { inseeCode: "${inseeCode}" }) { nodes { flxId title zoneStatistics { median } } } }`,
  }),
);

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: 'cpu,attack,slow,fuzz' },
      requests: { type: 'string' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string' },
      turns: { type: 'string' },
      short: { type: 'boolean' },
      dry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const parts = new Set(values.only.split(','));
  const share = values.short ? 0.1 : 1;
  const seconds = Number(values.seconds ?? Math.max(3, 15 * share));
  const turns = Number(values.turns ?? (values.short ? 1 : 5));
  const requests = Number(values.requests ?? 200_000 * share);

  await ensureBuild({ say: console.error });
  if (isPinned) spawnSync('taskset', ['-acp', `1-${availableParallelism() - 1}`, String(process.pid)]);
  const { hostileDocuments } = await importTest('edge/malicious-documents.ts');
  const { createHostileMutations, createSeededRandom } = await importTest('support/hostile-mutations.ts');
  const upstreams = await startUpstreams();
  // Honest requests are executed too: out of memory they would hardly meet the hostile ones.
  const env = { ...upstreams.env, CACHE_ANSWERS_MAX_BYTES: '0' };
  const start = () => startServer({ env, processors: isPinned ? '0' : null });
  const results = {};
  try {
    const server = await start();
    try {
      await closedLoop(server.origin, honest, { connections: 8, seconds: 3 });
      if (parts.has('cpu')) results.cpu = await cpuOf(server, hostileDocuments, share);
      if (parts.has('attack')) results.attack = await underAttack(server, hostileDocuments, { seconds, turns });
      if (parts.has('slow')) results.slow = await amongSlowClients(server, { seconds, turns });
    } finally {
      await server.stop();
    }
    if (parts.has('fuzz')) {
      const seeds = hostileDocuments.map(({ body }) => body);
      const next = createHostileMutations(seeds, createSeededRandom(Number(values.seed)));
      console.error(`fuzz of ${requests}`);
      results.fuzz = { seed: Number(values.seed), ...(await fuzz(start, next, { requests, connections: 16 })) };
    }
  } finally {
    upstreams.stop();
  }
  const line = {
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    loadAverage: loadavg().map((average) => Math.round(average * 10) / 10),
    isPinned,
    command: ['node bench/attack.mjs', ...args].join(' '),
    ...results,
  };
  console.log(JSON.stringify(line, null, 2));
  if (!values.dry) appendFileSync(resultsFile, `${JSON.stringify(line)}\n`);
}

async function cpuOf(server, documents, share) {
  console.error(`processor time of ${documents.length} documents`);
  const repetitions = Math.max(20, Math.round(100 * share));
  const measured = await measureCpu(server, documents, { warmUp: Math.ceil(repetitions / 3), repetitions });
  return {
    documents: documents.length,
    repetitions,
    overGoal: measured.filter(({ cpuMs }) => cpuMs >= CPU_GOAL_MS),
    worst: measured.slice(0, 12),
  };
}

async function honestLoad({ origin }, seconds) {
  const { tally } = await openLoop(origin, honest, { perSecond: HONEST_PER_SECOND, seconds, connections: 32 });
  return { good: tally.good.length, refused: tally.refused.length, other: tally.other, ms: quantiles(tally.good) };
}

async function underAttack(server, documents, { seconds, turns }) {
  console.error('honest clients alone, and under attack');
  const disturbed = await inTurns(server, { seconds, turns }, () => {
    const attack = startAttack(server.origin, documents, HOSTILE_PER_SECOND);
    return () => attack.stop();
  });
  return { hostilePerSecond: HOSTILE_PER_SECOND, ...disturbed };
}

async function amongSlowClients(server, { seconds, turns }) {
  if (!hasSlowClients()) {
    console.error('slow clients: left out, for slowhttptest is not installed (apt-get install slowhttptest)');
    return null;
  }
  const results = {};
  for (const kind of slowKinds) {
    console.error(`slow clients: ${kind}`);
    results[kind] = await inTurns(server, { seconds, turns }, async () => {
      const slow = await startSlowClients(server.origin, kind, slowAmount);
      return () => slow.end();
    });
  }
  return results;
}

/** Honest clients alone and disturbed by turns: one stall of the machine is in one turn, and the median is not. */
async function inTurns(server, { seconds, turns }, disturb) {
  const measured = [];
  for (let turn = 0; turn < turns; turn++) {
    const alone = await honestLoad(server, seconds);
    const settle = await disturb();
    const disturbed = await honestLoad(server, seconds);
    const p99Ratio = Math.round((disturbed.ms.p99 / alone.ms.p99) * 100) / 100;
    measured.push({ p99Ratio, alone, disturbed, by: await settle() });
  }
  return { p99Ratio: medianOf(measured.map(({ p99Ratio }) => p99Ratio)), turns: measured };
}

await main(process.argv.slice(2));
