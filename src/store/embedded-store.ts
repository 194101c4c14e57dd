import { mkdir, open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { open, type RootDatabase } from 'lmdb';
import { openEmbeddedEntries, type EmbeddedEntries } from './embedded-entries.js';
import { requireKeys, toFinalWrites } from './final-writes.js';
import { StoreUnavailable, type Decision, type Store } from './store.js';
import { within } from './within.js';

export type EmbeddedStoreOptions = Readonly<{
  /** Where `store/` is, or is made, for its owner alone. On a disk of this machine: LMDB does not work over a network. */
  directory: string;
  now?: () => number;
  /** How long an update waits for its turn and for the disk. */
  timeoutMs?: number;
  sweepEveryMs?: number;
}>;

const PAGE_SIZE = 100;
const SWEEP_SIZE = 500;

/**
 * A store in files of this machine that any number of its processes may open at once. An update that has resolved
 * outlives its process; a durable one, the machine. Fails with an Error that says what is wrong with the directory.
 */
export async function createEmbeddedStore({
  directory,
  now = Date.now,
  timeoutMs = 5_000,
  sweepEveryMs = 60_000,
}: EmbeddedStoreOptions): Promise<Store> {
  const { root, entries } = await openIn(directory, now);
  let isClosed = false;

  /** LMDB reads in a snapshot that it keeps for the rest of the turn: without a new one, others' writes go unseen. */
  function look<Result>(read: () => Result): Result {
    if (isClosed) throw new StoreUnavailable(new Error('The store is closed.'));
    try {
      root.resetReadTxn();
      return read();
    } catch (error) {
      throw new StoreUnavailable(error);
    }
  }

  async function update<Result>(
    keys: readonly string[],
    decide: (values: readonly (string | null)[]) => Decision<Result>,
    isDurable: boolean,
  ): Promise<Result> {
    if (isClosed) throw new StoreUnavailable(new Error('The store is closed.'));
    let isGivenUp = false;
    try {
      return await within(
        timeoutMs,
        transact(root, entries, isDurable, () => {
          // The turn may come after all, when whoever held the lock lets go of it; by then the caller was told otherwise.
          if (isGivenUp) throw new Undecided(new Error('The turn came too late.'));
          const { result, writes } = decideOrThrow(() => {
            const decision = decide(keys.map(entries.read));
            return { result: decision.result, writes: toFinalWrites(decision.writes) };
          });
          writes.forEach(entries.write);
          return result;
        }),
      );
    } catch (error) {
      isGivenUp = true;
      throw error instanceof Undecided ? error.thrown : new StoreUnavailable(error);
    }
  }

  const sweeping = setInterval(() => void sweep(), sweepEveryMs).unref();

  /** What it cannot remove reads as absent all the same, and is there the next time. */
  async function sweep(): Promise<void> {
    try {
      const expired = look(() => entries.expired(SWEEP_SIZE));
      if (expired.length === 0) return;
      await transact(root, entries, false, () => entries.removeExpired(expired));
      if (expired.length === SWEEP_SIZE) await sweep();
    } catch {
      return;
    }
  }

  return {
    kind: 'embedded',
    read: (keys) =>
      new Promise((resolve) => {
        requireKeys(keys);
        resolve(look(() => keys.map(entries.read)));
      }),
    update: async (keys, decide, { isDurable = false } = {}) => {
      requireKeys(keys);
      return update(keys, decide, isDurable);
    },
    /** A page at a time: a snapshot held for as long as somebody reads would keep LMDB from reusing its pages. */
    async *list(prefix) {
      let after: string | null = null;
      do {
        const page = look(() => entries.page({ prefix, after, limit: PAGE_SIZE }));
        yield* page.entries;
        after = page.last;
        await nextTurn();
      } while (after !== null);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(sweeping);
      await root.close();
    },
  };
}

/** What `decide` threw, to be told apart from what LMDB throws. */
class Undecided extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('No decision was made.');
    this.thrown = thrown;
  }
}

function decideOrThrow<Result>(decide: () => Result): Result {
  try {
    return decide();
  } catch (error) {
    throw new Undecided(error);
  }
}

/**
 * Runs `work` while holding the write lock, on this thread; the wait for the lock and the writing to the disk are on
 * another. lmdb joins what is asked for at about the same time into one transaction of LMDB, where the throw of one
 * would leave its writes to be committed with the others': only as a child transaction are they taken back, alone.
 *
 * A commit of lmdb ("overlapping sync") is first visible, to every process of the machine, and flushed to the disk
 * afterwards. `flushed` is of the last commit, which this one comes before or is. A transaction of lmdb 3.5.6 resolves
 * no earlier than that anyway, but its documentation promises no more than that it can be seen.
 */
async function transact<Result>(
  root: RootDatabase,
  { database }: EmbeddedEntries,
  isDurable: boolean,
  work: () => Result,
): Promise<Result> {
  try {
    // It tells an asynchronous callback by what it returns, and a result may look like a promise.
    const { result } = await database.childTransaction(() => ({ result: work() }));
    if (isDurable) await root.flushed;
    return result;
  } catch (error) {
    throw await causeOf(error);
  }
}

/** Of a failed commit lmdb gives the reason apart, as a promise whose rejection somebody has to expect. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((cause: unknown) => cause);
}

async function openIn(directory: string, now: () => number) {
  const path = join(directory, 'store');
  // `permissionsMode` is read by lmdb and missing from its types. On opening, it also frees the places of readers who
  // have died, whose snapshots would else keep pages from being reused. Batching by event turns would make, for every
  // commit, a promise that nobody holds: on a full disk it is rejected, and would end the process as unhandled.
  const options = { path, encoding: 'binary' as const, maxDbs: 2, eventTurnBatching: false, permissionsMode: 0o600 };
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await requireDatabase(join(path, 'data.mdb'));
    const root = open(options);
    return { root, entries: openEmbeddedEntries(root, now) };
  } catch (error) {
    throw new Error(`What this server keeps cannot be opened in ${directory}: ${messageOf(error)}`, { cause: error });
  }
}

/** What a file of LMDB begins with, 24 bytes in: its magic number, then the version of its format. */
const HEAD = Buffer.from('dec0efbe02000000', 'hex');
const HEAD_AT = 24;

/** lmdb ends the whole process by a segmentation fault on opening what is no database (3.5.6). */
async function requireDatabase(path: string): Promise<void> {
  // Made empty where it is missing, which LMDB takes for a new one.
  const file = await openFile(path, 'a+', 0o600);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_AT + HEAD.length), 0, HEAD_AT + HEAD.length, 0);
    if (bytesRead > 0 && !buffer.subarray(HEAD_AT).equals(HEAD)) throw new Error(`${path} is not of a store.`);
  } finally {
    await file.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
