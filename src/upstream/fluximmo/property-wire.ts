import type { AdvertSummary } from '../../domain/advert.js';
import type { Property } from '../../domain/property.js';
import { looseBoolean, looseText, looseInstant, looseList, looseNumber, looseObject } from '../shape.js';
import { habitation, land, parking } from './habitation-wire.js';
import { medias, offer, propertyClass, seller, source, tags } from './listing-wire.js';
import { location } from './location-wire.js';
import { amount, currency, toMoney } from './wire.js';

const pricePoint = looseObject({ value: amount, valuePerArea: amount });

const price = looseObject({
  currency,
  initial: pricePoint,
  latest: pricePoint,
  isAuction: looseBoolean,
  warrantyDeposit: amount,
  variation: looseObject({
    sinceLastModified: looseNumber,
    sincePublished: looseNumber,
    absoluteSinceLastModified: looseNumber,
    absoluteSincePublished: looseNumber,
  }),
});

const rawAdvertSummary = looseObject({
  flxId: looseText,
  title: looseText,
  description: looseText,
  source,
  seller,
  isOnline: looseBoolean,
  isPro: looseBoolean,
  isExclusive: looseBoolean,
  hasAnomaly: looseBoolean,
  firstSeenAt: looseInstant,
  lastSeenAt: looseInstant,
  price,
  medias,
});
type RawAdvertSummary = NonNullable<ReturnType<typeof rawAdvertSummary.parse>>;

const rawProperty = looseObject({
  flxId: looseText,
  type: propertyClass,
  title: looseText,
  description: looseText,
  adverts: looseList(rawAdvertSummary),
  price,
  offer,
  location,
  habitation,
  land,
  parking,
  medias,
  tags,
  isUrgent: looseBoolean,
  hasAnomaly: looseBoolean,
  meta: looseObject({
    firstSeenAt: looseInstant,
    isTotallyOffline: looseBoolean,
    lastPublishedAt: looseInstant,
    lastSeenAt: looseInstant,
    lastUpdatedAt: looseInstant,
    totallyOfflineAt: looseInstant,
  }),
});

/** Reads a `PropertyDto`; `null` where it does not even say which property it is. */
export function toProperty(value: unknown): Property | null {
  const raw = rawProperty.parse(value);
  if (raw === null) return null;
  const { flxId, type, adverts, price: prices, meta, ...same } = raw;
  if (flxId === null) return null;
  const code = prices?.currency ?? null;
  const isTotallyOffline = meta?.isTotallyOffline ?? null;
  return {
    ...same,
    flxId,
    propertyClass: type,
    adverts: toAdvertSummaries(adverts ?? [], flxId),
    initialPrice: toMoney(prices?.initial?.value, code),
    latestPrice: toMoney(prices?.latest?.value, code),
    pricePerArea: toMoney(prices?.latest?.valuePerArea, code),
    priceVariation: prices?.variation ?? null,
    warrantyDeposit: toMoney(prices?.warrantyDeposit, code),
    isAuction: prices?.isAuction ?? null,
    isOnline: isTotallyOffline === null ? null : !isTotallyOffline,
    firstSeenAt: meta?.firstSeenAt ?? null,
    lastSeenAt: meta?.lastSeenAt ?? null,
    lastPublishedAt: meta?.lastPublishedAt ?? null,
    lastUpdatedAt: meta?.lastUpdatedAt ?? null,
    totallyOfflineAt: meta?.totallyOfflineAt ?? null,
  };
}

/** One each, the first where an advert is listed twice. */
function toAdvertSummaries(raws: readonly RawAdvertSummary[], propertyFlxId: string): readonly AdvertSummary[] {
  const summaries = new Map<string, AdvertSummary>();
  for (const { flxId, price: prices, ...same } of raws) {
    if (flxId === null || summaries.has(flxId)) continue;
    const code = prices?.currency ?? null;
    summaries.set(flxId, {
      ...same,
      flxId,
      propertyFlxId,
      price: toMoney(prices?.latest?.value, code),
      pricePerArea: toMoney(prices?.latest?.valuePerArea, code),
    });
  }
  return [...summaries.values()];
}
