import type { Advert } from '../../domain/advert.js';
import type { CurrencyCode } from '../../domain/money.js';
import type { Charges } from '../../domain/listing.js';
import { pricings } from '../../domain/vocabulary.js';
import { looseBoolean, looseEnum, looseText, looseInstant, looseObject } from '../shape.js';
import { habitation, land, parking } from './habitation-wire.js';
import { contact, medias, offer, propertyClass, seller, source, tags } from './listing-wire.js';
import { location } from './location-wire.js';
import { amount, currency, prefixes, toMoney } from './wire.js';

const rawCharges = looseObject({
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

const rawAdvert = looseObject({
  flxId: looseText,
  propertyFlxId: looseText,
  mainPropertyAdFlxId: looseText,
  type: propertyClass,
  title: looseText,
  description: looseText,
  source,
  seller,
  contactInCharge: contact,
  isOnline: looseBoolean,
  isPro: looseBoolean,
  isExclusive: looseBoolean,
  isAuction: looseBoolean,
  isUrgent: looseBoolean,
  hasAnomaly: looseBoolean,
  firstSeenAt: looseInstant,
  lastSeenAt: looseInstant,
  lastModifiedAt: looseInstant,
  currency,
  currentPrice: looseObject({ value: amount, valuePerArea: amount }),
  scope: looseEnum(pricings, prefixes.pricing, { MENSUAL: 'MONTHLY' }),
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
  const raw = rawAdvert.parse(value);
  if (raw === null) return null;
  const {
    flxId,
    type,
    scope,
    mainPropertyAdFlxId,
    currentPrice,
    charges,
    warrantyDeposit,
    currency: code,
    ...same
  } = raw;
  if (flxId === null) return null;
  return {
    ...same,
    flxId,
    mainAdvertFlxId: mainPropertyAdFlxId,
    propertyClass: type,
    price: toMoney(currentPrice?.value, code),
    pricePerArea: toMoney(currentPrice?.valuePerArea, code),
    pricing: scope === 'UNKNOWN' ? null : scope,
    charges: toCharges(charges, code),
    warrantyDeposit: toMoney(warrantyDeposit, code),
  };
}

function toCharges(raw: ReturnType<typeof rawCharges.parse>, code: CurrencyCode | null): Charges | null {
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
