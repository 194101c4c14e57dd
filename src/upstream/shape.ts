import { z } from 'zod';
import { invalidResponse } from './errors.js';
import type { UpstreamName } from './errors.js';
import { isRecord, readBoolean, readInteger, readNumber, readText } from './reading.js';
import type { Reader } from './reading.js';

/** The readers of `reading.ts` as schemas, for outlines that are checked as a whole. */

export const looseNumber = schemaOf(readNumber);
export const looseInteger = schemaOf(readInteger);
export const looseText = schemaOf(readText);
export const looseBoolean = schemaOf(readBoolean);

/** A list whose unreadable members are left out; one value counts as a list of one; anything else is `null`. */
export function looseList<T>(member: z.ZodType<T | null>): z.ZodType<readonly T[] | null> {
  return schemaOf((value) => {
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
  return schemaOf((value): z.output<typeof schema> | null => {
    const parsed = isRecord(value) ? schema.safeParse(value) : undefined;
    return parsed?.success === true ? parsed.data : null;
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

function schemaOf<T>(read: Reader<T>) {
  return z
    .unknown()
    .optional()
    .transform((value) => read(value));
}
