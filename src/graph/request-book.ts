import { setMaxListeners } from 'node:events';
import type { VisibleAgencyId } from '../access/visible-agency.js';
import { detached } from '../upstream/call.js';
import type { UpstreamCall } from '../upstream/call.js';
import { UpstreamError, labelOf } from '../upstream/errors.js';
import type { UpstreamErrorCode } from '../upstream/errors.js';
import { createInTurn } from './in-turn.js';
import type { AgencyRequests } from './request-book-page.js';
import { SYNC_TIMEOUT_MS, createRequestSync } from './request-book-sync.js';
import type { RequestSync, SyncNeeds } from './request-book-sync.js';

export { compareRequestIds } from './request-book-page.js';
export type { AgencyRequests, PageChange } from './request-book-page.js';

/** How up to date an agency is. Instants are ISO 8601, UTC; `null` where there is none yet. */
export type AgencyReport = Readonly<{
  agencyId: string;
  /** `null` where there is nothing yet, or Apimo does not know the agency. */
  requestCount: number | null;
  /** How long ago Apimo was asked for what is known now. */
  ageMs: number | null;
  syncedAt: string | null;
  listedAt: string | null;
  nextSyncAt: string | null;
  /** What the last sync failed with; `null` since one has succeeded. */
  lastFailure: Readonly<{ code: UpstreamErrorCode | null; at: string }> | null;
}>;

/** The buyers' requests of all agencies, read once and then kept up to date by what changed. */
export interface RequestBook {
  /** As they are known, without waiting for Apimo but the first time; `null` where Apimo does not know the agency. */
  requestsOf(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<AgencyRequests | null>;
  /** As it reads after a change that was just made. */
  refresh(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<AgencyRequests | null>;
  /** Changes of one request take turns: each is made to what the one before has left. */
  inTurn<T>(agencyId: VisibleAgencyId, requestId: string, change: () => Promise<T>): Promise<T>;
  /** Goes on with those of the agencies that are kept in the store; the others begin when they are first asked for. */
  resume(agencyIds: readonly string[]): Promise<void>;
  report(agencyIds: readonly string[]): readonly AgencyReport[];
  close(): Promise<void>;
}

export type RequestBookOptions = Omit<SyncNeeds, 'agencies' | 'stopping'>;

/** A query waits no longer for what other processes may have published. */
const LONGEST_LOOK_MS = 100;
/** What no agency has for an id is not looked for. */
const agencyIdForm = /^[\w-]{1,64}$/;

export function createRequestBook(options: RequestBookOptions): RequestBook {
  const syncs = new Map<string, RequestSync>();
  const inTurn = createInTurn();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);

  const needs: SyncNeeds = {
    ...options,
    stopping: stopping.signal,
    agencies: () => [...syncs.values()].filter((sync) => (sync.page()?.content ?? null) !== null).length,
  };

  /** It serves others too, so it ends with the process alone. */
  const shared = (call: UpstreamCall): UpstreamCall => ({
    ...detached(call, SYNC_TIMEOUT_MS),
    signal: stopping.signal,
  });

  function syncOf(agencyId: string): RequestSync {
    const known = syncs.get(agencyId);
    if (known !== undefined) return known;
    const sync = createRequestSync(agencyId, needs);
    syncs.set(agencyId, sync);
    return sync;
  }

  function reportOf(agencyId: string): AgencyReport {
    const sync = syncs.get(agencyId);
    const page = sync?.page() ?? null;
    const failure = sync?.failure() ?? null;
    return {
      agencyId,
      requestCount: page?.content?.requests.length ?? null,
      ageMs: page === null ? null : Math.max(0, options.clock.now() - page.syncedAt),
      syncedAt: toInstant(page?.syncedAt),
      listedAt: toInstant(page?.listedAt),
      nextSyncAt: toInstant(sync?.nextSyncAt()),
      lastFailure: failure && {
        code: failure.error instanceof UpstreamError ? failure.error.code : null,
        at: new Date(failure.at).toISOString(),
      },
    };
  }

  return {
    requestsOf: async (agencyId, call) => {
      if (!agencyIdForm.test(agencyId)) return null;
      const sync = syncOf(agencyId);
      if (sync.page() === null) {
        await beforeDeadline(sync.first(shared(call)), call);
      } else {
        await within(LONGEST_LOOK_MS, sync.follow());
        sync.refreshIfDue();
        call.meter.remembered('apimo');
      }
      return sync.page()?.content ?? null;
    },
    refresh: async (agencyId, call) => {
      if (!agencyIdForm.test(agencyId)) return null;
      const sync = syncOf(agencyId);
      await beforeDeadline(sync.refresh(shared(call)), call);
      return sync.page()?.content ?? null;
    },
    inTurn: (agencyId, requestId, change) => inTurn(JSON.stringify([agencyId, requestId]), change),
    resume: async (agencyIds) => {
      for (const agencyId of agencyIds) if (agencyIdForm.test(agencyId)) await syncOf(agencyId).follow();
    },
    report: (agencyIds) => agencyIds.map(reportOf),
    close: async () => {
      stopping.abort();
      await Promise.all([...syncs.values()].map((sync) => sync.close()));
    },
  };
}

function toInstant(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}

/** Waits for work that does not fail, but not for long. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
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
