import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCommuneIndex } from '../../src/domain/commune.js';
import type { CommuneIndex } from '../../src/domain/commune.js';
import { matchRules } from '../../src/domain/matching-score.js';
import { matchAdvert } from '../../src/domain/matching.js';
import type { Match } from '../../src/domain/matching.js';
import { readCommuneData } from '../support/communes.js';
import { readGoldenMatches } from '../support/golden-matches.js';

const markdown = readFileSync(new URL('../../docs/matching.md', import.meta.url), 'utf8');

let communes: CommuneIndex;

beforeAll(async () => {
  communes = createCommuneIndex(await readCommuneData());
});

/** As the document words it: "92: PRICE WITHIN_MARGIN 19/27, …". */
function worded(match: Match | null): string {
  if (match === null) return 'no match';
  const criteria = match.criteria.map(({ kind, outcome, points, outOf }) => `${kind} ${outcome} ${points}/${outOf}`);
  return `${match.score}: ${criteria.join(', ')}`;
}

describe('the document on matching', () => {
  it('says what comes of thirty requests and adverts', () => {
    const golden = readGoldenMatches(markdown, communes);

    expect(golden.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
    expect(
      golden.map(({ number, request, advert }) => [number, worded(matchAdvert(request, advert, communes.covers))]),
    ).toEqual(golden.map(({ number, expected }) => [number, expected]));
  });

  it('shows every criterion with every outcome that it can have', () => {
    const shown = readGoldenMatches(markdown, communes).map(({ expected }) => expected);
    const isShown = (words: string) => shown.some((expected) => expected.includes(`${words} `));
    const nearMisses = ['LOCATION', 'PRICE', 'AREA', 'CONDITION', 'VIEW'];

    for (const { kind } of matchRules.slice(2)) {
      expect([kind, isShown(`${kind} UNKNOWN`)]).toEqual([kind, true]);
      if (kind === 'STANDING') continue;
      expect([kind, isShown(`${kind} MET`), isShown(`${kind} UNMET`)]).toEqual([kind, true, true]);
      expect([kind, isShown(`${kind} WITHIN_MARGIN`)]).toEqual([kind, nearMisses.includes(kind)]);
    }
  });

  it('names the weight of every criterion', () => {
    const weights = [...markdown.matchAll(/^\| `([A-Z_]+)` +\| +(\d+) +\|/gm)].map(([, kind, weight]) => [
      kind,
      Number(weight),
    ]);

    expect(weights).toEqual(matchRules.map(({ kind, weight }) => [kind, weight]));
  });
});
