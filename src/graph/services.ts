import type { DimexClient } from '../upstream/dimex/client.js';
import type { RememberingFluximmo } from '../upstream/fluximmo/remembering-client.js';
import type { PriceHubbleClient } from '../upstream/pricehubble/client.js';
import type { Spending } from '../access/spending.js';
import type { CommuneIndex } from '../domain/commune.js';
import type { CrossingBook, RequestWriter } from './crossing-book.js';
import type { MutationMemory } from './mutation-memory.js';
import type { RequestBook } from './request-book.js';
import type { Estimates } from './valuation/estimates.js';

/** What lives as long as the process and serves every operation. */
export type Services = Readonly<{
  fluximmo: RememberingFluximmo;
  dimex: DimexClient;
  priceHubble: PriceHubbleClient;
  apimo: RequestWriter;
  communes: CommuneIndex;
  requestBook: RequestBook;
  crossingBook: CrossingBook;
  spending: Spending;
  estimates: Estimates;
  /** For how long a valuation for today, or a later day, is answered from what is kept. */
  currentValuationsHoldForMs: number;
  mutations: MutationMemory;
}>;
