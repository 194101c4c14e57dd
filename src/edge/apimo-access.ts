import { createHash } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { createCrossingBook, forgettingWhenWritten } from '../graph/crossing-book.js';
import type { CrossingBook, RequestWriter } from '../graph/crossing-book.js';
import { createRequestBook } from '../graph/request-book.js';
import type { RequestBook, RequestBookOptions } from '../graph/request-book.js';
import { createRequestTurns } from '../graph/request-turns.js';
import { createRequestShelf } from '../graph/request-book-shelf.js';
import type { Store } from '../store/store.js';
import type { CityPins } from '../upstream/apimo/city-pins.js';
import { createApimoClient } from '../upstream/apimo/client.js';
import type { ApimoOptions } from '../upstream/apimo/client.js';
import { createApimoBudget } from '../upstream/apimo/quota-budget.js';
import type { ApimoBudget } from '../upstream/apimo/quota-budget.js';
import { createQuotaDoors } from '../upstream/apimo/quota-door.js';
import type { ApimoUse } from '../upstream/apimo/quota.js';
import { systemClock } from '../upstream/clock.js';
import type { UpstreamObserver } from '../upstream/observer.js';
import type { DoorRequest } from '../upstream/http.js';
import type { PolicedDoor } from '../upstream/policy/policed-door.js';
import type { Config } from './config.js';

/** All that leads to Apimo: what operations ask, what is known of buyers' requests, and the calls that both may make. */
export type ApimoAccess = Readonly<{
  client: RequestWriter;
  requestBook: RequestBook;
  crossingBook: CrossingBook;
  budget: ApimoBudget;
  close: () => Promise<void>;
}>;

type Options = Readonly<{
  config: Pick<
    Config,
    | 'apimoCallsPerSecond'
    | 'apimoCallsPerDay'
    | 'apimoReservedCalls'
    | 'requestsMaxAgeMs'
    | 'requestsMaxStaleMs'
    | 'isCaching'
    | 'cityPins'
  >;
  /** Which account the credentials are of. */
  account: string;
  client: ApimoOptions;
  communes: RequestBookOptions['communes'];
  observer: Pick<UpstreamObserver, 'waited'>;
  logger: FastifyBaseLogger;
}>;

/** A process that syncs and is not heard of for longer than a sync takes is dead. */
const SYNC_LEASE_MS = 45_000;

export function openApimo(door: PolicedDoor, store: Store, options: Options): ApimoAccess {
  const { config, account, logger } = options;
  const clock = systemClock;
  const budget = createApimoBudget(store, {
    account,
    limits: {
      callsPerSecond: config.apimoCallsPerSecond,
      callsPerDay: config.apimoCallsPerDay,
      reservedCalls: config.apimoReservedCalls,
    },
    clock,
    onStoreLost: (error) => logger.warn({ err: error }, "this process counts Apimo's calls for itself"),
  });
  const { observer } = options;
  const doors = createQuotaDoors(door, budget, { callsPerSecond: config.apimoCallsPerSecond, clock, observer });
  const clientFor = (useOf: (request: DoorRequest) => ApimoUse) =>
    // Each attempt of a call takes its turn and counts.
    createApimoClient(door.retrying(doors.doorFor(useOf)), options.client);
  const requestBook = createRequestBook({
    sources: { sync: clientFor(() => 'SYNC'), readBack: clientFor(() => 'WRITE') },
    shelf: createRequestShelf(store, { account: resolvedAs(account, config.cityPins), leaseMs: SYNC_LEASE_MS }),
    clock,
    maxAgeMs: config.requestsMaxAgeMs,
    maxStaleMs: config.requestsMaxStaleMs,
    turns: createRequestTurns(store, { account, clock }),
    allowance: budget.standing,
    communes: options.communes,
    onSyncFailed: (agencyId, error) => logger.warn({ agencyId, err: error }, 'buyer requests could not be refreshed'),
    onUnknown: (agencyId) => logger.warn({ agencyId }, 'Apimo knows no such agency'),
    onUnreadable: (agencyId, count) => logger.warn({ agencyId, count }, 'some buyer requests could not be read'),
  });
  const client = clientFor(({ method }) => (method === 'GET' ? 'READ' : 'WRITE'));
  const crossingBook = createCrossingBook({ source: client, isRemembering: config.isCaching, now: clock.now });
  return {
    client: forgettingWhenWritten(client, crossingBook),
    requestBook,
    crossingBook,
    budget,
    close: async () => {
      doors.close();
      crossingBook.close();
      await requestBook.close();
    },
  };
}

/** What was resolved under other pins is not what stands for the agencies now. */
function resolvedAs(account: string, pins: CityPins): string {
  if (pins.size === 0) return account;
  const sorted = [...pins].sort(([one], [other]) => (one < other ? -1 : 1));
  return `${account}-${createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)}`;
}
