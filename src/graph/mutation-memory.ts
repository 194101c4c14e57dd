import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../domain/refusal.js';

/** Sees to it that a mutation that is sent again is not done again. */
export interface MutationMemory {
  /**
   * Does `work` the first time, and answers with its outcome whenever the same client sends the same input under the
   * same id again, failures included, unless `isUndone` says that nothing was done. Another input is refused.
   */
  once<Outcome extends object>(
    mutation: Readonly<{ clientId: string; id: string; input: unknown }>,
    work: () => Promise<Outcome>,
    isUndone: (error: unknown) => boolean,
  ): Promise<Outcome>;
}

const REMEMBERED_MS = 24 * 3_600_000;
const MAX_REMEMBERED = 100_000;
const MAX_ID_LENGTH = 255;

type Done = Readonly<{ inputHash: string; outcome: Promise<object> }>;

export function createMutationMemory(): MutationMemory {
  const done = new LRUCache<string, Done>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS });

  return {
    once: <Outcome extends object>(
      { clientId, id, input }: Readonly<{ clientId: string; id: string; input: unknown }>,
      work: () => Promise<Outcome>,
      isUndone: (error: unknown) => boolean,
    ): Promise<Outcome> => {
      if (id.length === 0 || id.length > MAX_ID_LENGTH) {
        return Promise.reject(
          new Refusal(
            'BAD_USER_INPUT',
            `clientMutationId must have 1 to ${MAX_ID_LENGTH} characters, not ${id.length}.`,
          ),
        );
      }
      const key = JSON.stringify([clientId, id]);
      const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
      const before = done.get(key);
      if (before !== undefined) {
        if (before.inputHash !== inputHash) return Promise.reject(reused());
        // Only this function stores outcomes, and a client's id belongs to one kind of input, as its hash says.
        return before.outcome as Promise<Outcome>;
      }
      const outcome = work();
      done.set(key, { inputHash, outcome });
      outcome.catch((error: unknown) => {
        if (isUndone(error)) done.delete(key);
      });
      return outcome;
    },
  };
}

function reused(): Refusal {
  return new Refusal('MUTATION_ID_REUSED', 'This clientMutationId was used before, with another input.');
}
