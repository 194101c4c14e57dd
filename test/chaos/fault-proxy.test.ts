import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { until } from '../store/until.js';
import { startFake } from '../support/fake-upstream.js';
import type { FakeUpstream } from '../support/fake-upstream.js';
import { gzipBomb, tooManyRequests, wrongKinds, wrongRows } from '../support/fault-proxy-answers.js';
import type { Fault } from '../support/fault-proxy-faults.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import type { FaultProxy } from '../support/fault-proxy.js';

const BODY = { data: [{ flxId: 'a' }, { flxId: 'b' }, { flxId: 'c' }] };
const TEXT = JSON.stringify(BODY);

let upstream: FakeUpstream;
let proxy: FaultProxy;
let agent: Agent;

beforeEach(async () => {
  upstream = await startFake(() => ({ body: BODY }));
  proxy = await startFaultProxy(upstream.origin);
  agent = new Agent();
});
afterEach(async () => {
  await agent.destroy();
  await proxy.close();
  await upstream.close();
});

/** What a caller gets: a status and a text, or the code of the error. */
async function get(path = '/things', signal?: AbortSignal): Promise<string> {
  try {
    const answered = await request(`${proxy.origin}${path}`, { dispatcher: agent, ...(signal && { signal }) });
    return `${answered.statusCode} ${await answered.body.text()}`;
  } catch (error) {
    const { code, name } = error as Error & { code?: unknown };
    return typeof code === 'string' ? code : name;
  }
}

describe('a fault proxy', () => {
  it('passes everything on until it is told otherwise, and counts', async () => {
    expect([await get('/one?q=1'), await get('/two')]).toEqual([`200 ${TEXT}`, `200 ${TEXT}`]);
    expect(proxy.calls.map(({ endpoint, path }) => [endpoint, path])).toEqual([
      ['GET /one', '/one?q=1'],
      ['GET /two', '/two'],
    ]);
    expect([proxy.count(), proxy.count('two'), upstream.calls.length]).toEqual([2, 1, 2]);
    expect(proxy.cuts).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['a delay', { kind: 'DELAY', ms: 10, jitterMs: 10 }],
    ['what is held', { kind: 'HOLD', until: Promise.resolve() }],
    ['a slow close', { kind: 'SLOW_CLOSE', ms: 10 }],
    ['slices', { kind: 'SLICE', bytes: 7, everyMs: 1 }],
    ['a bandwidth', { kind: 'BANDWIDTH', bytesPerSecond: 2000 }],
  ])('with %s sends all of it', async (_name, fault) => {
    proxy.fail(fault);

    expect(await get()).toBe(`200 ${TEXT}`);
  });

  it.each<[string, Fault]>([
    ['a reset', { kind: 'RESET' }],
    ['a reset after some bytes', { kind: 'RESET', afterBytes: 5 }],
    ['a truncated body', { kind: 'TRUNCATE', bytes: 5 }],
  ])('with %s breaks off, and says that it was the one', async (_name, fault) => {
    proxy.fail(fault);

    expect(await get()).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    await until(() => Promise.resolve(proxy.cuts.length === 1));
    expect(proxy.cuts[0]?.by).toBe('PROXY');
  });

  it.each<[string, Fault]>([
    ['hangs', { kind: 'HANG' }],
    ['drips', { kind: 'SLICE', bytes: 1, everyMs: 1000 }],
    ['never ends', { kind: 'ENDLESS' }],
  ])('that %s is left by its caller, and says when', async (_name, fault) => {
    proxy.fail(fault);
    const leaving = new AbortController();
    const got = get('/things', leaving.signal);
    await until(() => Promise.resolve(proxy.calls.length === 1));
    leaving.abort();

    expect(await got).toMatch(/ABORT/i);
    await until(() => Promise.resolve(proxy.cuts.length === 1));
    expect(proxy.cuts[0]?.by).toBe('CALLER');
  });

  it('refuses connections while it is down, and is found at the same place when it is back', async () => {
    const { origin } = proxy;
    await get();
    await proxy.down();
    expect([await get(), await get()]).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    await proxy.heal();

    expect([proxy.origin, await get()]).toEqual([origin, `200 ${TEXT}`]);
  });

  it('answers otherwise, without asking the upstream', async () => {
    proxy.fail(tooManyRequests('86400'));
    const answered = await request(proxy.origin, { dispatcher: agent });
    await answered.body.dump();

    expect([answered.statusCode, answered.headers['retry-after'], upstream.calls.length]).toEqual([429, '86400', 0]);
    proxy.fail(wrongKinds.htmlPage);
    expect(await get()).toMatch(/^200 <!doctype html>/);
  });

  it.each<[keyof typeof wrongRows, unknown]>([
    ['oneRowLess', { data: [{ flxId: 'b' }, { flxId: 'c' }] }],
    ['oneRowMore', { data: [{ flxId: 'a' }, { flxId: 'a' }, { flxId: 'b' }, { flxId: 'c' }] }],
    ['rowsReversed', { data: [{ flxId: 'c' }, { flxId: 'b' }, { flxId: 'a' }] }],
    ['anotherId', { data: [{ flxId: 'a-OTHER' }, { flxId: 'b-OTHER' }, { flxId: 'c-OTHER' }] }],
  ])('changes what the upstream answered: %s', async (name, expected) => {
    proxy.fail(wrongRows[name]);

    expect(JSON.parse((await get()).slice(4))).toEqual(expected);
  });

  it('puts keys into it that no object should have', async () => {
    proxy.fail(wrongRows.prototypeKeys);

    expect(await get()).toContain('{"__proto__":{"isPolluted":true},"flxId":"a"}');
  });

  it('packs a bomb that is a thousandth of its size', async () => {
    const bomb = await gzipBomb(4);
    const packed = bomb.kind === 'ANSWER' ? bomb.answer.body : Buffer.alloc(0);

    expect(packed.length).toBeLessThan(8_000);
    expect(gunzipSync(packed)).toHaveLength(4 * 1024 * 1024);
  });

  it('fails some calls and passes the others on', async () => {
    proxy.behave(({ path }) => (path === '/bad' ? wrongKinds.emptyBody : null));

    expect([await get('/bad'), await get('/good')]).toEqual(['200 ', `200 ${TEXT}`]);
  });
});
