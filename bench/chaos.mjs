import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { scenarios } from './chaos-scenarios.mjs';
import { machine } from './machine.mjs';

const usage = `Usage: npm run chaos [-- <options>]

Runs the tests of test/chaos at full size, with what they say of speed and memory, and keeps the last result of each
scenario in bench/chaos.jsonl. Progress goes to stderr.

  --only <n,…>    these scenarios alone
  --short         small sizes, measured all the same; the results are printed and not kept
  --minutes <n>   of the soak (20)
  --seed <n>      of the random choices (7)
  --help          this text

Scenarios:
${scenarios.map(({ name, what }) => `  ${name.padEnd(15)} ${what}`).join('\n')}`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'chaos.jsonl');

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '20' },
      seed: { type: 'string', default: '7' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const chosen = choose(values.only);

  await ensureBuild();
  const command = ['npm run chaos', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  for (const scenario of chosen) {
    process.stderr.write(`${scenario.name}: ${scenario.what}\n`);
    const result = await run(scenario, { ...values, command });
    console.log(JSON.stringify(result, null, 2));
    if (!values.short) keep(result);
    if (!result.isPassed) process.exitCode = 1;
  }
}

function choose(only) {
  if (only === undefined) return scenarios;
  const names = only.split(',');
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}; see --help.`);
  return scenarios.filter(({ name }) => names.includes(name));
}

async function run({ name, files, sizes }, { short, minutes, seed, command }) {
  const dir = mkdtempSync(join(tmpdir(), 'immograph-chaos-'));
  const report = join(dir, 'report.jsonl');
  const size = name === 'soak' && !short ? { CHAOS_SOAK_SECONDS: String(Number(minutes) * 60) } : short ? {} : sizes;
  const loadAverage = loadavg().map((load) => Math.round(load * 10) / 10);
  const startedAt = performance.now();
  const code = await runTests(files, { ...size, CHAOS_SEED: seed, CHAOS_REPORT: report });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const figures = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').map(JSON.parse) : [];
  rmSync(dir, { recursive: true });
  return {
    scenario: name,
    date: new Date().toISOString(),
    machine: machine(),
    loadAverage,
    command,
    isPassed: code === 0,
    seconds,
    figures,
  };
}

function runTests(files, env) {
  const jest = join(rootDir, 'node_modules', 'jest', 'bin', 'jest.js');
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  const patterns = files.map((file) => join('test', 'chaos', file));
  const child = spawn(process.execPath, [jest, ...patterns, '--runInBand', '--verbose'], {
    cwd: rootDir,
    // What jest says goes to stderr, beside the progress: stdout is for the results.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env, NODE_OPTIONS: nodeOptions },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Each scenario has one line, of its last run. */
function keep(result) {
  const kept = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8').trim().split('\n').filter(Boolean) : [];
  const others = kept.map((line) => JSON.parse(line)).filter(({ scenario }) => scenario !== result.scenario);
  const place = (line) => scenarios.findIndex(({ name }) => name === line.scenario);
  const lines = [...others, result].toSorted((one, other) => place(one) - place(other));
  writeFileSync(resultsFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
