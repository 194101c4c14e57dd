import { z } from 'zod';
import { invalidResponse } from '../errors.js';
import { looseInteger, readShape } from '../shape.js';

/** The largest page of requests and crossings, and the one that is sent when none is asked for (its document). */
export const PAGE_SIZE = 10_000;
/** The largest page of properties (its web page on them). */
export const PROPERTIES_PAGE_SIZE = 1_000;

/** A tenth of the calls that Apimo grants a day: a list of more pages would use up what the others need. */
const MAX_PAGES = 100;

export type ListPage = Readonly<{ items: readonly unknown[]; totalItems: number | null; timestamp: number | null }>;

/** Reads one page's answer; `name` is what Apimo calls the list in it. */
export function toListPage(name: string, body: unknown): ListPage {
  const shape = z.object({ total_items: looseInteger, timestamp: looseInteger, [name]: z.array(z.unknown()) });
  const page = readShape<Readonly<Record<string, unknown>>>('apimo', shape, body);
  return {
    items: page[name] as readonly unknown[],
    totalItems: page['total_items'] as number | null,
    timestamp: page['timestamp'] as number | null,
  };
}

/**
 * Reads a list page by page until Apimo's count is reached or, where it gives none, a page is not full. `null` where
 * there is no such list. `idOf` tells records apart: a page without a new one would be read for ever.
 */
export async function readAllPages(
  readPage: (offset: number) => Promise<ListPage | null>,
  idOf: (item: unknown) => string | null,
  pageSize: number = PAGE_SIZE,
): Promise<Readonly<{ items: readonly unknown[]; timestamp: number | null }> | null> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let timestamp: number | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await readPage(items.length);
    if (page === null) return null;
    const seenBefore = seen.size;
    for (const item of page.items) {
      items.push(item);
      const id = idOf(item);
      if (id !== null) seen.add(id);
    }
    // The first page's: what changes on it while the others are read is told by the next increment.
    timestamp ??= page.timestamp;
    if (isLast(page, items.length, pageSize)) return { items, timestamp };
    if (seen.size === seenBefore) throw invalidResponse('apimo', 'sent the same page of a list again');
  }
  throw invalidResponse('apimo', `sent a list of more than ${MAX_PAGES} pages`);
}

function isLast({ items, totalItems }: ListPage, received: number, pageSize: number): boolean {
  if (items.length === 0) return true;
  return totalItems === null ? items.length < pageSize : received >= totalItems;
}
