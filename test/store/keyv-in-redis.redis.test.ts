import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';
import { createKeyvInRedis } from '../../src/store/keyv-in-redis.js';
import { createKeyvInProcess } from '../../src/store/keyv-in-process.js';
import { createRedisConnection } from '../../src/store/redis-connection.js';
import type { RedisConnection } from '../../src/store/redis-connection.js';
import { silentObserver } from '../../src/upstream/observer.js';
import { createMemoryShelf } from '../../src/upstream/policy/memory-shelf.js';
import { createMemory } from '../../src/upstream/policy/remember.js';
import type { Memory } from '../../src/upstream/policy/remember.js';
import { systemClock } from '../../src/upstream/clock.js';
import { startRedisServer, type RedisServer } from '../support/redis-server.js';
import { aMeteredCall } from '../support/upstream-call.js';
import { facts } from '../upstream/policy/played-memory.js';
import { describeKeyvStore } from './keyv-store.contract.js';
import { until } from './until.js';

let redis: RedisServer;
let connection: RedisConnection;
let homes = 0;

beforeAll(async () => {
  redis = await startRedisServer();
  connection = createRedisConnection({ url: redis.url, timeoutMs: 1_000, onError: () => undefined });
});

afterAll(async () => {
  await connection.close();
  await redis.close();
});

beforeEach(() => {
  homes += 1;
});

const openStore = () => createKeyvInRedis({ connection, keyPrefix: `home[${String(homes)}]*:` });

describeKeyvStore('texts of Keyv in Redis', openStore);

describe('in Redis', () => {
  it('long texts are packed, and every text goes when its time is over', async () => {
    const store = openStore();
    await store.set('long', 'maison '.repeat(10_000), 60_000);
    await store.set('short', 'maison', 60_000);
    const client = createClient({ url: redis.url });
    await client.connect();
    const prefix = `home[${String(homes)}]*:`;
    const [length, ttl] = await Promise.all([client.strLen(`${prefix}long`), client.pTTL(`${prefix}long`)]);
    await client.set(`${prefix}torn`, Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    await client.close();

    expect(length).toBeLessThan(2_000);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60_000);
    expect(await store.getMany?.(['torn', 'short'])).toEqual([undefined, 'maison']);
  });
});

describe('a memory that machines share', () => {
  let calls: number;

  beforeEach(() => {
    calls = 0;
  });

  afterEach(() => redis.thaw());

  /** As of another process: nothing near at hand. */
  const openMemory = (): Memory =>
    createMemory({
      upstream: 'fluximmo',
      shelf: createMemoryShelf({
        near: createKeyvInProcess({ maxBytes: 1024 * 1024 }),
        far: openStore(),
        namespace: 'test',
        readMaxBytes: 1024 * 1024,
        clock: systemClock,
      }),
      timeoutMs: 10_000,
      observer: silentObserver,
      clock: systemClock,
    });

  const read = (memory: Memory, key = 'a') =>
    memory.one(
      facts,
      key,
      () => {
        calls += 1;
        return Promise.resolve({ of: key, version: calls });
      },
      aMeteredCall().call,
    );

  it('answers one with what another asked for', async () => {
    const first = await read(openMemory());
    await until(async () => (await openStore().getMany?.(['test:fact:a']))?.[0] !== undefined);

    expect(await read(openMemory())).toEqual(first);
    expect(calls).toBe(1);
  });

  it('holds what another asked for, and goes on with it while Redis is away', async () => {
    const first = await read(openMemory());
    await until(async () => (await openStore().getMany?.(['test:fact:a']))?.[0] !== undefined);
    const memory = openMemory();
    await read(memory);
    redis.freeze();

    expect(await read(memory)).toEqual(first);
    expect(calls).toBe(1);
  });

  it('holds what another asked for no longer than Redis does', async () => {
    const kept = (ttlMs: number) =>
      JSON.stringify({
        value: { key: 'fact:a', readAt: Date.now(), value: { of: 'a', version: 7 } },
        expires: Date.now() + ttlMs,
      });
    await openStore().set('test:fact:a', kept(500), 500);
    const memory = openMemory();
    expect(await read(memory)).toMatchObject({ value: { version: 7 } });
    await sleep(600);

    expect(await read(memory)).toMatchObject({ value: { version: 1 } });
  });

  it('takes neither garbage nor what was written under another key', async () => {
    const store = openStore();
    const entry = JSON.stringify({ value: { key: 'fact:b', readAt: Date.now(), value: { of: 'b', version: 7 } } });
    await store.set('test:fact:a', entry);
    await store.set('test:fact:c', '{"value":{"key":"fact:c","readAt":"soon","value":1}}');
    await store.set('test:fact:d', 'no JSON');
    const memory = openMemory();

    expect(await read(memory, 'a')).toMatchObject({ value: { of: 'a', version: 1 } });
    expect(await read(memory, 'c')).toMatchObject({ value: { of: 'c' } });
    expect(await read(memory, 'd')).toMatchObject({ value: { of: 'd' } });
  });

  it('is answered for by the upstream where Redis does not answer, and waits for it once', async () => {
    await read(openMemory());
    redis.freeze();
    const memory = openMemory();
    const found = [];
    for (let index = 0; index < 20; index += 1) found.push(await read(memory, `key-${String(index)}`));

    expect(found.map((each) => each?.value.of)).toEqual(found.map((_, index) => `key-${String(index)}`));
    expect(await read(memory, 'key-3')).toEqual(found[3]);
    expect(calls).toBe(21);
  });

  it('is answered for by the upstream where Redis is gone, and by Redis when it is back', async () => {
    await redis.kill();
    expect(await read(openMemory())).toMatchObject({ value: { version: 1 } });
    await redis.restart();
    await until(() =>
      connection
        .run((client) => client.ping())
        .then(
          () => true,
          () => false,
        ),
    );
    const first = await read(openMemory(), 'b');
    await until(async () => (await openStore().getMany?.(['test:fact:b']))?.[0] !== undefined);

    expect(await read(openMemory(), 'b')).toEqual(first);
  });
});
