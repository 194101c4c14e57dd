import type { MatchCriterionKind, Verdict } from './matching-criteria.js';
import { matchRules, outcomeOf, pointsAtStake, pointsFor } from './matching-score.js';
import { WISHES_COLUMN, columnsOfCriteria } from './request-index-criteria.js';
import { BITS, BROKEN, NOT_ASKED, verdictCodes } from './request-index-verdicts.js';

/** What a request scores, or more, that is no match at all. */
export const NO_MATCH = 101;

export type ScoreTable = Readonly<{
  /**
   * The score by what `Judging` knows: of the columns of price, place and home, and of that of wishes, side by side, in
   * their order, `BITS` for each criterion.
   */
  scoreOf: (first: number, others: number) => number;
}>;

const CODES = 2 ** BITS;
const codeMask = CODES - 1;
const kinds: readonly MatchCriterionKind[] = columnsOfCriteria.flat();
const firstCount = columnsOfCriteria.slice(0, WISHES_COLUMN).flat().length;
const otherCount = kinds.length - firstCount;
const [firstBits, otherBits] = [BITS * firstCount, BITS * otherCount];
/** Two bits for each of the two that can be broken, the price and the place, and one for each of the others. */
const patternBits = 2 + kinds.length;

/**
 * Points by criterion and verdict for each pattern of what is asked, and of what is broken. There are few patterns; each
 * is worked out once, and a score is then a sum.
 */
export function createScoreTable(): ScoreTable {
  const blockSize = CODES * kinds.length;
  /** Where a pattern's points begin, counted from 1; 0 where they are not worked out yet. */
  const blocks = new Int32Array(2 ** patternBits);
  let points = new Uint8Array(64 * blockSize);
  let count = 0;

  function workOut(pattern: number): number {
    if ((count + 1) * blockSize > points.length) {
      const larger = new Uint8Array(points.length * 2);
      larger.set(points);
      points = larger;
    }
    points.set(pointsOf(pattern), count * blockSize);
    count += 1;
    blocks[pattern] = count;
    return count;
  }

  function patternOf(first: number, others: number): number {
    const price = stateOf(first >> (firstBits - BITS));
    const place = stateOf((first >> (firstBits - 2 * BITS)) & codeMask);
    const asked = (askedOf(first & ratedMask, firstCount - 2) << otherCount) | askedOf(others, otherCount);
    return (((price << 2) | place) << (kinds.length - 2)) | asked;
  }

  return {
    scoreOf: (first, others) => {
      const pattern = patternOf(first, others);
      const known = blocks[pattern] ?? 0;
      let at = ((known === 0 ? workOut(pattern) : known) - 1) * blockSize;
      let score = 0;
      for (let shift = firstBits - BITS; shift >= 0; at += CODES, shift -= BITS) {
        score += points[at + ((first >> shift) & codeMask)] ?? 0;
      }
      for (let shift = otherBits - BITS; shift >= 0; at += CODES, shift -= BITS) {
        score += points[at + ((others >> shift) & codeMask)] ?? 0;
      }
      return Math.min(score, NO_MATCH);
    },
  };
}

/** Of the first column, all but the price and the place. */
const ratedMask = 2 ** (firstBits - 2 * BITS) - 1;

/** By three codes side by side, a bit for each that was asked for. */
const askedOfThree = Uint8Array.from({ length: CODES ** 3 }, (_, codes) => {
  const isAsked = (shift: number) => Number(((codes >> shift) & codeMask) !== NOT_ASKED);
  return (isAsked(2 * BITS) << 2) | (isAsked(BITS) << 1) | isAsked(0);
});

/** The same of so many codes, up to six. */
function askedOf(codes: number, count: number): number {
  const asked = ((askedOfThree[codes >> (3 * BITS)] ?? 0) << 3) | (askedOfThree[codes & (CODES ** 3 - 1)] ?? 0);
  return asked & ((1 << count) - 1);
}

/** 0 where it is not asked, 2 where it is broken. */
function stateOf(code: number): number {
  return code === NOT_ASKED ? 0 : code === BROKEN ? 2 : 1;
}

/** By criterion, in the order of columns, and by verdict code. */
function pointsOf(pattern: number): Uint8Array {
  const states = [
    (pattern >> (patternBits - 2)) & 3,
    (pattern >> (patternBits - 4)) & 3,
    ...Array.from({ length: patternBits - 4 }, (_, at) => (pattern >> (patternBits - 5 - at)) & 1),
  ];
  const atStake = pointsAtStake(matchRules.map(({ kind }) => verdictOf(states[kinds.indexOf(kind)] ?? 0)));
  const points = new Uint8Array(CODES * kinds.length);
  for (const [at, kind] of kinds.entries()) {
    const outOf = atStake[matchRules.findIndex((rule) => rule.kind === kind)] ?? 0;
    for (const [code, verdict] of verdictCodes.entries()) {
      if (verdict === undefined || verdict === null) continue;
      const isRefused = verdict === 'UNMET' && (kind === 'OFFER_TYPE' || kind === 'PROPERTY_CLASS');
      points[at * CODES + code] = isRefused ? NO_MATCH : pointsFor(outcomeOf(verdict), outOf);
    }
  }
  return points;
}

/** Any that is neither broken nor not asked stands for the others: they put as much at stake. */
function verdictOf(state: number): Verdict | null {
  return state === 0 ? null : state === 2 ? 'BROKEN' : 'MET';
}
