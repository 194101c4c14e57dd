import { mostWhenBroken } from './matching-score.js';
import { ASKS, RUN_WIDTH } from './request-index-arrangement.js';
import type { Arrangement, AskedOnce } from './request-index-arrangement.js';
import type { BestSlots } from './request-index-best.js';
import type { Candidates } from './request-index-candidates.js';
import {
  AREA_COLUMN,
  HOME_COLUMN,
  LOCATION_COLUMN,
  PRICE_COLUMN,
  WISHES_COLUMN,
  columnsOfCriteria,
} from './request-index-criteria.js';
import type { Judging } from './request-index-judging.js';
import { ROW_WIDTH } from './request-index-candidates.js';
import { NO_MATCH, createScoreTable } from './request-index-scores.js';
import { BITS, BROKEN } from './request-index-verdicts.js';

const homeBits = BITS * columnsOfCriteria[HOME_COLUMN].length;
const wishBits = BITS * columnsOfCriteria[WISHES_COLUMN].length;

/** What the advert that is judged scores with requests: how many score so much, and the best of them. */
export type Tally = Readonly<{
  /** By score, and `NO_MATCH` for those that are no match; those that are too low to tell are left out. */
  counts: Uint32Array;
  minScore: number;
  /** In which those come first of one score that were updated last. */
  best: Pick<BestSlots, 'offer' | 'least' | 'leastSecond'>;
}>;

export type Tallying = Readonly<{
  /** Requests one by one. */
  each: (candidates: Candidates, tally: Tally) => void;
  /** Requests that are arranged: a price that is out of the question takes all who name it out at once. */
  all: (arrangement: Arrangement, tally: Tally) => void;
}>;

/** Adds up what has been judged. Requests whose verdicts are the same share their score. */
export function createTallying(judging: Judging): Tallying {
  const { codeOf } = judging;
  const scores = createScoreTable();
  const areaClasses = createClasses(judging, AREA_COLUMN, 2 ** BITS);
  const homeClasses = createClasses(judging, HOME_COLUMN, 2 ** homeBits);
  const wishClasses = createClasses(judging, WISHES_COLUMN, 2 ** wishBits);
  /** By the verdicts on price and place: one more than the score, by classes of the others; 0 is not known yet. */
  const tables: Uint8Array[] = [];

  const scoreOf = (price: number, place: number, area: number, home: number, wishes: number) =>
    scores.scoreOf((((((price << BITS) | place) << BITS) | area) << homeBits) | home, wishes);

  function tableFor(key: number, size: number, fresh: Uint8Array): Uint8Array {
    const known = tables[key];
    if (known !== undefined && known.length >= size) {
      if (fresh[key] === 0) known.fill(0, 0, size);
      fresh[key] = 1;
      return known;
    }
    fresh[key] = 1;
    return (tables[key] = new Uint8Array(2 * size));
  }

  return {
    each: ({ rows, count }, { counts, minScore, best }) => {
      const skipsBroken = minScore > mostWhenBroken;
      for (let at = 0; at < count * ROW_WIDTH; at += ROW_WIDTH) {
        const price = codeOf(PRICE_COLUMN, rows[at + 1 + PRICE_COLUMN] ?? 0);
        if (skipsBroken && price === BROKEN) continue;
        const placeId = rows[at + 1 + LOCATION_COLUMN] ?? 0;
        const place = placeId < 0 ? -placeId : codeOf(LOCATION_COLUMN, placeId);
        if (skipsBroken && place === BROKEN) continue;
        const area = codeOf(AREA_COLUMN, rows[at + 1 + AREA_COLUMN] ?? 0);
        const home = codeOf(HOME_COLUMN, rows[at + 1 + HOME_COLUMN] ?? 0);
        const wishes = codeOf(WISHES_COLUMN, rows[at + 1 + WISHES_COLUMN] ?? 0);
        const score = scoreOf(price, place, area, home, wishes);
        counts[score] = (counts[score] ?? 0) + 1;
        if (score >= minScore && score < NO_MATCH) best.offer(rows[at] ?? 0, score);
      }
    },
    all: ({ slots, updated, asks, areas, homes, wishes, runs }, { counts, minScore, best }) => {
      const skipsBroken = minScore > mostWhenBroken;
      const wish = wishClasses.of(wishes, 1);
      const home = homeClasses.of(homes, wish.count);
      const area = areaClasses.of(areas, wish.count * home.count);
      const [areaPlaces, homePlaces, wishPlaces] = [area.places, home.places, wish.places];
      const size = area.count * home.count * wish.count;
      const fresh = new Uint8Array(1 << (2 * BITS));
      let least = Math.max(minScore, best.least());
      let oldest = best.leastSecond();
      for (let run = 0; run < runs.length; run += RUN_WIDTH) {
        const price = codeOf(PRICE_COLUMN, runs[run] ?? 0);
        if (skipsBroken && price === BROKEN) continue;
        const place = codeOf(LOCATION_COLUMN, runs[run + 1] ?? 0);
        if (skipsBroken && place === BROKEN) continue;
        const table = tableFor((price << BITS) | place, size, fresh);
        const end = runs[run + 3] ?? 0;
        for (let at = runs[run + 2] ?? 0; at < end; at++) {
          const areaAt = asks[ASKS * at] ?? 0;
          const homeAt = asks[ASKS * at + 1] ?? 0;
          const wishAt = asks[ASKS * at + 2] ?? 0;
          const cell = (areaPlaces[areaAt] ?? 0) + (homePlaces[homeAt] ?? 0) + (wishPlaces[wishAt] ?? 0);
          let known = table[cell] ?? 0;
          if (known === 0) {
            known =
              1 + scoreOf(price, place, area.codes[areaAt] ?? 0, home.codes[homeAt] ?? 0, wish.codes[wishAt] ?? 0);
            table[cell] = known;
          }
          const score = known - 1;
          counts[score] = (counts[score] ?? 0) + 1;
          if (score < least || score >= NO_MATCH) continue;
          if (score === least && (updated[at] ?? 0) < oldest) continue;
          best.offer(slots[at] ?? 0, score, updated[at]);
          least = Math.max(minScore, best.least());
          oldest = best.leastSecond();
        }
      }
    },
  };
}

/** Of each of some numbers that stand for what is asked: its verdict codes, and a place, the same where the codes are. */
type Classes = Readonly<{ count: number; places: Int32Array; codes: Int32Array }>;

/** What is handed out holds until it is asked again. Codes are below `limit`. */
function createClasses({ judgeAll }: Judging, column: number, limit: number) {
  const classes = new Int32Array(limit);
  let places = new Int32Array(0);
  let codes = new Int32Array(0);
  return {
    of: (asked: AskedOnce, width: number): Classes => {
      const { length } = asked.ids;
      if (length > places.length) [places, codes] = [new Int32Array(2 * length), new Int32Array(2 * length)];
      judgeAll(column, asked, codes);
      let count = 0;
      for (let at = 0; at < length; at++) {
        const code = codes[at] ?? 0;
        if (classes[code] === 0) classes[code] = ++count;
        places[at] = ((classes[code] ?? 0) - 1) * width;
      }
      for (let at = 0; at < length; at++) classes[codes[at] ?? 0] = 0;
      return { count, places, codes };
    },
  };
}
