import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { whenGone } from './when-gone.js';

/** Whether this process takes part: what it is doing itself, never how its upstreams fare. */
export type Lifecycle = Readonly<{
  isDraining: () => boolean;
  /** A hook that counts a request until its answer has left or its client has gone. */
  countInFlight: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
  /** A hook that tells the client of every answer to keep no connection to a process that is about to go. */
  partFromClient: (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: () => void) => void;
  /** Starts to drain; resolves when for `quietMs` nothing has been in flight, or after `graceMs`. */
  drained: (graceMs: number, quietMs: number) => Promise<void>;
}>;

export function createLifecycle(): Lifecycle {
  let isDraining = false;
  let inFlight = 0;
  let arrived = 0;
  let whenIdle: (() => void) | undefined;

  async function idleWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      whenIdle = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  return {
    isDraining: () => isDraining,
    countInFlight: (request, reply, done) => {
      inFlight += 1;
      arrived += 1;
      whenGone(request, reply, () => {
        inFlight -= 1;
        if (inFlight === 0) whenIdle?.();
      });
      done();
    },
    partFromClient: (_request, reply, _payload, done) => {
      if (isDraining) reply.header('connection', 'close');
      done();
    },
    drained: async (graceMs, quietMs) => {
      isDraining = true;
      const giveUpAt = performance.now() + graceMs;
      for (;;) {
        const leftMs = giveUpAt - performance.now();
        if (leftMs <= 0) return;
        if (inFlight > 0) await idleWithin(leftMs);
        const before = arrived;
        // A client may have sent its next request over a connection that was still good then.
        await pause(Math.min(quietMs, Math.max(0, giveUpAt - performance.now())));
        if (inFlight === 0 && arrived === before) return;
      }
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
