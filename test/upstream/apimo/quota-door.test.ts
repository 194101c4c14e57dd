import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createEmbeddedStore } from '../../../src/store/embedded-store.js';
import type { Store } from '../../../src/store/store.js';
import { createApimoBudget } from '../../../src/upstream/apimo/quota-budget.js';
import { createQuotaDoors } from '../../../src/upstream/apimo/quota-door.js';
import type { ApimoUse, QuotaLimits } from '../../../src/upstream/apimo/quota.js';
import type { UpstreamCall } from '../../../src/upstream/call.js';
import { systemClock } from '../../../src/upstream/clock.js';
import type { Clock } from '../../../src/upstream/clock.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import type { Door } from '../../../src/upstream/http.js';
import { createMemoryStore } from '../../support/memory-store.js';
import { createSimulatedClock } from '../../support/simulated-clock.js';
import { aMeteredCall } from '../../support/upstream-call.js';

const SECOND = 1_000;
const noon = Date.parse('2026-06-10T10:00:00Z');
const documented: QuotaLimits = { callsPerSecond: 10, callsPerDay: 1000, reservedCalls: 100 };
const read = { endpoint: 'crossings', method: 'GET', effect: 'READ', path: '/' } as const;

type Sent = Readonly<{ clientId: string; at: number }>;

/** One process's ways to an Apimo that tells who came and when, and answers as it is told. */
function open(store: Store, clock: Clock, { limits = documented, fail = () => null as UpstreamError | null } = {}) {
  const sent: Sent[] = [];
  const door: Door = {
    upstream: 'apimo',
    request: (_request, call) => {
      sent.push({ clientId: call.clientId ?? '', at: clock.now() });
      const error = fail();
      return error === null ? Promise.resolve({ status: 200, body: {} }) : Promise.reject(error);
    },
    close: () => Promise.resolve(),
  };
  const lost: unknown[] = [];
  const budget = createApimoBudget(store, { account: 'test', limits, clock, onStoreLost: (error) => lost.push(error) });
  const doors = createQuotaDoors(door, budget, { callsPerSecond: limits.callsPerSecond, clock });
  const ask = (clientId: string, use: ApimoUse = 'READ', call: Partial<UpstreamCall> = {}) =>
    doors.doorFor(() => use).request(read, { ...aMeteredCall({ timeoutMs: 600_000 }).call, clientId, ...call });
  return { ask, sent, budget, doors, lost };
}

function outcomes(asked: readonly Promise<unknown>[]): Promise<readonly string[]> {
  return Promise.all(
    asked.map((one) =>
      one.then(
        () => 'done',
        (error: unknown) => (error instanceof UpstreamError ? error.code : String(error)),
      ),
    ),
  );
}

describe('the doors that share the quota', () => {
  it('let ten calls a second through for two processes together', async () => {
    const clock = createSimulatedClock(noon);
    const store = createMemoryStore(clock.now);
    const [one, other] = [open(store, clock), open(store, clock)];
    const asked = outcomes(Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? one : other).ask('a')));
    await clock.pass(20 * SECOND);

    expect(new Set(await asked)).toEqual(new Set(['done']));
    const instants = [...one.sent, ...other.sent].map(({ at }) => at).sort((a, b) => a - b);
    instants.slice(10).forEach((at, index) => expect(at - (instants[index] ?? 0)).toBeGreaterThan(SECOND));
    expect((instants.at(-1) ?? 0) - noon).toBeLessThan(8 * SECOND);
    expect(await other.budget.look()).toMatchObject({ usedToday: 60, left: 940, countedBy: 'STORE' });
  });

  it('let a call through that comes just as the last one has gone', async () => {
    const limits = { callsPerSecond: 1_000, callsPerDay: 1_000_000, reservedCalls: 0 };
    const { ask } = open(createMemoryStore(systemClock.now), systemClock, { limits });
    const asked: Promise<unknown>[] = [];
    for (let microtasks = 0; microtasks < 40; microtasks += 1) {
      asked.push(ask('first'));
      for (let passed = 0; passed < microtasks; passed += 1) await Promise.resolve();
      asked.push(ask('next', 'READ', { deadlineAt: performance.now() + SECOND }));
      await Promise.allSettled(asked);
    }

    expect(new Set(await outcomes(asked))).toEqual(new Set(['done']));
  });

  it('count together over the embedded store, opened twice', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'immograph-quota-'));
    const stores = [await createEmbeddedStore({ directory }), await createEmbeddedStore({ directory })];
    const processes = stores.map((store) => open(store, systemClock));
    const asked = processes.flatMap(({ ask }) => Array.from({ length: 8 }, () => ask('a')));

    expect(new Set(await outcomes(asked))).toEqual(new Set(['done']));
    expect(await processes[0]?.budget.look()).toMatchObject({ usedToday: 16 });
    const instants = processes.flatMap(({ sent }) => sent.map(({ at }) => at)).sort((a, b) => a - b);
    expect((instants[10] ?? 0) - (instants[0] ?? 0)).toBeGreaterThan(SECOND);
    await Promise.all(stores.map((store) => store.close()));
    rmSync(directory, { recursive: true });
  });

  it('have clients take turns, so that one in a hurry does not make the others wait', async () => {
    const clock = createSimulatedClock(noon);
    const { ask, sent } = open(createMemoryStore(clock.now), clock);
    const hurried = outcomes(Array.from({ length: 100 }, () => ask('hurried')));
    const modest = outcomes([ask('modest'), ask('modest'), ask('other')]);
    await clock.pass(30 * SECOND);

    expect(await modest).toEqual(['done', 'done', 'done']);
    expect(
      sent
        .slice(0, 10)
        .map(({ clientId }) => clientId)
        .sort()
        .slice(-3),
    ).toEqual(['modest', 'modest', 'other']);
    expect(new Set(await hurried)).toEqual(new Set(['done']));
  });

  it('turn a call down before it leaves where the day is spent, and say when it ends', async () => {
    const clock = createSimulatedClock(noon);
    const limits = { ...documented, callsPerDay: 3, reservedCalls: 2 };
    const { ask, sent } = open(createMemoryStore(clock.now), clock, { limits });

    expect(await outcomes([ask('', 'SYNC')])).toEqual(['done']);
    await expect(ask('', 'SYNC')).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', isUnsent: true });
    expect(await outcomes([ask('a', 'WRITE'), ask('a', 'WRITE')])).toEqual(['done', 'done']);
    await expect(ask('a', 'WRITE')).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      isUnsent: true,
      retryAfterMs: Date.parse('2026-06-11T00:00+02:00') - noon,
    });
    expect(sent).toHaveLength(3);
  });

  it('turn down at once what cannot have its turn in time, and give up for who has left', async () => {
    const clock = createSimulatedClock(noon);
    const { ask, sent, doors } = open(createMemoryStore(clock.now), clock);
    const client = new AbortController();
    const ahead = outcomes(Array.from({ length: 40 }, () => ask('a')));
    const late = ask('a', 'READ', { deadlineAt: performance.now() + 2 * SECOND });
    await expect(late).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', isUnsent: true, retryAfterMs: 4_400 });
    const left = ask('b', 'READ', { signal: client.signal });
    client.abort();
    await expect(left).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', isUnsent: true });
    await clock.pass(SECOND);
    doors.close();

    expect((await ahead).filter((outcome) => outcome === 'done')).toHaveLength(10);
    expect(sent).toHaveLength(10);
    await expect(ask('a')).rejects.toMatchObject({ isUnsent: true });
  });

  it('do not count a call that could not be sent', async () => {
    const clock = createSimulatedClock(noon);
    const unsent = new UpstreamError('apimo', 'UPSTREAM_UNAVAILABLE', 'Apimo cannot be reached.', { isUnsent: true });
    const { ask, budget } = open(createMemoryStore(clock.now), clock, { fail: () => unsent });
    await expect(ask('a')).rejects.toBe(unsent);

    expect(await budget.look()).toMatchObject({ usedToday: 0 });
  });

  it('pause for all processes where Apimo says that it is too much, and say for how long', async () => {
    const clock = createSimulatedClock(noon);
    const store = createMemoryStore(clock.now);
    const busy = new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', 'Too many.', { retryAfterMs: 60 * SECOND });
    let answer: UpstreamError | null = busy;
    const [one, other] = [open(store, clock, { fail: () => answer }), open(store, clock)];
    await expect(one.ask('a')).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 60 * SECOND });
    await expect(other.ask('b')).rejects.toMatchObject({ isUnsent: true, retryAfterMs: 60 * SECOND });
    answer = null;
    await clock.pass(60 * SECOND);

    expect(await outcomes([one.ask('a'), other.ask('b')])).toEqual(['done', 'done']);
    expect(await other.budget.look()).toMatchObject({ pausedUntil: null, usedToday: 3 });
  });
});

describe('the budget without its store', () => {
  it('goes on counting from what it knew, never without limit', async () => {
    const clock = createSimulatedClock(noon);
    const store = createMemoryStore(clock.now);
    const limits = { ...documented, callsPerDay: 8, reservedCalls: 0 };
    const { ask, budget, lost } = open(store, clock, { limits });
    await outcomes([ask('a', 'WRITE'), ask('a', 'WRITE')]);
    store.fail(Infinity, 'BEFORE');
    const asked = await outcomes(Array.from({ length: 8 }, () => ask('a', 'WRITE')));

    expect(asked.filter((outcome) => outcome === 'done')).toHaveLength(6);
    expect(budget.standing()).toMatchObject({ left: 0, countedBy: 'PROCESS' });
    expect(lost).toHaveLength(1);
  });

  it('tells the store what it missed', async () => {
    const clock = createSimulatedClock(noon);
    const store = createMemoryStore(clock.now);
    const [one, other] = [open(store, clock), open(store, clock)];
    await outcomes([one.ask('a')]);
    store.fail(Infinity, 'BEFORE');
    await outcomes([one.ask('a'), one.ask('a')]);
    store.fail(0, 'BEFORE');
    await outcomes([other.ask('b')]);
    await clock.pass(10 * SECOND);

    expect(await one.budget.look()).toMatchObject({ usedToday: 4, countedBy: 'STORE' });
    expect(await other.budget.look()).toMatchObject({ usedToday: 4 });
  });

  it('counts a call whose counting may or may not have been written rather twice than not at all', async () => {
    const clock = createSimulatedClock(noon);
    const store = createMemoryStore(clock.now);
    const { ask, budget } = open(store, clock);
    await outcomes([ask('a')]);
    store.fail(1, 'AFTER');
    await outcomes([ask('a')]);
    await clock.pass(10 * SECOND);

    // The store may know of it already: one too many is on the safe side.
    expect((await budget.look()).usedToday).toBeGreaterThanOrEqual(2);
    expect((await budget.look()).usedToday).toBeLessThanOrEqual(3);
  });
});
