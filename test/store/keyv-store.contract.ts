import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Keyv } from 'keyv';
import type { KeyvStoreAdapter } from 'keyv';

/** What Keyv needs of any of its stores here. */
export function describeKeyvStore(name: string, open: () => KeyvStoreAdapter): void {
  describe(name, () => {
    let one: Keyv<unknown>;
    let other: Keyv<unknown>;

    beforeEach(() => {
      one = new Keyv({ store: open(), namespace: 'one', throwOnErrors: true });
      other = new Keyv({ store: open(), namespace: 'other*', throwOnErrors: true });
    });

    afterEach(async () => {
      await one.clear();
      await other.clear();
    });

    it('gives back what was set, whatever is written in it', async () => {
      const value = { text: 'é ":"\u0000 \u{1f3e0}', long: 'maison '.repeat(50_000), list: [1, null, { a: true }] };
      await one.set('a', value);

      expect(await one.get('a')).toEqual(value);
      expect(await one.get('b')).toBeUndefined();
    });

    it('gives many in the order asked, what is missing as missing', async () => {
      await one.setMany([
        { key: 'a', value: 1 },
        { key: 'b', value: 'x'.repeat(10_000), ttl: 60_000 },
      ]);

      expect(await one.getMany(['b', 'none', 'a', 'b'])).toEqual([
        'x'.repeat(10_000),
        undefined,
        1,
        'x'.repeat(10_000),
      ]);
      expect(await one.getMany([])).toEqual([]);
    });

    it('gives the latest', async () => {
      await one.set('a', 1);
      await one.set('a', 2);

      expect(await one.get('a')).toBe(2);
    });

    it('forgets what is deleted', async () => {
      await one.set('a', 1);

      expect(await one.delete('a')).toBe(true);
      expect(await one.delete('a')).toBe(false);
      expect(await one.get('a')).toBeUndefined();
    });

    it('keeps namespaces apart', async () => {
      await one.set('a', 'of one');
      await other.set('a', 'of the other');
      await one.clear();

      expect(await one.get('a')).toBeUndefined();
      expect(await other.get('a')).toBe('of the other');
    });
  });
}
