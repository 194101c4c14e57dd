import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool, request } from 'undici';
import type { SheddingReport } from '../../src/edge/shedding.js';
import { readMetrics } from '../support/exposition.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, RunningImmograph } from '../support/immograph.js';
import { startProcess } from '../support/immograph-process.js';
import type { ImmographProcess } from '../support/immograph-process.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const CAPACITY = 16;
const PAGE = 'https://app.example';

describe('a server with more to do than it can', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  let release: () => void = () => undefined;
  let released: Promise<void>;
  let ids = 0;
  beforeAll(async () => {
    vendors = await startRecordedSandbox({
      answer: async (_vendor, answer) => {
        await released;
        return answer;
      },
    });
    const capacity = {
      OVERLOAD_MIN_IN_FLIGHT: String(CAPACITY),
      OVERLOAD_MAX_IN_FLIGHT: String(CAPACITY),
      OVERLOAD_QUEUE_WAIT_MS: '600000',
      CORS_ORIGINS: PAGE,
    };
    immograph = await startImmograph({ ...vendors.env, ...capacity });
  });
  beforeEach(() => {
    released = new Promise((resolve) => (release = resolve));
  });
  afterEach(async () => {
    release();
    await until(({ inFlight, queued }) => inFlight + queued === 0);
  });
  afterAll(async () => {
    await immograph.stop();
    await vendors.close();
  });

  /** None of them is like another, so that each has a call of its own to wait for. */
  const askOne = () => immograph.ask(`{ advert(flxId: "held-${(ids += 1)}") { flxId } }`);
  const get = async (path: string) => {
    const response = await request(`${immograph.origin}${path}`);
    return { status: response.statusCode, text: await response.body.text() };
  };

  const loadOf = (text: string) => (JSON.parse(text) as Readonly<{ load: SheddingReport }>).load;

  async function until(isSo: (load: SheddingReport) => boolean): Promise<SheddingReport> {
    for (;;) {
      const load = loadOf((await get('/status')).text);
      if (isSo(load)) return load;
      // Who asks without a pause leaves the server no time for anything else.
      await pause(10);
    }
  }

  /** As many as may be worked on, and as many as may wait. */
  async function fill(): Promise<readonly Promise<Answered>[]> {
    const asked = Array.from({ length: 2 * CAPACITY }, askOne);
    await until(({ inFlight, queued }) => inFlight === CAPACITY && queued === CAPACITY);
    return asked;
  }

  it('turns the next one away at once, says when to come again, and answers all the others', async () => {
    const asked = await fill();
    const refused = await askOne();
    release();
    const answers = await Promise.all(asked);

    expect(refused).toMatchObject({
      status: 503,
      headers: {
        'retry-after': expect.stringMatching(/^[123]$/),
        'cache-control': 'no-store',
        'content-type': 'application/json; charset=utf-8',
        'x-request-id': expect.any(String),
      },
      data: undefined,
      errors: [{ message: expect.any(String), extensions: { code: 'OVERLOADED', retryable: true } }],
    });
    expect(answers.map(({ status, errors }) => [status, errors])).toEqual(
      asked.map((): [number, undefined] => [200, undefined]),
    );
  });

  it('gives what it keeps whole while others wait in line, and turns that away too where it is full', async () => {
    release();
    const kept = '{ advert(flxId: "kept") { flxId } }';
    for (let times = 0; times < 3; times += 1) await immograph.ask(kept);
    released = new Promise((resolve) => (release = resolve));
    const asked = Array.from({ length: CAPACITY + 1 }, askOne);
    await until(({ inFlight, queued }) => inFlight === CAPACITY && queued === 1);
    const given = await immograph.ask(kept);
    asked.push(...Array.from({ length: CAPACITY - 1 }, askOne));
    await until(({ inFlight, queued }) => inFlight === CAPACITY && queued === CAPACITY);
    const refused = await immograph.ask(kept);
    release();

    expect([given.status, given.errors, refused.status]).toEqual([200, undefined, 503]);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
  });

  it('goes on answering about its health, its state and its figures, and tells there whom it turned away', async () => {
    const before = await readMetrics(immograph.origin);
    const held = await fill();
    expect(held).toHaveLength(2 * CAPACITY);
    await askOne();
    const paths = ['/healthz', '/readyz', '/status', '/metrics'];
    const answers = await Promise.all(paths.map(get));
    const after = await readMetrics(immograph.origin);
    const load = await until(({ limit }) => limit === CAPACITY);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const grown = (name: string, labels = {}) => after.valueOf(name, labels) - before.valueOf(name, labels);
    expect(grown('immograph_shed_requests_total', { reason: 'QUEUE_FULL' })).toBe(1);
    expect(grown('immograph_http_responses_total', { route: '/graphql', status: '503' })).toBe(1);
    expect(after.valueOf('immograph_operations_in_flight')).toBe(CAPACITY);
    expect(after.valueOf('immograph_operations_queued')).toBe(CAPACITY);
    expect(load).toEqual({
      inFlight: CAPACITY,
      queued: CAPACITY,
      limit: CAPACITY,
      shed: after.valueOf('immograph_shed_requests_total'),
      lastShedAt: expect.stringMatching(/Z$/),
      eventLoopDelayMs: expect.any(Number),
    });
  });

  it('lets a page of another origin, where it is allowed, read that it was turned away', async () => {
    const held = await fill();
    expect(held).toHaveLength(2 * CAPACITY);
    const headers = { 'content-type': 'application/json', origin: PAGE };
    const refused = await request(`${immograph.origin}/graphql`, { method: 'POST', headers, body: '{}' });

    expect(refused.statusCode).toBe(503);
    expect(refused.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'retry-after': expect.stringMatching(/^[123]$/),
    });
    expect(await refused.body.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
  });

  it('goes on with the connection of whom it turned away', async () => {
    const pool = new Pool(immograph.origin, { connections: 1 });
    const held = await fill();
    expect(held).toHaveLength(2 * CAPACITY);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ __typename }', variables: { filler: 'x'.repeat(50_000) } });
    const statuses: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
      await answer.body.dump();
      statuses.push(answer.statusCode);
    }
    const health = await pool.request({ method: 'GET', path: '/healthz' });
    await health.body.dump();
    await pool.close();

    expect([...statuses, health.statusCode]).toEqual([503, 503, 503, 200]);
  });

  it('turns a request away before its body is there', async () => {
    const held = await fill();
    expect(held).toHaveLength(2 * CAPACITY);
    const { hostname, port } = new URL(immograph.origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{',
    );
    const [head] = (
      await new Promise<string>((resolve) => {
        socket.setEncoding('utf8').once('data', (text: string) => resolve(text));
      })
    ).split('\r\n');
    socket.destroy();

    expect(head).toBe('HTTP/1.1 503 Service Unavailable');
  });

  it('gives the place of a client that leaves while it waits to another', async () => {
    const pool = new Pool(immograph.origin);
    const leaving = new AbortController();
    const asked = Array.from({ length: 2 * CAPACITY - 1 }, askOne);
    await until(({ inFlight, queued }) => inFlight + queued === 2 * CAPACITY - 1);
    const left = pool
      .request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ advert(flxId: "left") { flxId } }' }),
        signal: leaving.signal,
      })
      .catch((error: unknown) => error);
    await until(({ queued }) => queued === CAPACITY);
    leaving.abort();
    await left;
    await until(({ queued }) => queued === CAPACITY - 1);
    const last = askOne();
    await until(({ queued }) => queued === CAPACITY);
    release();
    const answers = await Promise.all([...asked, last]);
    await pool.close();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(vendors.calls('fluximmo', 'left')).toEqual([]);
  });

  it('waits with operations, not with those who ask wrongly: they take no place', async () => {
    const held = await fill();
    expect(held).toHaveLength(2 * CAPACITY);
    const load = loadOf((await get('/status')).text);
    const foreign = await request(`${immograph.origin}/graphql`, { method: 'PUT' });
    await foreign.body.dump();

    expect(foreign.statusCode).toBe(405);
    expect((await until(() => true)).shed).toBe(load.shed);
  });
});

describe('a process under a storm', () => {
  let running: ImmographProcess | undefined;
  afterEach(async () => {
    await running?.remove();
    running = undefined;
  });

  const body = JSON.stringify({
    query: '{ adverts(first: 10) { nodes { flxId title zoneStatistics { median } property { flxId } } } }',
  });

  /** Each of so many connections asks so often, as soon as it was answered; answers come back by what they were. */
  async function storm(origin: string, connections: number, asks: number): Promise<Readonly<Record<string, number>>> {
    const pool = new Pool(origin, { connections, pipelining: 1, connectTimeout: 60_000 });
    const outcomes: Record<string, number> = {};
    const askAgainAndAgain = async () => {
      for (let ask = 0; ask < asks; ask += 1) {
        const response = await pool.request({
          method: 'POST',
          path: '/graphql',
          headers: { 'content-type': 'application/json' },
          body,
        });
        await response.body.dump();
        const isToComeAgain = response.headers['retry-after'] !== undefined;
        const outcome = `${response.statusCode}${isToComeAgain ? ', later' : ''}`;
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, askAgainAndAgain));
    await pool.close();
    return outcomes;
  }

  it('never turns sixteen busy connections away, however little it is to let in', async () => {
    running = startProcess({
      CACHE_ANSWERS_MAX_BYTES: '0',
      OVERLOAD_MIN_IN_FLIGHT: '17',
      OVERLOAD_LOOP_DELAY_MS: '5',
      OVERLOAD_QUEUE_WAIT_MS: '5',
    });

    expect(await storm(await running.origin(), 16, 20)).toEqual({ 200: 320 });
  });

  it('with little memory answers what it can, turns the others away, and stands as before', async () => {
    running = startProcess({
      NODE_OPTIONS: '--max-old-space-size=256',
      // Answers kept whole are given faster than this test can ask for them.
      CACHE_ANSWERS_MAX_BYTES: '0',
      OVERLOAD_MIN_IN_FLIGHT: '16',
      OVERLOAD_MAX_IN_FLIGHT: '16',
    });
    const origin = await running.origin();
    const stormy = storm(origin, 300, 8);
    const health = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const response = await request(`${origin}/healthz`);
        await response.body.dump();
        return response.statusCode;
      }),
    );
    const outcomes = await stormy;
    const afterwards = await storm(origin, 1, 3);

    expect(new Set(health)).toEqual(new Set([200]));
    expect(Object.keys(outcomes).sort()).toEqual(['200', '503, later']);
    expect((outcomes['200'] ?? 0) + (outcomes['503, later'] ?? 0)).toBe(2400);
    expect(afterwards).toEqual({ 200: 3 });
  });
});
