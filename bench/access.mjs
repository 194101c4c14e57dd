import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';

const usage = `Usage: npm run bench:access [-- <options>]

Runs the random tests of who may ask what at full size, and adds a line with what they counted to bench/access.jsonl.

  --only <parts>      of cost, names and tenancy, as a comma list (all of them)
  --documents <n>     random documents whose cost is estimated and then measured (10000)
  --guesses <n>       guesses at names of the schema by a client who may not see it (20000)
  --operations <n>    random operations of the clients of many agencies (100000)
  --agencies <n>      how many agencies (20)
  --asks-a-round <n>  operations at once (40)
  --shards <n>        processes that share the operations, each with a seed of its own (20)
  --at-once <n>       how many of them at once (2)
  --seed <n>          of the first of them (1)
  --help              this text`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'access.jsonl');

const options = {
  only: { type: 'string', default: 'cost,names,tenancy' },
  documents: { type: 'string', default: '10000' },
  guesses: { type: 'string', default: '20000' },
  operations: { type: 'string', default: '100000' },
  agencies: { type: 'string', default: '20' },
  'asks-a-round': { type: 'string', default: '40' },
  shards: { type: 'string', default: '20' },
  'at-once': { type: 'string', default: '2' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean' },
};

/**
 * What each part has jest run: a test's file, its name, and its sizes. A process holds all that its servers logged, so
 * that many operations are shared by several.
 */
const parts = {
  cost: ({ documents, seed }) => [
    { file: 'test/edge/operation-cost', name: 'is never estimated below', env: { DOCUMENTS: documents, SEED: seed } },
  ],
  names: ({ guesses, seed }) => [
    { file: 'test/edge/no-introspection', name: 'brings a name to light', env: { GUESSES: guesses, SEED: seed } },
  ],
  tenancy: ({ operations, agencies, shards, seed, 'asks-a-round': asksARound }) =>
    Array.from({ length: Number(shards) }, (_, shard) => ({
      file: 'test/access/tenancy',
      name: 'are told to its own clients alone|stand in no log line',
      env: {
        TENANCY_OPERATIONS: String(Math.ceil(Number(operations) / Number(shards))),
        TENANCY_AGENCIES: agencies,
        TENANCY_ASKS_A_ROUND: asksARound,
        TENANCY_SEED: String(Number(seed) + shard),
      },
    })),
};

async function main(args) {
  const { values } = parseArgs({ args, options });
  if (values.help) return console.log(usage);
  const chosen = values.only.split(',');
  const unknown = chosen.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}: see --help.`);

  await ensureBuild();
  const dir = mkdtempSync(join(tmpdir(), 'immograph-bench-'));
  const report = join(dir, 'report.jsonl');
  const startedAt = performance.now();
  const codes = [];
  for (const name of chosen) {
    const runs = parts[name](values);
    const work = async () => {
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) codes.push(await runTest(run, report));
    };
    await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
  }
  const tests = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').map(JSON.parse) : [];
  rmSync(dir, { recursive: true });

  const result = {
    date: new Date().toISOString(),
    machine: machine(),
    command: ['npm run bench:access', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    isPassed: codes.every((code) => code === 0),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    tests,
  };
  appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  console.log(JSON.stringify(result, null, 2));
  if (!result.isPassed) process.exitCode = 1;
}

function runTest({ file, name, env }, report) {
  const jest = join(rootDir, 'node_modules', 'jest', 'bin', 'jest.js');
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  const child = spawn(process.execPath, [jest, file, '--runInBand', '--testNamePattern', name], {
    cwd: rootDir,
    stdio: 'inherit',
    env: { ...process.env, ...env, MONEY_REPORT: report, NODE_OPTIONS: nodeOptions },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function machine() {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpu?.model ?? 'unknown'}, ${gigabytes} GB, Node ${process.version}, ${process.platform}`;
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
