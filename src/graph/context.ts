import type { Caller } from '../access/caller.js';
import type { OperationSpending } from '../access/spending.js';
import type { UpstreamCall } from '../upstream/call.js';
import { createAdvertLoaders } from './advert/loaders.js';
import type { AdvertLoaders } from './advert/loaders.js';
import { createBuyerRequestLoaders } from './buyer-request/loaders.js';
import type { BuyerRequestLoaders } from './buyer-request/loaders.js';
import { createSlicesLazily, lazySlice } from './lazy-slices.js';
import type { LoaderNeeds } from './loader-needs.js';
import { createPropertyLoaders } from './property/loaders.js';
import type { PropertyLoaders } from './property/loaders.js';
import { createRounds } from './rounds.js';
import type { Rounds } from './rounds.js';
import type { Services } from './services.js';
import { createValuationLoaders } from './valuation/loaders.js';
import type { ValuationLoaders } from './valuation/loaders.js';
import { createZoneStatisticsLoaders } from './zone-statistics/loaders.js';
import type { ZoneStatisticsLoaders } from './zone-statistics/loaders.js';

export type Loaders = AdvertLoaders & PropertyLoaders & ZoneStatisticsLoaders & ValuationLoaders & BuyerRequestLoaders;

/** What one operation has at hand. It is made for one caller and dies with the answer. */
export type GraphContext = Readonly<{
  caller: Caller;
  call: UpstreamCall;
  loaders: Loaders;
  rounds: Rounds;
  services: Services;
  spending: OperationSpending;
  /** The day in Europe/Paris, `YYYY-MM-DD`. */
  today: string;
}>;

export type OperationFacts = Readonly<{
  caller: Caller;
  call: UpstreamCall;
  spending: OperationSpending;
  today: string;
}>;

const createLoaders: (needs: LoaderNeeds) => Loaders = createSlicesLazily([
  lazySlice(createAdvertLoaders, {
    advertByFlxId: true,
    advertByUrl: true,
    advertAnewByFlxId: true,
    advertsByPropertyFlxId: true,
    advertsAnewByPropertyFlxId: true,
    advertSearch: true,
  }),
  lazySlice(createPropertyLoaders, {
    propertyByFlxId: true,
    propertyByUrl: true,
    propertyByAdvertFlxId: true,
    propertySearch: true,
    similarProperties: true,
  }),
  lazySlice(createZoneStatisticsLoaders, { zoneStatistics: true }),
  lazySlice(createValuationLoaders, { dimexEstimate: true, priceHubbleEstimate: true, isEstimateKept: true }),
  lazySlice(createBuyerRequestLoaders, {
    requestsOfAgency: true,
    requestMatches: true,
    crossings: true,
    agencyProperties: true,
  }),
]);

export function createGraphContext(services: Services, operation: OperationFacts): GraphContext {
  const { call } = operation;
  const rounds = createRounds(call.deadlineAt - performance.now());
  const needs = { ...operation, services, rounds };
  return {
    ...needs,
    loaders: createLoaders(needs),
  };
}
