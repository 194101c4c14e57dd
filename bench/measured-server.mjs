import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOptions as usualOptions } from '../build/node-options.mjs';

const rootDir = fileURLToPath(new URL('..', import.meta.url));
/** Of Linux, on all machines that Node runs on. */
const CLOCK_TICKS_A_SECOND = 100;

/** The four vendors, in a process of their own; `env` is what a server is to be started with. */
export async function startUpstreams() {
  const child = fork(join(rootDir, 'bench', 'overload-upstreams.mjs'), [join(rootDir, 'dist', 'server')]);
  const env = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The upstreams ended with ${code}.`)));
  });
  return { env, stop: () => child.disconnect() };
}

/** The built server as a process, on these processors alone where any are named (`taskset`). */
export async function startServer({ env, processors = null, nodeOptions = [] }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'immograph-bench-'));
  const server = await startMeasured({
    node: [...nodeOptions, join(rootDir, 'dist', 'server', 'main.js')],
    env: { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...env },
    processors,
  });
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Any server that Node runs, with the options that ours has and `node`; it says where it answers, and is started with
 * nothing of this process's environment.
 */
export async function startMeasured({ node, env, processors = null }) {
  const plain = [process.execPath, ...usualOptions, ...node];
  const [command, ...args] = processors === null ? plain : ['taskset', '-c', processors, ...plain];
  const child = spawn(command, args, {
    cwd: rootDir,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const origin = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const found = /answers at (http:\S+)\/graphql/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(`The server ended before it answered: ${node.join(' ')}`)));
  });
  return {
    origin,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    residentMb: () => residentMbOf(child.pid),
    /** Of this process, in user and in system mode. */
    cpuSeconds: () => cpuSecondsOf(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function residentMbOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
    return { residentMb: mb('VmRSS'), peakResidentMb: mb('VmHWM') };
  } catch {
    return { residentMb: null, peakResidentMb: null };
  }
}

function cpuSecondsOf(pid) {
  // The name of the process, in brackets, may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_A_SECOND;
}
