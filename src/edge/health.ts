import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { whenGone } from './when-gone.js';

/** Whether this process takes part: what it is doing itself, never how its upstreams fare. */
export type Lifecycle = Readonly<{
  isDraining: () => boolean;
  /** A hook that counts a request until its answer has left or its client has gone. */
  countInFlight: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Starts to drain; resolves when nothing is in flight, or after `graceMs`. */
  drained: (graceMs: number) => Promise<void>;
}>;

export function createLifecycle(): Lifecycle {
  let isDraining = false;
  let inFlight = 0;
  let whenIdle: (() => void) | undefined;

  return {
    isDraining: () => isDraining,
    countInFlight: (request, reply) => {
      inFlight += 1;
      whenGone(request, reply, () => {
        inFlight -= 1;
        if (inFlight === 0) whenIdle?.();
      });
      if (isDraining) reply.header('connection', 'close');
      return Promise.resolve();
    },
    drained: async (graceMs) => {
      isDraining = true;
      if (inFlight === 0) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        whenIdle = resolve;
        timer = setTimeout(resolve, graceMs);
      });
      clearTimeout(timer);
    },
  };
}

export function registerHealth(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  app.get('/readyz', (_request, reply) => {
    const isReady = !lifecycle.isDraining();
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'draining' });
  });
}
