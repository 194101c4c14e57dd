import type { MatchCriterionKind, Verdict } from './matching-criteria.js';
import { matchRules, outcomeOf, pointsAtStake, pointsFor } from './matching-score.js';
import {
  AREA_COLUMN,
  HOME_COLUMN,
  LOCATION_COLUMN,
  PRICE_COLUMN,
  WISHES_COLUMN,
  columnsOfCriteria,
} from './request-index-criteria.js';
import { BITS, BROKEN, NOT_ASKED, verdictCodes } from './request-index-judging.js';

/** What a request scores, or more, that is no match at all. */
export const NO_MATCH = 255;

export type ScoreTable = Readonly<{
  /** The score by what `Judging` knows of each column. */
  scoreOf: (price: number, place: number, area: number, home: number, wishes: number) => number;
}>;

const CODES = 2 ** BITS;
const codeMask = CODES - 1;
const kinds: readonly MatchCriterionKind[] = columnsOfCriteria.flat();
const [homeCount, wishCount] = [columnsOfCriteria[HOME_COLUMN].length, columnsOfCriteria[WISHES_COLUMN].length];
const [homeBits, wishBits] = [BITS * homeCount, BITS * wishCount];
const homeAt = CODES * HOME_COLUMN;
const wishesAt = homeAt + CODES * homeCount;
const patternBits = 5 + homeCount + wishCount;

/**
 * Points by criterion and verdict for each pattern of what is asked, and of the two that can be broken, the price and the
 * place. There are few patterns; each is worked out once, and a score is then a sum of numbers that stand together.
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

  return {
    scoreOf: (price, place, area, home, wishes) => {
      const pattern =
        (stateOf(price) << (patternBits - 2)) |
        (stateOf(place) << (patternBits - 4)) |
        (Number(area !== NOT_ASKED) << (patternBits - 5)) |
        ((home >> homeBits) << wishCount) |
        (wishes >> wishBits);
      const known = blocks[pattern] ?? 0;
      const block = ((known === 0 ? workOut(pattern) : known) - 1) * blockSize;
      let score =
        (points[block + PRICE_COLUMN * CODES + price] ?? 0) +
        (points[block + LOCATION_COLUMN * CODES + place] ?? 0) +
        (points[block + AREA_COLUMN * CODES + area] ?? 0);
      for (let at = block + homeAt, shift = homeBits - BITS; shift >= 0; at += CODES, shift -= BITS) {
        score += points[at + ((home >> shift) & codeMask)] ?? 0;
      }
      if (wishes >> wishBits === 0) return score;
      for (let at = block + wishesAt, shift = wishBits - BITS; shift >= 0; at += CODES, shift -= BITS) {
        score += points[at + ((wishes >> shift) & codeMask)] ?? 0;
      }
      return score;
    },
  };
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
