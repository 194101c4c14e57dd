import type { UpstreamName } from './errors.js';
import type { LeaveSignal } from './leave-signal.js';

/** Counts what one operation cost its upstreams; what `extensions.upstreams` is made of. */
export interface CallMeter {
  /** One HTTP request leaves for the upstream. */
  called(upstream: UpstreamName, endpoint: string): void;
  /** So many records, one unless told, were answered from what is remembered. */
  remembered(upstream: UpstreamName, records?: number): void;
  /**
   * So many records are part of the answer, wherever they came from, and hold until this instant, in milliseconds since
   * 1970: -Infinity for what holds for nobody else.
   */
  holds(upstream: UpstreamName, records: number, until: number): void;
  /** This many estimations count as billed, at this price each, in euros; below 0, so many do not after all. */
  billed(upstream: UpstreamName, estimations: number, priceEurEach: number): void;
}

/** What travels with every upstream call of one operation. */
export type UpstreamCall = Readonly<{
  /** When the operation must have its answer, on the clock of `performance.now()`, in milliseconds. */
  deadlineAt: number;
  /** Aborted when the client has gone; a billed call does not listen to it. */
  signal: LeaveSignal | undefined;
  requestId: string;
  /** On whose behalf; not given where it is nobody's in particular. */
  clientId?: string;
  /** W3C trace context of the caller, passed on as it came. */
  traceparent: string | undefined;
  meter: CallMeter;
  /** Whether an older answer stands in for all who wait, so that another try would only be waited for. */
  hasStandIn?: () => boolean;
}>;

/** The same call, but one that outlives the client that started it: for answers that others wait for too. */
export function detached(call: UpstreamCall, timeoutMs: number): UpstreamCall {
  return { ...call, signal: undefined, deadlineAt: performance.now() + timeoutMs };
}
