import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Bill } from '../access/ledger.js';
import type { ExecutedBy } from '../graph/execution/executor.js';
import type { UpstreamObserver } from '../upstream/observer.js';
import { createFigureGauges, createInstruments } from './metrics-instruments.js';
import type { ReadFigures } from './metrics-instruments.js';
import type { OperationPart } from './operation-stages.js';
import { createMetricsObserver } from './metrics-observer.js';
import { createOperationMetricsPart } from './metrics-operations.js';
import type { ReadyAnswersListener } from './ready-answers.js';
import { shedReasons } from './overload.js';
import type { SheddingListener } from './shedding.js';

/** What one server counts: several in one process have their own each. docs/metrics.md has all of it in a table. */
export type Metrics = Readonly<{
  observer: UpstreamObserver;
  operations: OperationPart;
  executed: (by: ExecutedBy) => void;
  shedding: SheddingListener;
  answers: ReadyAnswersListener;
  billed: (bill: Bill) => void;
  answered: (route: string, status: number) => void;
  /** Has figures read whenever the metrics are; to be called once. */
  show: (figures: ReadFigures) => void;
  contentType: string;
  /** Everything in Prometheus' text format. */
  text: () => Promise<string>;
}>;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry);
  const { operations, operationSeconds, answerReads, executions, responses, shed } = instruments;
  const { operationWaitSeconds, loopDelaySeconds, billedEstimations, billedEuros } = instruments;
  // A rate can be told from the first of them on only where there was a sample before.
  for (const reason of shedReasons) shed.inc({ reason }, 0);

  return {
    observer: createMetricsObserver(instruments),
    operations: createOperationMetricsPart(instruments),
    executed: (by) => executions.inc({ by }),
    shedding: {
      shed: (reason) => shed.inc({ reason }),
      waited: (seconds) => operationWaitSeconds.observe(seconds),
      felt: ({ delayMs }) => loopDelaySeconds.observe(delayMs / 1000),
    },
    answers: {
      hit: (seconds) => {
        answerReads.inc({ outcome: 'HIT' });
        operations.inc({ type: 'query', code: 'OK' });
        operationSeconds.observe({ type: 'query' }, seconds);
      },
      missed: () => answerReads.inc({ outcome: 'MISS' }),
    },
    billed: ({ clientId: client, payee: provider, state, estimations, priceEurEach }) => {
      billedEstimations.inc({ client, provider, state }, estimations);
      billedEuros.inc({ client, provider, state }, estimations * priceEurEach);
    },
    answered: (route, status) => responses.inc({ route, status }),
    show: (figures) => createFigureGauges(registry, figures),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** Counts every answer of `app`; to be called before its routes are made. */
export function countAnswers(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request.routeOptions.url ?? 'none', reply.statusCode);
    done();
  });
}

/** Serves `/metrics` to whom the guards let pass. */
export function registerMetrics(app: FastifyInstance, guards: readonly onRequestHookHandler[], metrics: Metrics): void {
  app.get('/metrics', { onRequest: [...guards] }, async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text()),
  );
}
