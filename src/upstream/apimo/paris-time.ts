import { looseText } from '../shape.js';

const NAIVE = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const DAY_MS = 86_400_000;

const parisClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/**
 * Reads a date and time without a zone ("2014-04-10 09:37:18") as a clock in Paris shows it, and gives UTC in ISO 8601.
 * An hour that the clock shows twice in autumn is the first of the two; one that it skips in spring is read with the
 * offset before the skip. A text with a zone of its own is taken at its word; what is no time is `null`.
 */
export function parisTimeToUtc(text: string): string | null {
  const parts = NAIVE.exec(text.trim())
    ?.slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  if (parts === undefined) return zonedToUtc(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const naive = Date.UTC(year, month - 1, day, hour, minute, second);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  if (new Date(naive).getUTCDate() !== day) return null;

  const before = offsetAt(naive - DAY_MS);
  const after = offsetAt(naive + DAY_MS);
  const early = naive - before;
  if (before === after || offsetAt(early) === before) return new Date(early).toISOString();
  const late = naive - after;
  return new Date(offsetAt(late) === after ? late : early).toISOString();
}

/** Such a time, or `null` for anything else. */
export const looseParisTime = looseText.transform((text) => (text === null ? null : parisTimeToUtc(text)));

function zonedToUtc(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text.trim())) return null;
  const at = new Date(text.trim());
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The days of a list repeat, and asking the time zone for each of them costs more than all the rest of its parsing. */
const offsetsByHour = new Map<number, number>();
const MAX_REMEMBERED_HOURS = 100_000;

/** How far Paris is ahead of UTC, in milliseconds; it changes on full hours only. */
function offsetAt(utc: number): number {
  const hour = Math.floor(utc / 3_600_000);
  const known = offsetsByHour.get(hour);
  if (known !== undefined) return known;
  if (offsetsByHour.size >= MAX_REMEMBERED_HOURS) offsetsByHour.clear();
  const offset = readOffset(hour * 3_600_000);
  offsetsByHour.set(hour, offset);
  return offset;
}

function readOffset(utc: number): number {
  const shown = new Map(parisClock.formatToParts(utc).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - utc;
}
