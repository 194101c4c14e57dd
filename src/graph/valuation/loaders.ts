import type DataLoader from 'dataloader';
import type { Payee } from '../../access/spending.js';
import type { DimexSubject } from '../../domain/dimex-subject.js';
import type { PriceHubbleSubject } from '../../domain/pricehubble-subject.js';
import type { DealType, DimexEstimate, PriceHubbleEstimate } from '../../domain/valuation.js';
import { subjectKey } from '../../domain/valuation-subject.js';
import { UpstreamError } from '../../upstream/errors.js';
import type { UpstreamErrorCode } from '../../upstream/errors.js';
import { createBatchLoader, inGroups } from '../batch.js';
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
        pay('dimex', asks, (granted) =>
          inGroups(
            granted,
            ({ subject }) => subject.kind,
            (kind, group) => services.dimex.estimate(kind, group, call),
          ),
        ),
      { name: 'dimexEstimate', gates, cacheKeyFn: ({ subject, date }) => `${date} ${subjectKey(subject)}` },
    ),
    priceHubbleEstimate: createBatchLoader<PriceHubbleAsk, PriceHubbleEstimate | null, string>(
      (asks) =>
        pay('pricehubble', asks, (granted) =>
          inGroups(
            granted,
            ({ dealType }) => dealType,
            (dealType, group) => services.priceHubble.value(group, dealType, call),
          ),
        ),
      {
        name: 'priceHubbleEstimate',
        gates,
        cacheKeyFn: ({ subject, date, dealType }) => `${dealType} ${date} ${subjectKey(subject)}`,
      },
    ),
  };
}

type Results<Value> = Promise<readonly (Value | Error)[]>;

/** Reserves before the call and gives back what the provider refused; the asks beyond a limit fail on their own. */
function createPayment(spending: LoaderNeeds['spending']) {
  return async <Ask, Value>(
    payee: Payee,
    asks: readonly Ask[],
    estimate: (granted: readonly Ask[]) => Results<Value>,
  ): Promise<readonly (Value | null | Error)[]> => {
    const { granted, refusal } = spending.reserve(payee, asks.length);
    const results = granted === 0 ? [] : await estimate(asks.slice(0, granted));
    const unbilled = results.filter((result) => result instanceof Error && isUnbilled(result)).length;
    if (unbilled > 0) spending.release(payee, unbilled);
    return [...results, ...asks.slice(granted).map(() => refusal)];
  };
}

const unbilledCodes: ReadonlySet<UpstreamErrorCode> = new Set([
  'VALUATION_REFUSED',
  'UPSTREAM_REFUSED',
  'UPSTREAM_AUTH',
  'UPSTREAM_RATE_LIMITED',
]);

/** A refusal is not charged for; what was sent and never answered may be. */
function isUnbilled(error: Error): boolean {
  return error instanceof UpstreamError && unbilledCodes.has(error.code);
}
