import { clearInterval, setInterval } from 'node:timers';
import { Pool } from 'undici';

const TICK_MS = 2;

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

async function send(pool, body, dueAt, tally) {
  try {
    const answer = await pool.request({
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

/** So many connections, each of which asks again as soon as it is answered. */
export async function closedLoop(origin, bodies, { connections, seconds }) {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const tally = createTally();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await send(pool, bodies[next++ % bodies.length], performance.now(), tally);
    }),
  );
  await pool.close();
  return { tally, seconds: (performance.now() - startedAt) / 1000 };
}

/**
 * So many requests a second, whether the ones before have been answered or not, over connections that stand before the
 * first of them, as those of a router or of a service's clients do. (Node takes up one new connection a turn of its loop:
 * who opens one for each request measures that.) A request that finds all of them busy waits, on its own time.
 */
export async function openLoop(origin, bodies, { perSecond, seconds, connections = 512 }) {
  const pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 60_000, connectTimeout: 60_000 });
  await Promise.all(Array.from({ length: connections }, () => knock(pool)));
  const tally = createTally();
  const pending = new Set();
  const startedAt = performance.now();
  let sent = 0;
  let late = 0;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsed = performance.now() - startedAt;
      const due = Math.min(Math.floor((elapsed / 1000) * perSecond), Math.floor(seconds * perSecond));
      while (sent < due) {
        const dueAt = startedAt + (sent / perSecond) * 1000;
        late = Math.max(late, performance.now() - dueAt);
        const one = send(pool, bodies[sent % bodies.length], dueAt, tally).finally(() => pending.delete(one));
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
  await pool.close();
  return { tally, seconds, goodInTime, sent, generatorLateMs: Math.round(late) };
}

async function knock(pool) {
  const answer = await pool.request({ method: 'GET', path: '/healthz' });
  await answer.body.dump();
}

export function quantiles(latencies) {
  if (latencies.length === 0) return null;
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
