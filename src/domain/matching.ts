import type { BuyerRequest } from './buyer-request.js';
import type { MatchableAdvert } from './matchable-advert.js';
import {
  judgeArea,
  judgeBedrooms,
  judgeCondition,
  judgeFloor,
  judgeLocation,
  judgeOfferType,
  judgeOutdoorSpace,
  judgePrice,
  judgePropertyClass,
  judgeRooms,
  judgeServices,
} from './matching-criteria.js';
import type { Covers, Judge, MatchCriterionKind, MatchOutcome, Verdict } from './matching-criteria.js';
import { offeredWords, requestedWords } from './matching-words.js';

/** `requested` and `offered` are in words; `offered` is `null` where the advert does not say. */
type MatchCriterion = Readonly<{
  kind: MatchCriterionKind;
  outcome: MatchOutcome;
  points: number;
  outOf: number;
  requested: string;
  offered: string | null;
}>;

/** `score` is 0 to 100 and the sum of its criteria's points; their `outOf` add up to 100. */
export type Match = Readonly<{ score: number; criteria: readonly MatchCriterion[] }>;

/** What each criterion weighs against the others that a request asks for. The first two are conditions. */
const rules: readonly Readonly<{ kind: MatchCriterionKind; weight: number; judge: Judge }>[] = [
  { kind: 'OFFER_TYPE', weight: 4, judge: judgeOfferType },
  { kind: 'PROPERTY_CLASS', weight: 4, judge: judgePropertyClass },
  { kind: 'LOCATION', weight: 30, judge: judgeLocation },
  { kind: 'PRICE', weight: 25, judge: judgePrice },
  { kind: 'AREA', weight: 20, judge: judgeArea },
  { kind: 'ROOMS', weight: 10, judge: judgeRooms },
  { kind: 'BEDROOMS', weight: 6, judge: judgeBedrooms },
  { kind: 'FLOOR', weight: 5, judge: judgeFloor },
  { kind: 'CONDITION', weight: 5, judge: judgeCondition },
  { kind: 'OUTDOOR_SPACE', weight: 6, judge: judgeOutdoorSpace },
  { kind: 'SERVICES', weight: 6, judge: judgeServices },
];

const conditions: ReadonlySet<MatchCriterionKind> = new Set(['OFFER_TYPE', 'PROPERTY_CLASS']);

/** How much of a criterion's points an outcome earns. */
const shares: Readonly<Record<MatchOutcome, number>> = { MET: 1, WITHIN_MARGIN: 0.7, UNKNOWN: 0.4, UNMET: 0 };

/** What is left for everything else, so the highest score, where the place is wrong or the price out of the question. */
export const mostWhenBroken = 49;

type Judged = Readonly<{ kind: MatchCriterionKind; weight: number; verdict: Verdict }>;

/**
 * How well an advert answers to what a buyer asks, criterion by criterion; `null` where it is offered otherwise than
 * asked (to rent, not to buy), is another kind of property or scores below `minScore`. What is not asked takes no part.
 * Whether the buyer is still looking is the caller's affair.
 */
export function matchAdvert(
  request: BuyerRequest,
  advert: MatchableAdvert,
  covers: Covers,
  minScore = 0,
): Match | null {
  const judged: Judged[] = [];
  for (const { kind, weight, judge } of rules) {
    const verdict = judge(request, advert, covers);
    if (verdict === null) continue;
    if (verdict === 'UNMET' && conditions.has(kind)) return null;
    judged.push({ kind, weight, verdict });
  }
  const outOf = pointsAtStake(judged);
  const points = judged.map(({ verdict }, index) => pointsFor(outcomeOf(verdict), outOf[index] ?? 0));
  const score = points.reduce((sum, each) => sum + each, 0);
  if (score < minScore) return null;
  const criteria = judged.map(({ kind, verdict }, index) => ({
    kind,
    outcome: outcomeOf(verdict),
    points: points[index] ?? 0,
    outOf: outOf[index] ?? 0,
    requested: requestedWords(kind, request),
    offered: offeredWords(kind, advert, request),
  }));
  return { score, criteria };
}

/** What orders matches: how good, how fresh, and an identifier that tells any two apart. */
export type RankedMatch = Readonly<{ score: number; updatedAt: string | null; id: string }>;

/** The best first, then the most recently updated, then by identifier. */
export function compareMatches(one: RankedMatch, other: RankedMatch): number {
  if (one.score !== other.score) return other.score - one.score;
  const [oneAt, otherAt] = [one.updatedAt ?? '', other.updatedAt ?? ''];
  if (oneAt !== otherAt) return oneAt > otherAt ? -1 : 1;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

function outcomeOf(verdict: Verdict): MatchOutcome {
  return verdict === 'BROKEN' ? 'UNMET' : verdict;
}

/** A near miss earns something and never all, however few points are at stake. */
function pointsFor(outcome: MatchOutcome, outOf: number): number {
  if (outcome === 'MET' || outcome === 'UNMET') return shares[outcome] * outOf;
  return outOf < 2 ? 0 : Math.min(Math.max(Math.round(shares[outcome] * outOf), 1), outOf - 1);
}

/**
 * Shares 100 points among the criteria that take part, by weight. Where one is broken the others keep their proportions
 * but never come to more than `mostWhenBroken`; each keeps at most what it had, so that mending what is broken never
 * lowers a score.
 */
function pointsAtStake(judged: readonly Judged[]): readonly number[] {
  const plain = apportion(judged.map(({ weight }) => weight));
  const broken = judged.map(({ verdict }) => verdict === 'BROKEN');
  if (!broken.includes(true)) return plain;

  const factor = Math.min(1, ...plain.filter((_, index) => broken[index]).map((own) => mostWhenBroken / (100 - own)));
  const kept = plain.map((own, index) => (broken[index] === true ? 0 : Math.floor(own * factor)));
  const left = 100 - kept.reduce((sum, each) => sum + each, 0);
  const split = apportion(
    judged.map(({ weight }, index) => (broken[index] === true ? weight : 0)),
    left,
  );
  return kept.map((own, index) => own + (split[index] ?? 0));
}

/** Whole numbers in proportion to the weights that add up to `total`: the largest remainders are rounded up. */
function apportion(weights: readonly number[], total = 100): number[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  const exact = weights.map((weight) => (weight * total) / sum);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((one, other) => one + other, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}
