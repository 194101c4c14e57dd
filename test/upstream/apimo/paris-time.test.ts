import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parisTimeToUtc } from '../../../src/upstream/apimo/paris-time.js';

describe('a time of Paris', () => {
  it.each([
    ['in summer', '2014-04-10 09:37:18', '2014-04-10T07:37:18.000Z'],
    ['in winter', '2024-01-15 00:10:00', '2024-01-14T23:10:00.000Z'],
    ['just before the clock goes forward', '2024-03-31 01:59:59', '2024-03-31T00:59:59.000Z'],
    ['that the clock skips', '2024-03-31 02:30:00', '2024-03-31T01:30:00.000Z'],
    ['just after the clock went forward', '2024-03-31 03:00:00', '2024-03-31T01:00:00.000Z'],
    ['that the clock shows twice, for the first time', '2024-10-27 02:30:00', '2024-10-27T00:30:00.000Z'],
    ['just after the clock went back', '2024-10-27 03:00:00', '2024-10-27T02:00:00.000Z'],
    ['on a leap day', '2024-02-29 12:00:00', '2024-02-29T11:00:00.000Z'],
    ['without seconds', '2024-02-01 12:00', '2024-02-01T11:00:00.000Z'],
    ['without a time', '2024-02-01', '2024-01-31T23:00:00.000Z'],
    ['with a T', ' 2024-02-01T12:00:00 ', '2024-02-01T11:00:00.000Z'],
    ['with a zone of its own', '2024-04-26T00:25:58+02:00', '2024-04-25T22:25:58.000Z'],
    ['in UTC', '2024-04-26T00:25:58Z', '2024-04-26T00:25:58.000Z'],
  ])('%s', (_name, text, utc) => {
    expect(parisTimeToUtc(text)).toBe(utc);
  });

  it.each([
    '',
    'yesterday',
    '0000-00-00 00:00:00',
    '2023-02-29 12:00:00',
    '2024-13-01 00:00:00',
    '2024-01-01 24:00:00',
    '2024-01-01 00:60:00',
    '12/01/2024',
    '2024-04-26T99:25:58Z',
  ])('is not read from %j', (text) => {
    expect(parisTimeToUtc(text)).toBeNull();
  });

  it('reads back what a clock in Paris shows', () => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Paris',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const shown = clock.format(seconds * 1000);
        const read = parisTimeToUtc(shown);
        expect(clock.format(new Date(read ?? ''))).toBe(shown);
        expect(seconds * 1000 - Date.parse(read ?? '')).toBeGreaterThanOrEqual(0);
        expect([0, 3_600_000]).toContain(seconds * 1000 - Date.parse(read ?? ''));
      }),
      { numRuns: 2000 },
    );
  });
});
