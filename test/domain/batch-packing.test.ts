import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunk, packByWeight } from '../../src/domain/batch-packing.js';
import type { Weighted } from '../../src/domain/batch-packing.js';

/** Items named by their place, on dates that are told apart across all of them. */
function itemsOf(weights: readonly number[]): readonly Weighted<number>[] {
  return weights.map((weight, key) => ({ key, dates: Array.from({ length: weight }, (_, day) => `${key}/${day}`) }));
}

function weightsOf(batches: readonly (readonly Weighted<number>[])[]): readonly number[] {
  return batches.map((batch) => batch.reduce((sum, { dates }) => sum + dates.length, 0));
}

function pieceCount(batches: readonly (readonly Weighted<number>[])[], key: number): number {
  return batches.flat().filter((item) => item.key === key).length;
}

/** What is wrong with a packing; an `expect` for each of a million dates would take minutes. */
function flawsOf(batches: readonly (readonly Weighted<number>[])[], mix: readonly number[], maxWeight: number) {
  const total = mix.reduce((sum, weight) => sum + weight, 0);
  const packed = batches.flat().flatMap(({ key, dates }) => dates.map((date) => ({ key, date })));
  const asked = new Set(itemsOf(mix).flatMap(({ dates }) => dates));
  const flaws = {
    'a batch too many': batches.length !== Math.ceil(total / maxWeight),
    'a batch too heavy': weightsOf(batches).some((weight) => weight > maxWeight || weight === 0),
    'a date lost': packed.length !== total || new Set(packed.map(({ date }) => date)).size !== total,
    'a date under another key': packed.some(({ key, date }) => !asked.has(date) || !date.startsWith(`${key}/`)),
    'a key twice in a batch': batches.some((batch) => new Set(batch.map(({ key }) => key)).size !== batch.length),
    'dates out of order': batches
      .flat()
      .some(({ dates }) => dates.map(dayOf).some((day, at, all) => day < (all[at - 1] ?? 0))),
  };
  return Object.entries(flaws).flatMap(([flaw, isFound]) => (isFound ? [flaw] : []));
}

function dayOf(date: string): number {
  return Number(date.split('/')[1]);
}

/** The fewest batches that any way of placing dates one by one ends with; a batch holds dates of one group. */
function fewestBatches(groups: readonly number[], maxWeight: number): number {
  let fewest = groups.length;
  const place = (at: number, batches: readonly Readonly<{ group: number; load: number }>[]): void => {
    const group = groups[at];
    if (group === undefined) {
      fewest = Math.min(fewest, batches.length);
      return;
    }
    batches.forEach((batch, position) => {
      if (batch.group !== group || batch.load === maxWeight) return;
      place(at + 1, batches.with(position, { group, load: batch.load + 1 }));
    });
    if (batches.length < fewest) place(at + 1, [...batches, { group, load: 1 }]);
  };
  place(0, []);
  return fewest;
}

describe('packing by weight', () => {
  it('loses nothing, repeats nothing and needs no batch too many, in 10,000 mixes', () => {
    const weights = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 130 })), { maxLength: 30 });
    fc.assert(
      fc.property(weights, fc.constantFrom(1, 2, 7, 50), (mix, maxWeight) => {
        expect(flawsOf(packByWeight(itemsOf(mix), maxWeight), mix, maxWeight)).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('finds what brute force finds, in small cases', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (mix, maxWeight) => {
          const total = mix.reduce((sum, weight) => sum + weight, 0);
          expect(packByWeight(itemsOf(mix), maxWeight)).toHaveLength(
            fewestBatches(Array<number>(total).fill(0), maxWeight),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds what brute force finds where some may not share a batch', () => {
    const groups = fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 4 }), (mixes, maxWeight) => {
        const batches = mixes.flatMap((mix) => packByWeight(itemsOf(mix), maxWeight));
        const labels = mixes.flatMap((mix, group) => mix.flatMap((weight) => Array<number>(weight).fill(group)));

        expect(batches).toHaveLength(fewestBatches(labels, maxWeight));
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, readonly number[]]>([
    ['a hundred properties on one day', Array.from({ length: 100 }, () => 1)],
    ['fives', Array.from({ length: 40 }, () => 5)],
    ['pairs that fill a batch', [30, 20, 35, 15, 49, 1]],
    ['a heavy one among light ones', [48, 1, 1, 1, 1, 1]],
  ])('keeps the dates of a property together: %s', (_what, mix) => {
    const batches = packByWeight(itemsOf(mix), 50);

    mix.forEach((_weight, key) => expect(pieceCount(batches, key)).toBe(1));
  });

  it('cuts a property only where there is no other way', () => {
    const batches = packByWeight(itemsOf([30, 30, 30, 10]), 50);

    expect(weightsOf(batches)).toEqual([50, 50]);
    expect([0, 1, 2, 3].map((key) => pieceCount(batches, key)).filter((pieces) => pieces > 1)).toHaveLength(1);
  });

  it('cuts what is heavier than a batch into full ones and a rest', () => {
    expect(weightsOf(packByWeight(itemsOf([120, 30]), 50))).toEqual([50, 50, 50]);
    expect(weightsOf(packByWeight(itemsOf([51]), 50))).toEqual([50, 1]);
  });

  it('makes no batch of nothing', () => {
    expect(packByWeight([], 50)).toEqual([]);
    expect(packByWeight(itemsOf([0, 0]), 50)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses batches of %d', (size) => {
    expect(() => packByWeight(itemsOf([1]), size)).toThrow(RangeError);
    expect(() => chunk([1], size)).toThrow(RangeError);
  });
});

describe('chunks', () => {
  it('run in order, the last one shorter', () => {
    expect(chunk([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunk([], 2)).toEqual([]);
  });
});
