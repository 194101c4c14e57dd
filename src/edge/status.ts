import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { visibleAgencies } from '../access/visible-agency.js';
import type { VisibleAgencyId } from '../access/visible-agency.js';
import type { StoreReach } from '../store/watched-store.js';
import type { AgencyReport } from '../graph/request-book.js';
import type { CountedStanding } from '../upstream/apimo/quota-budget.js';
import type { UpstreamName } from '../upstream/errors.js';
import type { PolicyStatus } from '../upstream/policy/policed-door.js';
import type { DoorRecord } from '../upstream/watched-door.js';
import type { SheddingReport } from './shedding.js';
import type { ClientsReport } from './watched-clients.js';

/** What `/status` says of each upstream. Instants are ISO 8601, UTC. */
export type UpstreamStatus = DoorRecord & PolicyStatus & Readonly<{ isSandbox: boolean }>;

/** The calls of today, of all processes together unless `countedBy` says otherwise. */
type QuotaStatus = Readonly<{
  usedToday: number;
  left: number;
  /** Part of `left`: what syncing leaves to writes and crossings. */
  reserved: number;
  resetsAt: string;
  /** Until when Apimo has asked for a pause. */
  pausedUntil: string | null;
  countedBy: CountedStanding['countedBy'];
}>;

type ApimoStatus = UpstreamStatus & Readonly<{ quota: QuotaStatus; agencies: readonly AgencyReport[] }>;

type Statuses = Readonly<Record<Exclude<UpstreamName, 'apimo'>, UpstreamStatus> & { apimo: ApimoStatus }>;

/** Tells of no other agencies than those given. */
export type ReadStatus = (agencyIds: readonly VisibleAgencyId[]) => Promise<Statuses>;

/** Where what outlives the process is kept, and whether it can be reached; `since` is in ISO 8601, UTC. */
type StoreStatus = Readonly<{ kind: StoreReach['kind']; isReachable: boolean; since: string }>;

export type StatusSources = Readonly<{
  readUpstreams: ReadStatus;
  readStore: () => StoreReach;
  readShedding: () => SheddingReport;
  /** `null` where there is no file of clients. */
  readClients: () => ClientsReport | null;
}>;

/** Serves `/status` to whom the guards let pass; of agencies it shows a caller its own. */
export function registerStatus(
  app: FastifyInstance,
  guards: readonly onRequestHookHandler[],
  { readUpstreams, readStore, readShedding, readClients }: StatusSources,
): void {
  app.get('/status', { onRequest: [...guards] }, async ({ caller }, reply) =>
    reply.header('cache-control', 'no-store').send({
      upstreams: await readUpstreams(caller === null ? [] : visibleAgencies(caller)),
      store: toStoreStatus(readStore()),
      load: readShedding(),
      clients: readClients(),
    }),
  );
}

function toStoreStatus({ kind, isReachable, since }: StoreReach): StoreStatus {
  return { kind, isReachable, since: new Date(since).toISOString() };
}

export function toQuotaStatus(standing: CountedStanding): QuotaStatus {
  const { usedToday, left, reserved, resetsAt, pausedUntil, countedBy } = standing;
  return {
    usedToday,
    left,
    reserved: Math.min(reserved, left),
    resetsAt: new Date(resetsAt).toISOString(),
    pausedUntil: pausedUntil === null ? null : new Date(pausedUntil).toISOString(),
    countedBy,
  };
}
