import { HeaderMap } from '@apollo/server';
import type { ApolloServer, GraphQLResponse } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { getOperationAST } from 'graphql';
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Execute } from '../graph/execution/executor.js';
import { isRecord } from '../upstream/reading.js';
import type { EdgeContext } from './operation.js';
import { beginStages } from './operation-stages.js';
import type { AskedOperation, OperationPart } from './operation-stages.js';
import type { ValidDocuments } from './valid-documents.js';

type HandlerOptions = Readonly<{
  apollo: ApolloServer<EdgeContext>;
  parts: readonly OperationPart[];
  validDocuments: ValidDocuments;
  execute: Execute;
  createContext: (request: FastifyRequest, reply: FastifyReply) => EdgeContext;
}>;

/**
 * Answers operations. What most requests are, a POST of a document that has been found valid before, takes the short way:
 * the same stages and the same execution without what Apollo Server does around them. Whatever is anything else, is
 * refused or has errors is Apollo Server's to answer; what has been executed is not executed again.
 */
export function createGraphqlHandler(options: HandlerOptions): RouteHandlerMethod {
  const { apollo, parts, validDocuments, execute, createContext } = options;
  /** The media type that Apollo Server chose for an answer, by what the client accepts. */
  const chosenTypes = new LRUCache<string, string>({ max: MAX_TYPES });

  return async function handle(request, reply): Promise<unknown> {
    const context = createContext(request, reply);
    const accept = request.headers.accept ?? '';
    const byApollo = async (contextValue: EdgeContext): Promise<unknown> => {
      const inContext = { context: () => Promise.resolve(contextValue) };
      const answer: unknown = await fastifyApolloHandler(apollo, inContext).call(this, request, reply);
      const type = reply.getHeader('content-type');
      const isChosen = reply.statusCode === 200 && typeof type === 'string' && accept.length <= MAX_ACCEPT_LENGTH;
      if (isChosen && accept.includes(RESPONSE_JSON)) chosenTypes.set(accept, type);
      return answer;
    };
    const chosenType = chosenTypes.get(accept);
    const isTypeKnown = chosenType !== undefined || !accept.includes(RESPONSE_JSON);
    const known = isTypeKnown ? findKnown(request, validDocuments) : null;
    if (known === null) return byApollo(context);

    const { source, document, operation, variables, operationName } = known;
    const asked: AskedOperation = {
      operationName,
      variables,
      http: { headers: { get: (name) => headerOf(request, name) } },
    };
    const resolved = { document, operation, request: asked, contextValue: context };
    const stages = beginStages(parts);
    try {
      await stages.didResolveOperation(resolved);
    } catch (error) {
      return byApollo({ ...context, begun: { kind: 'REFUSED', stages, error: toError(error) } });
    }
    stages.executionDidStart(resolved);
    const result = await executed(() => execute({ document, operation, operationName, variables, context }));
    if (result instanceof Error || result.errors !== undefined) {
      return byApollo({ ...context, begun: { kind: 'EXECUTED', stages, result } });
    }
    const singleResult = { data: result.data };
    const response: GraphQLResponse = {
      http: { status: undefined, headers: new HeaderMap() },
      body: { kind: 'single', singleResult },
    };
    await stages.willSendResponse({ ...resolved, source, operationName: operation.name?.value ?? null, response });
    if (chosenType !== undefined) reply.type(chosenType);
    return send(reply, response);
  };
}

type Known = Readonly<{
  source: string;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
}>;

/** `null` for what has to be looked at more closely. */
function findKnown({ method, body }: FastifyRequest, validDocuments: ValidDocuments): Known | null {
  if (method !== 'POST' || !isRecord(body)) return null;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return null;
  const document = validDocuments.find(query);
  const operation = document === undefined ? undefined : getOperationAST(document, operationName);
  if (document === undefined || !operation) return null;
  return { source: query, document, operation, operationName: operationName ?? undefined, variables: variables ?? {} };
}

/** Who accepts it may have it, or plain JSON: Apollo Server chooses. */
const RESPONSE_JSON = 'graphql-response';
const MAX_TYPES = 100;
const MAX_ACCEPT_LENGTH = 500;

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

async function executed(execute: () => ReturnType<Execute>): Promise<ExecutionResult | Error> {
  try {
    return await execute();
  } catch (error) {
    return toError(error);
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Something that is not an error was thrown.', { cause: reason });
}

function send(reply: FastifyReply, { http, body }: GraphQLResponse): string {
  for (const [name, value] of http.headers) reply.header(name, value);
  reply.code(http.status ?? 200);
  if (body.kind !== 'single') throw new Error('An answer was taken apart.');
  const { errors, data, extensions } = body.singleResult;
  return `${JSON.stringify({ errors, data, extensions })}\n`;
}
