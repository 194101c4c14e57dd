/**
 * How vendors' JSON is read, as plain functions: tolerant of what does not matter (unknown fields, `null` for absent,
 * numbers as strings), so that one odd field never costs the record around it. What cannot be read is `null`. A page
 * has ten thousand such fields.
 */

/** Never throws. */
export type Reader<T> = (value: unknown) => T;

/** What a reader makes of what it reads. */
export type ReadBy<R> = R extends Reader<infer T> ? T : never;

const decimal = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*$/;

/** A finite number, also where it comes as text ("12.5"). */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !decimal.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A whole number, also as text; a fraction is `null`. */
export function readInteger(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** Text that says something; numbers are written out, blank text is `null`. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}

export function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 1 || value === '1') return true;
  if (value === 'false' || value === 0 || value === '0') return false;
  return null;
}

const iso8601 = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** An instant of a day that every month has, as it is to be answered: there is nothing left to work out. */
const plainInstant =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** An ISO 8601 instant, as UTC text ("2025-04-22T09:11:00.000Z"); what names no zone is UTC, on any machine. */
export function readInstant(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (plainInstant.test(value)) return value;
  const parts = iso8601.exec(value.trim());
  if (parts === null) return null;
  const [, day = '', time = '00:00', zone = 'Z'] = parts;
  const at = new Date(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? null : at.toISOString();
}

export function readUrl(value: unknown): string | null {
  const text = readText(value);
  return text !== null && /^https?:/i.test(text) && URL.canParse(text) ? text : null;
}

/** A list whose unreadable members are left out; one value counts as a list of one; what is absent is `null`. */
export function listOf<T>(readMember: Reader<T | null>): Reader<readonly T[] | null> {
  return (value) => {
    if (value === null || value === undefined) return null;
    const members: T[] = [];
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const member = readMember(each);
      if (member !== null) members.push(member);
    }
    return members;
  };
}

/** A nested object; `null` where it is absent or is no object at all. */
export function recordOf<Fields extends Readonly<Record<string, Reader<unknown>>>>(
  fields: Fields,
): Reader<{ -readonly [Name in keyof Fields]: ReadBy<Fields[Name]> } | null> {
  type Read = { -readonly [Name in keyof Fields]: ReadBy<Fields[Name]> };
  const readers = Object.entries(fields);
  // A copy of it has room for all fields at once, and the same layout as all other records of its kind. Most records
  // lack most fields.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(
    readers.map(([name, reader]) => [name, reader(undefined)]),
  );
  return (value) => {
    if (!isRecord(value)) return null;
    const read: Record<string, unknown> = { ...blank };
    for (const [name, reader] of readers) {
      const given = value[name];
      if (given !== undefined) read[name] = reader(given);
    }
    return read as Read;
  };
}

/**
 * A vendor's enumeration in our words: the prefix dropped, renamed where `renames` says so, `UNKNOWN` where the value
 * is not one of `known`, and `null` where there is none.
 */
export function wordOf<Known extends string>(
  known: readonly Known[],
  prefix: string,
  renames: Readonly<Partial<Record<string, NoInfer<Known>>>> = {},
): Reader<Known | 'UNKNOWN' | null> {
  const words = new Map<string, Known>(known.map((word) => [word, word]));
  for (const [word, renamed] of Object.entries(renames)) if (renamed !== undefined) words.set(word, renamed);
  return (value) => {
    if (typeof value !== 'string' || value === '') return null;
    return words.get(value.startsWith(prefix) ? value.slice(prefix.length) : value) ?? 'UNKNOWN';
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
