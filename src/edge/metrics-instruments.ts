import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/** From what is answered from memory to the longest deadline that makes sense. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const batchSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const delays = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/**
 * Everything that this server counts and times, by the names of docs/metrics.md. Labels hold words of a closed set, and
 * names that the operator gave to clients.
 */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) => new Histogram({ name, help, labelNames, buckets: [...buckets], registers });

  return {
    operations: counter('immograph_graphql_operations_total', 'GraphQL operations that were answered', [
      'type',
      'code',
    ]),
    operationSeconds: histogram(
      'immograph_graphql_operation_duration_seconds',
      'From the start of an operation to its answer',
      ['type'],
      durations,
    ),
    executions: counter('immograph_graphql_executions_total', 'GraphQL operations that were executed', ['by']),
    errors: counter('immograph_graphql_errors_total', 'Errors in answers of operations', ['code']),
    responses: counter('immograph_http_responses_total', 'HTTP requests that were answered', ['route', 'status']),
    calls: counter('immograph_upstream_calls_total', 'HTTP requests to upstreams that have ended', [
      'upstream',
      'endpoint',
      'outcome',
    ]),
    callSeconds: histogram(
      'immograph_upstream_call_duration_seconds',
      'Time that HTTP requests to upstreams took',
      ['upstream', 'endpoint'],
      durations,
    ),
    batchSize: histogram(
      'immograph_upstream_batch_size',
      'Questions in one call that can carry several',
      ['upstream', 'endpoint'],
      batchSizes,
    ),
    retries: counter('immograph_upstream_retries_total', 'Calls that were made again', ['upstream', 'endpoint']),
    turnedAway: counter('immograph_upstream_turned_away_total', 'Calls that were not let out to their upstream', [
      'upstream',
      'endpoint',
      'by',
    ]),
    breakerState: new Gauge({
      name: 'immograph_upstream_breaker_state',
      help: '1 for the state that a breaker is in, 0 for the others',
      labelNames: ['upstream', 'endpoint', 'state'],
      registers,
    }),
    queueWaitSeconds: histogram(
      'immograph_upstream_queue_wait_seconds',
      'Time that calls waited for their turn',
      ['upstream'],
      durations,
    ),
    reads: counter('immograph_cache_reads_total', 'Records that were wanted, by where they came from', [
      'upstream',
      'kind',
      'outcome',
    ]),
    answerReads: counter('immograph_answer_reads_total', 'Whole answers that were looked for among those kept', [
      'outcome',
    ]),
    billedEstimations: counter('immograph_billed_estimations_total', 'Estimations that count as billed', [
      'client',
      'provider',
      'state',
    ]),
    billedEuros: counter('immograph_billed_euros_total', 'What these cost, in euros', ['client', 'provider', 'state']),
    shed: counter('immograph_shed_requests_total', 'Requests that were turned away with 503', ['reason']),
    operationWaitSeconds: histogram(
      'immograph_operation_queue_wait_seconds',
      'Time that operations waited for their turn',
      [],
      durations,
    ),
    loopDelaySeconds: histogram(
      'immograph_event_loop_delay_seconds',
      'How late the event loop came to a timer of 20 ms',
      [],
      delays,
    ),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;

/** Figures that are read when they are asked for; no figure, no sample. */
export type ReadFigures = Readonly<Record<keyof typeof gauges, () => number | null>>;

const gauges = {
  operationsInFlight: ['immograph_operations_in_flight', 'Operations that are worked on'],
  operationsQueued: ['immograph_operations_queued', 'Operations that wait for their turn'],
  operationsLimit: ['immograph_operations_in_flight_limit', 'As many may be worked on at present'],
  answersBytes: ['immograph_answers_bytes', 'What the answers that are kept take'],
  quotaUsed: ['immograph_apimo_quota_used_calls', "Apimo's calls of today that are used up"],
  quotaLeft: ['immograph_apimo_quota_left_calls', "Apimo's calls of today that are left"],
  requestsAge: ['immograph_apimo_requests_age_seconds', 'Age of the least recently synced buyer requests'],
  agenciesFailing: ['immograph_apimo_agencies_failing', 'Agencies whose last sync failed'],
  storeReachable: ['immograph_store_reachable', '1 where the store answered the last time, 0 where it did not'],
} as const;

export function createFigureGauges(registry: Registry, read: ReadFigures): void {
  // The keys are those that are written above.
  for (const key of Object.keys(gauges) as (keyof typeof gauges)[]) {
    const [name, help] = gauges[key];
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const figure = read[key]();
        if (figure === null) this.remove();
        else this.set(figure);
      },
    });
  }
}
