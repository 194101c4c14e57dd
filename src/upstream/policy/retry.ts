import type { UpstreamCall } from '../call.js';
import type { Clock } from '../clock.js';
import { UpstreamError } from '../errors.js';
import type { Door, DoorAnswer, DoorRequest } from '../http.js';
import type { UpstreamObserver } from '../observer.js';
import type { RetryBudget } from './retry-budget.js';

export type RetryLimits = Readonly<{
  /** How often a call is made again at most. */
  times: number;
  /** The longest that is waited before it is; an upstream that asks for more is not asked again. */
  maxDelayMs: number;
}>;

export type RetryOptions = Readonly<{
  limits: RetryLimits;
  /** Of all that goes to the upstream, by whichever door. */
  budget: RetryBudget;
  clock: Pick<Clock, 'after'>;
  observer: Pick<UpstreamObserver, 'retried'>;
  /** From 0 to less than 1. */
  random?: () => number;
}>;

/** The most that is waited before the first retry; twice as much before the next. */
const FIRST_DELAY_MS = 100;

/**
 * A door that makes a call again which failed in passing, after a random time, as long as its deadline and the budget
 * allow, and where nothing stands in for its answer. What was sent is made again only where it reads; what changes or
 * costs something only where no byte left.
 */
export function createRetryingDoor(door: Door, options: RetryOptions): Door {
  const { limits, budget, clock, observer, random = Math.random } = options;

  /** How long to wait before the call is made for the `retry`th time again; `null` where it is not to be. */
  function delayOf(error: UpstreamError, request: DoorRequest, call: UpstreamCall, retry: number): number | null {
    if (retry > limits.times || !isWorthAnotherTry(error, request)) return null;
    if (error.retryable && call.hasStandIn?.() === true) return null;
    const asked = error.retryAfterMs ?? 0;
    if (asked > limits.maxDelayMs) return null;
    const jitterMs = random() * Math.min(limits.maxDelayMs, FIRST_DELAY_MS * 2 ** (retry - 1));
    // Who was told when to come back comes after that, and not all at once.
    const delayMs = asked > 0 ? asked + 1 + jitterMs : jitterMs;
    const isGone = call.signal?.aborted ?? false;
    if (isGone || delayMs >= call.deadlineAt - performance.now()) return null;
    return budget.spend() ? delayMs : null;
  }

  function send(request: DoorRequest, call: UpstreamCall): Promise<DoorAnswer> {
    budget.earn();
    return door.request(request, call).catch((error: unknown) => sendAgain(error, request, call));
  }

  async function sendAgain(first: unknown, request: DoorRequest, call: UpstreamCall): Promise<DoorAnswer> {
    if (!(first instanceof UpstreamError)) throw first;
    let failure = first;
    for (let retry = 1; ; retry += 1) {
      const delayMs = delayOf(failure, request, call, retry);
      if (delayMs === null || !(await pause(delayMs, call.signal, clock))) throw failure;
      observer.retried(door.upstream, request.endpoint);
      try {
        return await door.request(request, call);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        // A retry that we did not let through tells less than what it was for.
        if (error.givenUpFor !== undefined) throw failure;
        failure = error;
      }
    }
  }

  return { upstream: door.upstream, request: send, close: () => door.close() };
}

function isWorthAnotherTry(error: UpstreamError, { effect }: DoorRequest): boolean {
  if (error.givenUpFor !== undefined || (effect !== 'READ' && !error.isUnsent)) return false;
  switch (error.code) {
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
      return true;
    case 'UPSTREAM_RATE_LIMITED':
      // Without a word on when, the answer to too many calls is not another one.
      return error.retryAfterMs !== undefined;
    case 'UPSTREAM_INVALID_RESPONSE':
      // What broke on the way has the parser's word for it, and may be whole the next time.
      return error.cause !== undefined;
    case 'UPSTREAM_AUTH':
    case 'UPSTREAM_REFUSED':
    case 'VALUATION_REFUSED':
      return false;
  }
}

/** Whether the time has passed; `false` where the client has left before. */
function pause(ms: number, signal: UpstreamCall['signal'], clock: Pick<Clock, 'after'>): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (hasPassed: boolean) => {
      cancel();
      signal?.removeEventListener('abort', leave);
      resolve(hasPassed);
    };
    const leave = () => {
      end(false);
    };
    const cancel = clock.after(ms, () => {
      end(true);
    });
    signal?.addEventListener('abort', leave, { once: true });
  });
}
