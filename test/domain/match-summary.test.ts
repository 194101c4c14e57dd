import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import { summariseMatches } from '../../src/domain/match-summary.js';
import type { MatchSummary } from '../../src/domain/match-summary.js';
import type { MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { matchAdvert } from '../../src/domain/matching.js';
import { euros } from '../../src/domain/money.js';
import { aBuyerRequest, aMatchable, aPlace, covers } from '../support/buyer-request.js';
import { aRequest, anAdvert } from './arbitrary-matches.js';

const upTo = (max: number, more: Partial<BuyerRequest> = {}) =>
  aBuyerRequest({ locations: [aPlace()], price: { min: null, max, currency: 'EUR' }, ...more });
const at = (amount: number, more: Partial<MatchableAdvert> = {}) => aMatchable({ price: euros(amount), ...more });

const times = (count: number, request: BuyerRequest) => Array.from({ length: count }, () => request);

/** A price far from the margin is out of the question, so that a buyer scores 63 at least within, and below 50 beyond. */
const summarise = (requests: readonly BuyerRequest[], advert: MatchableAdvert) =>
  summariseMatches(requests, advert, covers);

describe('what many buyers say of an advert', () => {
  it('counts those who score 80 and those who score 60', () => {
    const requests = [...times(2, upTo(400_000)), upTo(380_000, { margin: 10 }), upTo(370_000), upTo(100_000)];

    expect(summarise(requests, at(400_000))).toMatchObject({ atLeast80: 3, atLeast60: 4 });
  });

  it('leaves out those whom it cannot answer at all', () => {
    const requests = [upTo(400_000, { offerType: 'RENT' }), upTo(400_000, { propertyClasses: ['HOUSE'] })];

    expect(summarise(requests, at(400_000))).toEqual({
      atLeast80: 0,
      atLeast60: 0,
      mostOftenUnmet: null,
      priceSteps: [],
    });
  });

  it('says nothing of no requests', () => {
    expect(summarise([], at(400_000))).toEqual({ atLeast80: 0, atLeast60: 0, mostOftenUnmet: null, priceSteps: [] });
  });

  it('names what those who look here miss most often, and the weightier of two', () => {
    const small = upTo(400_000, { area: { min: 200, max: null } });
    const dear = upTo(100_000);
    const elsewhere = upTo(400_000, { locations: [aPlace({ inseeCodes: ['59350'] })] });
    const advert = at(400_000, { areaM2: 100 });

    expect(summarise([small, small, dear, ...times(9, elsewhere)], advert).mostOftenUnmet).toEqual({
      kind: 'AREA',
      count: 2,
    });
    expect(summarise([small, dear], advert).mostOftenUnmet).toEqual({ kind: 'PRICE', count: 1 });
    expect(summarise([upTo(400_000), elsewhere], advert).mostOftenUnmet).toBeNull();
  });
});

describe('what a price cut would bring', () => {
  it('is told by the highest price that wins each buyer', () => {
    const requests = [...times(3, upTo(400_000)), ...times(14, upTo(350_000)), upTo(300_000)];

    expect(summarise(requests, at(400_000)).priceSteps).toEqual([
      { price: euros(385_000), moreAtLeast60: 14, moreAtLeast80: 0 },
      { price: euros(350_000), moreAtLeast60: 14, moreAtLeast80: 14 },
      { price: euros(330_000), moreAtLeast60: 15, moreAtLeast80: 14 },
    ]);
  });

  it('takes off the buyers who would no longer want it, and names no price that loses as many as it wins', () => {
    const noLess = upTo(500_000, { price: { min: 399_000, max: 500_000, currency: 'EUR' } });
    const cut = (lost: number) => summarise([...times(2, upTo(350_000)), ...times(lost, noLess)], at(400_000));

    expect(cut(1).priceSteps.at(-1)).toEqual({ price: euros(350_000), moreAtLeast60: 1, moreAtLeast80: 1 });
    expect(cut(4).priceSteps).toEqual([]);
  });

  it('goes no deeper than a fifth of the price', () => {
    expect(summarise([upTo(290_000)], at(400_000)).priceSteps).toEqual([]);
    expect(summarise([upTo(300_000)], at(400_000)).priceSteps.map(({ price }) => price.amount)).toEqual([330_000]);
  });

  it.each([
    ['the advert tells no price', [upTo(350_000)], aMatchable()],
    ['buyers count in another currency', [upTo(350_000)], aMatchable({ price: { amount: 400_000, currency: 'USD' } })],
    ['nobody names a price', [aBuyerRequest({ locations: [aPlace()] })], at(400_000)],
    ['all look elsewhere', [upTo(350_000, { locations: [aPlace({ inseeCodes: ['59350'] })] })], at(400_000)],
    [
      'prices are beyond counting',
      [upTo(1e300), upTo(9, { price: { min: 1e300, max: null, currency: 'EUR' } })],
      at(9),
    ],
  ] as readonly (readonly [string, readonly BuyerRequest[], MatchableAdvert])[])(
    'is nothing where %s',
    (_why, requests, advert) => {
      expect(summarise(requests, advert).priceSteps).toEqual([]);
    },
  );

  it('is, with the counts, what trying every price finds', () => {
    // Small sums keep every price within reach: bounds and margins fall between them as between large ones.
    const small = (request: BuyerRequest): BuyerRequest => ({
      ...request,
      locations: request.locations.slice(0, 1),
      price: request.price && {
        ...request.price,
        min: request.price.min && request.price.min / 4000,
        max: request.price.max && request.price.max / 4000,
      },
    });
    fc.assert(
      fc.property(
        fc.array(aRequest.map(small), { maxLength: 30 }),
        anAdvert,
        fc.integer({ min: 1, max: 120 }),
        (requests, advert, amount) => {
          const priced = { ...advert, price: euros(amount) };
          expect(summarise(requests, priced)).toEqual(bruteForce(requests, priced, amount));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** By the same words, with no thought for speed. */
function bruteForce(requests: readonly BuyerRequest[], advert: MatchableAdvert, amount: number): MatchSummary {
  const countAt = (price: number, least: number) =>
    requests.filter((request) => matchAdvert(request, { ...advert, price: euros(price) }, covers, least) !== null)
      .length;
  const matches = requests.flatMap((request) => matchAdvert(request, advert, covers) ?? []);
  const here = matches.filter(
    ({ criteria }) => !criteria.some(({ kind, outcome }) => kind === 'LOCATION' && outcome === 'UNMET'),
  );
  const unmet = here.flatMap(({ criteria }) => criteria.filter(({ outcome }) => outcome === 'UNMET'));
  const kinds = ['PRICE', 'AREA', 'ROOMS', 'BEDROOMS', 'OUTDOOR_SPACE', 'SERVICES', 'FLOOR', 'CONDITION'] as const;
  const counts = [...kinds, 'STANDING' as const, 'VIEW' as const].map((kind) => ({
    kind,
    count: unmet.filter((each) => each.kind === kind).length,
  }));
  const mostOften = counts.toSorted((one, other) => other.count - one.count)[0];

  let most = 0;
  const steps: { rate: number; step: MatchSummary['priceSteps'][number] }[] = [];
  for (let price = Math.ceil(amount) - 1; price >= amount * 0.8; price--) {
    const moreAtLeast60 = countAt(price, 60) - countAt(amount, 60);
    const moreAtLeast80 = countAt(price, 80) - countAt(amount, 80);
    const won = moreAtLeast60 + moreAtLeast80;
    if (won <= most) continue;
    most = won;
    steps.push({ rate: won / (amount - price), step: { price: euros(price), moreAtLeast60, moreAtLeast80 } });
  }
  return {
    atLeast80: countAt(amount, 80),
    atLeast60: countAt(amount, 60),
    mostOftenUnmet: mostOften === undefined || mostOften.count === 0 ? null : mostOften,
    priceSteps: steps
      .toSorted((one, other) => other.rate - one.rate || other.step.price.amount - one.step.price.amount)
      .slice(0, 3)
      .map(({ step }) => step)
      .toSorted((one, other) => other.price.amount - one.price.amount),
  };
}
