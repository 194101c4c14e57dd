import { getOperationAST } from 'graphql';
import { startProviders } from '../graph/valuation/foresight.js';
import type { OperationPart } from './operation-stages.js';

/** Lets the graph start, before execution, what the operation's text shows that it will need. */
export function createForesightPart(): OperationPart {
  return () => ({
    executionDidStart: ({ document, request, contextValue }) => {
      // Apollo Server comes here too where the document lacks the operation that was named.
      const operation = getOperationAST(document, request.operationName);
      if (operation) startProviders({ document, operation, variables: request.variables ?? {} }, contextValue);
    },
  });
}
