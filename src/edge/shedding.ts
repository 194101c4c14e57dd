import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STALLED_ANSWER_MS } from './bad-http.js';
import { retryableErrorBody } from './errors.js';
import { createAdmission } from './overload.js';
import type { AdmissionReport, OverloadLimits, Pressure, ShedReason } from './overload.js';
import { watchPressure } from './pressure.js';
import { requestIdOf } from './request-id.js';
import { whenGone } from './when-gone.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Gives up the place that the request's operation has; `null` where it has none. */
    leavePlace: (() => void) | null;
    /** How long it has waited for its turn. */
    waitedMs: number;
  }
}

/** What `/status` says of it. `lastShedAt` is an instant in ISO 8601, UTC. */
export type SheddingReport = AdmissionReport &
  Readonly<{ shed: number; lastShedAt: string | null; eventLoopDelayMs: number }>;

/** Hooks of a route whose requests are to be turned away while there are too many. */
export type Shedding = Readonly<{
  /**
   * Turns a request away for a fifth of what it costs to do so in a hook, so that being asked too much takes little from
   * those who are answered. A page of another origin could not read that answer: it has the hook's.
   */
  ahead: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Ahead of all that costs anything, the reading of the body too. */
  onRequest: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
  /** Waits for the operation's turn. Its body is there by then: one that never comes takes nobody's place. */
  preHandler: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
  /** Gives the place up when the answer is made: a client that reads it slowly does not hold it either. */
  onSend: (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: () => void) => void;
  report: () => SheddingReport;
}>;

export type SheddingListener = Readonly<{
  shed: (reason: ShedReason) => void;
  waited: (seconds: number) => void;
  felt: (pressure: Pressure) => void;
}>;

/** Clients that were turned away at the same time are not to come back at the same time. */
const LONGEST_RETRY_AFTER_S = 3;

const refusal = JSON.stringify(
  retryableErrorBody('OVERLOADED', 'This server has more to do than it can; try again shortly.'),
);
const refusalHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(refusal),
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

function retryAfter(): string {
  return String(1 + Math.floor(Math.random() * LONGEST_RETRY_AFTER_S));
}

/** Watches this process for as long as `app` is open. */
export function createShedding(app: FastifyInstance, limits: OverloadLimits, listener: SheddingListener): Shedding {
  const admission = createAdmission(limits);
  let shed = 0;
  let lastShedAt: number | null = null;
  let eventLoopDelayMs = 0;
  let isTurnAwaited = false;

  app.decorateRequest('leavePlace', null);
  app.decorateRequest('waitedMs', 0);
  const stop = watchPressure((pressure, at) => {
    eventLoopDelayMs = pressure.delayMs;
    admission.feel(pressure, at);
    awaitTurn();
    listener.felt(pressure);
  });
  app.addHook('onClose', (_app, done) => {
    stop();
    done();
  });

  function awaitTurn(): void {
    if (isTurnAwaited) return;
    isTurnAwaited = true;
    setImmediate(() => {
      isTurnAwaited = false;
      if (admission.turn(performance.now())) awaitTurn();
    });
  }

  function isTurnedAway(): boolean {
    const reason = admission.refusal(performance.now());
    if (reason === null) return false;
    shed += 1;
    lastShedAt = Date.now();
    listener.shed(reason);
    return true;
  }

  return {
    ahead: (request, response) => {
      if (request.headers.origin !== undefined || !isTurnedAway()) return false;
      request.socket.setTimeout(STALLED_ANSWER_MS);
      response
        .writeHead(503, {
          ...refusalHeaders,
          'retry-after': retryAfter(),
          'x-request-id': requestIdOf(request.headers),
        })
        .end(refusal);
      return true;
    },
    onRequest: (_request, reply, done) => {
      if (!isTurnedAway()) {
        done();
        return;
      }
      void reply
        .code(503)
        .headers({ ...refusalHeaders, 'retry-after': retryAfter() })
        .send(refusal);
    },
    preHandler: (request, reply, done) => {
      const begin = (waitedMs: number) => {
        request.waitedMs = waitedMs;
        listener.waited(waitedMs / 1000);
        done();
      };
      const place = admission.enter(performance.now(), begin);
      request.leavePlace = () => {
        place.leave();
        awaitTurn();
      };
      whenGone(request, reply, request.leavePlace);
      awaitTurn();
      if (place.hasBegun) begin(0);
    },
    onSend: (request, _reply, _payload, done) => {
      request.leavePlace?.();
      done();
    },
    report: () => ({
      ...admission.report(),
      shed,
      lastShedAt: lastShedAt === null ? null : new Date(lastShedAt).toISOString(),
      eventLoopDelayMs: Math.round(eventLoopDelayMs),
    }),
  };
}
