import type { UpstreamCall } from '../../src/upstream/call.js';

type Billed = Readonly<{ upstream: string; estimations: number; priceEurEach: number }>;

/** A call of an operation, and what its meter was told. */
export type MeteredCall = Readonly<{ call: UpstreamCall; called: readonly string[]; billed: readonly Billed[] }>;

export function aMeteredCall(options: Readonly<{ timeoutMs?: number; signal?: AbortSignal }> = {}): MeteredCall {
  const called: string[] = [];
  const billed: Billed[] = [];
  return {
    called,
    billed,
    call: {
      deadlineAt: performance.now() + (options.timeoutMs ?? 10_000),
      signal: options.signal,
      requestId: 'request-of-the-test',
      traceparent: undefined,
      meter: {
        called: (upstream, endpoint) => called.push(`${upstream} ${endpoint}`),
        remembered: () => undefined,
        holds: () => undefined,
        billed: (upstream, estimations, priceEurEach) => billed.push({ upstream, estimations, priceEurEach }),
      },
    },
  };
}
