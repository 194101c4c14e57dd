import { randomUUID } from 'node:crypto';
import type { BuyerRequest } from '../domain/buyer-request.js';
import { placesNearby } from '../domain/places-nearby.js';
import { StoreUnavailable } from '../store/store.js';
import type { ApimoClient } from '../upstream/apimo/client.js';
import type { UpstreamCall } from '../upstream/call.js';
import type { Clock } from '../upstream/clock.js';
import { UpstreamError, labelOf } from '../upstream/errors.js';
import { backoffMs, isListDue, nextSyncAt, syncIntervalMs } from './request-book-pace.js';
import type { SyncAllowance } from './request-book-pace.js';
import { withAnswer, withChange } from './request-book-page.js';
import type { Page, PageChange, Step, SyncAnswer } from './request-book-page.js';
import type { HeadText, RequestShelf } from './request-book-shelf.js';

type RequestSource = Pick<ApimoClient, 'listRequests'>;

/** What the syncing of every agency has at hand. */
export type SyncNeeds = Readonly<{
  /** Ways to Apimo: on behalf of nobody, and of a mutation. */
  sources: Readonly<{ sync: RequestSource; readBack: RequestSource }>;
  shelf: RequestShelf;
  clock: Clock;
  maxAgeMs: number;
  allowance: () => SyncAllowance;
  /** How many agencies share the allowance. */
  agencies: () => number;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  onChange: (change: PageChange) => void;
  onSyncFailed: (agencyId: string, error: unknown) => void;
  onUnknown: (agencyId: string) => void;
  onUnreadable: (agencyId: string, count: number) => void;
}>;

/** One agency's requests in this process, kept up to date from Apimo or from what other processes read there. */
export interface RequestSync {
  /** `null` where there is nothing yet. */
  page(): Page | null;
  /** Takes over what other processes have published; does not fail. */
  follow(): Promise<void>;
  /** Resolves when there is a page. */
  first(call: UpstreamCall): Promise<void>;
  /** Resolves when everything that Apimo had when this was called is in the page. */
  refresh(call: UpstreamCall): Promise<void>;
  /** Begins a sync if one is due, and waits for nothing. */
  refreshIfDue(): void;
  failure(): SyncFailure | null;
  nextSyncAt(): number | null;
  /** Resolves when nothing is under way. */
  close(): Promise<void>;
}

export type SyncFailure = Readonly<{ error: unknown; at: number }>;

/** FIRST and FRESHNESS leave it to another process that is at it already. */
type Purpose = 'FIRST' | 'FRESHNESS' | 'READ_BACK';

/** A sync serves whoever waits for it, so it has a time limit of its own. */
export const SYNC_TIMEOUT_MS = 30_000;
/** Apimo's clock and ours may differ: increments reach back a little further than the last answer. */
const OVERLAP_SECONDS = 1;
/** After a failed refresh the next one is not tried at once. */
const RETRY_AFTER_MS = 5_000;
/** How often one looks whether another process has finished. */
const LOOK_AGAIN_MS = 500;
const STORE_RETRY_MS = 5_000;
const MAX_PUBLISHINGS = 5;

const silentMeter = {
  called: () => undefined,
  remembered: () => undefined,
  holds: () => undefined,
  billed: () => undefined,
};

export function createRequestSync(agencyId: string, needs: SyncNeeds): RequestSync {
  const { sources, shelf, clock, stopping } = needs;
  let page: Page | null = null;
  /** What stood in the store when it was as the page is; `null` where the page was never there as it is. */
  let knownAs: HeadText = null;
  let following: Promise<HeadText | undefined> | null = null;
  /** While Apimo is asked: what others have published since, whoever took it over. */
  let takenOver: PageChange[] | null = null;
  let running: Readonly<{ purpose: Purpose; done: Promise<void> }> | null = null;
  let askStoreAgainAt = 0;
  let mayHoldLease = false;
  let failures = 0;
  let failure: SyncFailure | null = null;
  let retryAt = 0;
  let wakeAt: number | null = null;
  let cancelWaking: () => void = () => undefined;

  const pace = () => ({ maxAgeMs: needs.maxAgeMs, agencies: needs.agencies() });
  const dueAt = (known: Page) => nextSyncAt(agencyId, known, pace(), needs.allowance(), clock.now());

  /** What lies ahead was noted by another clock, or before this one was set back: nothing would be due until then. */
  function notAhead(known: Page): Page {
    const now = clock.now();
    if (known.syncedAt <= now && known.listedAt <= now) return known;
    return { ...known, syncedAt: Math.min(known.syncedAt, now), listedAt: Math.min(known.listedAt, now) };
  }

  function settle(step: Step, standsAs: HeadText): void {
    page = notAhead(step.page);
    knownAs = standsAs;
    if (step.change.kind === 'ALL' || step.change.changed.length + step.change.removed.length > 0) {
      needs.onChange(step.change);
    }
  }

  /** What stands in the store now; `undefined` where the store does not say. */
  function follow(): Promise<HeadText | undefined> {
    following ??= withStore(async () => {
      const before = page;
      const { text, step, standsAs } = await shelf.follow(agencyId, page, knownAs);
      if (step !== null && page === before) {
        settle(step, standsAs);
        takenOver?.push(step.change);
      }
      return text;
    }).finally(() => {
      following = null;
    });
    return following;
  }

  async function withStore<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const leftMs = askStoreAgainAt - clock.now();
    // More than that is left only where the clock was set back.
    if (leftMs > 0 && leftMs <= STORE_RETRY_MS) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      askStoreAgainAt = clock.now() + STORE_RETRY_MS;
      return undefined;
    }
  }

  async function sync(purpose: Purpose, call: UpstreamCall): Promise<void> {
    const standing = await follow();
    if (purpose === 'READ_BACK') {
      await take(await ask(sources.readBack, call, false), standing);
      return;
    }
    if (page !== null && clock.now() < dueAt(page)) return;
    if (standing !== undefined && !(await claim(standing))) return;
    try {
      await take(await ask(sources.sync, call, page !== null && isListDue(agencyId, page, clock.now())), standing);
    } finally {
      await release();
    }
  }

  async function claim(standing: HeadText): Promise<boolean> {
    const isMine = await withStore(() => shelf.claim(agencyId, standing));
    // Where the store did not say, it may be.
    mayHoldLease ||= isMine !== false;
    return isMine !== false;
  }

  /** Also right after the store was away: the others would wait for the lease to end. */
  async function release(): Promise<void> {
    if (!mayHoldLease) return;
    try {
      await shelf.release(agencyId);
      mayHoldLease = false;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  async function ask(source: RequestSource, call: UpstreamCall, isWhole: boolean): Promise<SyncAnswer> {
    const askedAt = clock.now();
    takenOver = [];
    const known = page?.content ?? null;
    const since = isWhole || known === null ? null : (page?.since ?? null);
    const list = await source.listRequests(
      agencyId,
      since === null || known === null
        ? {}
        : { since: since - OVERLAP_SECONDS, nearbyInseeCodes: placesNearby(known.requests) },
      call,
    );
    const kind = since === null ? 'FULL' : 'INCREMENT';
    if (list === null) {
      needs.onUnknown(agencyId);
      return { kind, list, askedAt };
    }
    const requests = list.requests.filter((request): request is BuyerRequest => !(request instanceof UpstreamError));
    const unreadable = list.requests.length - requests.length;
    if (unreadable > 0) needs.onUnreadable(agencyId, unreadable);
    return { kind, list: { requests, timestamp: list.timestamp }, askedAt };
  }

  /** Publishes an answer and makes it the page; where others published meanwhile, on top of what they have. */
  async function take(answer: SyncAnswer, over: HeadText | undefined): Promise<void> {
    let standing = over;
    for (let tries = 0; tries < MAX_PUBLISHINGS && standing !== undefined; tries += 1) {
      const step = stepOf(answer);
      if (step === null) return;
      const answered = await withStore(async () => ({
        published: await shelf.publish(agencyId, step, standing ?? null, knownAs),
      }));
      if (answered === undefined) break;
      if (answered.published !== undefined) {
        settle(answered.published.step, answered.published.text);
        return;
      }
      standing = await follow();
    }
    const step = stepOf(answer);
    if (step !== null) settle(step, null);
  }

  /** An answer on top of what is known now; `null` where others have read the whole list meanwhile, as this one has. */
  function stepOf(answer: SyncAnswer): Step | null {
    const step = withAnswer(page, answer);
    if (answer.kind === 'INCREMENT' || answer.list === null) return step;
    const theirs = takenOver ?? [];
    return theirs.some(({ kind }) => kind === 'ALL') ? null : theirs.reduce(onTop, step);
  }

  function start(purpose: Purpose, call: UpstreamCall): Readonly<{ done: Promise<void> }> {
    const done = sync(purpose, call)
      .then(() => {
        failures = 0;
        failure = null;
        retryAt = 0;
      })
      .catch((error: unknown) => {
        // A read-back fails with the mutation that wants it, which says so.
        if (purpose !== 'READ_BACK') noteFailure(error);
        throw error;
      })
      .finally(() => {
        running = null;
        takenOver = null;
        schedule();
      });
    running = { purpose, done };
    return running;
  }

  function noteFailure(error: unknown): void {
    const at = clock.now();
    failures += 1;
    failure = { error, at };
    const interval = syncIntervalMs(pace(), needs.allowance(), at);
    const askedFor = error instanceof UpstreamError ? (error.retryAfterMs ?? 0) : 0;
    retryAt = at + Math.max(backoffMs(failures, interval), askedFor);
    if (!stopping.aborted) needs.onSyncFailed(agencyId, error);
  }

  function schedule(): void {
    cancelWaking();
    page &&= notAhead(page);
    wakeAt = stopping.aborted ? null : wakingTime();
    // An agency that Apimo does not know is looked for again when somebody asks.
    if (wakeAt === null || (page !== null && page.content === null)) return;
    cancelWaking = clock.after(wakeAt - clock.now(), wake);
  }

  /** A timer may come before its time: Node counts by another clock than the time of day, which may be set back too. */
  function wake(): void {
    if (wakeAt !== null && clock.now() < wakeAt) schedule();
    else refreshIfDue();
  }

  function wakingTime(): number | null {
    const now = clock.now();
    if (failure !== null) return Math.max(retryAt, failure.at + RETRY_AFTER_MS, page === null ? 0 : dueAt(page));
    if (page === null) return null;
    // What is due already is under way in another process.
    const due = dueAt(page);
    return due <= now ? now + LOOK_AGAIN_MS : due;
  }

  function refreshIfDue(): void {
    if (running !== null || stopping.aborted || wakeAt === null || clock.now() < wakeAt) return;
    // It was noted where it failed.
    start('FRESHNESS', ownCall()).done.catch(() => undefined);
  }

  /** Where there is nothing even now, another process is at it. */
  async function untilOthersMayBeDone(giveUpAt: number): Promise<void> {
    if (page !== null) return;
    if (clock.now() >= giveUpAt) throw timedOut();
    await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
  }

  function ownCall(): UpstreamCall {
    return {
      deadlineAt: performance.now() + SYNC_TIMEOUT_MS,
      signal: stopping,
      requestId: randomUUID(),
      traceparent: undefined,
      meter: silentMeter,
    };
  }

  return {
    page: () => page,
    follow: async () => {
      const had = page;
      await follow();
      if (page !== had && running === null) schedule();
    },
    first: async (call) => {
      const giveUpAt = clock.now() + SYNC_TIMEOUT_MS;
      while (page === null) {
        if (failure !== null && clock.now() < retryAt) throw failure.error;
        await (running ?? start('FIRST', call)).done;
        await untilOthersMayBeDone(giveUpAt);
      }
    },
    refresh: async (call) => {
      // One that is under way may have been answered before the change.
      await running?.done.catch(() => undefined);
      while (running !== null && running.purpose !== 'READ_BACK') await running.done.catch(() => undefined);
      await (running ?? start('READ_BACK', call)).done;
    },
    refreshIfDue,
    failure: () => failure,
    nextSyncAt: () => wakeAt,
    close: async () => {
      cancelWaking();
      await running?.done.catch(() => undefined);
      await release();
    },
  };
}

/** A full list does not know what was written while it was read. */
function onTop({ page }: Step, change: PageChange): Step {
  const next = withChange(page, change);
  return { page: next, change: { kind: 'ALL', requests: next.content?.requests ?? [] } };
}

function timedOut(): UpstreamError {
  return new UpstreamError('apimo', 'UPSTREAM_TIMEOUT', `${labelOf('apimo')} did not answer in time.`);
}
