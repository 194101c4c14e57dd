import type { MarketAdvert } from './market-adverts.js';
import type { Condition, OfferType, PropertyClass } from './price-model.js';
import type { Random } from './random.js';
import { roundToStep } from './rounding.js';
import type { Zone } from './zones.js';

/** What a buyer asks an agency for. Prices in euros (a month when renting), areas in m². */
export type MarketRequest = Readonly<{
  id: number;
  isActive: boolean;
  contactId: number;
  userId: number;
  offerType: OfferType;
  propertyClasses: readonly PropertyClass[];
  places: readonly RequestedPlace[];
  rooms: Readonly<{ comparison: 'EQUAL' | 'AT_LEAST' | 'AT_MOST'; value: number }> | null;
  minBedrooms: number | null;
  marginPercent: number | null;
  minAreaM2: number | null;
  maxAreaM2: number | null;
  minPrice: number | null;
  maxPrice: number | null;
  minFloor: number | null;
  condition: Condition | null;
  wantsTerrace: boolean;
  wantsParking: boolean;
  comment: string;
  freeCriteria: string;
  createdAt: Date;
  updatedAt: Date;
}>;

/** A place as someone wrote it; a whole city with arrondissements has no zone of its own. */
export type RequestedPlace = Readonly<{ spelling: string; zone: Zone | null }>;

export type RequestDraft = Readonly<{
  id: number;
  contactId: number;
  userId: number;
  /** The buyer would want this advert: every criterion is drawn around it. */
  wanted: MarketAdvert;
  neighbours: readonly Zone[];
  midnight: Date;
}>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const comments = [
  '',
  '',
  'Souhaite visiter le samedi.',
  'Financement validé par la banque.',
  'Recherche depuis six mois, a déjà fait une offre.',
  'Mutation professionnelle, pressé.',
  'Primo-accédant, accompagné par un courtier.',
] as const;
const wishes = [
  '',
  '',
  '',
  'Dernier étage si possible',
  'Proche des écoles',
  'Sans vis-à-vis',
  'Calme, sur cour',
] as const;

export function createRequest(random: Random, draft: RequestDraft): MarketRequest {
  const { id, contactId, userId, wanted, neighbours, midnight } = draft;
  const { property } = wanted;
  const price = wanted.prices.at(-1)?.value ?? property.fairPrice;
  const isRent = property.offerType === 'RENT';
  const step = isRent ? 50 : 5000;
  const createdAt = new Date(midnight.getTime() - random.integer(3, 700) * dayMs + random.integer(8, 18) * hourMs);
  const updatedAt = new Date(
    createdAt.getTime() +
      Math.floor((random.next() * (midnight.getTime() - 3 * hourMs - createdAt.getTime())) / 1000) * 1000,
  );
  const area = property.facts.livingAreaM2 ?? property.surfaceM2;
  const otherZones = random.chance(0.35) ? random.sample(neighbours, random.integer(1, 3)) : [];
  return {
    id,
    isActive: random.chance(0.86),
    contactId,
    userId,
    offerType: property.offerType,
    propertyClasses: classesAround(random, property.propertyClass),
    places: placesAround(random, property.zone, otherZones),
    rooms: roomsAround(random, property.facts.roomCount),
    minBedrooms:
      property.facts.bedroomCount !== null && random.chance(0.4)
        ? Math.max(0, property.facts.bedroomCount - random.integer(0, 1))
        : null,
    marginPercent: random.pick([10, 10, 5, 15, null]),
    minAreaM2: area === null || random.chance(0.15) ? null : Math.floor((area * random.between(0.75, 0.98)) / 5) * 5,
    maxAreaM2: area !== null && random.chance(0.15) ? Math.ceil((area * random.between(1.1, 1.5)) / 5) * 5 : null,
    minPrice: random.chance(0.2) ? roundToStep(price * random.between(0.5, 0.8), step) : null,
    maxPrice: roundToStep(price * random.between(1.01, 1.2), step) + step,
    minFloor: property.facts.floor !== null && property.facts.floor >= 1 && random.chance(0.12) ? 1 : null,
    condition: random.chance(0.15) ? property.condition : null,
    wantsTerrace: property.facts.hasTerrace && random.chance(0.35),
    wantsParking: property.facts.hasParking && random.chance(0.3),
    comment: random.pick(comments),
    freeCriteria: random.pick(wishes),
    createdAt,
    updatedAt,
  };
}

function classesAround(random: Random, propertyClass: PropertyClass): PropertyClass[] {
  const isDwelling = propertyClass === 'FLAT' || propertyClass === 'HOUSE';
  if (!isDwelling || random.chance(0.75)) return [propertyClass];
  return ['FLAT', 'HOUSE'];
}

function roomsAround(random: Random, roomCount: number | null): MarketRequest['rooms'] {
  if (roomCount === null || random.chance(0.2)) return null;
  const comparison = random.weighted<'EQUAL' | 'AT_LEAST' | 'AT_MOST'>([
    ['AT_LEAST', 75],
    ['EQUAL', 18],
    ['AT_MOST', 7],
  ]);
  return { comparison, value: comparison === 'AT_LEAST' ? Math.max(1, roomCount - random.integer(0, 1)) : roomCount };
}

function placesAround(random: Random, zone: Zone, others: readonly Zone[]): RequestedPlace[] {
  const places = [zone, ...others.filter((other) => other !== zone)].map((each) => ({
    spelling: random.sample(spellingsOf(each), 1)[0] ?? each.city,
    zone: each,
  }));
  const wholeCity = /^(\S+) .*Arrondissement$/u.exec(zone.city)?.[1];
  if (wholeCity !== undefined && random.chance(0.15)) return [{ spelling: wholeCity, zone: null }];
  // What no gazetteer knows: a stretch of coast rather than a commune.
  return zone.department === '06' && random.chance(0.08)
    ? [...places, { spelling: 'Côte d’Azur', zone: null }]
    : places;
}

/** The name of a commune as different people type it. */
export function spellingsOf(zone: Zone): string[] {
  const arrondissement = /^(?<town>\S+) (?<number>\d+)(?:er|e) Arrondissement$/u.exec(zone.city)?.groups;
  if (arrondissement !== undefined) {
    const { town = '', number = '' } = arrondissement;
    const ordinal = number === '1' ? '1er' : `${number}ème`;
    return [
      `${town} ${ordinal}`,
      zone.city,
      `${town} ${number === '1' ? '1er' : `${number}e`}`,
      `${town} ${number}`,
      `${town.toUpperCase()} ${number.padStart(2, '0')}`,
    ];
  }
  return [
    zone.city,
    zone.city,
    zone.city.replaceAll('-', ' '),
    zone.city.replace(/^Saint-/u, 'St-'),
    zone.city.toUpperCase(),
  ];
}
