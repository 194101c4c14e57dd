import type { FastifyBaseLogger } from 'fastify';
import { createRequestBook } from '../graph/request-book.js';
import type { RequestBook, RequestBookOptions } from '../graph/request-book.js';
import { createRequestShelf } from '../graph/request-book-shelf.js';
import type { Store } from '../store/store.js';
import { APIMO_CALLS_PER_SECOND, createApimoClient } from '../upstream/apimo/client.js';
import type { ApimoClient, ApimoOptions } from '../upstream/apimo/client.js';
import { createApimoBudget } from '../upstream/apimo/quota-budget.js';
import type { ApimoBudget } from '../upstream/apimo/quota-budget.js';
import { createQuotaDoors } from '../upstream/apimo/quota-door.js';
import type { ApimoUse } from '../upstream/apimo/quota.js';
import { systemClock } from '../upstream/clock.js';
import type { Door, DoorRequest } from '../upstream/http.js';
import type { Config } from './config.js';

/** All that leads to Apimo: what operations ask, what is known of buyers' requests, and the calls that both may make. */
export type ApimoAccess = Readonly<{
  client: ApimoClient;
  requestBook: RequestBook;
  budget: ApimoBudget;
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  config: Pick<Config, 'apimoCallsPerDay' | 'apimoReservedCalls' | 'requestsMaxAgeMs'>;
  /** Which account the credentials are of. */
  account: string;
  client: ApimoOptions;
  communes: RequestBookOptions['communes'];
  logger: FastifyBaseLogger;
}>;

/** A process that syncs and is not heard of for longer than a sync takes is dead. */
const SYNC_LEASE_MS = 45_000;

export function openApimo(door: Door, store: Store, options: Options): ApimoAccess {
  const { config, account, logger } = options;
  const clock = systemClock;
  const budget = createApimoBudget(store, {
    account,
    limits: {
      callsPerSecond: APIMO_CALLS_PER_SECOND,
      callsPerDay: config.apimoCallsPerDay,
      reservedCalls: config.apimoReservedCalls,
    },
    clock,
    onStoreLost: (error) => logger.warn({ err: error }, "this process counts Apimo's calls for itself"),
  });
  const doors = createQuotaDoors(door, budget, { callsPerSecond: APIMO_CALLS_PER_SECOND, clock });
  const clientFor = (useOf: (request: DoorRequest) => ApimoUse) =>
    createApimoClient(doors.doorFor(useOf), options.client);
  const requestBook = createRequestBook({
    sources: { sync: clientFor(() => 'SYNC'), readBack: clientFor(() => 'WRITE') },
    shelf: createRequestShelf(store, { account, leaseMs: SYNC_LEASE_MS }),
    clock,
    maxAgeMs: config.requestsMaxAgeMs,
    allowance: budget.standing,
    communes: options.communes,
    onSyncFailed: (agencyId, error) => logger.warn({ agencyId, err: error }, 'buyer requests could not be refreshed'),
    onUnreadable: (agencyId, count) => logger.warn({ agencyId, count }, 'some buyer requests could not be read'),
  });
  return {
    client: clientFor(({ method }) => (method === 'GET' ? 'READ' : 'WRITE')),
    requestBook,
    budget,
    close: async () => {
      doors.close();
      await requestBook.close();
    },
  };
}
