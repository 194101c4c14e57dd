import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../domain/refusal.js';
import { StoreUnavailable } from '../store/store.js';
import type { Decision, Store } from '../store/store.js';
import { UpstreamError } from '../upstream/errors.js';
import type { UpstreamErrorCode } from '../upstream/errors.js';

/** A write that was made: the request's id, and the fields that Apimo did not keep, `null` where nobody knows yet. */
export type MutationDone = Readonly<{ requestId: string; notKept: readonly string[] | null }>;

type Mutation = Readonly<{
  clientId: string;
  id: string;
  input: unknown;
  /** Until when, by `performance.now()`, its operation runs: after that nothing is sent any more. */
  deadlineAt: number;
}>;

export type MutationWork<Outcome extends object> = Readonly<{
  /** Makes the write, and answers with the id of what was written. */
  write: () => Promise<Readonly<{ requestId: string; outcome: Outcome }>>;
  /** The outcome of a write that another process has made. */
  recall: (done: MutationDone) => Outcome;
  /** Whether an error says that nothing can have been written. */
  isUndone: (error: unknown) => boolean;
}>;

/** Sees to it that a mutation that is sent again is not done again: by this process, another, or one after a restart. */
export interface MutationMemory {
  /**
   * Writes the first time, and answers with its outcome whenever the same client sends the same input under the same id
   * again, within two days. Another input is refused. Of what was sent and never answered for, every repeat is told that
   * it is not known whether it was written. Fails with a `StoreUnavailable`, before anything is sent.
   */
  once<Outcome extends object>(mutation: Mutation, work: MutationWork<Outcome>): Promise<Outcome>;
  /** Keeps what was found when a write was read back; where it cannot, it is found out again. */
  noteReadBack(mutation: Pick<Mutation, 'clientId' | 'id'>, notKept: readonly string[]): Promise<void>;
}

const KEPT_MS = 48 * 3_600_000;
const MAX_ID_LENGTH = 255;
/** What this process has made itself is answered from memory for a while. */
const REMEMBERED_MS = 10 * 60_000;
const MAX_REMEMBERED = 1_000;
/** By how much a process may be late in saying how its write ended. */
const GRACE_MS = 1_000;
const LOOK_EVERY_MS = 100;
const RETRY_AFTER_MS = 1_000;
const MAX_RETRIES = 600;

/** What is kept of a mutation: of its input no more than a digest. `token` is of the attempt. */
type Entry = Readonly<{ digest: string; token: string }> &
  (
    | Readonly<{ state: 'UNDER_WAY' }>
    | (Readonly<{ state: 'DONE' }> & MutationDone)
    | Readonly<{ state: 'UNKNOWN'; code: UpstreamErrorCode }>
  );

type Remembered = Readonly<{ digest: string; outcome: Promise<object> }>;

type Claim =
  | Readonly<{ kind: 'MINE' | 'REUSED' | 'UNDER_WAY' }>
  | Readonly<{ kind: 'DONE'; done: MutationDone }>
  | Readonly<{ kind: 'UNKNOWN'; code: UpstreamErrorCode }>;

export function createMutationMemory(store: Store): MutationMemory {
  const remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS });
  /** Claims that may have been written though this process was told otherwise, and never went on from. */
  const given = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  async function claim(key: string, digest: string, token: string, leaseMs: number): Promise<Claim> {
    const mine: Decision<Claim> = {
      result: { kind: 'MINE' },
      writes: [
        kept(key, { state: 'UNDER_WAY', digest, token }),
        { key: lifeKey(key), value: token, ttlMs: Math.max(1, Math.ceil(leaseMs)) },
      ],
    };
    try {
      return await store.update<Claim>(
        [key, lifeKey(key)],
        ([text, life]) => {
          const entry = toEntry(text);
          if (entry === null || given.has(entry.token)) return mine;
          return { result: standingOf(entry, digest, life ?? null), writes: [] };
        },
        { isDurable: true },
      );
    } catch (error) {
      given.set(token, true);
      throw error;
    }
  }

  /** Ends an attempt. What cannot be written is tried again while this process lives. */
  async function settle(key: string, token: string, entry: Entry | null): Promise<void> {
    for (let tries = 0; tries < MAX_RETRIES; tries += 1) {
      try {
        await store.update(
          [key],
          ([text]) => {
            const isMine = toEntry(text)?.token === token;
            const life = { key: lifeKey(key), value: null };
            if (!isMine) return { result: undefined, writes: [] };
            return { result: undefined, writes: [entry === null ? { key, value: null } : kept(key, entry), life] };
          },
          { isDurable: true },
        );
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await pause(RETRY_AFTER_MS, undefined, { ref: false });
      }
    }
  }

  async function begin<Outcome extends object>(
    key: string,
    digest: string,
    { deadlineAt }: Mutation,
    { write, recall, isUndone }: MutationWork<Outcome>,
  ): Promise<Outcome> {
    const token = randomUUID();
    for (;;) {
      const leftMs = deadlineAt - performance.now();
      const claimed = await claim(key, digest, token, leftMs + GRACE_MS);
      if (claimed.kind === 'MINE') break;
      if (claimed.kind === 'REUSED') throw reused();
      if (claimed.kind === 'DONE') return recall(claimed.done);
      if (claimed.kind === 'UNKNOWN') throw unknownOutcome(claimed.code);
      if (leftMs <= LOOK_EVERY_MS) throw underWay();
      await pause(LOOK_EVERY_MS);
    }
    try {
      const { requestId, outcome } = await write();
      await soon(settle(key, token, { state: 'DONE', digest, token, requestId, notKept: null }));
      return outcome;
    } catch (error) {
      const code = error instanceof UpstreamError ? error.code : 'UPSTREAM_UNAVAILABLE';
      await soon(settle(key, token, isUndone(error) ? null : { state: 'UNKNOWN', digest, token, code }));
      throw error;
    }
  }

  return {
    once: <Outcome extends object>(mutation: Mutation, work: MutationWork<Outcome>): Promise<Outcome> => {
      const { id } = mutation;
      if (id.length === 0 || id.length > MAX_ID_LENGTH) {
        return Promise.reject(
          new Refusal(
            'BAD_USER_INPUT',
            `clientMutationId must have 1 to ${MAX_ID_LENGTH} characters, not ${id.length}.`,
          ),
        );
      }
      const key = keyOf(mutation);
      const digest = digestOf([mutation.clientId, id, mutation.input]);
      const before = remembered.get(key);
      if (before !== undefined) {
        if (before.digest !== digest) return Promise.reject(reused());
        // Only this function stores outcomes, and a client's id belongs to one kind of input, as its digest says.
        return before.outcome as Promise<Outcome>;
      }
      const outcome = begin(key, digest, mutation, work);
      remembered.set(key, { digest, outcome });
      // Of what did not come to pass the store has the last word.
      outcome.catch(() => remembered.delete(key));
      return outcome;
    },
    noteReadBack: async (mutation, notKept) => {
      const key = keyOf(mutation);
      await store.update([key], ([text]) => {
        const entry = toEntry(text);
        const isOpen = entry?.state === 'DONE' && entry.notKept === null;
        return { result: undefined, writes: isOpen ? [kept(key, { ...entry, notKept })] : [] };
      });
    },
  };
}

/** Without a sign of life the process that had it under way has died: whether it was written nobody knows. */
function standingOf(entry: Entry, digest: string, life: string | null): Claim {
  if (entry.digest !== digest) return { kind: 'REUSED' };
  switch (entry.state) {
    case 'DONE':
      return { kind: 'DONE', done: { requestId: entry.requestId, notKept: entry.notKept } };
    case 'UNKNOWN':
      return { kind: 'UNKNOWN', code: entry.code };
    case 'UNDER_WAY':
      return life === null ? { kind: 'UNKNOWN', code: 'UPSTREAM_UNAVAILABLE' } : { kind: 'UNDER_WAY' };
  }
}

/** Ids of clients' making are of any length and in any script. */
function keyOf({ clientId, id }: Pick<Mutation, 'clientId' | 'id'>): string {
  return `mutation/${digestOf([clientId, id])}`;
}

function lifeKey(key: string): string {
  return `${key}/life`;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function kept(key: string, entry: Entry) {
  return { key, value: JSON.stringify(entry), ttlMs: KEPT_MS };
}

/** It was written by this module alone, hence the cast. */
function toEntry(text: string | null | undefined): Entry | null {
  return text === null || text === undefined ? null : (JSON.parse(text) as Entry);
}

/** The answer does not wait for a store that has gone away since. */
async function soon(settled: Promise<void>): Promise<void> {
  await Promise.race([settled, pause(RETRY_AFTER_MS, undefined, { ref: false })]);
}

/** A write whose answer was lost. It may have been made, and nobody can tell: it must not be sent again. */
export class UnknownOutcome extends UpstreamError {
  override readonly retryable = false;
}

function unknownOutcome(code: UpstreamErrorCode): UnknownOutcome {
  return toUnknownOutcome(code, 'This was sent before, and no answer to it is known.');
}

export function toUnknownOutcome(code: UpstreamErrorCode, because: string, cause?: unknown): UnknownOutcome {
  return new UnknownOutcome('apimo', code, `${because} Whether the request was written is not known.`, {
    cause,
    details: { outcome: 'UNKNOWN' },
  });
}

function underWay(): UpstreamError {
  return new UpstreamError('apimo', 'UPSTREAM_TIMEOUT', 'This mutation is still under way; ask again for its outcome.');
}

function reused(): Refusal {
  return new Refusal('MUTATION_ID_REUSED', 'This clientMutationId was used before, with another input.');
}
