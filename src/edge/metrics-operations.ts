import { codeOf } from './errors.js';
import type { Instruments } from './metrics-instruments.js';
import type { OperationPart } from './operation-stages.js';

/**
 * Counts and times operations by their type and by the code of their first error, `OK` where there is none. Their names
 * are the clients' own, without number or form, and are no labels.
 */
export function createOperationMetricsPart(instruments: Instruments): OperationPart {
  const { operations, operationSeconds, errors } = instruments;
  return () => {
    const startedAt = performance.now();
    return {
      willSendResponse: ({ operation, response: { body } }) => {
        const type = operation?.operation ?? 'unknown';
        const codes = body.kind === 'single' ? (body.singleResult.errors ?? []).map(codeOf) : [];
        operations.inc({ type, code: codes[0] ?? 'OK' });
        operationSeconds.observe({ type }, (performance.now() - startedAt) / 1000);
        for (const code of codes) errors.inc({ code });
      },
    };
  };
}
