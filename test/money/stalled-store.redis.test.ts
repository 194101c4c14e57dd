import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { startBillingDimex } from '../support/billing-dimex.js';
import type { BillingDimex } from '../support/billing-dimex.js';
import { startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { askPersistently } from './deployment.js';
import { SPEND, valuationOf } from './described-home.js';
import { expectSettledBooks } from './settled-books.js';

let redis: RedisServer;
let store: Store;
let dimex: BillingDimex;
let immograph: RunningImmograph;
const since = new Date();
const query = `{ ${valuationOf(1)} viewer { clientId } }`;

beforeEach(async () => {
  redis = await startRedisServer();
  store = createRedisStore({ url: redis.url, onError: () => undefined });
  dimex = await startBillingDimex();
  immograph = await startImmograph({ ...dimex.env, REDIS_URL: redis.url, CLAIM_LEASE_MS: '1000' });
});
afterEach(async () => {
  redis.thaw();
  await immograph.stop();
  await store.close();
  await dimex.close();
  await redis.close();
});

const books = () => ({ store, dimex, since, ask: () => immograph.ask(`{ ${SPEND} }`) });
const persistent = () => askPersistently(immograph, query, { tries: 40, serverOf: () => 0 });

it('has nothing billed while Redis does not answer, and does not count what it could not reserve', async () => {
  redis.freeze();
  const { data, errors } = await immograph.ask(query);
  redis.thaw();

  expect(data).toEqual({ valuation: null, viewer: { clientId: 'local' } });
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'STORE_UNAVAILABLE', retryable: true }]);
  expect(dimex.bill).toEqual([]);
  const again = await persistent();
  expect(again?.errors).toBeUndefined();
  expect(await expectSettledBooks(books())).toMatchObject({ billed: 1, spent: 1, unresolved: 0 });
});

it('answers what was paid for though Redis stopped answering meanwhile, and writes it down when it is back', async () => {
  dimex.behave(() => {
    redis.freeze();
    return { kind: 'ANSWER' };
  });
  const { data, errors } = await immograph.ask(query);

  expect(errors).toBeUndefined();
  expect(data.valuation.value.amount).toEqual(expect.any(Number));
  redis.thaw();
  const again = await persistent();
  expect(again?.data.valuation).toEqual(data.valuation);
  expect(await expectSettledBooks(books())).toMatchObject({ billed: 1, spent: 1, unresolved: 0 });
});

it('loses nothing that was reserved where Redis is killed while Dimex answers', async () => {
  let back: Promise<void> = Promise.resolve();
  dimex.behave(() => {
    back = redis.kill().then(() => redis.restart());
    return { kind: 'ANSWER', until: back };
  });
  const { data, errors } = await immograph.ask(query);
  await back;

  expect(errors).toBeUndefined();
  const again = await persistent();
  expect(again?.data.valuation).toEqual(data.valuation);
  expect(await expectSettledBooks(books())).toMatchObject({ billed: 1, spent: 1, unresolved: 0 });
});
