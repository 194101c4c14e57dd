import type { VisibleAgencyId } from '../access/visible-agency.js';
import type { BuyerRequest } from '../domain/buyer-request.js';
import type { ApimoClient } from '../upstream/apimo/client.js';
import { detached } from '../upstream/call.js';
import type { UpstreamCall } from '../upstream/call.js';
import { UpstreamError, labelOf } from '../upstream/errors.js';
import { createInTurn } from './in-turn.js';

export type AgencyRequests = Readonly<{
  /** By request id, ascending. */
  requests: readonly BuyerRequest[];
  byId: ReadonlyMap<string, BuyerRequest>;
}>;

/** The buyers' requests of all agencies, read once and then kept up to date by what changed. */
export interface RequestBook {
  /** Not older than the book's age limit; `null` where Apimo does not know the agency. */
  requestsOf(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<AgencyRequests | null>;
  /** As it reads after a change that was just made. */
  refresh(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<AgencyRequests | null>;
  /** Changes of one request take turns: each is made to what the one before has left. */
  inTurn<T>(agencyId: VisibleAgencyId, requestId: string, change: () => Promise<T>): Promise<T>;
}

export type RequestBookOptions = Readonly<{
  maxAgeMs: number;
  /** Called with what a failed refresh threw: what was read before stays in use. */
  onSyncFailed: (agencyId: string, error: unknown) => void;
  /** Called with how many of an agency's requests could not be read. */
  onUnreadable: (agencyId: string, count: number) => void;
}>;

/** Deleted requests show only in a full list: it is read anew this often. */
const FULL_LIST_MS = 24 * 3_600_000;
/** A sync serves whoever waits for it, so it has a time limit of its own. */
const SYNC_TIMEOUT_MS = 30_000;
/** After a failed refresh the next one is not tried at once. */
const RETRY_AFTER_MS = 5_000;
/** Apimo's clock and ours may differ: increments reach back a little further than the last answer. */
const OVERLAP_SECONDS = 1;

type Page = Readonly<{
  content: AgencyRequests | null;
  /** What the next increment starts from, in seconds of Unix time. */
  since: number | null;
  syncedAt: number;
  listedAt: number;
}>;

export function createRequestBook(apimo: ApimoClient, options: RequestBookOptions): RequestBook {
  const pages = new Map<VisibleAgencyId, Page>();
  const syncs = new Map<VisibleAgencyId, Promise<Page>>();
  const inTurn = createInTurn();

  /** One sync an agency at a time, however many ask; it outlives the one that started it. */
  function sync(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<Page> {
    const running = syncs.get(agencyId);
    if (running !== undefined) return running;
    const started = read(agencyId, pages.get(agencyId), detached(call, SYNC_TIMEOUT_MS))
      .then((page) => {
        pages.set(agencyId, page);
        return page;
      })
      .finally(() => syncs.delete(agencyId));
    syncs.set(agencyId, started);
    return started;
  }

  async function read(agencyId: VisibleAgencyId, known: Page | undefined, call: UpstreamCall): Promise<Page> {
    const now = performance.now();
    const base = known !== undefined && canGrow(known) && now - known.listedAt < FULL_LIST_MS ? known : null;
    const answer = await apimo.listRequests(
      agencyId,
      base === null ? {} : { since: base.since - OVERLAP_SECONDS },
      call,
    );
    if (answer === null) return { content: null, since: null, syncedAt: now, listedAt: now };
    const byId = new Map(base === null ? [] : base.content.byId);
    let unreadable = 0;
    for (const request of answer.requests) {
      if (request instanceof UpstreamError) unreadable += 1;
      else byId.set(request.requestId, request);
    }
    if (unreadable > 0) options.onUnreadable(agencyId, unreadable);
    return {
      content: { byId, requests: [...byId.values()].sort((a, b) => compareRequestIds(a.requestId, b.requestId)) },
      since: answer.timestamp ?? known?.since ?? null,
      syncedAt: now,
      listedAt: base === null ? now : base.listedAt,
    };
  }

  return {
    requestsOf: async (agencyId, call) => {
      const known = pages.get(agencyId);
      if (known !== undefined && performance.now() - known.syncedAt < options.maxAgeMs) {
        call.meter.remembered('apimo');
        return known.content;
      }
      try {
        return (await beforeDeadline(sync(agencyId, call), call)).content;
      } catch (error) {
        if (known === undefined) throw error;
        options.onSyncFailed(agencyId, error);
        pages.set(agencyId, { ...known, syncedAt: performance.now() - options.maxAgeMs + RETRY_AFTER_MS });
        return known.content;
      }
    },
    refresh: async (agencyId, call) => {
      // One that is under way may have been answered before the change.
      await syncs.get(agencyId)?.catch(() => undefined);
      return (await beforeDeadline(sync(agencyId, call), call)).content;
    },
    inTurn: (agencyId, requestId, change) => inTurn(JSON.stringify([agencyId, requestId]), change),
  };
}

/** Whether there is a list, and an instant from which on to ask for what changed. */
function canGrow(page: Page): page is Page & Readonly<{ content: AgencyRequests; since: number }> {
  return page.content !== null && page.since !== null;
}

/** Numbers in their own order ("9" before "10"), then whatever else. */
export function compareRequestIds(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Who waits gives up at their own deadline; what they wait for goes on for the others. */
async function beforeDeadline<T>(work: Promise<T>, call: UpstreamCall): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new UpstreamError('apimo', 'UPSTREAM_TIMEOUT', `${labelOf('apimo')} did not answer in time.`)),
      Math.max(0, call.deadlineAt - performance.now()),
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
