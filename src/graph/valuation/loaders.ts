import type DataLoader from 'dataloader';
import type { Payee } from '../../access/spending.js';
import type { DimexSubject } from '../../domain/dimex-subject.js';
import type { PriceHubbleSubject } from '../../domain/pricehubble-subject.js';
import type { DealType, DimexEstimate, PriceHubbleEstimate } from '../../domain/valuation.js';
import { subjectKey } from '../../domain/valuation-subject.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { UpstreamErrorCode } from '../../upstream/errors.js';
import { createBatchLoader, inGroups, toError } from '../batch.js';
import type { LoaderNeeds } from '../loader-needs.js';

export type DimexAsk = Readonly<{ subject: DimexSubject; date: string }>;
export type PriceHubbleAsk = Readonly<{ subject: PriceHubbleSubject; date: string; dealType: DealType }>;

/** An estimate is `null` where a dry run stopped short of having it billed. */
export type ValuationLoaders = Readonly<{
  dimexEstimate: DataLoader<DimexAsk, DimexEstimate | null, string>;
  priceHubbleEstimate: DataLoader<PriceHubbleAsk, PriceHubbleEstimate | null, string>;
}>;

export function createValuationLoaders({ services, call, rounds, spending }: LoaderNeeds): ValuationLoaders {
  const gates = [rounds.roots, rounds.valuations];
  const pay = createPayment(spending);

  return {
    dimexEstimate: createBatchLoader<DimexAsk, DimexEstimate | null, string>(
      (asks) =>
        pay('dimex', asks, {
          prepare: () => services.dimex.model(call),
          estimate: (granted) =>
            inGroups(
              granted,
              ({ subject }) => subject.kind,
              (kind, group) => services.dimex.estimate(kind, group, call),
            ),
        }),
      { name: 'dimexEstimate', gates, cacheKeyFn: ({ subject, date }) => `${date} ${subjectKey(subject)}` },
    ),
    priceHubbleEstimate: createBatchLoader<PriceHubbleAsk, PriceHubbleEstimate | null, string>(
      (asks) =>
        pay('pricehubble', asks, {
          prepare: () => services.priceHubble.logIn(call),
          estimate: (granted) =>
            inGroups(
              granted,
              ({ dealType }) => dealType,
              (dealType, group) => services.priceHubble.value(group, dealType, call),
            ),
        }),
      {
        name: 'priceHubbleEstimate',
        gates,
        cacheKeyFn: ({ subject, date, dealType }) => `${dealType} ${date} ${subjectKey(subject)}`,
      },
    ),
  };
}

type Provider<Ask, Value> = Readonly<{
  /** What must be there before anything is billed; its failure costs nothing. */
  prepare: () => Promise<unknown>;
  estimate: (granted: readonly Ask[]) => Promise<readonly (Value | Error)[]>;
}>;

/** Reserves before the call and gives back what the provider refused; the asks beyond a limit fail on their own. */
function createPayment(spending: LoaderNeeds['spending']) {
  return async <Ask, Value>(
    payee: Payee,
    asks: readonly Ask[],
    { prepare, estimate }: Provider<Ask, Value>,
  ): Promise<readonly (Value | null | Error)[]> => {
    const { granted, refusal, release } = spending.reserve(payee, asks.length);
    const refused = asks.slice(granted).map(() => refusal);
    if (granted === 0) return refused;
    try {
      await prepare();
    } catch (error) {
      release(granted);
      return [...Array.from({ length: granted }, () => toError(error)), ...refused];
    }
    const results = await estimate(asks.slice(0, granted));
    release(results.filter((result) => result instanceof Error && isUnbilled(result)).length);
    return [...results, ...refused];
  };
}

const unbilledCodes: ReadonlySet<UpstreamErrorCode> = new Set([
  'VALUATION_REFUSED',
  'UPSTREAM_REFUSED',
  'UPSTREAM_AUTH',
  'UPSTREAM_RATE_LIMITED',
]);

/** What was refused, or never left, is not charged for; what was sent and never answered may be. */
function isUnbilled(error: Error): boolean {
  return error instanceof UpstreamError && (error.isUnsent || unbilledCodes.has(error.code));
}
