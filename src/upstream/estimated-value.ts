import type { CurrencyCode, MoneyRange } from '../domain/money.js';
import { invalidResponse } from './errors.js';
import type { UpstreamName } from './errors.js';

/** In whatever currency: no home is worth more, nor less than 1. */
const MOST = 1e12;

/** The bounds around an estimate; throws where they contradict it, for then nobody knows which number is the slip. */
export function toRangeAround(
  upstream: UpstreamName,
  value: number,
  bounds: Readonly<{ lower: number | null; upper: number | null }>,
  currency: CurrencyCode,
): MoneyRange {
  const { lower, upper } = bounds;
  if (value < 1 || value > MOST) throw invalidResponse(upstream, 'sent a value that no property has');
  if ((lower ?? value) > value || (upper ?? value) < value) {
    throw invalidResponse(upstream, 'sent a value that lies outside its own range');
  }
  return {
    lower: lower === null ? null : { amount: lower, currency },
    upper: upper === null ? null : { amount: upper, currency },
  };
}
