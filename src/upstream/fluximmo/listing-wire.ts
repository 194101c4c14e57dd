import type { z } from 'zod';
import type { AdvertSource, Contact, Medias, Offer, Seller } from '../../domain/listing.js';
import { offerTypes, propertyClasses, sellerTypes } from '../../domain/vocabulary.js';
import { looseBoolean, looseEnum, looseText, looseList, looseObject, looseUrl } from '../shape.js';
import { paddedCode, prefixes } from './wire.js';

export const propertyClass = looseEnum(propertyClasses, prefixes.propertyClass);
export const offerType = looseEnum(offerTypes, prefixes.offerType);
export const tags = looseList(looseText);

export const source: z.ZodType<AdvertSource | null> = looseObject({
  flxId: looseText,
  url: looseUrl,
  website: looseText,
});

export const seller: z.ZodType<Seller | null> = looseObject({
  flxId: looseText,
  name: looseText,
  siren: paddedCode(9, /\S/),
  type: looseEnum(sellerTypes, 'SELLER_TYPE_'),
});

export const contact: z.ZodType<Contact | null> = looseObject({
  email: looseText,
  firstName: looseText,
  lastName: looseText,
  phoneNumber: looseText,
  pseudonym: looseText,
});

export const offer: z.ZodType<Offer | null> = looseObject({
  type: offerType,
  isCurrentlyOccupied: looseBoolean,
  renting: looseObject({
    isColocation: looseBoolean,
    isLongTerm: looseBoolean,
    isShortTerm: looseBoolean,
    isSubLease: looseBoolean,
  }),
});

export const medias: z.ZodType<Medias | null> = looseObject({
  images: looseList(
    looseObject({
      imageId: looseText,
      url: looseUrl,
      colorHash: looseText,
      differenceHash: looseText,
      gaussianHash: looseText,
      meanHash: looseText,
      perceptualHash: looseText,
    }),
  ),
  virtualVisitExternalUrl: looseList(looseUrl),
});
