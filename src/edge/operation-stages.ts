import type { GraphQLRequest, GraphQLResponse } from '@apollo/server';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { EdgeContext } from './operation.js';

/** An operation that has been found in a valid document, as far as the edge looks at it. */
export type ResolvedOperation = Readonly<{
  document: DocumentNode;
  /** Not there where the document lacks the operation that was named. */
  operation?: OperationDefinitionNode | undefined;
  request: AskedOperation;
  contextValue: EdgeContext;
}>;

/** The same, or one that came to nothing, with its answer. */
export type AnsweredOperation = Readonly<{
  source?: string | undefined;
  document?: DocumentNode | undefined;
  metrics?: Readonly<{ persistedQueryRegister?: boolean | undefined }> | undefined;
  operation?: OperationDefinitionNode | undefined;
  operationName?: string | null | undefined;
  request: AskedOperation;
  contextValue: EdgeContext;
  response: GraphQLResponse;
}>;

export type AskedOperation = Readonly<
  Pick<GraphQLRequest, 'operationName' | 'variables'> & {
    http?: { headers: { get(name: string): string | undefined } };
  }
>;

/** What one part of the edge does at the stages of one operation. */
export type OperationHooks = Readonly<{
  didResolveOperation?: (resolved: ResolvedOperation) => Promise<void>;
  executionDidStart?: (resolved: ResolvedOperation) => void;
  willSendResponse?: (answered: AnsweredOperation) => Promise<void> | void;
}>;

/** Is told of each operation as it begins. */
export type OperationPart = () => OperationHooks;

/** What all parts do, each stage in their order. */
export type OperationStages = Readonly<{
  didResolveOperation: (resolved: ResolvedOperation) => Promise<void>;
  executionDidStart: (resolved: ResolvedOperation) => void;
  willSendResponse: (answered: AnsweredOperation) => Promise<void>;
}>;

const done = Promise.resolve();

export function beginStages(parts: readonly OperationPart[]): OperationStages {
  const hooks = parts.map((begin) => begin());
  return {
    didResolveOperation: (resolved) => all(hooks.map((each) => each.didResolveOperation?.(resolved))),
    executionDidStart: (resolved) => {
      for (const each of hooks) each.executionDidStart?.(resolved);
    },
    willSendResponse: (answered) => all(hooks.map((each) => each.willSendResponse?.(answered))),
  };
}

function all(stages: readonly (Promise<void> | void)[]): Promise<void> {
  const pending = stages.filter((stage) => stage !== undefined);
  return pending.length === 0 ? done : Promise.all(pending).then(() => undefined);
}
