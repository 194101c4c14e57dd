import { prepareDimexSubject } from './dimex-subject.js';
import type { DimexSubject } from './dimex-subject.js';
import { normalisePlaceName } from './place-name.js';
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

/** Whether the client and the advert leave something out that the provider requires, and the property might tell. */
export function lacksRequired(provider: ValuationProvider, sources: SubjectSources, options: SubjectOptions): boolean {
  return prepareSubject(provider, { ...sources, property: null }, options).outcome === 'INCOMPLETE';
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

function canonical(value: unknown, name = ''): string {
  if (typeof value === 'string') return JSON.stringify(placeFields.has(name) ? spelledAlike(name, value) : value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const told = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  const sorted = told.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([field, each]) => `${JSON.stringify(field)}:${canonical(each, field)}`).join(',')}}`;
}

const placeFields: ReadonlySet<string> = new Set(['address', 'street', 'city']);
/** The postal code tells the arrondissement already: in an address it stands before the town. */
const arrondissement = /(?<town>paris|lyon|marseille) \d{1,2} ?(?:er|e|eme)?(?: arrondissement)?$/;
const cityAlone = new RegExp(`^${arrondissement.source}`);
const cityOfAddress = new RegExp(`(?<=\\b\\d{5} )${arrondissement.source}`);

function spelledAlike(field: string, text: string): string {
  return normalisePlaceName(text).replace(field === 'city' ? cityAlone : cityOfAddress, '$<town>');
}
