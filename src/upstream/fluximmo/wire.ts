import type { CurrencyCode, Money } from '../../domain/money.js';
import { invalidResponse } from '../errors.js';
import type { UpstreamError } from '../errors.js';
import { isRecord, readNumber } from '../reading.js';
import type { Reader } from '../reading.js';

/** The largest whole number that a client of the graph can be given. */
const MAX_WHOLE = 2 ** 31 - 1;

/** Where the document says `type`, `scope` and so on, its values carry one of these. */
export const prefixes = {
  propertyClass: 'CLASS_',
  offerType: 'OFFER_',
  pricing: 'PRICING_',
  energyGrade: 'ENERGY_CLASSIFICATION_',
  climateGrade: 'GREENHOUSE_CLASSIFICATION_',
} as const;

/** A size or a price: never below zero. */
export function amount(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && number >= 0 ? number : null;
}

/** How many there are. */
export function count(value: unknown): number | null {
  const number = readNumber(value);
  return isWhole(number) && number >= 0 ? number : null;
}

/** A year or a floor: whole, and below zero where it lies underground. */
export function wholeNumber(value: unknown): number | null {
  const number = readNumber(value);
  return isWhole(number) ? number : null;
}

/** `null` where a currency is named that is not one of the documented: its amounts cannot be told. */
export function currency(value: unknown): CurrencyCode | null {
  // Documented as CURRENCY_EUR and shown as EUR; prices are described as being in € where nothing is said.
  if (value === null || value === undefined || value === '') return 'EUR';
  if (value === 'CURRENCY_EUR' || value === 'EUR') return 'EUR';
  if (value === 'CURRENCY_USD' || value === 'USD') return 'USD';
  return null;
}

export function toMoney(value: number | null | undefined, code: CurrencyCode | null): Money | null {
  return value === null || value === undefined || code === null ? null : { amount: value, currency: code };
}

/** A code of a fixed width, whose leading zeros a number has lost. */
export function paddedCode(width: number, pattern: RegExp): Reader<string | null> {
  return (value) => {
    const text =
      typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().toUpperCase() : '';
    const code = text.length < width && /^\d+$/.test(text) ? text.padStart(width, '0') : text;
    return pattern.test(code) ? code : null;
  };
}

/** Every answer is wrapped: `{data: …}`. */
export function readData(body: unknown): unknown {
  if (!isRecord(body) || body['data'] === undefined) throw invalid('sent an answer without data');
  return body['data'];
}

export function readList(data: unknown): readonly unknown[] {
  if (!Array.isArray(data)) throw invalid('sent something else than a list');
  return data as unknown[];
}

export function readCount(data: unknown): number {
  const found = isRecord(data) ? count(data['count']) : null;
  if (found === null) throw invalid('sent a count that is none');
  return found;
}

export function invalid(what: string): UpstreamError {
  return invalidResponse('fluximmo', what);
}

function isWhole(value: number | null): value is number {
  return value !== null && Number.isInteger(value) && Math.abs(value) <= MAX_WHOLE;
}
