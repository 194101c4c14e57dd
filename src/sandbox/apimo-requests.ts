import { areaIds, categoryIds, conditionIds, floorIdOf, squareMetresByUnit, typeIds } from './apimo-catalogs.js';
import { findCity } from './apimo-cities.js';
import type { MarketRequest, RequestedPlace } from './market-requests.js';
import { noise } from './noise.js';
import { toParisTime } from './paris-time.js';
import { round } from './rounding.js';

/** A request as the vendor answers it. */
export type ApimoRequestBody = Readonly<Record<string, unknown>>;

export type StoredRequest = Readonly<{ id: number; createdAt: Date; updatedAt: Date; body: ApimoRequestBody }>;

/** What every request has, whether the agency filled it in or not. */
export const emptyRequest: ApimoRequestBody = {
  active: true,
  ranking: null,
  last_action: null,
  auto: true,
  validated: false,
  emailing: { subscription: '1', last_at: null },
  subcategory: null,
  types: [],
  subtype: null,
  referral: null,
  subreferral: null,
  locations: [],
  coordinates: null,
  sector: null,
  zone: null,
  rooms_operator: '2',
  rooms: null,
  bedrooms: 0,
  standing: null,
  view: { type: null, landscape: null },
  condition: null,
  availability: null,
  margin: null,
  area: { min: null, max: null, unit: '1' },
  price: { min: null, max: null, currency: 'EUR' },
  floor: { operator: '1', type: null, value: null },
  areas: [],
  proximities: [],
  services: [],
  activities: [],
  tags: [],
  tags_customized: [],
  comment: '',
  free_criteria: '',
};

const roomsOperators = { EQUAL: '1', AT_LEAST: '2', AT_MOST: '3' } as const;

/** The vendor writes the same number as a string here and as a number there. */
export function toStoredRequest(request: MarketRequest): StoredRequest {
  const { id, createdAt, updatedAt, rooms, userId } = request;
  const numeric = (field: string, value: number): number | string =>
    noise(`${field} ${id}`) < 0.7 ? String(value) : value;
  const numericOrBlank = (field: string, value: number | null): number | string | null => {
    if (value !== null) return numeric(field, value);
    return noise(`blank ${field} ${id}`) < 0.8 ? null : '';
  };
  const unit = areaUnitOf(request);
  const inUnit = (squareMetres: number | null): number | null =>
    squareMetres === null ? null : round(squareMetres / (squareMetresByUnit[unit] ?? 1), unit === '7' ? 4 : 0);
  const body = {
    id,
    ...emptyRequest,
    active: activeFlag(request),
    contact: String(request.contactId),
    user: String(userId),
    category: categoryIds[request.offerType],
    types: request.propertyClasses.map((each) => numeric('types', Number(typeIds[each]))),
    country: 'FR',
    locations: request.places.map((place) => toLocation(id, place)),
    rooms_operator: rooms === null ? '2' : roomsOperators[rooms.comparison],
    rooms: rooms === null ? null : noise(`rooms ${id}`) < 0.5 ? rooms.value : String(rooms.value),
    bedrooms: request.minBedrooms ?? (noise(`no bedrooms ${id}`) < 0.5 ? 0 : null),
    condition: request.condition === null ? null : conditionIds[request.condition],
    margin: numericOrBlank('margin', request.marginPercent),
    area: {
      min: numericOrBlank('area min', inUnit(request.minAreaM2)),
      max: numericOrBlank('area max', inUnit(request.maxAreaM2)),
      unit,
    },
    price: {
      min: numericOrBlank('price min', request.minPrice),
      max: numericOrBlank('price max', request.maxPrice),
      currency: 'EUR',
    },
    floor:
      request.minFloor === null
        ? emptyRequest['floor']
        : { operator: '2', type: floorIdOf(request.minFloor), value: null },
    areas: [
      ...(request.wantsTerrace ? [toWantedArea(areaIds.terrace)] : []),
      ...(request.wantsParking ? [toWantedArea(areaIds.parking)] : []),
    ],
    comment: request.comment,
    free_criteria: request.freeCriteria,
    created_at: toParisTime(createdAt),
    created_by: String(userId),
    updated_at: toParisTime(updatedAt),
    updated_by: String(userId),
  };
  return { id, createdAt, updatedAt, body };
}

export function toWantedArea(type: number): ApimoRequestBody {
  return { type, number: 1, area_min: null };
}

/** Plots are at times measured in hectares, and a few buyers think in square feet. */
function areaUnitOf({ id, propertyClasses }: MarketRequest): string {
  if (propertyClasses[0] === 'LAND') return noise(`unit ${id}`) < 0.3 ? '7' : '1';
  return noise(`unit ${id}`) < 0.03 ? '2' : '1';
}

function activeFlag({ id, isActive }: MarketRequest): boolean | string {
  return noise(`active ${id}`) < 0.9 ? isActive : isActive ? '1' : '0';
}

/** What the gazetteer does not know stands as a region without a city. */
function toLocation(requestId: number, { spelling }: RequestedPlace): ApimoRequestBody {
  const city = findCity(spelling);
  if (city === undefined) return { region: { id: '12', name: spelling }, city: null, district: null };
  const id = noise(`city ${requestId} ${spelling}`) < 0.8 ? city.id : Number(city.id);
  return { region: null, city: { id, name: spelling }, district: null };
}
