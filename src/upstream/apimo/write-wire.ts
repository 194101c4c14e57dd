import type { BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { badInput } from '../../domain/refusal.js';
import type { PropertyClass } from '../../domain/vocabulary.js';
import { isRecord } from '../shape.js';
import {
  BUSINESS_SUBTYPE,
  PROGRAM_CATEGORY,
  SQUARE_METRE_UNIT,
  comparisonByOperator,
  entryOf,
  idOf,
  offerTypeByCategory,
  propertyClassByType,
} from './catalogue.js';

/** Held by a request in the form in which it is written: a text, or a list that becomes a comma text. */
const textKeys = [
  'subcategory',
  'referral',
  'ranking',
  'last_action',
  'standing',
  'condition',
  'availability',
] as const;
const listKeys = ['areas', 'proximities', 'services', 'activities', 'tags'] as const;

/** In no document on writing: sent in the shape in which they are read, where they hold anything. */
const asReadKeys = ['subreferral', 'coordinates', 'sector', 'zone', 'view', 'floor', 'tags_customized'] as const;

/**
 * A whole request in the shape that Apimo takes: every value a text, lists and places separated by commas. Price and
 * area, which its document does not show on writing, go in the shape in which they are read. Refuses the offers and
 * classes for which Apimo has no number.
 */
export function toWriteBody(draft: BuyerRequestDraft): Readonly<Record<string, unknown>> {
  const { beyond, price, area, rooms } = draft;
  return {
    ...Object.fromEntries(asReadKeys.flatMap((key) => (holdsAnything(beyond[key]) ? [[key, beyond[key]]] : []))),
    ...Object.fromEntries(textKeys.map((key) => [key, toText(beyond[key])])),
    ...Object.fromEntries(listKeys.map((key) => [key, toCommaText(beyond[key])])),
    active: draft.isActive ? '1' : '0',
    auto: isOff(beyond['auto']) ? '0' : '1',
    contact: draft.contactId ?? '',
    user: draft.userId ?? '',
    category: toCategory(draft),
    subtype: toSubtype(draft),
    types: toTypes(draft).join(','),
    country: draft.countryCode ?? '',
    locations: draft.locations.join(', '),
    rooms_operator: rooms === null ? '' : (idOf(comparisonByOperator, rooms.operator) ?? ''),
    rooms: toAmount(rooms?.value),
    bedrooms: toAmount(draft.minBedrooms),
    margin: toAmount(draft.margin),
    price: { min: toAmount(price?.min), max: toAmount(price?.max), currency: price?.currency ?? 'EUR' },
    area: { min: toAmount(area?.min), max: toAmount(area?.max), unit: SQUARE_METRE_UNIT },
    comment: draft.comment ?? '',
    free_criteria: draft.freeCriteria ?? '',
  };
}

function toCategory({ offerType, propertyClasses, beyond }: BuyerRequestDraft): string {
  if (propertyClasses.includes('PROGRAM')) {
    if (offerType === 'BUY') return PROGRAM_CATEGORY;
    throw badInput('propertyClasses', 'may hold PROGRAM only where the buyer wants to BUY');
  }
  const wanted = offerType === 'BUSINESS_TAKE_OVER' ? 'BUY' : offerType;
  const current = toText(beyond['category']);
  if (current !== PROGRAM_CATEGORY && entryOf(offerTypeByCategory, current) === wanted) return current;
  const category = idOf(offerTypeByCategory, wanted);
  if (category === null) throw badInput('offerType', `cannot be ${offerType}: Apimo keeps no such requests`);
  return category;
}

/** Kept as it was, but for the one that says that a business is taken over. */
function toSubtype({ offerType, beyond }: BuyerRequestDraft): string {
  if (offerType === 'BUSINESS_TAKE_OVER') return BUSINESS_SUBTYPE;
  const current = toText(beyond['subtype']);
  return current === BUSINESS_SUBTYPE ? '' : current;
}

/** Types that are asked for already stay as they are numbered, also those that have no word of their own here. */
function toTypes({ propertyClasses, beyond }: BuyerRequestDraft): readonly string[] {
  const current = toIds(beyond['types']);
  return propertyClasses.flatMap((propertyClass) => {
    if (propertyClass === 'PROGRAM') return [];
    const kept = current.filter((type) => (entryOf(propertyClassByType, type) ?? 'UNKNOWN') === propertyClass);
    return kept.length > 0 ? kept : [toType(propertyClass)];
  });
}

function toType(propertyClass: PropertyClass): string {
  const type = propertyClass === 'OTHER' ? null : idOf(propertyClassByType, propertyClass);
  if (type === null) throw badInput('propertyClasses', `cannot hold ${propertyClass}: Apimo has no such type`);
  return type;
}

function toCommaText(value: unknown): string {
  return toIds(value).join(',');
}

/** Ids of a list of numbers, texts or objects that carry their id as `type` or `id`. */
function toIds(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(',').map(toText).filter(Boolean);
  if (!Array.isArray(value)) return [toText(value)].filter(Boolean);
  return value
    .map((each: unknown) => (isRecord(each) ? toText(each['type'] ?? each['id']) : toText(each)))
    .filter(Boolean);
}

function toText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

function toAmount(amount: number | null | undefined): string {
  return amount === null || amount === undefined ? '' : String(amount);
}

function isOff(value: unknown): boolean {
  return value === false || value === 0 || value === '0' || value === 'false';
}

function holdsAnything(value: unknown): boolean {
  if (isRecord(value)) return Object.entries(value).some(([key, each]) => key !== 'operator' && holdsAnything(each));
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '';
}
