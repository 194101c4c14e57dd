import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scopes } from '../../src/access/caller.js';
import type { Caller } from '../../src/access/caller.js';
import { createSpending } from '../../src/access/spending.js';
import type { OperationKind, SpendingLimits } from '../../src/access/spending.js';

const POST: OperationKind = { isGet: false, isDryRun: false };

function aCaller(overrides: Partial<Caller> = {}): Caller {
  return {
    clientId: 'portal',
    scopes: new Set(scopes),
    agencyIds: [],
    billedEstimationsPerDay: null,
    ...overrides,
  };
}

function limits(overrides: Partial<SpendingLimits> = {}): SpendingLimits {
  return { priceEur: { dimex: 0.2, pricehubble: 0 }, maxBilledPerOperation: 100, capPerDay: null, ...overrides };
}

/** A ledger with a clock that stands where it is put. */
function spendingAt(instant: string, given: SpendingLimits) {
  let now = new Date(instant);
  return {
    spending: createSpending(given, () => now),
    turnTo: (later: string) => {
      now = new Date(later);
    },
  };
}

describe('an operation', () => {
  it('is granted what its limit leaves, and is told why it gets no more', () => {
    const operation = createSpending(limits({ maxBilledPerOperation: 5 })).beginOperation(aCaller(), POST);

    expect(operation.reserve('dimex', 3)).toMatchObject({ granted: 3, refusal: null });
    const second = operation.reserve('dimex', 3);
    expect(second.granted).toBe(2);
    expect(second.refusal).toMatchObject({ code: 'SPEND_LIMIT_EXCEEDED' });
    expect(second.refusal?.message).toContain('this operation');
  });

  it('may ask for any number of what costs nothing, and it is counted nowhere', () => {
    const spending = createSpending(limits({ maxBilledPerOperation: 0, capPerDay: 0 }));
    const caller = aCaller({ billedEstimationsPerDay: 0, scopes: new Set() });

    const operation = spending.beginOperation(caller, { isGet: true, isDryRun: false });
    expect(operation.reserve('pricehubble', 1000)).toMatchObject({ granted: 1000, refusal: null });
    expect(spending.accountOf(caller).used).toBe(0);
  });

  it('has what both providers charge counted together', () => {
    const priced = limits({ priceEur: { dimex: 0.2, pricehubble: 0.1 }, maxBilledPerOperation: 3 });
    const operation = createSpending(priced).beginOperation(aCaller(), POST);

    expect(operation.reserve('dimex', 2).granted).toBe(2);
    expect(operation.reserve('pricehubble', 2).granted).toBe(1);
  });

  it.each<readonly [string, Partial<Caller>, OperationKind, RegExp]>([
    ['by a client without the scope', { scopes: new Set(['valuations:read']) }, POST, /valuations:spend/],
    ['over GET', {}, { isGet: true, isDryRun: false }, /POST/],
  ])('has nothing billed %s', (_what, caller, kind, message) => {
    const spending = createSpending(limits());
    const operation = spending.beginOperation(aCaller(caller), kind);

    const { granted, refusal } = operation.reserve('dimex', 1);
    expect(granted).toBe(0);
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: expect.stringMatching(message) });
    expect(operation.mayCall('dimex')).toBe(false);
    expect(operation.mayCall('pricehubble')).toBe(true);
    expect(spending.accountOf(aCaller(caller)).used).toBe(0);
  });

  it('adds up on a dry run what it would have billed, whatever the limits', () => {
    const spending = createSpending(limits({ maxBilledPerOperation: 1 }));
    const operation = spending.beginOperation(aCaller({ scopes: new Set() }), { isGet: true, isDryRun: true });

    expect(operation.reserve('dimex', 2)).toMatchObject({ granted: 0, refusal: null });
    expect(operation.reserve('dimex', 1)).toMatchObject({ granted: 0, refusal: null });
    expect(operation.reserve('pricehubble', 4)).toMatchObject({ granted: 4 });
    expect(operation.quote()).toEqual({ dimex: { billedEstimations: 3, priceEur: 0.6 } });
    expect(spending.accountOf(aCaller()).used).toBe(0);
  });
});

describe('the account of a client', () => {
  it('has no limit where none is set', () => {
    const { spending } = spendingAt('2026-03-15T10:00:00Z', limits());

    expect(spending.accountOf(aCaller())).toEqual({
      period: 'DAY',
      limit: null,
      used: 0,
      remaining: null,
      resetsAt: '2026-03-15T23:00:00.000Z',
    });
  });

  it('is its own, and what it may still have is no more than what all together may', () => {
    const spending = createSpending(limits({ capPerDay: 10 }));
    const one = aCaller({ clientId: 'one', billedEstimationsPerDay: 8 });
    const other = aCaller({ clientId: 'other' });

    spending.beginOperation(other, POST).reserve('dimex', 6);
    expect(spending.accountOf(one)).toMatchObject({ limit: 8, used: 0, remaining: 4 });
    expect(spending.accountOf(other)).toMatchObject({ limit: 10, used: 6, remaining: 4 });
    expect(spending.beginOperation(one, POST).reserve('dimex', 8)).toMatchObject({
      granted: 4,
      refusal: { code: 'SPEND_LIMIT_EXCEEDED' },
    });
    expect(spending.accountOf(other).remaining).toBe(0);
  });

  it('starts anew at midnight in Paris, in summer and in winter', () => {
    const { spending, turnTo } = spendingAt('2026-07-01T21:59:59Z', limits());
    const caller = aCaller({ billedEstimationsPerDay: 2 });
    const reserve = () => spending.beginOperation(caller, POST).reserve('dimex', 2).granted;

    expect(reserve()).toBe(2);
    expect(reserve()).toBe(0);
    expect(spending.accountOf(caller).resetsAt).toBe('2026-07-01T22:00:00.000Z');
    turnTo('2026-07-01T22:00:00Z');
    expect(spending.accountOf(caller)).toMatchObject({ used: 0, remaining: 2 });
    expect(reserve()).toBe(2);
    turnTo('2026-12-01T22:59:59Z');
    expect(reserve()).toBe(2);
    turnTo('2026-12-01T23:00:00Z');
    expect(reserve()).toBe(2);
  });

  it('gets back what was not billed, but not on the day after', () => {
    const { spending, turnTo } = spendingAt('2026-03-15T22:59:00Z', limits({ capPerDay: 3 }));
    const caller = aCaller({ billedEstimationsPerDay: 3 });
    const early = spending.beginOperation(caller, POST).reserve('dimex', 3);
    early.release(1);
    expect(spending.accountOf(caller)).toMatchObject({ used: 2, remaining: 1 });

    turnTo('2026-03-15T23:01:00Z');
    expect(spending.accountOf(caller).used).toBe(0);
    early.release(2);
    expect(spending.accountOf(caller)).toMatchObject({ used: 0, remaining: 3 });
    expect(spending.beginOperation(caller, POST).reserve('dimex', 10).granted).toBe(3);
  });
});

describe('whatever is reserved and given back', () => {
  const step = fc.record({
    client: fc.constantFrom('one', 'two'),
    operation: fc.nat({ max: 3 }),
    asked: fc.nat({ max: 6 }),
    /** Of what was granted. */
    returnedShare: fc.constantFrom(0, 0.5, 1),
  });

  it('never comes to more than any limit, nor to less than nothing', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.nat({ max: 20 }),
        fc.nat({ max: 12 }),
        fc.nat({ max: 8 }),
        (steps, capPerDay, perClient, perOperation) => {
          const spending = createSpending(limits({ capPerDay, maxBilledPerOperation: perOperation }));
          const callers = new Map(
            ['one', 'two'].map((clientId) => [clientId, aCaller({ clientId, billedEstimationsPerDay: perClient })]),
          );
          const callerOf = (clientId: string) => callers.get(clientId) ?? aCaller();
          const operations = new Map<string, ReturnType<typeof spending.beginOperation>>();
          const usedBy = new Map<string, number>();
          for (const { client, operation, asked, returnedShare } of steps) {
            const key = `${client} ${operation}`;
            const running = operations.get(key) ?? spending.beginOperation(callerOf(client), POST);
            operations.set(key, running);
            const { granted, refusal, release } = running.reserve('dimex', asked);
            const returned = Math.floor(granted * returnedShare);
            release(returned);
            usedBy.set(key, (usedBy.get(key) ?? 0) + granted - returned);

            expect(granted).toBeLessThanOrEqual(asked);
            expect(refusal === null).toBe(granted === asked);
            expect(usedBy.get(key)).toBeLessThanOrEqual(perOperation);
            const used = ['one', 'two'].map((id) => spending.accountOf(callerOf(id)).used);
            expect(Math.min(...used)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...used)).toBeLessThanOrEqual(perClient);
            expect((used[0] ?? 0) + (used[1] ?? 0)).toBeLessThanOrEqual(capPerDay);
            expect((used[0] ?? 0) + (used[1] ?? 0)).toBe([...usedBy.values()].reduce((sum, each) => sum + each, 0));
          }
        },
      ),
    );
  });
});
