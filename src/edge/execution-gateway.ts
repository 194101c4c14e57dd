import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { createExecutor } from '../graph/execution/executor.js';
import type { EdgeContext } from './operation.js';

type Gateway = ApolloServerOptionsWithGateway<EdgeContext>['gateway'];

/** The door by which Apollo Server leaves execution to others: behind it operations are compiled. */
export function createExecutionGateway(schema: GraphQLSchema): Gateway {
  const execute = createExecutor(schema);
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, operation, request, context }) =>
          execute({
            document,
            operation,
            operationName: request.operationName,
            variables: request.variables ?? {},
            context,
          }),
      }),
    stop: () => Promise.resolve(),
  };
}
