import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { compileStores, startStoreProcess, type StoreAddress, type StoreProcess } from '../support/store-process.js';
import { until } from './until.js';

/** Where a store keeps its data, apart from any store that is open over it. */
export type StoreHome = Readonly<{
  open: () => Promise<Store>;
  address: StoreAddress;
  /** Brings a little more than `ms` to pass, where time can be told to. */
  pass: (ms: number) => void;
  remove: () => Promise<void>;
}>;

/** What keys are made of. */
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

export const put = (store: Store, entries: Readonly<Record<string, string | null>>, ttlMs?: number) =>
  store.update([], () => ({
    result: null,
    writes: Object.entries(entries).map(([key, value]) => ({ key, value, ...(ttlMs !== undefined && { ttlMs }) })),
  }));

const increment = (store: Store) =>
  store.update(['counter'], ([counter]) => {
    const next = String(Number(counter) + 1);
    return { result: next, writes: [{ key: 'counter', value: next }] };
  });

export async function all(store: Store, prefix: string): Promise<readonly (readonly [string, string])[]> {
  const entries: (readonly [string, string])[] = [];
  for await (const entry of store.list(prefix)) entries.push(entry);
  return entries;
}

/** What every store keeps to, whatever it is made of. */
export function describeStore(name: string, makeHome: () => Promise<StoreHome>): void {
  describe(name, () => {
    let home: StoreHome;
    let store: Store;
    let processes: StoreProcess[];

    const start = (...[deed, times]: [deed: 'increment' | 'stream' | 'hold', times?: number]) => {
      const started = startStoreProcess(home.address, deed, times);
      processes.push(started);
      return started;
    };

    beforeAll(compileStores);

    beforeEach(async () => {
      processes = [];
      home = await makeHome();
      store = await home.open();
    });

    afterEach(async () => {
      await Promise.all(processes.map((started) => started.kill()));
      await store.close();
      await home.remove();
    });

    it('reads in the order of the keys, and null where nothing stands', async () => {
      await put(store, { a: '1', b: '', c: 'é – 🏠' });

      expect(await store.read(['c', 'nothing', 'a', 'b', 'a'])).toEqual(['é – 🏠', null, '1', '', '1']);
      expect(await store.read([])).toEqual([]);
    });

    it('shows what stands, writes what is decided, and returns the result', async () => {
      await put(store, { a: '1', gone: 'x' });

      const result = await store.update(['gone', 'none', 'a'], (values) => ({
        result: values,
        writes: [
          { key: 'gone', value: null },
          { key: 'not shown', value: 'y' },
        ],
      }));

      expect(result).toEqual(['x', null, '1']);
      expect(await store.read(['gone', 'not shown', 'a'])).toEqual([null, 'y', '1']);
    });

    it('throws what a decision throws, writes nothing of it, and all of those beside it', async () => {
      const refusal = new Error('refused');
      const outcomes = await Promise.allSettled([
        put(store, { first: '1' }),
        store.update(['first'], () => {
          throw refusal;
        }),
        put(store, { 'not\tprintable': '1', beside: '1' }),
        put(store, { last: '1' }),
      ]);

      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      expect(outcomes[1]).toHaveProperty('reason', refusal);
      expect(await store.read(['first', 'beside', 'last'])).toEqual(['1', null, '1']);
    });

    it('refuses keys that it could not keep in order', async () => {
      for (const key of ['', 'é', 'a'.repeat(501)]) {
        await expect(store.read([key])).rejects.toThrow(TypeError);
        await expect(put(store, { [key]: '1' })).rejects.toThrow(TypeError);
      }
    });

    it('counts exactly, however many ask at once', async () => {
      const results = await Promise.all(Array.from({ length: 300 }, () => increment(store)));

      expect(new Set(results).size).toBe(300);
      expect(await store.read(['counter'])).toEqual(['300']);
    });

    it('counts exactly between two stores of one process and three other processes', async () => {
      const other = await home.open();
      const others = Array.from({ length: 3 }, () => start('increment', 100));
      await Promise.all(Array.from({ length: 50 }, async () => Promise.all([increment(store), increment(other)])));

      expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0, 0]);
      expect(await store.read(['counter'])).toEqual(['400']);
      await other.close();
    });

    it('reads an entry as absent when its time is over', async () => {
      await put(store, { brief: '1', longer: '1' }, 40);
      await put(store, { longer: '2' });
      await put(store, { never: '1' }, 0);
      home.pass(40);

      await until(async () => (await store.read(['brief']))[0] === null);
      expect(await store.read(['longer', 'never'])).toEqual(['2', null]);
      expect(await all(store, '')).toEqual([['longer', '2']]);
    });

    it('shows a decision nothing of what has expired', async () => {
      await put(store, { brief: '1' }, 40);
      home.pass(40);

      await until(async () => (await store.update(['brief'], ([brief]) => ({ result: brief, writes: [] }))) === null);
    });

    it('lists what begins with the prefix in the order of the keys, and nothing else', async () => {
      const keys = Array.from({ length: 250 }, (_, index) => `list/${String(index)}`);
      await put(
        store,
        Object.fromEntries([...keys, 'list', 'lisu', 'list.', 'list0'].map((key) => [key, `of ${key}`])),
      );

      expect(await all(store, 'list/')).toEqual(keys.sort().map((key) => [key, `of ${key}`]));
      expect(await all(store, 'none')).toEqual([]);
      expect(await all(store, '')).toHaveLength(254);
    });

    it.each(['*', '?', '[a]', '\\', '[^', 'a-z]'])('takes %s in a prefix for itself', async (prefix) => {
      await put(store, { [`${prefix}/1`]: 'its', 'a/1': 'not its', b: 'not its' });

      expect(await all(store, `${prefix}/`)).toEqual([[`${prefix}/1`, 'its']]);
    });

    it('takes every printable character in a key', async () => {
      const keys = [...PRINTABLE, ...PRINTABLE.map((character) => `key ${character} of it`), 'k'.repeat(500)];
      await put(store, Object.fromEntries(keys.map((key) => [key, key])));

      expect(await store.read(keys)).toEqual(keys);
      expect((await all(store, '')).map(([key]) => key)).toEqual(keys.sort());
    });

    it('takes a text of a megabyte, and a thousand keys at once', async () => {
      const long = 'é'.repeat(500_000);
      const keys = Array.from({ length: 1_000 }, (_, index) => `many/${String(index)}`);
      await put(store, { long });

      const shown = await store.update(['long', ...keys], ([text]) => ({
        result: text,
        writes: [{ key: 'long', value: `${String(text)}!` }, ...keys.map((key) => ({ key, value: key }))],
      }));

      expect(shown === long).toBe(true);
      expect((await store.read(['long']))[0] === `${long}!`).toBe(true);
      expect(await store.read(keys)).toEqual(keys);
    });

    it('has every update that had resolved when its process was killed, whole', async () => {
      const streaming = start('stream');
      await streaming.said(50);
      await streaming.kill();

      const said = streaming.lines().map(Number);
      expect(await store.read(said.map((number) => `a/${String(number)}`))).toEqual(said.map(() => 'done'));
      expect(await all(store, 'b/')).toHaveLength((await all(store, 'a/')).length);
      expect(await increment(store)).toBe('1');
    });

    it('goes on after a process that was killed in the middle of an update', async () => {
      const holding = start('hold');
      await holding.said(1);
      await holding.kill();

      expect(await increment(store)).toBe('1');
      const reopened = await home.open();
      expect(await increment(reopened)).toBe('2');
      await reopened.close();
    });

    it('fails with StoreUnavailable once it is closed', async () => {
      await store.close();

      await expect(store.read(['a'])).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await expect(increment(store)).rejects.toMatchObject({ name: 'StoreUnavailable' });
      await expect(all(store, '')).rejects.toMatchObject({ name: 'StoreUnavailable' });
    });
  });
}
