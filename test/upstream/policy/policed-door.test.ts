import { afterEach, describe, expect, it } from '@jest/globals';
import type { UpstreamName } from '../../../src/upstream/errors.js';
import { createDoor } from '../../../src/upstream/http.js';
import type { DoorRequest } from '../../../src/upstream/http.js';
import { silentObserver } from '../../../src/upstream/observer.js';
import { createPolicedDoor } from '../../../src/upstream/policy/policed-door.js';
import type { PolicyLimits } from '../../../src/upstream/policy/policed-door.js';
import { startFake } from '../../support/fake-upstream.js';
import type { FakeAnswer, FakeHandler } from '../../support/fake-upstream.js';
import { aRequest, fine, outcomesOf } from '../../support/scripted-door.js';
import { createSimulatedClock } from '../../support/simulated-clock.js';
import { aMeteredCall } from '../../support/upstream-call.js';

const START = Date.parse('2026-03-15T09:00:00Z');
const limits: PolicyLimits = {
  bulkhead: { concurrency: 8, queue: 1_000 },
  breaker: { consecutiveFailures: 5, failureShare: 0.5, windowMs: 30_000, minCalls: 20, probeIntervalMs: 5_000 },
  // Without a wait the clock need not be moved for a retry.
  retry: { times: 2, maxDelayMs: 0, budgetShare: 0.1 },
  patienceMs: 5_000,
};

const answers = {
  fine: { body: {} },
  unavailable: { status: 503 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  html: { rawBody: '<html>maintenance</html>' },
  missing: { status: 404 },
  turnedDown: { status: 400, body: {} },
} as const satisfies Readonly<Record<string, FakeAnswer>>;

describe('a policed door', () => {
  const open: { close: () => Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  type Options = Readonly<{ upstream?: UpstreamName; limits?: Partial<PolicyLimits> }>;

  async function openDoor(answer: FakeHandler, options: Options = {}) {
    const fake = await startFake(answer);
    const clock = createSimulatedClock(START);
    const told: string[] = [];
    const policed = createPolicedDoor(createDoor({ upstream: options.upstream ?? 'fluximmo', origin: fake.origin }), {
      limits: { ...limits, ...options.limits },
      clock: { now: clock.now, after: (ms, work) => (ms === 0 ? soon(work) : clock.after(ms, work)) },
      observer: {
        ...silentObserver,
        retried: (_upstream, endpoint) => told.push(`${endpoint} again`),
        turnedAway: (_upstream, endpoint, by) => told.push(`${endpoint} turned away by ${by}`),
        breakerChanged: (_upstream, endpoint, state) => told.push(`${endpoint} ${state}`),
      },
    });
    open.push(policed, fake);
    const door = policed.retrying(policed);
    const ask = (request: DoorRequest = aRequest(), options: Parameters<typeof aMeteredCall>[0] = {}) =>
      door.request(request, aMeteredCall(options).call);
    const askTimes = async (count: number, request = aRequest()) => {
      const outcomes: string[] = [];
      for (let call = 0; call < count; call += 1) outcomes.push(...(await outcomesOf([ask(request)])));
      return outcomes;
    };
    const breakerOf = (endpoint: string) => policed.policyStatus().breakers.find((each) => each.endpoint === endpoint);
    return { ask, askTimes, breakerOf, status: () => policed.policyStatus(), fake, clock, told };
  }

  it('sends at most 1.1 calls a call and three more where every answer fails, and none once it is open', async () => {
    const { askTimes, fake, told } = await openDoor(() => answers.unavailable);
    const outcomes = await askTimes(200);

    expect(new Set(outcomes)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(fake.calls).toHaveLength(5);
    expect(told.filter((each) => each === 'advert turned away by BREAKER').length).toBeGreaterThan(190);
  });

  it.each(['unavailable', 'html'] as const)('opens for answers that are %s, and says what did it', async (kind) => {
    const { askTimes, breakerOf, ask } = await openDoor(() => answers[kind]);
    const outcomes = await askTimes(10);

    expect(breakerOf('advert')).toEqual({
      endpoint: 'advert',
      state: 'OPEN',
      openedBy: outcomes[0],
      since: '2026-03-15T09:00:00.000Z',
      nextProbeAt: '2026-03-15T09:00:05.000Z',
    });
    await expect(ask()).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
      retryAfterMs: 5_000,
      isUnsent: true,
    });
  });

  it('opens for connections that are cut', async () => {
    const { askTimes, breakerOf } = await openDoor(() => 'destroy');
    await askTimes(10);

    expect(breakerOf('advert')).toMatchObject({ state: 'OPEN', openedBy: 'UPSTREAM_UNAVAILABLE' });
  });

  it.each(['missing', 'turnedDown', 'forbidden'] as const)('does not count answers that are %s', async (kind) => {
    const { askTimes, breakerOf } = await openDoor(() => answers[kind]);
    await askTimes(20);

    expect(breakerOf('advert')?.state).toBe('CLOSED');
  });

  it('leaves other endpoints open to calls where one is dead', async () => {
    const { askTimes, breakerOf, fake } = await openDoor(({ path }) =>
      path === '/statistics' ? answers.unavailable : answers.fine,
    );
    await askTimes(30, aRequest('statistics'));
    const outcomes = await askTimes(30);

    expect(outcomes).toEqual(Array.from({ length: 30 }, () => 'OK'));
    expect([breakerOf('statistics')?.state, breakerOf('advert')?.state]).toEqual(['OPEN', 'CLOSED']);
    expect(fake.calls.filter(({ path }) => path === '/statistics')).toHaveLength(5);
  });

  it('probes at most once in five seconds, and is whole within ten of healing', async () => {
    let isHealed = false;
    const { askTimes, breakerOf, fake, clock } = await openDoor(() => (isHealed ? answers.fine : answers.unavailable));
    await askTimes(10);
    fake.calls.length = 0;
    for (let second = 0; second < 30; second += 1) {
      await clock.pass(1_000);
      await askTimes(3);
    }
    expect(fake.calls.length).toBeLessThanOrEqual(6);
    isHealed = true;
    await clock.pass(5_000);

    expect(await askTimes(5)).toEqual(Array.from({ length: 5 }, () => 'OK'));
    expect(breakerOf('advert')).toMatchObject({ state: 'CLOSED', openedBy: null, nextProbeAt: null });
  });

  it('does not pour a queue that has built up over an upstream that fails', async () => {
    const { ask, fake } = await openDoor(() => answers.unavailable);
    const outcomes = await outcomesOf(Array.from({ length: 500 }, () => ask()));

    expect(new Set(outcomes)).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(fake.calls.length).toBeLessThanOrEqual(limits.bulkhead.concurrency + 5);
  });

  it('does not take a client that waits for less than others would for a sign of failure', async () => {
    let isAnswering = false;
    const { ask, askTimes, breakerOf } = await openDoor(() =>
      isAnswering ? answers.fine : new Promise<FakeAnswer>(() => undefined),
    );
    const outcomes = await outcomesOf(Array.from({ length: 8 }, () => ask(aRequest(), { timeoutMs: 50 })));
    isAnswering = true;

    expect(outcomes).toEqual(Array.from({ length: 8 }, () => 'UPSTREAM_TIMEOUT'));
    expect(breakerOf('advert')?.state).toBe('CLOSED');
    expect(await askTimes(1)).toEqual(['OK']);
  });

  it('counts a call that ran out of the time that others have too', async () => {
    const { ask, breakerOf } = await openDoor(() => new Promise<FakeAnswer>(() => undefined), {
      limits: { patienceMs: 20 },
    });
    await outcomesOf(Array.from({ length: 8 }, () => ask(aRequest(), { timeoutMs: 100 })));

    expect(breakerOf('advert')).toMatchObject({ state: 'OPEN', openedBy: 'UPSTREAM_TIMEOUT' });
  });

  it('does not count clients that leave', async () => {
    const { ask, breakerOf, fake } = await openDoor(() => new Promise<FakeAnswer>(() => undefined));
    const client = new AbortController();
    const asked = outcomesOf(Array.from({ length: 8 }, () => ask(aRequest(), { signal: client.signal })));
    while (fake.calls.length < 8) await new Promise(setImmediate);
    client.abort();

    expect(await asked).toEqual(Array.from({ length: 8 }, () => 'UPSTREAM_TIMEOUT'));
    expect(breakerOf('advert')?.state).toBe('CLOSED');
  });

  describe('whose credential', () => {
    it('is not accepted sends nothing to any endpoint, until a probe is let in', async () => {
      let isAccepted = false;
      const { ask, askTimes, breakerOf, fake, clock } = await openDoor(() =>
        isAccepted ? answers.fine : answers.unauthorized,
      );
      await askTimes(5);
      await askTimes(5, aRequest('statistics'));
      expect(fake.calls).toHaveLength(1);
      expect(breakerOf('credential')).toMatchObject({ state: 'OPEN', openedBy: 'UPSTREAM_AUTH' });
      await expect(ask(aRequest('property'))).rejects.toMatchObject({ code: 'UPSTREAM_AUTH', isUnsent: true });
      isAccepted = true;
      await clock.pass(5_000);

      expect(await askTimes(3, aRequest('statistics'))).toEqual(['OK', 'OK', 'OK']);
    });

    it('may not see one record is asked for others', async () => {
      const { askTimes, breakerOf } = await openDoor(({ path }) =>
        path === '/agency' ? answers.forbidden : answers.fine,
      );
      for (let round = 0; round < 20; round += 1) {
        await askTimes(1, aRequest('agency'));
        expect(await askTimes(1)).toEqual(['OK']);
      }

      expect(breakerOf('credential')?.state).toBe('CLOSED');
    });

    it('may see nothing any more is not asked for long', async () => {
      const { askTimes, fake } = await openDoor(() => answers.forbidden);
      await askTimes(50);

      expect(fake.calls).toHaveLength(5);
    });

    it('may have run out is not judged by that', async () => {
      const { askTimes, breakerOf } = await openDoor(() => answers.unauthorized);
      await askTimes(20, aRequest('value', { mayHaveExpired: true }));

      expect(breakerOf('credential')?.state).toBe('CLOSED');
    });
  });

  describe('that is answered with 429', () => {
    const limited = (retryAfter: string): FakeAnswer => ({ status: 429, headers: { 'retry-after': retryAfter } });

    it('and when to come back sends nothing to any endpoint before', async () => {
      const { ask, askTimes, fake, clock, status } = await openDoor(() => limited('30'));
      await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 30_000 });
      await clock.pass(12_000);
      expect(status().heldBackUntil).toBe('2026-03-15T09:00:30.000Z');
      await expect(ask(aRequest('statistics'))).rejects.toMatchObject({
        code: 'UPSTREAM_RATE_LIMITED',
        retryAfterMs: 18_000,
        isUnsent: true,
      });
      expect(fake.calls).toHaveLength(1);
      await clock.pass(18_000);
      await askTimes(1);

      expect(fake.calls).toHaveLength(2);
    });

    it('and a date sends nothing before it', async () => {
      const { askTimes, fake, status } = await openDoor(() => limited(new Date(Date.now() + 3_600_000).toUTCString()));
      await askTimes(10);

      expect(fake.calls).toHaveLength(1);
      expect(status().heldBackUntil).toMatch(/^2026-03-15T(09:59:5|10:00:00)/);
    });

    it.each([
      ['86400', 86_400_000],
      ['999999999', 86_400_000],
    ])('and to come back in %s seconds waits for a day at most', async (retryAfter, ms) => {
      const { askTimes, status } = await openDoor(() => limited(retryAfter));
      await askTimes(1);

      expect(Date.parse(status().heldBackUntil ?? '') - START).toBe(ms);
    });

    it.each(['0', '-1', 'soon', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
      'and Retry-After: %s is asked on, until its breaker opens',
      async (retryAfter) => {
        const { askTimes, fake, breakerOf } = await openDoor(() => limited(retryAfter));
        await askTimes(20);

        expect(fake.calls).toHaveLength(5);
        expect(breakerOf('advert')).toMatchObject({ state: 'OPEN', openedBy: 'UPSTREAM_RATE_LIMITED' });
      },
    );
  });

  it.each(['BILLED', 'WRITE'] as const)('never sends a call that is %s twice', async (effect) => {
    let isDead = true;
    const { ask, fake } = await openDoor(() => (isDead ? 'destroy' : answers.fine), { upstream: 'dimex' });
    const request = aRequest('estimate', { method: 'POST', effect, body: {} });

    await expect(ask(request)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', isUnsent: false });
    expect(fake.calls).toHaveLength(1);
    isDead = false;
    await expect(ask(request)).resolves.toEqual(fine);
  });

  it.each(['BILLED', 'WRITE', 'READ'] as const)(
    'makes a call that is %s again where nobody listened',
    async (effect) => {
      const { ask, fake, told } = await openDoor(() => answers.fine);
      await fake.close();

      await expect(ask(aRequest('estimate', { method: 'POST', effect }))).rejects.toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        isUnsent: true,
      });
      expect(told.filter((each) => each.endsWith('again'))).toHaveLength(2);
    },
  );

  it('tells each step as it happens', async () => {
    let isHealed = false;
    const { askTimes, clock, told } = await openDoor(() => (isHealed ? answers.fine : answers.unavailable));
    await askTimes(3);
    isHealed = true;
    await clock.pass(5_000);
    await askTimes(1);

    expect(told).toEqual([
      'credential CLOSED',
      'advert CLOSED',
      'advert again',
      'advert again',
      'advert again',
      'advert OPEN',
      'advert turned away by BREAKER',
      'advert HALF_OPEN',
      'advert CLOSED',
    ]);
  });
});

function soon(work: () => void): () => void {
  const immediate = setImmediate(work);
  return () => {
    clearImmediate(immediate);
  };
}
