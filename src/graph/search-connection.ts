import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badInput } from '../domain/refusal.js';
import { checkFirst, toConnection } from './connection.js';
import type { Connection, Edge } from './connection.js';

/** One page of a search that reads forward by an opaque hash. An item that could not be read is an error. */
export type SearchPage<Item> = Readonly<{
  items: readonly (Item | Error)[];
  /** `null` where nothing can follow. */
  nextHash: string | null;
}>;

export type SearchReader<Item> = Readonly<{
  /** What is searched among: a cursor of one list leads nowhere in another. */
  noun: string;
  /** The most items that the source hands out in one page. */
  maxPageSize: number;
  fetch: (page: Readonly<{ size: number; afterHash: string | null }>) => Promise<SearchPage<Item>>;
  count: () => Promise<number>;
  keyOf: (item: Item) => string;
}>;

/** `hash` leads to the start of a page and `skip` into it, so that reading on never repeats; `of` tells searches apart. */
const searchCursor = z.strictObject({ hash: z.string().nullable(), skip: z.int().min(0), of: z.string() });
type SearchCursor = z.infer<typeof searchCursor>;

/**
 * Reads as many pages as `first` needs, one after another, as each page's hash comes with the one before. A record that
 * turns up again on a later page is left out. Pages that lead back, or that bring nothing new, are the end.
 */
export async function readSearch<Item>(
  reader: SearchReader<Item>,
  search: unknown,
  page: Readonly<{ first: number; after?: string | null | undefined }>,
): Promise<Connection<Item>> {
  const first = checkFirst(page.first);
  const of = fingerprint([reader.noun, search]);
  const isFromStart = page.after === null || page.after === undefined;
  let { hash, skip } = isFromStart ? { hash: null, skip: 0 } : parseCursor(page.after, of);
  const edges: Edge<Item>[] = [];
  const keys = new Set<string>();
  const hashes = new Set<string | null>();
  let repeats = 0;
  let hasNextPage = true;

  while (edges.length < first && hasNextPage) {
    hashes.add(hash);
    const size = Math.min(reader.maxPageSize, first - edges.length + skip + repeats);
    const { items, nextHash } = await reader.fetch({ size, afterHash: hash });
    const leadsOn = nextHash !== null && !hashes.has(nextHash);
    let index = skip;
    repeats = 0;
    for (; index < items.length && edges.length < first; index++) {
      const node = items[index] as Item | Error;
      if (!(node instanceof Error) && !isNew(keys, reader.keyOf(node))) {
        repeats += 1;
        continue;
      }
      const isLast = index === items.length - 1 && leadsOn;
      edges.push(new FoundEdge(node, isLast ? { hash: nextHash, skip: 0, of } : { hash, skip: index + 1, of }));
    }
    // A page may be longer than was asked for: then what is left of it comes next.
    const isReadThrough = index >= items.length;
    const isOnlyRepeats = repeats > 0 && repeats === index - skip;
    hasNextPage = !isReadThrough || (leadsOn && !isOnlyRepeats);
    hash = nextHash;
    skip = 0;
  }

  return toConnection(edges, { hasNextPage, hasPreviousPage: !isFromStart, totalCount: once(reader.count) });
}

/** Most of them are asked for no cursor. */
class FoundEdge<Item> implements Edge<Item> {
  readonly node: Item | Error;
  readonly #place: SearchCursor;

  constructor(node: Item | Error, place: SearchCursor) {
    this.node = node;
    this.#place = place;
  }

  get cursor(): string {
    return encodeCursor(this.#place);
  }
}

/** However many aliases ask. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => (started ??= work());
}

function isNew(keys: Set<string>, key: string): boolean {
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
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

/** What is `null` was not asked for, as what was left out. */
function fingerprint(search: unknown): string {
  const text = JSON.stringify(search, (_key, value: unknown) => value ?? undefined);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
