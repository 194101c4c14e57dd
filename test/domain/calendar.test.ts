import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parisDayOf } from '../../src/domain/calendar.js';

const inParis = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', dateStyle: 'short' });

describe('the day in Paris', () => {
  it.each([
    ['2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['2026-03-28T23:00:00.000Z', '2026-03-29'],
    ['2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', '2026-03-30'],
    ['2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['2026-10-25T23:00:00.000Z', '2026-10-26'],
  ])('of %s is %s', (instant, day) => {
    expect(parisDayOf(new Date(instant))).toBe(day);
  });

  it('is the same whatever was asked before', () => {
    const instants = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(instants), (asked) => {
        expect(asked.map(parisDayOf)).toEqual(asked.map((each) => inParis.format(each)));
      }),
    );
  });

  it('is none where there is no instant', () => {
    expect(() => parisDayOf(new Date(NaN))).toThrow(RangeError);
  });
});
