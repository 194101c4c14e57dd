import { expect, it } from '@jest/globals';
import { createKeyvInProcess } from '../../src/store/keyv-in-process.js';
import { describeKeyvStore } from './keyv-store.contract.js';

describeKeyvStore('texts of Keyv in this process', () => createKeyvInProcess({ maxBytes: 16 * 1024 * 1024 }));

it('holds no more than its bytes, and lets go first of what was asked for longest ago', async () => {
  const store = createKeyvInProcess({ maxBytes: 100_000 });
  const text = 'x'.repeat(10_000);
  for (let index = 0; index < 4; index += 1) await store.set(`key ${String(index)}`, text);
  await store.get('key 0');
  await store.set('key 4', text);

  const found = await Promise.all([0, 1, 2, 3, 4].map((index) => store.get(`key ${String(index)}`)));
  expect(found.map((each) => each === text)).toEqual([true, false, true, true, true]);
});

it('holds nothing that is larger than all of it', async () => {
  const store = createKeyvInProcess({ maxBytes: 10_000 });
  await store.set('small', 'x');
  await store.set('large', 'x'.repeat(10_000));

  expect(await store.get('large')).toBeUndefined();
  expect(await store.get('small')).toBe('x');
});
