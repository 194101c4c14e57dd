import { categoryIds, squareMetresByUnit, typeIds } from './apimo-catalogs.js';
import { findCityById } from './apimo-cities.js';
import type { StoredRequest } from './apimo-requests.js';
import type { AgencyListing } from './market-agencies.js';
import { noise } from './noise.js';
import { toParisTime } from './paris-time.js';

export type StoredCrossing = Readonly<{ stepId: number; updatedAt: Date; body: Readonly<Record<string, unknown>> }>;

type Criteria = Readonly<{
  category: string;
  types: readonly string[];
  inseeCodes: readonly string[];
  tolerance: number;
  minPrice: number | null;
  maxPrice: number | null;
  minAreaM2: number | null;
  rooms: number | null;
  roomsOperator: string;
}>;

const minScore = 40;

/** The agency's own listings that suit a request, by property id; how the vendor scores is not documented. */
export function findCrossings(request: StoredRequest, listings: readonly AgencyListing[]): StoredCrossing[] {
  const criteria = readCriteria(request);
  return listings.flatMap((listing) => {
    const score = scoreOf(criteria, listing);
    return score < minScore ? [] : [toCrossing(request, listing, score)];
  });
}

function toCrossing(request: StoredRequest, listing: AgencyListing, score: number): StoredCrossing {
  const createdAt = later(request.createdAt, listing.createdAt);
  const updatedAt = later(createdAt, later(request.updatedAt, listing.updatedAt));
  const draw = noise(`step ${request.id} ${listing.id}`);
  const stepId = draw < 0.6 ? 1 : draw < 0.9 ? 2 : 3;
  return {
    stepId,
    updatedAt,
    body: {
      property_id: listing.id,
      step_id: stepId,
      total: String(score),
      created_at: toParisTime(createdAt),
      updated_at: toParisTime(updatedAt),
    },
  };
}

function scoreOf(criteria: Criteria, { property, price }: AgencyListing): number {
  const { category, types, inseeCodes, tolerance } = criteria;
  if (category !== categoryIds[property.offerType]) return 0;
  if (types.length > 0 && !types.includes(typeIds[property.propertyClass])) return 0;
  if (inseeCodes.length > 0 && !inseeCodes.includes(property.zone.inseeCode)) return 0;

  const area = property.facts.livingAreaM2 ?? property.surfaceM2;
  const isPriceRight =
    (criteria.maxPrice === null || price <= criteria.maxPrice * (1 + tolerance)) &&
    (criteria.minPrice === null || price >= criteria.minPrice * (1 - tolerance));
  const isAreaRight = criteria.minAreaM2 === null || (area !== null && area >= criteria.minAreaM2 * (1 - tolerance));
  return (
    40 + (isPriceRight ? 30 : 0) + (isAreaRight ? 15 : 0) + (areRoomsRight(criteria, property.facts.roomCount) ? 15 : 0)
  );
}

function areRoomsRight({ rooms, roomsOperator }: Criteria, roomCount: number | null): boolean {
  if (rooms === null) return true;
  if (roomCount === null) return false;
  if (roomsOperator === '1') return roomCount === rooms;
  return roomsOperator === '3' ? roomCount <= rooms : roomCount >= rooms;
}

/** From the answer's shape, so that a request which was written counts like one that was there. */
function readCriteria({ body }: StoredRequest): Criteria {
  const { category, types, locations, margin, price, area, rooms, rooms_operator: operator } = body;
  const asked = area as Readonly<{ min: unknown; unit: unknown }>;
  const minArea = toNumber(asked.min);
  const { min, max } = price as Readonly<{ min: unknown; max: unknown }>;
  return {
    category: String(category),
    types: (types as unknown[]).map(String),
    inseeCodes: (locations as Readonly<{ city: Readonly<{ id: unknown }> | null }>[]).flatMap(
      ({ city }) => findCityById(String(city?.id))?.inseeCodes ?? [],
    ),
    tolerance: (toNumber(margin) ?? 0) / 100,
    minPrice: toNumber(min),
    maxPrice: toNumber(max),
    minAreaM2: minArea === null ? null : minArea * (squareMetresByUnit[String(asked.unit)] ?? 1),
    rooms: toNumber(rooms),
    roomsOperator: String(operator),
  };
}

function toNumber(value: unknown): number | null {
  return value === null || value === undefined || value === '' ? null : Number(value);
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
