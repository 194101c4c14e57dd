import type { GraphQLFormattedError } from 'graphql';
import type { UpstreamsUsed } from './call-meter.js';
import { codeOf } from './errors.js';
import type { OperationPart } from './operation-stages.js';

export type LogLine = Readonly<Record<string, unknown>>;

const MAX_NAME_LENGTH = 80;

/**
 * One line an operation: its name, duration, upstream calls and error codes. Never its text, variables or data: they
 * may hold personal data.
 */
export function createOperationLogPart(write: (line: LogLine) => void): OperationPart {
  return () => {
    const startedAt = performance.now();
    return {
      willSendResponse: ({ contextValue, operation, operationName, response }) => {
        const { body } = response;
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        write(
          operationLine({
            requestId: contextValue.call.requestId,
            clientId: contextValue.caller.clientId,
            operationName: operationName ?? null,
            kind: operation?.operation ?? null,
            durationMs: performance.now() - startedAt,
            upstreams: contextValue.meter.used(),
            errors,
          }),
        );
      },
    };
  };
}

type Answered = Readonly<{
  requestId: string;
  clientId: string;
  operationName: string | null;
  kind: string | null;
  durationMs: number;
  upstreams: UpstreamsUsed;
  errors: readonly GraphQLFormattedError[];
}>;

/** What is told of one operation. */
export function operationLine({ requestId, clientId, operationName, kind, durationMs, ...rest }: Answered): LogLine {
  const { upstreams, errors } = rest;
  return {
    requestId,
    clientId,
    operation: operationName?.slice(0, MAX_NAME_LENGTH) ?? null,
    kind,
    durationMs: Math.round(durationMs),
    upstreamCalls: Object.values(upstreams).reduce((sum, { calls }) => sum + calls, 0),
    upstreams,
    errorCodes: countsOf(errors.map(codeOf)),
  };
}

function countsOf(codes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
