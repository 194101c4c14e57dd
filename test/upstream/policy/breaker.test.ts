import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BreakerState } from '../../../src/upstream/observer.js';
import { createBreaker } from '../../../src/upstream/policy/breaker.js';
import type { BreakerLimits, Verdict } from '../../../src/upstream/policy/breaker.js';

const limits: BreakerLimits = {
  consecutiveFailures: 5,
  failureShare: 0.5,
  windowMs: 10_000,
  minCalls: 8,
  probeIntervalMs: 5_000,
};
const success: Verdict = { kind: 'SUCCESS' };
const failure: Verdict = { kind: 'FAILURE', code: 'UPSTREAM_UNAVAILABLE' };

function aBreaker(changed: Partial<BreakerLimits> = {}) {
  let now = 1_000_000;
  const states: BreakerState[] = [];
  const breaker = createBreaker({
    limits: { ...limits, ...changed },
    clock: { now: () => now },
    onChange: (state) => states.push(state),
  });
  const end = (verdict: Verdict, times = 1) => {
    for (let count = 0; count < times; count += 1) breaker.enter()?.(verdict);
  };
  return { breaker, end, states, pass: (ms: number) => void (now += ms), now: () => now };
}

function anOpenBreaker() {
  const opened = aBreaker();
  opened.end(failure, 5);
  return opened;
}

describe('a closed breaker', () => {
  it('opens when so many calls in a row have failed, and says which failure did it and since when', () => {
    const { breaker, end, now } = aBreaker();
    end(failure, 4);
    expect(breaker.report().state).toBe('CLOSED');
    end({ kind: 'FAILURE', code: 'UPSTREAM_TIMEOUT' });

    expect(breaker.report()).toEqual({
      state: 'OPEN',
      openedBy: 'UPSTREAM_TIMEOUT',
      since: now(),
      nextProbeAt: now() + 5_000,
    });
    expect(breaker.enter()).toBeNull();
  });

  it('stays closed where successes come between failures that are fewer than its share', () => {
    const { breaker, end } = aBreaker();
    for (let round = 0; round < 20; round += 1) {
      end(success, 2);
      end(failure);
    }

    expect(breaker.report().state).toBe('CLOSED');
  });

  it('opens at its share of failures, once there have been enough calls', () => {
    const { breaker, end } = aBreaker();
    for (let round = 0; round < 3; round += 1) {
      end(success);
      end(failure);
    }
    expect(breaker.report().state).toBe('CLOSED');
    end(success);
    end(failure);

    expect(breaker.report().state).toBe('OPEN');
  });

  it('forgets what ended before its window', () => {
    const { breaker, end, pass } = aBreaker();
    for (let round = 0; round < 3; round += 1) {
      end(success);
      end(failure);
    }
    pass(11_000);
    end(success);
    end(failure);

    expect(breaker.report().state).toBe('CLOSED');
  });

  it('does not count what says nothing', () => {
    const { breaker, end } = aBreaker();
    end({ kind: 'NOTHING' }, 50);
    end({ kind: 'UNSENT' }, 50);

    expect(breaker.report()).toEqual({ state: 'CLOSED', openedBy: null, since: null, nextProbeAt: null });
  });

  it('opens at once for a failure that is decisive', () => {
    const { breaker, end } = aBreaker();
    end({ kind: 'FAILURE', code: 'UPSTREAM_AUTH', isDecisive: true });

    expect(breaker.report()).toMatchObject({ state: 'OPEN', openedBy: 'UPSTREAM_AUTH' });
  });
});

describe('an open breaker', () => {
  it('lets one call through when its time has come, and no other', () => {
    const { breaker, pass } = anOpenBreaker();
    pass(4_999);
    expect([breaker.waitMs(), breaker.enter()]).toEqual([1, null]);
    pass(1);

    expect(breaker.enter()).not.toBeNull();
    expect(breaker.enter()).toBeNull();
    expect(breaker.report().state).toBe('HALF_OPEN');
  });

  it('closes when its probe succeeds, and starts counting anew', () => {
    const { breaker, end, pass, states } = anOpenBreaker();
    pass(5_000);
    end(success);
    end(failure, 4);

    expect(breaker.report().state).toBe('CLOSED');
    expect(states).toEqual(['CLOSED', 'OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('stays open when its probe fails, and still says what opened it', () => {
    const { breaker, end, pass, now } = anOpenBreaker();
    const since = now();
    pass(5_000);
    end({ kind: 'FAILURE', code: 'UPSTREAM_TIMEOUT' });

    expect(breaker.report()).toEqual({
      state: 'OPEN',
      openedBy: 'UPSTREAM_UNAVAILABLE',
      since,
      nextProbeAt: now() + 5_000,
    });
  });

  it('does not wait for a probe that hangs to send the next', () => {
    const { breaker, pass } = anOpenBreaker();
    pass(5_000);
    const hanging = breaker.enter();
    pass(5_000);
    breaker.enter()?.(success);
    expect(breaker.report().state).toBe('CLOSED');
    hanging?.(failure);

    expect(breaker.report().state).toBe('CLOSED');
  });

  it('sends the next probe at once where one never left', () => {
    const { breaker, end, pass } = anOpenBreaker();
    pass(5_000);
    end({ kind: 'UNSENT' });

    expect(breaker.waitMs()).toBe(0);
  });

  it('is not opened again by calls that were sent before it closed', () => {
    const { breaker, end, pass } = aBreaker();
    const slow = Array.from({ length: 50 }, () => breaker.enter());
    end(failure, 5);
    pass(5_000);
    end(success);
    for (const tell of slow) tell?.(failure);

    expect(breaker.report().state).toBe('CLOSED');
  });

  it('is not closed by calls that were sent before it opened', () => {
    const { breaker, end } = aBreaker();
    const slow = breaker.enter();
    end(failure, 5);
    slow?.(success);

    expect(breaker.report().state).toBe('OPEN');
  });
});

it('sends at most one probe an interval while all fail, and is closed within two of healing', () => {
  const steps = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.nat({ max: 100 }), (waits, healsAfter) => {
      const { breaker, pass, now } = anOpenBreaker();
      const probes: number[] = [];
      let healedAt: number | null = null;
      for (const [index, ms] of waits.entries()) {
        pass(ms);
        if (index === healsAfter) healedAt = now();
        const tell = breaker.enter();
        if (breaker.report().state !== 'CLOSED' && tell !== null) probes.push(now());
        tell?.(healedAt === null ? failure : success);
        const isOverdue = healedAt !== null && now() - healedAt > 2 * limits.probeIntervalMs;
        if (isOverdue) expect(breaker.report().state).toBe('CLOSED');
      }
      const tooSoon = probes.filter((at, index) => index > 0 && at - (probes[index - 1] ?? 0) < limits.probeIntervalMs);
      expect(tooSoon).toEqual([]);
    }),
  );
});
