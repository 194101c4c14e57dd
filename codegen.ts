import type { CodegenConfig } from '@graphql-codegen/cli';

const fromDomain = (file: string, type: string) => `../domain/${file}.js#${type} as ${type}Record`;

/** Types every resolver from the schema; `npm run check` fails when the committed file is not what this writes. */
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  importExtension: '.js',
  generates: {
    'src/generated/graphql.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        enumsAsTypes: true,
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        scalars: {
          Date: 'string',
          DateTime: 'string',
          URL: { input: 'URL', output: 'string' },
          CurrencyCode: 'string',
          _FieldSet: 'string',
        },
        contextType: '../graph/context.js#GraphContext',
        mappers: {
          Node: '../graph/nodes.js#TaggedNode',
          Advert: '../graph/nodes.js#AdvertNode',
          Property: '../graph/nodes.js#PropertyNode',
          Agency: '../graph/nodes.js#AgencyNode',
          Location: fromDomain('location', 'Location'),
          Valuation: fromDomain('valuation', 'Valuation'),
          DimexValuation: fromDomain('valuation', 'DimexValuation'),
          PriceHubbleValuation: fromDomain('valuation', 'PriceHubbleValuation'),
          ValuationComparison: '../graph/valuation/comparison.js#ComparisonNode',
          ValuationBatch: '../graph/valuation/batch.js#BatchNode',
          ValuationBatchEntry: '../graph/valuation/batch.js#BatchEntryNode',
          BuyerRequest: fromDomain('buyer-request', 'BuyerRequest'),
          AdvertMatch: '../graph/nodes.js#AdvertMatchNode',
          BuyerRequestMatch: '../graph/nodes.js#BuyerRequestMatchNode',
          Crossing: '../graph/nodes.js#CrossingNode',
          AgencyProperty: fromDomain('agency-property', 'AgencyProperty'),
          ZoneStatistics: '../graph/nodes.js#ZoneStatisticsNode',
          AdvertConnection: '../graph/nodes.js#AdvertConnectionNode',
          PropertyConnection: '../graph/nodes.js#PropertyConnectionNode',
          BuyerRequestConnection: '../graph/nodes.js#BuyerRequestConnectionNode',
          BuyerRequestMatchConnection: '../graph/nodes.js#BuyerRequestMatchConnectionNode',
          AdvertMatchConnection: '../graph/nodes.js#AdvertMatchConnectionNode',
          CrossingConnection: '../graph/nodes.js#CrossingConnectionNode',
        },
      },
    },
  },
};
export default config;
