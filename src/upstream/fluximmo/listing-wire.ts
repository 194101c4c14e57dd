import type { AdvertSource, Contact, Medias, Offer, Seller } from '../../domain/listing.js';
import { offerTypes, propertyClasses, sellerTypes } from '../../domain/vocabulary.js';
import { readBoolean, wordOf, readText, listOf, recordOf, readUrl } from '../reading.js';
import type { Reader } from '../reading.js';
import { paddedCode, prefixes } from './wire.js';

export const propertyClass = wordOf(propertyClasses, prefixes.propertyClass);
export const offerType = wordOf(offerTypes, prefixes.offerType);
export const tags = listOf(readText);

export const source: Reader<AdvertSource | null> = recordOf({
  flxId: readText,
  url: readUrl,
  website: readText,
});

export const seller: Reader<Seller | null> = recordOf({
  flxId: readText,
  name: readText,
  siren: paddedCode(9, /\S/),
  type: wordOf(sellerTypes, 'SELLER_TYPE_'),
});

export const contact: Reader<Contact | null> = recordOf({
  email: readText,
  firstName: readText,
  lastName: readText,
  phoneNumber: readText,
  pseudonym: readText,
});

export const offer: Reader<Offer | null> = recordOf({
  type: offerType,
  isCurrentlyOccupied: readBoolean,
  renting: recordOf({
    isColocation: readBoolean,
    isLongTerm: readBoolean,
    isShortTerm: readBoolean,
    isSubLease: readBoolean,
  }),
});

export const medias: Reader<Medias | null> = recordOf({
  images: listOf(
    recordOf({
      imageId: readText,
      url: readUrl,
      colorHash: readText,
      differenceHash: readText,
      gaussianHash: readText,
      meanHash: readText,
      perceptualHash: readText,
    }),
  ),
  virtualVisitExternalUrl: listOf(readUrl),
});
