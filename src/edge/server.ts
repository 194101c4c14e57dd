import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastifyCompress from '@fastify/compress';
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { ClientRegister } from '../access/clients.js';
import { createGraphSchema, printWholeSchema } from '../graph/schema.js';
import type { Services } from '../graph/services.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createAuthenticator, requireCaller } from './authenticate.js';
import { createErrorFormat, errorBody } from './errors.js';
import { createExtensionsPlugin } from './extensions.js';
import { createForesightPlugin } from './foresight.js';
import { registerGraphiql } from './graphiql.js';
import type { Examples } from './graphiql.js';
import { createLifecycle, registerHealth } from './health.js';
import { createOperationLogPlugin } from './operation-log.js';
import { createOperationContext } from './operation.js';
import type { EdgeContext } from './operation.js';

/** The largest body of a GraphQL request. */
const MAX_BODY_BYTES = 128 * 1024;
const MAX_REQUEST_ID = /^[\w.:-]{1,100}$/;

export type ServerOptions = Readonly<{
  /** The text of schema/*.graphql. */
  sdl: string;
  services: Services;
  clients: ClientRegister | null;
  /** What the local client may see where no clients are configured. */
  agencyIds: readonly string[];
  corsOrigins: readonly string[];
  deadlineMs: number;
  sandboxed: readonly UpstreamName[];
  explorerDir: string;
  examples: Examples;
  logger: FastifyBaseLogger;
}>;

export type Server = Readonly<{
  app: FastifyInstance;
  /** Turns `/readyz` to 503, lets what is in flight finish, then closes; gives up waiting after `graceMs`. */
  drain: (graceMs: number) => Promise<void>;
}>;

/** The whole server but its port, so that tests and the process run the same object. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { services, logger } = options;
  const schema = createGraphSchema(options.sdl);
  const wholeSdl = printWholeSchema(options.sdl, schema);
  const apollo = new ApolloServer<EdgeContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: quietInfo(logger),
    formatError: createErrorFormat((error) => logger.error({ err: error }, 'unexpected error')),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      createForesightPlugin(),
      createExtensionsPlugin(options.sandboxed),
      createOperationLogPlugin((line) => logger.info(line, 'operation')),
    ],
  });
  await apollo.start();

  const app = Fastify({
    loggerInstance: logger,
    // The operation log says it in one line, without the address.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && MAX_REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const lifecycle = createLifecycle();
  app.decorateRequest('caller', null);
  app.setErrorHandler(answerHttpError(logger));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is nothing at this path.')),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });

  await app.register(fastifyHelmet, { contentSecurityPolicy: false, global: true });
  if (options.corsOrigins.length > 0) {
    await app.register(fastifyCors, { origin: [...options.corsOrigins], methods: ['GET', 'POST'], maxAge: 86_400 });
  }
  await app.register(fastifyCompress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });

  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    onRequest: [lifecycle.countInFlight, requireCaller(createAuthenticator(options.clients, options.agencyIds))],
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply) =>
        Promise.resolve(createOperationContext(request, reply, { services, deadlineMs: options.deadlineMs })),
    }),
  });
  app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(wholeSdl));
  registerHealth(app, lifecycle);
  await registerGraphiql(app, { assetsDir: options.explorerDir, examples: options.examples });

  return {
    app,
    drain: async (graceMs) => {
      await lifecycle.drained(graceMs);
      await app.close();
      await apollo.stop();
    },
  };
}

/** What Fastify turns down before GraphQL sees it, and what nobody foresaw, in the one shape of an error here. */
function answerHttpError(logger: FastifyBaseLogger) {
  return (
    error: FastifyError,
    _request: unknown,
    reply: { code: (status: number) => { send: (body: unknown) => unknown } },
  ) => {
    const status = error.statusCode ?? 500;
    if (status === 413)
      return reply.code(413).send(errorBody('PAYLOAD_TOO_LARGE', `The body may hold at most ${MAX_BODY_BYTES} bytes.`));
    if (status === 415)
      return reply.code(415).send(errorBody('UNSUPPORTED_MEDIA_TYPE', 'Send the query as application/json.'));
    if (status >= 400 && status < 500) return reply.code(status).send(errorBody('BAD_USER_INPUT', error.message));
    logger.error({ err: error }, 'unexpected error');
    return reply.code(500).send(errorBody('INTERNAL_SERVER_ERROR', 'Something went wrong here; it has been noted.'));
  };
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
