import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';

const usage = `Usage: node bench/matching.mjs [<options>]

Measures the index of buyers' requests at several sizes, and adds a line with the results to bench/matching.jsonl.

  --sizes <n,…>   how many requests (10000,100000,1000000)
  --runs <n>      runs of each size, one process each; the results are their medians (3)
  --seed <n>      of the requests and adverts that are made up (7)
  --help          this text`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      runs: { type: 'string', default: '3' },
      seed: { type: 'string', default: '7' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);

  await ensureBuild({ only: ['server', 'communes'] });
  const sizes = values.sizes.split(',').map(Number);
  const results = sizes.map((size) => {
    const runs = Array.from({ length: Number(values.runs) }, () => run(size, values.seed));
    const result = medians(runs);
    console.log(JSON.stringify(result, null, 2));
    return result;
  });
  const line = {
    date: new Date().toISOString(),
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
    command: ['node bench/matching.mjs', ...args].join(' '),
    runs: Number(values.runs),
    results,
  };
  appendFileSync(join(rootDir, 'bench', 'matching.jsonl'), `${JSON.stringify(line)}\n`);
}

function run(size, seed) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(rootDir, 'bench', 'matching-run.mjs'),
      join(rootDir, 'dist', 'server'),
      join(rootDir, 'dist', 'communes.json'),
      size,
      seed,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`The run with ${size} requests failed.`);
  return JSON.parse(stdout);
}

/** Of each number of several runs, the one in the middle. */
function medians(runs) {
  const [first] = runs;
  if (typeof first === 'number') return runs.toSorted((one, other) => one - other)[runs.length >> 1];
  return Object.fromEntries(Object.keys(first).map((key) => [key, medians(runs.map((each) => each[key]))]));
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
