import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Execute } from '../graph/execution/executor.js';
import { createErrorFormat } from './errors.js';
import { createExecutionGateway } from './execution-gateway.js';
import { knownOperationTypes } from './known-operation-types.js';
import { parseLimits, validationLimits, withinLimits } from './limits.js';
import { noIntrospection } from './no-introspection.js';
import type { SchemaTelling } from './no-introspection.js';
import { createOperationPlugin } from './operation-plugin.js';
import type { OperationPart } from './operation-stages.js';
import type { EdgeContext } from './operation.js';
import type { ValidDocuments } from './valid-documents.js';

type ApolloOptions = Readonly<{
  schema: GraphQLSchema;
  execute: Execute;
  parts: readonly OperationPart[];
  validDocuments: ValidDocuments;
  introspection: SchemaTelling;
  logger: FastifyBaseLogger;
}>;

/** Parses and validates within our limits, has our executor execute, and does what all parts do; not started yet. */
export function createApollo(options: ApolloOptions): ApolloServer<EdgeContext> {
  const { schema, execute, parts, validDocuments, introspection, logger } = options;
  return new ApolloServer<EdgeContext>({
    gateway: createExecutionGateway(schema, execute),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Ours is `refuseCrossSiteGet`, which lets a GET without further headers pass.
    csrfPrevention: false,
    parseOptions: parseLimits,
    validationRules: [withinLimits, knownOperationTypes, ...(introspection === 'off' ? [noIntrospection] : [])],
    validationOptions: validationLimits,
    stopOnTerminationSignals: false,
    logger: quietInfo(logger),
    formatError: createErrorFormat({
      logUnexpected: (error) => logger.error({ err: error }, 'unexpected error'),
    }),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // Timings of each field are no client's business; a router that wants them has its own.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      createOperationPlugin(parts, validDocuments),
    ],
  });
}

/** Apollo Server tells of its own start and stop at level info: noise beside ours. */
function quietInfo(logger: FastifyBaseLogger) {
  return {
    debug: (message?: unknown) => logger.debug(message),
    info: (message?: unknown) => logger.debug(message),
    warn: (message?: unknown) => logger.warn(message),
    error: (message?: unknown) => logger.error(message),
  };
}
