import type { Money } from './money.js';
import type { Valuation } from './valuation.js';
import type { OfferType } from './vocabulary.js';

type ValuationAgreement = 'CONSISTENT' | 'DIVERGENT' | 'CONFLICTING' | 'INCOMPLETE';

/** `spread` is (highest − lowest) ÷ mean of the two; `null` where there are not two that can be compared. */
export type Comparison = Readonly<{ spread: number | null; agreement: ValuationAgreement }>;

/** The bounds themselves are WITHIN. */
export type RangePosition = 'BELOW' | 'WITHIN' | 'ABOVE';

type Comparable = Pick<Valuation, 'dealType' | 'value' | 'range'>;

/**
 * How far two valuations agree. Two that speak of different things (a sale and a rent, two currencies) count as fewer
 * than two. Where a provider left out a bound, the spread still holds, but the ranges cannot be compared: INCOMPLETE.
 */
export function compareValuations(one: Comparable | null, other: Comparable | null): Comparison {
  if (one === null || other === null || !isSameMeasure(one, other)) return { spread: null, agreement: 'INCOMPLETE' };
  return { spread: spreadOf(one.value.amount, other.value.amount), agreement: agreementOf(one, other) };
}

/** Where a price stands in a valuation's range; `null` where a bound that would tell is missing or in another currency. */
export function positionInRange(
  price: Money,
  { range: { lower, upper } }: Pick<Comparable, 'range'>,
): RangePosition | null {
  const isBelow = lower?.currency === price.currency ? price.amount < lower.amount : null;
  const isAbove = upper?.currency === price.currency ? price.amount > upper.amount : null;
  if (isBelow === true) return 'BELOW';
  if (isAbove === true) return 'ABOVE';
  return isBelow === false && isAbove === false ? 'WITHIN' : null;
}

/**
 * Whether what is asked under such an offer is a price of the whole, or a rent a month, as valuations are: an auction
 * begins low, a life annuity is paid on top, a holiday's rent is not for a month.
 */
export function isComparableOffer(offerType: OfferType | null): boolean {
  return offerType === 'BUY' || offerType === 'RENT';
}

function isSameMeasure(one: Comparable, other: Comparable): boolean {
  const currencies = [one, other].flatMap(({ value, range }) => [
    value.currency,
    range.lower?.currency ?? value.currency,
    range.upper?.currency ?? value.currency,
  ]);
  return one.dealType === other.dealType && new Set(currencies).size === 1;
}

function spreadOf(one: number, other: number): number | null {
  const mean = (one + other) / 2;
  return mean > 0 ? Math.abs(one - other) / mean : null;
}

function agreementOf(one: Comparable, other: Comparable): ValuationAgreement {
  const [oneBand, otherBand] = [bandOf(one), bandOf(other)];
  if (oneBand === null || otherBand === null) return 'INCOMPLETE';
  if (holds(oneBand, other.value.amount) && holds(otherBand, one.value.amount)) return 'CONSISTENT';
  const isOverlap = oneBand.lower <= otherBand.upper && otherBand.lower <= oneBand.upper;
  return isOverlap ? 'DIVERGENT' : 'CONFLICTING';
}

type Band = Readonly<{ lower: number; upper: number }>;

function bandOf({ range: { lower, upper } }: Comparable): Band | null {
  return lower === null || upper === null ? null : { lower: lower.amount, upper: upper.amount };
}

function holds({ lower, upper }: Band, amount: number): boolean {
  return amount >= lower && amount <= upper;
}
