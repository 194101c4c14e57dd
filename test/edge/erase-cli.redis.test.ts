import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createRedisStore } from '../../src/store/redis-store.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import { startRedisServer } from '../support/redis-server.js';
import type { RedisServer } from '../support/redis-server.js';
import { until } from '../store/until.js';

const ALL = '{ agencies { id buyerRequests(first: 500) { nodes { id requestId contactId comment } } } }';

let redis: RedisServer;
let vendors: RecordedSandbox;
const noteOn = (requestId: unknown) => `note on the buyer ${String(requestId)}.`;
/** Whom the agencies have deleted in their own software. */
let deleted: string | null = null;
const running: RunningImmograph[] = [];

beforeAll(async () => {
  redis = await startRedisServer();
  vendors = await startRecordedSandbox({
    sandbox: unlimited,
    answer: (vendor, answer, { endpoint }) => {
      if (vendor !== 'apimo' || !endpoint.endsWith('/requests')) return answer;
      const body = JSON.parse(answer.body);
      const requests = body.requests
        .filter(({ contact }: Json) => String(contact) !== deleted)
        .map((each: Json) => ({ ...each, comment: noteOn(each.id) }));
      return { ...answer, body: JSON.stringify({ ...body, requests, total_items: requests.length }) };
    },
  });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  deleted = null;
});
afterAll(async () => {
  await vendors.close();
  await redis.close();
});

async function start(): Promise<RunningImmograph> {
  const started = await startImmograph({ ...vendors.env, REDIS_URL: redis.url, REQUESTS_MAX_AGE_MS: '3600000' });
  running.push(started);
  return started;
}

async function erase(contactId: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['build/start.mjs', '--erase', '--contact', contactId],
    { env: { PATH: process.env['PATH'], REDIS_URL: redis.url } },
  );
  return stdout;
}

async function keptInRedis(): Promise<string> {
  const store = createRedisStore({ url: redis.url, onError: () => undefined });
  const entries: string[] = [];
  for await (const entry of store.list('')) entries.push(entry.join(' '));
  await store.close();
  return entries.join('\n');
}

const buyersOf = ({ data }: Readonly<{ data: Json }>): readonly Json[] =>
  data.agencies.flatMap(({ buyerRequests }: Json) => buyerRequests.nodes);

async function countIn(immograph: RunningImmograph): Promise<number> {
  const answer = await fetch(`${immograph.origin}/status`);
  const { upstreams } = (await answer.json()) as Json;
  return upstreams.apimo.agencies.reduce((sum: number, { requestCount }: Json) => sum + Number(requestCount), 0);
}

describe('npm run erase, on Redis', () => {
  it('takes a contact out of the store, and out of the servers that run on it, though nobody asks them', async () => {
    const [one, other] = [await start(), await start()];
    const before = buyersOf(await one.ask(ALL));
    await other.ask(ALL);
    const { contactId } = before[Math.floor(before.length / 2)];
    const gone = before.filter((buyer) => buyer.contactId === contactId);
    expect(await keptInRedis()).toContain(`"contactId":"${contactId}"`);

    deleted = contactId;
    const said = await erase(contactId);

    expect(said).toMatch(new RegExp(`^before: ${gone.length} requests in`));
    expect(said).toMatch(/^after: 0 requests in 0 of/m);
    const kept = await keptInRedis();
    expect(kept).not.toContain(`"contactId":"${contactId}"`);
    for (const { requestId } of gone) expect(kept).not.toContain(noteOn(requestId));
    for (const { requestId, contactId: other } of before) {
      if (other !== contactId) expect(kept).toContain(noteOn(requestId));
    }
    for (const immograph of [one, other]) {
      await until(async () => (await countIn(immograph)) === before.length - gone.length);
    }
  });

  it('is seen by the next query, by every way to a request', async () => {
    const immograph = await start();
    const before = buyersOf(await immograph.ask(ALL));
    const { contactId, id, requestId } = before[Math.floor(before.length / 3)];
    deleted = contactId;
    await erase(contactId);

    const { data, errors } = await immograph.ask(
      `query ($id: ID!, $requestId: ID!) { node(id: $id) { id }
        one: buyerRequest(agencyId: "771", requestId: $requestId) { contactId }
        other: buyerRequest(agencyId: "772", requestId: $requestId) { contactId } }`,
      { variables: { id, requestId } },
    );
    expect(errors).toBeUndefined();
    expect(data.node).toBeNull();
    expect([data.one?.contactId, data.other?.contactId]).not.toContain(contactId);
    expect(buyersOf(await immograph.ask(ALL)).map((buyer) => buyer.contactId)).toEqual(
      before.map((buyer) => buyer.contactId).filter((each) => each !== contactId),
    );
  });

  it('stays so when a server that had the contact reads all of the agency anew', async () => {
    const first = await start();
    const { contactId } = buyersOf(await first.ask(ALL))[7];
    deleted = contactId;
    await erase(contactId);
    await first.stop();
    running.length = 0;
    const again = await start();

    expect(buyersOf(await again.ask(ALL)).map((buyer) => buyer.contactId)).not.toContain(contactId);
    expect(await keptInRedis()).not.toContain(`"contactId":"${contactId}"`);
  });
});
