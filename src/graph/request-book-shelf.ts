import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BuyerRequest } from '../domain/buyer-request.js';
import type { Store, Write } from '../store/store.js';
import { ERASED_KEY, withoutErased } from './erased-contacts.js';
import { hashOf } from './request-book-pace.js';
import { noChange, toContent } from './request-book-page.js';
import type { Page, PageChange, Step } from './request-book-page.js';

/**
 * What stands for an agency: its facts, and how often each bucket of its requests was written. A request is in the one
 * bucket that its id leads to. Buckets belong to an epoch; a full list begins a new one and takes the old one away.
 */
type Head = Readonly<{
  epoch: string;
  isKnown: boolean;
  since: number | null;
  syncedAt: number;
  listedAt: number;
  buckets: readonly number[];
}>;

/** The text that stood for an agency when it was read or written; `null` where nothing did. */
export type HeadText = string | null;

/**
 * The agencies' requests in the store, which the processes share: whoever reads Apimo publishes, and the others follow.
 * Fails with a `StoreUnavailable`.
 */
export interface RequestShelf {
  /** What stands now, by the step that leads there from a page that stood as `knownAs`; `null` where nothing new does. */
  follow(agencyId: string, page: Page | null, knownAs: HeadText): Promise<Followed>;
  /**
   * Writes the step, without who is erased, if what stands is still `over`; answers what then stands and what was
   * written, or `undefined` where it is not.
   */
  publish(agencyId: string, step: Step, over: HeadText, knownAs: HeadText): Promise<Published | undefined>;
  /** Keeps the others from syncing the agency; `false` where one of them does, or has since it stood as `over`. */
  claim(agencyId: string, over: HeadText): Promise<boolean>;
  release(agencyId: string): Promise<void>;
}

/** `standsAs` is what the step's page stands as, `null` where it does not stand as it is: somebody was left out of it. */
export type Followed = Readonly<{ text: HeadText; step: Step | null; standsAs: HeadText }>;
export type Published = Readonly<{ text: HeadText; step: Step }>;

export type RequestShelfOptions = Readonly<{
  /** Which of Apimo's accounts the agencies are of. */
  account: string;
  /** After how long one that claimed an agency and was not heard of again is taken for dead. */
  leaseMs: number;
}>;

/** The number changes with the shape of what is kept. */
const SHAPE = 1;
/** Everything is written anew once a day: what is older than this belongs to an agency that nobody asks for any more. */
const KEPT_MS = 3 * 86_400_000;
/** A request is one or two kilobytes, so that a bucket has about as many as an increment should rewrite. */
const REQUESTS_A_BUCKET = 128;
const BUCKETS_AT_ONCE = 4;

/** Under `requests/<agency>/` is all that is kept of an agency's buyers. */
const folderOf = (agencyId: string, account: string) => `requests/${agencyId}/${account}/${SHAPE}`;

export function createRequestShelf(store: Store, { account, leaseMs }: RequestShelfOptions): RequestShelf {
  const owner = randomUUID();
  const headKey = (agencyId: string) => `${folderOf(agencyId, account)}/head`;
  const leaseKey = (agencyId: string) => `${folderOf(agencyId, account)}/lease`;
  const bucketKey = (agencyId: string, epoch: string, index: number) =>
    `${folderOf(agencyId, account)}/${epoch}/${index}`;

  async function readHead(agencyId: string): Promise<Readonly<{ text: HeadText; erased: string | null }>> {
    const [text = null, erased = null] = await store.read([headKey(agencyId), ERASED_KEY]);
    return { text, erased };
  }

  /** Which pages have nobody in them who was erased, as that stood. */
  const cleared = new WeakMap<Page, string>();

  /** The page of a process that read it while the store was away, or of one that was told of an erasure alone. */
  function clear(page: Page | null, text: HeadText, erased: string | null): Followed {
    if (page === null || erased === null || cleared.get(page) === erased) return { text, step: null, standsAs: null };
    const known = { page, change: noChange };
    const step = withoutErased(known, erased);
    cleared.set(step.page, erased);
    return { text, step: step === known ? null : step, standsAs: null };
  }

  /** The requests of some buckets, or `null` where one is gone: the head was followed by another. */
  async function readBuckets(agencyId: string, { epoch }: Head, indexes: readonly number[]) {
    const found: BuyerRequest[] = [];
    for (let at = 0; at < indexes.length; at += BUCKETS_AT_ONCE) {
      const keys = indexes.slice(at, at + BUCKETS_AT_ONCE).map((index) => bucketKey(agencyId, epoch, index));
      for (const text of await store.read(keys)) {
        if (text === null) return null;
        // It was written by this module alone.
        found.push(...(JSON.parse(text) as BuyerRequest[]));
      }
      await nextTurn();
    }
    return found;
  }

  async function stepTo(agencyId: string, head: Head, page: Page | null, known: Head | null): Promise<Step | null> {
    const { since, syncedAt, listedAt } = head;
    if (!head.isKnown) {
      return { page: { content: null, since, syncedAt, listedAt }, change: { kind: 'ALL', requests: [] } };
    }
    const before = known?.epoch === head.epoch ? (page?.content ?? null) : null;
    const indexes = [...head.buckets.keys()].filter(
      (index) => before === null || known?.buckets[index] !== head.buckets[index],
    );
    const requests = await readBuckets(agencyId, head, indexes);
    if (requests === null) return null;
    if (before === null) {
      const content = toContent(new Map(requests.map((request) => [request.requestId, request])));
      return {
        page: { content, since, syncedAt, listedAt },
        change: { kind: 'ALL', requests: content.requests },
      };
    }
    if (indexes.length === 0) return { page: { content: before, since, syncedAt, listedAt }, change: noChange };
    const byId = new Map(before.byId);
    const isRead = new Set(indexes);
    for (const requestId of before.byId.keys()) {
      if (isRead.has(bucketOf(requestId, head))) byId.delete(requestId);
    }
    for (const request of requests) byId.set(request.requestId, request);
    const change: PageChange = {
      kind: 'SOME',
      changed: requests.filter((request) => !isSame(request, before.byId.get(request.requestId))),
      removed: [...before.byId.keys()].filter((requestId) => !byId.has(requestId)),
    };
    return { page: { content: toContent(byId), since, syncedAt, listedAt }, change };
  }

  /** Rewrites the buckets that have changed. */
  function publishSome(
    agencyId: string,
    step: Step,
    over: string,
    { changed, removed }: Extract<PageChange, { kind: 'SOME' }>,
    erased: string | null,
  ): Promise<HeadText | undefined> {
    const before = toHead(over);
    const touched = new Map<number, BuyerRequest[]>();
    for (const requestId of [...changed.map((request) => request.requestId), ...removed]) {
      touched.set(bucketOf(requestId, before), []);
    }
    for (const request of touched.size === 0 ? [] : (step.page.content?.requests ?? [])) {
      touched.get(bucketOf(request.requestId, before))?.push(request);
    }
    const buckets = before.buckets.map((version, index) => (touched.has(index) ? version + 1 : version));
    const writes = [...touched].map(([index, requests]) =>
      kept(bucketKey(agencyId, before.epoch, index), toBucketText(requests)),
    );
    return replaceHead(agencyId, { over, erased }, headOf(step.page, before.epoch, buckets), writes);
  }

  /** Writes all buckets anew, before anybody is told of them. */
  async function publishAll(
    agencyId: string,
    { page }: Step,
    over: HeadText,
    erased: string | null,
  ): Promise<HeadText | undefined> {
    const epoch = randomUUID().slice(0, 8);
    const requests = page.content?.requests ?? [];
    const count = page.content === null ? 0 : Math.max(1, Math.ceil(requests.length / REQUESTS_A_BUCKET));
    const next = headOf(page, epoch, new Array<number>(count).fill(1));
    const buckets = next.buckets.map((): BuyerRequest[] => []);
    for (const request of requests) buckets[bucketOf(request.requestId, next)]?.push(request);
    for (let at = 0; at < count; at += BUCKETS_AT_ONCE) {
      const writes = buckets
        .slice(at, at + BUCKETS_AT_ONCE)
        .map((bucket, index) => kept(bucketKey(agencyId, epoch, at + index), toBucketText(bucket)));
      await store.update([], () => ({ result: null, writes }));
      await nextTurn();
    }
    const written = await replaceHead(
      agencyId,
      { over, erased },
      next,
      over === null ? [] : withoutBuckets(agencyId, toHead(over)),
    );
    if (written === undefined) {
      await store.update([], () => ({ result: null, writes: withoutBuckets(agencyId, next) }));
    }
    return written;
  }

  /** Where somebody was erased meanwhile, what is written may hold them. */
  function replaceHead(
    agencyId: string,
    { over, erased }: Readonly<{ over: HeadText; erased: string | null }>,
    next: Head,
    writes: readonly Write[],
  ) {
    const text = JSON.stringify(next);
    const key = headKey(agencyId);
    return store.update<HeadText | undefined>([key, ERASED_KEY], ([standing = null, erasedNow = null]) =>
      standing === over && erasedNow === erased
        ? { result: text, writes: [kept(key, text), ...writes] }
        : { result: undefined, writes: [] },
    );
  }

  function withoutBuckets(agencyId: string, { epoch, buckets }: Head): readonly Write[] {
    return buckets.map((_, index) => ({ key: bucketKey(agencyId, epoch, index), value: null }));
  }

  return {
    follow: async (agencyId, page, knownAs) => {
      let unreadable: HeadText = null;
      for (;;) {
        const { text, erased } = await readHead(agencyId);
        // Where its buckets are gone for good, it is there to be written over.
        if (text === null || text === knownAs || text === unreadable) return clear(page, text, erased);
        const head = toHead(text);
        // What was read while the store was away is not taken back for what it had before.
        if (page !== null && knownAs === null && page.syncedAt >= head.syncedAt) return clear(page, text, erased);
        const step = await stepTo(agencyId, head, page, knownAs === null ? null : toHead(knownAs));
        if (step !== null) {
          const left = withoutErased(step, erased);
          return { text, step: left, standsAs: left === step ? text : null };
        }
        unreadable = text;
      }
    },
    publish: async (agencyId, given, over, knownAs) => {
      const { erased } = await readHead(agencyId);
      const step = withoutErased(given, erased);
      const text =
        step.change.kind === 'SOME' && over !== null && over === knownAs && toHead(over).isKnown
          ? await publishSome(agencyId, step, over, step.change, erased)
          : await publishAll(agencyId, step, over, erased);
      return text === undefined ? undefined : { text, step };
    },
    claim: (agencyId, over) => {
      const keys = [leaseKey(agencyId), headKey(agencyId)];
      return store.update(keys, ([holder, standing]) => {
        const isFree = ((holder ?? null) === null || holder === owner) && (standing ?? null) === over;
        return isFree
          ? { result: true, writes: [{ key: leaseKey(agencyId), value: owner, ttlMs: leaseMs }] }
          : { result: false, writes: [] };
      });
    },
    release: (agencyId) =>
      store.update([leaseKey(agencyId)], ([holder]) => ({
        result: undefined,
        writes: holder === owner ? [{ key: leaseKey(agencyId), value: null }] : [],
      })),
  };
}

function headOf({ content, since, syncedAt, listedAt }: Page, epoch: string, buckets: readonly number[]): Head {
  return { epoch, isKnown: content !== null, since, syncedAt, listedAt, buckets };
}

/** It was written by this module alone, hence the cast. */
function toHead(text: string): Head {
  return JSON.parse(text) as Head;
}

function bucketOf(requestId: string, { buckets }: Head): number {
  return hashOf(requestId) % buckets.length;
}

/** So many characters are more than a page of LMDB, the store on disk: a bucket shares none with what is not personal. */
const SMALLEST_BUCKET = 4200;

export function toBucketText(requests: readonly BuyerRequest[]): string {
  return JSON.stringify(requests).padEnd(SMALLEST_BUCKET);
}

function kept(key: string, value: string): Write {
  return { key, value, ttlMs: KEPT_MS };
}

function isSame(request: BuyerRequest, known: BuyerRequest | undefined): boolean {
  return known !== undefined && JSON.stringify(request) === JSON.stringify(known);
}
