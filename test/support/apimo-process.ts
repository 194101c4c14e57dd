import { createLocalCaller } from '../../src/access/caller.js';
import { findVisibleAgency } from '../../src/access/visible-agency.js';
import type { VisibleAgencyId } from '../../src/access/visible-agency.js';
import type { RequestIndex } from '../../src/domain/request-index.js';
import { createRequestBook } from '../../src/graph/request-book.js';
import type { RequestBook } from '../../src/graph/request-book.js';
import { createRequestTurns } from '../../src/graph/request-turns.js';
import { createRequestShelf } from '../../src/graph/request-book-shelf.js';
import type { Store } from '../../src/store/store.js';
import { createApimoClient } from '../../src/upstream/apimo/client.js';
import type { ApimoClient } from '../../src/upstream/apimo/client.js';
import { createApimoBudget } from '../../src/upstream/apimo/quota-budget.js';
import type { ApimoBudget } from '../../src/upstream/apimo/quota-budget.js';
import { createQuotaDoors } from '../../src/upstream/apimo/quota-door.js';
import type { ApimoUse, QuotaLimits } from '../../src/upstream/apimo/quota.js';
import type { Clock } from '../../src/upstream/clock.js';
import type { UpstreamCall } from '../../src/upstream/call.js';
import type { Door } from '../../src/upstream/http.js';
import { aMeteredCall } from './upstream-call.js';

const documentedQuota: QuotaLimits = { callsPerSecond: 10, callsPerDay: 1000, reservedCalls: 100 };

export type ApimoProcess = Readonly<{
  book: RequestBook;
  client: ApimoClient;
  budget: ApimoBudget;
  failures: string[];
  /** The ids of what an operation reads now. */
  read: (agencyId: string) => Promise<readonly string[] | null>;
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  door: Door;
  store: Store;
  clock: Clock;
  limits?: QuotaLimits;
  maxAgeMs?: number;
  maxStaleMs?: number;
}>;

/** What one process of immograph has between its operations and Apimo, by a clock and a store of the test. */
export function startApimoProcess({
  door,
  store,
  clock,
  limits = documentedQuota,
  maxAgeMs = 120_000,
  maxStaleMs = 7 * 86_400_000,
}: Options): ApimoProcess {
  const budget = createApimoBudget(store, { account: 'test', limits, clock, onStoreLost: () => undefined });
  const doors = createQuotaDoors(door, budget, { callsPerSecond: limits.callsPerSecond, clock });
  const clientFor = (use: ApimoUse) =>
    createApimoClient(
      doors.doorFor(({ method }) => (method === 'GET' ? use : 'WRITE')),
      { provider: '1', token: 't', resolvePlace: () => ({ inseeCodes: [], resolution: 'UNRESOLVED' }) },
    );
  const failures: string[] = [];
  const book = createRequestBook({
    sources: { sync: clientFor('SYNC'), readBack: clientFor('WRITE') },
    shelf: createRequestShelf(store, { account: 'test', leaseMs: 45_000 }),
    clock,
    maxAgeMs,
    maxStaleMs,
    turns: createRequestTurns(store, { account: 'test', clock }),
    allowance: budget.standing,
    communes: { covers: (one, other) => one === other, parentOf: () => null, arrondissementsOf: () => [] },
    onSyncFailed: (agencyId) => failures.push(agencyId),
    onUnknown: () => undefined,
    onUnreadable: () => undefined,
  });
  return {
    book,
    client: clientFor('READ'),
    budget,
    failures,
    read: async (agencyId) => {
      const found = await book.requestsOf(visible(agencyId), patientCall());
      return found === null ? null : idsOf(found);
    },
    close: async () => {
      doors.close();
      await book.close();
    },
  };
}

/** A call that waits for longer than any test takes. */
export function patientCall(clientId = 'client'): UpstreamCall {
  return { ...aMeteredCall({ timeoutMs: 1_000_000 }).call, clientId };
}

export function visible(agencyId: string): VisibleAgencyId {
  const found = findVisibleAgency(createLocalCaller([agencyId]), agencyId);
  if (found === null) throw new Error('The local caller should see its own agency.');
  return found;
}

/** The ids of all requests in an index. */
export function idsOf(index: RequestIndex): readonly string[] {
  return index.page({ first: index.size() }).requests.map(({ requestId }) => requestId);
}
