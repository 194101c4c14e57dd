import type { MatchableAdvert } from './matchable-advert.js';

/**
 * One of an agency's own listings, as far as the agency lets others see it: what it hides (a price, where it lies) is
 * `null` here, and so takes no part in any score either. A letting's price is a month's rent. Instants are ISO 8601, UTC.
 */
export type AgencyProperty = MatchableAdvert &
  Readonly<{
    agencyId: string;
    agencyPropertyId: string;
    /** The agency's own number of it, for people. */
    reference: string | null;
    /** Street and number. */
    address: string | null;
    postalCode: string | null;
    createdAt: string | null;
    updatedAt: string | null;
  }>;
