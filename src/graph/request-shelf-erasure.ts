import type { BuyerRequest } from '../domain/buyer-request.js';
import type { Store } from '../store/store.js';
import { ERASED_KEPT_MS, ERASED_KEY, withErased } from './erased-contacts.js';
import { toBucketText } from './request-book-shelf.js';

/** Where a number stands that is also a contact's: of requests, how many are of the contact; elsewhere, under which keys. */
export type ContactTraces = Readonly<{
  entries: number;
  /** Entries of the shelf that hold requests of the contact. */
  shelved: readonly string[];
  requests: number;
  /** Kinds of entries off the shelf with the same digits in them, and how many of each. */
  elsewhere: ReadonlyMap<string, number>;
}>;

const SHELF = 'requests/';

/** Reads all that the store holds, and says where the contact stands in it. */
export async function findContact(store: Store, contactId: string): Promise<ContactTraces> {
  const word = new RegExp(`(?<![\\w-])${escaped(contactId)}(?![\\w-])`);
  const shelved: string[] = [];
  const elsewhere = new Map<string, number>();
  let entries = 0;
  let requests = 0;
  for await (const [key, value] of store.list('')) {
    entries += 1;
    const count = toBucket(key, value)?.filter((request) => request.contactId === contactId).length ?? 0;
    if (count > 0) {
      shelved.push(key);
      requests += count;
    } else if (!key.startsWith(SHELF) && word.test(value)) {
      const kind = key.slice(0, Math.max(0, key.indexOf('/')));
      elsewhere.set(kind, (elsewhere.get(kind) ?? 0) + 1);
    }
  }
  return { entries, shelved, requests, elsewhere };
}

/** Keeps every process from writing anew what it has read of the contact: to be done before anything is taken out. */
export async function forbidContact(store: Store, contactId: string, now: number): Promise<void> {
  await store.update(
    [ERASED_KEY],
    ([erased = null]) => ({
      result: null,
      writes: [{ key: ERASED_KEY, value: withErased(erased, contactId, now), ttlMs: ERASED_KEPT_MS }],
    }),
    { isDurable: true },
  );
}

/**
 * Takes the contact's requests out of a bucket, and tells the processes that follow the shelf that it has changed. What
 * a bucket of an epoch that is over still holds is taken out as well.
 */
export async function eraseFromBucket(store: Store, bucketKey: string, contactId: string): Promise<void> {
  const [, folder = '', epoch = '', index = ''] = /^(.*)\/([^/]+)\/(\d+)$/.exec(bucketKey) ?? [];
  const headKey = `${folder}/head`;
  await store.update(
    [bucketKey, headKey],
    ([bucket, head]) => {
      const kept = toBucket(bucketKey, bucket ?? null)?.filter((request) => request.contactId !== contactId);
      if (kept === undefined) return { result: null, writes: [] };
      const next = head === null || head === undefined ? null : withNewVersion(head, epoch, Number(index));
      return {
        result: null,
        writes: [
          { key: bucketKey, value: toBucketText(kept), ttlMs: KEPT_MS },
          ...(next === null ? [] : [{ key: headKey, value: next, ttlMs: KEPT_MS }]),
        ],
      };
    },
    { isDurable: true },
  );
}

/** As long as the shelf keeps what it writes. */
const KEPT_MS = 3 * 86_400_000;

/** `undefined` for what is no bucket of the shelf. */
function toBucket(key: string, value: string | null): readonly BuyerRequest[] | undefined {
  if (value === null || !key.startsWith(SHELF) || !/\/\d+$/.test(key)) return undefined;
  const bucket = JSON.parse(value) as unknown;
  // The shelf alone writes buckets.
  return Array.isArray(bucket) ? (bucket as readonly BuyerRequest[]) : undefined;
}

function withNewVersion(text: string, epoch: string, index: number): string | null {
  const head = JSON.parse(text) as Readonly<{ epoch: string; buckets: readonly number[] }>;
  if (head.epoch !== epoch) return null;
  return JSON.stringify({
    ...head,
    buckets: head.buckets.map((version, at) => (at === index ? version + 1 : version)),
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
