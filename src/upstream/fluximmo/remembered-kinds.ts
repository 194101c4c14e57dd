import type { Advert } from '../../domain/advert.js';
import type { Contact } from '../../domain/listing.js';
import type { Property } from '../../domain/property.js';
import type { ZoneStatistics } from '../../domain/zone-statistics.js';
import { UpstreamError } from '../errors.js';
import type { RememberedKind } from '../policy/remember.js';
import type { RememberingPolicy } from '../policy/remembered-entry.js';
import { isRecord } from '../reading.js';
import type { SearchPage } from './search-wire.js';

/** An advert's contact is personal data, and never remembered: where it is `undefined`, the vendor is to be asked. */
export type RememberedAdvert = Omit<Advert, 'contactInCharge'> & Readonly<{ contactInCharge?: Contact | null }>;

/** For how long answers of Fluximmo are remembered. */
export type FluximmoPolicies = Readonly<{
  /** Adverts, also by address and by property, and properties. */
  listings: RememberingPolicy;
  /** Searches, counts and similar properties. */
  searches: RememberingPolicy;
  statistics: RememberingPolicy;
}>;

/** Raised whenever what is kept of a record changes in a way that its own fields do not show. */
export const SHAPE_VERSION = 1;

type Kind<Value> = RememberedKind<Value>;

export type FluximmoKinds = Readonly<{
  advert: Kind<RememberedAdvert>;
  advertByUrl: Kind<RememberedAdvert>;
  advertsOfProperty: Kind<readonly RememberedAdvert[]>;
  property: Kind<Property>;
  propertyByUrl: Kind<Property>;
  propertyOfAdvert: Kind<Property>;
  advertSearch: Kind<SearchPage<RememberedAdvert>>;
  propertySearch: Kind<SearchPage<Property>>;
  advertCount: Kind<number>;
  propertyCount: Kind<number>;
  similarProperties: Kind<readonly Property[]>;
  zoneStatistics: Kind<ZoneStatistics>;
}>;

export function createFluximmoKinds({ listings, searches, statistics }: FluximmoPolicies): FluximmoKinds {
  const advert = { policy: listings, toKept: withoutContact, fromKept: toAdvert };
  const property = { policy: listings, toKept: same, fromKept: toProperty };
  const count = { policy: searches, toKept: same, fromKept: toCount };
  return {
    advert: { name: 'advert', ...advert, fromKept: (kept, flxId) => ofKey(toAdvert(kept), flxId) },
    advertByUrl: { name: 'advert-by-url', ...advert },
    advertsOfProperty: {
      name: 'adverts-of-property',
      policy: listings,
      toKept: (adverts) => adverts.map(withoutContact),
      fromKept: (kept) => toList(kept, toAdvert),
    },
    property: { name: 'property', ...property, fromKept: (kept, flxId) => ofKey(toProperty(kept), flxId) },
    propertyByUrl: { name: 'property-by-url', ...property },
    propertyOfAdvert: { name: 'property-of-advert', ...property },
    advertSearch: { name: 'advert-search', policy: searches, ...pagesOf(withoutContact, toAdvert) },
    propertySearch: { name: 'property-search', policy: searches, ...pagesOf(same, toProperty) },
    advertCount: { name: 'advert-count', ...count },
    propertyCount: { name: 'property-count', ...count },
    similarProperties: {
      name: 'similar-properties',
      policy: searches,
      toKept: same,
      fromKept: (kept) => toList(kept, toProperty),
    },
    zoneStatistics: { name: 'zone-statistics', policy: statistics, toKept: same, fromKept: toZoneStatistics },
  };
}

type Fields<T> = Readonly<Record<keyof T, true>>;

const advertFields: Fields<Omit<Advert, 'contactInCharge'>> = {
  flxId: true,
  propertyFlxId: true,
  mainAdvertFlxId: true,
  propertyClass: true,
  title: true,
  description: true,
  source: true,
  seller: true,
  isOnline: true,
  isPro: true,
  isExclusive: true,
  isAuction: true,
  isUrgent: true,
  hasAnomaly: true,
  firstSeenAt: true,
  lastSeenAt: true,
  lastModifiedAt: true,
  price: true,
  pricePerArea: true,
  pricing: true,
  charges: true,
  warrantyDeposit: true,
  offer: true,
  location: true,
  habitation: true,
  land: true,
  parking: true,
  medias: true,
  tags: true,
};

const propertyFields: Fields<Property> = {
  flxId: true,
  propertyClass: true,
  title: true,
  description: true,
  adverts: true,
  initialPrice: true,
  latestPrice: true,
  pricePerArea: true,
  priceVariation: true,
  warrantyDeposit: true,
  isAuction: true,
  offer: true,
  location: true,
  habitation: true,
  land: true,
  parking: true,
  medias: true,
  tags: true,
  isUrgent: true,
  hasAnomaly: true,
  isOnline: true,
  firstSeenAt: true,
  lastSeenAt: true,
  lastPublishedAt: true,
  lastUpdatedAt: true,
  totallyOfflineAt: true,
};

const statisticsFields: Fields<ZoneStatistics> = {
  inseeCode: true,
  propertyClass: true,
  offerType: true,
  average: true,
  median: true,
  limits: true,
  confidence: true,
};

function same(value: unknown): unknown {
  return value;
}

function withoutContact({ contactInCharge: _contact, ...advert }: RememberedAdvert): unknown {
  return advert;
}

function toAdvert(kept: unknown): RememberedAdvert | undefined {
  return hasAll(kept, advertFields) && typeof kept.flxId === 'string' && !('contactInCharge' in kept)
    ? kept
    : undefined;
}

function toProperty(kept: unknown): Property | undefined {
  return hasAll(kept, propertyFields) && typeof kept.flxId === 'string' && Array.isArray(kept.adverts)
    ? kept
    : undefined;
}

function toZoneStatistics(kept: unknown, key: string): ZoneStatistics | undefined {
  return hasAll(kept, statisticsFields) && zoneKey(kept) === key ? kept : undefined;
}

/** By which statistics are remembered. */
export function zoneKey({
  inseeCode,
  propertyClass,
  offerType,
}: Pick<ZoneStatistics, 'inseeCode' | 'propertyClass' | 'offerType'>) {
  return `${inseeCode} ${propertyClass} ${offerType}`;
}

function toCount(kept: unknown): number | undefined {
  return typeof kept === 'number' ? kept : undefined;
}

function toList<T>(kept: unknown, toItem: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(kept)) return undefined;
  const items = kept.map(toItem).filter((item) => item !== undefined);
  return items.length === kept.length ? items : undefined;
}

/** A page with a record that could not be read is not one to be remembered. */
function pagesOf<T>(
  toKeptItem: (item: T) => unknown,
  toItem: (item: unknown) => T | undefined,
): Pick<Kind<SearchPage<T>>, 'toKept' | 'fromKept'> {
  return {
    toKept: ({ items, ...page }) => {
      const readable = items.filter((item): item is Awaited<T> & T => !(item instanceof UpstreamError));
      return readable.length === items.length ? { ...page, items: readable.map(toKeptItem) } : undefined;
    },
    fromKept: (kept) => {
      if (!isRecord(kept)) return undefined;
      const { nextHash = null, totalCount = null } = kept;
      const items = toList(kept['items'], toItem);
      if (items === undefined) return undefined;
      if (nextHash !== null && typeof nextHash !== 'string') return undefined;
      if (totalCount !== null && typeof totalCount !== 'number') return undefined;
      return { items, nextHash, totalCount };
    },
  };
}

function ofKey<T extends Readonly<{ flxId: string }>>(record: T | undefined, flxId: string): T | undefined {
  return record?.flxId === flxId ? record : undefined;
}

/** What is kept under a shape version and a set of fields was a `T` when it was written. */
function hasAll<T>(kept: unknown, fields: Readonly<Record<keyof T, true>>): kept is T {
  return isRecord(kept) && Object.keys(fields).every((name) => Object.hasOwn(kept, name));
}
