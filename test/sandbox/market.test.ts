import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { hiddenFactShare } from '../../src/sandbox/market-adverts.js';
import type { MarketAdvert } from '../../src/sandbox/market-adverts.js';
import type { MarketRequest } from '../../src/sandbox/market-requests.js';
import { unknownFactShare } from '../../src/sandbox/market-properties.js';
import { createMarket, walkAdvertFlxId } from '../../src/sandbox/market.js';
import { createRandom } from '../../src/sandbox/random.js';
import { isWithinCommune, zones } from '../../src/sandbox/zones.js';

const today = '2026-11-21';
const market = createMarket(7, today);
const walk = market.adverts.find(({ flxId }) => flxId === walkAdvertFlxId);
const asking = (advert: MarketAdvert): number => advert.prices.at(-1)?.value ?? Number.NaN;

/** Every criterion met, no margin used. */
function isWanted(advert: MarketAdvert, request: MarketRequest): boolean {
  const { property } = advert;
  const { facts, zone } = property;
  const area = facts.livingAreaM2 ?? property.surfaceM2 ?? 0;
  const rooms = facts.roomCount ?? 0;
  return (
    request.offerType === property.offerType &&
    request.propertyClasses.includes(property.propertyClass) &&
    request.places.some((place) => place.zone === zone || zone.city.startsWith(`${place.spelling} `)) &&
    asking(advert) <= (request.maxPrice ?? Infinity) &&
    asking(advert) >= (request.minPrice ?? 0) &&
    area >= (request.minAreaM2 ?? 0) &&
    area <= (request.maxAreaM2 ?? Infinity) &&
    (request.rooms === null ||
      {
        EQUAL: rooms === request.rooms.value,
        AT_LEAST: rooms >= request.rooms.value,
        AT_MOST: rooms <= request.rooms.value,
      }[request.rooms.comparison]) &&
    (facts.bedroomCount ?? 0) >= (request.minBedrooms ?? 0)
  );
}

describe('the market of the sandbox', () => {
  it('is the same for the same seed and day', () => {
    const again = createMarket(7, today);

    expect(again.adverts).toEqual(market.adverts);
    expect(again.agencies).toEqual(market.agencies);
  });

  it('is another one for another seed, with the same advert to start the walk from', () => {
    const other = createMarket(8, today);

    expect(other.properties[5]?.flxId).not.toBe(market.properties[5]?.flxId);
    expect(other.adverts.some(({ flxId }) => flxId === walkAdvertFlxId)).toBe(true);
  });

  it('keeps its ids when the day changes', () => {
    const later = createMarket(7, '2027-02-03');

    expect(later.adverts.map(({ flxId }) => flxId)).toEqual(market.adverts.map(({ flxId }) => flxId));
  });

  it('refuses a day that is no date', () => {
    expect(() => createMarket(7, 'tomorrow')).toThrow(/today must be a date/u);
  });

  it('has about 2,000 properties and 3,500 adverts, each id and address once', () => {
    expect(market.properties).toHaveLength(2000);
    expect(market.adverts.length).toBeGreaterThan(3200);
    expect(market.adverts.length).toBeLessThan(3800);
    expect(new Set(market.adverts.map(({ flxId }) => flxId)).size).toBe(market.adverts.length);
    expect(new Set(market.adverts.map(({ url }) => url)).size).toBe(market.adverts.length);
  });

  it('publishes one to four adverts a property, on different portals', () => {
    const odd = market.properties.filter(({ flxId }) => {
      const portals = market.advertsOf(flxId).map(({ portal }) => portal);
      return portals.length < 1 || portals.length > 4 || new Set(portals).size !== portals.length;
    });

    expect(odd).toEqual([]);
  });

  it('knows no advert of a property that does not exist', () => {
    expect(market.advertsOf('nothing')).toEqual([]);
  });

  it('tells every story in order and before its own day', () => {
    const midnight = Date.parse(`${today}T00:00:00Z`);
    const isInOrder = (times: readonly number[]): boolean =>
      times.every((time, index) => time >= (times[index - 1] ?? 0) && time < midnight);
    const odd = market.adverts.filter(
      ({ firstSeenAt, lastModifiedAt, lastSeenAt, offlineAt, prices }) =>
        !isInOrder([firstSeenAt, lastModifiedAt, lastSeenAt, offlineAt ?? lastSeenAt].map(Number)) ||
        !isInOrder(prices.map(({ at }) => Number(at))),
    );

    expect(odd).toEqual([]);
  });

  it.each(zones.map(({ city, inseeCode }) => [city, inseeCode]))(
    'prices flats in %s by the zone',
    (_city, inseeCode) => {
      const prices = market.adverts
        .filter(
          ({ property }) =>
            property.zone.inseeCode === inseeCode && property.propertyClass === 'FLAT' && property.offerType === 'BUY',
        )
        .map((advert) => asking(advert) / (advert.property.facts.livingAreaM2 ?? Number.NaN));
      const level = zones.find((zone) => zone.inseeCode === inseeCode)?.salePricePerM2.flat ?? 0;
      const average = prices.reduce((sum, price) => sum + price, 0) / prices.length;

      expect(prices.length).toBeGreaterThan(10);
      expect(average / level).toBeGreaterThan(0.85);
      expect(average / level).toBeLessThan(1.25);
    },
  );

  it('asks more for a better energy grade, all else being equal', () => {
    const perM2 = (grades: readonly string[]): number => {
      const values = market.properties
        .filter(
          ({ propertyClass, offerType, facts }) =>
            propertyClass === 'FLAT' && offerType === 'BUY' && grades.includes(facts.energyGrade ?? ''),
        )
        .map(({ fairPrice, facts, zone }) => fairPrice / (facts.livingAreaM2 ?? 1) / zone.salePricePerM2.flat);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };

    expect(perM2(['A', 'B'])).toBeGreaterThan(perM2(['F', 'G']) * 1.05);
  });

  it('leaves facts out of the known shares of adverts and of properties', () => {
    const dwellings = market.properties.filter(({ facts }) => facts.livingAreaM2 !== null);
    const unknown = dwellings.filter(({ propertyClass, facts }) =>
      [facts.constructionYear, facts.energyGrade, propertyClass === 'FLAT' ? facts.floor : facts.landAreaM2].includes(
        null,
      ),
    );
    const adverts = market.adverts.filter(({ property }) => property.facts.livingAreaM2 !== null);
    const hidden = adverts.filter(({ hiddenFact }) => hiddenFact !== null);

    expect(Math.abs(unknown.length / dwellings.length - unknownFactShare)).toBeLessThan(0.02);
    expect(Math.abs(hidden.length / adverts.length - hiddenFactShare)).toBeLessThan(0.03);
    for (const { hiddenFact, property } of hidden) {
      expect(hiddenFact === null ? null : property.facts[hiddenFact]).not.toBeNull();
    }
  });

  it('starts the walk at a complete flat for sale, online, also seen elsewhere', () => {
    expect(walk).toMatchObject({
      offlineAt: null,
      hiddenFact: null,
      property: { propertyClass: 'FLAT', offerType: 'BUY' },
    });
    expect(walk?.seller).not.toBeNull();
    const { livingAreaM2, roomCount, constructionYear, energyGrade, floor } = walk?.property.facts ?? {};
    expect([livingAreaM2, roomCount, constructionYear, energyGrade, floor]).not.toContain(null);
    expect(market.advertsOf(walk?.property.flxId ?? '').length).toBeGreaterThanOrEqual(3);
  });

  it('has at least five active buyers for the advert of the walk', () => {
    const buyers = market.agencies
      .flatMap(({ requests }) => requests)
      .filter((request) => request.isActive && walk !== undefined && isWanted(walk, request));

    expect(buyers.length).toBeGreaterThanOrEqual(5);
  });

  it('has no request that no online advert would satisfy', () => {
    const online = market.adverts.filter(({ offlineAt }) => offlineAt === null);
    const requests = market.agencies.flatMap((agency) => agency.requests);

    expect(requests.length).toBeGreaterThan(500);
    expect(requests.filter((request) => !online.some((advert) => isWanted(advert, request)))).toEqual([]);
  });

  it('names nobody and nothing that exists', () => {
    const real = market.adverts.filter(
      ({ url, contact, seller }) =>
        !new URL(url).hostname.endsWith('.example') ||
        !/^[a-z.-]+@[a-z]+\.example$/u.test(contact.email) ||
        !/^\+3363998\d{4}$/u.test(contact.phoneNumber) ||
        !(seller?.siren ?? '000').startsWith('000'),
    );

    expect(real).toEqual([]);
  });
});

describe('isWithinCommune', () => {
  it.each([
    ['75111', '75056', true],
    ['69381', '69123', true],
    ['13208', '13055', true],
    ['75111', '75111', true],
    ['75111', '75101', false],
    ['75056', '75111', false],
    ['13001', '13055', false],
    ['75111', '69123', false],
  ])('answers %s within %s with %s', (inseeCode, asked, expected) => {
    expect(isWithinCommune(inseeCode, asked)).toBe(expected);
  });
});

describe('the random numbers', () => {
  it('stay within their bounds for every seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, min, span) => {
        const random = createRandom(seed);
        const value = random.integer(min, min + span);
        return Number.isInteger(value) && value >= min && value <= min + span && random.next() < 1;
      }),
    );
  });

  it('make version 4 UUIDs', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u.test(createRandom(seed).uuid()),
      ),
    );
  });

  it('sample without repeating, and no more than there is', () => {
    expect(createRandom(1).sample([1, 2, 3], 5).sort()).toEqual([1, 2, 3]);
  });
});
