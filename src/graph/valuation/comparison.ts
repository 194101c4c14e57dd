import type { Money } from '../../domain/money.js';
import { compareValuations, positionInRange } from '../../domain/valuation-comparison.js';
import type { Comparison, RangePosition } from '../../domain/valuation-comparison.js';
import type { DealType, DimexValuation, PriceHubbleValuation, Valuation } from '../../domain/valuation.js';
import type { GraphContext } from '../context.js';
import { estimate } from './estimate.js';
import { once } from './once.js';
import { prepare } from './subject.js';
import type { SubjectQuestion, Valued } from './subject.js';

/** Each side is valued when it is first asked for, and once: a side that nobody asks for costs nothing. */
export type ComparisonNode = Readonly<{
  askingPrice: Money | null;
  /** `null` without a call where Dimex has no say: on a letting. */
  dimex: () => Promise<DimexValuation | null>;
  priceHubble: () => Promise<PriceHubbleValuation | null>;
  /** Of the sides that could be had; a side that failed is missing here and says why at its own field. */
  compared: () => Promise<Comparison>;
  /** Of the asking price; `null` also where the side failed, which says why at its own field. */
  positionInDimexRange: () => Promise<RangePosition | null>;
  positionInPriceHubbleRange: () => Promise<RangePosition | null>;
}>;

type ComparisonQuestion = Omit<SubjectQuestion, 'provider'> &
  Readonly<{
    date: string;
    askingPrice: Money | null;
    /** The asking price, where it is of the same kind as a valuation. */
    comparablePrice: Money | null;
  }>;

export function createComparison(valued: Valued, question: ComparisonQuestion, context: GraphContext): ComparisonNode {
  const { date, dealType, overrides, askingPrice, comparablePrice } = question;
  const value = async (provider: 'DIMEX' | 'PRICEHUBBLE'): Promise<Valuation | null> =>
    estimate(await prepare(valued, { provider, dealType, overrides }, context), date, dealType, context);

  const dimex = once(async () => (isSale(dealType) ? ((await value('DIMEX')) as DimexValuation | null) : null));
  const priceHubble = once(async () => (await value('PRICEHUBBLE')) as PriceHubbleValuation | null);
  const positionIn = async (side: () => Promise<Valuation | null>): Promise<RangePosition | null> => {
    // Nothing is valued where no price could be held against it.
    if (comparablePrice === null) return null;
    const valuation = await side().catch(() => null);
    return valuation === null ? null : positionInRange(comparablePrice, valuation);
  };
  return {
    askingPrice,
    dimex,
    priceHubble,
    compared: once(async () => {
      const [left, right] = await Promise.allSettled([dimex(), priceHubble()]);
      return compareValuations(valueOf(left), valueOf(right));
    }),
    positionInDimexRange: () => positionIn(dimex),
    positionInPriceHubbleRange: () => positionIn(priceHubble),
  };
}

function isSale(dealType: DealType): boolean {
  return dealType === 'SALE';
}

function valueOf<T>(settled: PromiseSettledResult<T | null>): T | null {
  return settled.status === 'fulfilled' ? settled.value : null;
}
