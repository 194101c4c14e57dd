import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from '../build/build.mjs';
import { nodeOptions } from '../build/node-options.mjs';

const usage = `Usage: npm test [-- <options and patterns of jest>]

Builds what is missing, runs every test that this machine can run, and names those that it could not.

  npm test -- test/edge              the tests under a path
  npm test -- -t 'the walk'          the tests of that name
  npm test -- --watch                again on every change

Environment:
  CHROMIUM_PATH      the browser of the explorer's tests, where it is not one of ${'`'}chromium${'`'} or ${'`'}google-chrome${'`'} in /usr/bin
  REDIS_SERVER_PATH  the server of the tests against Redis, where it is not ${'`'}redis-server${'`'} or ${'`'}valkey-server${'`'} in PATH
  REQUIRE_ALL=1      what could not be run is a failure`;

const MOST_WORKERS = 4;
const rootDir = fileURLToPath(new URL('..', import.meta.url));
const routerDir = join(rootDir, 'test', 'router');

const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .filter((path) => path !== undefined && path !== '')
  .find((path) => existsSync(path));

const redisServer = [
  process.env.REDIS_SERVER_PATH,
  ...(process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((dir) => [join(dir, 'redis-server'), join(dir, 'valkey-server')]),
]
  .filter((path) => path !== undefined && path !== '')
  .find((path) => existsSync(path));

/**
 * Tests that need more than Node and `npm ci`. Jest leaves out the `files` of a group that is not ready; a group that is
 * none of jest's has a `run` of its own.
 */
const groups = [
  {
    name: 'the explorer in a browser',
    isReady: chromium !== undefined,
    files: '\\.browser\\.test\\.ts$',
    lacks: 'no Chromium found',
    remedy: 'install it (`apt-get install chromium`) or set CHROMIUM_PATH',
  },
  {
    name: 'against Redis',
    isReady: redisServer !== undefined,
    files: '\\.redis\\.test\\.ts$',
    lacks: 'no redis-server or valkey-server found',
    remedy: 'install it (`apt-get install redis-server`) or set REDIS_SERVER_PATH',
  },
  {
    name: 'under a federation gateway',
    isReady: existsSync(join(routerDir, 'node_modules')),
    lacks: 'test/router has not been installed',
    remedy: '`npm run test:setup`',
    alone: '`npm test --prefix test/router`',
    run: runRouterTests,
  },
];

async function main(args) {
  if (args.includes('--help')) return console.log(usage);
  await ensureBuild();

  const jest = await runJest(args);
  if (jest === null && process.exitCode === 0) return;
  const outcomes = [jest ?? { passed: 0, failed: 0, skipped: 0 }];
  const notRun = [];
  for (const group of groups) {
    if (!group.isReady) {
      notRun.push(`${group.name} (${group.lacks}; ${group.remedy})`);
      if (process.env.REQUIRE_ALL === '1') process.exitCode = 1;
    } else if (group.run !== undefined && args.length > 0) {
      notRun.push(`${group.name} (jest's tests were chosen; ${group.alone})`);
    } else if (group.run !== undefined) {
      outcomes.push(await group.run());
    }
  }

  for (const line of notRun) console.log(`not run: ${line}`);
  const total = (key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  if (total('failed') > 0) process.exitCode = 1;
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
}

/** `null` where jest ran nothing, as with `--listTests`; its exit code is then this command's. */
async function runJest(args) {
  const dir = mkdtempSync(join(tmpdir(), 'immograph-test-'));
  const countsFile = join(dir, 'counts.json');
  const leftOut = groups.flatMap(({ isReady, files }) => (isReady || files === undefined ? [] : [files]));
  const { default: config } = await import('../jest.config.mjs');
  const jest = [
    join(rootDir, 'node_modules', 'jest', 'bin', 'jest.js'),
    // One more than there are processors, as many a test waits for a time to pass; each takes up to two gigabytes.
    `--maxWorkers=${Math.min(availableParallelism() + 1, MOST_WORKERS)}`,
    ...args,
    '--testPathIgnorePatterns',
    ...config.testPathIgnorePatterns,
    ...leftOut,
    '--reporters=default',
    `--reporters=${join(rootDir, 'test', 'count-reporter.mjs')}`,
  ];
  // Servers run in jest's own processes, and have there what they have elsewhere.
  const options = [...nodeOptions, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const env = {
    COUNTS_FILE: countsFile,
    NODE_OPTIONS: [process.env.NODE_OPTIONS, ...options].filter(Boolean).join(' '),
    ...(chromium && { CHROMIUM_PATH: chromium }),
    ...(redisServer && { REDIS_SERVER_PATH: redisServer }),
  };
  const { code } = await run(process.execPath, jest, { env });
  const counts = existsSync(countsFile) ? readFileSync(countsFile, 'utf8') : null;
  rmSync(dir, { recursive: true });

  process.exitCode = code;
  return JSON.parse(counts);
}

async function runRouterTests() {
  const { code, output } = await run('npm', ['test', '--prefix', routerDir], { isRead: true });
  const count = (key) => Number(new RegExp(`^(?:#|ℹ) ${key} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  // An end without a failed test (a crash, a time-out) is a failure all the same.
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed === 0 && code !== 0 ? 1 : failed, skipped: count('skipped') };
}

/** Runs to the end with this terminal's input and output; `output` is what it said where `isRead`. */
function run(command, args, { isRead = false, env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: rootDir,
    stdio: ['inherit', isRead ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
