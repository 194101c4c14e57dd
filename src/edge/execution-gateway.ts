import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Execute } from '../graph/execution/executor.js';
import type { EdgeContext } from './operation.js';

type Gateway = ApolloServerOptionsWithGateway<EdgeContext>['gateway'];

/** The door by which Apollo Server leaves execution to others: behind it operations are compiled. */
export function createExecutionGateway(schema: GraphQLSchema, execute: Execute): Gateway {
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, operation, request, context }) => {
          // Apollo Server hands on the context that it was given.
          const { begun } = context as EdgeContext;
          if (begun?.kind === 'EXECUTED') {
            if (begun.result instanceof Error) throw begun.result;
            return begun.result;
          }
          const { operationName, variables = {} } = request;
          return execute({ document, operation, operationName, variables, context });
        },
      }),
    stop: () => Promise.resolve(),
  };
}
