import type { BuyerRequestDraft } from '../../domain/buyer-request-draft.js';
import { badInput } from '../../domain/refusal.js';
import type { PropertyClass } from '../../domain/vocabulary.js';
import { isRecord } from '../reading.js';
import { wouldLose } from './refusal.js';
import {
  BUSINESS_SUBTYPE,
  PROGRAM_CATEGORY,
  SQUARE_METRE_UNIT,
  comparisonByOperator,
  entryOf,
  idOf,
  offerTypeByCategory,
  propertyClassByType,
  squareMetresByUnit,
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
  const { beyond, rooms, given } = draft;
  checkNothingIsLost(draft);
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
    rooms_operator: given.has('rooms') ? operatorIdOf(rooms) : toText(beyond['rooms_operator']),
    rooms: given.has('rooms') ? toAmount(rooms?.value) : toText(beyond['rooms']),
    bedrooms: given.has('minBedrooms') ? toAmount(draft.minBedrooms) : toText(beyond['bedrooms']),
    margin: given.has('margin') ? toAmount(draft.margin) : toText(beyond['margin']),
    price: toPrice(draft),
    area: toArea(draft),
    comment: draft.comment ?? '',
    free_criteria: draft.freeCriteria ?? '',
  };
}

function operatorIdOf(rooms: BuyerRequestDraft['rooms']): string {
  return rooms === null ? '' : (idOf(comparisonByOperator, rooms.operator) ?? '');
}

type Range = Readonly<Record<'min' | 'max', string>>;

/** A bound that nobody changes stands as it came. */
function toPrice({ price, beyond, given }: BuyerRequestDraft): Range & Readonly<{ currency: string }> {
  const held = isRecord(beyond['price']) ? beyond['price'] : {};
  const currency = toText(held['currency']) || 'EUR';
  const isChanged = given.has('minPrice') || given.has('maxPrice');
  const isForeign = isChanged && !/^[A-Z]{3}$/i.test(currency);
  if (isForeign) requireBoth(given, 'Price', held);
  return {
    min: given.has('minPrice') ? toAmount(price?.min) : toText(held['min']),
    max: given.has('maxPrice') ? toAmount(price?.max) : toText(held['max']),
    currency: isForeign ? 'EUR' : currency,
  };
}

/** A bound that nobody changes stands as it came, and the other is written in its unit. */
function toArea({ area, beyond, given }: BuyerRequestDraft): Range & Readonly<{ unit: string }> {
  const held = isRecord(beyond['area']) ? beyond['area'] : {};
  const unit = toText(held['unit']) || SQUARE_METRE_UNIT;
  const isChanged = given.has('minArea') || given.has('maxArea');
  const factor = entryOf(squareMetresByUnit, unit);
  if (isChanged && factor === null) requireBoth(given, 'Area', held);
  const inUnit = (amount: number | null | undefined) =>
    toAmount(amount === null || amount === undefined ? null : round(amount / (factor ?? 1)));
  return {
    min: given.has('minArea') ? inUnit(area?.min) : toText(held['min']),
    max: given.has('maxArea') ? inUnit(area?.max) : toText(held['max']),
    unit: isChanged && factor === null ? SQUARE_METRE_UNIT : unit,
  };
}

/** A square centimetre is lost in no unit. */
function round(amount: number): number {
  return Math.round(amount * 1e8) / 1e8;
}

/** A bound in a unit that nobody knows cannot stand beside one in ours. */
function requireBoth(
  given: BuyerRequestDraft['given'],
  name: 'Price' | 'Area',
  held: Readonly<Record<string, unknown>>,
): void {
  for (const bound of ['min', 'max'] as const) {
    const isHeld = Number(toText(held[bound])) !== 0;
    if (isHeld && !given.has(`${bound}${name}`)) {
      throw badInput(`${bound}${name}`, 'must be given too: what stands is in a unit that is not known');
    }
  }
}

/** What its way of writing has no room for would be lost, though nobody changed it: such a request is not written. */
function checkNothingIsLost({ beyond, keptPlaces }: BuyerRequestDraft): void {
  const areas = Array.isArray(beyond['areas']) ? beyond['areas'] : [];
  const fields = [
    ...((keptPlaces ?? []).some(({ district }) => district !== null) ? ['locations'] : []),
    ...(areas.some(isMoreThanAKind) ? ['outdoorAreas'] : []),
  ];
  if (fields.length > 0) throw wouldLose(fields);
}

/** Areas are written as a list of their kinds. */
function isMoreThanAKind(area: unknown): boolean {
  if (!isRecord(area)) return false;
  return Number(toText(area['number'])) > 1 || Number(toText(area['area_min'])) > 0;
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
