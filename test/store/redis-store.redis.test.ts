import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRedisConnection } from '../../src/store/redis-connection.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { startRedisServer, type RedisServer } from '../support/redis-server.js';
import { startStoreProcess } from '../support/store-process.js';
import { describeStore, put } from './store.contract.js';
import { until } from './until.js';

let redis: RedisServer;
let homes = 0;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.close());

describeStore('the store in Redis', () => {
  homes += 1;
  // Others' keys, and a prefix that would match them if it were taken for a pattern.
  const options = { url: redis.url, keyPrefix: `home[${String(homes)}]*:` };
  return Promise.resolve({
    open: () => Promise.resolve(createRedisStore({ ...options, onError: () => undefined })),
    address: { kind: 'redis', options },
    pass: () => undefined,
    remove: () => Promise.resolve(),
  });
});

describe('a Redis that fails', () => {
  let errors: Error[];
  let store: Store;
  const TIMEOUT_MS = 300;

  const open = (url: string, keyPrefix: string) =>
    createRedisStore({ url, keyPrefix, timeoutMs: TIMEOUT_MS, onError: (error) => errors.push(error) });

  const isUp = () =>
    store.read(['a']).then(
      () => true,
      () => false,
    );

  /** All that a log could show of it, however deep. */
  const written = (error: unknown): string =>
    error instanceof Error ? `${String(error.stack)} ${JSON.stringify(error)} ${written(error.cause)}` : String(error);

  beforeEach(() => {
    errors = [];
    homes += 1;
    store = open(redis.url, `down${String(homes)}:`);
  });

  afterEach(() => store.close());

  it('has what had resolved when it was killed, is not waited for, and is found again', async () => {
    const streaming = startStoreProcess(
      { kind: 'redis', options: { url: redis.url, keyPrefix: `down${String(homes)}:` } },
      'stream',
    );
    await streaming.said(50);
    await put(store, { a: '1' });
    await redis.kill();
    await streaming.ended;

    await expect(store.read(['a'])).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(put(store, { a: '2' })).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await redis.restart();
    await until(isUp);

    const keys = streaming.lines().flatMap((number) => [`a/${number}`, `b/${number}`]);
    expect(await store.read(keys)).toEqual(keys.map(() => 'done'));
    // A server that was started anew knows no script.
    await put(store, { a: '3' });
    expect(await store.read(['a'])).toEqual(['3']);
    expect(errors).not.toEqual([]);
  });

  it('is given up when it does not answer in time, and serves again when it does', async () => {
    await put(store, { a: '1' });
    redis.freeze();
    const outcomes = await Promise.allSettled([store.read(['a']), put(store, { a: '2' })]);
    redis.thaw();

    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
    ]);
    await until(isUp);
    await put(store, { a: '3' });
    expect(await store.read(['a'])).toEqual(['3']);
  });

  it('is not given up by a process that was busy for longer than that, as when it starts', async () => {
    const other = open(redis.url, `busy${String(homes)}:`);
    const outcome = put(other, { a: '1' }).then(
      () => other.read(['a']),
      (error: unknown) => error,
    );
    // Nothing else is done meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4 * TIMEOUT_MS);

    expect(await outcome).toEqual(['1']);
    await other.close();
    expect(errors).toEqual([]);
  });

  it('that lets clients connect and then says nothing is left for one that does', async () => {
    const hung = new Set<Socket>();
    let isHanging = true;
    const gate = createServer((socket) => {
      if (isHanging) hung.add(socket);
      else pipeline(socket, connect(Number(new URL(redis.url).port), '127.0.0.1'), socket, () => undefined);
    }).listen(0, '127.0.0.1');
    await once(gate, 'listening');
    const url = redis.url.replace(/\d+$/, String((gate.address() as AddressInfo).port));
    const onError = (error: Error) => errors.push(error);
    const through = createRedisConnection({ url, timeoutMs: 100, connectTimeoutMs: 2_000, onError });
    const tookMs = async () => {
      const begunAt = performance.now();
      await expect(through.run((client) => client.ping())).rejects.toMatchObject({ name: 'StoreUnavailable' });
      return performance.now() - begunAt;
    };
    await tookMs();
    await until(() => Promise.resolve(errors.length > 0));
    // Who asks later does not wait for its limit.
    const laterMs = [await tookMs(), await tookMs(), await tookMs()];
    isHanging = false;
    await until(() => through.run((client) => client.ping()).then(Boolean, () => false));
    await through.close();
    for (const socket of hung) socket.destroy();
    gate.close();

    expect(Math.min(...laterMs)).toBeLessThan(50);
    expect(hung.size).toBe(1);
  });

  it('shows its password to nobody', async () => {
    const wrong = redis.url.replace('@', 'WRONG@');
    const other = open(wrong, 'x:');
    const refused = await Promise.allSettled([put(other, { a: '1' }), other.read(['a'])]);
    await other.close();

    const shown = [...refused.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : null)), ...errors];
    expect(shown.map(written).join(' ')).toMatch(/WRONGPASS/);
    expect(shown.map(written).join(' ')).not.toMatch(/word-of-redis|@127/);
  });

  it('is no URL', () => {
    expect(() => open('https://:geheim@example.org', 'x:')).toThrow(/^The URL of Redis is not one of/);
    expect(() => open(':geheim@', 'x:')).toThrow(/^The URL of Redis is not one of/);
  });
});
