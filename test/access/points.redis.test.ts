import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPoints } from '../../src/access/points.js';
import type { Points } from '../../src/access/points.js';
import { createRedisConnection } from '../../src/store/redis-connection.js';
import type { RedisConnection } from '../../src/store/redis-connection.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';

let redis: RedisServer;
let connections: RedisConnection[];
let processes: Points[];
beforeAll(async () => {
  redis = await startRedisServer();
  connections = [1, 2].map(() => createRedisConnection({ url: redis.url, timeoutMs: 1_000, onError: () => undefined }));
  processes = connections.map((connection) => createPoints(connection));
});
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await redis.close();
});

const client = (clientId: string) => ({ clientId, pointsPerMinute: 100 });
const reserve = async (process: number, clientId: string, points: number) => {
  const reserved = await processes[process]?.reserve(client(clientId), points);
  if (reserved === undefined) throw new Error('There is no such process.');
  return reserved;
};

it('are counted by all processes together, and given back to all', async () => {
  const first = await reserve(0, 'together', 60);
  const second = await reserve(1, 'together', 40);
  const beyond = await reserve(0, 'together', 1);

  expect([first.kind, second.kind, beyond.kind]).toEqual(['GRANTED', 'GRANTED', 'REFUSED']);
  if (first.kind !== 'GRANTED') return;
  expect(await first.settle(10)).toMatchObject({ limit: 100, remaining: 50 });
  expect((await reserve(1, 'together', 50)).kind).toBe('GRANTED');
  expect((await reserve(1, 'another', 100)).kind).toBe('GRANTED');
});

it('of many who ask at once no more are granted than there are', async () => {
  const all = await Promise.all(Array.from({ length: 60 }, (_, index) => reserve(index % 2, 'crowd', 5)));

  // Those who are refused give back what they had taken, which may come too late for others: never are more granted.
  const granted = all.filter(({ kind }) => kind === 'GRANTED').length;
  expect(granted).toBeGreaterThan(0);
  expect(granted).toBeLessThanOrEqual(20);
});

it('are counted by each process for itself while Redis is away', async () => {
  await redis.kill();

  expect((await reserve(0, 'alone', 100)).kind).toBe('GRANTED');
  expect((await reserve(0, 'alone', 1)).kind).toBe('REFUSED');
  expect((await reserve(1, 'alone', 100)).kind).toBe('GRANTED');
});
