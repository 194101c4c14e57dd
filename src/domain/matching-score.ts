import type { BuyerRequest } from './buyer-request.js';
import type { MatchableAdvert } from './matchable-advert.js';
import {
  judgeArea,
  judgeBedrooms,
  judgeCondition,
  judgeFloor,
  judgeOfferType,
  judgeOutdoorSpace,
  judgePrice,
  judgePropertyClass,
  judgeRooms,
  judgeServices,
  judgeStanding,
  judgeView,
} from './matching-criteria.js';
import type { Covers, Judge, MatchCriterionKind, MatchOutcome, Verdict } from './matching-criteria.js';
import { judgeLocation } from './matching-place.js';

/** What each criterion weighs against the others that a request asks for. The first two are conditions. */
export const matchRules: readonly Readonly<{ kind: MatchCriterionKind; weight: number; judge: Judge }>[] = [
  { kind: 'OFFER_TYPE', weight: 4, judge: judgeOfferType },
  { kind: 'PROPERTY_CLASS', weight: 4, judge: judgePropertyClass },
  { kind: 'LOCATION', weight: 30, judge: judgeLocation },
  { kind: 'PRICE', weight: 25, judge: judgePrice },
  { kind: 'AREA', weight: 20, judge: judgeArea },
  { kind: 'ROOMS', weight: 10, judge: judgeRooms },
  { kind: 'BEDROOMS', weight: 6, judge: judgeBedrooms },
  { kind: 'FLOOR', weight: 5, judge: judgeFloor },
  { kind: 'CONDITION', weight: 5, judge: judgeCondition },
  { kind: 'STANDING', weight: 5, judge: judgeStanding },
  { kind: 'VIEW', weight: 5, judge: judgeView },
  { kind: 'OUTDOOR_SPACE', weight: 6, judge: judgeOutdoorSpace },
  { kind: 'SERVICES', weight: 6, judge: judgeServices },
];

const CONDITIONS = 2;

/** How much of a criterion's points an outcome earns. */
const shares: Readonly<Record<MatchOutcome, number>> = { MET: 1, WITHIN_MARGIN: 0.7, UNKNOWN: 0.4, UNMET: 0 };

/** What is left for everything else, so the highest score, where the place is wrong or the price out of the question. */
export const mostWhenBroken = 49;

/** Fewer points than that have no room between all and nothing. */
const LEAST_AT_STAKE = 2;

/** Every rule's verdict, in the order of `matchRules`; `null` where the request does not ask. */
export type Verdicts = (Verdict | null)[];

/** Fills in all verdicts; `false`, with verdicts that mean nothing, where a condition is not met. */
export function judgeAdvert(
  request: BuyerRequest,
  advert: MatchableAdvert,
  covers: Covers,
  verdicts: Verdicts,
): boolean {
  let index = 0;
  for (const { judge } of matchRules) {
    const verdict = judge(request, advert, covers);
    if (verdict === 'UNMET' && index < CONDITIONS) return false;
    verdicts[index] = verdict;
    index += 1;
  }
  return true;
}

/** 0 to 100. */
export function scoreOf(verdicts: Verdicts): number {
  const atStake = pointsAtStake(verdicts);
  let score = 0;
  let index = 0;
  for (const verdict of verdicts) {
    if (verdict !== null) score += pointsFor(outcomeOf(verdict), atStake[index] ?? 0);
    index += 1;
  }
  return score;
}

/** What the public calls a verdict. */
export function outcomeOf(verdict: Verdict): MatchOutcome {
  return verdict === 'BROKEN' ? 'UNMET' : verdict;
}

/** A near miss earns something and never all; what is not told earns less than a near miss, never more. */
export function pointsFor(outcome: MatchOutcome, outOf: number): number {
  if (outcome === 'MET') return outOf;
  if (outcome === 'UNMET' || outOf < LEAST_AT_STAKE) return 0;
  return Math.min(Math.max(Math.round(shares[outcome] * outOf), 1), outOf - 1);
}

/**
 * What each rule can earn, 100 in all, 0 where it takes no part. There are as many answers as there are sets of rules
 * that take part and are broken, so that each is worked out once.
 */
export function pointsAtStake(verdicts: Verdicts): Uint8Array {
  let key = 0;
  for (const verdict of verdicts) key = key * 3 + (verdict === null ? 0 : verdict === 'BROKEN' ? 2 : 1);
  const known = stakes.get(key);
  if (known !== undefined) return known;
  const worked = share(
    verdicts.map((verdict, index) => (verdict === null ? 0 : (matchRules[index]?.weight ?? 0))),
    verdicts.map((verdict) => verdict === 'BROKEN'),
  );
  stakes.set(key, worked);
  return worked;
}

const stakes = new Map<number, Uint8Array>();

/**
 * Shares 100 points by weight. Where a rule is broken the others keep their proportions but never come to more than
 * `mostWhenBroken`; each keeps at most what it had, so that mending what is broken never lowers a score.
 */
function share(weights: readonly number[], isBroken: readonly boolean[]): Uint8Array {
  const plain = apportion(weights, 100);
  if (!isBroken.includes(true)) return Uint8Array.from(plain);

  const factor = Math.min(1, ...plain.filter((_, index) => isBroken[index]).map((own) => mostWhenBroken / (100 - own)));
  const kept = plain.map((own, index) =>
    isBroken[index] === true ? 0 : Math.min(own, Math.max(Math.floor(own * factor), LEAST_AT_STAKE)),
  );
  const left = 100 - kept.reduce((sum, each) => sum + each, 0);
  const split = apportion(
    weights.map((weight, index) => (isBroken[index] === true ? weight : 0)),
    left,
  );
  return Uint8Array.from(kept, (own, index) => own + (split[index] ?? 0));
}

/** Whole numbers in proportion to the weights that add up to `total`: the largest remainders are rounded up. */
function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  const exact = weights.map((weight) => (weight * total) / sum);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((one, other) => one + other, 0);
  const byRemainder = exact
    .map((amount, index) => ({ index, remainder: amount - Math.floor(amount) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
