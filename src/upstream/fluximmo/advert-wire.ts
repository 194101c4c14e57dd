import type { Advert } from '../../domain/advert.js';
import type { CurrencyCode } from '../../domain/money.js';
import type { Charges } from '../../domain/listing.js';
import { pricings } from '../../domain/vocabulary.js';
import { isRecord, readBoolean, readInstant, readText, recordOf, wordOf } from '../reading.js';
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

const currentPrice = recordOf({ value: amount, valuePerArea: amount });
const pricing = wordOf(pricings, prefixes.pricing, { MENSUAL: 'MONTHLY' });

/** Reads an `AdvertDto`; `null` where it does not even say which advert it is. */
export function toAdvert(value: unknown): Advert | null {
  if (!isRecord(value)) return null;
  const flxId = readText(value['flxId']);
  if (flxId === null) return null;
  const code = currency(value['currency']);
  const price = currentPrice(value['currentPrice']);
  const scope = pricing(value['scope']);
  return {
    flxId,
    propertyFlxId: readText(value['propertyFlxId']),
    mainAdvertFlxId: readText(value['mainPropertyAdFlxId']),
    propertyClass: propertyClass(value['type']),
    title: readText(value['title']),
    description: readText(value['description']),
    source: source(value['source']),
    seller: seller(value['seller']),
    contactInCharge: contact(value['contactInCharge']),
    isOnline: readBoolean(value['isOnline']),
    isPro: readBoolean(value['isPro']),
    isExclusive: readBoolean(value['isExclusive']),
    isAuction: readBoolean(value['isAuction']),
    isUrgent: readBoolean(value['isUrgent']),
    hasAnomaly: readBoolean(value['hasAnomaly']),
    firstSeenAt: readInstant(value['firstSeenAt']),
    lastSeenAt: readInstant(value['lastSeenAt']),
    lastModifiedAt: readInstant(value['lastModifiedAt']),
    price: toMoney(price?.value, code),
    pricePerArea: toMoney(price?.valuePerArea, code),
    pricing: scope === 'UNKNOWN' ? null : scope,
    charges: toCharges(rawCharges(value['charges']), code),
    warrantyDeposit: toMoney(amount(value['warrantyDeposit']), code),
    offer: offer(value['offer']),
    location: location(value['location']),
    habitation: habitation(value['habitation']),
    land: land(value['land']),
    parking: parking(value['parking']),
    medias: medias(value['medias']),
    tags: tags(value['tags']),
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
