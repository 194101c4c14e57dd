import { UpstreamError } from '../errors.js';
import { isRecord } from '../reading.js';

/** Apimo's names of what a write may hold, in the graph's words. */
const fieldsByKey: Readonly<Record<string, string>> = {
  active: 'isActive',
  contact: 'contactId',
  user: 'userId',
  category: 'offerType',
  types: 'propertyClasses',
  country: 'countryCode',
  locations: 'locations',
  rooms: 'rooms',
  rooms_operator: 'rooms',
  bedrooms: 'minBedrooms',
  margin: 'margin',
  area: 'area',
  price: 'price',
  floor: 'floor',
  condition: 'condition',
  standing: 'standing',
  areas: 'outdoorAreas',
  services: 'services',
  comment: 'comment',
  free_criteria: 'freeCriteria',
};

/** What Apimo turned down, by the fields that it blames: its own sentences stay behind. */
export function turnedDown(status: number, body: unknown): UpstreamError {
  const blamed = isRecord(body) && isRecord(body['errors']) ? Object.keys(body['errors']) : [];
  const fields = [...new Set(blamed.flatMap((key) => fieldOf(key) ?? []))];
  const because = fields.length > 0 ? `because of ${fields.join(', ')}` : `with status ${status}`;
  return new UpstreamError('apimo', 'UPSTREAM_REFUSED', `Apimo turned the request down ${because}.`, {
    status,
    details: fields.length > 0 ? { fields } : {},
  });
}

export function noSuchRecord(what: 'agency' | 'request'): UpstreamError {
  return new UpstreamError('apimo', 'UPSTREAM_REFUSED', `Apimo knows no such ${what}.`);
}

/** Nothing was sent: `fields` hold what Apimo cannot be told. */
export function wouldLose(fields: readonly string[]): UpstreamError {
  const message = `Apimo cannot be told all that this request holds in ${fields.join(', ')}; nothing was written, so that nothing is lost.`;
  return new UpstreamError('apimo', 'UPSTREAM_REFUSED', message, { isUnsent: true, details: { fields } });
}

/** "price.min" and "price[min]" are blamed on the price. */
function fieldOf(key: string): string | undefined {
  const name = /^\w+/.exec(key)?.[0] ?? '';
  return Object.hasOwn(fieldsByKey, name) ? fieldsByKey[name] : undefined;
}
