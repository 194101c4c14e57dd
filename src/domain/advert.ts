import type { Habitation, Land, Parking } from './habitation.js';
import type { AdvertSource, Charges, Contact, Medias, Offer, Seller } from './listing.js';
import type { Location } from './location.js';
import type { Money } from './money.js';
import type { Pricing, PropertyClass } from './vocabulary.js';

/** What a property says of each of its adverts, and an advert says of itself: the thinner of the two views. */
export type AdvertSummary = Readonly<{
  flxId: string;
  propertyFlxId: string | null;
  title: string | null;
  description: string | null;
  source: AdvertSource | null;
  seller: Seller | null;
  isOnline: boolean | null;
  isPro: boolean | null;
  isExclusive: boolean | null;
  hasAnomaly: boolean | null;
  firstSeenAt: string | null;
  lastSeenAt: string | null;
  price: Money | null;
  pricePerArea: Money | null;
  medias: Medias | null;
}>;

/** One advertisement on one portal (one URL). Instants are ISO 8601, UTC. */
export type Advert = AdvertSummary &
  Readonly<{
    mainAdvertFlxId: string | null;
    propertyClass: PropertyClass | null;
    contactInCharge: Contact | null;
    isAuction: boolean | null;
    isUrgent: boolean | null;
    lastModifiedAt: string | null;
    pricing: Pricing | null;
    charges: Charges | null;
    warrantyDeposit: Money | null;
    offer: Offer | null;
    location: Location | null;
    habitation: Habitation | null;
    land: Land | null;
    parking: Parking | null;
    tags: readonly string[] | null;
  }>;

/** The fields that a property's own list of adverts can answer without reading the adverts themselves. */
export const advertSummaryFields: ReadonlySet<string> = new Set([
  'flxId',
  'title',
  'description',
  'source',
  'seller',
  'isOnline',
  'isPro',
  'isExclusive',
  'hasAnomaly',
  'firstSeenAt',
  'lastSeenAt',
  'price',
  'pricePerArea',
  'medias',
  'fetchedAt',
  'isStale',
]);
