import type { Money } from './money.js';
import type { OfferType, SellerType } from './vocabulary.js';

/** The page that an advert was read on. */
export type AdvertSource = Readonly<{ flxId: string | null; url: string | null; website: string | null }>;

/** `siren` is the nine-digit number of a French company. */
export type Seller = Readonly<{
  flxId: string | null;
  name: string | null;
  siren: string | null;
  type: SellerType | null;
}>;

/** Personal data: the person to call about an advert. */
export type Contact = Readonly<{
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  phoneNumber: string | null;
  pseudonym: string | null;
}>;

export type RentingContract = Readonly<{
  isColocation: boolean | null;
  isLongTerm: boolean | null;
  isShortTerm: boolean | null;
  isSubLease: boolean | null;
}>;

export type Offer = Readonly<{
  type: OfferType | null;
  isCurrentlyOccupied: boolean | null;
  renting: RentingContract | null;
}>;

/** What is paid beside the price, in the advert's currency. */
export type Charges = Readonly<{
  yearlyCondominiumFees: Money | null;
  yearlyElectricityFees: Money | null;
  yearlyHeatingFees: Money | null;
  yearlyHousingTax: Money | null;
  yearlyLivingTax: Money | null;
  yearlyRentalFees: Money | null;
  monthlyRentSupplement: Money | null;
}>;

/** A photograph; the hashes are perceptual fingerprints, by which copies of it are recognised. */
export type Image = Readonly<{
  imageId: string | null;
  url: string | null;
  colorHash: string | null;
  differenceHash: string | null;
  gaussianHash: string | null;
  meanHash: string | null;
  perceptualHash: string | null;
}>;

export type Medias = Readonly<{
  images: readonly Image[] | null;
  virtualVisitExternalUrl: readonly string[] | null;
}>;
