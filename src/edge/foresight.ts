import type { ApolloServerPlugin } from '@apollo/server';
import { startProviders } from '../graph/valuation/foresight.js';
import type { EdgeContext } from './operation.js';

/** Lets the graph start, before execution, what the operation's text shows that it will need. */
export function createForesightPlugin(): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        executionDidStart: ({ document, operation, request, contextValue }) => {
          startProviders({ document, operation, variables: request.variables ?? {} }, contextValue);
          return Promise.resolve();
        },
      }),
  };
}
