import { beforeEach, describe, expect, it } from '@jest/globals';
import type { UpstreamCall } from '../../../src/upstream/call.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import type { UpstreamErrorCode } from '../../../src/upstream/errors.js';
import { createSimulatedClock } from '../../support/simulated-clock.js';
import type { SimulatedClock } from '../../support/simulated-clock.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import { MINUTE, facts, playMemory } from './played-memory.js';
import type { Fact, PlayedMemory } from './played-memory.js';

type Answered = Fact | null | Error;

const start = Date.parse('2026-03-15T10:00:00Z');
const HOUR = 60 * MINUTE;

let clock: SimulatedClock;
let played: PlayedMemory;
/** What the vendor was asked for, a call an entry. */
let asked: (readonly string[])[];
/** Of each call, whether it was told that an older answer stands in for it. */
let standIns: (boolean | undefined)[];
let answer: (key: string) => Answered | Promise<Answered>;

beforeEach(() => {
  clock = createSimulatedClock(start);
  played = playMemory(clock);
  asked = [];
  standIns = [];
  answer = (of) => ({ of, version: asked.length });
});

const load = async (keys: readonly string[], call: UpstreamCall) => {
  asked.push(keys);
  standIns.push(call.hasStandIn?.());
  return Promise.all(keys.map(async (key) => answer(key)));
};

const readMany = (keys: readonly string[], call: UpstreamCall = aMeteredCall().call, isAnew = false) =>
  played.memory.many(facts, keys, load, call, { isAnew });

const readOne = async (key = 'a', call?: UpstreamCall, isAnew?: boolean) => (await readMany([key], call, isAnew))[0];

const failure = (code: UpstreamErrorCode) => new UpstreamError('fluximmo', code, 'It failed.');
const settled = () => clock.pass(0);

describe('what is remembered', () => {
  it('is the answer while it is fresh, and says when it was read', async () => {
    await readOne();
    await clock.pass(5 * MINUTE - 1);

    expect(await readOne()).toEqual({ value: { of: 'a', version: 1 }, fetchedAt: start, isStale: false });
    expect(asked).toEqual([['a']]);
    expect(played.told.map(({ outcome }) => outcome)).toEqual(['MISS', 'FRESH']);
  });

  it('is answered at once when it is stale, and asked for once behind the answers', async () => {
    await readOne();
    await clock.pass(5 * MINUTE);
    let release: (answered: Answered) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const stale = await Promise.all([readOne(), readOne(), readMany(['a'])]);

    expect(stale.flat()).toEqual(
      stale.flat().map(() => ({ value: { of: 'a', version: 1 }, fetchedAt: start, isStale: true })),
    );
    expect(asked).toHaveLength(2);
    release({ of: 'a', version: 2 });
    await settled();
    expect(await readOne()).toEqual({ value: { of: 'a', version: 2 }, fetchedAt: start + 5 * MINUTE, isStale: false });
    expect(asked).toHaveLength(2);
  });

  it('is asked for when it is older than stale', async () => {
    await readOne();
    await clock.pass(HOUR);

    expect(await readOne()).toMatchObject({ value: { version: 2 }, isStale: false });
  });

  it.each(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_RATE_LIMITED'] as const)(
    'stands in for an answer that cannot be had: %s',
    async (code) => {
      await readOne();
      await clock.pass(24 * HOUR - 1);
      answer = () => failure(code);

      expect(await readOne()).toEqual({ value: { of: 'a', version: 1 }, fetchedAt: start, isStale: true });
      expect(played.told.at(-1)).toEqual({ kind: 'fact', outcome: 'STALE', count: 1 });
      await clock.pass(1);
      expect(await readOne()).toMatchObject({ code });
    },
  );

  it.each(['UPSTREAM_REFUSED', 'UPSTREAM_AUTH', 'UPSTREAM_INVALID_RESPONSE'] as const)(
    'does not hide what is wrong: %s',
    async (code) => {
      await readOne();
      await clock.pass(2 * HOUR);
      answer = () => failure(code);

      expect(await readOne()).toMatchObject({ code });
    },
  );

  it('does not hide what is wrong with the question', async () => {
    await readOne();
    await clock.pass(2 * HOUR);
    answer = () => Promise.reject(new RangeError('no such page'));

    expect(await readOne()).toBeInstanceOf(RangeError);
  });

  it('is told to the call that asks anew, where there is such an answer for all that is asked', async () => {
    await readOne('a');
    await clock.pass(2 * HOUR);
    await readMany(['a', 'b']);
    await clock.pass(2 * HOUR);
    await readMany(['a', 'b']);

    expect(standIns).toEqual([false, false, true]);
  });

  it('is not told any more once somebody waits who has none', async () => {
    await readOne();
    await clock.pass(5 * MINUTE);
    let hasStandIn: (() => boolean) | undefined;
    let release: (answered: Answered) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const behind = played.memory.many(
      facts,
      ['a'],
      (keys, call) => {
        hasStandIn = call.hasStandIn;
        return load(keys, call);
      },
      aMeteredCall().call,
    );
    await behind;
    const before = hasStandIn?.();
    const anew = readOne('a', undefined, true);
    await settled();

    expect([before, hasStandIn?.()]).toEqual([true, false]);
    release({ of: 'a', version: 2 });
    expect(await anew).toMatchObject({ value: { version: 2 }, isStale: false });
  });

  it('stands in after half of the time where the vendor does not answer at all', async () => {
    await readOne();
    await clock.pass(2 * HOUR);
    answer = () => new Promise(() => undefined);
    const { call } = aMeteredCall({ timeoutMs: 60 });

    expect(await readOne('a', call)).toMatchObject({ isStale: true });
    expect(performance.now()).toBeLessThan(call.deadlineAt);
  });

  it('is left aside by who asks anew', async () => {
    await readOne();

    expect(await readOne('a', undefined, true)).toMatchObject({ value: { version: 2 } });
    expect(await readOne()).toMatchObject({ value: { version: 2 } });
    expect(asked).toHaveLength(2);
  });

  it('is counted for the operation that it answers', async () => {
    const counts: number[] = [];
    const { call } = aMeteredCall();
    const meter = { ...call.meter, remembered: (_upstream: string, records = 1) => void counts.push(records) };
    await readMany(['a', 'b', 'c'], { ...call, meter });
    await readMany(['a', 'b', 'c', 'd', 'a'], { ...call, meter });

    expect(counts).toEqual([3]);
  });
});

describe('what does not exist', () => {
  it('is known for a short while, however often it is asked for', async () => {
    answer = () => null;
    for (let second = 0; second < 60; second += 1) {
      expect(await readOne()).toBeNull();
      await clock.pass(999);
    }
    expect(asked).toHaveLength(1);
    await clock.pass(60);
    await readOne();
    expect(asked).toHaveLength(2);
  });

  it('takes the place of what was there', async () => {
    await readOne();
    await clock.pass(HOUR);
    answer = () => null;

    expect(await readOne()).toBeNull();
    answer = () => failure('UPSTREAM_UNAVAILABLE');
    await clock.pass(2 * MINUTE);
    expect(await readOne()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('many at once', () => {
  it('are asked for in one call, those alone that are not remembered, and answered in the order asked', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `key ${String(index)} é`);
    const known = keys.filter((_, index) => index % 10 !== 3);
    await readMany(known);
    const found = await readMany([...keys, keys[0] ?? '']);

    expect(asked.map(({ length }) => length)).toEqual([90, 10]);
    expect(found.map((each) => (each !== null && !(each instanceof Error) ? each.value.of : null))).toEqual([
      ...keys,
      keys[0],
    ]);
  });

  it('fail each on its own', async () => {
    answer = (of) => (of === 'b' ? failure('UPSTREAM_REFUSED') : of === 'c' ? null : { of, version: 1 });

    expect(await readMany(['a', 'b', 'c'])).toMatchObject([{ value: { of: 'a' } }, { code: 'UPSTREAM_REFUSED' }, null]);
    await readMany(['a', 'b', 'c']);
    expect(asked).toEqual([['a', 'b', 'c'], ['b']]);
  });

  it('join what is under way for some of them', async () => {
    const releases: (() => void)[] = [];
    answer = (of) => new Promise((resolve) => releases.push(() => resolve({ of, version: 1 })));
    const both = Promise.all([readMany(['a', 'b']), readMany(['b', 'c']), readMany(['c', 'a'])]);
    await settled();
    for (const release of releases) release();

    expect((await both).map((each) => each.length)).toEqual([2, 2, 2]);
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  it('are an error where the client answers fewer', async () => {
    const found = await played.memory.many(
      facts,
      ['a', 'b'],
      () => Promise.resolve([{ of: 'a', version: 1 }]),
      aMeteredCall().call,
    );

    expect(found).toMatchObject([{ value: { of: 'a' } }, { message: expect.stringContaining('fewer results') }]);
  });
});

describe('a failure', () => {
  it('is shared by those who wait for it, and remembered by nobody', async () => {
    answer = () => failure('UPSTREAM_UNAVAILABLE');
    const failed = await Promise.all(Array.from({ length: 50 }, () => readOne()));

    expect(failed.every((each) => each instanceof UpstreamError)).toBe(true);
    expect(asked).toHaveLength(1);
    answer = (of) => ({ of, version: 2 });
    expect(await readOne()).toMatchObject({ value: { version: 2 } });
  });

  it('of everything leaves nobody known as missing', async () => {
    answer = () => failure('UPSTREAM_TIMEOUT');
    const keys = Array.from({ length: 200 }, (_, index) => String(index));
    for (let second = 0; second < 10; second += 1) {
      await readMany(keys);
      await clock.pass(1000);
    }
    answer = (of) => ({ of, version: 1 });

    expect((await readMany(keys)).filter((each) => each === null || each instanceof Error)).toEqual([]);
  });
});

describe('those who ask at once', () => {
  it.each([true, false])('are a thousand, and one call (remembering: %s)', async (isRemembering) => {
    played = playMemory(clock, { isRemembering });
    let release: (answered: Answered) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const all = Promise.all(Array.from({ length: 1000 }, () => readOne()));
    await settled();
    release({ of: 'a', version: 1 });

    expect(new Set((await all).map((each) => JSON.stringify(each))).size).toBe(1);
    expect(asked).toHaveLength(1);
    answer = (of) => ({ of, version: 2 });
    await readOne();
    expect(asked).toHaveLength(isRemembering ? 1 : 2);
  });

  it('are answered though the one who came first has left', async () => {
    const leader = new AbortController();
    const signals: UpstreamCall['signal'][] = [];
    let release: (answered: Answered) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const first = played.memory.many(
      facts,
      ['a'],
      (keys, call) => {
        signals.push(call.signal);
        return load(keys, call);
      },
      aMeteredCall({ signal: leader.signal }).call,
    );
    const others = Promise.all(Array.from({ length: 999 }, () => readOne()));
    await settled();
    leader.abort();

    expect(await first).toMatchObject([{ code: 'UPSTREAM_TIMEOUT' }]);
    release({ of: 'a', version: 1 });
    expect((await others).every((each) => each !== null && each !== undefined && !(each instanceof Error))).toBe(true);
    expect(asked).toHaveLength(1);
    expect(signals).toEqual([undefined]);
  });

  it('wait each until their own deadline', async () => {
    let release: (answered: Answered) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    const hurried = readOne('a', aMeteredCall({ timeoutMs: 20 }).call);
    const patient = readOne();

    expect(await hurried).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    release({ of: 'a', version: 1 });
    expect(await patient).toMatchObject({ value: { version: 1 } });
  });
});
