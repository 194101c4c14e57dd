import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { machine } from './machine.mjs';
import { contenders } from './speed/contenders.mjs';
import { findGenerator, load } from './speed/load.mjs';
import { findProcessors } from './speed/processors.mjs';
import { startUpstreams } from './speed/rig.mjs';
import { bodiesOf, workloads } from './speed/workloads.mjs';

const usage = `Usage: npm run bench:profile [-- <options>]

Puts the built server under the load of the bench with V8's sampling profiler on, and prints where its own time went: the
functions with the most self time, and the same added up by package.

  --workload <name>   one of ${Object.keys(workloads).join(', ')} (A)
  --cache             with the cache on, warm
  --seconds <n>       for how long (8)
  --top <n>           how many functions (10)
  --out <folder>      keeps the profile, for a browser's developer tools
  --help              this text`;

const WARM_UP_SECONDS = 3;
const rootDir = fileURLToPath(new URL('..', import.meta.url));

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      workload: { type: 'string', default: 'A' },
      cache: { type: 'boolean' },
      seconds: { type: 'string', default: '8' },
      top: { type: 'string', default: '10' },
      out: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const workload = workloads[values.workload];
  if (workload === undefined) throw new Error(`There is no workload ${values.workload}.`);

  await ensureBuild();
  const dir = values.out ?? mkdtempSync(join(tmpdir(), 'immograph-profile-'));
  const startMs = await run(workload, { isWarm: values.cache === true, seconds: Number(values.seconds), dir });
  const [file] = readdirSync(dir)
    .filter((name) => name.endsWith('.cpuprofile'))
    .toSorted()
    .toReversed();
  const profile = JSON.parse(readFileSync(join(dir, file), 'utf8'));
  if (values.out === undefined) rmSync(dir, { recursive: true });
  console.log(`${workload.describe}, 16 connections, cache ${values.cache ? 'warm' : 'off'}; ${machine()}\n`);
  console.log(report(profile, { startMs, top: Number(values.top) }));
}

/** Answers how long the start and the warm-up took, of which nothing is told. */
async function run(workload, { isWarm, seconds, dir }) {
  const processors = findProcessors();
  const upstreams = await startUpstreams(processors?.upstreams ?? null);
  const contender = contenders.find(({ name }) => name === (isWarm ? 'ours-warm' : 'ours'));
  const beganAt = performance.now();
  try {
    const server = await contender.start({
      upstream: upstreams.origin,
      processors: processors?.server ?? null,
      nodeOptions: ['--cpu-prof', '--cpu-prof-dir', dir],
    });
    const bodies = bodiesOf(workload, isWarm ? 32 : undefined);
    const options = { generator: findGenerator(), connections: 16, processors: processors?.load ?? null };
    await load(server.origin, bodies, { ...options, seconds: WARM_UP_SECONDS });
    const startMs = performance.now() - beganAt;
    await load(server.origin, bodies, { ...options, seconds });
    await server.stop();
    return startMs;
  } finally {
    upstreams.stop();
  }
}

/** Self time of functions and of packages, as shares of the time that was not idle. */
function report({ nodes, samples, timeDeltas }, { startMs, top }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map();
  const packages = new Map();
  let total = 0;
  let at = 0;
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = frames.get(id);
    const micros = timeDeltas[index];
    at += micros;
    if (functionName === '(idle)' || at < startMs * 1000) return;
    total += micros;
    add(functions, `${functionName || '(anonymous)'} ${placeOf(url, lineNumber)}`, micros);
    add(packages, packageOf(url, functionName), micros);
  });
  return [`Functions:\n${ranked(functions, total, top)}`, `By package:\n${ranked(packages, total, top)}`].join('\n\n');
}

function add(sums, key, micros) {
  sums.set(key, (sums.get(key) ?? 0) + micros);
}

function ranked(sums, total, top) {
  return [...sums]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, top)
    .map(([key, micros]) => `${((100 * micros) / total).toFixed(1).padStart(5)} %  ${key.trim()}`)
    .join('\n');
}

function placeOf(url, lineNumber) {
  if (url === '') return '';
  const path = url.startsWith('file:') ? relative(rootDir, fileURLToPath(url)) : url;
  return `${path}:${lineNumber + 1}`;
}

function packageOf(url, functionName) {
  if (url.startsWith('node:')) return 'Node.js';
  if (url === '') return functionName.startsWith('(') ? functionName : 'V8 and native code';
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url.slice(url.lastIndexOf('node_modules/')))?.[1];
  return found ?? (url.includes('/dist/server/') ? 'immograph' : placeOf(url, 0));
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
