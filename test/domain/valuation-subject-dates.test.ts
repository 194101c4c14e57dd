import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../src/domain/refusal.js';
import { checkValuationDate } from '../../src/domain/valuation-date.js';

const today = '2026-11-21';

function refusalOf(date: string, argument?: string): unknown {
  try {
    checkValuationDate(date, today, argument);
    return null;
  } catch (error) {
    return error;
  }
}

describe('the date of a valuation', () => {
  it.each([today, '1900-01-01', '2024-02-29', '2036-11-21'])('may be %s', (date) => {
    expect(refusalOf(date)).toBeNull();
  });

  it.each(['1899-12-31', '2036-11-22', '0001-01-01', '9999-12-31', '2025-02-29', '2026-13-01', '21/11/2026', '', '∞'])(
    'may not be %j',
    (date) => {
      const refusal = refusalOf(date);

      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument: 'date' } });
    },
  );

  it('is refused by its name, with what it was and the days that it may be', () => {
    expect(refusalOf('1850-01-01', 'dates')).toMatchObject({
      message: 'dates must be a day from 1900-01-01 to 2036-11-21, as YYYY-MM-DD, not 1850-01-01.',
      details: { argument: 'dates' },
    });
  });

  it('ends on a day that is on the calendar in ten years only where it is on it today', () => {
    expect(() => checkValuationDate('2038-02-28', '2028-02-29')).not.toThrow();
    expect(() => checkValuationDate('2038-03-01', '2028-02-29')).toThrow(Refusal);
  });
});
