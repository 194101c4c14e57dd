import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRedisStore } from '../../src/store/redis-store.js';
import { runLedger } from '../support/ledger-process.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { writePurchases } from '../support/written-ledger.js';

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
  const store = createRedisStore({ url: redis.url, onError: () => undefined });
  await writePurchases(store, new Date('2026-03-31T21:59:59Z'), '1a2b3c4d', [
    { clientId: 'portal', payee: 'dimex', priceEur: 0.2, endings: ['SPENT', 'UNRESOLVED', null] },
  ]);
  await store.close();
});
afterAll(() => redis.close());

const ledger = (url = redis.url) => runLedger(['--month', '2026-03', '--csv'], { REDIS_URL: url });

describe('npm run ledger, on Redis', () => {
  it('prints what servers of any machine spent', async () => {
    expect(await ledger()).toEqual({
      code: 0,
      stdout: 'client,provider,estimations,billed,unresolved,reserved,EUR\r\nportal,dimex 1a2b3c4d,3,3,1,1,0.60\r\n',
      stderr: '',
    });
  });

  it('says that it may not read, and not by which password', async () => {
    const { code, stdout, stderr } = await ledger(redis.url.replace(/:[^:@]+@/, ':a-wrong-password@'));

    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(/^The ledger cannot be read: WRONGPASS .+\n$/);
    expect(stderr).not.toContain('a-wrong-password');
  });

  it('does not wait for ever', async () => {
    redis.freeze();
    try {
      const { code, stderr } = await ledger();
      expect(code).toBe(69);
      expect(stderr).toMatch(/^The ledger cannot be read: .+\n$/);
    } finally {
      redis.thaw();
    }
  });
});
