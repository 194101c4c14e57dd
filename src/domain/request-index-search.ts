import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { matchAdvert } from './matching.js';
import type { Match, RankedMatch } from './matching.js';
import { mostWhenBroken } from './matching-score.js';
import { createBestSlots } from './request-index-best.js';
import type { BestSlots } from './request-index-best.js';
import { createGathering } from './request-index-candidates.js';
import type { Candidates } from './request-index-candidates.js';
import {
  AREA_COLUMN,
  DETAILS_COLUMN,
  HOME_COLUMN,
  LOCATION_COLUMN,
  OUTDOOR_COLUMN,
  PRICE_COLUMN,
  SERVICES_COLUMN,
  columnsOfCriteria,
} from './request-index-criteria.js';
import { BITS, BROKEN, createJudging } from './request-index-judging.js';
import { ROW_WIDTH } from './request-index-postings.js';
import { createRanking } from './request-index-ranking.js';
import { NO_MATCH, createScoreTable } from './request-index-scores.js';
import { squareOf } from './request-index-squares.js';
import type { RequestTable } from './request-index-table.js';

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

const homeBits = BITS * columnsOfCriteria[HOME_COLUMN].length;

export function createRequestSearch(table: RequestTable, communes: Places): RequestSearch {
  const judging = createJudging(table.criteria, communes);
  const scores = createScoreTable();
  const ranking = createRanking(table);
  const gather = createGathering(table, communes, judging);

  /** Offers each candidate that scores enough, and counts them by score. */
  function scoreAll(
    { rows, count }: Candidates,
    minScore: number,
    countByScore: Uint32Array,
    offer: BestSlots['offer'],
  ): void {
    const skipsBroken = minScore > mostWhenBroken;
    const { judge } = judging;
    const [prices, places, areas] = [PRICE_COLUMN, LOCATION_COLUMN, AREA_COLUMN].map(judging.known);
    const [homes, details] = [HOME_COLUMN, DETAILS_COLUMN].map(judging.known);
    const [outdoors, services] = [OUTDOOR_COLUMN, SERVICES_COLUMN].map(judging.known);
    const end = count * ROW_WIDTH;
    for (let at = 0; at < end; at += ROW_WIDTH) {
      const priceId = rows[at + 1 + PRICE_COLUMN] ?? 0;
      let price = prices?.[priceId] ?? 0;
      if (price === 0) price = judge(PRICE_COLUMN, priceId);
      if (skipsBroken && price === BROKEN) continue;

      const placeId = rows[at + 1 + LOCATION_COLUMN] ?? 0;
      let place = placeId < 0 ? -placeId : (places?.[placeId] ?? 0);
      if (place === 0) place = judge(LOCATION_COLUMN, placeId);
      if (skipsBroken && place === BROKEN) continue;

      const areaId = rows[at + 1 + AREA_COLUMN] ?? 0;
      let area = areas?.[areaId] ?? 0;
      if (area === 0) area = judge(AREA_COLUMN, areaId);
      const homeId = rows[at + 1 + HOME_COLUMN] ?? 0;
      let home = homes?.[homeId] ?? 0;
      if (home === 0) home = judge(HOME_COLUMN, homeId);
      const detailsId = rows[at + 1 + DETAILS_COLUMN] ?? 0;
      let detail = details?.[detailsId] ?? 0;
      if (detail === 0) detail = judge(DETAILS_COLUMN, detailsId);
      const outdoorId = rows[at + 1 + OUTDOOR_COLUMN] ?? 0;
      let outdoor = outdoors?.[outdoorId] ?? 0;
      if (outdoor === 0) outdoor = judge(OUTDOOR_COLUMN, outdoorId);
      const serviceId = rows[at + 1 + SERVICES_COLUMN] ?? 0;
      let service = services?.[serviceId] ?? 0;
      if (service === 0) service = judge(SERVICES_COLUMN, serviceId);

      const score = scores.scoreOf(
        (((((price << BITS) | place) << BITS) | area) << homeBits) | home,
        (((detail << BITS) | outdoor) << BITS) | service,
      );
      if (score >= NO_MATCH || score < minScore) continue;
      countByScore[score] = (countByScore[score] ?? 0) + 1;
      offer(rows[at] ?? 0, score);
    }
  }

  function matchGathered(advert: MatchableAdvert, gathered: readonly Candidates[], page: MatchPage): RequestMatches {
    const { minScore, first, after } = page;
    const best = createBestSlots(first, ranking.compare);
    const isAfter = after === null || after === undefined ? null : ranking.after(after);
    const offer: BestSlots['offer'] =
      isAfter === null
        ? best.offer
        : (slot, score) => {
            if (isAfter(slot, score)) best.offer(slot, score);
          };
    judging.begin(advert);
    const countByScore = new Uint32Array(101);
    for (const candidates of gathered) scoreAll(candidates, minScore, countByScore, offer);
    return {
      totalCount: countByScore.reduce((sum, each) => sum + each, 0),
      examinedCount: gathered.reduce((sum, { count }) => sum + count, 0),
      countByScore: [...countByScore],
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
        let gathered: readonly Candidates[] | undefined;
        for (const { advert, index } of group) {
          gathered ??= gather(advert, page.minScore);
          answers[index] = matchGathered(advert, gathered, page);
        }
      }
      return answers;
    },
    *candidates(advert) {
      const slots = gather(advert, mostWhenBroken + 1).flatMap(({ rows, count }) =>
        Array.from({ length: count }, (_, index) => rows[index * ROW_WIDTH] ?? 0),
      );
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
