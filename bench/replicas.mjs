import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '@redis/client';
import { request } from 'undici';
import { ensureBuild } from '../build/build.mjs';
import { startServer, startUpstreams } from './measured-server.mjs';
import { closedLoop, quantiles } from './overload-load.mjs';

const usage = `Usage: npm run bench:replicas [-- <options>]

Measures one process on its own store, and one and two replicas on one Redis (redis-server has to be installed), with
answers remembered and without. Keeps the results in bench/replicas.json; docs/scaling.md reads them.

  --seconds <n>    of each measurement (10)
  --dry            prints the results, and keeps them nowhere
  --help           this text`;

const rootDir = fileURLToPath(new URL('..', import.meta.url));
const CONNECTIONS = 16;
const communes = ['75111', '69123', '33063', '44109', '13055', '31555'];

async function main(args) {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '10' }, dry: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(usage);
  await ensureBuild({ say: console.error });
  const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
  const upstreams = await startUpstreams();
  const redis = await startRedis();
  const measured = [];
  try {
    for (const isRemembering of [true, false]) {
      for (const [replicas, isShared] of [
        [1, false],
        [1, true],
        [2, true],
      ]) {
        console.error(
          `${replicas} with ${isShared ? 'Redis' : 'a store of its own'}, ${isRemembering ? '' : 'not '}remembering`,
        );
        const env = {
          ...upstreams.env,
          ...(isShared ? { REDIS_URL: redis.url } : {}),
          ...(isRemembering ? {} : { CACHE: 'off' }),
        };
        measured.push({
          replicas,
          store: isShared ? 'redis' : 'embedded',
          isRemembering,
          ...(await measure({ env, replicas, redis, isPinned, seconds: Number(values.seconds) })),
        });
      }
    }
  } finally {
    upstreams.stop();
    await redis.stop();
  }
  const results = {
    date: new Date().toISOString(),
    machine: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    loadAverage: loadavg().map((average) => Math.round(average * 10) / 10),
    command: ['npm run bench:replicas', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    measured,
  };
  console.log(JSON.stringify(results, null, 2));
  if (!values.dry) writeFileSync(join(rootDir, 'bench', 'replicas.json'), `${JSON.stringify(results, null, 2)}\n`);
}

async function measure({ env, replicas, redis, isPinned, seconds }) {
  const cores = availableParallelism();
  const servers = await Promise.all(
    Array.from({ length: replicas }, (_, index) =>
      startServer({ env, processors: isPinned ? String(index % cores) : null }),
    ),
  );
  try {
    for (const { origin } of servers) await closedLoop(origin, bodies(), { connections: 4, seconds: 3 });
    const before = { redis: await redis.figures(), ...(await figuresOf(servers)) };
    const startedAt = performance.now();
    const loops = await Promise.all(
      servers.map(({ origin }) => closedLoop(origin, bodies(), { connections: CONNECTIONS, seconds })),
    );
    const took = (performance.now() - startedAt) / 1000;
    const after = { redis: await redis.figures(), ...(await figuresOf(servers)) };
    const good = loops.flatMap(({ tally }) => tally.good);
    const each = (figure) => Math.round((figure / good.length) * 1000) / 1000;
    return {
      perSecond: Math.round(good.length / took),
      ms: quantiles(good),
      other: loops.map(({ tally }) => ({ refused: tally.refused.length, ...tally.other })),
      cpuMsARequest: each((after.cpuSeconds - before.cpuSeconds) * 1000),
      upstreamCallsARequest: each(after.upstreamCalls - before.upstreamCalls),
      redisCommandsARequest: each(after.redis.commands - before.redis.commands),
      redisBytesARequest: Math.round((after.redis.bytesOut - before.redis.bytesOut) / good.length),
      redisMb: after.redis.usedMb,
      residentMb: servers.map((server) => server.residentMb().residentMb),
    };
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
  }
}

async function figuresOf(servers) {
  let upstreamCalls = 0;
  for (const { origin } of servers) {
    const { body } = await request(`${origin}/metrics`);
    for (const line of (await body.text()).split('\n')) {
      if (line.startsWith('immograph_upstream_calls_total')) upstreamCalls += Number(line.split(' ').at(-1));
    }
  }
  return { upstreamCalls, cpuSeconds: servers.reduce((sum, server) => sum + server.cpuSeconds(), 0) };
}

/** A page of ten adverts with all that hangs on them but valuations, and what matches. */
function bodies() {
  const query = `query Page($inseeCode: String!) { adverts(first: 10, filter: { offerTypes: [BUY], inseeCode: $inseeCode }) {
    nodes { flxId title price { amount currency } pricePerArea { amount } location { city postalCode inseeCode }
      zoneStatistics { median average confidence { lowerBound upperBound } } pricePosition { deviation band }
      property { flxId adverts(first: 5) { nodes { flxId isOnline } } }
      matchingBuyerRequests(first: 3) { totalCount nodes { score request { requestId } } } } } }`;
  return communes.map((inseeCode) => JSON.stringify({ query, variables: { inseeCode } }));
}

async function startRedis() {
  const dir = mkdtempSync(join(tmpdir(), 'immograph-redis-'));
  const port = await freePort();
  const options = ['--port', String(port), '--dir', dir, '--appendonly', 'yes', '--save', '', '--bind', '127.0.0.1'];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  await new Promise((resolve, reject) => {
    server.once('error', () => reject(new Error('redis-server has to be installed: apt-get install redis-server')));
    server.once('spawn', resolve);
  });
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  const figure = (info, name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    url,
    figures: async () => {
      const info = await client.info();
      return {
        commands: figure(info, 'total_commands_processed'),
        bytesOut: figure(info, 'total_net_output_bytes'),
        usedMb: Math.round(figure(info, 'used_memory') / 2 ** 20),
      };
    },
    stop: async () => {
      client.destroy();
      server.kill('SIGKILL');
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
