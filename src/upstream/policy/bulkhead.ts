import type { UpstreamCall } from '../call.js';
import type { Clock } from '../clock.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { Door, Effect } from '../http.js';
import type { UpstreamObserver } from '../observer.js';

export type BulkheadLimits = Readonly<{
  /** Calls under way at once. */
  concurrency: number;
  /** Calls that wait for a place. */
  queue: number;
}>;

export type BulkheadOptions = Readonly<{
  limits: BulkheadLimits;
  /** The effects that calls of this upstream have: of several, each finds a place though another has many. */
  effects: readonly Effect[];
  clock: Clock;
  observer: Pick<UpstreamObserver, 'waited'>;
}>;

/** What calls of one effect may not take where there are others. */
const SHARE_OF_OTHERS = 1 / 4;

type Waiting = Readonly<{ start: () => void }>;
type Lane = { readonly effect: Effect; running: number; readonly waiting: Set<Waiting> };

/**
 * A door with so many places, and a queue before it. Effects take turns. Whose deadline passes or whose client leaves
 * while it waits gives its turn up, and what finds the queue full is turned away at once.
 */
export function createBulkhead(door: Door, { limits, effects, clock, observer }: BulkheadOptions): Door {
  const { upstream } = door;
  const { concurrency } = limits;
  const laneLimit =
    effects.length > 1 ? Math.max(1, concurrency - Math.ceil(concurrency * SHARE_OF_OTHERS)) : concurrency;
  let lanes: readonly Lane[] = effects.map((effect) => ({ effect, running: 0, waiting: new Set() }));
  let isClosed = false;

  const running = () => lanes.reduce((sum, lane) => sum + lane.running, 0);
  const waiting = () => lanes.reduce((sum, lane) => sum + lane.waiting.size, 0);
  const hasPlace = (lane: Lane) => running() < concurrency && lane.running < laneLimit;

  function laneOf(effect: Effect): Lane {
    const known = lanes.find((lane) => lane.effect === effect);
    if (known !== undefined) return known;
    const fresh: Lane = { effect, running: 0, waiting: new Set() };
    lanes = [...lanes, fresh];
    return fresh;
  }

  /** Lets in who has waited longest, of each effect in its turn. */
  function letIn(): void {
    for (;;) {
      const lane = lanes.find((each) => each.waiting.size > 0 && hasPlace(each));
      const next = lane?.waiting.values().next().value;
      if (lane === undefined || next === undefined) return;
      lanes = [...lanes.filter((each) => each !== lane), lane];
      next.start();
    }
  }

  function turnedAway(message: string): UpstreamError {
    return new UpstreamError(upstream, 'UPSTREAM_UNAVAILABLE', message, { isUnsent: true, givenUpFor: 'QUEUE' });
  }

  function awaitPlace(lane: Lane, call: UpstreamCall): Promise<void> {
    const remainingMs = call.deadlineAt - performance.now();
    if (call.signal?.aborted === true) return Promise.reject(gone());
    if (isClosed || waiting() >= limits.queue) {
      return Promise.reject(turnedAway(`Too many calls wait for ${labelOf(upstream)}.`));
    }
    return new Promise((resolve, reject) => {
      const end = () => {
        lane.waiting.delete(own);
        cancel();
        call.signal?.removeEventListener('abort', leave);
      };
      const own: Waiting = {
        start: () => {
          end();
          lane.running += 1;
          resolve();
        },
      };
      const leave = () => {
        end();
        reject(gone());
      };
      const cancel = clock.after(Math.max(0, remainingMs), () => {
        end();
        reject(turnedAway(`Its turn at ${labelOf(upstream)} did not come in time.`));
      });
      call.signal?.addEventListener('abort', leave, { once: true });
      lane.waiting.add(own);
    });
  }

  function gone(): UpstreamError {
    const message = 'The client left before its turn came.';
    return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', message, { isUnsent: true, givenUpFor: 'CLIENT_GONE' });
  }

  return {
    upstream,
    request: async (request, call) => {
      const lane = laneOf(request.effect);
      const cameAt = clock.now();
      if (hasPlace(lane)) lane.running += 1;
      else await awaitPlace(lane, call);
      observer.waited(upstream, (clock.now() - cameAt) / 1000);
      try {
        return await door.request(request, call);
      } finally {
        lane.running -= 1;
        letIn();
      }
    },
    close: async () => {
      isClosed = true;
      await door.close();
    },
  };
}
