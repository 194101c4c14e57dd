import { clearInterval, setImmediate, setInterval } from 'node:timers';
import { Client } from 'undici';

const TICK_MS = 2;
const MOST_CONNECTIONS = 1024;
const USED_AGAIN_AFTER_SECONDS = 3;

/**
 * Keeps this process from sleeping, until it is told to stop: to wake it would be most of what an answer costs the server
 * where both are on one machine.
 */
export function stayAwake() {
  let isOver = false;
  const again = () => {
    if (!isOver) setImmediate(again);
  };
  again();
  return () => {
    isOver = true;
  };
}

/** What came back of a load, with latencies in milliseconds, those of requests by the time they were due. */
export function createTally() {
  return { good: [], refused: [], other: {}, refusedAt: [] };
}

function note(tally, dueAt, status, retryAfter) {
  const now = performance.now();
  if (status === 200) tally.good.push(now - dueAt);
  else if (status === 503 && retryAfter !== undefined) {
    tally.refused.push(now - dueAt);
    tally.refusedAt.push(now);
  } else tally.other[status] = (tally.other[status] ?? 0) + 1;
}

async function send(connection, body, dueAt, tally) {
  try {
    const answer = await connection.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.body.dump();
    note(tally, dueAt, answer.statusCode, answer.headers['retry-after']);
  } catch (error) {
    note(tally, dueAt, error.code ?? error.name);
  }
}

function connect(origin) {
  return new Client(origin, { pipelining: 1, keepAliveTimeout: 60_000, connectTimeout: 60_000 });
}

/** So many connections, each of which asks again as soon as it is answered. */
export async function closedLoop(origin, bodies, { connections: count, seconds }) {
  const connections = Array.from({ length: count }, () => connect(origin));
  const tally = createTally();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let next = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < until) {
        await send(connection, bodies[next++ % bodies.length], performance.now(), tally);
      }
    }),
  );
  await Promise.all(connections.map((connection) => connection.close()));
  return { tally, seconds: (performance.now() - startedAt) / 1000 };
}

/**
 * So many requests a second, whether the ones before have been answered or not, over connections that stand before the
 * first of them, as those of a router or of a service's clients do. (Node takes up one new connection a turn of its loop:
 * who opens one for each request measures that.) A request that finds all of them busy waits, on its own time.
 */
export async function openLoop(origin, bodies, { perSecond, seconds, connections: count = connectionsFor(perSecond) }) {
  const connections = await openConnections(origin, count);
  const tally = createTally();
  const pending = new Set();
  const startedAt = performance.now();
  let sent = 0;
  let late = 0;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - startedAt;
      // The first is due at once.
      const due = Math.min(1 + Math.floor((elapsed / 1000) * perSecond), Math.floor(seconds * perSecond));
      while (sent < due) {
        const dueAt = startedAt + (sent / perSecond) * 1000;
        late = Math.max(late, performance.now() - dueAt);
        const body = bodies[sent % bodies.length];
        const one = connections
          .use((connection) => send(connection, body, dueAt, tally))
          .finally(() => pending.delete(one));
        pending.add(one);
        sent += 1;
      }
      if (elapsed < seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  const goodInTime = tally.good.length;
  await Promise.all(pending);
  await connections.close();
  return { tally, seconds, goodInTime, sent, generatorLateMs: Math.round(late) };
}

/** Each is used again before its client takes it for idle, which is after six seconds. */
function connectionsFor(perSecond) {
  return Math.min(MOST_CONNECTIONS, Math.ceil(perSecond * USED_AGAIN_AFTER_SECONDS));
}

/** That which has been free for longest is used next, so that none is closed for idling while others do all the work. */
async function openConnections(origin, count) {
  const all = Array.from({ length: count }, () => connect(origin));
  await Promise.all(all.map(knock));
  const free = [...all];
  const waiting = [];
  return {
    use: async (work) => {
      const connection = free.shift() ?? (await new Promise((resolve) => waiting.push(resolve)));
      try {
        await work(connection);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(connection);
        else next(connection);
      }
    },
    close: () => Promise.all(all.map((connection) => connection.close())),
  };
}

async function knock(connection) {
  const answer = await connection.request({ method: 'GET', path: '/healthz' });
  await answer.body.dump();
}

export function quantiles(latencies) {
  if (latencies.length === 0) return null;
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function medianOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
