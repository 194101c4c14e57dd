import type { AdvertSummary } from './advert.js';
import type { Habitation, Land, Parking } from './habitation.js';
import type { Medias, Offer } from './listing.js';
import type { Location } from './location.js';
import type { Money } from './money.js';
import type { PropertyClass } from './vocabulary.js';

/** Change of the asking price in per cent (−5 is five per cent down); the absolute forms carry no sign. */
export type PriceVariation = Readonly<{
  sinceLastModified: number | null;
  sincePublished: number | null;
  absoluteSinceLastModified: number | null;
  absoluteSincePublished: number | null;
}>;

/** The real-estate asset behind one or more adverts, consolidated by Fluximmo. Instants are ISO 8601, UTC. */
export type Property = Readonly<{
  flxId: string;
  propertyClass: PropertyClass | null;
  title: string | null;
  description: string | null;
  adverts: readonly AdvertSummary[];
  initialPrice: Money | null;
  latestPrice: Money | null;
  pricePerArea: Money | null;
  priceVariation: PriceVariation | null;
  warrantyDeposit: Money | null;
  isAuction: boolean | null;
  offer: Offer | null;
  location: Location | null;
  habitation: Habitation | null;
  land: Land | null;
  parking: Parking | null;
  medias: Medias | null;
  tags: readonly string[] | null;
  isUrgent: boolean | null;
  hasAnomaly: boolean | null;
  isOnline: boolean | null;
  firstSeenAt: string | null;
  lastSeenAt: string | null;
  lastPublishedAt: string | null;
  lastUpdatedAt: string | null;
  totallyOfflineAt: string | null;
}>;
