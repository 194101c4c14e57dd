import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextExecutionDidStart,
  GraphQLRequestContextWillSendResponse,
} from '@apollo/server';
import type { EdgeContext } from './operation.js';

/** What one part of the edge does at the stages of one operation. */
export type OperationHooks = Readonly<{
  didResolveOperation?: (context: GraphQLRequestContextDidResolveOperation<EdgeContext>) => Promise<void>;
  executionDidStart?: (context: GraphQLRequestContextExecutionDidStart<EdgeContext>) => void;
  willSendResponse?: (context: GraphQLRequestContextWillSendResponse<EdgeContext>) => Promise<void> | void;
}>;

/** Is told of each operation as it begins. */
export type OperationPart = () => OperationHooks;

const done = Promise.resolve();

/** All parts as one plugin, each stage in their order: Apollo Server waits at every stage for every plugin that there is. */
export function createOperationPlugin(parts: readonly OperationPart[]): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () => {
      const hooks = parts.map((begin) => begin());
      return Promise.resolve({
        didResolveOperation: (context) => all(hooks.map((each) => each.didResolveOperation?.(context))),
        executionDidStart: (context) => {
          for (const each of hooks) each.executionDidStart?.(context);
          return done;
        },
        willSendResponse: (context) => all(hooks.map((each) => each.willSendResponse?.(context))),
      });
    },
  };
}

function all(stages: readonly (Promise<void> | void)[]): Promise<void> {
  const pending = stages.filter((stage) => stage !== undefined);
  return pending.length === 0 ? done : Promise.all(pending).then(() => undefined);
}
