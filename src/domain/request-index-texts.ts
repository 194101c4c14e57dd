/** The number that is written so and not otherwise, "7" and not "07"; `null` where there is none. */
export function digitsOf(text: string): number | null {
  const { length } = text;
  if (length === 0 || length > 15) return null;
  let value = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return length > 1 && text.charCodeAt(0) === 48 ? null : value;
}

/** How many times of a day there can be, each part of them counted in powers of two but the milliseconds. */
const TIMES = 32 * 64 * 64 * 1000;

/** An instant written to the millisecond as a number below 2 ** 50, in the order of time; `null` for any other text. */
export function packInstant(text: string): number | null {
  if (text.length !== 24 || !hasInstantMarks(text)) return null;
  const year = 100 * pairAt(text, 0) + pairAt(text, 2);
  const [month, day, hour] = [pairAt(text, 5), pairAt(text, 8), pairAt(text, 11)];
  const [minute, second] = [pairAt(text, 14), pairAt(text, 17)];
  const millisecond = 10 * pairAt(text, 20) + digitAt(text, 22);
  // What is no digit is so far below 0 that no sum of others makes up for it.
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || millisecond < 0) return null;
  if (month >= 16 || day >= 32 || hour >= 32 || minute >= 64 || second >= 64) return null;
  const date = (year * 16 + month) * 32 + day;
  const time = ((hour * 64 + minute) * 64 + second) * 1000 + millisecond;
  return date * TIMES + time;
}

const [DASH, TIME, COLON, POINT, ZULU] = ['-', 'T', ':', '.', 'Z'].map((mark) => mark.charCodeAt(0));

function hasInstantMarks(text: string): boolean {
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === TIME &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(19) === POINT &&
    text.charCodeAt(23) === ZULU
  );
}

const NO_DIGIT = -1_000_000;

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : NO_DIGIT;
}

function pairAt(text: string, at: number): number {
  return 10 * digitAt(text, at) + digitAt(text, at + 1);
}

export function unpackInstant(packed: number): string {
  const date = Math.floor(packed / TIMES);
  const time = packed - date * TIMES;
  const [year, month, day] = [date >> 9, (date >> 5) & 15, date & 31];
  const seconds = Math.floor(time / 1000);
  const [hour, minute, second] = [seconds >> 12, (seconds >> 6) & 63, seconds & 63];
  const millisecond = time - 1000 * seconds;
  return `${pair(Math.floor(year / 100))}${pair(year % 100)}-${pair(month)}-${pair(day)}T${pair(hour)}:${pair(minute)}:${pair(second)}.${pair(Math.floor(millisecond / 10))}${millisecond % 10}Z`;
}

const pairs = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function pair(number: number): string {
  return pairs[number] ?? '';
}
