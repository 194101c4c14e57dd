import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { standingOf } from '../../../src/upstream/policy/remembered-entry.js';
import { createSimulatedClock } from '../../support/simulated-clock.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import { facts, playMemory, policy } from './played-memory.js';
import type { Fact } from './played-memory.js';

type Step = Readonly<
  | { kind: 'READ'; keys: readonly string[]; isAnew: boolean }
  | { kind: 'WAIT'; ms: number }
  | { kind: 'VENDOR'; mood: 'WELL' | 'DOWN' | 'REFUSING' }
  | { kind: 'REMOVE' | 'RESTORE'; key: string }
>;

const key = fc.constantFrom('a', 'b', 'c', 'un appartement à Nîmes', '__proto__');
const limits = [policy.notFoundMs, policy.freshMs, policy.staleMs, policy.staleIfErrorMs];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('READ' as const),
      keys: fc.array(key, { maxLength: 6 }),
      isAnew: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('WAIT' as const),
      ms: fc.oneof(fc.constantFrom(...limits, ...limits.map((ms) => ms - 1)), fc.nat(2 * policy.staleIfErrorMs)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('VENDOR' as const), mood: fc.constantFrom('WELL', 'DOWN', 'REFUSING') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('REMOVE' as const, 'RESTORE' as const), key }) },
);

/** What the vendor last said of a key, and when; written without regard to how a memory works. */
type Said = Readonly<{ value: Fact | null; at: number }>;

it('answers as a naive memory does: never older than allowed, never for another key, never a failure again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = createSimulatedClock(Date.parse('2026-03-15T10:00:00Z'));
      const { memory } = playMemory(clock);
      const said = new Map<string, Said>();
      const removed = new Set<string>();
      let mood: 'WELL' | 'DOWN' | 'REFUSING' = 'WELL';
      let version = 0;

      const load = (keys: readonly string[]) =>
        Promise.resolve(
          keys.map((of) => {
            if (mood !== 'WELL') {
              return new UpstreamError('fluximmo', mood === 'DOWN' ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REFUSED', mood);
            }
            version += 1;
            const value = removed.has(of) ? null : { of, version };
            said.set(of, { value, at: clock.now() });
            return value;
          }),
        );

      for (const each of steps) {
        switch (each.kind) {
          case 'WAIT':
            await clock.pass(each.ms);
            break;
          case 'VENDOR':
            mood = each.mood;
            break;
          case 'REMOVE':
            removed.add(each.key);
            break;
          case 'RESTORE':
            removed.delete(each.key);
            break;
          case 'READ': {
            const before = new Map(said);
            const found = await memory.many(facts, each.keys, load, aMeteredCall().call, { isAnew: each.isAnew });
            expect(found).toHaveLength(each.keys.length);
            each.keys.forEach((wanted, index) => {
              expect(found[index]).toEqual(expected(wanted, before.get(wanted), each.isAnew));
            });
            await clock.pass(0);
          }
        }
      }

      function expected(wanted: string, was: Said | undefined, isAnew: boolean): unknown {
        const standing =
          was === undefined || isAnew
            ? 'OVER'
            : standingOf({ key: wanted, readAt: was.at, value: was.value }, policy, clock.now());
        const remembered = (isStale: boolean) =>
          was === undefined || was.value === null ? null : { value: was.value, fetchedAt: was.at, isStale };
        if (standing === 'FRESH') return remembered(false);
        if (standing === 'STALE') return remembered(true);
        if (mood === 'WELL') {
          const now = said.get(wanted);
          return now === undefined || now.value === null
            ? null
            : { value: now.value, fetchedAt: clock.now(), isStale: false };
        }
        if (standing === 'SPARE' && mood === 'DOWN') return remembered(true);
        return expect.objectContaining({
          code: mood === 'DOWN' ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REFUSED',
        });
      }
    }),
    { numRuns: 60 },
  );
});

it('tells by age alone what an entry is good for, and each limit is the first age beyond', () => {
  fc.assert(
    fc.property(fc.nat(2 * policy.staleIfErrorMs), fc.boolean(), (age, isKnown) => {
      const standing = standingOf({ key: 'a', readAt: 0, value: isKnown ? {} : null }, policy, age);

      if (!isKnown) expect(standing).toBe(age < policy.notFoundMs ? 'FRESH' : 'OVER');
      else if (age < policy.freshMs) expect(standing).toBe('FRESH');
      else if (age < policy.staleMs) expect(standing).toBe('STALE');
      else expect(standing).toBe(age < policy.staleIfErrorMs ? 'SPARE' : 'OVER');
    }),
  );
});
