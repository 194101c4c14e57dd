import { z } from 'zod';
import { invalidResponse } from './errors.js';
import type { UpstreamName } from './errors.js';

/**
 * How vendors' JSON is read: tolerant of what does not matter (unknown fields, `null` for absent, numbers as strings),
 * so that one odd field never costs the record around it. A field that cannot be read is `null`.
 */

/** A finite number, also where it comes as text ("12.5"); anything else is `null`. */
export const looseNumber = z.unknown().optional().transform(toNumber);

/** A whole number, also as text; a fraction is `null`. */
export const looseInteger = z
  .unknown()
  .optional()
  .transform((value) => {
    const number = toNumber(value);
    return number !== null && Number.isSafeInteger(number) ? number : null;
  });

/** Text that says something; numbers are written out, blank text is `null`. */
export const looseText = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    if (typeof value !== 'string') return null;
    const text = value.trim();
    return text === '' ? null : text;
  });

export const looseBoolean = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value === 'boolean') return value;
    if (value === 'true' || value === 1 || value === '1') return true;
    if (value === 'false' || value === 0 || value === '0') return false;
    return null;
  });

const iso8601 = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** An ISO 8601 instant, as UTC text ("2025-04-22T09:11:00.000Z"); what names no zone is UTC, on any machine. */
export const looseInstant = z
  .unknown()
  .optional()
  .transform((value) => {
    const parts = typeof value === 'string' ? iso8601.exec(value.trim()) : null;
    if (parts === null) return null;
    const [, day = '', time = '00:00', zone = 'Z'] = parts;
    const at = new Date(`${day}T${time}${zone.toUpperCase()}`);
    return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? null : at.toISOString();
  });

export const looseUrl = looseText.transform((text) =>
  text !== null && /^https?:/i.test(text) && URL.canParse(text) ? text : null,
);

/** A list whose unreadable members are left out; one value counts as a list of one; anything else is `null`. */
export function looseList<T>(member: z.ZodType<T | null>): z.ZodType<readonly T[] | null> {
  return z
    .unknown()
    .optional()
    .transform((value) => {
      if (value === null || value === undefined) return null;
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return values.flatMap((each) => {
        const parsed = member.safeParse(each);
        return parsed.success && parsed.data !== null ? [parsed.data] : [];
      });
    });
}

/** A nested object; `null` where it is absent or is no object at all. */
export function looseObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const schema = z.object(shape);
  return z
    .unknown()
    .optional()
    .transform((value): z.output<typeof schema> | null => {
      const parsed = isRecord(value) ? schema.safeParse(value) : undefined;
      return parsed?.success === true ? parsed.data : null;
    });
}

/**
 * A vendor's enumeration in our words: the prefix dropped, renamed where `renames` says so, `UNKNOWN` where the value
 * is not one of `known`, and `null` where there is none.
 */
export function looseEnum<Known extends string>(
  known: readonly Known[],
  prefix: string,
  renames: Readonly<Partial<Record<string, NoInfer<Known>>>> = {},
): z.ZodType<Known | 'UNKNOWN' | null> {
  const words: ReadonlySet<string> = new Set(known);
  const isKnown = (word: string): word is Known => words.has(word);
  return z
    .unknown()
    .optional()
    .transform((value) => {
      if (typeof value !== 'string' || value === '') return null;
      const word = value.startsWith(prefix) ? value.slice(prefix.length) : value;
      const renamed = Object.hasOwn(renames, word) ? renames[word] : undefined;
      if (renamed !== undefined) return renamed;
      return isKnown(word) ? word : 'UNKNOWN';
    });
}

/** Checks the outline of an answer; what does not fit is the upstream's fault and is named by its path. */
export function readShape<T>(upstream: UpstreamName, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  const where = at === '' ? 'of another shape than documented' : `whose ${at} is not as documented`;
  throw invalidResponse(upstream, `sent an answer ${where}`, parsed.error);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*$/.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
