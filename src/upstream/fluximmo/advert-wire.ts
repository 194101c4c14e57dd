import type { Advert } from '../../domain/advert.js';
import type { CurrencyCode } from '../../domain/money.js';
import type { Charges } from '../../domain/listing.js';
import { pricings } from '../../domain/vocabulary.js';
import { readBoolean, wordOf, readText, readInstant, recordOf } from '../reading.js';
import type { ReadBy } from '../reading.js';
import { habitation, land, parking } from './habitation-wire.js';
import { contact, medias, offer, propertyClass, seller, source, tags } from './listing-wire.js';
import { location } from './location-wire.js';
import { amount, currency, prefixes, toMoney } from './wire.js';

const rawCharges = recordOf({
  // The misspelling is the vendor's own.
  yearlyCondoniumFees: amount,
  yearlyCondominiumFees: amount,
  yearlyElectricityFees: amount,
  yearlyHeatingFees: amount,
  yearlyHousingTax: amount,
  yearlyLivingTax: amount,
  yearlyRentalFees: amount,
  monthlyRentSupplement: amount,
});

const rawAdvert = recordOf({
  flxId: readText,
  propertyFlxId: readText,
  mainPropertyAdFlxId: readText,
  type: propertyClass,
  title: readText,
  description: readText,
  source,
  seller,
  contactInCharge: contact,
  isOnline: readBoolean,
  isPro: readBoolean,
  isExclusive: readBoolean,
  isAuction: readBoolean,
  isUrgent: readBoolean,
  hasAnomaly: readBoolean,
  firstSeenAt: readInstant,
  lastSeenAt: readInstant,
  lastModifiedAt: readInstant,
  currency,
  currentPrice: recordOf({ value: amount, valuePerArea: amount }),
  scope: wordOf(pricings, prefixes.pricing, { MENSUAL: 'MONTHLY' }),
  charges: rawCharges,
  warrantyDeposit: amount,
  offer,
  location,
  habitation,
  land,
  parking,
  medias,
  tags,
});

/** Reads an `AdvertDto`; `null` where it does not even say which advert it is. */
export function toAdvert(value: unknown): Advert | null {
  const raw = rawAdvert(value);
  if (raw === null) return null;
  const { flxId, currentPrice, currency: code } = raw;
  if (flxId === null) return null;
  return {
    flxId,
    propertyFlxId: raw.propertyFlxId,
    mainAdvertFlxId: raw.mainPropertyAdFlxId,
    propertyClass: raw.type,
    title: raw.title,
    description: raw.description,
    source: raw.source,
    seller: raw.seller,
    contactInCharge: raw.contactInCharge,
    isOnline: raw.isOnline,
    isPro: raw.isPro,
    isExclusive: raw.isExclusive,
    isAuction: raw.isAuction,
    isUrgent: raw.isUrgent,
    hasAnomaly: raw.hasAnomaly,
    firstSeenAt: raw.firstSeenAt,
    lastSeenAt: raw.lastSeenAt,
    lastModifiedAt: raw.lastModifiedAt,
    price: toMoney(currentPrice?.value, code),
    pricePerArea: toMoney(currentPrice?.valuePerArea, code),
    pricing: raw.scope === 'UNKNOWN' ? null : raw.scope,
    charges: toCharges(raw.charges, code),
    warrantyDeposit: toMoney(raw.warrantyDeposit, code),
    offer: raw.offer,
    location: raw.location,
    habitation: raw.habitation,
    land: raw.land,
    parking: raw.parking,
    medias: raw.medias,
    tags: raw.tags,
  };
}

function toCharges(raw: ReadBy<typeof rawCharges>, code: CurrencyCode | null): Charges | null {
  if (raw === null) return null;
  return {
    yearlyCondominiumFees: toMoney(raw.yearlyCondoniumFees ?? raw.yearlyCondominiumFees, code),
    yearlyElectricityFees: toMoney(raw.yearlyElectricityFees, code),
    yearlyHeatingFees: toMoney(raw.yearlyHeatingFees, code),
    yearlyHousingTax: toMoney(raw.yearlyHousingTax, code),
    yearlyLivingTax: toMoney(raw.yearlyLivingTax, code),
    yearlyRentalFees: toMoney(raw.yearlyRentalFees, code),
    monthlyRentSupplement: toMoney(raw.monthlyRentSupplement, code),
  };
}
