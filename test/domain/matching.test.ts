import { describe, expect, it } from '@jest/globals';
import type { OutdoorWish, ServiceWish } from '../../src/domain/buyer-criteria.js';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import type { MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { compareMatches, matchAdvert } from '../../src/domain/matching.js';
import { euros } from '../../src/domain/money.js';
import { aBuyerRequest, aMatchable, aPlace, covers, missing, there } from '../support/buyer-request.js';

/** Four rooms of 100 m² in Antibes for at most 400,000 €, give or take 10 %. */
const asked: Partial<BuyerRequest> = {
  locations: [aPlace()],
  price: { min: null, max: 400_000, currency: 'EUR' },
  area: { min: 100, max: null },
  rooms: { operator: 'AT_LEAST', value: 4 },
  margin: 10,
};
const offered: Partial<MatchableAdvert> = { price: euros(390_000), areaM2: 104, roomCount: 4 };

const antibes = (more: Partial<BuyerRequest> = {}) => aBuyerRequest({ ...asked, ...more });
const inAntibes = (more: Partial<MatchableAdvert> = {}) => aMatchable({ ...offered, ...more });

/** Only the place and one more criterion, so that points are easy to follow. */
const only = (more: Partial<BuyerRequest>) => aBuyerRequest({ locations: [aPlace()], ...more });

type Case = readonly [
  name: string,
  request: BuyerRequest,
  advert: MatchableAdvert,
  score: number,
  /** `outcome points/outOf requested | offered` by kind; those not listed here are met in full. */
  criteria: Readonly<Record<string, string>>,
];

const unsaid = aMatchable();
const nowhere = aPlace({ cityId: null, name: 'Côte d’Azur', inseeCodes: [], resolution: 'UNRESOLVED' });
const paca = aPlace({ name: 'PACA', inseeCodes: [], resolution: 'UNRESOLVED', departmentCodes: ['06', '83'] });
const aroundAntibes = { coordinates: { latitude: 43.58, longitude: 7.12 }, radius: 5, radiusKm: 5 };
const wideTerrace: OutdoorWish = { kind: 'TERRACE', count: 1, minAreaM2: 10 };
const aLift: ServiceWish = { kind: 'LIFT', count: 1 };

/** 38 parts: offer type 4, class 4, place 30. The larger remainder of the two conditions is the first's. */
const conditionsBesidePlace = {
  OFFER_TYPE: 'MET 11/11 purchase | purchase',
  PROPERTY_CLASS: 'MET 10/10 flat | flat',
};
/** 48 parts: 4, 4, 30 and rooms 10. */
const besideRooms = { LOCATION: 'MET 63/63 Antibes | Antibes' };
/** 44 parts: 4, 4, 30 and bedrooms, outdoor space or services 6. */
const besideSix = { LOCATION: 'MET 68/68 Antibes | Antibes' };
/** 43 parts: 4, 4, 30 and floor or condition 5. */
const besideFive = { LOCATION: 'MET 70/70 Antibes | Antibes' };

/**
 * Of 93 parts (4 + 4 + 30 + 25 + 20 + 10) the first group shares 100 points as offer type 4, class 4, place 32,
 * price 27, area 22, rooms 11.
 */
const cases: readonly Case[] = [
  ['all that is asked is there', antibes(), inAntibes(), 100, { PRICE: 'MET 27/27 ≤ 400,000 € (+10 %) | 390,000 €' }],
  [
    'a price within the margin',
    antibes(),
    inAntibes({ price: euros(415_000) }),
    92,
    { PRICE: 'WITHIN_MARGIN 19/27 ≤ 400,000 € (+10 %) | 415,000 €' },
  ],
  [
    'a price at the very end of the margin',
    antibes(),
    inAntibes({ price: euros(440_000) }),
    92,
    { PRICE: 'WITHIN_MARGIN 19/27 ≤ 400,000 € (+10 %) | 440,000 €' },
  ],
  [
    'a price a euro beyond the margin',
    antibes(),
    inAntibes({ price: euros(440_001) }),
    73,
    { PRICE: 'UNMET 0/27 ≤ 400,000 € (+10 %) | 440,001 €' },
  ],
  [
    'a price beyond margin and patience: all the rest counts for 49 at most',
    antibes(),
    inAntibes({ price: euros(480_001) }),
    46,
    {
      OFFER_TYPE: 'MET 2/2 purchase | purchase',
      PROPERTY_CLASS: 'MET 2/2 flat | flat',
      LOCATION: 'MET 21/21 Antibes | Antibes',
      PRICE: 'UNMET 0/54 ≤ 400,000 € (+10 %) | 480,001 €',
      AREA: 'MET 14/14 ≥ 100 m² (−10 %) | 104 m²',
      ROOMS: 'MET 7/7 ≥ 4 rooms | 4 rooms',
    },
  ],
  [
    'no margin is granted',
    antibes({ margin: null }),
    inAntibes({ price: euros(415_000) }),
    73,
    { PRICE: 'UNMET 0/27 ≤ 400,000 € | 415,000 €' },
  ],
  [
    'a range of prices, and one just below it',
    antibes({ price: { min: 300_000, max: 400_000, currency: 'EUR' } }),
    inAntibes({ price: euros(280_000) }),
    92,
    { PRICE: 'WITHIN_MARGIN 19/27 300,000 € to 400,000 € (±10 %) | 280,000 €' },
  ],
  [
    'a price that is not told',
    antibes(),
    inAntibes({ price: null }),
    84,
    { PRICE: 'UNKNOWN 11/27 ≤ 400,000 € (+10 %) | null' },
  ],
  [
    'a price in another currency',
    antibes(),
    inAntibes({ price: { amount: 390_000, currency: 'USD' } }),
    84,
    { PRICE: 'UNKNOWN 11/27 ≤ 400,000 € (+10 %) | 390,000 $' },
  ],
  [
    'an area within the margin',
    antibes(),
    inAntibes({ areaM2: 90 }),
    93,
    { AREA: 'WITHIN_MARGIN 15/22 ≥ 100 m² (−10 %) | 90 m²' },
  ],
  ['too small', antibes(), inAntibes({ areaM2: 89.5 }), 78, { AREA: 'UNMET 0/22 ≥ 100 m² (−10 %) | 89.5 m²' }],
  [
    'an area that is not told',
    antibes(),
    inAntibes({ areaM2: null }),
    87,
    { AREA: 'UNKNOWN 9/22 ≥ 100 m² (−10 %) | null' },
  ],
  ['a room too few', antibes(), inAntibes({ roomCount: 3 }), 89, { ROOMS: 'UNMET 0/11 ≥ 4 rooms | 3 rooms' }],
  [
    'another town: all the rest counts for 49 at most',
    antibes(),
    inAntibes({ inseeCode: '06088', city: 'Nice' }),
    45,
    {
      OFFER_TYPE: 'MET 2/2 purchase | purchase',
      PROPERTY_CLASS: 'MET 2/2 flat | flat',
      LOCATION: 'UNMET 0/55 Antibes | Nice',
      PRICE: 'MET 19/19 ≤ 400,000 € (+10 %) | 390,000 €',
      AREA: 'MET 15/15 ≥ 100 m² (−10 %) | 104 m²',
      ROOMS: 'MET 7/7 ≥ 4 rooms | 4 rooms',
    },
  ],
  [
    'one of several towns',
    antibes({ locations: [aPlace(), aPlace({ name: 'Nice', inseeCodes: ['06088'] })] }),
    inAntibes({ inseeCode: '06088', city: 'Nice' }),
    100,
    { LOCATION: 'MET 32/32 Antibes, Nice | Nice' },
  ],
  [
    'a place that is not told',
    antibes(),
    inAntibes({ inseeCode: null, city: null }),
    81,
    { LOCATION: 'UNKNOWN 13/32 Antibes | null' },
  ],
  [
    'one of the towns that bear a name',
    only({
      locations: [aPlace({ name: 'Saint-Denis', inseeCodes: ['93066', '97411'], resolution: 'AMBIGUOUS' })],
    }),
    aMatchable({ inseeCode: '97411', city: 'Saint-Denis' }),
    76,
    { ...conditionsBesidePlace, LOCATION: 'WITHIN_MARGIN 55/79 Saint-Denis | Saint-Denis' },
  ],
  [
    'a place that nobody understands',
    only({ locations: [nowhere] }),
    aMatchable(),
    53,
    { ...conditionsBesidePlace, LOCATION: 'UNKNOWN 32/79 Côte d’Azur | Antibes' },
  ],
  [
    'a place that nobody understands beside one that is elsewhere',
    only({ locations: [aPlace(), nowhere] }),
    aMatchable({ inseeCode: '59350', city: 'Lille' }),
    21,
    { ...conditionsBesidePlace, LOCATION: 'UNMET 0/79 Antibes, Côte d’Azur | Lille' },
  ],
  [
    'an arrondissement of a city that is asked for as a whole',
    only({ locations: [aPlace({ name: 'Paris', inseeCodes: ['75056'] })] }),
    aMatchable({ inseeCode: '75107', city: 'Paris 7e Arrondissement' }),
    100,
    { ...conditionsBesidePlace, LOCATION: 'MET 79/79 Paris | Paris 7e Arrondissement' },
  ],
  [
    'a whole city where an arrondissement is asked for: it may lie there or not',
    only({ locations: [aPlace({ name: 'Paris 7ème', inseeCodes: ['75107'] })] }),
    aMatchable({ inseeCode: '75056', city: 'Paris' }),
    53,
    { ...conditionsBesidePlace, LOCATION: 'UNKNOWN 32/79 Paris 7ème | Paris' },
  ],
  [
    'another arrondissement',
    only({ locations: [aPlace({ name: 'Paris 7ème', inseeCodes: ['75107'] })] }),
    aMatchable({ inseeCode: '75116', city: 'Paris' }),
    21,
    { ...conditionsBesidePlace, LOCATION: 'UNMET 0/79 Paris 7ème | Paris 16e' },
  ],
  [
    'just as many rooms as asked, no more',
    only({ rooms: { operator: 'EQUAL', value: 3 } }),
    aMatchable({ roomCount: 4 }),
    79,
    { ...besideRooms, ROOMS: 'UNMET 0/21 3 rooms | 4 rooms' },
  ],
  [
    'no more rooms than asked',
    only({ rooms: { operator: 'AT_MOST', value: 1 } }),
    aMatchable({ roomCount: 1 }),
    100,
    { ...besideRooms, ROOMS: 'MET 21/21 ≤ 1 room | 1 room' },
  ],
  [
    'a bedroom too few',
    only({ minBedrooms: 2 }),
    aMatchable({ bedroomCount: 1 }),
    86,
    { ...besideSix, BEDROOMS: 'UNMET 0/14 ≥ 2 bedrooms | 1 bedroom' },
  ],
  [
    'high enough',
    only({ floor: { kind: 'NUMBER', operator: 'AT_LEAST', value: 1 } }),
    aMatchable({ floor: 3, floorCount: 5 }),
    100,
    { ...besideFive, FLOOR: 'MET 12/12 ≥ 1st floor | 3rd floor of 5' },
  ],
  [
    'on the ground where a floor above is asked for',
    only({ floor: { kind: 'NUMBER', operator: 'AT_LEAST', value: 1 } }),
    aMatchable({ floor: 0, floorCount: 5 }),
    88,
    { ...besideFive, FLOOR: 'UNMET 0/12 ≥ 1st floor | ground floor of 5' },
  ],
  [
    'the top floor',
    only({ floor: { kind: 'TOP' } }),
    aMatchable({ floor: 5, floorCount: 5 }),
    100,
    { ...besideFive, FLOOR: 'MET 12/12 top floor | 5th floor of 5' },
  ],
  [
    'perhaps the top floor',
    only({ floor: { kind: 'TOP' } }),
    aMatchable({ floor: 22 }),
    93,
    { ...besideFive, FLOOR: 'UNKNOWN 5/12 top floor | 22nd floor' },
  ],
  [
    'better than the condition asked for',
    only({ condition: 'GOOD' }),
    aMatchable({ condition: 'NEW' }),
    100,
    { ...besideFive, CONDITION: 'MET 12/12 good condition or better | new' },
  ],
  [
    'a step short of the condition asked for',
    only({ condition: 'GOOD' }),
    aMatchable({ condition: 'TO_REFRESH' }),
    96,
    { ...besideFive, CONDITION: 'WITHIN_MARGIN 8/12 good condition or better | to refresh' },
  ],
  [
    'far from the condition asked for',
    only({ condition: 'GOOD' }),
    aMatchable({ condition: 'TO_RENOVATE' }),
    88,
    { ...besideFive, CONDITION: 'UNMET 0/12 good condition or better | to renovate' },
  ],
  [
    'nothing left to do for who wants to renovate',
    only({ condition: 'TO_RENOVATE' }),
    aMatchable({ condition: 'EXCELLENT' }),
    88,
    { ...besideFive, CONDITION: 'UNMET 0/12 to renovate | excellent condition' },
  ],
  [
    'a quarter of a town: the town is near, and nobody tells the quarter',
    only({ locations: [aPlace({ district: 'Juan-les-Pins' })] }),
    aMatchable(),
    76,
    { ...conditionsBesidePlace, LOCATION: 'WITHIN_MARGIN 55/79 Antibes (Juan-les-Pins) | Antibes' },
  ],
  [
    'somewhere in a region',
    only({ locations: [paca] }),
    aMatchable(),
    100,
    { ...conditionsBesidePlace, LOCATION: 'MET 79/79 PACA | Antibes' },
  ],
  [
    'outside of the region',
    only({ locations: [paca] }),
    aMatchable({ inseeCode: '59350', city: 'Lille' }),
    21,
    { ...conditionsBesidePlace, LOCATION: 'UNMET 0/79 PACA | Lille' },
  ],
  [
    'within a circle',
    only({ locations: [], around: aroundAntibes }),
    aMatchable({ coordinates: { latitude: 43.6, longitude: 7.1 } }),
    100,
    { ...conditionsBesidePlace, LOCATION: 'MET 79/79 within 5 km of 43.580, 7.120 | Antibes' },
  ],
  [
    'just outside of the circle',
    only({ locations: [], around: aroundAntibes }),
    aMatchable({ inseeCode: null, city: null, coordinates: { latitude: 43.64, longitude: 7.12 } }),
    76,
    { ...conditionsBesidePlace, LOCATION: 'WITHIN_MARGIN 55/79 within 5 km of 43.580, 7.120 | 43.640, 7.120' },
  ],
  [
    'far from the circle, and in the town that is asked for besides',
    only({ around: aroundAntibes }),
    aMatchable({ coordinates: { latitude: 43.7, longitude: 7.25 } }),
    100,
    { ...conditionsBesidePlace, LOCATION: 'MET 79/79 Antibes, within 5 km of 43.580, 7.120 | Antibes' },
  ],
  [
    'far from the circle',
    only({ locations: [], around: aroundAntibes }),
    aMatchable({ coordinates: { latitude: 43.7, longitude: 7.25 } }),
    21,
    { ...conditionsBesidePlace, LOCATION: 'UNMET 0/79 within 5 km of 43.580, 7.120 | Antibes' },
  ],
  [
    'a circle of which nobody can tell how wide it is',
    only({ locations: [], around: { ...aroundAntibes, radius: 150, radiusKm: null } }),
    aMatchable({ coordinates: { latitude: 43.58, longitude: 7.12 } }),
    53,
    { ...conditionsBesidePlace, LOCATION: 'UNKNOWN 32/79 near 43.580, 7.120 | Antibes' },
  ],
  [
    'more luxury than asked',
    only({ standing: 'UPMARKET' }),
    aMatchable({ standing: 'GRAND_LUXURY' }),
    100,
    { ...besideFive, STANDING: 'MET 12/12 upmarket or better | grand luxury' },
  ],
  [
    'a step less luxury than asked',
    only({ standing: 'GRAND_LUXURY' }),
    aMatchable({ standing: 'LUXURY' }),
    96,
    { ...besideFive, STANDING: 'WITHIN_MARGIN 8/12 grand luxury | luxury' },
  ],
  [
    'a standing that adverts do not tell',
    only({ standing: 'LUXURY' }),
    aMatchable(),
    93,
    { ...besideFive, STANDING: 'UNKNOWN 5/12 luxury or better | null' },
  ],
  [
    'the view that is asked for',
    only({ view: { reach: 'CLEAR', on: ['SEA', 'MOUNTAIN'] } }),
    aMatchable({ view: { reach: 'PANORAMIC', on: ['CITY', 'SEA'] } }),
    100,
    {
      ...besideFive,
      VIEW: 'MET 12/12 clear view or better of the sea or mountains | panoramic view of the city, the sea',
    },
  ],
  [
    'a glimpse where a clear view is asked for',
    only({ view: { reach: 'CLEAR', on: [] } }),
    aMatchable({ view: { reach: 'GLIMPSE', on: ['SEA'] } }),
    96,
    { ...besideFive, VIEW: 'WITHIN_MARGIN 8/12 clear view or better | glimpsed view of the sea' },
  ],
  [
    'a house opposite where a clear view is asked for',
    only({ view: { reach: 'CLEAR', on: [] } }),
    aMatchable({ view: { reach: 'OBSTRUCTED', on: [] } }),
    88,
    { ...besideFive, VIEW: 'UNMET 0/12 clear view or better | obstructed view' },
  ],
  [
    'a view of another landscape',
    only({ view: { reach: null, on: ['SEA'] } }),
    aMatchable({ view: { reach: 'CLEAR', on: ['COURTYARD'] } }),
    88,
    { ...besideFive, VIEW: 'UNMET 0/12 view of the sea | clear view of a courtyard' },
  ],
  [
    'a view of water, which may be the sea',
    only({ view: { reach: null, on: ['SEA'] } }),
    aMatchable({ view: { reach: null, on: ['WATER'] } }),
    93,
    { ...besideFive, VIEW: 'UNKNOWN 5/12 view of the sea | view of water' },
  ],
  [
    'a view of which nothing is said',
    only({ view: { reach: 'PANORAMIC', on: ['SEA'] } }),
    aMatchable(),
    93,
    { ...besideFive, VIEW: 'UNKNOWN 5/12 panoramic view of the sea | null' },
  ],
  [
    'a plot that is too small',
    only({ outdoorAreas: [{ kind: 'LAND', count: 1, minAreaM2: 500 }] }),
    aMatchable({ outdoorAreas: { ...unsaid.outdoorAreas, LAND: there({ areaM2: 400 }) } }),
    86,
    { ...besideSix, OUTDOOR_SPACE: 'UNMET 0/14 land (≥ 500 m²) | land 400 m²' },
  ],
  [
    'a terrace that is large enough, and a garden',
    only({ outdoorAreas: [wideTerrace, { kind: 'GARDEN', count: 1, minAreaM2: null }] }),
    aMatchable({ outdoorAreas: { ...unsaid.outdoorAreas, TERRACE: there({ areaM2: 12 }), GARDEN: there() } }),
    100,
    { ...besideSix, OUTDOOR_SPACE: 'MET 14/14 terrace (≥ 10 m²), garden | terrace 12 m², garden' },
  ],
  [
    'a terrace of unknown size',
    only({ outdoorAreas: [wideTerrace] }),
    aMatchable({ outdoorAreas: { ...unsaid.outdoorAreas, TERRACE: there() } }),
    92,
    { ...besideSix, OUTDOOR_SPACE: 'UNKNOWN 6/14 terrace (≥ 10 m²) | terrace' },
  ],
  [
    'a terrace that is too small',
    only({ outdoorAreas: [wideTerrace] }),
    aMatchable({ outdoorAreas: { ...unsaid.outdoorAreas, TERRACE: there({ areaM2: 8 }) } }),
    86,
    { ...besideSix, OUTDOOR_SPACE: 'UNMET 0/14 terrace (≥ 10 m²) | terrace 8 m²' },
  ],
  [
    'a lift and as many parking spaces as asked',
    only({ services: [aLift, { kind: 'PARKING', count: 2 }] }),
    aMatchable({ services: { ...unsaid.services, LIFT: there(), PARKING: there({ count: 2 }) } }),
    100,
    { ...besideSix, SERVICES: 'MET 14/14 lift, 2 × parking | lift, 2 × parking' },
  ],
  [
    'parking spaces that were not counted',
    only({ services: [aLift, { kind: 'PARKING', count: 2 }] }),
    aMatchable({ services: { ...unsaid.services, LIFT: there(), PARKING: there() } }),
    92,
    { ...besideSix, SERVICES: 'UNKNOWN 6/14 lift, 2 × parking | lift, parking' },
  ],
  [
    'no lift',
    only({ services: [aLift, { kind: 'PARKING', count: 1 }] }),
    aMatchable({ services: { ...unsaid.services, LIFT: missing, PARKING: there() } }),
    86,
    { ...besideSix, SERVICES: 'UNMET 0/14 lift, parking | no lift, parking' },
  ],
  [
    'a lift of which nothing is said',
    only({ services: [aLift] }),
    aMatchable(),
    92,
    { ...besideSix, SERVICES: 'UNKNOWN 6/14 lift | null' },
  ],
  [
    'a plot of land by its own surface',
    only({ propertyClasses: ['LAND'], area: { min: 500, max: 800 }, margin: 5 }),
    aMatchable({ propertyClass: 'LAND', areaM2: 820 }),
    90,
    {
      OFFER_TYPE: 'MET 7/7 purchase | purchase',
      PROPERTY_CLASS: 'MET 7/7 land | land',
      LOCATION: 'MET 52/52 Antibes | Antibes',
      AREA: 'WITHIN_MARGIN 24/34 500 m² to 800 m² (±5 %) | 820 m²',
    },
  ],
  [
    'nothing but a purchase of whatever kind',
    aBuyerRequest({ propertyClasses: [] }),
    aMatchable({ propertyClass: 'OTHER' }),
    100,
    { OFFER_TYPE: 'MET 50/50 purchase | purchase', PROPERTY_CLASS: 'MET 50/50 any kind of property | other property' },
  ],
];

describe('a match', () => {
  it.each(cases)('%s', (_name, request, advert, score, listed) => {
    const match = matchAdvert(request, advert, covers);

    const shown = (match?.criteria ?? []).map(
      ({ kind, outcome, points, outOf, requested, offered: said }) =>
        [kind, `${outcome} ${points}/${outOf} ${requested} | ${said ?? 'null'}`] as const,
    );
    expect(match?.score).toBe(score);
    expect(Object.fromEntries(shown)).toMatchObject(listed);
    expect(shown.filter(([kind, words]) => !(kind in listed) && !words.startsWith('MET '))).toEqual([]);
  });

  it.each([
    ['to let where the buyer wants to buy', {}, { offerType: 'RENT' }],
    ['of another kind', {}, { propertyClass: 'HOUSE' }],
    ['of a kind that it does not say', {}, { propertyClass: null }],
    ['of a kind that nobody knows', { propertyClasses: ['UNKNOWN'] }, { propertyClass: 'UNKNOWN' }],
    ['offered in a way that it does not say', {}, { offerType: null }],
    ['offered in a way that nobody knows', { offerType: 'UNKNOWN' }, { offerType: 'UNKNOWN' }],
  ] as readonly (readonly [string, Partial<BuyerRequest>, Partial<MatchableAdvert>])[])(
    'is none with an advert that is %s',
    (_name, request, advert) => {
      expect(matchAdvert(antibes(request), inAntibes(advert), covers)).toBeNull();
    },
  );

  it('is none below the least score that is asked for', () => {
    const advert = inAntibes({ price: euros(415_000) });

    expect(matchAdvert(antibes(), advert, covers, 92)?.score).toBe(92);
    expect(matchAdvert(antibes(), advert, covers, 93)).toBeNull();
  });

  it.each([
    [1, '1st floor'],
    [2, '2nd floor'],
    [3, '3rd floor'],
    [4, '4th floor'],
    [11, '11th floor'],
    [12, '12th floor'],
    [13, '13th floor'],
    [21, '21st floor'],
    [-2, 'basement 2'],
  ])('words floor %d as %s', (floor, words) => {
    const match = matchAdvert(only({ floor: { kind: 'TOP' } }), aMatchable({ floor }), covers);

    expect(match?.criteria.find(({ kind }) => kind === 'FLOOR')?.offered).toBe(words);
  });

  it.each([
    ['75101', 'Paris', 'Paris 1er'],
    ['75120', 'PARIS', 'PARIS 20e'],
    ['69383', 'Lyon', 'Lyon 3e'],
    ['13208', 'Marseille', 'Marseille 8e'],
    ['13208', 'Marseille 8e', 'Marseille 8e'],
    ['75056', 'Paris', 'Paris'],
    ['06004', 'Antibes', 'Antibes'],
    ['75111', null, '75111'],
  ])('words the place %s, told as %s, as %s', (inseeCode, city, words) => {
    const match = matchAdvert(only({}), aMatchable({ inseeCode, city }), covers);

    expect(match?.criteria.find(({ kind }) => kind === 'LOCATION')?.offered).toBe(words);
  });

  it('leaves it to its caller whether the buyer is still looking', () => {
    expect(matchAdvert(antibes({ isActive: false }), inAntibes(), covers)?.score).toBe(100);
  });
});

describe('the order of matches', () => {
  it('is by score, then by the latest change, then by identifier', () => {
    const ranked = [
      { score: 80, updatedAt: null, id: 'e' },
      { score: 80, updatedAt: '2024-01-01T00:00:00.000Z', id: 'd' },
      { score: 80, updatedAt: '2025-01-01T00:00:00.000Z', id: 'c' },
      { score: 80, updatedAt: '2025-01-01T00:00:00.000Z', id: 'b' },
      { score: 90, updatedAt: null, id: 'a' },
    ];

    expect([...ranked].sort(compareMatches).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(compareMatches({ score: 1, updatedAt: null, id: 'a' }, { score: 1, updatedAt: null, id: 'a' })).toBe(0);
  });
});
