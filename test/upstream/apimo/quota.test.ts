import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decideTurns,
  freshQuota,
  quotaOfToday,
  standingOf,
  withAnswer,
  withCall,
  withRefusal,
  withoutCall,
} from '../../../src/upstream/apimo/quota.js';
import type { ApimoUse, QuotaAsk, QuotaLimits, QuotaState } from '../../../src/upstream/apimo/quota.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const limits: QuotaLimits = { callsPerSecond: 10, callsPerDay: 1000, reservedCalls: 100 };
const noon = Date.parse('2026-06-10T10:00:00Z');

const ask = (use: ApimoUse, clientId = 'a'): QuotaAsk => ({ use, clientId });
const decide = (state: QuotaState, one: QuotaAsk, now = noon) => decideTurns(state, [one], now, limits).turns[0];
const after = (used: Partial<Record<ApimoUse, number>>, more: Partial<QuotaState> = {}): QuotaState => {
  const fresh = freshQuota(noon);
  return { ...fresh, used: { ...fresh.used, ...used }, ...more };
};

describe('the quota of Apimo', () => {
  it('lets ten calls go at once, and the next when the first is more than a second ago', () => {
    const { turns, state } = decideTurns(
      freshQuota(noon),
      Array.from({ length: 12 }, () => ask('READ')),
      noon,
      limits,
    );

    expect(turns.map(({ kind }) => kind)).toEqual([...Array<string>(10).fill('GO'), 'WAIT', 'WAIT']);
    expect(decide(state, ask('READ'), noon + SECOND)).toEqual({ kind: 'WAIT', ms: 100 });
    expect(decide(state, ask('READ'), noon + 1.1 * SECOND)).toEqual({ kind: 'GO' });
  });

  it.each<readonly [string, ApimoUse, number, 'GO' | 'REFUSED']>([
    ['syncing has used all but the reserve', 'SYNC', 899, 'GO'],
    ['syncing has used all but the reserve', 'SYNC', 900, 'REFUSED'],
    ['all but half of the reserve is used', 'READ', 949, 'GO'],
    ['all but half of the reserve is used', 'READ', 950, 'REFUSED'],
    ['one call is left', 'WRITE', 999, 'GO'],
    ['none is left', 'WRITE', 1000, 'REFUSED'],
  ])('where %s, answers %s after %d calls: %s', (_what, use, used, kind) => {
    expect(decide(after({ SYNC: used }), ask(use))?.kind).toBe(kind);
  });

  it('says when to come again: at midnight in Paris', () => {
    expect(decide(after({ SYNC: 1000 }), ask('WRITE'))).toEqual({
      kind: 'REFUSED',
      because: 'DAY',
      retryAfterMs: Date.parse('2026-06-11T00:00+02:00') - noon,
    });
  });

  it('keeps one client from reading more than its share, and no other', () => {
    const state = after({ READ: 450 }, { readsByClient: { a: 450 } });

    expect(decide(state, ask('READ', 'a'))).toMatchObject({ kind: 'REFUSED', because: 'SHARE' });
    expect(decide(state, ask('READ', 'b'))).toEqual({ kind: 'GO' });
    expect(decide(state, ask('WRITE', 'a'))).toEqual({ kind: 'GO' });
    expect(decide(state, ask('READ', 'constructor'))).toEqual({ kind: 'GO' });
  });

  it.each([
    ['23 hours', '2026-03-29T00:00+01:00', 23],
    ['25 hours', '2026-10-25T00:00+02:00', 25],
  ])('is that of a day of %s where the day has them', (_what, midnight, hours) => {
    const start = Date.parse(midnight);
    const spent = { ...freshQuota(start), used: { WRITE: 0, READ: 0, SYNC: 1000 } };

    expect(standingOf(spent, start, limits)).toMatchObject({ left: 0, resetsAt: start + hours * HOUR });
    expect(decide(spent, ask('WRITE'), start + hours * HOUR - 1)?.kind).toBe('REFUSED');
    expect(decide(spent, ask('WRITE'), start + hours * HOUR)).toEqual({ kind: 'GO' });
  });

  it('counts on where another machine has begun the day a moment before', () => {
    const beforeMidnight = Date.parse('2026-06-10T23:59:58+02:00');
    const ofTomorrow = { ...freshQuota(beforeMidnight + 3 * SECOND), used: { WRITE: 0, READ: 3, SYNC: 0 } };

    expect(quotaOfToday(ofTomorrow, beforeMidnight)).toBe(ofTomorrow);
    expect(quotaOfToday(ofTomorrow, beforeMidnight - HOUR).used.READ).toBe(0);
  });

  it('is not stopped by a clock that was wrong', () => {
    const ahead = withCall(freshQuota(noon), ask('READ'), noon + 24 * HOUR, limits);
    const full = Array.from({ length: 10 }).reduce<QuotaState>(
      (state) => withCall(state, ask('READ'), noon, limits),
      ahead,
    );

    expect(decide({ ...ahead, departures: Array<number>(10).fill(noon + 24 * HOUR) }, ask('READ'))).toEqual({
      kind: 'GO',
    });
    expect(decide(full, ask('READ'))?.kind).toBe('WAIT');
  });

  it('pauses for longer each time that Apimo says "too many", and for as long as it says', () => {
    const pauses: number[] = [];
    let state = freshQuota(noon);
    let now = noon;
    for (let refusals = 0; refusals < 12; refusals += 1) {
      state = withRefusal(state, { sentAt: now, retryAfterMs: undefined }, now);
      pauses.push((state.pausedUntil ?? 0) - now);
      now = state.pausedUntil ?? now;
    }

    expect(pauses.slice(0, 4)).toEqual([1_100, 2_200, 4_400, 8_800]);
    expect(Math.max(...pauses)).toBe(15 * 60 * SECOND);
    const told = withRefusal(freshQuota(noon), { sentAt: noon, retryAfterMs: HOUR }, noon);
    expect(decide(told, ask('WRITE'))).toEqual({ kind: 'REFUSED', because: 'PAUSE', retryAfterMs: HOUR });
    expect(standingOf(told, noon, limits)).toMatchObject({ left: 0, pausedUntil: noon + HOUR });
  });

  it('takes many refusals of calls that left together for one', () => {
    const state = Array.from({ length: 10 }).reduce<QuotaState>(
      (before, _, index) => withRefusal(before, { sentAt: noon, retryAfterMs: undefined }, noon + index),
      freshQuota(noon),
    );

    expect(state).toMatchObject({ refusals: 1, pausedUntil: noon + 1_100 });
    expect(decide(state, ask('READ'))).toEqual({ kind: 'WAIT', ms: 1_100 });
  });

  it('goes on once Apimo answers a call that left after the pause, and with a new day', () => {
    const paused = withRefusal(freshQuota(noon), { sentAt: noon, retryAfterMs: 48 * HOUR }, noon);
    const midnight = Date.parse('2026-06-11T00:00+02:00');

    expect(withAnswer(paused, noon, noon + SECOND)).toMatchObject({ refusals: 1 });
    expect(withAnswer({ ...paused, pausedUntil: noon + SECOND }, noon + SECOND, noon + 2 * SECOND)).toMatchObject({
      refusals: 0,
      pausedUntil: null,
    });
    expect(paused.pausedUntil).toBe(midnight);
    expect(decide(paused, ask('READ'), midnight)).toEqual({ kind: 'GO' });
  });

  it('takes back a call that never left, on its own day alone', () => {
    const state = after({ READ: 1 }, { readsByClient: { a: 1 } });

    expect(withoutCall(state, ask('READ'), noon, noon)).toMatchObject({ used: { READ: 0 }, readsByClient: { a: 0 } });
    expect(withoutCall(state, ask('READ'), noon - 24 * HOUR, noon)).toBe(state);
    expect(withoutCall(freshQuota(noon), ask('WRITE'), noon, noon).used.WRITE).toBe(0);
  });

  it('is never passed, whatever is asked when, and counts each call once', () => {
    const small: QuotaLimits = { callsPerSecond: 3, callsPerDay: 20, reservedCalls: 6 };
    const anAsk = fc.record({
      use: fc.constantFrom<ApimoUse>('WRITE', 'READ', 'SYNC'),
      clientId: fc.constantFrom('a', 'b'),
    });
    const waves = fc.array(fc.tuple(fc.nat({ max: 3 * SECOND }), fc.array(anAsk, { maxLength: 6 })), { maxLength: 30 });
    fc.assert(
      fc.property(waves, (given) => {
        let state = freshQuota(noon);
        let now = noon;
        const gone: (QuotaAsk & { at: number })[] = [];
        for (const [ms, asks] of given) {
          now += ms;
          const decided = decideTurns(state, asks, now, small);
          state = decided.state;
          asks.forEach((one, index) => {
            if (decided.turns[index]?.kind === 'GO') gone.push({ ...one, at: now });
          });
        }
        expect(gone.length).toBeLessThanOrEqual(20);
        expect(gone.filter(({ use }) => use === 'SYNC').length).toBeLessThanOrEqual(14);
        expect(gone.filter(({ use, clientId }) => use === 'READ' && clientId === 'a').length).toBeLessThanOrEqual(7);
        expect(standingOf(state, now, small).usedToday).toBe(gone.length);
        for (const [index, { at }] of gone.entries()) {
          expect(at - (gone[index - 3]?.at ?? -Infinity)).toBeGreaterThan(SECOND);
        }
      }),
    );
  });
});
