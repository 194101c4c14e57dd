import { badInput } from '../../domain/refusal.js';
import type { AdvertFilter, PropertyFilter, Range, Search, SearchOrder } from '../../domain/search.js';
import type { EnergyGrade } from '../../domain/vocabulary.js';
import { UpstreamError } from '../errors.js';
import { isRecord } from '../reading.js';
import { count, invalid, prefixes, readList } from './wire.js';

/** A failed item keeps its place as an error. `nextHash` is `null` where nothing can follow. */
export type SearchPage<T> = Readonly<{
  items: readonly (T | UpstreamError)[];
  nextHash: string | null;
  totalCount: number | null;
}>;

/** `size` is 1 to 100; `afterHash` is the `nextHash` of the page before. */
export type PageRequest = Readonly<{ size: number; afterHash: string | null }>;

/** The largest page (the vendor's search documentation). */
export const MAX_PAGE_SIZE = 100;
/** Places of a property search are sent as every combination of the lists given, which multiplies. */
const MAX_PLACES = 1000;

type Payload = Readonly<Record<string, unknown>>;

/** What is searched for: also the whole payload of a count, under `search`. */
export function toAdvertQuery({ filter }: Search<AdvertFilter>): Payload {
  const { near } = filter;
  return toQuery('filterAd', filter, {
    currentPrice: nested({ value: range(filter.price), valuePerArea: range(filter.pricePerArea) }),
    location: nested({
      inseeCode: given(filter.inseeCode),
      postalCode: given(filter.postalCode),
      department: given(filter.department),
      // Filters say `lon` where answers say `lng`.
      locationCoordinate: near
        ? {
            location: {
              geoDistance: { distanceKm: near.distanceKm, pin: { lat: near.latitude, lon: near.longitude } },
            },
          }
        : undefined,
    }),
    propertyFlxId: list(filter.propertyFlxIds),
    isOnline: given(filter.isOnline),
    isPro: given(filter.isPro),
    isExclusive: given(filter.isExclusive),
    firstSeenAt: list([range(filter.firstSeen)]),
    lastModifiedAt: list([range(filter.lastModified)]),
  });
}

/** As `toAdvertQuery`, for properties. */
export function toPropertyQuery({ filter }: Search<PropertyFilter>): Payload {
  return toQuery('filterProperty', filter, {
    price: nested({
      latest: nested({ value: range(filter.price), valuePerArea: range(filter.pricePerArea) }),
    }),
    location: list(placesOf(filter)),
    meta: nested({
      isTotallyOffline: typeof filter.isOnline === 'boolean' ? !filter.isOnline : undefined,
      firstSeenAt: range(filter.firstSeen),
      lastUpdatedAt: range(filter.lastUpdated),
    }),
  });
}

/** Throws `RangeError` where `size` is not one that the vendor takes. */
export function toSearchPayload(search: Payload, order: SearchOrder, { size, afterHash }: PageRequest): Payload {
  return {
    orderBy: order.direction,
    sortBy: order.field,
    size: checkSize(size),
    search,
    ...(afterHash === null ? {} : { searchAfterHash: afterHash }),
  };
}

export function checkSize(size: number): number {
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return size;
  throw new RangeError(`A page has 1 to ${MAX_PAGE_SIZE} records, not ${size}.`);
}

/**
 * Reads a page of a search. A record that comes twice in it is kept once. A page that is not full, or that leads to
 * itself, is the last.
 */
export function readSearchPage<T extends Readonly<{ flxId: string }>>(
  data: unknown,
  toItem: (value: unknown) => T | null,
  { size, afterHash }: PageRequest,
): SearchPage<T> {
  if (!isRecord(data)) throw invalid('sent a search without a page');
  const values = readList(data['items']);
  const seen = new Set<string>();
  const items = values.flatMap((value): (T | UpstreamError)[] => {
    const item = toItem(value);
    if (item === null) return [invalid('sent a record that cannot be read')];
    if (seen.has(item.flxId)) return [];
    seen.add(item.flxId);
    return [item];
  });
  const hash = data['searchAfterHash'];
  const leadsOn = typeof hash === 'string' && hash !== '' && hash !== afterHash && values.length >= size;
  return { items, nextHash: leadsOn ? hash : null, totalCount: count(data['count']) };
}

export function isReadable<T>(item: T | UpstreamError): item is T {
  return !(item instanceof UpstreamError);
}

function toQuery(filterName: string, filter: AdvertFilter | PropertyFilter, own: Payload): Payload {
  const { propertyClasses, offerTypes, energyGrades, fullTexts, keywords } = filter;
  return {
    [filterName]: defined({
      type: list(propertyClasses?.map((each) => `${prefixes.propertyClass}${each}`)),
      offer: list(offerTypes?.map((each) => ({ type: `${prefixes.offerType}${each}` }))),
      habitation: nested({
        surface: nested({ total: range(filter.livingArea) }),
        roomCount: range(filter.roomCount),
        bedroomCount: range(filter.bedroomCount),
        climate: nested({ epcEnergy: list(energyGrades?.map(toEnergyGrade)) }),
      }),
      land: nested({ surface: range(filter.landArea) }),
      ...own,
    }),
    fullTexts: fullTexts ?? [],
    keywords: keywords ?? [],
  };
}

function toEnergyGrade(grade: EnergyGrade): string {
  return `${prefixes.energyGrade}${grade === 'NOT_CONCERNED' ? 'NC' : grade}`;
}

/** Members of the vendor's list are alternatives, and the fields within one add up. */
function placesOf({ inseeCodes, postalCodes, departments }: PropertyFilter): readonly Payload[] {
  const lists = [
    toPlaces('inseeCode', inseeCodes),
    toPlaces('postalCode', postalCodes),
    toPlaces('department', departments),
  ].filter((places) => places.length > 0);
  if (lists.length === 0) return [];
  const combinations = lists.reduce((product, places) => product * places.length, 1);
  if (combinations > MAX_PLACES) {
    throw badInput('filter', `combines more than ${MAX_PLACES} INSEE codes, postal codes and departments`);
  }
  return lists.reduce<readonly Payload[]>(
    (combined, places) => combined.flatMap((one) => places.map((other) => ({ ...one, ...other }))),
    [{}],
  );
}

function toPlaces(name: string, values: readonly string[] | null | undefined): readonly Payload[] {
  return [...new Set(values ?? [])].map((value) => ({ [name]: value }));
}

function range<T>(wanted: Range<T> | null | undefined): Payload | undefined {
  return nested({ min: given(wanted?.min), max: given(wanted?.max) });
}

/** An empty list asks for nothing in particular. */
function list<T>(values: readonly T[] | null | undefined): readonly T[] | undefined {
  const some = values?.filter((value) => value !== undefined) ?? [];
  return some.length === 0 ? undefined : some;
}

function nested(fields: Payload): Payload | undefined {
  const some = defined(fields);
  return Object.keys(some).length === 0 ? undefined : some;
}

function defined(fields: Payload): Payload {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function given<T>(value: T | null | undefined): T | undefined {
  return value ?? undefined;
}
