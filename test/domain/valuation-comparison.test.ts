import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareValuations, isComparableOffer, positionInRange } from '../../src/domain/valuation-comparison.js';
import type { DealType } from '../../src/domain/valuation.js';
import { offerTypes } from '../../src/domain/vocabulary.js';

type Sample = Readonly<{ lower?: number | null; upper?: number | null; currency?: string; dealType?: DealType }>;

function valued(amount: number, { lower = null, upper = null, currency = 'EUR', dealType = 'SALE' }: Sample = {}) {
  const money = (each: number | null) => (each === null ? null : { amount: each, currency });
  return { dealType, value: { amount, currency }, range: { lower: money(lower), upper: money(upper) } };
}

describe('two valuations', () => {
  it.each<[string, ReturnType<typeof valued>, ReturnType<typeof valued>]>([
    ['CONSISTENT', valued(100, { lower: 90, upper: 110 }), valued(105, { lower: 95, upper: 120 })],
    ['CONSISTENT', valued(100, { lower: 90, upper: 110 }), valued(110, { lower: 100, upper: 120 })],
    ['DIVERGENT', valued(100, { lower: 90, upper: 110 }), valued(112, { lower: 99, upper: 120 })],
    ['DIVERGENT', valued(100, { lower: 90, upper: 110 }), valued(120, { lower: 110, upper: 130 })],
    ['CONFLICTING', valued(100, { lower: 90, upper: 110 }), valued(130, { lower: 111, upper: 150 })],
    ['INCOMPLETE', valued(100, { lower: 90 }), valued(105, { lower: 95, upper: 120 })],
  ])('are %s', (agreement, one, other) => {
    expect(compareValuations(one, other).agreement).toBe(agreement);
    expect(compareValuations(other, one).agreement).toBe(agreement);
  });

  it('are spread by their distance over their mean', () => {
    expect(compareValuations(valued(90), valued(110)).spread).toBeCloseTo(0.2, 12);
    expect(compareValuations(valued(250_000), valued(250_000)).spread).toBe(0);
  });

  it('tell nothing where one is missing', () => {
    const incomplete = { spread: null, agreement: 'INCOMPLETE' };

    expect(compareValuations(null, valued(100))).toEqual(incomplete);
    expect(compareValuations(valued(100), null)).toEqual(incomplete);
    expect(compareValuations(null, null)).toEqual(incomplete);
  });

  it('cannot be compared across currencies, or as a sale with a rent', () => {
    const euros = valued(100, { lower: 90, upper: 110 });

    expect(compareValuations(euros, valued(100, { lower: 90, upper: 110, currency: 'CHF' })).spread).toBeNull();
    expect(compareValuations(euros, valued(100, { lower: 90, upper: 110, dealType: 'RENT' })).spread).toBeNull();
  });

  it('compare the same both ways round', () => {
    const sample = fc
      .tuple(fc.integer({ min: 1, max: 500 }), fc.option(fc.nat(200)), fc.option(fc.nat(200)))
      .map(([amount, below, above]) =>
        valued(amount, {
          lower: below === null ? null : amount - below,
          upper: above === null ? null : amount + above,
        }),
      );
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const compared = compareValuations(one, other);

        expect(compareValuations(other, one)).toEqual(compared);
        expect(compared.spread).toBeGreaterThanOrEqual(0);
        expect(compared.spread).toBeLessThan(2);
      }),
    );
  });
});

describe('an asking price', () => {
  const euros = (amount: number) => ({ amount, currency: 'EUR' });

  it.each<[string | null, number, Sample]>([
    ['BELOW', 89, { lower: 90, upper: 110 }],
    ['WITHIN', 90, { lower: 90, upper: 110 }],
    ['WITHIN', 100, { lower: 90, upper: 110 }],
    ['WITHIN', 110, { lower: 90, upper: 110 }],
    ['ABOVE', 110.5, { lower: 90, upper: 110 }],
    ['WITHIN', 100, { lower: 100, upper: 100 }],
    ['BELOW', 89, { lower: 90 }],
    ['ABOVE', 111, { upper: 110 }],
    [null, 100, { lower: 90 }],
    [null, 100, { upper: 110 }],
    [null, 100, {}],
    [null, 89, { lower: 90, upper: 110, currency: 'CHF' }],
  ])('stands %s of %d in %j', (position, asking, range) => {
    expect(positionInRange(euros(asking), valued(100, range))).toBe(position);
  });

  it('stands in exactly one place of a whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(100), fc.nat(100), (asking, below, above) => {
        const [lower, upper] = [150 - below, 150 + above];
        const expected = asking < lower ? 'BELOW' : asking > upper ? 'ABOVE' : 'WITHIN';

        expect(positionInRange(euros(asking), valued(150, { lower, upper }))).toBe(expected);
      }),
    );
  });

  it('is of the same kind as a valuation where a home is sold or let, and nowhere else', () => {
    expect([...offerTypes, null].filter(isComparableOffer)).toEqual(['BUY', 'RENT']);
  });
});
