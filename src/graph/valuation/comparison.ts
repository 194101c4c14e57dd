import type { Money } from '../../domain/money.js';
import { compareValuations } from '../../domain/valuation-comparison.js';
import type { Comparison } from '../../domain/valuation-comparison.js';
import type { DealType, DimexValuation, PriceHubbleValuation, Valuation } from '../../domain/valuation.js';
import type { GraphContext } from '../context.js';
import { estimate } from './estimate.js';
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
}>;

export function createComparison(
  valued: Valued,
  question: Omit<SubjectQuestion, 'provider'> & Readonly<{ date: string; askingPrice: Money | null }>,
  context: GraphContext,
): ComparisonNode {
  const { date, dealType, overrides, askingPrice } = question;
  const value = async (provider: 'DIMEX' | 'PRICEHUBBLE'): Promise<Valuation | null> =>
    estimate(await prepare(valued, { provider, dealType, overrides }, context), date, dealType, context);

  const dimex = once(async () => (isSale(dealType) ? ((await value('DIMEX')) as DimexValuation | null) : null));
  const priceHubble = once(async () => (await value('PRICEHUBBLE')) as PriceHubbleValuation | null);
  return {
    askingPrice,
    dimex,
    priceHubble,
    compared: once(async () => {
      const [left, right] = await Promise.allSettled([dimex(), priceHubble()]);
      return compareValuations(valueOf(left), valueOf(right));
    }),
  };
}

function isSale(dealType: DealType): boolean {
  return dealType === 'SALE';
}

function valueOf<T>(settled: PromiseSettledResult<T | null>): T | null {
  return settled.status === 'fulfilled' ? settled.value : null;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => (started ??= work());
}
