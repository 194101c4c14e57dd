import { afterAll, beforeAll, it } from '@jest/globals';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { deployCapped, expectExactCaps } from './over-the-cap.js';
import type { CappedDeployment } from './over-the-cap.js';
import { readEntries } from './reckoning.js';
import { sizeOf } from './sizes.js';

const CAP = sizeOf('MONEY_CAP', 20);

let redis: RedisServer;
let store: Store;
let capped: CappedDeployment;
const since = new Date();

beforeAll(async () => {
  redis = await startRedisServer();
  store = createRedisStore({ url: redis.url, onError: () => undefined });
  capped = await deployCapped(CAP, { REDIS_URL: redis.url });
});
afterAll(async () => {
  await capped.close();
  await store.close();
  await redis.close();
});

it(
  `three processes on one Redis bill exactly ${CAP} under ten times as many requests, by either cap`,
  () => expectExactCaps(capped, { store: 'Redis', readEntries: () => readEntries(store, since) }),
  60_000 + CAP * 500,
);
