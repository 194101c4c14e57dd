import type { BuyerRequest } from './buyer-request.js';
import type { MatchableAdvert } from './matchable-advert.js';
import { hundredfoldBounds, priceMargin } from './matching-criteria.js';
import { BROKEN, codeOf } from './request-index-verdicts.js';

/** What an advert offers, a hundred times; `unit` is 0 where it does not say, and -1 where nobody asks in it. */
export type Offered = Readonly<{ hundredfold: number; unit: number }>;

/** The bounds of ranges that are asked for, by the numbers of their parts: judged without a look at the parts. */
export type Ranges = Readonly<{
  keep: (id: number, part: Partial<BuyerRequest>) => void;
  offeredBy: (advert: MatchableAdvert) => Offered;
  /** The code of the verdict that the rule itself would give. */
  judge: (id: number, offered: Offered) => number;
}>;

/** The bounds of what is met, is within the margin, and is not out of the question: the least and the most of each. */
const BOUNDS = 6;
const MET = codeOf('MET');
const WITHIN_MARGIN = codeOf('WITHIN_MARGIN');
const UNKNOWN = codeOf('UNKNOWN');
const UNMET = codeOf('UNMET');

export function createPriceRanges(): Ranges {
  const currencies = new Map<string, number>();
  const bounds = createBounds();
  return {
    keep: (id, { price, margin = null }) => {
      if (!price) return;
      const unit = currencies.get(price.currency) ?? currencies.size + 1;
      currencies.set(price.currency, unit);
      bounds.keep(id, unit, [
        hundredfoldBounds(price, priceMargin(margin, 'MET')),
        hundredfoldBounds(price, priceMargin(margin, 'WITHIN_MARGIN')),
        hundredfoldBounds(price, priceMargin(margin, 'UNMET')),
      ]);
    },
    offeredBy: ({ price }) =>
      price === null
        ? { hundredfold: 0, unit: 0 }
        : { hundredfold: 100 * price.amount, unit: currencies.get(price.currency) ?? -1 },
    judge: bounds.judge,
  };
}

/** No area is out of the question. */
export function createAreaRanges(): Ranges {
  const bounds = createBounds();
  return {
    keep: (id, { area, margin = null }) => {
      if (!area) return;
      const any = { least: -Infinity, most: Infinity };
      bounds.keep(id, 1, [hundredfoldBounds(area, 0), hundredfoldBounds(area, margin ?? 0), any]);
    },
    offeredBy: ({ areaM2 }) => (areaM2 === null ? { hundredfold: 0, unit: 0 } : { hundredfold: 100 * areaM2, unit: 1 }),
    judge: bounds.judge,
  };
}

type Bound = ReturnType<typeof hundredfoldBounds>;

function createBounds() {
  let units = new Int32Array(64);
  let bounds = new Float64Array(64 * BOUNDS);
  return {
    keep: (id: number, unit: number, levels: readonly [Bound, Bound, Bound]): void => {
      if (id >= units.length) {
        const size = Math.ceil((id + 1) * 1.5);
        [units, bounds] = [larger(units, new Int32Array(size)), larger(bounds, new Float64Array(size * BOUNDS))];
      }
      units[id] = unit;
      for (const [level, { least, most }] of levels.entries()) {
        bounds[id * BOUNDS + 2 * level] = least;
        bounds[id * BOUNDS + 2 * level + 1] = most;
      }
    },
    judge: (id: number, { hundredfold, unit }: Offered): number => {
      if (units[id] !== unit) return UNKNOWN;
      const at = id * BOUNDS;
      if (hundredfold >= (bounds[at] ?? 0) && hundredfold <= (bounds[at + 1] ?? 0)) return MET;
      if (hundredfold >= (bounds[at + 2] ?? 0) && hundredfold <= (bounds[at + 3] ?? 0)) return WITHIN_MARGIN;
      return hundredfold >= (bounds[at + 4] ?? 0) && hundredfold <= (bounds[at + 5] ?? 0) ? UNMET : BROKEN;
    },
  };
}

function larger<Numbers extends Int32Array | Float64Array>(numbers: Numbers, copy: Numbers): Numbers {
  copy.set(numbers);
  return copy;
}
