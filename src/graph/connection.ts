import { badInput } from '../domain/refusal.js';

/** The most that one connection hands out at once. */
const MAX_FIRST = 500;

/** `node` is an error where the source sent something unreadable: it fails its own place alone. */
export type Edge<Node> = Readonly<{ cursor: string; node: Node | Error }>;

export type PageInfo = Readonly<{
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}>;

/** A page of a Relay cursor connection; `totalCount` may be asked of the source only when a client asks. */
export type Connection<Node> = Readonly<{
  edges: readonly Edge<Node>[];
  nodes: readonly (Node | Error)[];
  pageInfo: PageInfo;
  totalCount: number | null | (() => Promise<number | null>);
}>;

export function toConnection<Node>(
  edges: readonly Edge<Node>[],
  page: Readonly<{ hasNextPage: boolean; hasPreviousPage: boolean; totalCount: Connection<Node>['totalCount'] }>,
): Connection<Node> {
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page.totalCount,
  };
}

/** Checks `first` against what a connection may hand out. */
export function checkFirst(first: number, max: number = MAX_FIRST): number {
  if (first < 0 || first > max) throw badInput('first', `must be between 0 and ${max}, not ${first}`);
  return first;
}

/**
 * A page of a list that is wholly at hand, in a stable order. The cursor names the last record seen by a key of its
 * own, so that records that come and go elsewhere do not shift the page.
 */
export function pageOfList<Item, Node = Item>(
  list: readonly Item[],
  page: Readonly<{ first: number; after?: string | null | undefined }>,
  read: Readonly<{
    keyOf: (item: Item) => string;
    nodeOf: (item: Item) => Node | Error;
    /**
     * Of a list in the order of its keys: says whether an item comes before (below 0) or after (above 0) a key, so that
     * reading goes on where the record of a cursor has left the list. `null` for a text that is no key.
     */
    orderAround?: (key: string) => ((item: Item) => number) | null;
  }>,
): Connection<Node> {
  const first = checkFirst(page.first);
  const start = page.after === null || page.after === undefined ? 0 : positionAfter(list, page.after, read);
  const items = list.slice(start, start + first);
  const edges = items.map((item) => ({ cursor: encodeKey(read.keyOf(item)), node: read.nodeOf(item) }));
  return toConnection(edges, {
    hasNextPage: start + first < list.length,
    hasPreviousPage: start > 0,
    totalCount: list.length,
  });
}

type KeyedList<Item> = Readonly<{
  keyOf: (item: Item) => string;
  orderAround?: (key: string) => ((item: Item) => number) | null;
}>;

function positionAfter<Item>(list: readonly Item[], cursor: string, { keyOf, orderAround }: KeyedList<Item>): number {
  const key = decodeKey(cursor);
  const index = list.findIndex((item) => keyOf(item) === key);
  if (index >= 0) return index + 1;
  const order = orderAround?.(key) ?? null;
  if (order === null) throw badInput('after', 'is not a cursor of this list, or its record is no longer in it');
  const next = list.findIndex((item) => order(item) > 0);
  return next < 0 ? list.length : next;
}

/** A cursor is opaque to clients: a key in base64. */
export function encodeKey(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

export function decodeKey(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}
