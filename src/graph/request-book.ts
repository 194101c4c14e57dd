import { setMaxListeners } from 'node:events';
import type { VisibleAgencyId } from '../access/visible-agency.js';
import type { CommuneIndex } from '../domain/commune.js';
import type { RequestIndex } from '../domain/request-index.js';
import { detached } from '../upstream/call.js';
import type { UpstreamCall } from '../upstream/call.js';
import { UpstreamError, labelOf } from '../upstream/errors.js';
import type { UpstreamErrorCode } from '../upstream/errors.js';
import { createLiveRequestIndex } from './live-request-index.js';
import type { LiveRequestIndex } from './live-request-index.js';
import { SYNC_TIMEOUT_MS, createRequestSync } from './request-book-sync.js';
import type { RequestSync, SyncNeeds } from './request-book-sync.js';
import type { RequestTurns } from './request-turns.js';

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
  /**
   * The index of them as they are known, without waiting for Apimo but the first time; `null` where Apimo does not know
   * the agency. It goes on changing with them.
   */
  requestsOf(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<RequestIndex | null>;
  /** As it reads after a change that was just made. */
  refresh(agencyId: VisibleAgencyId, call: UpstreamCall): Promise<RequestIndex | null>;
  /** Changes of one request take turns, in whatever process: each is made to what the one before has left. */
  inTurn<T>(agencyId: VisibleAgencyId, requestId: string, change: () => Promise<T>): Promise<T>;
  /**
   * Goes on with those of the agencies that are kept in the store; the others begin when they are first asked for. This
   * is the server's own doing, on behalf of no caller: hence texts.
   */
  resume(agencyIds: readonly string[]): Promise<void>;
  report(agencyIds: readonly VisibleAgencyId[]): readonly AgencyReport[];
  /** Of all agencies that are known here: for whoever runs the server, and for no caller. */
  reportOfAll(): readonly AgencyReport[];
  close(): Promise<void>;
}

export type RequestBookOptions = Omit<SyncNeeds, 'agencies' | 'stopping' | 'onChange'> &
  Readonly<{
    communes: Pick<CommuneIndex, 'covers' | 'parentOf' | 'arrondissementsOf'>;
    turns: RequestTurns;
    /** Personal data is not told for longer than this after Apimo was last asked for it. */
    maxStaleMs: number;
  }>;

type Agency = Readonly<{ sync: RequestSync; live: LiveRequestIndex }>;

/** A query waits no longer for what other processes may have published. */
const LONGEST_LOOK_MS = 100;
/** What another process takes away, as when a person is erased, is gone here too this soon, though nobody asks. */
const FOLLOW_EVERY_MS = 10_000;
/** What no agency has for an id is not looked for. */
const agencyIdForm = /^[\w-]{1,64}$/;

export function createRequestBook(options: RequestBookOptions): RequestBook {
  const agencies = new Map<string, Agency>();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);

  const needs: Omit<SyncNeeds, 'onChange'> = {
    ...options,
    stopping: stopping.signal,
    agencies: () => [...agencies.values()].filter(({ sync }) => isKnown(sync)).length,
  };

  /** It serves others too, so it ends with the process alone. */
  const shared = (call: UpstreamCall): UpstreamCall => ({
    ...detached(call, SYNC_TIMEOUT_MS),
    signal: stopping.signal,
  });

  /** Syncing is done for no caller, so that the id is a text: whoever asks on behalf of one has shown a visible id. */
  function agencyOf(agencyId: string): Agency {
    const known = agencies.get(agencyId);
    if (known !== undefined) return known;
    const live = createLiveRequestIndex(agencyId, options.communes);
    const agency = { live, sync: createRequestSync(agencyId, { ...needs, onChange: live.take }) };
    agencies.set(agencyId, agency);
    if (agencies.size === 1) followOn();
    return agency;
  }

  let cancelFollowing: () => void = () => undefined;
  function followOn(): void {
    if (stopping.signal.aborted) return;
    cancelFollowing = options.clock.after(FOLLOW_EVERY_MS, () => void followAll().finally(followOn));
  }

  async function followAll(): Promise<void> {
    for (const { sync } of agencies.values()) {
      if (stopping.signal.aborted) return;
      // What cannot be followed is told to who asks for it.
      if (sync.page() !== null) await sync.follow().catch(() => undefined);
    }
  }

  function checkAge(sync: RequestSync): void {
    const page = sync.page();
    if (page === null || options.clock.now() - page.syncedAt <= options.maxStaleMs) return;
    const failure = sync.failure();
    if (failure?.error instanceof UpstreamError) throw failure.error;
    throw new UpstreamError(
      'apimo',
      'UPSTREAM_UNAVAILABLE',
      "The buyers' requests that are known are too old to tell.",
    );
  }

  function reportOf(agencyId: string): AgencyReport {
    const sync = agencies.get(agencyId)?.sync;
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
      const { sync, live } = agencyOf(agencyId);
      if (sync.page() === null) {
        await beforeDeadline(sync.first(shared(call)), call);
      } else {
        await within(LONGEST_LOOK_MS, sync.follow());
        sync.refreshIfDue();
        checkAge(sync);
        call.meter.remembered('apimo');
      }
      await beforeDeadline(live.filled(), call);
      return isKnown(sync) ? live.index : null;
    },
    refresh: async (agencyId, call) => {
      if (!agencyIdForm.test(agencyId)) return null;
      const { sync, live } = agencyOf(agencyId);
      await beforeDeadline(
        sync.refresh(shared(call)).then(() => live.settled()),
        call,
      );
      return isKnown(sync) ? live.index : null;
    },
    inTurn: (agencyId, requestId, change) => options.turns.take(agencyId, requestId, change),
    resume: async (agencyIds) => {
      for (const agencyId of agencyIds.filter((each) => agencyIdForm.test(each))) {
        // One that cannot be read is told of, and keeps nobody from the others.
        const { sync } = agencyOf(agencyId);
        await sync.follow().catch((error: unknown) => options.onSyncFailed(agencyId, error));
      }
    },
    report: (agencyIds) => agencyIds.map(reportOf),
    reportOfAll: () => [...agencies.keys()].map(reportOf),
    close: async () => {
      stopping.abort();
      cancelFollowing();
      await Promise.all([...agencies.values()].map(({ sync }) => sync.close()));
    },
  };
}

function isKnown(sync: RequestSync): boolean {
  return (sync.page()?.content ?? null) !== null;
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
