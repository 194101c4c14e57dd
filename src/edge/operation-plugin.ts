import type { ApolloServerPlugin } from '@apollo/server';
import type { EdgeContext } from './operation.js';
import { beginStages } from './operation-stages.js';
import type { OperationPart, OperationStages } from './operation-stages.js';
import type { ValidDocuments } from './valid-documents.js';

/**
 * All parts as one plugin: Apollo Server waits at every stage for every plugin that there is. What has been begun, and
 * come to a refusal or to an answer with errors, is gone on with from there.
 */
export function createOperationPlugin(
  parts: readonly OperationPart[],
  validDocuments: ValidDocuments,
): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: ({ contextValue: { begun } }) => {
      const stages: OperationStages = begun?.stages ?? beginStages(parts);
      return Promise.resolve({
        didResolveOperation: (context) => {
          validDocuments.add(context.source, context.document);
          if (begun === undefined) return stages.didResolveOperation(context);
          return begun.kind === 'REFUSED' ? Promise.reject(begun.error) : Promise.resolve();
        },
        executionDidStart: (context) => {
          if (begun === undefined) stages.executionDidStart(context);
          return Promise.resolve();
        },
        willSendResponse: (context) => stages.willSendResponse(context),
      });
    },
  };
}
