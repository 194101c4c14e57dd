import { describe, expect, it } from '@jest/globals';
import { distanceKm, toCoordinates } from '../../src/domain/location.js';

describe('coordinates', () => {
  it.each([
    [48.8566, 2.3522],
    [-90, 180],
  ])('%d, %d lie on the globe', (latitude, longitude) => {
    expect(toCoordinates(latitude, longitude)).toEqual({ latitude, longitude });
  });

  it.each([
    [null, 2.35],
    [48.85, null],
    [90.1, 0],
    [0, -180.5],
    [0, 0],
  ])('%p, %p are none', (latitude, longitude) => {
    expect(toCoordinates(latitude, longitude)).toBeNull();
  });
});

describe('a distance', () => {
  const paris = { latitude: 48.8566, longitude: 2.3522 };

  it.each([
    ['itself', paris, 0],
    ['Lyon', { latitude: 45.764, longitude: 4.8357 }, 391.5],
    ['Saint-Denis (La Réunion)', { latitude: -20.8789, longitude: 55.4481 }, 9365],
    ['its antipode', { latitude: -48.8566, longitude: -177.6478 }, 20_015],
  ])('from Paris to %s is right to half a per cent', (_place, other, km) => {
    expect(Math.abs(distanceKm(paris, other) - km)).toBeLessThanOrEqual(km * 0.005);
    expect(distanceKm(other, paris)).toBeCloseTo(distanceKm(paris, other), 6);
  });
});
