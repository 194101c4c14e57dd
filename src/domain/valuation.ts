import type { Coordinates } from './location.js';
import type { Money, MoneyRange } from './money.js';

export const valuationProviders = ['DIMEX', 'PRICEHUBBLE'] as const;
export type ValuationProvider = (typeof valuationProviders)[number];

export type DealType = 'SALE' | 'RENT';
export type ValuationConfidence = 'GOOD' | 'MEDIUM' | 'POOR' | 'UNKNOWN';
export type Typicality = 'TYPICAL' | 'ATYPICAL' | 'VERY_ATYPICAL' | 'UNKNOWN';

/** Where a value that was sent to a provider came from. */
export type InputOrigin = 'ADVERT' | 'PROPERTY' | 'OVERRIDE' | 'DERIVED' | 'DEFAULT';
export type ValuationInputValue = Readonly<{ field: string; value: string; origin: InputOrigin }>;

/** `value` is a sale price or a monthly gross rent; `valuationDate` is ISO 8601 (a day), `computedAt` an instant. */
type ValuationFacts = Readonly<{
  dealType: DealType;
  valuationDate: string;
  value: Money;
  range: MoneyRange;
  confidence: ValuationConfidence;
  coordinates: Coordinates | null;
  inputs: readonly ValuationInputValue[];
  computedAt: string;
}>;

export type DimexValuation = ValuationFacts &
  Readonly<{
    provider: 'DIMEX';
    model: string;
    address: string | null;
    macroLocation: Readonly<{ inseeCode: string | null; name: string | null }> | null;
    microLocationScore: number | null;
    typicality: Typicality | null;
  }>;

export type PriceHubbleValuation = ValuationFacts &
  Readonly<{
    provider: 'PRICEHUBBLE';
    netRent: Money | null;
    netRentRange: MoneyRange | null;
    locationScore: number | null;
  }>;

export type Valuation = DimexValuation | PriceHubbleValuation;

/** What a provider answers, before the inputs that it answered for are put beside it. */
export type DimexEstimate = Omit<DimexValuation, 'inputs'>;
export type PriceHubbleEstimate = Omit<PriceHubbleValuation, 'inputs'>;
