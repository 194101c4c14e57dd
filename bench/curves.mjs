import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { machine } from './machine.mjs';
import { startServer } from './measured-server.mjs';
import { immographEnv } from './speed/contenders.mjs';
import { curveTables } from './speed/curve-tables.mjs';
import { findGenerator, load } from './speed/load.mjs';
import { placeOf } from './speed/market.mjs';
import { findProcessors } from './speed/processors.mjs';
import { writeReading } from './speed/reading.mjs';
import { measure, startUpstreams, verify } from './speed/rig.mjs';
import { NEW_PLACE, bodiesOf, pageOf, workloads } from './speed/workloads.mjs';

const usage = `Usage: npm run bench:curves [-- <options>]

Measures what work of the built server costs as there is more of it: more adverts a page, more connections, more
documents, two processes, more and more requests. Adds a line to bench/curves.jsonl and keeps the tables in
bench/README.md.

  --only <names>      some curves: page, connections, documents, processes, memory
  --seconds <n>       how long each point is measured (4), after a warm-up of --warm-up <n> (2)
  --requests <n>      how many requests the memory is watched over (20000)
  --short             a second a point and 2000 requests: nothing is kept
  --help              this text`;

const resultsFile = fileURLToPath(new URL('curves.jsonl', import.meta.url));
const noCache = { CACHE: 'off' };
/** The limit of upstream calls is for what clients may ask, and a page of 500 with its valuations is within it. */
const pageSizes = [1, 10, 100, 500];
const connectionCounts = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const documentCounts = [1, 10, 100, 1_000, 10_000];
const MEMORY_READINGS = 10;
/** Few adverts that are asked for again and again beside each new one. With it, no divisor of how many places there are. */
const FAMILIAR_ADVERTS = 8;

const curves = { page, connections, documents, processes, memory };

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      requests: { type: 'string' },
      short: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const names = values.only?.split(',') ?? Object.keys(curves);
  const unknown = names.filter((name) => curves[name] === undefined);
  if (unknown.length > 0) throw new Error(`There is no curve ${unknown.join(', ')}.`);

  const say = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
  await ensureBuild({ say });
  const { short = false } = values;
  const processors = findProcessors();
  const upstreams = await startUpstreams(processors?.upstreams ?? null);
  const rig = {
    upstreams,
    processors,
    generator: findGenerator(),
    seconds: Number(values.seconds ?? (short ? 1 : 4)),
    warmUpSeconds: Number(values['warm-up'] ?? (short ? 1 : 2)),
    requests: Number(values.requests ?? (short ? 2_000 : 20_000)),
    say,
  };
  const result = {
    date: new Date().toISOString(),
    machine: machine(),
    loadAverageBefore: loadavg().map((each) => Math.round(each * 10) / 10),
    isPinned: processors !== null,
    generator: rig.generator,
    command: ['npm run bench:curves', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    curves: {},
  };
  try {
    for (const name of names) {
      say(`curve: ${name}`);
      result.curves[name] = await curves[name](rig);
    }
  } finally {
    upstreams.stop();
  }
  const tables = curveTables(result);
  console.log(tables);
  if (short) return;
  appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
  await writeReading('curves', tables);
}

/** Adverts a page: `callsARequest` and the CPU of each advert are what must not grow. */
async function page(rig) {
  return withServer(rig, noCache, async (server) => {
    const points = [];
    for (const size of pageSizes) {
      const point = await measured(server, pageOf(size), rig, { connections: 4 });
      points.push({ adverts: size, ...point, cpuMsAnAdvert: point.cpuMsARequest / size });
    }
    return points;
  });
}

async function connections(rig) {
  const points = [];
  for (const name of ['A', 'B']) {
    await withServer(rig, noCache, async (server) => {
      for (const count of connectionCounts) {
        points.push({
          workload: name,
          connections: count,
          ...(await measured(server, workloads[name], rig, { connections: count })),
        });
      }
    });
  }
  return points;
}

/** Documents that differ by the name of one alias, asked in turn: each has to be known, or read and checked anew. */
async function documents(rig) {
  const points = [];
  for (const count of documentCounts) {
    await withServer(rig, noCache, async (server) => {
      const bodies = Array.from({ length: Math.max(count, workloads.B.distinct) }, (_, number) =>
        aliased(workloads.B.body(placeOf(number)), number % count),
      );
      const { upstreams, generator, processors, seconds, warmUpSeconds } = rig;
      const options = { generator, processors: processors?.load ?? null, connections: 16 };
      await upstreams.setDelay(0);
      await load(server.origin, bodies, { ...options, seconds: warmUpSeconds });
      const cpuBefore = server.cpuSeconds();
      const told = await load(server.origin, bodies, { ...options, seconds });
      points.push({
        documents: count,
        perSecond: told.requests / told.seconds,
        p50: told.p50,
        p99: told.p99,
        cpuMsARequest: ((server.cpuSeconds() - cpuBefore) * 1000) / told.requests,
        residentMb: server.residentMb().residentMb,
        badStatus: told.badStatus,
      });
    });
  }
  return points;
}

function aliased(body, number) {
  return body.replace('flxId title', `a${number}: flxId title`);
}

/** One process and two, each on a processor of its own; with two processors, upstreams and load share them. */
async function processes(rig) {
  const { processors, seconds, warmUpSeconds, generator, upstreams } = rig;
  await upstreams.setDelay(0);
  const points = [];
  for (const count of [1, 2]) {
    const pins = processors === null ? [null, null] : ['0', '1'];
    const servers = [];
    try {
      for (const pin of pins.slice(0, count)) {
        servers.push(await startServer({ env: envOf(rig, noCache), processors: pin }));
      }
      for (const name of ['A', 'B']) {
        const ask = (each) =>
          Promise.all(
            servers.map(({ origin }, index) =>
              load(origin, bodiesOf(workloads[name]), {
                generator,
                processors: null,
                connections: 16,
                seconds: each,
                from: index * 128,
              }),
            ),
          );
        await ask(warmUpSeconds);
        const told = await ask(seconds);
        points.push({
          processes: count,
          workload: name,
          perSecond: told.reduce((sum, each) => sum + (each.requests - each.badStatus) / each.seconds, 0),
          p99: Math.max(...told.map(({ p99 }) => p99)),
        });
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }
  return points;
}

/** Resident memory while one advert in nine is asked for that nobody has asked for before, with the cache on. */
async function memory(rig) {
  const bodies = [workloads.B.body(NEW_PLACE), ...bodiesOf(workloads.B, FAMILIAR_ADVERTS)];
  return withServer(rig, {}, async (server) => {
    await rig.upstreams.setDelay(0);
    const points = [];
    let done = 0;
    while (done < rig.requests) {
      const target = Math.min(rig.requests, done + Math.ceil(rig.requests / MEMORY_READINGS));
      while (done < target) {
        const told = await load(server.origin, bodies, {
          generator: rig.generator,
          processors: rig.processors?.load ?? null,
          connections: 16,
          seconds: 1,
          from: done,
        });
        done += told.requests;
      }
      points.push({ requests: done, ...server.residentMb() });
      rig.say(`${done} requests: ${points.at(-1).residentMb} MB`);
    }
    return points;
  });
}

async function measured(server, workload, rig, { connections: count }) {
  const { upstreams, processors, generator, seconds, warmUpSeconds } = rig;
  await upstreams.setDelay(0);
  const asks = 'different';
  const { bytes } = await verify(server.origin, workload, { upstreams, asks });
  const options = {
    upstreams,
    asks,
    bytes,
    connections: count,
    seconds,
    warmUpSeconds,
    generator,
    processors,
    from: 0,
  };
  const figures = await measure(server, workload, options);
  if (!figures.isWhole) throw new Error(`The answers to ${workload.describe} were too short under load.`);
  return figures;
}

async function withServer(rig, env, work) {
  const server = await startServer({ env: envOf(rig, env), processors: rig.processors?.server ?? null });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

function envOf({ upstreams }, env) {
  return { ...immographEnv(upstreams.origin), ...env };
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
