import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../build/build.mjs';
import { machine } from './machine.mjs';
import { contenders } from './speed/contenders.mjs';
import { findGenerator } from './speed/load.mjs';
import { installPeers, peerVersions } from './speed/peers.mjs';
import { findProcessors } from './speed/processors.mjs';
import { writeReading } from './speed/reading.mjs';
import { measure, startUpstreams, verify } from './speed/rig.mjs';
import { toRows, toTables } from './speed/table.mjs';
import { workloads } from './speed/workloads.mjs';

const usage = `Usage: npm run bench [-- <options>]

Measures the built server beside GraphQL peers and hand-written floors, all in one run: each contender is started, its
answers are compared with what they must be, and it is put under load; then the next one is, and so on, several times
over. Prints a table of medians, adds it to bench/bench.jsonl and keeps it in bench/README.md. The peers are installed in
bench/peers where they are not. wrk makes the load where it is installed.

  --runs <n>          how many times each is measured (3)
  --seconds <n>       for how long (4), after a warm-up of --warm-up <n> (2)
  --only <names>      some contenders: ${contenders.map(({ name }) => name).join(', ')}
  --workloads <names> some workloads: ${Object.keys(workloads).join(', ')}
  --delays <ms>       after how long the upstreams answer (0,20)
  --connections <n>   how many ask at once (1,16,64)
  --short             one run of a second with 4 connections and upstreams at once, to prove that all of it works:
                      nothing is kept
  --no-keep           prints, and keeps nothing
  --help              this text`;

const resultsFile = fileURLToPath(new URL('bench.jsonl', import.meta.url));
/** As it was published, this workload has one number of connections, and upstreams that answer at once. */
const asPublished = { T: { connections: [100], delays: [0] } };

async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      only: { type: 'string' },
      workloads: { type: 'string' },
      delays: { type: 'string' },
      connections: { type: 'string' },
      short: { type: 'boolean' },
      'no-keep': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);

  const plan = planOf(values);
  const say = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
  await ensureBuild({ only: ['server', 'explorer', 'communes'], say });
  const whyNoPeers = plan.contenders.some(({ isPeer }) => isPeer) ? installPeers(say) : null;
  if (whyNoPeers !== null) {
    throw new Error(`The peers cannot be installed, so that there is nothing to compare with:\n${whyNoPeers}`);
  }
  const generator = findGenerator();
  const processors = findProcessors();
  if (generator !== 'wrk') say('wrk is not installed: autocannon makes the load, and is the limit of the fastest rows');
  if (processors === null) say('processes cannot be pinned to processors here: all of them share all of them');

  const load = loadavg().map((each) => Math.round(each * 10) / 10);
  const runs = await measureAll(plan, { generator, processors, say });
  const rows = toRows(runs);
  for (const { name } of plan.contenders.filter((each) => !rows.some(({ contender }) => contender === each.name))) {
    say(`${name} takes no part in what was asked for`);
  }
  if (rows.length === 0) throw new Error('Nothing was measured.');
  const result = {
    date: new Date().toISOString(),
    machine: machine(),
    loadAverageBefore: load,
    isPinned: processors !== null,
    generator,
    command: ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    runs: plan.runs,
    seconds: plan.seconds,
    versions: peerVersions(),
    rows,
  };
  const tables = toTables(rows, contenders, workloads);
  console.log(tables);
  if (plan.isKept) {
    appendFileSync(resultsFile, `${JSON.stringify(result)}\n`);
    await writeReading('bench', `${headOf(result)}\n\n${tables}`);
  }
  const broken = rows.filter(({ isWhole, failures }) => !isWhole || failures > 0);
  for (const { contender, workload } of broken) {
    console.error(`${contender} did not answer all of ${workload} under load`);
  }
  process.exitCode = broken.length > 0 ? 1 : 0;
}

function planOf(values) {
  const { short = false } = values;
  const listOf = (text, fallback) => (text === undefined ? fallback : text.split(',').filter(Boolean));
  const named = (kind, known, names) => {
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new Error(`There is no ${kind} ${unknown.join(', ')}: there are ${known.join(', ')}.`);
    }
    return names;
  };
  const everyone = contenders.map(({ name }) => name);
  const only = named('contender', everyone, listOf(values.only, everyone));
  const works = Object.keys(workloads);
  return {
    contenders: contenders.filter(({ name }) => only.includes(name)),
    workloads: named('workload', works, listOf(values.workloads, short ? ['A', 'B', 'T'] : works)),
    delays: numbers('--delays', listOf(values.delays, short ? [0] : [0, 20])),
    connections: numbers('--connections', listOf(values.connections, short ? [4] : [1, 16, 64])),
    isAsPublished: !short && values.connections === undefined && values.delays === undefined,
    runs: Number(values.runs ?? (short ? 1 : 3)),
    seconds: Number(values.seconds ?? (short ? 1 : 4)),
    warmUpSeconds: Number(values['warm-up'] ?? (short ? 0 : 2)),
    isShort: short,
    isKept: !short && values['no-keep'] !== true,
  };
}

function numbers(option, texts) {
  const each = texts.map(Number);
  if (each.some((value) => !Number.isInteger(value) || value < 0)) throw new Error(`${option} takes whole numbers.`);
  return each;
}

/** Round after round, so that what comes over the machine meanwhile comes over all of them. */
async function measureAll(plan, { generator, processors, say }) {
  const upstreams = await startUpstreams(processors?.upstreams ?? null);
  const runs = [];
  try {
    for (let round = 1; round <= plan.runs; round += 1) {
      for (const contender of plan.contenders) {
        say(`round ${round} of ${plan.runs}: ${contender.name}`);
        runs.push(...(await measureOne(contender, plan, { upstreams, generator, processors })));
      }
    }
  } finally {
    upstreams.stop();
  }
  return runs;
}

/** Each workload has a server of its own, unless it has to be short, so that none finds what another has left there. */
async function measureOne(contender, plan, { upstreams, ...rig }) {
  const runs = [];
  let server = null;
  try {
    for (const name of plan.workloads.filter((each) => contender.workloads.includes(each))) {
      server ??= await contender.start({ upstream: upstreams.origin, processors: rig.processors?.server ?? null });
      runs.push(...(await measureWorkload(name, server, { contender, plan, upstreams, ...rig })));
      if (plan.isShort) continue;
      await server.stop();
      server = null;
    }
  } finally {
    await server?.stop();
  }
  return runs;
}

async function measureWorkload(name, server, { contender, plan, upstreams, generator, processors }) {
  const runs = [];
  const workload = workloads[name];
  const { seconds, warmUpSeconds } = plan;
  const { asks, headers } = contender;
  const { delays, connections } = plan.isAsPublished ? { ...plan, ...asPublished[name] } : plan;
  let from = 0;
  try {
    for (const delayMs of delays.filter((each) => contender.delays?.includes(each) ?? true)) {
      await upstreams.setDelay(delayMs);
      const { bytes } = await verify(server.origin, workload, { upstreams, asks, headers });
      for (const count of connections) {
        const options = { upstreams, asks, headers, bytes, seconds, warmUpSeconds, generator, processors, from };
        const { nextFrom, ...figures } = await measure(server, workload, { ...options, connections: count });
        from = nextFrom;
        runs.push({ contender: contender.name, workload: name, delayMs, connections: count, ...figures });
      }
    }
  } catch (error) {
    throw new Error(`${contender.name}, ${name}: ${error.message}`, { cause: error });
  }
  return runs;
}

function headOf({ date, machine: where, loadAverageBefore, generator, command, runs, seconds, versions, isPinned }) {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Of ${date.slice(0, 10)}, by \`${command}\`: ${where}; load average before ${loadAverageBefore.join(', ')}.`,
    `Medians of ${runs} runs of ${seconds} s each, load by ${generator}, ${isPinned ? 'the server on a processor of its own' : 'not pinned'}.`,
    `With ${list.join(', ')}.`,
  ].join(' ');
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
