import { LRUCache } from 'lru-cache';
import type { UpstreamCall } from '../upstream/call.js';
import { UpstreamError, labelOf } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createSharedFlight } from '../upstream/single-flight.js';

export type SharedReadsOptions<Value> = Readonly<{
  upstream: UpstreamName;
  /** Where it is not, what is under way is shared still, and nothing beyond. */
  isRemembering: boolean;
  /** For how long what was read is the answer: never longer, even where it cannot be read anew. */
  maxAgeMs: number;
  /** The most that is remembered, in what `sizeOf` measures; what was asked for longest ago goes first. */
  maxSize: number;
  sizeOf: (value: Value) => number;
  /** How long one read may take. */
  timeoutMs: number;
  /** Ends every read. */
  stopping: AbortSignal;
  /** Milliseconds since 1970. */
  now: () => number;
}>;

/** `before` is what the key's last read gave, too old to be the answer; `null` where nothing is left of it. */
type Read<Value> = (call: UpstreamCall, before: Value | null) => Promise<Value>;

/** Reads that cost something: one at a time for all who ask for the same, and remembered for a while. */
export interface SharedReads<Value> {
  /** What was read under another `version` of the same key is not the answer. */
  get(key: string, version: string, read: Read<Value>, call: UpstreamCall): Promise<Value>;
  /** Whoever asks from now on gets what is read from now on. */
  forget(key: string): void;
}

type Kept<Value> = Readonly<{ value: Value; version: string; readAt: number }>;
type Flight<Value> = Readonly<{ version: string; join: (call: UpstreamCall) => Promise<Value> }>;

export function createSharedReads<Value>(options: SharedReadsOptions<Value>): SharedReads<Value> {
  const { upstream, isRemembering, maxAgeMs, maxSize, sizeOf, timeoutMs, stopping, now } = options;
  const memory = new LRUCache<string, Kept<Value>>({ maxSize, sizeCalculation: ({ value }) => 1 + sizeOf(value) });
  const flights = new Map<string, Flight<Value>>();

  function takeOff(key: string, version: string, read: Read<Value>): Flight<Value> {
    const before = memory.peek(key)?.value ?? null;
    const flight: Flight<Value> = {
      version,
      join: createSharedFlight({ upstream, timeoutMs }, async (call) => {
        const readAt = now();
        try {
          const value = await read({ ...call, signal: stopping }, before);
          if (isRemembering && isLatest()) memory.set(key, { value, version, readAt });
          return value;
        } finally {
          if (isLatest()) flights.delete(key);
        }
      }),
    };
    const isLatest = () => flights.get(key) === flight;
    flights.set(key, flight);
    return flight;
  }

  async function get(key: string, version: string, read: Read<Value>, call: UpstreamCall): Promise<Value> {
    const kept = memory.get(key);
    if (kept?.version === version && now() - kept.readAt < maxAgeMs) {
      call.meter.remembered(upstream);
      return kept.value;
    }
    const underWay = flights.get(key);
    if (underWay?.version !== version) {
      // Whoever has no time left, or has left, would pay for what nobody waits for.
      if (call.signal?.aborted === true || call.deadlineAt <= performance.now()) throw tooLate(upstream);
      return takeOff(key, version, read).join(call);
    }
    try {
      return await underWay.join(call);
    } catch (error) {
      // What was turned down in another client's name may be granted to this one.
      if (error instanceof UpstreamError && error.isUnsent) return get(key, version, read, call);
      throw error;
    }
  }

  return {
    get,
    forget: (key) => {
      memory.delete(key);
      flights.delete(key);
    },
  };
}

function tooLate(upstream: UpstreamName): UpstreamError {
  return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `There was no time left to ask ${labelOf(upstream)}.`);
}
