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

/** How many values each part of an instant can have, after its year. */
const instantParts = [
  { at: 5, digits: 2, count: 16 },
  { at: 8, digits: 2, count: 32 },
  { at: 11, digits: 2, count: 32 },
  { at: 14, digits: 2, count: 64 },
  { at: 17, digits: 2, count: 64 },
  { at: 20, digits: 3, count: 1000 },
] as const;

/** An instant written to the millisecond as a number below 2 ** 50, in the order of time; `null` for any other text. */
export function packInstant(text: string): number | null {
  if (text.length !== 24 || !hasInstantMarks(text)) return null;
  let packed = numberAt(text, 0, 4);
  for (const { at, digits, count } of instantParts) {
    const part = numberAt(text, at, digits);
    if (!(part < count)) return null;
    packed = packed * count + part;
  }
  return Number.isNaN(packed) ? null : packed;
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

export function unpackInstant(packed: number): string {
  let rest = packed;
  const [month, day, hour, minute, second, millisecond] = instantParts
    .toReversed()
    .map(({ digits, count }) => {
      const part = rest % count;
      rest = Math.floor(rest / count);
      return String(part).padStart(digits, '0');
    })
    .toReversed();
  const date = `${String(rest).padStart(4, '0')}-${month ?? ''}-${day ?? ''}`;
  return `${date}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.${millisecond ?? ''}Z`;
}

/** `NaN` where one of the characters is no digit. */
function numberAt(text: string, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
