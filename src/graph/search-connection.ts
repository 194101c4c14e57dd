import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badInput } from '../domain/refusal.js';
import { checkFirst, toConnection } from './connection.js';
import type { Connection, Edge } from './connection.js';

/** One page of a search that reads forward by an opaque hash. An item that could not be read is an error. */
export type SearchPage<Item> = Readonly<{
  items: readonly (Item | Error)[];
  nextHash: string | null;
  totalCount: number | null;
}>;

export type SearchReader<Item> = Readonly<{
  /** The most items that the source hands out in one page. */
  maxPageSize: number;
  fetch: (page: Readonly<{ size: number; afterHash: string | null }>) => Promise<SearchPage<Item>>;
  count: () => Promise<number>;
  keyOf: (item: Item) => string;
}>;

/**
 * `hash` leads to the start of a page and `skip` into it, so that reading on never repeats what was seen; `seen` counts
 * what came before; `of` tells searches apart.
 */
const searchCursor = z.strictObject({
  hash: z.string().nullable(),
  skip: z.int().min(0).max(1000),
  seen: z.int().min(0),
  of: z.string(),
});
type SearchCursor = z.infer<typeof searchCursor>;

/**
 * Reads as many pages as `first` needs, one after another, as each page's hash comes with the one before. A record that
 * turns up again on a later page is left out.
 */
export async function readSearch<Item>(
  reader: SearchReader<Item>,
  search: unknown,
  page: Readonly<{ first: number; after?: string | null | undefined }>,
): Promise<Connection<Item>> {
  const first = checkFirst(page.first);
  const of = fingerprint(search);
  const start = page.after === null || page.after === undefined ? beginning(of) : parseCursor(page.after, of);
  const edges: Edge<Item>[] = [];
  const keys = new Set<string>();
  let { hash, skip, seen } = start;
  let totalCount: number | null = null;
  let hasNextPage = first === 0;

  while (edges.length < first) {
    const size = Math.min(reader.maxPageSize, first - edges.length + skip);
    const { items, nextHash, totalCount: count } = await reader.fetch({ size, afterHash: hash });
    totalCount ??= count;
    const end = Math.min(items.length, size);
    for (let index = skip; index < end && edges.length < first; index++) {
      const node = items[index] as Item | Error;
      seen += 1;
      if (!(node instanceof Error) && !isNew(keys, reader.keyOf(node))) continue;
      const isLast = index === end - 1 && nextHash !== null;
      edges.push({
        cursor: encodeCursor({ hash: isLast ? nextHash : hash, skip: isLast ? 0 : index + 1, seen, of }),
        node,
      });
    }
    hasNextPage = nextHash !== null && items.length >= size && (totalCount === null || seen < totalCount);
    if (!hasNextPage || nextHash === hash) break;
    hash = nextHash;
    skip = 0;
  }

  return toConnection(edges, {
    hasNextPage,
    hasPreviousPage: start.seen > 0,
    totalCount: totalCount ?? reader.count,
  });
}

function isNew(keys: Set<string>, key: string): boolean {
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}

function beginning(of: string): SearchCursor {
  return { hash: null, skip: 0, seen: 0, of };
}

function encodeCursor(cursor: SearchCursor): string {
  return Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64url');
}

function parseCursor(text: string, of: string): SearchCursor {
  const parsed = searchCursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!parsed.success) throw badInput('after', 'is not a cursor of a search');
  if (parsed.data.of !== of) throw badInput('after', 'is a cursor of a search with another filter or order');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fingerprint(search: unknown): string {
  return createHash('sha256').update(JSON.stringify(search)).digest('base64url').slice(0, 16);
}
