import { codeOf } from './errors.js';
import type { OperationPart } from './operation-stages.js';

type LogLine = Readonly<Record<string, unknown>>;

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
        write({
          requestId: contextValue.call.requestId,
          clientId: contextValue.caller.clientId,
          operation: operationName?.slice(0, MAX_NAME_LENGTH) ?? null,
          kind: operation?.operation ?? null,
          durationMs: Math.round(performance.now() - startedAt),
          upstreamCalls: contextValue.meter.totalCalls(),
          upstreams: contextValue.meter.used(),
          errorCodes: countsOf(errors.map(codeOf)),
        });
      },
    };
  };
}

function countsOf(codes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
