import fastifyCompress from '@fastify/compress';
import fastifyCors from '@fastify/cors';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import {
  answerBadHttp,
  answerUnknownExpectations,
  refuseBadTarget,
  refuseOtherEncodings,
  requestTimeoutMs,
  slowClientLimits,
  watchAnswers,
} from './bad-http.js';
import { errorBody } from './errors.js';
import { FIRST_IDLE_MS } from './idle-connections.js';
import { requestIdOf } from './request-id.js';
import { readSecurityHeaders } from './security-headers.js';

/** The largest body of a GraphQL request. */
const MAX_BODY_BYTES = 128 * 1024;

type HttpAppOptions = Readonly<{ corsOrigins: readonly string[]; logger: FastifyBaseLogger }>;

/** HTTP without routes: request ids, limits, security headers, compression, and every refusal in the one shape. */
export async function createHttpApp({ corsOrigins, logger }: HttpAppOptions): Promise<FastifyInstance> {
  const answerError = createErrorAnswer(logger);
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    // The operation log says it in one line, without the address.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    http: slowClientLimits,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: FIRST_IDLE_MS,
    clientErrorHandler: answerBadHttp,
    frameworkErrors: (error, _request, reply) => {
      answerError(error, reply);
    },
    genReqId: ({ headers }) => requestIdOf(headers),
  });
  // Text would be let in for Apollo Server to turn down as an empty body.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('BAD_USER_INPUT', 'There is nothing at this path.')),
  );
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  answerUnknownExpectations(app.server);
  watchAnswers(app);
  app.addHook('onRequest', refuseBadTarget);
  app.addHook('onRequest', refuseOtherEncodings);

  const securityHeaders = await readSecurityHeaders();
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  if (corsOrigins.length > 0) {
    await app.register(fastifyCors, {
      origin: [...corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
      maxAge: 86_400,
    });
  }
  await app.register(fastifyCompress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
  return app;
}

/** What is turned down before GraphQL sees it, and what nobody foresaw. */
function createErrorAnswer(logger: FastifyBaseLogger) {
  return (error: FastifyError, reply: FastifyReply): FastifyReply => {
    const status = error.statusCode ?? 500;
    if (status === 413) {
      return reply.code(413).send(errorBody('PAYLOAD_TOO_LARGE', `The body may hold at most ${MAX_BODY_BYTES} bytes.`));
    }
    if (status === 415) {
      return reply.code(415).send(errorBody('UNSUPPORTED_MEDIA_TYPE', 'Send the query as application/json.'));
    }
    if (status >= 400 && status < 500) return reply.code(status).send(errorBody('BAD_USER_INPUT', error.message));
    logger.error({ err: error }, 'unexpected error');
    return reply.code(500).send(errorBody('INTERNAL_SERVER_ERROR', 'Something went wrong here; it has been noted.'));
  };
}
