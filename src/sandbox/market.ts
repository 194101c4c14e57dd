import { todayInParis } from './calendar.js';
import { createAdvert, createAdverts } from './market-adverts.js';
import type { MarketAdvert } from './market-adverts.js';
import { createAgencies } from './market-agencies.js';
import type { MarketAgency } from './market-agencies.js';
import { emptyFacts } from './market-dwellings.js';
import { createProperty } from './market-properties.js';
import type { MarketProperty } from './market-properties.js';
import { createSellers, portals } from './market-sellers.js';
import type { Sellers } from './market-sellers.js';
import { fairSalePrice } from './price-model.js';
import { createRandom } from './random.js';
import type { Random } from './random.js';
import { findZone, zones } from './zones.js';
import type { Zone } from './zones.js';

/** Everything that the four vendors of the sandbox know of one invented market; the same for the same seed and day. */
export type Market = Readonly<{
  seed: number;
  /** The market's day, `YYYY-MM-DD`; every date of it lies before. */
  today: string;
  properties: readonly MarketProperty[];
  adverts: readonly MarketAdvert[];
  agencies: readonly MarketAgency[];
  /** Oldest first. */
  advertsOf: (propertyFlxId: string) => readonly MarketAdvert[];
}>;

/** A flat for sale in Paris, online, completely described, also on other portals, and wanted by several buyers. */
export const walkAdvertFlxId = 'adv_01HXYT3TERRASSE75011PARIS';

const walkPropertyFlxId = 'prop_01HXYT3TERRASSE75011PARIS';
const propertyCount = 2000;
const defaultSeed = 20_240;

let last: Market | undefined;

/** As `createMarket`; sandboxes of one process with the same seed and day share what none of them changes. */
export function openMarket(seed: number = defaultSeed, today: string = todayInParis()): Market {
  if (last?.seed !== seed || last.today !== today) last = createMarket(seed, today);
  return last;
}

/** `today` is `YYYY-MM-DD`, by default the date in Europe/Paris. */
export function createMarket(seed: number = defaultSeed, today: string = todayInParis()): Market {
  const midnight = new Date(`${today}T00:00:00.000Z`);
  if (Number.isNaN(midnight.getTime())) throw new RangeError(`today must be a date as YYYY-MM-DD, got "${today}"`);

  const random = createRandom(seed);
  const sellers = createSellers(random.fork('sellers'));
  const flxIds = random.fork('flxIds');
  const properties: MarketProperty[] = [];
  const advertsByProperty = new Map<string, readonly MarketAdvert[]>();
  const add = (property: MarketProperty, adverts: readonly MarketAdvert[]): void => {
    properties.push(property);
    advertsByProperty.set(property.flxId, adverts);
  };

  const walk = createWalk(random.fork('walk'), sellers, midnight);
  add(walk.property, walk.adverts);
  for (let index = 1; index < propertyCount; index += 1) {
    const draw = random.fork(`property ${index}`);
    const zone = draw.pick(zones);
    const property = createProperty(draw, flxId(flxIds, 'prop'), zone, midnight.getUTCFullYear());
    add(
      property,
      createAdverts(draw, property, sellers, midnight, () => flxId(flxIds, 'adv')),
    );
  }

  const adverts = [...advertsByProperty.values()].flat();
  return {
    seed,
    today,
    properties,
    adverts,
    agencies: createAgencies(random.fork('agencies'), { adverts, walkAdvertFlxId, midnight }),
    advertsOf: (propertyFlxId) => advertsByProperty.get(propertyFlxId) ?? [],
  };
}

/** Most ids are UUIDs; the vendor's documents show prefixed ones too. */
function flxId(random: Random, prefix: 'prop' | 'adv'): string {
  const uuid = random.uuid();
  if (!random.chance(0.1)) return uuid;
  return `${prefix}_01HX${uuid.replaceAll('-', '').slice(0, 22).toUpperCase()}`;
}

function createWalk(
  random: Random,
  sellers: Sellers,
  midnight: Date,
): Readonly<{ property: MarketProperty; adverts: readonly MarketAdvert[] }> {
  const property = createWalkProperty(zoneOf('75111'));
  const adverts = portals.slice(0, 4).map((portal, index) => {
    const isWalk = index === 0;
    const advert = createAdvert(random, {
      flxId: isWalk ? walkAdvertFlxId : flxId(random, 'adv'),
      property,
      portal,
      seller: isWalk ? sellers.pickAgencyFor(random, property.zone) : sellers.pickFor(random, property.zone),
      firstSeenAt: new Date(midnight.getTime() - (24 - index * 5) * 86_400_000 + 33_060_000),
      midnight,
      isOnline: index < 3,
    });
    return isWalk
      ? { ...advert, title: 'T3 75 m² - terrasse - Paris 11e', hiddenFact: null, hasAnomaly: false }
      : advert;
  });
  return { property, adverts };
}

function createWalkProperty(zone: Zone): MarketProperty {
  const facts = {
    ...emptyFacts,
    livingAreaM2: 75,
    roomCount: 3,
    bedroomCount: 2,
    bathroomCount: 1,
    constructionYear: 1998,
    energyGrade: 'C',
    energyScore: 162,
    climateGrade: 'B',
    climateScore: 8,
    floor: 4,
    floorCount: 6,
    terraceAreaM2: 14,
    hasLift: true,
    hasTerrace: true,
    hasCellar: true,
    habitationTypes: ['T3'],
    exposure: 'SOUTH',
    heating: 'ELECTRICAL',
  } as const;
  const kind = { propertyClass: 'FLAT', condition: 'GOOD' } as const;
  return {
    ...kind,
    facts,
    flxId: walkPropertyFlxId,
    zone,
    irisCode: `${zone.inseeCode}0112`,
    latitude: 48.8572,
    longitude: 2.3763,
    street: '18 rue de la Roquette',
    offerType: 'BUY',
    fairPrice: fairSalePrice(zone, { ...facts, ...kind }),
    surfaceM2: null,
    parkingCount: 0,
    isOccupied: false,
    isFurnished: null,
  };
}

function zoneOf(inseeCode: string): Zone {
  const zone = findZone(inseeCode);
  if (zone === undefined) throw new RangeError(`the sandbox has no zone ${inseeCode}`);
  return zone;
}
