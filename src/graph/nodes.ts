import type { Advert } from '../domain/advert.js';
import type { BuyerRequest, Crossing } from '../domain/buyer-request.js';
import type { Match } from '../domain/matching.js';
import type { Property } from '../domain/property.js';
import type { Sourced } from '../domain/sourced.js';
import type { ZoneStatistics } from '../domain/zone-statistics.js';
import type { Connection } from './connection.js';

/**
 * What resolvers pass on as an advert: all of it, or, where a query asks for no more than a property's own list of
 * adverts tells, that much (`advertSummaryFields`). A contact that is `undefined` is to be read of the advert itself.
 */
export type AdvertNode = Readonly<Partial<Advert & Sourced>> & Pick<Advert, 'flxId'>;

/** What resolvers pass on as a property: all of it, or its `flxId` alone where a query asks for no more. */
export type PropertyNode = Readonly<Partial<Property & Sourced>> & Pick<Property, 'flxId'>;

export type ZoneStatisticsNode = ZoneStatistics & Sourced;

/** A record behind the `Node` interface, which says what it is. */
export type TaggedNode =
  | (AdvertNode & Readonly<{ __typename: 'Advert' }>)
  | (PropertyNode & Readonly<{ __typename: 'Property' }>)
  | (BuyerRequest & Readonly<{ __typename: 'BuyerRequest' }>);

export type AgencyNode = Readonly<{ id: string }>;

export type BuyerRequestMatchNode = Match & Readonly<{ request: BuyerRequest }>;

export type AdvertMatchNode = Match & Readonly<{ advert: AdvertNode }>;

export type AdvertMatchConnectionNode = Connection<AdvertMatchNode> & Readonly<{ isComplete: boolean }>;

/** With the request that it is a crossing of, by which its listing is scored. */
export type CrossingNode = Crossing & Readonly<{ request: BuyerRequest }>;

export type AdvertConnectionNode = Connection<AdvertNode>;
export type PropertyConnectionNode = Connection<PropertyNode>;
export type BuyerRequestConnectionNode = Connection<BuyerRequest>;
export type BuyerRequestMatchConnectionNode = Connection<BuyerRequestMatchNode>;
export type CrossingConnectionNode = Connection<CrossingNode>;
