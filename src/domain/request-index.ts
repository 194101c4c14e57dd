import type { BuyerRequest } from './buyer-request.js';
import type { CommuneIndex } from './commune.js';
import { withinChunk } from './request-index-columns.js';
import { createRequestPages } from './request-index-page.js';
import type { RequestPages } from './request-index-page.js';
import { createRequestSearch } from './request-index-search.js';
import type { RequestSearch } from './request-index-search.js';
import { createRequestTable } from './request-index-table.js';

/** A request as it reads now, or that there is none any more. */
export type RequestChange = BuyerRequest | Readonly<{ removed: string }>;

/** A full list that is read page by page, while the index goes on answering and changing. */
export type RequestListing = Readonly<{
  /** How many requests are new or other than they were. */
  list: (requests: Iterable<BuyerRequest>) => number;
  /** Removes what was neither listed nor changed since the listing began, and says what that was. */
  finish: () => readonly string[];
}>;

/** The buyers' requests of one agency: matched, listed and changed in milliseconds, however many there are. */
export type RequestIndex = RequestSearch &
  RequestPages &
  Readonly<{
    size: () => number;
    get: (requestId: string) => BuyerRequest | null;
    /** How many requests it changed. Throws, with nothing changed, where a request is another agency's. */
    apply: (changes: readonly RequestChange[]) => number;
    startListing: () => RequestListing;
    /** A listing of one page. */
    replaceAll: (requests: readonly BuyerRequest[]) => readonly string[];
    /** What requests are kept in: their texts are nowhere else, and what is removed is overwritten. */
    memory: () => readonly Uint8Array[];
  }>;

/**
 * Keeps requests as bytes, with columns of numbers for what is asked and lists by place: what a search costs depends on
 * the requests that may match, not on all that there are. Gives exactly what matching every active request would.
 */
export function createRequestIndex(
  agencyId: string,
  communes: Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>,
): RequestIndex {
  const table = createRequestTable();
  let listing = 1;

  function requireOwn(requests: Iterable<RequestChange>): void {
    for (const request of requests) {
      if ('removed' in request || request.agencyId === agencyId) continue;
      throw new RangeError(`Request ${request.requestId} is agency ${request.agencyId}’s, not ${agencyId}’s.`);
    }
  }

  function apply(changes: readonly RequestChange[]): number {
    requireOwn(changes);
    let changed = 0;
    try {
      for (const change of changes) {
        const isChanged = 'removed' in change ? table.remove(change.removed) : table.put(change, listing);
        if (isChanged) changed += 1;
      }
    } finally {
      table.settle();
    }
    return changed;
  }

  function startListing(): RequestListing {
    listing += 1;
    const began = listing;
    return {
      list: (requests) => apply([...requests]),
      finish: () => {
        const gone: { removed: string }[] = [];
        for (const slot of table.order.slots.subarray(0, table.order.count)) {
          if ((table.chunkOf(slot).listed[slot & withinChunk] ?? 0) < began) gone.push({ removed: table.idOf(slot) });
        }
        apply(gone);
        return gone.map(({ removed }) => removed);
      },
    };
  }

  return {
    ...createRequestSearch(table, communes),
    ...createRequestPages(table, communes),
    size: () => table.order.count,
    get: (requestId) => {
      const slot = table.find(requestId);
      return slot === null ? null : table.recordOf(slot);
    },
    apply,
    startListing,
    replaceAll: (requests) => {
      const all = startListing();
      all.list(requests);
      return all.finish();
    },
    memory: table.memory,
  };
}
