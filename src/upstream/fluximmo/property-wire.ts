import type { AdvertSummary } from '../../domain/advert.js';
import type { Property } from '../../domain/property.js';
import { readBoolean, readText, readInstant, listOf, readNumber, recordOf } from '../reading.js';
import type { ReadBy } from '../reading.js';
import { habitation, land, parking } from './habitation-wire.js';
import { medias, offer, propertyClass, seller, source, tags } from './listing-wire.js';
import { location } from './location-wire.js';
import { amount, currency, toMoney } from './wire.js';

const pricePoint = recordOf({ value: amount, valuePerArea: amount });

const price = recordOf({
  currency,
  initial: pricePoint,
  latest: pricePoint,
  isAuction: readBoolean,
  warrantyDeposit: amount,
  variation: recordOf({
    sinceLastModified: readNumber,
    sincePublished: readNumber,
    absoluteSinceLastModified: readNumber,
    absoluteSincePublished: readNumber,
  }),
});

const rawAdvertSummary = recordOf({
  flxId: readText,
  title: readText,
  description: readText,
  source,
  seller,
  isOnline: readBoolean,
  isPro: readBoolean,
  isExclusive: readBoolean,
  hasAnomaly: readBoolean,
  firstSeenAt: readInstant,
  lastSeenAt: readInstant,
  price,
  medias,
});
type RawAdvertSummary = NonNullable<ReadBy<typeof rawAdvertSummary>>;

const rawProperty = recordOf({
  flxId: readText,
  type: propertyClass,
  title: readText,
  description: readText,
  adverts: listOf(rawAdvertSummary),
  price,
  offer,
  location,
  habitation,
  land,
  parking,
  medias,
  tags,
  isUrgent: readBoolean,
  hasAnomaly: readBoolean,
  meta: recordOf({
    firstSeenAt: readInstant,
    isTotallyOffline: readBoolean,
    lastPublishedAt: readInstant,
    lastSeenAt: readInstant,
    lastUpdatedAt: readInstant,
    totallyOfflineAt: readInstant,
  }),
});

/** Reads a `PropertyDto`; `null` where it does not even say which property it is. */
export function toProperty(value: unknown): Property | null {
  const raw = rawProperty(value);
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
