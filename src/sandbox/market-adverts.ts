import type { MarketProperty } from './market-properties.js';
import { createContact, portals } from './market-sellers.js';
import type { MarketContact, MarketSeller, Sellers } from './market-sellers.js';
import { writeAdvertTexts } from './market-texts.js';
import type { AdvertTexts } from './market-texts.js';
import type { Random } from './random.js';
import { roundToStep } from './rounding.js';

/** A structured field that one seller leaves out although the property is known to have it. */
export type HiddenFact =
  'livingAreaM2' | 'roomCount' | 'constructionYear' | 'energyGrade' | 'floor' | 'landAreaM2' | 'floorCount';

export type MarketAdvert = AdvertTexts &
  Readonly<{
    flxId: string;
    property: MarketProperty;
    portal: string;
    url: string;
    /** `null` for a private person. */
    seller: MarketSeller | null;
    contact: MarketContact;
    /** Every asking price, oldest first; never empty. */
    prices: readonly [AskedPrice, ...AskedPrice[]];
    firstSeenAt: Date;
    lastModifiedAt: Date;
    lastSeenAt: Date;
    /** `null` while the advert is online. */
    offlineAt: Date | null;
    isExclusive: boolean;
    isUrgent: boolean;
    hasAnomaly: boolean;
    hiddenFact: HiddenFact | null;
    photoCount: number;
  }>;

export type AskedPrice = Readonly<{ value: number; at: Date }>;

/** The share of dwellings' adverts that leave out one fact which their property has. */
export const hiddenFactShare = 0.12;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The one to four adverts of a property, the first seen first; `midnight` starts the market's today. */
export function createAdverts(
  random: Random,
  property: MarketProperty,
  sellers: Sellers,
  midnight: Date,
  flxIds: () => string,
): MarketAdvert[] {
  const count = random.weighted([
    [1, 50],
    [2, 30],
    [3, 14],
    [4, 6],
  ]);
  const isGone = random.chance(0.2);
  let firstSeenAt = new Date(midnight.getTime() - random.integer(2, 260) * dayMs - random.integer(0, 86_399) * 1000);
  const adverts: MarketAdvert[] = [];
  for (const portal of random.sample(portals, count)) {
    adverts.push(
      createAdvert(random, {
        property,
        portal,
        firstSeenAt,
        midnight,
        flxId: flxIds(),
        seller: sellers.pickFor(random, property.zone),
        isOnline: !isGone && random.chance(0.86),
      }),
    );
    const roomMs = midnight.getTime() - dayMs - firstSeenAt.getTime();
    firstSeenAt = wholeSecond(firstSeenAt.getTime() + random.next() * Math.min(roomMs, 30 * dayMs));
  }
  return adverts;
}

export type AdvertDraft = Readonly<{
  flxId: string;
  property: MarketProperty;
  portal: string;
  seller: MarketSeller | null;
  firstSeenAt: Date;
  midnight: Date;
  isOnline: boolean;
}>;

export function createAdvert(random: Random, draft: AdvertDraft): MarketAdvert {
  const { flxId, property, portal, seller, firstSeenAt, midnight, isOnline } = draft;
  // Midnight may lie a little ahead where the day starts before UTC's, so "seen today" ends two hours earlier.
  const lastSeenAt = isOnline
    ? wholeSecond(midnight.getTime() - (2 + random.next() * 18) * hourMs)
    : wholeSecond(firstSeenAt.getTime() + random.next() * (midnight.getTime() - 20 * hourMs - firstSeenAt.getTime()));
  const prices = askedPrices(random, property, firstSeenAt, lastSeenAt);
  const lastChange = prices.at(-1)?.at ?? firstSeenAt;
  const { title, description, tags } = writeAdvertTexts(random, property);
  const isPrivate = seller === null;
  const slug = `${property.offerType === 'RENT' ? 'location' : 'vente'}-${property.zone.postalCode}`;
  return {
    title,
    description,
    tags,
    flxId,
    property,
    portal,
    url: `https://www.${portal}/annonces/${slug}/${flxId.replace(/^adv_/, '').toLowerCase()}`,
    seller,
    contact: createContact(random, isPrivate ? 'messagerie.example' : 'agences.example'),
    prices,
    firstSeenAt,
    lastModifiedAt: wholeSecond(
      lastChange.getTime() + random.next() * (lastSeenAt.getTime() - lastChange.getTime()) * 0.3,
    ),
    lastSeenAt,
    offlineAt: isOnline ? null : wholeSecond(lastSeenAt.getTime() + random.integer(2, 14) * hourMs),
    isExclusive: !isPrivate && random.chance(0.15),
    isUrgent: random.chance(0.04),
    hasAnomaly: random.chance(0.02),
    hiddenFact: hiddenFactOf(random, property),
    photoCount: random.integer(1, 8),
  };
}

function askedPrices(random: Random, property: MarketProperty, from: Date, until: Date): [AskedPrice, ...AskedPrice[]] {
  const isRent = property.offerType === 'RENT';
  const step = isRent ? 5 : property.fairPrice > 100_000 ? 1000 : 500;
  const initial = roundToStep(property.fairPrice * random.between(0.99, 1.035), step);
  const prices: [AskedPrice, ...AskedPrice[]] = [{ value: initial, at: from }];
  const changes = random.weighted([
    [0, 66],
    [1, 26],
    [2, 8],
  ]);
  let { value, at } = prices[0];
  for (let change = 0; change < changes; change += 1) {
    at = wholeSecond(at.getTime() + random.between(0.2, 0.5) * (until.getTime() - at.getTime()));
    value = Math.max(step, roundToStep(value * random.between(0.94, 0.99), step));
    prices.push({ value, at });
  }
  return prices;
}

function hiddenFactOf(random: Random, property: MarketProperty): HiddenFact | null {
  if (property.facts.livingAreaM2 === null || !random.chance(hiddenFactShare)) return null;
  const fact = random.pick<HiddenFact>(
    property.propertyClass === 'FLAT'
      ? ['constructionYear', 'energyGrade', 'floor', 'roomCount', 'livingAreaM2']
      : ['constructionYear', 'energyGrade', 'landAreaM2', 'floorCount', 'roomCount', 'livingAreaM2'],
  );
  return property.facts[fact] === null ? null : fact;
}

function wholeSecond(timeMs: number): Date {
  return new Date(Math.floor(timeMs / 1000) * 1000);
}
