import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wantedConditions } from '../../src/domain/buyer-criteria.js';
import type { OutdoorKind, ServiceKind } from '../../src/domain/buyer-criteria.js';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import type { Feature, MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { matchAdvert } from '../../src/domain/matching.js';
import type { Match } from '../../src/domain/matching.js';
import { offerTypes, propertyClasses } from '../../src/domain/vocabulary.js';
import { aBuyerRequest, aMatchable, aPlace, covers } from '../support/buyer-request.js';

const inseeCodes = ['06004', '06088', '75056', '75101', '75107', '75116', '59350'] as const;
const outdoorKinds = ['TERRACE', 'BALCONY', 'GARDEN'] as const satisfies readonly OutdoorKind[];
const serviceKinds = [
  'LIFT',
  'SWIMMING_POOL',
  'PARKING',
  'GARAGE',
  'CELLAR',
  'ATTIC',
] as const satisfies readonly ServiceKind[];
const operators = ['EQUAL', 'AT_LEAST', 'AT_MOST'] as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
/** Round sums near each other, so that bounds are met, missed and hit exactly. */
const amount = fc.integer({ min: 1, max: 40 }).map((tens) => tens * 10_000);
const area = fc.integer({ min: 1, max: 30 }).map((tens) => tens * 10);
const few = fc.integer({ min: 1, max: 6 });
const range = <T>(bound: fc.Arbitrary<T>) =>
  maybe(fc.record({ min: maybe(bound), max: maybe(bound) }).filter(({ min, max }) => min !== null || max !== null));

const feature: fc.Arbitrary<Feature> = fc.oneof(
  fc.constant({ isThere: null, count: null, areaM2: null }),
  fc.constant({ isThere: false, count: null, areaM2: null }),
  fc.record({ isThere: fc.constant(true), count: maybe(few), areaM2: maybe(area) }),
);
const features = <Kind extends string>(kinds: readonly Kind[]) =>
  fc.tuple(...kinds.map(() => feature)).map(
    // The tuple has one feature a kind.
    (all) => Object.fromEntries(kinds.map((kind, index) => [kind, all[index]])) as Record<Kind, Feature>,
  );

const anAdvert: fc.Arbitrary<MatchableAdvert> = fc.record({
  offerType: fc.constantFrom('BUY', 'RENT'),
  propertyClass: fc.constantFrom('FLAT', 'HOUSE', 'LAND'),
  inseeCode: maybe(fc.constantFrom(...inseeCodes)),
  city: maybe(fc.constant('Antibes')),
  price: maybe(fc.record({ amount, currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD') })),
  areaM2: maybe(area),
  roomCount: maybe(few),
  bedroomCount: maybe(few),
  floor: maybe(fc.integer({ min: -2, max: 9 })),
  floorCount: maybe(few),
  condition: maybe(fc.constantFrom(...wantedConditions)),
  outdoorAreas: features(outdoorKinds),
  services: features(serviceKinds),
});

const aLocation = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...inseeCodes).map((code) => aPlace({ inseeCodes: [code] })) },
  fc.constant(aPlace({ inseeCodes: ['06004', '59350'], resolution: 'AMBIGUOUS' })),
  fc.constant(aPlace({ inseeCodes: [], resolution: 'UNRESOLVED' })),
);

const aRequest: fc.Arbitrary<BuyerRequest> = fc
  .record({
    offerType: fc.constantFrom('BUY', 'RENT'),
    propertyClasses: fc.subarray(['FLAT', 'HOUSE', 'LAND']),
    locations: fc.array(aLocation, { maxLength: 3 }),
    price: range(amount).map((bounds) => bounds && { ...bounds, currency: 'EUR' }),
    area: range(area),
    rooms: maybe(fc.record({ operator: fc.constantFrom(...operators), value: few })),
    minBedrooms: maybe(few),
    margin: maybe(fc.integer({ min: 0, max: 30 })),
    floor: maybe(
      fc.oneof(
        fc.constant({ kind: 'TOP' as const }),
        fc.record({ kind: fc.constant('NUMBER'), operator: fc.constantFrom(...operators), value: few }),
      ),
    ),
    condition: maybe(fc.constantFrom(...wantedConditions)),
    outdoorAreas: fc.array(fc.record({ kind: fc.constantFrom(...outdoorKinds), count: few, minAreaM2: maybe(area) }), {
      maxLength: 2,
    }),
    services: fc.array(fc.record({ kind: fc.constantFrom(...serviceKinds), count: few }), { maxLength: 2 }),
  } as const)
  .map((criteria) => aBuyerRequest(criteria as Partial<BuyerRequest>));

const scoreOf = (request: BuyerRequest, advert: MatchableAdvert): number =>
  matchAdvert(request, advert, covers)?.score ?? -1;

describe('every match', () => {
  it('has a score from 0 to 100 that is the sum of its points, which are out of 100', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        const match = matchAdvert(request, advert, covers);
        if (match === null) return;
        const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
        expect(match.score).toBe(sum(match.criteria.map(({ points }) => points)));
        expect(sum(match.criteria.map(({ outOf }) => outOf))).toBe(100);
        expect(match.score).toBeGreaterThanOrEqual(0);
        expect(match.score).toBeLessThanOrEqual(100);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives whole points: all where a criterion is met, none where it is not, something in between', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        for (const { outcome, points, outOf } of matchAdvert(request, advert, covers)?.criteria ?? []) {
          expect(Number.isInteger(points)).toBe(true);
          expect(outOf).toBeGreaterThanOrEqual(2 - Number(outcome === 'MET'));
          if (outcome === 'MET') expect(points).toBe(outOf);
          else if (outcome === 'UNMET') expect(points).toBe(0);
          else expect(points > 0 && points < outOf).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('falls below 50 where the place is elsewhere or the price far beyond the margin', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        const match = matchAdvert(request, advert, covers);
        const isElsewhere = match?.criteria.some(({ kind, outcome }) => kind === 'LOCATION' && outcome === 'UNMET');
        const max = request.price?.max ?? Infinity;
        const isFarBeyond =
          advert.price?.currency === 'EUR' && advert.price.amount > max * (1.1001 + (request.margin ?? 0) / 100);
        if (isElsewhere === true || (match !== null && isFarBeyond)) expect(match?.score).toBeLessThan(50);
      }),
      { numRuns: 2000 },
    );
  });

  it('says what was asked, and what is offered wherever it is met', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        for (const { requested, offered, outcome, kind } of matchAdvert(request, advert, covers)?.criteria ?? []) {
          expect(requested).not.toBe('');
          if (outcome === 'MET' || outcome === 'UNMET') expect([kind, offered]).not.toEqual([kind, null]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is full for a request that is made of the advert’s own facts', () => {
    fc.assert(
      fc.property(anAdvert, (advert) => {
        expect(scoreOf(requestMadeOf(advert), advert)).toBe(100);
      }),
      { numRuns: 2000 },
    );
  });

  it('never loses by a looser request', () => {
    fc.assert(
      fc.property(
        aRequest,
        anAdvert,
        fc.constantFrom(...Object.keys(loosenings)),
        amount,
        (request, advert, way, by) => {
          const looser = loosenings[way]?.(request, by) ?? request;
          expect(scoreOf(looser, advert)).toBeGreaterThanOrEqual(scoreOf(request, advert));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('gains by a fact that meets what is asked and loses by one that does not, against none', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, fc.constantFrom(...facts), (request, advert, fact) => {
        const silent = { ...advert, [fact]: null };
        const outcome = outcomeOf(matchAdvert(request, advert, covers), fact);
        const difference = scoreOf(request, advert) - scoreOf(request, silent);
        if (outcome === 'MET') expect(difference).toBeGreaterThanOrEqual(0);
        if (outcome === 'UNMET') expect(difference).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5000 },
    );
  });

  it('is none where offer or class differ', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...offerTypes),
        fc.constantFrom(...offerTypes),
        fc.constantFrom(...propertyClasses),
        fc.constantFrom(...propertyClasses),
        (askedOffer, offer, askedClass, propertyClass) => {
          const request = aBuyerRequest({ offerType: askedOffer, propertyClasses: [askedClass] });
          const match = matchAdvert(request, aMatchable({ offerType: offer, propertyClass }), covers);
          const isSame = askedOffer === offer && askedClass === propertyClass;
          expect(match !== null).toBe(isSame && offer !== 'UNKNOWN' && propertyClass !== 'UNKNOWN');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

const facts = ['inseeCode', 'price', 'areaM2', 'roomCount', 'bedroomCount', 'floor', 'condition'] as const;
const kindOf = {
  inseeCode: 'LOCATION',
  price: 'PRICE',
  areaM2: 'AREA',
  roomCount: 'ROOMS',
  bedroomCount: 'BEDROOMS',
  floor: 'FLOOR',
  condition: 'CONDITION',
} as const;

function outcomeOf(match: Match | null, fact: (typeof facts)[number]) {
  return match?.criteria.find(({ kind }) => kind === kindOf[fact])?.outcome;
}

/** A place is added to places of which one at least is understood: before that nobody knows where the buyer looks. */
const loosenings: Readonly<Record<string, (request: BuyerRequest, by: number) => BuyerRequest>> = {
  'a lower least price': (request, by) => withPrice(request, { min: less(request.price?.min, by) }),
  'a higher top price': (request, by) => withPrice(request, { max: more(request.price?.max, by) }),
  'a smaller least area': (request, by) => withArea(request, { min: less(request.area?.min, by / 1000) }),
  'a larger greatest area': (request, by) => withArea(request, { max: more(request.area?.max, by / 1000) }),
  'a wider margin': (request, by) => ({ ...request, margin: (request.margin ?? 0) + by / 10_000 }),
  'one more class': (request) => ({
    ...request,
    propertyClasses: request.propertyClasses.length > 0 ? [...request.propertyClasses, 'LAND'] : [],
  }),
  'one more place': (request, by) =>
    request.locations.some((location) => location.inseeCodes.length > 0)
      ? { ...request, locations: [...request.locations, aPlace({ inseeCodes: [inseeCodes[(by / 10_000) % 7] ?? ''] })] }
      : request,
  'one more place that nobody understands': (request) =>
    request.locations.length > 0
      ? { ...request, locations: [...request.locations, aPlace({ inseeCodes: [], resolution: 'UNRESOLVED' })] }
      : request,
  'a place understood better': (request) => ({
    ...request,
    locations: request.locations.map((place) =>
      place.resolution === 'AMBIGUOUS' ? { ...place, resolution: 'EXACT' as const } : place,
    ),
  }),
  'fewer rooms': (request) =>
    request.rooms?.operator === 'AT_LEAST'
      ? { ...request, rooms: { operator: 'AT_LEAST', value: request.rooms.value - 1 } }
      : request,
  'fewer bedrooms': (request) => ({ ...request, minBedrooms: request.minBedrooms && request.minBedrooms - 0.5 }),
  'smaller outdoor areas': (request) => ({
    ...request,
    outdoorAreas: request.outdoorAreas.map((wish) => ({ ...wish, count: 1, minAreaM2: null })),
  }),
};

function withPrice(request: BuyerRequest, bounds: Partial<NonNullable<BuyerRequest['price']>>): BuyerRequest {
  return { ...request, price: request.price && { ...request.price, ...bounds } };
}

function withArea(request: BuyerRequest, bounds: Partial<NonNullable<BuyerRequest['area']>>): BuyerRequest {
  return { ...request, area: request.area && { ...request.area, ...bounds } };
}

function less(bound: number | null | undefined, by: number): number | null {
  return bound === null || bound === undefined ? null : bound - by;
}

function more(bound: number | null | undefined, by: number): number | null {
  return bound === null || bound === undefined ? null : bound + by;
}

function requestMadeOf(advert: MatchableAdvert): BuyerRequest {
  const { inseeCode, price, areaM2, roomCount, floor, condition } = advert;
  const wishes = <Kind extends string>(kinds: readonly Kind[], all: Readonly<Record<Kind, Feature>>) =>
    kinds
      .filter((kind) => all[kind].isThere === true)
      .map((kind) => ({ kind, count: all[kind].count ?? 1, minAreaM2: all[kind].areaM2 }));
  return aBuyerRequest({
    offerType: advert.offerType ?? 'UNKNOWN',
    propertyClasses: advert.propertyClass === null ? [] : [advert.propertyClass],
    locations: inseeCode === null ? [] : [aPlace({ inseeCodes: [inseeCode] })],
    price: price && { min: price.amount, max: price.amount, currency: price.currency },
    area: areaM2 === null ? null : { min: areaM2, max: areaM2 },
    rooms: roomCount === null ? null : { operator: 'EQUAL', value: roomCount },
    minBedrooms: advert.bedroomCount,
    floor: floor === null ? null : { kind: 'NUMBER', operator: 'EQUAL', value: floor },
    condition,
    outdoorAreas: wishes(outdoorKinds, advert.outdoorAreas),
    services: wishes(serviceKinds, advert.services),
  });
}
