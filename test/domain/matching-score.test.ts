import { describe, expect, it } from '@jest/globals';
import { matchRules, mostWhenBroken, pointsAtStake, pointsFor } from '../../src/domain/matching-score.js';
import type { Verdicts } from '../../src/domain/matching-score.js';

const [LOCATION, PRICE] = [2, 3];

/** Every set of criteria that a request can ask for, besides the two conditions. */
const sets = Array.from({ length: 2 ** (matchRules.length - 2) }, (_, set) =>
  matchRules.map((_rule, index) => index < 2 || ((set >> (index - 2)) & 1) === 1),
);

function verdictsOf(asked: readonly boolean[], broken: readonly number[]): Verdicts {
  return asked.map((isAsked, index) => (isAsked ? (broken.includes(index) ? 'BROKEN' : 'MET') : null));
}

function brokenOf(asked: readonly boolean[]): readonly (readonly number[])[] {
  return [[], [LOCATION], [PRICE], [LOCATION, PRICE]].filter((broken) => broken.every((index) => asked[index]));
}

const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);

describe('the points at stake, whatever is asked', () => {
  it('are 100 in all, none for what is not asked and at least two for what is', () => {
    const faults = sets.flatMap((asked) =>
      brokenOf(asked).filter((broken) => {
        const points = [...pointsAtStake(verdictsOf(asked, broken))];
        return sum(points) !== 100 || points.some((point, index) => (asked[index] === true ? point < 2 : point !== 0));
      }),
    );

    expect(faults).toEqual([]);
  });

  it(`come to ${mostWhenBroken} at most for all that is not broken, where something is`, () => {
    const left = sets.flatMap((asked) =>
      brokenOf(asked)
        .filter((broken) => broken.length > 0)
        .map((broken) => sum([...pointsAtStake(verdictsOf(asked, broken))].filter((_, at) => !broken.includes(at)))),
    );

    expect(Math.max(...left)).toBe(mostWhenBroken);
  });

  it('are never fewer for what is met once something that was broken is mended', () => {
    const faults = sets.flatMap((asked) =>
      brokenOf(asked).filter((broken) => {
        const before = pointsAtStake(verdictsOf(asked, broken));
        return broken.some((mended) => {
          const after = pointsAtStake(
            verdictsOf(
              asked,
              broken.filter((each) => each !== mended),
            ),
          );
          return before.some((points, index) => !broken.includes(index) && (after[index] ?? 0) < points);
        });
      }),
    );

    expect(faults).toEqual([]);
  });

  it('are in proportion to the weights', () => {
    const weights = matchRules.map(({ weight }) => weight);
    const points = pointsAtStake(matchRules.map(() => 'MET'));

    points.forEach((point, index) => {
      expect(Math.abs(point - ((weights[index] ?? 0) * 100) / sum(weights))).toBeLessThan(1);
    });
  });
});

describe('the points of an outcome', () => {
  it('fall from met to unmet, and are all and nothing at the ends only', () => {
    for (let outOf = 2; outOf <= 100; outOf++) {
      const [near, unknown] = [pointsFor('WITHIN_MARGIN', outOf), pointsFor('UNKNOWN', outOf)];
      expect(pointsFor('MET', outOf)).toBe(outOf);
      expect(near).toBeLessThan(outOf);
      expect(unknown).toBeLessThanOrEqual(near);
      expect(unknown).toBeGreaterThan(0);
      expect(pointsFor('UNMET', outOf)).toBe(0);
    }
  });
});
