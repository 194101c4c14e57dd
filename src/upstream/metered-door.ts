import type { CallMeter } from './call.js';
import { UpstreamError } from './errors.js';
import type { UpstreamName } from './errors.js';
import type { Door, DoorRequest } from './http.js';
import type { UpstreamObserver } from './observer.js';

/**
 * A door that tells how each of its HTTP requests ended, how long it took and how many questions it carried. What never
 * left, because no time was left for it, is no request.
 */
export function createMeteredDoor(door: Door, observer: UpstreamObserver): Door {
  const { upstream } = door;
  return {
    upstream,
    request: (request, call) => {
      const meter = new WireMeter(observer, request, call.meter);
      return door.request(request, { ...call, meter }).then(
        (answer) => {
          meter.ended(upstream, 'OK');
          return answer;
        },
        (error: unknown) => {
          if (error instanceof UpstreamError) meter.ended(upstream, error.code);
          throw error;
        },
      );
    },
    close: () => door.close(),
  };
}

/** The operation's own meter, which knows when the request left besides. */
class WireMeter implements CallMeter {
  readonly #observer: UpstreamObserver;
  readonly #request: DoorRequest;
  readonly #meter: CallMeter;
  #startedAt: number | null = null;

  constructor(observer: UpstreamObserver, request: DoorRequest, meter: CallMeter) {
    this.#observer = observer;
    this.#request = request;
    this.#meter = meter;
  }

  called(upstream: UpstreamName, endpoint: string): void {
    this.#startedAt = performance.now();
    const { questions } = this.#request;
    if (questions !== undefined) this.#observer.batched(upstream, endpoint, questions);
    this.#meter.called(upstream, endpoint);
  }

  remembered(upstream: UpstreamName, records?: number): void {
    this.#meter.remembered(upstream, records);
  }

  holds(upstream: UpstreamName, records: number, until: number): void {
    this.#meter.holds(upstream, records, until);
  }

  billed(upstream: UpstreamName, estimations: number, priceEurEach: number): void {
    this.#meter.billed(upstream, estimations, priceEurEach);
  }

  ended(upstream: UpstreamName, outcome: Parameters<UpstreamObserver['called']>[2]): void {
    if (this.#startedAt === null) return;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    this.#observer.called(upstream, this.#request.endpoint, outcome, seconds);
  }
}
