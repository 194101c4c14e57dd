import type { Estimation } from '../../access/estimation.js';
import type { DimexSubject } from '../../domain/dimex-subject.js';
import type { PriceHubbleSubject } from '../../domain/pricehubble-subject.js';
import type { ValuationSubject } from '../../domain/valuation-subject.js';
import type { DealType, DimexEstimate, PriceHubbleEstimate } from '../../domain/valuation.js';
import type { DimexClient } from '../../upstream/dimex/client.js';
import type { PriceHubbleClient } from '../../upstream/pricehubble/client.js';
import type { EstimateProvider } from './estimates.js';

/** One valuation: a property on a day, `YYYY-MM-DD`. */
export type EstimateAsk<Subject = ValuationSubject> = Readonly<{ subject: Subject; date: string; dealType: DealType }>;

/** Dimex's answers hold for the model that gave them, whatever becomes of it. */
export function createDimexProvider(
  dimex: DimexClient,
  model: string,
): EstimateProvider<EstimateAsk<DimexSubject>, DimexEstimate> {
  return {
    payee: 'dimex',
    toEstimation: ({ subject, date, dealType }) => ({ payee: 'dimex', model, dealType, date, subject }),
    holdsForMs: () => undefined,
    prepare: () => Promise.resolve(),
    groupOf: ({ subject }) => subject.kind,
    send: async (granted, call) => {
      const [first] = granted;
      if (first === undefined) return [];
      const requests = granted.map(({ ask: { subject, date }, reference }) => ({ subject, date, reference }));
      return dimex.estimate({ kind: first.ask.subject.kind, model }, requests, call);
    },
  };
}

/** What PriceHubble says of a day that is over stays; what it says of today changes until tonight. */
export function createPriceHubbleProvider(
  priceHubble: PriceHubbleClient,
  { today, currentHoldsForMs }: Readonly<{ today: string; currentHoldsForMs: number }>,
): EstimateProvider<EstimateAsk<PriceHubbleSubject>, PriceHubbleEstimate> {
  return {
    payee: 'pricehubble',
    toEstimation: ({ subject, date, dealType }) => ({ payee: 'pricehubble', model: null, dealType, date, subject }),
    holdsForMs: ({ date }) => (date < today ? undefined : currentHoldsForMs),
    prepare: (call) => priceHubble.logIn(call),
    groupOf: ({ dealType }) => dealType,
    send: async (granted, call) => {
      const [first] = granted;
      if (first === undefined) return [];
      return priceHubble.value(
        granted.map(({ ask }) => ask),
        first.ask.dealType,
        call,
      );
    },
  };
}

/** The estimation that a provider would be asked for; `null` where that takes a call, as Dimex's model is not known. */
export function estimationOf(ask: EstimateAsk, model: string | null): Estimation | null {
  const { subject, date, dealType } = ask;
  switch (subject.provider) {
    case 'PRICEHUBBLE':
      return { payee: 'pricehubble', model: null, dealType, date, subject };
    case 'DIMEX':
      return model === null ? null : { payee: 'dimex', model, dealType, date, subject };
  }
}
