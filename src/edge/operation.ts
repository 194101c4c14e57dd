import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { parisDayOf } from '../domain/calendar.js';
import { createGraphContext } from '../graph/context.js';
import type { GraphContext } from '../graph/context.js';
import type { Services } from '../graph/services.js';
import { createOperationMeter } from './call-meter.js';
import type { OperationMeter } from './call-meter.js';
import { Leaving } from '../upstream/leave-signal.js';
import type { LeaveSignal } from '../upstream/leave-signal.js';
import type { SoughtAnswer } from './answer-noting.js';
import type { OperationStages } from './operation-stages.js';
import { deadlineAskedFor } from './request-headers.js';
import { whenGone } from './when-gone.js';

/** A graph context with what only the edge needs of it. */
export type EdgeContext = GraphContext &
  Readonly<{ meter: OperationMeter; isGet: boolean; sought: SoughtAnswer | null; begun?: Begun }>;

/** How far an operation has come, and with what, when it is handed to Apollo Server. */
export type Begun = Readonly<
  { stages: OperationStages } & (
    { kind: 'REFUSED'; error: Error } | { kind: 'EXECUTED'; result: ExecutionResult | Error }
  )
>;

type OperationOptions = Readonly<{ services: Services; deadlineMs: number }>;

/** Makes what one operation has at hand from the HTTP request that brings it. */
export function createOperationContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { services, deadlineMs }: OperationOptions,
): EdgeContext {
  const { caller } = request;
  if (caller === null) throw new Error('An operation started without a caller.');
  const meter = createOperationMeter();
  const isGet = request.method !== 'POST';
  const spending = services.spending.beginOperation(caller, {
    requestId: request.id,
    isGet,
    isDryRun: request.headers['immograph-dry-run'] === '1',
  });
  const context = createGraphContext(services, {
    caller,
    spending,
    today: parisDayOf(new Date()),
    call: {
      deadlineAt: performance.now() - request.waitedMs + Math.min(deadlineMs, deadlineAskedFor(request) ?? deadlineMs),
      signal: clientGoneSignal(request, reply),
      requestId: request.id,
      clientId: caller.clientId,
      traceparent: traceparentOf(request),
      meter,
    },
  });
  return { ...context, meter, isGet, sought: request.sought };
}

function clientGoneSignal(request: FastifyRequest, reply: FastifyReply): LeaveSignal {
  const client = new Leaving();
  whenGone(request, reply, () => {
    if (!reply.raw.writableFinished) client.leave();
  });
  return client;
}

/** W3C Trace Context, version 00; anything else is not passed on. */
function traceparentOf(request: FastifyRequest): string | undefined {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : undefined;
}
