import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { UpstreamName } from '../upstream/errors.js';
import type { DoorRecord } from '../upstream/watched-door.js';

/** What `/status` says of each upstream. */
export type UpstreamStatus = DoorRecord & Readonly<{ isSandbox: boolean }>;
export type ReadStatus = () => Readonly<Record<UpstreamName, UpstreamStatus>>;

/** Serves `/status` to whom the guards let pass. */
export function registerStatus(
  app: FastifyInstance,
  guards: readonly onRequestAsyncHookHandler[],
  read: ReadStatus,
): void {
  app.get('/status', { onRequest: [...guards] }, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ upstreams: read() }),
  );
}
