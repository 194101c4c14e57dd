import type DataLoader from 'dataloader';
import type { DimexSubject } from '../../domain/dimex-subject.js';
import type { PriceHubbleSubject } from '../../domain/pricehubble-subject.js';
import type { DimexEstimate, PriceHubbleEstimate } from '../../domain/valuation.js';
import { subjectKey } from '../../domain/valuation-subject.js';
import { createBatchLoader } from '../batch.js';
import type { LoaderNeeds } from '../loader-needs.js';
import { createDimexProvider, createPriceHubbleProvider, estimationOf } from './providers.js';
import type { EstimateAsk } from './providers.js';

/** An estimate is `null` where a dry run stopped short of having it billed. */
export type ValuationLoaders = Readonly<{
  dimexEstimate: DataLoader<EstimateAsk<DimexSubject>, DimexEstimate | null, string>;
  priceHubbleEstimate: DataLoader<EstimateAsk<PriceHubbleSubject>, PriceHubbleEstimate | null, string>;
  /** Whether the answer is kept, as far as that can be told without a call. */
  isEstimateKept: DataLoader<EstimateAsk, boolean, string>;
}>;

export function createValuationLoaders({ services, call, rounds, spending, today }: LoaderNeeds): ValuationLoaders {
  const { dimex, priceHubble, estimates, currentValuationsHoldForMs: currentHoldsForMs } = services;
  const gates = [rounds.roots, rounds.valuations];
  const buyer = { spending, call };
  const cacheKeyFn = ({ subject, date, dealType }: EstimateAsk) => `${dealType} ${date} ${subjectKey(subject)}`;

  return {
    dimexEstimate: createBatchLoader<EstimateAsk<DimexSubject>, DimexEstimate | null, string>(
      async (asks) => {
        // Answers are kept under the model that gave them.
        const model = await dimex.model(call);
        return estimates.have(createDimexProvider(dimex, model), asks, buyer);
      },
      { name: 'dimexEstimate', gates, cacheKeyFn },
    ),
    priceHubbleEstimate: createBatchLoader<EstimateAsk<PriceHubbleSubject>, PriceHubbleEstimate | null, string>(
      async (asks) => {
        const found = await estimates.have(
          createPriceHubbleProvider(priceHubble, { today, currentHoldsForMs }),
          asks,
          buyer,
        );
        const ends = asks.map(({ date }, index) => endOf(found[index], date < today ? Infinity : currentHoldsForMs));
        call.meter.holds('pricehubble', found.length, Math.min(...ends));
        return found;
      },
      { name: 'priceHubbleEstimate', gates, cacheKeyFn },
    ),
    isEstimateKept: createBatchLoader<EstimateAsk, boolean, string>(
      async (asks) => {
        const estimations = asks.map((ask) => estimationOf(ask, dimex.knownModel()));
        const known = estimations.filter((estimation) => estimation !== null);
        const areKept = await estimates.areKept(known);
        const kept = new Set(known.filter((_, index) => areKept[index]));
        return estimations.map((estimation) => estimation !== null && kept.has(estimation));
      },
      { name: 'isEstimateKept', gates, cacheKeyFn },
    ),
  };
}

/** Until when an estimate holds, in milliseconds since 1970; what failed, or was quoted, does not. */
function endOf(found: PriceHubbleEstimate | Error | null | undefined, holdsForMs: number): number {
  if (found === null || found === undefined || found instanceof Error) return -Infinity;
  return Date.parse(found.computedAt) + holdsForMs;
}
