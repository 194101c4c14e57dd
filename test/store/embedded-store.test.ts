import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import { startStoreProcess } from '../support/store-process.js';
import { all, describeStore, put } from './store.contract.js';
import { until } from './until.js';

describeStore('the embedded store', () => {
  const directory = mkdtempSync(join(tmpdir(), 'immograph-store-'));
  let time = 1_000_000;
  return Promise.resolve({
    open: () => createEmbeddedStore({ directory, now: () => time }),
    address: { kind: 'embedded', options: { directory } },
    pass: (ms) => {
      time += ms;
    },
    remove: () => rm(directory, { recursive: true }),
  });
});

describe('the files of the embedded store', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'immograph-store-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('are read and written by their owner alone', async () => {
    const store = await createEmbeddedStore({ directory: join(directory, 'data') });
    await store.close();

    const path = join(directory, 'data', 'store');
    const modes = [path, ...readdirSync(path).map((file) => join(path, file))].map(
      (file) => statSync(file).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('hold what was durable after the store was closed', async () => {
    const store = await createEmbeddedStore({ directory });
    await store.update([], () => ({ result: null, writes: [{ key: 'a', value: '1' }] }), { isDurable: true });
    await store.close();

    const again = await createEmbeddedStore({ directory });
    expect(await again.read(['a'])).toEqual(['1']);
    await again.close();
  });

  it('grow from nothing while two stores use them', async () => {
    const [writer, reader] = [await createEmbeddedStore({ directory }), await createEmbeddedStore({ directory })];
    const value = 'x'.repeat(1_000_000);
    for (let index = 0; index < 30; index += 1) {
      await put(writer, { [`big/${String(index)}`]: value });
      expect((await reader.read([`big/${String(index)}`]))[0]).toHaveLength(value.length);
    }
    await writer.close();
    await reader.close();
  });

  it('lose what has expired without being read', async () => {
    let time = 1_000;
    const store = await createEmbeddedStore({ directory, now: () => time, sweepEveryMs: 10 });
    const brief = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`brief/${String(index)}`, '1']));
    await put(store, brief, 100);
    await put(store, { longer: '1' }, 10_000);

    // What was swept is absent even when the clock is put back.
    await until(async () => {
      time = 2_000;
      await wait(20);
      time = 1_000;
      return (await all(store, 'brief/')).length === 0;
    });
    expect(await all(store, '')).toEqual([['longer', '1']]);
    await store.close();
  });

  it('are refused with the reason where there can be none', async () => {
    writeFileSync(join(directory, 'file'), '');

    await expect(createEmbeddedStore({ directory: join(directory, 'file') })).rejects.toThrow(
      /cannot be opened in .*file.*(ENOTDIR|EEXIST)/,
    );
  });

  it.each([1, 20_000])('are refused with the reason where they are %d bytes of something else', async (length) => {
    mkdirSync(join(directory, 'store'));
    writeFileSync(join(directory, 'store', 'data.mdb'), 'x'.repeat(length));

    await expect(createEmbeddedStore({ directory })).rejects.toThrow(
      /cannot be opened in .*data\.mdb is not of a store/,
    );
  });

  it('fail on a full disk without ending the process, and take what still fits', async () => {
    const filling = startStoreProcess({ kind: 'embedded', options: { directory } }, 'fill');

    expect(await filling.ended).toBe(0);
    expect(filling.lines()).toEqual(['StoreUnavailable', 'done']);
    const store = await createEmbeddedStore({ directory });
    expect(await store.read(['first', 'last'])).toEqual(['done', 'done']);
    await store.close();
  });

  it('are waited for no longer than the time limit, and an update that was given up does nothing later', async () => {
    const store = await createEmbeddedStore({ directory, timeoutMs: 100 });
    const holding = startStoreProcess({ kind: 'embedded', options: { directory } }, 'hold');
    await holding.said(1);

    await expect(put(store, { late: '1' })).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(await store.read(['late'])).toEqual([null]);

    await holding.kill();
    await put(store, { next: '1' });
    expect(await store.read(['late', 'next'])).toEqual([null, '1']);
    await store.close();
  });
});
