import type { Location } from './location.js';
import { euros } from './money.js';
import type { Money } from './money.js';
import type { Offer } from './listing.js';
import type { OfferType, PropertyClass } from './vocabulary.js';

/** What price statistics are kept by: a commune or municipal arrondissement, a class and an offer type. */
export type Zone = Readonly<{ inseeCode: string; propertyClass: PropertyClass; offerType: OfferType }>;

export type StatisticsBand = Readonly<{ lowerBound: number; upperBound: number; count: number }>;

/** Prices per m² of a zone, in euros. */
export type ZoneStatistics = Zone &
  Readonly<{ average: number; median: number; limits: StatisticsBand; confidence: StatisticsBand }>;

export const priceBands = ['BELOW_CONFIDENCE', 'WITHIN_CONFIDENCE', 'ABOVE_CONFIDENCE', 'OUTSIDE_LIMITS'] as const;
export type PriceBand = (typeof priceBands)[number];

export type PricePosition = Readonly<{
  askingPricePerArea: Money;
  medianPricePerArea: Money;
  deviation: number;
  band: PriceBand;
}>;

/** The zone that a record belongs to; `null` where it does not say its commune, class or offer. */
export function zoneOf(
  record: Readonly<{ location: Location | null; propertyClass: PropertyClass | null; offer: Offer | null }>,
): Zone | null {
  const inseeCode = record.location?.inseeCode ?? null;
  const offerType = record.offer?.type ?? null;
  const { propertyClass } = record;
  if (inseeCode === null || propertyClass === null || offerType === null) return null;
  if (propertyClass === 'UNKNOWN' || offerType === 'UNKNOWN') return null;
  return { inseeCode, propertyClass, offerType };
}

/** Where an asking price per m² stands in its zone; `null` where the two cannot be compared. */
export function pricePositionOf(asking: Money, statistics: ZoneStatistics): PricePosition | null {
  const { median } = statistics;
  const deviation = Math.round((asking.amount / median - 1) * 10_000) / 10_000;
  // A price of 0 is one that was not told.
  if (asking.currency !== 'EUR' || asking.amount <= 0 || median <= 0 || !Number.isFinite(deviation)) return null;
  return {
    askingPricePerArea: asking,
    medianPricePerArea: euros(median),
    deviation,
    band: bandOf(asking.amount, statistics),
  };
}

function bandOf(amount: number, { limits, confidence }: ZoneStatistics): PriceBand {
  if (amount < limits.lowerBound || amount > limits.upperBound) return 'OUTSIDE_LIMITS';
  if (amount < confidence.lowerBound) return 'BELOW_CONFIDENCE';
  if (amount > confidence.upperBound) return 'ABOVE_CONFIDENCE';
  return 'WITHIN_CONFIDENCE';
}
