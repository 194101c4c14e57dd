import type { BuyerRequest } from './buyer-request.js';
import { lowerBound } from './lower-bound.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { isPriceAccepted, priceMargin } from './matching-criteria.js';
import type { Covers, MatchCriterionKind, Verdict } from './matching-criteria.js';
import { judgeAdvert, matchRules, outcomeOf, scoreOf } from './matching-score.js';
import type { Verdicts } from './matching-score.js';
import type { Money } from './money.js';

/** Scores that make a buyer worth calling, and worth writing to. */
const GOOD = 80;
const FAIR = 60;

/** No seller is told to give up more than this part of the price, nor in more than this many ways. */
const DEEPEST_CUT = 0.2;
const MOST_STEPS = 3;

/** A lower price in whole units, and how many more buyers score at least so much at it, those that it loses taken off. */
type PriceStep = Readonly<{ price: Money; moreAtLeast60: number; moreAtLeast80: number }>;

/** `mostOftenUnmet` is of the buyers who look here: what an advert lacks elsewhere says nothing of it. */
export type MatchSummary = Readonly<{
  atLeast80: number;
  atLeast60: number;
  mostOftenUnmet: Readonly<{ kind: MatchCriterionKind; count: number }> | null;
  /** From the highest price to the lowest; none where the advert tells no price. */
  priceSteps: readonly PriceStep[];
}>;

const locationIndex = matchRules.findIndex(({ kind }) => kind === 'LOCATION');
const priceIndex = matchRules.findIndex(({ kind }) => kind === 'PRICE');

/**
 * What many buyers' requests say of one advert. Requests that it does not answer to at all (another offer, another kind
 * of property) count for nothing. O(n log n) in the number of requests.
 */
export function summariseMatches(
  requests: Iterable<BuyerRequest>,
  advert: MatchableAdvert,
  covers: Covers,
): MatchSummary {
  const verdicts: Verdicts = matchRules.map(() => null);
  const unmet = matchRules.map(() => 0);
  const [good, fair]: [PriceRange[], PriceRange[]] = [[], []];
  let [atLeast80, atLeast60] = [0, 0];
  for (const request of requests) {
    if (!judgeAdvert(request, advert, covers, verdicts)) continue;
    const score = scoreOf(verdicts);
    if (score >= GOOD) atLeast80 += 1;
    if (score >= FAIR) atLeast60 += 1;
    if (verdicts[locationIndex] !== 'BROKEN') countUnmet(verdicts, unmet);
    if (advert.price?.currency !== request.price?.currency) continue;
    pushRange(good, pricesThatScore(GOOD, request, verdicts));
    pushRange(fair, pricesThatScore(FAIR, request, verdicts));
  }
  return {
    atLeast80,
    atLeast60,
    mostOftenUnmet: mostOften(unmet),
    priceSteps: advert.price === null ? [] : stepsBelow(advert.price, fair, good),
  };
}

/** Nothing costs as much, and whole numbers beyond are no longer told apart. */
const BEYOND_ALL_PRICES = 1e15;

/** Bounds included; in whole units of money. */
type PriceRange = Readonly<{ from: number; to: number }>;

function countUnmet(verdicts: Verdicts, unmet: number[]): void {
  for (const [index, verdict] of verdicts.entries()) {
    if (verdict !== null && outcomeOf(verdict) === 'UNMET') unmet[index] = (unmet[index] ?? 0) + 1;
  }
}

/** The weightier of two that fail as often, which stands first. */
function mostOften(unmet: readonly number[]): MatchSummary['mostOftenUnmet'] {
  const heaviestFirst = matchRules
    .map(({ kind, weight }, index) => ({ kind, weight, count: unmet[index] ?? 0 }))
    .sort((one, other) => other.count - one.count || other.weight - one.weight);
  const [first] = heaviestFirst;
  return first === undefined || first.count === 0 ? null : { kind: first.kind, count: first.count };
}

/** What a price earns falls with each of these, and so does the score. */
const tolerances = ['UNMET', 'WITHIN_MARGIN', 'MET'] as const satisfies readonly Verdict[];

/**
 * The prices at which a request scores at least so much, all else as it is; `null` where no price does. The verdicts are
 * given back as they came.
 */
function pricesThatScore(least: number, request: BuyerRequest, verdicts: Verdicts): PriceRange | null {
  const own = verdicts[priceIndex] ?? null;
  let range: PriceRange | null = null;
  for (const tolerance of tolerances) {
    verdicts[priceIndex] = tolerance;
    if (scoreOf(verdicts) < least) continue;
    range = acceptedPrices(request, tolerance);
    break;
  }
  verdicts[priceIndex] = own;
  return range;
}

/** Exactly the whole prices that are judged so: the bound is worked out, then moved to where the judge sees it. */
function acceptedPrices(request: BuyerRequest, atLeast: (typeof tolerances)[number]): PriceRange {
  const margin = priceMargin(request.margin, atLeast);
  const { min = null, max = null } = request.price ?? {};
  const isAccepted = (amount: number) => isPriceAccepted(request, amount, atLeast);
  let from = min === null ? 0 : Math.max(0, Math.ceil((min * (100 - margin)) / 100));
  let to = max === null ? Infinity : Math.floor((max * (100 + margin)) / 100);
  if (from > BEYOND_ALL_PRICES) return { from, to: -1 };
  if (to > BEYOND_ALL_PRICES) to = Infinity;
  while (from > 0 && isAccepted(from - 1)) from -= 1;
  while (from <= to && !isAccepted(from)) from += 1;
  if (to === Infinity) return { from, to };
  while (to >= from && !isAccepted(to)) to -= 1;
  while (to >= from && isAccepted(to + 1)) to += 1;
  return { from, to };
}

/** Any price at all is no range that a cut could reach. */
function pushRange(ranges: PriceRange[], range: PriceRange | null): void {
  if (range !== null && range.from <= range.to && (range.from > 0 || range.to < Infinity)) ranges.push(range);
}

/**
 * The lower prices worth naming. Only where a range ends is there a buyer to win. A price is worth naming where it wins
 * more than every higher one (a buyer who then scores 80 counts beside one who then scores 60, and for both); of these
 * the ones that win most for each unit of money that is given up.
 */
function stepsBelow(price: Money, fair: readonly PriceRange[], good: readonly PriceRange[]): readonly PriceStep[] {
  const lowest = price.amount * (1 - DEEPEST_CUT);
  const ends = new Set([...fair, ...good].map(({ to }) => to));
  const amounts = [...ends].filter((end) => end < price.amount && end >= lowest).sort((one, other) => other - one);
  const countFair = countWithin(fair);
  const countGood = countWithin(good);
  const [nowFair, nowGood] = [countFair(price.amount), countGood(price.amount)];

  let most = 0;
  const steps: (PriceStep & Readonly<{ rate: number }>)[] = [];
  for (const amount of amounts) {
    const [moreAtLeast60, moreAtLeast80] = [countFair(amount) - nowFair, countGood(amount) - nowGood];
    const won = moreAtLeast60 + moreAtLeast80;
    if (won <= most) continue;
    most = won;
    const rate = won / (price.amount - amount);
    steps.push({ price: { ...price, amount }, moreAtLeast60, moreAtLeast80, rate });
  }
  return steps
    .sort((one, other) => other.rate - one.rate || other.price.amount - one.price.amount)
    .slice(0, MOST_STEPS)
    .sort((one, other) => other.price.amount - one.price.amount)
    .map(({ rate: _rate, ...step }) => step);
}

/** How many ranges hold an amount: those that have begun, less those that have ended. */
function countWithin(ranges: readonly PriceRange[]): (amount: number) => number {
  const starts = Float64Array.from(ranges, ({ from }) => from).sort();
  const ends = Float64Array.from(ranges, ({ to }) => to).sort();
  return (amount) =>
    lowerBound(starts.length, (index) => (starts[index] ?? 0) <= amount) -
    lowerBound(ends.length, (index) => (ends[index] ?? 0) < amount);
}
