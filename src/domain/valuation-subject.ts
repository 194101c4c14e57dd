import { prepareDimexSubject } from './dimex-subject.js';
import type { DimexSubject } from './dimex-subject.js';
import { preparePriceHubbleSubject } from './pricehubble-subject.js';
import type { PriceHubbleSubject } from './pricehubble-subject.js';
import type { PreparationOf } from './subject-draft.js';
import type { SubjectSources } from './subject-facts.js';
import type { DealType, ValuationProvider } from './valuation.js';

export type { OutOfRangeProblem } from './subject-draft.js';
export type { SubjectSources } from './subject-facts.js';
export type { SubjectOverrides } from './subject-overrides.js';

export type ValuationSubject = DimexSubject | PriceHubbleSubject;
export type Preparation = PreparationOf<ValuationSubject>;

/** `today` is the day in Europe/Paris, `YYYY-MM-DD`. */
export type SubjectOptions = Readonly<{ dealType: DealType; today: string }>;

/**
 * Puts together what a provider would be asked, from what the client says, else the advert, else the property, else
 * derivations, else assumptions of low impact. Living area, rooms, year, energy grade, land, floor and floors of a house
 * are never assumed. Calls nobody.
 */
export function prepareSubject(
  provider: ValuationProvider,
  sources: SubjectSources,
  { dealType }: SubjectOptions,
): Preparation {
  switch (provider) {
    case 'DIMEX':
      return prepareDimexSubject(sources, dealType);
    case 'PRICEHUBBLE':
      return preparePriceHubbleSubject(sources, dealType);
  }
}

/** Enough to recognise a home by: what it is, how large, and where. */
export function describeSubject(subject: ValuationSubject): string {
  const kind = subject.provider === 'DIMEX' ? subject.kind : subject.propertyType;
  return `${kind} ${subject.livingAreaM2} m², ${placeOf(subject)}`;
}

function placeOf(subject: ValuationSubject): string {
  if (subject.provider === 'DIMEX') return subject.address;
  const { location } = subject;
  if (location.kind === 'COORDINATES') return `${location.latitude}, ${location.longitude}`;
  const road = [location.houseNumber, location.street].filter((part) => part !== null).join(' ');
  return [road, `${location.postalCode} ${location.city}`].filter((part) => part !== '').join(', ');
}

/**
 * The same text for the same subject, whatever the order of its fields and the spelling of its place: all that is sent,
 * but for the date and the deal. The adverts of one home spell its town in as many ways as there are portals.
 */
export function subjectKey(subject: ValuationSubject): string {
  const known = keys.get(subject);
  if (known !== undefined) return known;
  const key = canonical(subject);
  keys.set(subject, key);
  return key;
}

/** A subject does not change, and its key is asked for time and again on the way to its estimate. */
const keys = new WeakMap<ValuationSubject, string>();

function canonical(value: unknown, name = '', within: object = {}): string {
  if (typeof value === 'string') {
    return JSON.stringify(placeFields.has(name) ? spelledAlike(name, value, within) : value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const field of sortedNamesOf(name, Object.keys(value))) {
    const each = fields[field];
    if (each === null || each === undefined) continue;
    text += `${text === '' ? '' : ','}"${field}":${canonical(each, field, value)}`;
  }
  return `{${text}}`;
}

type Names = readonly string[];

/** Subjects of a kind have the same fields in the same order: what came out last is most likely right again. */
const sortedBefore = new Map<string, Readonly<{ names: Names; sorted: Names }>>();

function sortedNamesOf(within: string, names: Names): Names {
  const before = sortedBefore.get(within);
  if (before?.names.length === names.length && before.names.every((each, index) => each === names[index])) {
    return before.sorted;
  }
  const sorted = names.toSorted((one, other) => (one < other ? -1 : 1));
  sortedBefore.set(within, { names, sorted });
  return sorted;
}

const placeFields: ReadonlySet<string> = new Set(['address', 'street', 'houseNumber', 'city']);

/**
 * Only what cannot make two places one: case, accents, and what stands between words and numbers. Letters and digits of
 * every script stay, and so does where a word ends: "rue de l'Isle" is not "rue de Lisle".
 */
function spelledAlike(field: string, text: string, within: object): string {
  const words = text
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(\d+) ?(bis|ter|quater)\b/, '$1 $2');
  if (field === 'city') {
    const postalCode = 'postalCode' in within && typeof within.postalCode === 'string' ? within.postalCode : '';
    return withoutArrondissement(postalCode, words);
  }
  if (field !== 'address') return words;
  const { road, postalCode, city } = lastTown.exec(words.replace(/ france$/, ''))?.groups ?? {};
  if (postalCode === undefined || city === undefined) return words.replace(/ france$/, '');
  return `${road ?? ''}${postalCode} ${withoutArrondissement(postalCode, city)}`;
}

const lastTown = /^(?<road>.*?)(?<postalCode>\d{5}) (?<city>\D[^]*)$/;
const arrondissementOfTown = /^(?<town>paris|lyon|marseille) (?<number>\d{1,2}) ?(?:er|e|eme)?(?: arrondissement)?$/;
const townOfPostalCode: Readonly<Record<string, string>> = { '750': 'paris', '690': 'lyon', '130': 'marseille' };

/** "Paris 11e" is "Paris" where the postal code says already that it is the 11th: 75011. */
function withoutArrondissement(postalCode: string, city: string): string {
  const { town, number } = arrondissementOfTown.exec(city)?.groups ?? {};
  const isTold = town === townOfPostalCode[postalCode.slice(0, 3)] && Number(number) === Number(postalCode.slice(3));
  return town !== undefined && isTold ? town : city;
}
