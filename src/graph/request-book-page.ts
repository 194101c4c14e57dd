import type { BuyerRequest } from '../domain/buyer-request.js';

export type AgencyRequests = Readonly<{
  /** By request id, ascending. */
  requests: readonly BuyerRequest[];
  byId: ReadonlyMap<string, BuyerRequest>;
}>;

/** What is known of one agency. Instants are milliseconds since 1970. */
export type Page = Readonly<{
  /** `null` where Apimo does not know the agency. */
  content: AgencyRequests | null;
  /** What the next increment starts from, in seconds since 1970, as Apimo told it; `null` where a full list is needed. */
  since: number | null;
  /** When Apimo was asked for the last answer that is in it, and for the last full list. */
  syncedAt: number;
  listedAt: number;
}>;

/** How an agency's requests changed; `removed` are ids. */
export type PageChange =
  | Readonly<{ kind: 'ALL'; requests: readonly BuyerRequest[] }>
  | Readonly<{ kind: 'SOME'; changed: readonly BuyerRequest[]; removed: readonly string[] }>;

/** What Apimo answered to a sync that was begun at `askedAt`; `null` where it does not know the agency. */
export type SyncAnswer = Readonly<{
  kind: 'FULL' | 'INCREMENT';
  list: Readonly<{ requests: readonly BuyerRequest[]; timestamp: number | null }> | null;
  askedAt: number;
}>;

export type Step = Readonly<{ page: Page; change: PageChange }>;

export const noChange: PageChange = { kind: 'SOME', changed: [], removed: [] };

/** The page as it reads with the answer in it. */
export function withAnswer(page: Page | null, { kind, list, askedAt }: SyncAnswer): Step {
  if (list === null) {
    const change: PageChange = { kind: 'ALL', requests: [] };
    return { page: { content: null, since: null, syncedAt: askedAt, listedAt: askedAt }, change };
  }
  if (kind === 'FULL' || page?.content === null || page === null) {
    const content = toContent(new Map(list.requests.map((request) => [request.requestId, request])));
    return {
      page: { content, since: list.timestamp, syncedAt: askedAt, listedAt: askedAt },
      change: { kind: 'ALL', requests: content.requests },
    };
  }
  const { content } = page;
  const changed = list.requests.filter((request) => isNews(request, content.byId.get(request.requestId)));
  return {
    page: {
      ...page,
      content: withChanges(content, changed, []),
      since: latest(page.since, list.timestamp),
      syncedAt: Math.max(page.syncedAt, askedAt),
    },
    change: { kind: 'SOME', changed, removed: [] },
  };
}

/** The page as it reads with a change that others made; where they made all of it, theirs is the one. */
export function withChange(page: Page, change: PageChange): Page {
  if (page.content === null) return page;
  const { changed, removed } = change.kind === 'ALL' ? { changed: change.requests, removed: [] } : change;
  const { byId } = page.content;
  const news = changed.filter((request) => isNews(request, byId.get(request.requestId)));
  return { ...page, content: withChanges(page.content, news, removed) };
}

/** Increments reach back, so that most of what they bring is known already. What was updated last is the truth. */
function isNews(request: BuyerRequest, known: BuyerRequest | undefined): boolean {
  if (known === undefined) return true;
  if ((request.updatedAt ?? '') < (known.updatedAt ?? '')) return false;
  return JSON.stringify(request) !== JSON.stringify(known);
}

function withChanges(
  content: AgencyRequests,
  changed: readonly BuyerRequest[],
  removed: readonly string[],
): AgencyRequests {
  if (changed.length === 0 && removed.length === 0) return content;
  const byId = new Map(content.byId);
  for (const requestId of removed) byId.delete(requestId);
  for (const request of changed) byId.set(request.requestId, request);
  return toContent(byId);
}

export function toContent(byId: ReadonlyMap<string, BuyerRequest>): AgencyRequests {
  return { byId, requests: [...byId.values()].sort((a, b) => compareRequestIds(a.requestId, b.requestId)) };
}

/** Numbers in their own order ("9" before "10"), then whatever else. */
function compareRequestIds(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
