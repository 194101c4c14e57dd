import type { BuyerRequest } from './buyer-request.js';
import type { MatchableAdvert } from './matchable-advert.js';
import type { Covers, MatchCriterionKind, MatchOutcome } from './matching-criteria.js';
import { judgeAdvert, matchRules, outcomeOf, pointsAtStake, pointsFor, scoreOf } from './matching-score.js';
import type { Verdicts } from './matching-score.js';
import { offeredWords, requestedWords } from './matching-words.js';

export { mostWhenBroken } from './matching-score.js';

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

/** Written anew by every match: of a hundred thousand candidates few are worth an object. */
const verdicts: Verdicts = matchRules.map(() => null);

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
  if (!judgeAdvert(request, advert, covers, verdicts)) return null;
  const score = scoreOf(verdicts);
  return score < minScore ? null : { score, criteria: criteriaOf(request, advert) };
}

function criteriaOf(request: BuyerRequest, advert: MatchableAdvert): readonly MatchCriterion[] {
  const atStake = pointsAtStake(verdicts);
  const criteria: MatchCriterion[] = [];
  for (const [index, { kind }] of matchRules.entries()) {
    const verdict = verdicts[index] ?? null;
    if (verdict === null) continue;
    const [outcome, outOf] = [outcomeOf(verdict), atStake[index] ?? 0];
    const requested = requestedWords(kind, request);
    const offered = offeredWords(kind, advert, request);
    criteria.push({ kind, outcome, points: pointsFor(outcome, outOf), outOf, requested, offered });
  }
  return criteria;
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
