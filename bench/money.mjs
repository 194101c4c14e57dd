import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { machine } from './machine.mjs';

const usage = `Usage: npm run bench:money [-- <options>]

Runs the tests of test/money at full size, and adds a line with what they counted to bench/money.jsonl.

  --rounds <n>        rounds of fifty identical valuations, on the embedded store (1000)
  --kills <n>         of these, rounds with a kill -9 of a server (60)
  --redis-rounds <n>  rounds on Redis (100), and --redis-kills of a server or of Redis itself (6)
  --cap <n>           the cap under ten times as many requests (100)
  --operations <n>    random operations that are quoted and then asked (1000)
  --seed <n>          repeats the random choices of a run
  --help              this text`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const resultsFile = join(rootDir, 'bench', 'money.jsonl');

const sizes = {
  rounds: { variable: 'MONEY_ROUNDS', default: '1000' },
  kills: { variable: 'MONEY_KILLS', default: '60' },
  'redis-rounds': { variable: 'MONEY_REDIS_ROUNDS', default: '100' },
  'redis-kills': { variable: 'MONEY_REDIS_KILLS', default: '6' },
  cap: { variable: 'MONEY_CAP', default: '100' },
  operations: { variable: 'MONEY_OPERATIONS', default: '1000' },
  seed: { variable: 'MONEY_SEED' },
};

async function main(args) {
  const options = Object.fromEntries(
    Object.entries(sizes).map(([name, { default: fallback }]) => [
      name,
      { type: 'string', ...(fallback === undefined ? {} : { default: fallback }) },
    ]),
  );
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } });
  if (values.help) return console.log(usage);

  await ensureBuild();
  const dir = mkdtempSync(join(tmpdir(), 'immograph-bench-'));
  const report = join(dir, 'report.jsonl');
  const given = Object.entries(sizes).filter(([name]) => values[name] !== undefined);
  const env = Object.fromEntries(given.map(([name, { variable }]) => [variable, values[name]]));
  const startedAt = performance.now();
  const code = await runTests({ ...env, MONEY_REPORT: report });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const tests = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n').map(JSON.parse) : [];
  rmSync(dir, { recursive: true });

  const result = {
    date: new Date().toISOString(),
    machine: machine(),
    command: ['npm run bench:money', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    isPassed: code === 0,
    seconds,
    tests,
  };
  appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = code;
}

function runTests(env) {
  const jest = join(rootDir, 'node_modules', 'jest', 'bin', 'jest.js');
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  // One suite after another: they measure nothing, but they share the machine.
  const child = spawn(process.execPath, [jest, 'test/money', '--runInBand', '--verbose'], {
    cwd: rootDir,
    stdio: 'inherit',
    env: { ...process.env, ...env, NODE_OPTIONS: nodeOptions },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
