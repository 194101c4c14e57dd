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
import type { ViewOn } from '../../src/domain/vocabulary.js';
import { aBuyerRequest, aPlace } from '../support/buyer-request.js';

export const inseeCodes = ['06004', '06088', '75056', '75101', '75107', '75116', '59350'] as const;
const operators = ['EQUAL', 'AT_LEAST', 'AT_MOST'] as const;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
/** Round sums near each other, so that bounds are met, missed and hit exactly. */
export const amount = fc.integer({ min: 1, max: 40 }).map((tens) => tens * 10_000);
const area = fc.integer({ min: 1, max: 30 }).map((tens) => tens * 10);
const few = fc.integer({ min: 1, max: 6 });
const range = <T>(bound: fc.Arbitrary<T>) =>
  maybe(fc.record({ min: maybe(bound), max: maybe(bound) }).filter(({ min, max }) => min !== null || max !== null));

/** A kilometre or two from each other. */
const somewhere = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([north, east]) => ({ latitude: 43.5 + north / 50, longitude: 7 + east / 50 }));
export const landscapes = ['SEA', 'CITY', 'WATER', 'MOUNTAIN'] as const satisfies readonly ViewOn[];

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

export const anAdvert: fc.Arbitrary<MatchableAdvert> = fc.record({
  offerType: fc.constantFrom('BUY', 'RENT'),
  propertyClass: fc.constantFrom('FLAT', 'HOUSE', 'LAND'),
  inseeCode: maybe(fc.constantFrom(...inseeCodes)),
  city: maybe(fc.constant('Antibes')),
  coordinates: maybe(somewhere),
  price: maybe(fc.record({ amount, currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD') })),
  areaM2: maybe(area),
  roomCount: maybe(few),
  bedroomCount: maybe(few),
  floor: maybe(fc.integer({ min: -2, max: 9 })),
  floorCount: maybe(few),
  condition: maybe(fc.constantFrom(...wantedConditions)),
  standing: maybe(fc.constantFrom(...standings)),
  view: fc.record({
    reach: maybe(fc.constantFrom(...viewReaches)),
    on: fc.subarray([...landscapes], { maxLength: 2 }),
  }),
  outdoorAreas: features(outdoorKinds),
  services: features(serviceKinds),
});

const aLocation = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...inseeCodes).map((code) => aPlace({ inseeCodes: [code] })) },
  fc.constant(aPlace({ inseeCodes: ['06004', '59350'], resolution: 'AMBIGUOUS' })),
  fc.constant(aPlace({ inseeCodes: [], resolution: 'UNRESOLVED' })),
  fc.constant(aPlace({ inseeCodes: [], resolution: 'UNRESOLVED', departmentCodes: ['06', '83'] })),
  fc.constant(aPlace({ district: 'Juan-les-Pins' })),
);

export const aRequest: fc.Arbitrary<BuyerRequest> = fc
  .record({
    offerType: fc.constantFrom('BUY', 'RENT'),
    propertyClasses: fc.subarray(['FLAT', 'HOUSE', 'LAND']),
    locations: fc.array(aLocation, { maxLength: 3 }),
    around: fc.option(
      fc.record({
        coordinates: somewhere,
        radius: fc.constant(null),
        radiusKm: maybe(fc.integer({ min: 1, max: 20 })),
      }),
      { nil: null, freq: 1 },
    ),
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
    standing: fc.option(fc.constantFrom(...standings), { nil: null, freq: 1 }),
    view: fc.option(
      fc
        .record({ reach: maybe(fc.constantFrom(...viewReaches)), on: fc.subarray([...landscapes], { maxLength: 2 }) })
        .filter(({ reach, on }) => reach !== null || on.length > 0),
      { nil: null, freq: 1 },
    ),
    outdoorAreas: fc.array(fc.record({ kind: fc.constantFrom(...outdoorKinds), count: few, minAreaM2: maybe(area) }), {
      maxLength: 2,
    }),
    services: fc.array(fc.record({ kind: fc.constantFrom(...serviceKinds), count: few }), { maxLength: 2 }),
  } as const)
  .map((criteria) => aBuyerRequest(criteria as Partial<BuyerRequest>));
