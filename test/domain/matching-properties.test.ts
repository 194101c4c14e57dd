import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  outdoorKinds,
  serviceKinds,
  standings,
  viewReaches,
  wantedConditions,
} from '../../src/domain/buyer-criteria.js';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import type { Feature, MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { silentAdvert } from '../../src/domain/matchable-advert.js';
import { matchAdvert } from '../../src/domain/matching.js';
import type { Match } from '../../src/domain/matching.js';
import { offerTypes, propertyClasses } from '../../src/domain/vocabulary.js';
import { aBuyerRequest, aMatchable, aPlace, covers } from '../support/buyer-request.js';
import { aRequest, amount, anAdvert, inseeCodes, landscapes } from './arbitrary-matches.js';

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

  it('earns no less by what is not told than by what is not met', () => {
    fc.assert(
      fc.property(aRequest, anAdvert, (request, advert) => {
        const told = matchAdvert(request, advert, covers);
        if (told === null) return;
        const { offerType, propertyClass } = advert;
        const silent = matchAdvert(request, { ...silentAdvert, offerType, propertyClass }, covers);
        for (const { kind, outcome } of told.criteria) {
          const unsaid = silent?.criteria.find((each) => each.kind === kind);
          if (kind === 'OFFER_TYPE' || kind === 'PROPERTY_CLASS') expect(unsaid?.outcome).toBe('MET');
          else expect([kind, unsaid?.outcome]).toEqual([kind, 'UNKNOWN']);
          if (outcome === 'UNMET') expect(unsaid?.points).toBeGreaterThan(0);
        }
        if (told.criteria.slice(2).every(({ outcome }) => outcome === 'UNMET')) {
          expect(silent?.score).toBeGreaterThanOrEqual(told.score);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same however often and in whatever order it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(aRequest, anAdvert), { minLength: 2, maxLength: 5 }), (pairs) => {
        const judge = ([request, advert]: (typeof pairs)[number]) => matchAdvert(request, advert, covers);
        const forwards = pairs.map(judge);
        expect(pairs.toReversed().map(judge).toReversed()).toEqual(forwards);
      }),
      { numRuns: 300 },
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

const facts = ['inseeCode', 'price', 'areaM2', 'roomCount', 'bedroomCount', 'floor', 'condition', 'standing'] as const;
const kindOf = {
  inseeCode: 'LOCATION',
  price: 'PRICE',
  areaM2: 'AREA',
  roomCount: 'ROOMS',
  bedroomCount: 'BEDROOMS',
  floor: 'FLOOR',
  condition: 'CONDITION',
  standing: 'STANDING',
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
  'a place as a whole': (request) => ({
    ...request,
    locations: request.locations.map((place) => ({ ...place, district: null })),
  }),
  'a wider circle': (request, by) => ({
    ...request,
    around: request.around && {
      ...request.around,
      radiusKm: request.around.radiusKm === null ? null : request.around.radiusKm + by / 100_000,
    },
  }),
  'less standing': (request) => ({
    ...request,
    standing: request.standing && (standings[standings.indexOf(request.standing) - 1] ?? request.standing),
  }),
  'a lesser view': (request) => {
    const reach = request.view?.reach ?? null;
    const lesser = reach && (viewReaches[viewReaches.indexOf(reach) - 1] ?? reach);
    return { ...request, view: request.view && { ...request.view, reach: lesser } };
  },
  'one more landscape': (request, by) => ({
    ...request,
    view:
      request.view && request.view.on.length > 0
        ? { ...request.view, on: [...request.view.on, landscapes[(by / 10_000) % landscapes.length] ?? 'SEA'] }
        : request.view,
  }),
  'a lower floor': (request) =>
    request.floor?.kind === 'NUMBER' && request.floor.operator === 'AT_LEAST'
      ? { ...request, floor: { ...request.floor, value: request.floor.value - 1 } }
      : request,
  'a humbler condition, still without work': (request) => {
    const step = request.condition === null ? -1 : wantedConditions.indexOf(request.condition);
    return step > wantedConditions.indexOf('GOOD')
      ? { ...request, condition: wantedConditions[step - 1] ?? request.condition }
      : request;
  },
  'fewer of each service': (request) => ({
    ...request,
    services: request.services.map((wish) => ({ ...wish, count: 1 })),
  }),
  'one more place': (request, by) =>
    isUnderstood(request)
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

function isUnderstood({ locations, around }: BuyerRequest): boolean {
  const isPlace = locations.some(({ inseeCodes: codes, departmentCodes }) => codes.length + departmentCodes.length > 0);
  return isPlace || (around !== null && around.radiusKm !== null);
}

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
  const { inseeCode, coordinates, price, areaM2, roomCount, floor, condition, standing, view } = advert;
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
    standing,
    view: view.reach === null && view.on.length === 0 ? null : view,
    around: coordinates && { coordinates, radius: 1, radiusKm: 1 },
    outdoorAreas: wishes(outdoorKinds, advert.outdoorAreas),
    services: wishes(serviceKinds, advert.services),
  });
}
