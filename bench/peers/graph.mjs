import DataLoader from 'dataloader';
import { toValuedProperty, toZone } from './upstream.mjs';

/** The part of immograph's schema that the bench asks for, under the same names, and that of the Tailcall benchmark. */
export const typeDefs = `
  type Query {
    advert(flxId: ID!): Advert
    adverts(first: Int! = 20, filter: AdvertFilter): AdvertConnection
    posts: [Post]
  }
  input AdvertFilter { postalCode: String }
  type AdvertConnection { nodes: [Advert]! }
  enum ValuationProvider { DIMEX PRICEHUBBLE }
  type Advert {
    flxId: ID!
    title: String
    description: String
    propertyClass: String
    isOnline: Boolean
    isPro: Boolean
    isExclusive: Boolean
    firstSeenAt: String
    lastSeenAt: String
    lastModifiedAt: String
    price: Money
    pricePerArea: Money
    location: Location
    habitation: Habitation
    source: AdvertSource
    seller: Seller
    zoneStatistics: ZoneStatistics
    valuation(provider: ValuationProvider!): Valuation
  }
  type Money { amount: Float! currency: String! }
  type MoneyRange { lower: Money upper: Money }
  type Coordinates { latitude: Float! longitude: Float! }
  type Location { city: String postalCode: String inseeCode: String department: String coordinates: Coordinates }
  type Habitation {
    roomCount: Int
    bedroomCount: Int
    surface: Surface
    climate: Climate
    propertyCondition: PropertyCondition
  }
  type Surface { total: Float }
  type Climate { epcEnergy: String epcEnergyScore: Float }
  type PropertyCondition { constructionYear: Int }
  type AdvertSource { flxId: ID url: String website: String }
  type Seller { flxId: ID name: String siren: String type: String }
  type ZoneStatistics { average: Float! median: Float! limits: StatisticsBand! confidence: StatisticsBand! }
  type StatisticsBand { lowerBound: Float! upperBound: Float! count: Int! }
  type Valuation { value: Money! range: MoneyRange! confidence: String! }
  type Post { id: Int! userId: Int! title: String! body: String! user: User }
  type User { id: Int! name: String! username: String! email: String! phone: String website: String }
`;

/** Pass-through wherever the vendor's name is the graph's. */
export const resolvers = {
  Query: {
    advert: (_query, { flxId }, { loaders }) => loaders.advert.load(flxId),
    adverts: async (_query, { first, filter }, { upstream }) => ({
      nodes: await upstream.searchAdverts(filter.postalCode, first),
    }),
    posts: (_query, _args, { upstream }) => upstream.findPosts(),
  },
  Advert: {
    propertyClass: ({ type }) => type.slice('CLASS_'.length),
    price: ({ currentPrice, currency }) => ({ amount: currentPrice.value, currency }),
    pricePerArea: ({ currentPrice, currency }) => ({ amount: currentPrice.valuePerArea, currency }),
    zoneStatistics: (advert, _args, { loaders }) => loaders.zoneStatistics.load(toZone(advert)),
    valuation: (advert, _args, { loaders }) => loaders.valuation.load(toValuedProperty(advert)),
  },
  Location: {
    coordinates: ({ locationCoordinate: { lat, lng } }) => ({ latitude: lat, longitude: lng }),
  },
  Climate: { epcEnergy: ({ epcEnergy }) => epcEnergy.slice('ENERGY_CLASSIFICATION_'.length) },
  Seller: { type: ({ type }) => type.slice('SELLER_TYPE_'.length) },
  Valuation: {
    value: ({ salePrice, currency }) => ({ amount: salePrice, currency }),
    range: ({ salePriceRange: { lower, upper }, currency }) => ({
      lower: { amount: lower, currency },
      upper: { amount: upper, currency },
    }),
    confidence: ({ confidence }) => confidence.toUpperCase(),
  },
  Post: { user: ({ userId }, _args, { loaders }) => loaders.user.load(userId) },
};

/** The context of one request, with the loaders of DataLoader's own documentation. */
export function createContext(upstream) {
  return {
    upstream,
    loaders: {
      advert: new DataLoader((flxIds) => Promise.all(flxIds.map(upstream.findAdvert))),
      zoneStatistics: new DataLoader(upstream.priceStatistics, {
        cacheKeyFn: ({ inseeCode, propertyClass, offerType }) => `${inseeCode} ${propertyClass} ${offerType}`,
      }),
      // PriceHubble takes fifty at once.
      valuation: new DataLoader(upstream.valueProperties, { maxBatchSize: 50, cache: false }),
      user: new DataLoader(async (ids) => {
        const users = new Map((await upstream.findUsers(ids)).map((user) => [user.id, user]));
        return ids.map((id) => users.get(id) ?? null);
      }),
    },
  };
}
