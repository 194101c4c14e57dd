import { isWithinCommune } from './zones.js';

/** A request that the vendor answers with 400. */
export class BadPayload extends Error {
  override readonly name = 'BadPayload';
}

/** Whether one value of a document passes; the value may be absent. */
type Test = (value: unknown) => boolean;

/** Reads one part of a filter at `path`; throws BadPayload where it is not of the documented shape. */
export type Rule = (filter: unknown, path: string) => Test;

/** `{min?, max?}`, both ends included; a document without the number fails. */
export const range: Rule = (filter, path) => {
  const { min, max } = bounds(filter, path, toNumber);
  return (value) => typeof value === 'number' && value >= min && value <= max;
};

/** `{min?, max?}` as ISO date-times. */
export const dateRange: Rule = (filter, path) => {
  const { min, max } = bounds(filter, path, toInstant);
  return (value) => {
    const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return instant >= min && instant <= max;
  };
};

export const flag: Rule = (filter, path) => {
  if (typeof filter !== 'boolean') throw new BadPayload(`${path} must be a boolean`);
  return (value) => value === filter;
};

export const exactNumber: Rule = (filter, path) => {
  const wanted = toNumber(filter, path);
  return (value) => value === wanted;
};

export const text: Rule = (filter, path) => {
  const wanted = toText(filter, path);
  return (value) => value === wanted;
};

/** A whole city stands for its arrondissements. */
export const inseeCode: Rule = (filter, path) => {
  const wanted = toText(filter, path);
  return (value) => typeof value === 'string' && isWithinCommune(value, wanted);
};

/** Accepted and without effect: the vendor documents so for `city`. */
export const ignored: Rule = () => () => true;

/** One value or a list of them against a value or a list of them: one in common is enough. */
export function oneOf(pattern = /./u): Rule {
  return (filter, path) => {
    const wanted = new Set(
      (Array.isArray(filter) ? (filter as unknown[]) : [filter]).map((each) => toText(each, path)),
    );
    for (const each of wanted) {
      if (!pattern.test(each)) throw new BadPayload(`${path} must be one of the documented values, got "${each}"`);
    }
    if (wanted.size === 0) return () => true;
    return (value) =>
      (Array.isArray(value) ? (value as unknown[]) : [value]).some((each) => wanted.has(each as string));
  };
}

/** Every given field must pass; a field that is not documented is refused. `[rule, name]` reads another name in the document. */
export function fields(rules: Readonly<Record<string, Rule | readonly [Rule, string]>>): Rule {
  return (filter, path) => {
    const tests = Object.entries(toRecord(filter, path))
      .filter(([, part]) => part !== null && part !== undefined)
      .map(([name, part]) => {
        const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
        if (rule === undefined) throw new BadPayload(`${path}.${name} is not a filter`);
        const [read, documentName] = typeof rule === 'function' ? [rule, name] : rule;
        return { documentName, test: read(part, `${path}.${name}`) };
      });
    return (value) => tests.every(({ documentName, test }) => test(partOf(value, documentName)));
  };
}

/** A list of filters of which one must pass; an empty list asks nothing. */
export function anyOf(rule: Rule): Rule {
  return (filter, path) => {
    if (!Array.isArray(filter)) throw new BadPayload(`${path} must be an array`);
    const tests = (filter as unknown[]).map((part, index) => rule(part, `${path}[${index}]`));
    return (value) => tests.length === 0 || tests.some((test) => test(value));
  };
}

/** The document holds a list of which one member must pass. */
export function someMember(rule: Rule): Rule {
  return (filter, path) => {
    const test = rule(filter, path);
    return (value) => Array.isArray(value) && (value as unknown[]).some(test);
  };
}

export function toRecord(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadPayload(`${path} must be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

export function toText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new BadPayload(`${path} must be a string`);
  return value;
}

export function toTexts(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) throw new BadPayload(`${path} must be an array`);
  return (value as unknown[]).map((each) => toText(each, path));
}

export function toNumber(value: unknown, path: string): number {
  if (typeof value !== 'number') throw new BadPayload(`${path} must be a number`);
  return value;
}

function toInstant(value: unknown, path: string): number {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant)) throw new BadPayload(`${path} must be an ISO date`);
  return instant;
}

function bounds(
  filter: unknown,
  path: string,
  read: (value: unknown, path: string) => number,
): Readonly<{ min: number; max: number }> {
  const { min, max, ...rest } = toRecord(filter, path);
  const [stray] = Object.keys(rest);
  if (stray !== undefined) throw new BadPayload(`${path}.${stray} is not a filter`);
  return {
    min: min === undefined || min === null ? -Infinity : read(min, `${path}.min`),
    max: max === undefined || max === null ? Infinity : read(max, `${path}.max`),
  };
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
