import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { Payee } from '../access/estimation.js';
import type { Points } from '../access/points.js';
import { createExecutor } from '../graph/execution/executor.js';
import { createGraphSchema, printWholeSchema } from '../graph/schema.js';
import type { Services } from '../graph/services.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createAdmissionPart } from './admission.js';
import { answerAhead } from './ahead.js';
import { createAnswerTypePart } from './answer-type.js';
import { createApollo } from './apollo.js';
import { createAuthenticator, requireCaller } from './authenticate.js';
import type { Admitted } from './authenticate.js';
import { refuseCrossSiteGet } from './cross-site.js';
import { errorBody } from './errors.js';
import { createExtensionsPart } from './extensions.js';
import { createForesightPart } from './foresight.js';
import { registerGraphiql } from './graphiql.js';
import type { Examples } from './graphiql.js';
import { createGraphqlHandler } from './graphql-handler.js';
import { createLifecycle, registerHealth } from './health.js';
import { createHttpApp } from './http-app.js';
import { watchIdleConnections } from './idle-connections.js';
import { resolveDocument } from './known-documents.js';
import type { DocumentPolicy } from './known-documents.js';
import { coercionLimits } from './limits.js';
import { maySeeSchema, requireSchemaScope } from './no-introspection.js';
import type { SchemaTelling } from './no-introspection.js';
import { createOperationLogPart } from './operation-log.js';
import { createCostEstimator } from './operation-cost.js';
import type { OperationPart } from './operation-stages.js';
import { createOperationContext } from './operation.js';
import { countAnswers, registerMetrics } from './metrics.js';
import type { Metrics } from './metrics.js';
import type { ReadFigures } from './metrics-instruments.js';
import type { OverloadLimits } from './overload.js';
import { createReadyAnswers } from './ready-answers.js';
import { checkOwnHeaders, requireLocalName } from './request-headers.js';
import { createReticencePart } from './reticence.js';
import { createShareability } from './shareable-operation.js';
import { createShedding } from './shedding.js';
import { registerStatus } from './status.js';
import type { StatusSources } from './status.js';
import { toUtf8 } from './utf8.js';
import { createValidDocuments } from './valid-documents.js';
import { warmUp } from './warm-up.js';

export type ServerOptions = Readonly<{
  /** The text of schema/*.graphql. */
  sdl: string;
  services: Services;
  clients: Admitted['clients'];
  tokens: Admitted['tokens'];
  /** What the local client may see where neither clients nor tokens are configured. */
  agencyIds: readonly string[];
  corsOrigins: readonly string[];
  documents: DocumentPolicy;
  deadlineMs: number;
  /** What one estimation costs. */
  priceEur: Readonly<Record<Payee, number>>;
  /** How many bytes of answers are kept; 0 where none is. */
  answersMaxBytes: number;
  maxUpstreamCalls: number;
  points: Points;
  sandboxed: readonly UpstreamName[];
  overload: OverloadLimits;
  /** Of this server alone. */
  metrics: Metrics;
  /** What the metrics show besides of what is known outside the server. */
  figures: Omit<ReadFigures, 'operationsInFlight' | 'operationsQueued' | 'operationsLimit' | 'answersBytes'>;
  status: Omit<StatusSources, 'readShedding'>;
  /** Whom the schema is told: by introspection, at /schema.graphql and by what errors say. */
  introspection: SchemaTelling;
  hasGraphiql: boolean;
  explorerDir: string;
  examples: Examples;
  /** Whether an estimation may be billed by a provider that is no sandbox. */
  isSpendingReal: boolean;
  logger: FastifyBaseLogger;
}>;

export type Server = Readonly<{
  app: FastifyInstance;
  /** Turns `/readyz` to 503, lets what is in flight finish, then closes; gives up waiting after `graceMs`. */
  drain: (graceMs: number, quietMs: number) => Promise<void>;
}>;

const PAGES_OF_OTHERS = 'Pages of other origins are not let in here: CORS_ORIGINS says which ones are.';

/** The whole server but its port, so that tests and the process run the same object. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { services, logger, metrics, introspection } = options;
  const schema = createGraphSchema(options.sdl);
  const wholeSdl = printWholeSchema(options.sdl, schema);
  const mayCallerSeeSchema = (caller: Caller | null) => maySeeSchema(introspection, caller);
  const execute = createExecutor(schema, { onExecution: metrics.executed, ...coercionLimits });
  const validDocuments = createValidDocuments();
  const estimate = createCostEstimator(schema, options.priceEur);
  const writeLog = (line: Readonly<Record<string, unknown>>) => logger.info(line, 'operation');
  const answers = createReadyAnswers({
    maxBytes: options.answersMaxBytes,
    points: options.points,
    estimate,
    isShareable: createShareability(schema, options.priceEur),
    realmOf: (clientId) => (options.documents.byClient.has(clientId) ? clientId : ''),
    sandboxed: options.sandboxed,
    writeLog,
    metrics: metrics.answers,
  });
  const parts: readonly OperationPart[] = [
    createAnswerTypePart(),
    createReticencePart({ schema, maySeeSchema: mayCallerSeeSchema }),
    createAdmissionPart({
      estimate,
      maxUpstreamCalls: options.maxUpstreamCalls,
      points: options.points,
      maySeeSchema: mayCallerSeeSchema,
    }),
    createForesightPart(),
    createExtensionsPart(options.sandboxed),
    answers.noting,
    createOperationLogPart(writeLog),
    metrics.operations,
  ];
  const apollo = createApollo({ schema, execute, parts, validDocuments, introspection, logger });
  await apollo.start();
  const unseen = { execute: createExecutor(schema), parts: [], validDocuments: createValidDocuments() };
  await warmUp(createApollo({ schema, introspection, logger, ...unseen }));

  const app = await createHttpApp({ corsOrigins: options.corsOrigins, logger });
  countAnswers(app, metrics);
  answers.prepare(app);
  const shedding = createShedding(app, options.overload, metrics.shedding);
  metrics.show({
    ...options.figures,
    operationsInFlight: () => shedding.report().inFlight,
    operationsQueued: () => shedding.report().queued,
    operationsLimit: () => shedding.report().limit,
    answersBytes: answers.bytes,
  });
  const lifecycle = createLifecycle();
  const authenticate = createAuthenticator(options, options.agencyIds);
  answers.standBefore(app.server, {
    authenticate,
    isOpen: () => !lifecycle.isDraining(),
    answered: () => {
      metrics.answered('/graphql', 200);
    },
  });
  answerAhead(app.server, (request, response) => {
    // Who is to be parted from its connection is told so by a hook.
    if (lifecycle.isDraining() || !isOperation(request) || !shedding.ahead(request, response)) return false;
    metrics.answered('/graphql', 503);
    return true;
  });
  // After both, which take the place of the first listener that they find.
  watchIdleConnections(app.server);
  app.addHook('onSend', lifecycle.partFromClient);

  const isAnonymous = options.clients === null && options.tokens === null;
  const guards = [refuseCrossSiteGet, ...(isAnonymous ? [requireLocalName] : []), requireCaller(authenticate)];

  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    onRequest: [lifecycle.countInFlight, shedding.onRequest, ...guards, checkOwnHeaders],
    preHandler: [answers.preHandler, shedding.preHandler, resolveDocument(options.documents, isAnonymous)],
    onSend: [shedding.onSend, answers.onSend, sendBytes],
    handler: createGraphqlHandler({
      apollo,
      parts,
      validDocuments,
      execute,
      createContext: (request, reply) => {
        // An answer holds what one caller may see: nobody on the way keeps it, save for what is the same for all.
        reply.header('cache-control', 'no-store');
        return createOperationContext(request, reply, { services, deadlineMs: options.deadlineMs });
      },
    }),
  });
  app.route({
    url: '/graphql',
    method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'],
    onRequest: async (request, reply) => {
      const isPreflight = request.headers['access-control-request-method'] !== undefined;
      const message = isPreflight ? PAGES_OF_OTHERS : 'Send the query by GET or POST.';
      return reply.code(405).header('allow', 'GET, POST').send(errorBody('BAD_USER_INPUT', message));
    },
    handler: () => undefined,
  });
  if (introspection !== 'off') {
    app.get('/schema.graphql', {
      onRequest: introspection === 'scope' ? [...guards, requireSchemaScope] : [],
      handler: (_request, reply) => reply.type('text/plain; charset=utf-8').send(wholeSdl),
    });
  }
  registerHealth(app, lifecycle);
  registerStatus(app, guards, { ...options.status, readShedding: shedding.report });
  registerMetrics(app, guards, metrics);
  if (options.hasGraphiql) {
    await registerGraphiql(app, {
      assetsDir: options.explorerDir,
      examples: options.examples,
      isSpendingReal: options.isSpendingReal,
    });
  }

  return {
    app,
    drain: async (graceMs, quietMs) => {
      await lifecycle.drained(graceMs, quietMs);
      await app.close();
      await apollo.stop();
    },
  };
}

function sendBytes(
  _request: unknown,
  _reply: unknown,
  payload: unknown,
  done: (error: null, sent: unknown) => void,
): void {
  done(null, typeof payload === 'string' ? toUtf8(payload) : payload);
}

function isOperation({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'POST' || method === 'GET') && (url === '/graphql' || url.startsWith('/graphql?'));
}
