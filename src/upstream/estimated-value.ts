import type { CurrencyCode, MoneyRange } from '../domain/money.js';
import { invalidResponse } from './errors.js';
import type { UpstreamName } from './errors.js';

/** The bounds around an estimate; throws where they contradict it, for then nobody knows which number is the slip. */
export function toRangeAround(
  upstream: UpstreamName,
  value: number,
  bounds: Readonly<{ lower: number | null; upper: number | null }>,
  currency: CurrencyCode,
): MoneyRange {
  const { lower, upper } = bounds;
  if (value <= 0) throw invalidResponse(upstream, 'sent a value that is not above 0');
  if ((lower ?? value) > value || (upper ?? value) < value) {
    throw invalidResponse(upstream, 'sent a value that lies outside its own range');
  }
  return {
    lower: lower === null ? null : { amount: lower, currency },
    upper: upper === null ? null : { amount: upper, currency },
  };
}
