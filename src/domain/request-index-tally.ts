import { mostWhenBroken } from './matching-score.js';
import { RUN_WIDTH } from './request-index-arrangement.js';
import type { Arrangement } from './request-index-arrangement.js';
import type { BestSlots } from './request-index-best.js';
import type { Candidates } from './request-index-candidates.js';
import {
  HOME_COLUMN,
  LOCATION_COLUMN,
  PRICE_COLUMN,
  WISHES_COLUMN,
  columnsOfCriteria,
} from './request-index-criteria.js';
import { BITS, BROKEN } from './request-index-judging.js';
import type { Judging } from './request-index-judging.js';
import { ROW_WIDTH } from './request-index-candidates.js';
import { NO_MATCH, createScoreTable } from './request-index-scores.js';

const homeBits = BITS * columnsOfCriteria[HOME_COLUMN].length;
const wishBits = BITS * columnsOfCriteria[WISHES_COLUMN].length;

/** What the advert that is judged scores with requests: how many score so much, and the best of them. */
export type Tally = Readonly<{
  /** By score, and `NO_MATCH` for those that are no match; those that are too low to tell are left out. */
  counts: Uint32Array;
  minScore: number;
  best: Pick<BestSlots, 'offer' | 'least'>;
}>;

export type Tallying = Readonly<{
  /** Requests one by one. */
  each: (candidates: Candidates, tally: Tally) => void;
  /** Requests that are arranged: a price that is out of the question takes all who name it out at once. */
  all: (arrangement: Arrangement, tally: Tally) => void;
}>;

/** Adds up what has been judged. Requests whose verdicts are the same share their score. */
export function createTallying(judging: Judging): Tallying {
  const scores = createScoreTable();
  const homeClasses = createClasses(2 ** homeBits);
  const wishClasses = createClasses(2 ** wishBits);
  /** By the verdicts on price and place: one more than the score, by classes of home and wishes; 0 is not known yet. */
  const tables: Uint8Array[] = [];

  function codeOf(column: number, id: number): number {
    const known = judging.known(column)[id] ?? 0;
    return known === 0 ? judging.judge(column, id) : known;
  }

  const scoreOf = (price: number, place: number, home: number, wishes: number) =>
    scores.scoreOf((((price << BITS) | place) << homeBits) | home, wishes);

  function tableFor(price: number, place: number, size: number, fresh: Set<number>): Uint8Array {
    const key = (price << BITS) | place;
    const known = tables[key];
    if (known !== undefined && known.length >= size) {
      if (!fresh.has(key)) known.fill(0, 0, size);
      fresh.add(key);
      return known;
    }
    fresh.add(key);
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
        const home = codeOf(HOME_COLUMN, rows[at + 1 + HOME_COLUMN] ?? 0);
        const score = scoreOf(price, place, home, codeOf(WISHES_COLUMN, rows[at + 1 + WISHES_COLUMN] ?? 0));
        counts[score] = (counts[score] ?? 0) + 1;
        if (score >= minScore && score < NO_MATCH) best.offer(rows[at] ?? 0, score);
      }
    },
    all: ({ slots, homes, wishes, homeIds, wishIds, runs }, { counts, minScore, best }) => {
      const skipsBroken = minScore > mostWhenBroken;
      const wish = wishClasses.of(wishIds, (id) => codeOf(WISHES_COLUMN, id), 1);
      const home = homeClasses.of(homeIds, (id) => codeOf(HOME_COLUMN, id), wish.count);
      const [homePlaces, wishPlaces] = [home.places, wish.places];
      const fresh = new Set<number>();
      for (let run = 0; run < runs.length; run += RUN_WIDTH) {
        const price = codeOf(PRICE_COLUMN, runs[run] ?? 0);
        const place = codeOf(LOCATION_COLUMN, runs[run + 1] ?? 0);
        if (skipsBroken && (price === BROKEN || place === BROKEN)) continue;
        const table = tableFor(price, place, home.count * wish.count, fresh);
        const end = runs[run + 3] ?? 0;
        let least = Math.max(minScore, best.least());
        for (let at = runs[run + 2] ?? 0; at < end; at++) {
          const [homeAt, wishAt] = [homes[at] ?? 0, wishes[at] ?? 0];
          const cell = (homePlaces[homeAt] ?? 0) + (wishPlaces[wishAt] ?? 0);
          let known = table[cell] ?? 0;
          if (known === 0) {
            known = 1 + scoreOf(price, place, home.codes[homeAt] ?? 0, wish.codes[wishAt] ?? 0);
            table[cell] = known;
          }
          const score = known - 1;
          counts[score] = (counts[score] ?? 0) + 1;
          if (score < least || score >= NO_MATCH) continue;
          best.offer(slots[at] ?? 0, score);
          least = Math.max(minScore, best.least());
        }
      }
    },
  };
}

/** Of numbers that stand for what is asked: their verdict codes, and a place for each, the same where the codes are. */
type Classes = Readonly<{ count: number; places: Int32Array; codes: Int32Array }>;

/** What is handed out holds until it is asked again. Codes are below `limit`. */
function createClasses(limit: number) {
  const classes = new Int32Array(limit);
  let [places, codes] = [new Int32Array(0), new Int32Array(0)];
  return {
    of: (ids: Int32Array, codeOf: (id: number) => number, width: number): Classes => {
      if (ids.length > places.length) {
        [places, codes] = [new Int32Array(2 * ids.length), new Int32Array(2 * ids.length)];
      }
      let count = 0;
      for (let at = 0; at < ids.length; at++) {
        const code = codeOf(ids[at] ?? 0);
        codes[at] = code;
        let known = classes[code] ?? 0;
        if (known === 0) {
          count += 1;
          known = count;
          classes[code] = known;
        }
        places[at] = (known - 1) * width;
      }
      for (let at = 0; at < ids.length; at++) classes[codes[at] ?? 0] = 0;
      return { count, places, codes };
    },
  };
}
