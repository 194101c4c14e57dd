import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { getComposedSchemaFromConfig } from '@graphql-mesh/compose-cli';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';
import { resolvers, typeDefs } from '../graph.mjs';
import { toValuedProperty, toZone } from '../upstream.mjs';

/**
 * Hive Gateway over the vendors' REST as one subgraph of Mesh's JSON handler, described by samples. What the bench asks
 * for is put over it with the gateway's own additional types and resolvers, which call the subgraph through its SDK and
 * have the links of a page fetched in batches by key.
 */
export async function startHive(origin) {
  const { supergraphSdl } = await compose(origin);
  const gateway = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    additionalTypeDefs: typeDefs.replace('type Query', 'extend type Query').replace('posts: [Post]', ''),
    additionalResolvers: { Query: queryResolvers, Advert: advertResolvers, Location, Climate, Seller, Valuation },
  });
  const server = createServer(gateway);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

const { Advert: shown, Location, Climate, Seller, Valuation } = resolvers;

const ADVERT = `flxId title type isOnline isPro lastModifiedAt currency currentPrice { value valuePerArea }
  offer { type } location { city postalCode inseeCode locationCoordinate { lat lng } }
  habitation { roomCount bedroomCount surface { total } climate { epcEnergy } propertyCondition { constructionYear } }
  land { surface } source { website } seller { name }`;
const STATISTICS = '{ data { median average confidence { lowerBound upperBound count } } }';
const VALUATIONS = '{ valuations { salePrice salePriceRange { lower upper } confidence currency } }';

const queryResolvers = {
  advert: async (root, { flxId }, context, info) => {
    const selectionSet = `{ data { ${ADVERT} } }`;
    const found = await context.Vendors.Query.vendorAdvert({ root, args: { flxId }, context, info, selectionSet });
    return found.data;
  },
  adverts: async (root, { first, filter: { postalCode } }, context, info) => {
    const input = {
      orderBy: 'DESC',
      sortBy: 'FIRST_SEEN_AT',
      size: first,
      search: { filterAd: { location: { postalCode } } },
    };
    const selectionSet = `{ data { items { ${ADVERT} } } }`;
    const found = await context.Vendors.Query.vendorSearch({ root, args: { input }, context, info, selectionSet });
    return { nodes: found.data.items };
  },
};

const advertResolvers = {
  ...shown,
  zoneStatistics: (root, _args, context, info) =>
    context.Vendors.Query.vendorStatistics({
      root,
      context,
      info,
      selectionSet: STATISTICS,
      key: toZone(root),
      argsFromKeys: (zones) => ({ input: { studiedData: zones } }),
      valuesFromResults: ({ data }) => data,
      dataLoaderOptions: {
        cacheKeyFn: ({ inseeCode, propertyClass, offerType }) => `${inseeCode} ${propertyClass} ${offerType}`,
      },
    }),
  valuation: (root, _args, context, info) =>
    context.Vendors.Query.vendorValuations({
      root,
      context,
      info,
      selectionSet: VALUATIONS,
      key: toValuedProperty(root),
      argsFromKeys: (properties) => ({
        input: {
          dealType: 'sale',
          countryCode: 'FR',
          returnScores: false,
          valuationInputs: properties.map((property) => ({ property })),
        },
      }),
      valuesFromResults: ({ valuations }) => valuations.map(([first]) => first),
      dataLoaderOptions: { maxBatchSize: 50 },
    }),
};

/** Decimals where the samples' numbers may have some. */
const zone = { inseeCode: '06004', propertyClass: 'CLASS_FLAT', offerType: 'OFFER_BUY' };
const band = { lowerBound: 1.5, upperBound: 1.5, count: 1 };
const point = { latitude: 1.5, longitude: 1.5 };
const advert = {
  flxId: 'ad',
  title: 'text',
  type: 'CLASS_FLAT',
  isOnline: true,
  isPro: true,
  lastModifiedAt: 'text',
  currency: 'EUR',
  currentPrice: { value: 1.5, valuePerArea: 1.5 },
  offer: { type: 'OFFER_BUY' },
  location: { city: 'text', postalCode: '06160', inseeCode: '06004', locationCoordinate: { lat: 1.5, lng: 1.5 } },
  habitation: {
    roomCount: 1,
    bedroomCount: 1,
    surface: { total: 1.5 },
    climate: { epcEnergy: 'ENERGY_CLASSIFICATION_A' },
    propertyCondition: { constructionYear: 1 },
  },
  land: { surface: 1.5 },
  source: { website: 'text' },
  seller: { name: 'text' },
};
const property = {
  location: { coordinates: point },
  propertyType: { code: 'house' },
  buildingYear: 1,
  livingArea: 1.5,
  landArea: 1.5,
};
const value = { salePrice: 1.5, salePriceRange: { lower: 1.5, upper: 1.5 }, confidence: 'good', currency: 'EUR' };

const operations = [
  {
    type: 'Query',
    field: 'vendorAdvert',
    path: '/v2/protected/adverts/{args.flxId}',
    method: 'GET',
    responseSample: { data: advert },
    responseTypeName: 'VendorAdvert',
  },
  {
    type: 'Query',
    field: 'vendorSearch',
    path: '/v2/protected/adverts/search',
    method: 'POST',
    requestSample: {
      orderBy: 'DESC',
      sortBy: 'FIRST_SEEN_AT',
      size: 1,
      search: { filterAd: { location: { postalCode: '06160' } } },
    },
    requestTypeName: 'VendorSearchRequest',
    responseSample: { data: { items: [advert] } },
    responseTypeName: 'VendorSearch',
  },
  {
    type: 'Query',
    field: 'vendorStatistics',
    path: '/v2/protected/analytics/market/price_per_area/statistics',
    method: 'POST',
    requestSample: { studiedData: [zone] },
    requestTypeName: 'VendorStatisticsRequest',
    responseSample: { data: [{ median: 1.5, average: 1.5, confidence: band }] },
    responseTypeName: 'VendorStatistics',
  },
  {
    type: 'Query',
    field: 'vendorValuations',
    path: '/api/v1/valuation/property_value',
    method: 'POST',
    requestSample: { dealType: 'sale', countryCode: 'FR', returnScores: false, valuationInputs: [{ property }] },
    requestTypeName: 'VendorValuationsRequest',
    responseSample: { valuations: [[value]] },
    responseTypeName: 'VendorValuations',
  },
];

function compose(endpoint) {
  const operationHeaders = { 'x-api-key': 'bench', authorization: 'Bearer bench' };
  const quiet = { debug() {}, info() {}, log() {}, warn: console.warn, error: console.error, child: () => quiet };
  const sourceHandler = loadJSONSchemaSubgraph('Vendors', { endpoint, operationHeaders, operations });
  return getComposedSchemaFromConfig({ subgraphs: [{ sourceHandler }] }, quiet).then((composed) =>
    typeof composed === 'string' ? { supergraphSdl: composed } : composed,
  );
}
