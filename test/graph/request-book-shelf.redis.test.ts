import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toContent, withAnswer } from '../../src/graph/request-book-page.js';
import type { Page, Step } from '../../src/graph/request-book-page.js';
import { createRequestShelf } from '../../src/graph/request-book-shelf.js';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aBuyerRequest } from '../support/buyer-request.js';
import { startRedisServer } from '../support/redis-server.js';

type Home = Readonly<{ open: () => Promise<Store>; remove: () => Promise<void> }>;

async function redisHome(): Promise<Home> {
  const server = await startRedisServer();
  const open = () => Promise.resolve(createRedisStore({ url: server.url, onError: () => undefined }));
  return { open, remove: () => server.close() };
}

function embeddedHome(): Promise<Home> {
  const directory = mkdtempSync(join(tmpdir(), 'immograph-shelf-'));
  const remove = () => {
    rmSync(directory, { recursive: true });
    return Promise.resolve();
  };
  return Promise.resolve({ open: () => createEmbeddedStore({ directory }), remove });
}

const options = { account: 'test', leaseMs: 300 };
const aRequest = (id: number, comment: string) => aBuyerRequest({ requestId: String(id), comment });

function aFullStep(count: number, syncedAt: number): Step {
  const requests = Array.from({ length: count }, (_, index) => aRequest(index + 1, `buyer ${index + 1}.`));
  const content = toContent(new Map(requests.map((request) => [request.requestId, request])));
  return { page: { content, since: 1, syncedAt, listedAt: syncedAt }, change: { kind: 'ALL', requests } };
}

function anIncrement(page: Page | null, syncedAt: number, ...changed: readonly ReturnType<typeof aRequest>[]): Step {
  return withAnswer(page, { kind: 'INCREMENT', list: { requests: changed, timestamp: 2 }, askedAt: syncedAt });
}

async function textsIn(store: Store): Promise<readonly (readonly [string, string])[]> {
  const texts: (readonly [string, string])[] = [];
  for await (const entry of store.list('requests/771/')) texts.push(entry);
  return texts;
}

describe.each([
  ['Redis', redisHome],
  ['the embedded store', embeddedHome],
])('the shelf in %s', (_name, makeHome) => {
  let home: Home;
  let stores: readonly [Store, Store];
  beforeAll(async () => {
    home = await makeHome();
    stores = [await home.open(), await home.open()];
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await home.remove();
  });

  it('has ten thousand requests read by another process, and of an increment what changed', async () => {
    const [one, other] = stores.map((store) => createRequestShelf(store, options));
    if (one === undefined || other === undefined) throw new Error('There should be two.');
    const full = aFullStep(10_000, 1_000);
    const first = await one.publish('771', full, null, null);
    const read = await other.follow('771', null, null);
    expect(read.step?.page).toEqual(full.page);

    const step = anIncrement(full.page, 2_000, aRequest(7, 'has moved'), aRequest(20_000, 'is new'));
    const second = await one.publish('771', step, first?.text ?? null, first?.text ?? null);
    const followed = await other.follow('771', read.step?.page ?? null, read.text);

    expect(followed.text).toBe(second?.text);
    expect(followed.step?.page).toEqual(step.page);
    expect(followed.step?.change).toMatchObject({
      kind: 'SOME',
      changed: expect.arrayContaining([expect.objectContaining({ comment: 'has moved' })]),
      removed: [],
    });
    const texts = await textsIn(stores[0]);
    expect(Math.max(...texts.map(([, text]) => text.length))).toBeLessThan(1_000_000);
    expect(texts.some(([, text]) => text.includes('"buyer 7."'))).toBe(false);
  });

  it('lets nobody write over what they have not seen', async () => {
    const [one, other] = stores.map((store) => createRequestShelf(store, options));
    const { text, step } = (await one?.follow('771', null, null)) ?? { text: null, step: null };
    const page = step?.page ?? null;
    await one?.publish('771', anIncrement(page, 3_000, aRequest(8, 'by one')), text, text);

    expect(await other?.publish('771', anIncrement(page, 3_000, aRequest(9, 'by other')), text, text)).toBeUndefined();
    expect(await other?.publish('771', aFullStep(3, 3_000), text, text)).toBeUndefined();
    const texts = (await textsIn(stores[1])).map(([, each]) => each).join();
    expect(texts).toContain('by one');
    expect(texts).not.toContain('by other');
  });

  it('leaves no byte of what a full list no longer has', async () => {
    const [one] = stores.map((store) => createRequestShelf(store, options));
    const text = (await one?.follow('771', null, null))?.text ?? null;
    await one?.publish('771', aFullStep(2, 4_000), text, null);

    const kept = await textsIn(stores[0]);
    expect(kept.map(([, each]) => each).join()).not.toContain('buyer 3.');
    expect(kept).toHaveLength(2);
  });

  it('lets one of them sync, and another when it is not heard of again', async () => {
    const [one, other] = stores.map((store) => createRequestShelf(store, options));
    const text = (await one?.follow('771', null, null))?.text ?? null;

    expect(await one?.claim('771', text)).toBe(true);
    expect(await other?.claim('771', text)).toBe(false);
    await other?.release('771');
    expect(await other?.claim('771', text)).toBe(false);
    await one?.release('771');
    expect(await other?.claim('771', 'another')).toBe(false);
    expect(await other?.claim('771', text)).toBe(true);
    let isTaken = false;
    while (!isTaken) isTaken = (await one?.claim('771', text)) ?? true;
    expect(isTaken).toBe(true);
  });
});
