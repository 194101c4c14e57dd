import { isInCatalog } from './apimo-catalogs.js';
import { findCity } from './apimo-cities.js';
import { emptyRequest, toWantedArea } from './apimo-requests.js';
import type { ApimoRequestBody } from './apimo-requests.js';

export type FieldErrors = Readonly<Record<string, readonly string[]>>;
export type ReadWrite =
  Readonly<{ isValid: true; body: ApimoRequestBody }> | Readonly<{ isValid: false; errors: FieldErrors }>;

const requiredFields = ['contact', 'user', 'category', 'country'] as const;
/** Kept as they come, a blank as null. */
const plainFields = [
  'contact',
  'user',
  'category',
  'country',
  'ranking',
  'last_action',
  'subcategory',
  'subtype',
  'referral',
  'standing',
  'condition',
  'availability',
  'margin',
] as const;
const idLists = ['proximities', 'services', 'activities', 'tags'] as const;
const nested = ['price', 'area', 'floor'] as const;
const scalarFields = [
  ...plainFields,
  ...idLists,
  'active',
  'auto',
  'types',
  'locations',
  'rooms_operator',
  'rooms',
  'bedrooms',
  'areas',
  'comment',
  'free_criteria',
] as const;

/**
 * Reads the write shape: lists as comma strings, places as free text. Price, area and floor are in no document; they are
 * taken in the shape that they are read in. What is left out is reset: a PUT replaces the request. A place that the
 * gazetteer does not know is dropped without a word.
 */
export function readWrittenRequest(input: unknown): ReadWrite {
  const fields = toRecord(input);
  if (fields === null) return { isValid: false, errors: { body: ['This value should be an object.'] } };

  const errors = findErrors(fields);
  if (Object.keys(errors).length > 0) return { isValid: false, errors };

  const text = (name: (typeof scalarFields)[number]): string | null => toText(fields[name]);
  const [price, area, floor] = nested.map((name) => toRecord(fields[name]) ?? {});
  return {
    isValid: true,
    body: {
      ...emptyRequest,
      ...Object.fromEntries(plainFields.map((name) => [name, text(name)])),
      ...Object.fromEntries(idLists.map((name) => [name, toParts(text(name)).map(Number)])),
      active: isTrue(text('active') ?? '1'),
      auto: isTrue(text('auto') ?? '1'),
      types: toParts(text('types')),
      locations: toLocations(text('locations')),
      rooms_operator: text('rooms_operator') ?? '2',
      rooms: text('rooms') === null ? null : Number(text('rooms')),
      bedrooms: Number(text('bedrooms') ?? 0),
      areas: toParts(text('areas')).map((id) => toWantedArea(Number(id))),
      price: {
        min: toText(price?.['min']),
        max: toText(price?.['max']),
        currency: toText(price?.['currency']) ?? 'EUR',
      },
      area: { min: toText(area?.['min']), max: toText(area?.['max']), unit: toText(area?.['unit']) ?? '1' },
      floor: {
        operator: toText(floor?.['operator']) ?? '1',
        type: toText(floor?.['type']),
        value: toText(floor?.['value']),
      },
      comment: text('comment') ?? '',
      free_criteria: text('free_criteria') ?? '',
    },
  };
}

function findErrors(fields: ApimoRequestBody): FieldErrors {
  const errors: Record<string, readonly string[]> = {};
  const check = (name: string, isValid: (value: string) => boolean, message: string): void => {
    const value = toText(fields[name]);
    if (value !== null && !isValid(value)) errors[name] = [message];
  };

  const isOneOf = (catalog: string) => (id: string) => isInCatalog(catalog, id);
  check('category', isOneOf('property_category'), 'This value is not in the catalog.');
  check('types', (ids) => toParts(ids).every(isOneOf('property_type')), 'This value is not in the catalog.');
  check('condition', isOneOf('property_condition'), 'This value is not in the catalog.');
  check('country', (code) => /^[A-Z]{2}$/u.test(code), 'This value is not a valid country.');
  check('rooms_operator', (id) => ['1', '2', '3'].includes(id), 'This value should be 1, 2 or 3.');
  for (const name of ['contact', 'user']) check(name, isWholeNumber, 'This value is not a valid id.');
  for (const name of ['rooms', 'bedrooms', 'margin']) check(name, isAmount, 'This value should be a number.');
  for (const name of ['areas', ...idLists]) {
    check(name, (ids) => toParts(ids).every(isWholeNumber), 'This value should be a list of ids.');
  }
  for (const name of nested) {
    if (!isBlank(fields[name]) && !isRange(fields[name])) errors[name] = ['This value should have a min and a max.'];
  }
  for (const name of scalarFields) {
    if (!isBlank(fields[name]) && toText(fields[name]) === null) errors[name] = ['This value should be a string.'];
  }
  for (const name of requiredFields) {
    if (isBlank(fields[name])) errors[name] = ['This value should not be blank.'];
  }
  return errors;
}

function toLocations(text: string | null): ApimoRequestBody[] {
  return toParts(text).flatMap((spelling) => {
    const city = findCity(spelling);
    return city === undefined ? [] : [{ region: null, city: { id: city.id, name: city.name }, district: null }];
  });
}

function isRange(value: unknown): boolean {
  const range = toRecord(value);
  return (
    range !== null &&
    ['min', 'max'].every((end) => isBlank(range[end]) || isAmount(toText(range[end]) ?? 'not a scalar'))
  );
}

function toParts(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function toRecord(value: unknown): ApimoRequestBody | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ApimoRequestBody) : null;
}

/** `null` for a blank, and for what is no scalar. */
function toText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function isTrue(text: string): boolean {
  return text === '1' || text === 'true';
}

function isWholeNumber(text: string): boolean {
  return /^\d+$/u.test(text);
}

function isAmount(text: string): boolean {
  return /^\d+(?:\.\d+)?$/u.test(text);
}
