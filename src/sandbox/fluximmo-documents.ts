import {
  blankOf,
  currencyOf,
  habitationOf,
  isQuirky,
  landOf,
  locationOf,
  mediasOf,
  offerOf,
  parkingOf,
  sellerOf,
  sourceOf,
} from './fluximmo-parts.js';
import type { FluximmoDocument } from './fluximmo-parts.js';
import type { AskedPrice, MarketAdvert } from './market-adverts.js';
import type { MarketProperty } from './market-properties.js';
import { round } from './rounding.js';

/** One `AdvertDto`. */
export function toAdvertDocument(advert: MarketAdvert, mainAdvert: MarketAdvert): FluximmoDocument {
  const { flxId, property, hiddenFact } = advert;
  const blank = blankOf(flxId);
  const value = currentPriceOf(advert);
  return {
    flxId,
    propertyFlxId: property.flxId,
    mainPropertyAdFlxId: mainAdvert.flxId,
    type: `CLASS_${property.propertyClass}`,
    title: advert.title,
    description: advert.description,
    source: sourceOf(advert),
    seller: sellerOf(advert),
    contactInCharge: advert.contact,
    isOnline: advert.offlineAt === null,
    isPro: advert.seller !== null,
    isExclusive: advert.isExclusive,
    isAuction: false,
    isUrgent: advert.isUrgent || blank,
    hasAnomaly: advert.hasAnomaly,
    firstSeenAt: advert.firstSeenAt.toISOString(),
    lastSeenAt: advert.lastSeenAt.toISOString(),
    lastModifiedAt: advert.lastModifiedAt.toISOString(),
    currency: currencyOf(flxId),
    scope: scopeOf(property),
    currentPrice: { value, valuePerArea: hiddenFact === 'livingAreaM2' ? blank : (perArea(property, value) ?? blank) },
    warrantyDeposit: property.offerType === 'RENT' ? value : blank,
    charges: chargesOf(advert),
    offer: offerOf(property),
    location: locationOf(flxId, property),
    habitation: habitationOf(flxId, property, hiddenFact),
    land: landOf(flxId, property, hiddenFact),
    parking: parkingOf(flxId, property),
    medias: mediasOf([advert]),
    tags: advert.tags,
  };
}

/** One `PropertyDto`: what all its adverts tell, `adverts` the oldest first. */
export function toPropertyDocument(
  property: MarketProperty,
  adverts: readonly [MarketAdvert, ...MarketAdvert[]],
): FluximmoDocument {
  const { flxId } = property;
  const [first] = adverts;
  const latest = adverts.at(-1) ?? first;
  const isTotallyOffline = adverts.every(({ offlineAt }) => offlineAt !== null);
  return {
    flxId,
    type: `CLASS_${property.propertyClass}`,
    title: first.title,
    description: first.description,
    adverts: adverts.map(toPropertyAdvertDocument),
    offer: offerOf(property),
    location: locationOf(flxId, property),
    habitation: habitationOf(flxId, property, null),
    land: landOf(flxId, property, null),
    parking: parkingOf(flxId, property),
    medias: mediasOf(adverts),
    tags: [...new Set(adverts.flatMap(({ tags }) => tags))],
    isUrgent: adverts.some(({ isUrgent }) => isUrgent),
    hasAnomaly: adverts.some(({ hasAnomaly }) => hasAnomaly),
    price: priceOf(property, { flxId, initial: first.prices[0], initialIn: first, latestIn: latest }),
    meta: {
      firstSeenAt: first.firstSeenAt.toISOString(),
      lastPublishedAt: latestOf(adverts.map(({ firstSeenAt }) => firstSeenAt)),
      lastSeenAt: latestOf(adverts.map(({ lastSeenAt }) => lastSeenAt)),
      lastUpdatedAt: latestOf(adverts.map(({ lastModifiedAt }) => lastModifiedAt)),
      isTotallyOffline,
      totallyOfflineAt: isTotallyOffline ? latestOf(adverts.map(({ offlineAt }) => offlineAt)) : blankOf(flxId),
    },
  };
}

export function currentPriceOf({ prices }: MarketAdvert): number {
  return (prices.at(-1) ?? prices[0]).value;
}

/** Euros a m² of the area that the class is priced by; `null` where nobody knows it. */
export function perArea({ propertyClass, facts, surfaceM2 }: MarketProperty, price: number): number | null {
  const area = propertyClass === 'FLAT' || propertyClass === 'HOUSE' ? facts.livingAreaM2 : surfaceM2;
  return area === null ? null : round(price / area, 2);
}

/** Thinner than an advert of its own, and with bare `[lng, lat]` coordinates. */
function toPropertyAdvertDocument(advert: MarketAdvert): FluximmoDocument {
  const { flxId, property, offlineAt } = advert;
  return {
    flxId,
    title: advert.title,
    description: advert.description,
    source: sourceOf(advert),
    seller: sellerOf(advert),
    isOnline: offlineAt === null,
    isPro: advert.seller !== null,
    isExclusive: advert.isExclusive,
    hasAnomaly: advert.hasAnomaly,
    firstSeenAt: advert.firstSeenAt.toISOString(),
    lastSeenAt: advert.lastSeenAt.toISOString(),
    offlineAt: offlineAt?.toISOString() ?? blankOf(flxId),
    location: [property.longitude, property.latitude],
    medias: mediasOf([advert]),
    price: priceOf(property, { flxId, initial: advert.prices[0], initialIn: advert, latestIn: advert }),
  };
}

type PriceStory = Readonly<{ flxId: string; initial: AskedPrice; initialIn: MarketAdvert; latestIn: MarketAdvert }>;

function priceOf(property: MarketProperty, { flxId, initial, initialIn, latestIn }: PriceStory): FluximmoDocument {
  const latest = currentPriceOf(latestIn);
  const beforeLatest = (latestIn.prices.at(-2) ?? initial).value;
  const sincePublished = percentChange(initial.value, latest);
  const sinceLastModified = percentChange(beforeLatest, latest);
  return {
    currency: currencyOf(flxId),
    initial: pricePoint(property, initialIn, initial.value),
    latest: pricePoint(property, latestIn, latest),
    isAuction: false,
    scope: scopeOf(property),
    warrantyDeposit: property.offerType === 'RENT' ? latest : blankOf(flxId),
    variation: {
      sincePublished,
      sinceLastModified,
      absoluteSincePublished: Math.abs(sincePublished),
      absoluteSinceLastModified: Math.abs(sinceLastModified),
    },
  };
}

function pricePoint(property: MarketProperty, advert: MarketAdvert, value: number): FluximmoDocument {
  return { source: sourceOf(advert), value, valuePerArea: perArea(property, value) ?? blankOf(advert.flxId) };
}

function percentChange(from: number, to: number): number {
  return round((to / from - 1) * 100, 2);
}

function scopeOf({ offerType }: MarketProperty): string {
  return offerType === 'RENT' ? 'PRICING_MENSUAL' : 'PRICING_ONE_OFF';
}

/** Known for some flats only; the misspelt key is the vendor's. */
function chargesOf({ flxId, property }: MarketAdvert): FluximmoDocument | null | undefined {
  const { propertyClass, facts, offerType } = property;
  if (propertyClass !== 'FLAT' || facts.livingAreaM2 === null || !isQuirky('charges', flxId, 0.5)) {
    return blankOf(flxId);
  }
  const yearlyCondoniumFees = Math.round(facts.livingAreaM2 * (facts.hasLift ? 32 : 22));
  return offerType === 'RENT'
    ? { yearlyRentalFees: yearlyCondoniumFees, monthlyRentSupplement: null }
    : { yearlyCondoniumFees, yearlyHousingTax: null };
}

function latestOf(dates: readonly (Date | null)[]): string {
  return new Date(Math.max(...dates.map((date) => date?.getTime() ?? 0))).toISOString();
}
