import type { Fact } from './subject-facts.js';
import type { InputOrigin, ValuationInputValue } from './valuation.js';

/** A value that a provider does not take; `allowed` completes "the provider takes …". */
export type OutOfRangeProblem = Readonly<{ field: string; value: string; allowed: string; origin: InputOrigin }>;

/** Whether a provider can be asked, and what it would be sent. Field names are those of the valuation input. */
export type PreparationOf<Subject> =
  | Readonly<{ outcome: 'READY'; subject: Subject; inputs: readonly ValuationInputValue[] }>
  | Readonly<{ outcome: 'INCOMPLETE'; missing: readonly string[]; inputs: readonly ValuationInputValue[] }>
  | Readonly<{
      outcome: 'OUT_OF_RANGE';
      problems: readonly OutOfRangeProblem[];
      inputs: readonly ValuationInputValue[];
    }>
  | Readonly<{ outcome: 'NOT_SUPPORTED'; reason: string; inputs: readonly ValuationInputValue[] }>;

/** `reason` is a sentence for the client. */
export function notSupported(reason: string): PreparationOf<never> {
  return { outcome: 'NOT_SUPPORTED', reason, inputs: [] };
}

/** `allowed` is put together when it is asked for, where that depends on something: many rules are made, few broken. */
export type Rule<T> = Readonly<{ allowed: string | (() => string); admits: (value: T) => boolean }>;

export function numberFrom(min: number, max: number): Rule<number> {
  return { allowed: `a number from ${min} to ${max}`, admits: (value) => value >= min && value <= max };
}

export function integerFrom(min: number, max: number): Rule<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    admits: (value) => Number.isInteger(value) && value >= min && value <= max,
  };
}

/** A literal of GraphQL may be too large for a number: it comes as Infinity, which JSON would send as `null`. */
export const notNegative: Rule<number> = {
  allowed: 'a number of at least 0',
  admits: (value) => Number.isFinite(value) && value >= 0,
};
export const aboveZero: Rule<number> = {
  allowed: 'a number above 0',
  admits: (value) => Number.isFinite(value) && value > 0,
};
export const whole: Rule<number> = { allowed: 'a whole number', admits: Number.isInteger };
export const count: Rule<number> = wholeFrom(0);

export function wholeFrom(min: number): Rule<number> {
  return {
    allowed: `a whole number of at least ${min}`,
    admits: (value) => Number.isInteger(value) && value >= min,
  };
}

/**
 * Drops a value that no client gave and that a rule does not admit: a valuation must not be lost over an optional
 * detail of an advert. What a client gives stays, and is checked.
 */
export function plausible<T>(fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): Fact<T> | null {
  return fact === null || fact.origin === 'OVERRIDE' || brokenBy(fact.value, rule, other) === undefined ? fact : null;
}

/** The first of the rules that the value breaks. */
function brokenBy<T>(value: T, rule: Rule<T> | undefined, other: Rule<T> | undefined): Rule<T> | undefined {
  if (rule?.admits(value) === false) return rule;
  return other?.admits(value) === false ? other : undefined;
}

type Known<Values> = { readonly [Field in keyof Values]: Exclude<Values[Field], undefined> };

/** Takes the inputs of a subject one by one, and remembers where each came from and what was wrong with it. */
export interface SubjectDraft {
  /** A value that the provider requires: missing where there is none. Of its rules the first that it breaks is told. */
  require<T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | undefined;
  /** A value that is sent where it is known. */
  offer<T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | undefined;
  /** A value that is not sent itself, but that others are derived from: checked, and not listed as an input. */
  consult<T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | undefined;
  isMissing(field: string): void;
  isWrong(field: string, fact: Fact<unknown>, allowed: string): void;
  /** What there is so far, where it is clear that it will not do. */
  incomplete(): PreparationOf<never>;
  /** The subject where nothing that it needs is `undefined` and nothing was wrong; a client's mistake is told first. */
  conclude<Needed extends object, Subject>(
    needed: Needed,
    build: (known: Known<Needed>) => Subject,
  ): PreparationOf<Subject>;
}

/** Of a wrong value, in characters: the client knows the rest of what it sent. */
const MAX_SHOWN = 80;

export function createSubjectDraft(): SubjectDraft {
  const inputs: ValuationInputValue[] = [];
  const missing: string[] = [];
  const problems: OutOfRangeProblem[] = [];

  function isWrong(field: string, { value, origin }: Fact<unknown>, allowed: string): void {
    const text = toText(value);
    problems.push({ field, value: text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text, allowed, origin });
  }

  function consult<T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | undefined {
    if (fact === null) return undefined;
    const broken = brokenBy(fact.value, rule, other);
    if (broken !== undefined) {
      isWrong(field, fact, typeof broken.allowed === 'string' ? broken.allowed : broken.allowed());
    }
    return fact.value;
  }

  function offer<T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | undefined {
    if (fact !== null) inputs.push({ field, value: toText(fact.value), origin: fact.origin });
    return consult(field, fact, rule, other);
  }

  const incomplete = (): PreparationOf<never> => ({ outcome: 'INCOMPLETE', missing, inputs });

  return {
    offer,
    consult,
    isWrong,
    incomplete,
    isMissing: (field) => missing.push(field),
    require: (field, fact, rule, other) => {
      if (fact === null) missing.push(field);
      return offer(field, fact, rule, other);
    },
    conclude: (needed, build) => {
      // What a client said wrongly stays wrong, whatever else is found; a record's may be made up for with what is missing.
      const isClientWrong = problems.some(({ origin }) => origin === 'OVERRIDE');
      if (missing.length > 0 && !isClientWrong) return incomplete();
      if (problems.length > 0) return { outcome: 'OUT_OF_RANGE', problems, inputs };
      if (!isKnown(needed)) return incomplete();
      return { outcome: 'READY', subject: build(needed), inputs };
    },
  };
}

function isKnown<Values extends object>(values: Values): values is Values & Known<Values> {
  return Object.values(values).every((value) => value !== undefined);
}

const plainDecimal = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 20 });

function toText(value: unknown): string {
  const text = String(value);
  return typeof value === 'number' && text.includes('e') ? plainDecimal.format(value) : text;
}
