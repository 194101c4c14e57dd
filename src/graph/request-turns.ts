import { randomUUID } from 'node:crypto';
import type { Store } from '../store/store.js';
import type { Clock } from '../upstream/clock.js';
import { UpstreamError } from '../upstream/errors.js';
import { createInTurn } from './in-turn.js';

/** Changes of one request take turns, in whatever process they are made: each is made to what the one before has left. */
export interface RequestTurns {
  /** Fails with UPSTREAM_RATE_LIMITED, with nothing done, where the turn does not come in time. */
  take<T>(agencyId: string, requestId: string, change: () => Promise<T>): Promise<T>;
}

export type RequestTurnsOptions = Readonly<{
  /** Which of Apimo's accounts the agencies are of. */
  account: string;
  clock: Clock;
  /** After how long one whose turn it is and who was not heard of again is taken for dead; longer than any change takes. */
  leaseMs?: number;
  longestWaitMs?: number;
}>;

const LEASE_MS = 60_000;
const LONGEST_WAIT_MS = 10_000;
const LOOK_AGAIN_MS = 100;

export function createRequestTurns(store: Store, options: RequestTurnsOptions): RequestTurns {
  const { account, clock, leaseMs = LEASE_MS, longestWaitMs = LONGEST_WAIT_MS } = options;
  const inTurn = createInTurn();

  function claim(key: string, owner: string): Promise<boolean> {
    return store.update([key], ([holder]) =>
      (holder ?? null) === null
        ? { result: true, writes: [{ key, value: owner, ttlMs: leaseMs }] }
        : { result: false, writes: [] },
    );
  }

  async function release(key: string, owner: string): Promise<void> {
    await store
      .update([key], ([holder]) => ({ result: null, writes: holder === owner ? [{ key, value: null }] : [] }))
      // It ends by itself; what was changed is changed.
      .catch(() => undefined);
  }

  async function takeAmongProcesses<T>(key: string, change: () => Promise<T>): Promise<T> {
    const owner = randomUUID();
    const giveUpAt = clock.now() + longestWaitMs;
    while (!(await claim(key, owner))) {
      if (clock.now() >= giveUpAt) throw underWay();
      await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
    }
    try {
      return await change();
    } finally {
      await release(key, owner);
    }
  }

  return {
    take: (agencyId, requestId, change) => {
      const key = `request-turn/${account}/${agencyId}/${requestId}`;
      return inTurn(key, () => takeAmongProcesses(key, change));
    },
  };
}

function underWay(): UpstreamError {
  const message = 'Another change of this request is under way.';
  return new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', message, { retryAfterMs: 1000, isUnsent: true });
}
