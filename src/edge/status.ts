import type { FastifyInstance } from 'fastify';
import type { UpstreamName } from '../upstream/errors.js';
import type { DoorRecord } from '../upstream/watched-door.js';
import { requireCaller } from './authenticate.js';
import type { Authenticator } from './authenticate.js';
import { errorBody } from './errors.js';

/** What `/status` says of each upstream. */
export type UpstreamStatus = DoorRecord & Readonly<{ isSandbox: boolean }>;
export type ReadStatus = () => Readonly<Record<UpstreamName, UpstreamStatus>>;

/** Serves `/status` to any client; where no clients are configured, to this machine alone. */
export function registerStatus(
  app: FastifyInstance,
  authenticate: Authenticator,
  { isOpen, read }: Readonly<{ isOpen: boolean; read: ReadStatus }>,
): void {
  app.get('/status', { onRequest: requireCaller(authenticate) }, (request, reply) => {
    if (isOpen && !isLoopback(request.socket.remoteAddress)) {
      return reply.code(403).send(errorBody('FORBIDDEN', 'Without clients the status is for this machine alone.'));
    }
    return reply.header('cache-control', 'no-store').send({ upstreams: read() });
  });
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}
