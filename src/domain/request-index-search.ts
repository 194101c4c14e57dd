import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { matchAdvert } from './matching.js';
import type { Match, RankedMatch } from './matching.js';
import { mostWhenBroken } from './matching-score.js';
import { createBestSlots } from './request-index-best.js';
import type { BestSlots } from './request-index-best.js';
import { createArrangements } from './request-index-arrangement.js';
import { ROW_WIDTH, createGathering } from './request-index-candidates.js';
import type { Gathered } from './request-index-candidates.js';
import { createJudging } from './request-index-judging.js';
import { createRanking } from './request-index-ranking.js';
import { NO_MATCH } from './request-index-scores.js';
import { squareOf } from './request-index-squares.js';
import type { RequestTable } from './request-index-table.js';
import { createTallying } from './request-index-tally.js';

export type MatchPage = Readonly<{
  minScore: number;
  first: number;
  /** Only what ranks after that, as `compareMatches` has it; the count is of all. */
  after?: RankedMatch | null;
}>;

export type RequestMatches = Readonly<{
  totalCount: number;
  /** How many requests were looked at to find these. */
  examinedCount: number;
  /** How many requests score so much, by score from 0 to 100; none below `minScore`. */
  countByScore: readonly number[];
  /** The best first, as `compareMatches` has it. */
  matches: readonly (Match & Readonly<{ request: BuyerRequest }>)[];
}>;

export type RequestSearch = Readonly<{
  /** In the order of the adverts; those of one commune, class and offer share most of the work. */
  match: (adverts: readonly MatchableAdvert[], page: MatchPage) => readonly RequestMatches[];
  /** The active requests that its place does not rule out, of its offer and class, in no order. */
  candidates: (advert: MatchableAdvert) => Iterable<BuyerRequest>;
}>;

type Places = Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>;

export function createRequestSearch(table: RequestTable, communes: Places): RequestSearch {
  const judging = createJudging(table.criteria, communes);
  const tallying = createTallying(judging);
  const arrangementOf = createArrangements(table);
  const ranking = createRanking(table);
  const gather = createGathering(table, communes, judging);

  /** The advert is being judged already. */
  function matchGathered(advert: MatchableAdvert, { found, lists }: Gathered, page: MatchPage): RequestMatches {
    const { minScore, first, after } = page;
    const best = createBestSlots(first, ranking.compare);
    const isAfter = after === null || after === undefined ? null : ranking.after(after);
    const offer: BestSlots['offer'] = (slot, score, second = ranking.updatedOf(slot)) => {
      if (isAfter === null || isAfter(slot, score)) best.offer(slot, score, second);
    };
    const counts = new Uint32Array(NO_MATCH + 1);
    const tally = { counts, minScore, best: { ...best, offer } };
    tallying.each(found, tally);
    for (const list of lists) tallying.all(arrangementOf(list), tally);
    const countByScore = Array.from(counts.subarray(0, NO_MATCH), (count, score) => (score < minScore ? 0 : count));
    return {
      totalCount: countByScore.reduce((sum, each) => sum + each, 0),
      examinedCount: lists.reduce((sum, { count }) => sum + count, found.count),
      countByScore,
      matches: best.inOrder().flatMap(({ slot }) => {
        const request = table.recordOf(slot);
        const match = matchAdvert(request, advert, communes.covers, minScore);
        return match === null ? [] : [{ ...match, request }];
      }),
    };
  }

  return {
    match: (adverts, page) => {
      const answers: RequestMatches[] = [];
      for (const group of groupsOf(adverts)) {
        let gathered: Gathered | undefined;
        for (const { advert, index } of group) {
          if (gathered === undefined) gathered = gather(advert, page.minScore);
          else judging.begin(advert);
          answers[index] = matchGathered(advert, gathered, page);
        }
      }
      return answers;
    },
    *candidates(advert) {
      const { found, lists } = gather(advert, mostWhenBroken + 1);
      const slots = Array.from({ length: found.count }, (_, index) => found.rows[index * ROW_WIDTH] ?? 0);
      for (const { slots: own, start, count } of lists) {
        for (const slot of own.subarray(start, start + count)) slots.push(slot);
      }
      for (const slot of slots) {
        const request = table.recordOf(slot);
        if (isOfClass(request, advert)) yield request;
      }
    },
  };
}

/** Adverts that can match the same requests, with their places in the list. */
function groupsOf(adverts: readonly MatchableAdvert[]) {
  const groups = new Map<string, { advert: MatchableAdvert; index: number }[]>();
  for (const [index, advert] of adverts.entries()) {
    const { offerType, propertyClass, inseeCode, coordinates } = advert;
    const square = coordinates === null ? null : squareOf(coordinates);
    const key = JSON.stringify([offerType, propertyClass, inseeCode, square]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ advert, index }]);
    else group.push({ advert, index });
  }
  return groups.values();
}

/** A place's list has requests of all classes. */
function isOfClass({ propertyClasses }: BuyerRequest, { propertyClass }: MatchableAdvert): boolean {
  return propertyClasses.length === 0 || (propertyClass !== null && propertyClasses.includes(propertyClass));
}
