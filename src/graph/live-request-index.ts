import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommuneIndex } from '../domain/commune.js';
import { createRequestIndex } from '../domain/request-index.js';
import type { RequestIndex } from '../domain/request-index.js';
import type { PageChange } from './request-book-page.js';

/** One agency's index, kept as its requests are. */
export type LiveRequestIndex = Readonly<{
  index: RequestIndex;
  /** Takes a change over: a small one before it returns, a large one part by part, while the index goes on answering. */
  take: (change: PageChange) => void;
  /** Resolves when everything that was taken is in the index. */
  settled: () => Promise<void>;
  /** Resolves when a whole list has been in it once. */
  filled: () => Promise<void>;
}>;

/** For so long, about, requests are indexed without letting anything else have its turn. */
const TURN_MS = 8;
/** So many of a list at once at most, however fast they are. */
const MOST_LISTED_AT_ONCE = 2_000;
/** Less of an increment, each of which costs more, and has its place made for it in long lists. */
const MOST_CHANGED_AT_ONCE = 256;
/** A process that has indexed nothing yet takes twenty times as long for each. */
const FIRST_AT_ONCE = 16;

export function createLiveRequestIndex(
  agencyId: string,
  communes: Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>,
): LiveRequestIndex {
  const index = createRequestIndex(agencyId, communes);
  let work: Promise<void> | null = null;
  let isFilled = false;

  function takeAtOnce(change: PageChange): void {
    if (change.kind === 'SOME') index.apply([...change.changed, ...change.removed.map((removed) => ({ removed }))]);
    else index.replaceAll(change.requests);
    isFilled ||= change.kind === 'ALL';
  }

  async function takeInParts(change: PageChange): Promise<void> {
    if (change.kind === 'SOME') {
      const all = [...change.changed, ...change.removed.map((removed) => ({ removed }))];
      await inTurns(all, MOST_CHANGED_AT_ONCE, index.apply);
      return;
    }
    const listing = index.startListing();
    await inTurns(change.requests, MOST_LISTED_AT_ONCE, listing.list);
    listing.finish();
    isFilled = true;
  }

  return {
    index,
    take: (change) => {
      if (work === null && sizeOf(change) <= (change.kind === 'ALL' ? FIRST_AT_ONCE : MOST_CHANGED_AT_ONCE)) {
        takeAtOnce(change);
        return;
      }
      const before = work ?? Promise.resolve();
      const mine = before
        .then(() => takeInParts(change))
        .finally(() => {
          if (work === mine) work = null;
        });
      work = mine;
      // Who waits for it hears of its failure; where nobody does, it ends no process.
      mine.catch(() => undefined);
    },
    settled: async () => {
      while (work !== null) await work;
    },
    filled: async () => {
      while (!isFilled && work !== null) await work;
    },
  };
}

function sizeOf(change: PageChange): number {
  return change.kind === 'ALL' ? change.requests.length : change.changed.length + change.removed.length;
}

/** Part by part, each as large as the time that the one before took allows, up to twice as large. */
async function inTurns<Item>(items: readonly Item[], most: number, take: (part: readonly Item[]) => unknown) {
  let size = FIRST_AT_ONCE;
  for (let from = 0; from < items.length;) {
    const begunAt = performance.now();
    take(items.slice(from, from + size));
    from += size;
    const tookMs = performance.now() - begunAt;
    size = Math.max(1, Math.min(most, 2 * size, Math.floor((size * TURN_MS) / tookMs)));
    await nextTurn();
  }
}
