import { createKeyvInProcess } from '../../../src/store/keyv-in-process.js';
import type { Clock } from '../../../src/upstream/clock.js';
import type { ReadOutcome, UpstreamObserver } from '../../../src/upstream/observer.js';
import { silentObserver } from '../../../src/upstream/observer.js';
import { createMemoryShelf } from '../../../src/upstream/policy/memory-shelf.js';
import { createMemory } from '../../../src/upstream/policy/remember.js';
import type { Memory, RememberedKind } from '../../../src/upstream/policy/remember.js';
import type { RememberingPolicy } from '../../../src/upstream/policy/remembered-entry.js';

export const MINUTE = 60_000;

/** Fresh for 5 minutes, stale up to an hour, of use up to a day; that there is none is known for a minute. */
export const policy: RememberingPolicy = {
  freshMs: 5 * MINUTE,
  staleMs: 60 * MINUTE,
  staleIfErrorMs: 24 * 60 * MINUTE,
  notFoundMs: MINUTE,
};

export type Fact = Readonly<{ of: string; version: number }>;

export const facts: RememberedKind<Fact> = {
  name: 'fact',
  policy,
  toKept: (fact) => fact,
  fromKept: (kept, key) => ((kept as Fact).of === key ? (kept as Fact) : undefined),
};

export type ReadTold = Readonly<{ kind: string; outcome: ReadOutcome; count: number }>;

export type PlayedMemory = Readonly<{ memory: Memory; told: ReadTold[] }>;

/** A memory in this process alone, on a clock of the test. */
export function playMemory(
  clock: Clock,
  options: Readonly<{ timeoutMs?: number; isRemembering?: boolean }> = {},
): PlayedMemory {
  const told: ReadTold[] = [];
  const observer: UpstreamObserver = {
    ...silentObserver,
    read: (_upstream, kind, outcome, count) => void told.push({ kind, outcome, count }),
  };
  const near = createKeyvInProcess({ maxBytes: 16 * 1024 * 1024 });
  const shelf =
    options.isRemembering === false
      ? null
      : createMemoryShelf({ near, far: null, namespace: 'test', readMaxBytes: 1024 * 1024, clock });
  return {
    memory: createMemory({ upstream: 'fluximmo', shelf, timeoutMs: options.timeoutMs ?? 10_000, observer, clock }),
    told,
  };
}
