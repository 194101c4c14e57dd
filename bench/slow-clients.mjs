import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const TOOL = 'slowhttptest';
/** As many a second as it opens where it is not told. */
const OPENED_PER_SECOND = 50;
const LOOK_EVERY_MS = 200;

/** What it does of each kind. */
const kinds = {
  headers: { path: '/graphql', options: ['-H', '-i', '1'] },
  body: { path: '/graphql', options: ['-B', '-i', '1', '-s', '100000', '-x', '1', '-f', 'application/json'] },
  reading: { path: '/schema.graphql', options: ['-X', '-w', '1', '-y', '1', '-n', '1', '-z', '1', '-k', '3'] },
};
export const slowKinds = Object.keys(kinds);

export function hasSlowClients() {
  return spawnSync(TOOL, ['-h']).error === undefined;
}

/**
 * So many slow connections for so long, looked after by a thread of their own: who measures others at the same time is
 * not held up by it. `end` waits for their end, and tells for how long the server held the one that it held longest.
 */
export async function startSlowClients(origin, kind, amount) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { origin, kind, ...amount } });
  await once(worker, 'online');
  const found = once(worker, 'message');
  return { end: async () => (await found)[0] };
}

async function beSlow({ origin, kind, connections, seconds }) {
  const { path, options } = kinds[kind];
  const amount = ['-c', connections, '-r', OPENED_PER_SECOND, '-l', seconds].map(String);
  const tool = spawn(TOOL, [...options, ...amount, '-u', `${origin}${path}`], { stdio: 'ignore' });
  const port = Number(new URL(origin).port);
  const held = new Map();
  const looking = setInterval(() => look(port, tool.pid, held), LOOK_EVERY_MS);
  await once(tool, 'close');
  clearInterval(looking);
  const longestHeldMs = Math.round(Math.max(0, ...[...held.values()].map(({ from, to }) => to - from)));
  return { connections: held.size, longestHeldMs };
}

/** Notes which connections of the tool the server has. */
function look(port, pid, held) {
  const now = performance.now();
  const sockets = socketsOf(port);
  const ofTool = new Set(inodesOf(pid));
  for (const { inode, localPort, remotePort } of sockets) {
    if (remotePort === port && ofTool.has(inode) && !held.has(localPort)) held.set(localPort, { from: now, to: now });
  }
  for (const { localPort, remotePort } of sockets) {
    if (localPort === port && held.has(remotePort)) held.get(remotePort).to = now;
  }
}

/** The sockets of this machine with this port at either end, but those that no process has any more. */
function socketsOf(port) {
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > 9 && fields[9] !== '0')
    .map(([, local, remote, , , , , , , inode]) => ({ localPort: portOf(local), remotePort: portOf(remote), inode }))
    .filter(({ localPort, remotePort }) => localPort === port || remotePort === port);
}

function portOf(address) {
  return Number.parseInt(address.split(':')[1], 16);
}

function inodesOf(pid) {
  const directory = `/proc/${pid}/fd`;
  return orElse([], () => readdirSync(directory))
    .map((name) => orElse('', () => readlinkSync(`${directory}/${name}`)))
    .map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]);
}

/** What a process has may be gone before it has been read. */
function orElse(instead, read) {
  try {
    return read();
  } catch {
    return instead;
  }
}

if (!isMainThread) parentPort.postMessage(await beSlow(workerData));
