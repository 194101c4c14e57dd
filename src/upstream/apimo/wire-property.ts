import { z } from 'zod';
import type { AgencyProperty } from '../../domain/agency-property.js';
import type { OutdoorKind, ServiceKind } from '../../domain/buyer-criteria.js';
import { toCoordinates } from '../../domain/location.js';
import { silentAdvert } from '../../domain/matchable-advert.js';
import type { Feature } from '../../domain/matchable-advert.js';
import type { Money } from '../../domain/money.js';
import type { OfferType, PropertyClass } from '../../domain/vocabulary.js';
import { invalidResponse } from '../errors.js';
import type { UpstreamError } from '../errors.js';
import { isRecord } from '../reading.js';
import { looseBoolean, looseInteger, looseList, looseNumber, looseObject, looseText } from '../shape.js';
import {
  DELETED_STEP,
  PROGRAM_CATEGORY,
  SQUARE_METRE_UNIT,
  TOP_FLOOR_ID,
  conditionById,
  entryOf,
  floorNumberOf,
  monthsByPeriod,
  outdoorKindByArea,
  propertyClassByType,
  serviceKindByArea,
  serviceKindById,
  squareMetresByUnit,
  standingById,
} from './catalogue.js';
import { looseParisTime } from './paris-time.js';
import type { ResolvePlace } from './wire-locations.js';
import { idList, toOfferType } from './wire.js';

/** A flag that hides something when it is set: where it is not understood, it is taken as set. */
const hidingFlag = z
  .unknown()
  .optional()
  .transform((value) => value !== undefined && value !== null && looseBoolean.parse(value) !== false);

const wireProperty = z.object({
  reference: looseText,
  agency: z.preprocess((value) => (isRecord(value) ? value['id'] : value), looseText),
  step: looseText,
  category: looseText,
  type: looseText,
  subtype: looseText,
  address: looseText,
  publish_address: looseBoolean,
  country: looseText,
  region: looseObject({ name: looseText }),
  city: looseObject({ id: looseText, name: looseText, zipcode: looseText }),
  latitude: looseNumber,
  longitude: looseNumber,
  area: looseObject({ unit: looseText, value: looseNumber }),
  rooms: looseNumber,
  bedrooms: looseInteger,
  price: looseObject({ value: looseNumber, period: looseText, hide: hidingFlag, currency: looseText }),
  floor: looseObject({ type: looseInteger, value: looseInteger }),
  condition: looseText,
  standing: looseText,
  areas: looseList(z.object({ type: looseText, number: looseInteger, area: looseNumber })),
  services: idList,
  created_at: looseParisTime,
  updated_at: looseParisTime,
});
type WireProperty = z.output<typeof wireProperty>;

/**
 * One listing of an agency's list: an error in its place where it is another agency's than was asked, or cannot be read,
 * and `null` where the agency has deleted it.
 */
type ListedProperty = Readonly<{
  agencyPropertyId: string;
  property: AgencyProperty | UpstreamError | null;
  updatedAt: string | null;
}>;

/** An error where it cannot be told which listing it is. */
export function toListedProperty(
  raw: unknown,
  agencyId: string,
  resolvePlace: ResolvePlace,
): ListedProperty | UpstreamError {
  const agencyPropertyId = isRecord(raw) ? looseText.parse(raw['id']) : null;
  if (agencyPropertyId === null) return unreadable('a listing without an identifier');
  const parsed = wireProperty.safeParse(raw);
  if (!parsed.success) {
    const property = unreadable('a listing that cannot be read', parsed.error);
    return { agencyPropertyId, property, updatedAt: null };
  }
  const wire = parsed.data;
  const listed = { agencyPropertyId, updatedAt: wire.updated_at };
  if (wire.agency !== null && wire.agency !== agencyId) {
    return { ...listed, property: unreadable('a listing of another agency than was asked') };
  }
  if (wire.step === DELETED_STEP) return { ...listed, property: null };
  return { ...listed, property: toProperty(wire, { agencyId, agencyPropertyId }, resolvePlace) };
}

function toProperty(
  wire: WireProperty,
  id: Readonly<{ agencyId: string; agencyPropertyId: string }>,
  resolvePlace: ResolvePlace,
): AgencyProperty {
  const offerType = toOfferType(wire);
  return {
    ...silentAdvert,
    ...id,
    ...placeOf(wire, resolvePlace),
    reference: wire.reference,
    offerType,
    propertyClass: toPropertyClass(wire),
    price: toPrice(wire, offerType),
    areaM2: toAreaM2(wire),
    roomCount: positive(wire.rooms),
    bedroomCount: positive(wire.bedrooms),
    ...floorOf(wire),
    condition: entryOf(conditionById, wire.condition),
    standing: entryOf(standingById, wire.standing),
    outdoorAreas: { ...silentAdvert.outdoorAreas, ...outdoorAreasOf(wire) },
    services: { ...silentAdvert.services, ...servicesOf(wire) },
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
  };
}

/** The town is what any advert tells; the address, and the point on the map, only where the agency publishes them. */
function placeOf(
  { publish_address: isPublished, address, country, region, city, latitude, longitude }: WireProperty,
  resolvePlace: ResolvePlace,
): Pick<AgencyProperty, 'address' | 'city' | 'postalCode' | 'inseeCode' | 'coordinates'> {
  const context = {
    countryCode: country?.toUpperCase() ?? null,
    region: region?.name ?? null,
    cityId: city?.id ?? null,
    postalCode: city?.zipcode ?? null,
  };
  const name = city?.name ?? null;
  const place = name === null ? null : resolvePlace(name, context);
  return {
    address: isPublished === true ? address : null,
    city: name,
    postalCode: context.postalCode,
    inseeCode: place?.resolution === 'EXACT' ? (place.inseeCodes[0] ?? null) : null,
    coordinates: isPublished === true ? toCoordinates(latitude, longitude) : null,
  };
}

function toPropertyClass({ category, type }: WireProperty): PropertyClass | null {
  if (category === PROGRAM_CATEGORY) return 'PROGRAM';
  return type === null ? null : (entryOf(propertyClassByType, type) ?? 'UNKNOWN');
}

/** Buyers of lettings name a month's rent: a rent by the day or week, or by a period that is not told, is no such thing. */
function toPrice({ price }: WireProperty, offerType: OfferType): Money | null {
  const amount = positive(price?.value);
  if (price === null || price.hide || amount === null) return null;
  const currency = price.currency?.toUpperCase() ?? 'EUR';
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  if (offerType !== 'RENT' && offerType !== 'HOLIDAYS') return { amount, currency };
  const months = entryOf(monthsByPeriod, price.period);
  return months === null ? null : { amount: toHundredths(amount / months), currency };
}

/** An area in a unit that nobody knows is not understood, rather than misread. */
function toAreaM2({ area }: WireProperty): number | null {
  const value = positive(area?.value);
  const factor = entryOf(squareMetresByUnit, area?.unit ?? SQUARE_METRE_UNIT);
  return value === null || factor === null ? null : toHundredths(value * factor);
}

/** How many floors a building has is told in two ways that Apimo does not explain; "top floor" says enough. */
function floorOf({ floor }: WireProperty): Pick<AgencyProperty, 'floor' | 'floorCount'> {
  if (floor === null) return { floor: null, floorCount: null };
  const number = floor.value ?? (floor.type === null ? null : floorNumberOf(floor.type));
  return { floor: number, floorCount: floor.type === TOP_FLOOR_ID ? number : null };
}

function outdoorAreasOf({ areas }: WireProperty): Partial<Record<OutdoorKind, Feature>> {
  const features: Partial<Record<OutdoorKind, Feature>> = {};
  for (const { type, number, area } of areas ?? []) {
    const kind = entryOf(outdoorKindByArea, type);
    if (kind !== null) features[kind] = withMore(features[kind], number, area);
  }
  return features;
}

function servicesOf({ areas, services }: WireProperty): Partial<Record<ServiceKind, Feature>> {
  const features: Partial<Record<ServiceKind, Feature>> = {};
  for (const { type, number, area } of areas ?? []) {
    const kind = entryOf(serviceKindByArea, type);
    if (kind !== null) features[kind] = withMore(features[kind], number, area);
  }
  for (const id of services ?? []) {
    const kind = entryOf(serviceKindById, id);
    if (kind !== null) features[kind] ??= { isThere: true, count: null, areaM2: null };
  }
  return features;
}

/** Apimo lists spaces one by one or by their number; their areas add up where each is told. */
function withMore(known: Feature | undefined, number: number | null, area: number | null): Feature {
  const [count, areaM2] = [positive(number) ?? 1, positive(area)];
  if (known === undefined) return { isThere: true, count, areaM2 };
  return {
    isThere: true,
    count: (known.count ?? 1) + count,
    areaM2: known.areaM2 === null || areaM2 === null ? null : toHundredths(known.areaM2 + areaM2),
  };
}

function toHundredths(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Apimo writes 0 and "" for what is not told. */
function positive(amount: number | null | undefined): number | null {
  return amount !== null && amount !== undefined && amount > 0 ? amount : null;
}

function unreadable(what: string, cause?: unknown): UpstreamError {
  return invalidResponse('apimo', `sent ${what}`, cause);
}
