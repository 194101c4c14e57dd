import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { AgencyReport } from '../graph/request-book.js';
import type { CountedStanding } from '../upstream/apimo/quota-budget.js';
import type { UpstreamName } from '../upstream/errors.js';
import type { DoorRecord } from '../upstream/watched-door.js';

/** What `/status` says of each upstream. Instants are ISO 8601, UTC. */
export type UpstreamStatus = DoorRecord & Readonly<{ isSandbox: boolean }>;

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
export type ReadStatus = (agencyIds: readonly string[]) => Promise<Statuses>;

/** Serves `/status` to whom the guards let pass; of agencies it shows a caller its own. */
export function registerStatus(
  app: FastifyInstance,
  guards: readonly onRequestAsyncHookHandler[],
  read: ReadStatus,
): void {
  app.get('/status', { onRequest: [...guards] }, async ({ caller }, reply) =>
    reply.header('cache-control', 'no-store').send({ upstreams: await read(caller?.agencyIds ?? []) }),
  );
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
