import { describe, expect, it } from '@jest/globals';
import { pricePositionOf, zoneOf } from '../../src/domain/zone-statistics.js';
import type { ZoneStatistics } from '../../src/domain/zone-statistics.js';

const statistics = (changes: Partial<ZoneStatistics> = {}): ZoneStatistics => ({
  inseeCode: '75111',
  propertyClass: 'FLAT',
  offerType: 'BUY',
  average: 10_100,
  median: 10_000,
  limits: { lowerBound: 5000, upperBound: 15_000, count: 90 },
  confidence: { lowerBound: 9500, upperBound: 10_500, count: 40 },
  ...changes,
});
const euros = (amount: number) => ({ amount, currency: 'EUR' });

describe('the position of a price', () => {
  it.each([
    [11_000, 0.1, 'ABOVE_CONFIDENCE'],
    [10_000, 0, 'WITHIN_CONFIDENCE'],
    [10_500, 0.05, 'WITHIN_CONFIDENCE'],
    [9000, -0.1, 'BELOW_CONFIDENCE'],
    [15_001, 0.5001, 'OUTSIDE_LIMITS'],
    [4999, -0.5001, 'OUTSIDE_LIMITS'],
  ])('of %i € a m² deviates by %d and lies %s', (amount, deviation, band) => {
    expect(pricePositionOf(euros(amount), statistics())).toEqual({
      askingPricePerArea: euros(amount),
      medianPricePerArea: euros(10_000),
      deviation,
      band,
    });
  });

  it('is not told against a median of nothing', () => {
    expect(pricePositionOf(euros(10_000), statistics({ median: 0 }))).toBeNull();
  });

  it('is not told of a price of nothing', () => {
    expect(pricePositionOf(euros(0), statistics())).toBeNull();
  });

  it('is not told of another currency than that of the statistics', () => {
    expect(pricePositionOf({ amount: 10_000, currency: 'USD' }, statistics())).toBeNull();
  });

  it('is not told where it is beyond all numbers', () => {
    expect(pricePositionOf(euros(1e308), statistics({ median: 1e-5 }))).toBeNull();
  });
});

describe('the zone of a record', () => {
  const location = {
    city: 'PARIS',
    postalCode: '75011',
    inseeCode: '75111',
    irisCode: null,
    department: '75',
    coordinates: null,
    cityCoordinates: null,
  };
  const offer = { type: 'BUY', isCurrentlyOccupied: null, renting: null } as const;

  it('is its commune, class and offer, never its postal code', () => {
    expect(zoneOf({ location, propertyClass: 'FLAT', offer })).toEqual({
      inseeCode: '75111',
      propertyClass: 'FLAT',
      offerType: 'BUY',
    });
  });

  it.each([
    ['commune', { location: { ...location, inseeCode: null } }],
    ['place', { location: null }],
    ['class', { propertyClass: null }],
    ['known class', { propertyClass: 'UNKNOWN' as const }],
    ['offer', { offer: null }],
    ['known offer', { offer: { ...offer, type: 'UNKNOWN' as const } }],
  ])('is none without its %s', (_what, changes) => {
    expect(zoneOf({ location, propertyClass: 'FLAT', offer, ...changes })).toBeNull();
  });
});
