import { setTimeout as wait } from 'node:timers/promises';
import type { RedisConnection } from './redis-connection.js';
import { compareAndWrite } from './redis-script.js';
import { requireKeys, toFinalWrites, type FinalWrite } from './final-writes.js';
import { StoreUnavailable, type Decision, type Store } from './store.js';

type Options = Readonly<{ connection: RedisConnection; keyPrefix: string; timeoutMs: number }>;

type Update = Readonly<{
  keys: readonly string[];
  decide: (values: readonly (string | null)[]) => Decision<unknown>;
  settle: (outcome: Outcome) => void;
  askedAt: number;
}>;

type Outcome = Readonly<{ isDecided: true; result: unknown } | { isDecided: false; error: unknown }>;

const MAX_BATCH = 100;
/** An update that others come before for that many time limits is given up. */
const MAX_TIMEOUTS = 5;
const MAX_JITTER_MS = 20;

/**
 * Updates are read, decided and written in batches: what waits while one is under way is the next. In a batch, each
 * update is shown what those before it decided, all of it is written at once, and only then does anybody hear of it.
 * So a process is never in its own way, and many updates of one key take two round trips instead of two each.
 */
export function createRedisUpdates({ connection, keyPrefix, timeoutMs }: Options): Store['update'] {
  const waiting: Update[] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    let size = MAX_BATCH;
    for (let passes = 1; waiting.length > 0; passes += 1) {
      const batch = waiting.slice(0, size);
      const outcomes = await attempt(batch).catch((error: unknown) => batch.map((): Outcome => toFailure(error)));
      if (outcomes !== null) {
        waiting.splice(0, batch.length);
        batch.forEach(({ settle }, index) => settle(outcomes[index] ?? toFailure(new Error('It was not decided.'))));
        size = MAX_BATCH;
        passes = 0;
        continue;
      }
      // Somebody else wrote in between. A smaller batch reads fewer keys, which fewer others write.
      size = Math.ceil(batch.length / 2);
      giveUpOld();
      await wait(Math.random() * Math.min(2 ** passes, MAX_JITTER_MS));
    }
    isWorking = false;
  }

  function giveUpOld(): void {
    const first = waiting[0];
    if (first === undefined || performance.now() - first.askedAt < timeoutMs * MAX_TIMEOUTS) return;
    waiting.shift();
    first.settle(toFailure(new StoreUnavailable(new Error('Others wrote the same keys again and again.'))));
  }

  /** `null` where what was read no longer stood; nothing is written then. */
  async function attempt(batch: readonly Update[]): Promise<readonly Outcome[] | null> {
    const keys = [...new Set(batch.flatMap((update) => update.keys))];
    const stored = await readAll(keys).catch((error: unknown) => {
      throw error instanceof StoreUnavailable ? new StoreUnavailable(error.cause, { isUndone: true }) : error;
    });
    const compared = keys.map((key, index) => [keyPrefix + key, stored[index] ?? null] as const);

    const current = new Map(keys.map((key, index) => [key, stored[index] ?? null]));
    const writes = new Map<string, FinalWrite>();
    const outcomes = batch.map((update): Outcome => {
      try {
        const { result, writes: decided } = update.decide(update.keys.map((key) => current.get(key) ?? null));
        for (const write of toFinalWrites(decided)) {
          writes.set(write.key, { ...write, key: keyPrefix + write.key });
          current.set(write.key, write.value);
        }
        return { isDecided: true, result };
      } catch (error) {
        return { isDecided: false, error };
      }
    });

    if (writes.size === 0) return outcomes;
    return (await compareAndWrite(connection, compared, [...writes.values()])) ? outcomes : null;
  }

  async function readAll(keys: readonly string[]): Promise<readonly (string | null)[]> {
    if (keys.length === 0) return [];
    return connection.run((client) => client.mGet(keys.map((key) => keyPrefix + key)));
  }

  return async <Result>(keys: readonly string[], decide: Update['decide']): Promise<Result> => {
    requireKeys(keys);
    const outcome = await new Promise<Outcome>((settle) => {
      waiting.push({ keys, decide, settle, askedAt: performance.now() });
      if (isWorking) return;
      isWorking = true;
      // What else is asked for in this turn belongs to the same batch.
      queueMicrotask(() => void work());
    });
    if (!outcome.isDecided) throw outcome.error;
    // What `decide` made of it, which the queue does not look at.
    return outcome.result as Result;
  };
}

function toFailure(error: unknown): Outcome {
  return { isDecided: false, error };
}
