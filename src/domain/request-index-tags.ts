import { outdoorKinds, serviceKinds, standings, viewReaches, wantedConditions } from './buyer-criteria.js';
import { offerTypes, propertyClasses, viewOns } from './vocabulary.js';

/** The byte that each part of a record begins with. A small number, and a word of the vocabularies, is no more than that. */
export const tags = {
  null: 0,
  true: 1,
  false: 2,
  float: 3,
  positive: 4,
  negative: 5,
  digits: 6,
  instant: 7,
  latin1: 8,
  utf8: 9,
  utf16le: 10,
  list: 11,
  record: 12,
  undefined: 13,
  smallNumber: 32,
  word: 128,
} as const;

/** Numbers from 0 that are below that are small. */
export const smallNumbers = tags.word - tags.smallNumber;

export const words: readonly string[] = [
  ...new Set([
    ...offerTypes,
    ...propertyClasses,
    ...wantedConditions,
    ...standings,
    ...viewReaches,
    ...viewOns,
    ...outdoorKinds,
    ...serviceKinds,
    ...['EXACT', 'AMBIGUOUS', 'UNRESOLVED', 'EQUAL', 'AT_LEAST', 'AT_MOST', 'NUMBER', 'TOP', 'EUR', 'FR'],
  ]),
].slice(0, 256 - tags.word);

/** Whether what is written from there on is what nobody asks for: `null`, an empty list, or nothing at all. */
export function isNothing(bytes: Uint8Array, start: number, end: number): boolean {
  const tag = bytes[start];
  return start === end || tag === tags.null || tag === tags.undefined || (tag === tags.list && bytes[start + 1] === 0);
}
