import { createHash } from 'node:crypto';
import { BadPayload, toNumber, toRecord, toText, toTexts } from './fluximmo-filters.js';
import type { Rule } from './fluximmo-filters.js';
import type { FluximmoDocument } from './fluximmo-parts.js';
import { lazy } from './lazy.js';

type SortField = 'FIRST_SEEN_AT' | 'PRICE' | 'LAST_UPDATED_AT' | 'LAST_SEEN_AT';
type Order = 'ASC' | 'DESC';

/** A searchable document; what is costly of it is made when it is first read. */
export type SearchItem = Readonly<{
  flxId: string;
  /** What each order sorts by. */
  sortKeys: Readonly<Record<SortField, number>>;
  document: () => FluximmoDocument;
  /** Where keywords are looked for. */
  text: () => string;
}>;

type SearchPage = Readonly<{ items: readonly FluximmoDocument[]; searchAfterHash?: string }>;

export type SearchIndex = Readonly<{
  /** Body of `…/search`; throws BadPayload. */
  search: (body: unknown) => SearchPage;
  /** Body of `…/search/count`; throws BadPayload. */
  count: (body: unknown) => number;
  find: (flxId: string) => FluximmoDocument | undefined;
  findWhere: (body: Readonly<Record<string, unknown>>, size: number) => readonly FluximmoDocument[];
}>;

type Cursor = Readonly<{ fingerprint: string; flxId: string; sortKey: number }>;

const maxPageSize = 100;
const sortFields: readonly string[] = [
  'FIRST_SEEN_AT',
  'PRICE',
  'LAST_UPDATED_AT',
  'LAST_SEEN_AT',
] satisfies SortField[];

/** `filterName` is the key of the filter in a search: `filterAd` or `filterProperty`. Items are made on the first search. */
export function createSearchIndex(
  filterName: string,
  filterRule: Rule,
  createItems: () => readonly SearchItem[],
): SearchIndex {
  const items = lazy(() => new Map(createItems().map((item) => [item.flxId, item])));

  const sorted = new Map<string, readonly SearchItem[]>();
  const inOrder = (sortBy: SortField, orderBy: Order): readonly SearchItem[] => {
    const name = `${sortBy} ${orderBy}`;
    const known = sorted.get(name);
    if (known !== undefined) return known;
    const fresh = [...items().values()].sort((one, other) => compare(one, other, sortBy, orderBy));
    sorted.set(name, fresh);
    return fresh;
  };

  const readSearch = (search: unknown): ((item: SearchItem) => boolean) => {
    const parts = toRecord(search, 'search');
    const filter = filterRule(parts[filterName], `search.${filterName}`);
    const keywords = toTexts(parts['keywords'], 'search.keywords').map(toWords);
    const fullTexts = toTexts(parts['fullTexts'], 'search.fullTexts').map(toWords);
    return ({ document, text }) =>
      filter(document()) &&
      (keywords.length === 0 || keywords.some((words) => text().includes(` ${words} `))) &&
      (fullTexts.length === 0 ||
        fullTexts.some((words) => words.split(' ').every((word) => text().includes(` ${word}`))));
  };

  return {
    search: (body) => {
      const { search, orderBy, sortBy, size, searchAfterHash } = toRecord(body, 'body');
      const isMatch = readSearch(search);
      const order = toOrder(orderBy);
      const field = toSortField(sortBy);
      const limit = toPageSize(size);
      const fingerprint = fingerprintOf([filterName, search, order, field]);
      const list = inOrder(field, order);
      const start =
        searchAfterHash === undefined || searchAfterHash === null
          ? 0
          : positionAfter(list, readCursor(searchAfterHash, fingerprint), field, order);

      const page: SearchItem[] = [];
      for (const item of list.slice(start)) {
        if (!isMatch(item)) continue;
        const last = page.at(-1);
        if (page.length === limit && last !== undefined) {
          const cursor = { fingerprint, flxId: last.flxId, sortKey: last.sortKeys[field] };
          return { items: page.map(({ document }) => document()), searchAfterHash: writeCursor(cursor) };
        }
        page.push(item);
      }
      return { items: page.map(({ document }) => document()) };
    },
    count: (body) => {
      const isMatch = readSearch(toRecord(body, 'body')['search']);
      return [...items().values()].filter(isMatch).length;
    },
    find: (flxId) => items().get(flxId)?.document(),
    findWhere: (filter, size) => {
      const isMatch = readSearch({ [filterName]: filter, keywords: [], fullTexts: [] });
      return inOrder('LAST_SEEN_AT', 'DESC')
        .filter(isMatch)
        .slice(0, size)
        .map(({ document }) => document());
    },
  };
}

/** Lower case without accents, words between single spaces, a space at both ends. */
export function toSearchText(texts: readonly string[]): string {
  return ` ${toWords(texts.join(' '))} `;
}

export function toPageSize(size: unknown): number {
  const count = toNumber(size, 'size');
  if (!Number.isInteger(count) || count < 1 || count > maxPageSize) {
    throw new BadPayload(`size must be an integer from 1 to ${maxPageSize}`);
  }
  return count;
}

function toWords(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, ' ')
    .trim();
}

function compare(one: SearchItem, other: SearchItem, sortBy: SortField, orderBy: Order): number {
  const difference = one.sortKeys[sortBy] - other.sortKeys[sortBy];
  if (difference !== 0) return orderBy === 'ASC' ? difference : -difference;
  return one.flxId < other.flxId ? -1 : 1;
}

/** A document that has gone since leaves its place by its sort key. */
function positionAfter(list: readonly SearchItem[], cursor: Cursor, sortBy: SortField, orderBy: Order): number {
  const own = list.findIndex(({ flxId }) => flxId === cursor.flxId);
  if (own >= 0) return own + 1;
  const next = list.findIndex(({ sortKeys }) =>
    orderBy === 'ASC' ? sortKeys[sortBy] > cursor.sortKey : sortKeys[sortBy] < cursor.sortKey,
  );
  return next < 0 ? list.length : next;
}

function toOrder(orderBy: unknown): Order {
  if (orderBy !== 'ASC' && orderBy !== 'DESC') throw new BadPayload('orderBy must be ASC or DESC');
  return orderBy;
}

function toSortField(sortBy: unknown): SortField {
  if (!sortFields.includes(toText(sortBy, 'sortBy'))) {
    throw new BadPayload(`sortBy must be one of ${sortFields.join(', ')}`);
  }
  return sortBy as SortField;
}

function writeCursor({ fingerprint, flxId, sortKey }: Cursor): string {
  return Buffer.from(JSON.stringify([fingerprint, flxId, sortKey])).toString('base64url');
}

function readCursor(hash: unknown, fingerprint: string): Cursor {
  const parts = decode(toText(hash, 'searchAfterHash'));
  if (!Array.isArray(parts)) throw new BadPayload('searchAfterHash is not valid');
  const [boundTo, flxId, sortKey] = parts as unknown[];
  if (typeof flxId !== 'string' || typeof sortKey !== 'number') throw new BadPayload('searchAfterHash is not valid');
  if (boundTo !== fingerprint) throw new BadPayload('searchAfterHash belongs to another search');
  return { fingerprint, flxId, sortKey };
}

function decode(hash: string): unknown {
  try {
    return JSON.parse(Buffer.from(hash, 'base64url').toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/** The order of keys does not make another search. */
function fingerprintOf(search: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeysOf(search)))
    .digest('base64url')
    .slice(0, 16);
}

function sortKeysOf(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(sortKeysOf);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeysOf(part)]));
}
