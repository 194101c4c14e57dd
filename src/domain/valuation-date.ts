import { badInput } from './refusal.js';

/** Neither provider's documents bound their dates: these leave out only what cannot be meant. */
const earliestDate = '1900-01-01';
const yearsAhead = 10;

/**
 * Throws `BAD_USER_INPUT` for a day that no property can be valued for: before 1900, more than ten years after today, or
 * not in the calendar. Both are `YYYY-MM-DD`, `today` the day in Europe/Paris; `argument` is the name that the refusal
 * gives the date.
 */
export function checkValuationDate(date: string, today: string, argument = 'date'): void {
  const latestDate = `${String(Number(today.slice(0, 4)) + yearsAhead)}${today.slice(4)}`;
  if (isInCalendar(date) && date >= earliestDate && date <= latestDate) return;
  throw badInput(
    argument,
    `must be a day from ${earliestDate} to ${latestDate}, as YYYY-MM-DD, not ${date.slice(0, 30)}`,
  );
}

function isInCalendar(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false;
  const instant = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
}
