import { z } from 'zod';
import type { AreaCriterion, FloorCriterion, OutdoorWish, ServiceWish, ViewWish } from '../../domain/buyer-criteria.js';
import type { BuyerRequest } from '../../domain/buyer-request.js';
import { toCoordinates } from '../../domain/location.js';
import type { OfferType, PropertyClass } from '../../domain/vocabulary.js';
import { invalidResponse } from '../errors.js';
import type { UpstreamError } from '../errors.js';
import { isRecord } from '../reading.js';
import { looseBoolean, looseText, looseInteger, looseList, looseNumber, looseObject } from '../shape.js';
import {
  BUSINESS_SUBTYPE,
  PROGRAM_CATEGORY,
  SQUARE_METRE_UNIT,
  TOP_FLOOR_ID,
  comparisonByOperator,
  conditionById,
  entryOf,
  floorNumberOf,
  offerTypeByCategory,
  outdoorKindByArea,
  propertyClassByType,
  serviceKindByArea,
  serviceKindById,
  squareMetresByUnit,
  standingById,
  viewOnByLandscape,
  viewReachById,
} from './catalogue.js';
import { looseParisTime } from './paris-time.js';
import { toRequestedLocations, wireLocations } from './wire-locations.js';
import type { ResolvePlace } from './wire-locations.js';

/** What is read besides our own words and written back as it came. */
const keptKeys = [
  'category',
  'subcategory',
  'types',
  'subtype',
  'referral',
  'subreferral',
  'ranking',
  'last_action',
  'auto',
  'coordinates',
  'sector',
  'zone',
  'standing',
  'view',
  'condition',
  'availability',
  'price',
  'area',
  'rooms_operator',
  'rooms',
  'bedrooms',
  'margin',
  'floor',
  'areas',
  'proximities',
  'services',
  'activities',
  'tags',
  'tags_customized',
] as const;

/** Lists come as lists of strings or numbers; the comma text that they are written in is understood too. */
export const idList = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  looseList(looseText),
);
const areaShape = z.object({ type: looseText, number: looseInteger, area_min: looseNumber });
const wantedAreas = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  looseList(z.preprocess((each) => (isRecord(each) ? each : { type: each }), areaShape)),
);

const wireRequest = z.object({
  id: looseText,
  active: looseBoolean,
  contact: looseText,
  user: looseText,
  category: looseText,
  types: idList,
  subtype: looseText,
  country: looseText,
  locations: wireLocations,
  coordinates: looseObject({
    latitude: looseNumber,
    longitude: looseNumber,
    lat: looseNumber,
    lng: looseNumber,
    radius: looseNumber,
  }),
  rooms_operator: looseText,
  rooms: looseNumber,
  bedrooms: looseInteger,
  standing: looseText,
  view: looseObject({ type: looseText, landscape: idList }),
  condition: looseText,
  margin: looseNumber,
  area: looseObject({ min: looseNumber, max: looseNumber, unit: looseText }),
  price: looseObject({ min: looseNumber, max: looseNumber, currency: looseText }),
  floor: looseObject({ operator: looseText, type: looseInteger, value: looseInteger }),
  areas: wantedAreas,
  services: idList,
  comment: looseText,
  free_criteria: looseText,
  created_at: looseParisTime,
  updated_at: looseParisTime,
});
type WireRequest = z.output<typeof wireRequest>;

/** One request of a list; an error in its place where it cannot be told which request it is. */
export function toBuyerRequest(
  raw: unknown,
  agencyId: string,
  resolvePlace: ResolvePlace,
): BuyerRequest | UpstreamError {
  const parsed = isRecord(raw) ? wireRequest.safeParse(raw) : undefined;
  if (!isRecord(raw) || parsed?.success !== true) return unreadable('a request that is none', parsed?.error);
  const wire = parsed.data;
  if (wire.id === null) return unreadable('a request without an identifier');
  return {
    agencyId,
    requestId: wire.id,
    isActive: wire.active ?? false,
    offerType: toOfferType(wire),
    propertyClasses: toPropertyClasses(wire),
    countryCode: wire.country?.toUpperCase() ?? null,
    locations: toRequestedLocations(wire.locations, wire.country, resolvePlace),
    around: toAround(wire),
    price: toPrice(wire),
    area: toArea(wire),
    rooms: toRooms(wire),
    minBedrooms: positive(wire.bedrooms),
    margin: wire.margin !== null && wire.margin >= 0 ? wire.margin : null,
    floor: toFloor(wire),
    condition: entryOf(conditionById, wire.condition),
    standing: entryOf(standingById, wire.standing),
    view: toView(wire),
    outdoorAreas: toOutdoorAreas(wire),
    services: toServices(wire),
    userId: wire.user,
    contactId: wire.contact,
    comment: wire.comment,
    freeCriteria: wire.free_criteria,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    beyond: Object.fromEntries(keptKeys.flatMap((key) => (isBlank(raw[key]) ? [] : [[key, raw[key]]]))),
  };
}

/** Of what is wanted or offered; a category that came later than this is UNKNOWN. */
export function toOfferType({ category, subtype }: Pick<WireRequest, 'category' | 'subtype'>): OfferType {
  const offerType = entryOf(offerTypeByCategory, category) ?? 'UNKNOWN';
  return offerType === 'BUY' && subtype === BUSINESS_SUBTYPE ? 'BUSINESS_TAKE_OVER' : offerType;
}

/** The classes that Apimo's types stand for; a type that came later than this is UNKNOWN. */
function toPropertyClasses({ category, types }: WireRequest): readonly PropertyClass[] {
  const classes = (types ?? []).map((type) => entryOf(propertyClassByType, type) ?? 'UNKNOWN');
  return [...new Set(category === PROGRAM_CATEGORY ? [...classes, 'PROGRAM' as const] : classes)];
}

function toAround({ coordinates }: WireRequest): BuyerRequest['around'] {
  if (coordinates === null) return null;
  const { latitude, longitude, lat, lng, radius } = coordinates;
  const middle = toCoordinates(latitude ?? lat, longitude ?? lng);
  return middle === null ? null : { coordinates: middle, radius, radiusKm: toRadiusKm(radius) };
}

/** More kilometres than nobody would search within, fewer metres than nobody would. */
const MOST_KM = 100;
const LEAST_METRES = 300;

/** Apimo does not tell the unit of a radius: what is too far for kilometres is in metres. */
function toRadiusKm(radius: number | null): number | null {
  if (radius === null || radius <= 0) return null;
  if (radius <= MOST_KM) return radius;
  return radius >= LEAST_METRES ? radius / 1000 : null;
}

/** An amount in a currency that is none is not understood, rather than misread. */
function toPrice({ price }: WireRequest): BuyerRequest['price'] {
  const [min, max] = [positive(price?.min), positive(price?.max)];
  const currency = price?.currency?.toUpperCase() ?? 'EUR';
  return (min === null && max === null) || !/^[A-Z]{3}$/.test(currency) ? null : { min, max, currency };
}

/** An area in a unit that nobody knows is not understood, rather than misread. */
function toArea({ area }: WireRequest): AreaCriterion | null {
  const factor = entryOf(squareMetresByUnit, area?.unit ?? SQUARE_METRE_UNIT);
  const [min, max] = [positive(area?.min), positive(area?.max)];
  if (factor === null || (min === null && max === null)) return null;
  const inSquareMetres = (amount: number | null) => (amount === null ? null : Math.round(amount * factor * 100) / 100);
  return { min: inSquareMetres(min), max: inSquareMetres(max) };
}

/** Apimo's own software reads a number of rooms without an operator as the fewest that will do. */
function toRooms({ rooms, rooms_operator: operator }: WireRequest): BuyerRequest['rooms'] {
  const value = positive(rooms);
  return value === null ? null : { operator: entryOf(comparisonByOperator, operator) ?? 'AT_LEAST', value };
}

function toFloor({ floor }: WireRequest): FloorCriterion | null {
  if (floor === null) return null;
  if (floor.type === TOP_FLOOR_ID) return { kind: 'TOP' };
  const value = floor.value ?? (floor.type === null ? null : floorNumberOf(floor.type));
  if (value === null) return null;
  return { kind: 'NUMBER', operator: entryOf(comparisonByOperator, floor.operator) ?? 'AT_LEAST', value };
}

/** Landscapes that adverts do not tell of are left out: nobody could say whether they are there. */
function toView({ view }: WireRequest): ViewWish | null {
  const reach = entryOf(viewReachById, view?.type ?? null);
  const on = (view?.landscape ?? []).flatMap((id) => entryOf(viewOnByLandscape, id) ?? []);
  return reach === null && on.length === 0 ? null : { reach, on };
}

function toOutdoorAreas({ areas }: WireRequest): readonly OutdoorWish[] {
  return (areas ?? []).flatMap(({ type, number, area_min: minArea }) => {
    const kind = entryOf(outdoorKindByArea, type);
    return kind === null ? [] : [{ kind, count: Math.max(1, number ?? 1), minAreaM2: positive(minArea) }];
  });
}

function toServices({ areas, services }: WireRequest): readonly ServiceWish[] {
  const spaces = (areas ?? []).map(({ type, number }) => ({
    kind: entryOf(serviceKindByArea, type),
    count: Math.max(1, number ?? 1),
  }));
  const wishes = [...spaces, ...(services ?? []).map((id) => ({ kind: entryOf(serviceKindById, id), count: 1 }))];
  return wishes.flatMap(({ kind, count }) => (kind === null ? [] : [{ kind, count }]));
}

/** Apimo writes 0 and "" for what is not asked. */
function positive(amount: number | null | undefined): number | null {
  return amount !== null && amount !== undefined && amount > 0 ? amount : null;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function unreadable(what: string, cause?: unknown): UpstreamError {
  return invalidResponse('apimo', `sent ${what}`, cause);
}
