import { hash } from 'node:crypto';
import type { OutgoingHttpHeaders, Server } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import type { Points, PointsStanding } from '../access/points.js';
import { standingHeaders } from './admission.js';
import { answerKeyOf, scopesOf } from './answer-key.js';
import { createAnswerNoting } from './answer-noting.js';
import type { AnswerNotingOptions, SoughtAnswer, ToKeep } from './answer-noting.js';
import { createAnswerShelf } from './answer-shelf.js';
import type { Encoding, KeptAnswer } from './answer-shelf.js';
import type { Authenticator } from './authenticate.js';
import { createExpressAnswers } from './express-answers.js';
import { operationLine } from './operation-log.js';
import type { LogLine } from './operation-log.js';
import type { OperationPart } from './operation-stages.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was sent, to the letter; `null` where nothing was, and where nothing is kept. */
    bodyText: string | null;
    /** `null` where no answer was looked for, and where it was there. */
    sought: SoughtAnswer | null;
  }
}

export type ReadyAnswersOptions = AnswerNotingOptions &
  Readonly<{
    /** 0 where nothing is kept. */
    maxBytes: number;
    points: Points;
    /** Where documents of this client are looked for by their ids, if not where all others' are. */
    realmOf: (clientId: string) => string;
    writeLog: (line: LogLine) => void;
    metrics: ReadyAnswersListener;
  }>;

export type ReadyAnswersListener = Readonly<{
  /** An answer was given from what is kept, in so many seconds. */
  hit: (seconds: number) => void;
  /** One was looked for and is not there. */
  missed: () => void;
}>;

/** Answers that all who have the same rights share, as bytes: docs/caching.md. */
export type ReadyAnswers = Readonly<{
  /** Notes which of the answers that are made may be kept. */
  noting: OperationPart;
  /** To be called once, before there are routes. */
  prepare: (app: FastifyInstance) => void;
  /** A hook that answers from what is kept, ahead of all that an operation needs. */
  preHandler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** A hook that keeps an answer as it leaves. */
  onSend: (request: FastifyRequest, reply: FastifyReply, payload: unknown) => Promise<unknown>;
  /** Has what is asked again, to the letter, answered before the listener that `server` has. */
  standBefore: (server: Server, needs: StandingNeeds) => void;
  bytes: () => number;
}>;

type StandingNeeds = Readonly<{
  authenticate: Authenticator;
  /** Whether answers may leave without the hooks that were passed before. */
  isOpen: () => boolean;
  answered: () => void;
}>;

type Taken = Readonly<{ answer: KeptAnswer; body: Buffer; standing: PointsStanding | null }>;
type Asking = Readonly<{ caller: Caller; requestId: string; encoding: Encoding | null }>;

/** As for all other answers: what is smaller is not worth it. */
const PACKED_FROM_BYTES = 1024;
const VARYING_BY = 'authorization, accept, accept-encoding, immograph-cost, immograph-dry-run';
/** Of this answer alone. */
const ownHeaders: ReadonlySet<string> = new Set([
  'x-request-id',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]);

export function createReadyAnswers(options: ReadyAnswersOptions): ReadyAnswers {
  const { maxBytes, points, realmOf, writeLog, metrics } = options;
  const noting = createAnswerNoting(options);
  if (maxBytes === 0) return { ...withoutAny, noting };
  const shelf = createAnswerShelf(maxBytes);
  const express = createExpressAnswers();
  const rightsOf = (caller: Caller) => `${realmOf(caller.clientId)}\n${scopesOf(caller)}`;

  /** `null` where the client's points do not allow it: the operation is then refused in its turn, with what it would take. */
  async function take(key: string, answer: KeptAnswer, { caller, requestId, encoding }: Asking): Promise<Taken | null> {
    const startedAt = performance.now();
    const { pointsPerMinute } = caller;
    let standing: PointsStanding | null = null;
    if (pointsPerMinute !== null) {
      // What a client could never ask for it does not get because others did.
      if (answer.points.requested > pointsPerMinute) return null;
      const reservation = await points.reserve(caller, answer.points.least);
      if (reservation.kind !== 'GRANTED') return null;
      standing = reservation.standing;
    }
    const body = encoding === null ? answer.body : await shelf.packed(key, answer, encoding);
    const durationMs = performance.now() - startedAt;
    metrics.hit(durationMs / 1000);
    const { operationName, upstreams } = answer;
    const { clientId } = caller;
    writeLog(operationLine({ requestId, clientId, operationName, kind: 'query', durationMs, upstreams, errors: [] }));
    return { answer, body, standing };
  }

  return {
    noting,
    prepare: (app) => {
      withoutAny.prepare(app);
      keepBodyTexts(app);
    },
    preHandler: async (request, reply) => {
      const { caller, bodyText } = request;
      const key = caller === null ? null : answerKeyOf(request, rightsOf(caller));
      if (caller === null || key === null) return undefined;
      const answer = shelf.find(key, Date.now());
      if (answer === null) {
        request.sought = { key, toKeep: null };
        metrics.missed();
        return undefined;
      }
      const encoding = encodingFor(request, answer);
      const taken = await take(key, answer, { caller, requestId: request.id, encoding });
      if (taken === null) return undefined;
      if (taken.standing !== null) reply.headers(standingHeaders(taken.standing));
      reply.header('content-type', answer.contentType);
      setCachingHeaders(reply, answer);
      if (isNotModified(request, reply, answer)) return reply.send();
      if (encoding !== null) {
        reply.header('content-encoding', encoding);
        if (answer.etag === null) addVarying(reply, 'accept-encoding');
      }
      if (bodyText !== null && isNotPackedLater(request, encoding)) {
        express.note(request.raw, bodyText, { key, rights: rightsOf(caller), encoding, headers: sharedHeaders(reply) });
      }
      return reply.send(taken.body);
    },
    onSend: (request, reply, payload) => {
      const { sought } = request;
      const toKeep = sought?.toKeep ?? null;
      const answer = toKeep === null ? null : toKept(toKeep, payload, request, reply);
      if (sought === null || answer === null) return Promise.resolve(payload);
      shelf.put(sought.key, answer);
      setCachingHeaders(reply, answer);
      return Promise.resolve(isNotModified(request, reply, answer) ? null : payload);
    },
    standBefore: (server, needs) => {
      express.standBefore(server, {
        ...needs,
        claim: async ({ key, rights, encoding }, caller, requestId) => {
          const answer = rightsOf(caller) === rights ? shelf.find(key, Date.now()) : null;
          const taken = answer === null ? null : await take(key, answer, { caller, requestId, encoding });
          if (taken === null) return null;
          return { headers: taken.standing === null ? {} : standingHeaders(taken.standing), body: taken.body };
        },
      });
    },
    bytes: () => shelf.bytes(),
  };
}

const withoutAny: Omit<ReadyAnswers, 'noting'> = {
  prepare: (app) => {
    app.decorateRequest('bodyText', null);
    app.decorateRequest('sought', null);
  },
  preHandler: () => Promise.resolve(undefined),
  onSend: (_request, _reply, payload) => Promise.resolve(payload),
  standBefore: () => undefined,
  bytes: () => 0,
};

/** JSON is read as Fastify reads it. */
function keepBodyTexts(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    request.bodyText = text;
    void parse(request, text, done);
  });
}

function toKept(toKeep: ToKeep, payload: unknown, request: FastifyRequest, reply: FastifyReply): KeptAnswer | null {
  const { ending, rememberedEnding, ...facts } = toKeep;
  const contentType = reply.getHeader('content-type');
  if (reply.statusCode !== 200 || typeof payload !== 'string' || typeof contentType !== 'string') return null;
  if (!payload.startsWith('{"data":') || !payload.endsWith(ending)) return null;
  const data = payload.slice(0, -ending.length);
  return {
    ...facts,
    body: Buffer.from(data + rememberedEnding),
    contentType,
    etag: request.method === 'GET' ? `W/"${hash('sha256', data, 'base64url')}"` : null,
  };
}

/** `null` for what is answered as it is, or packed on its way: where a client says more than which of the two it takes. */
function encodingFor({ headers }: FastifyRequest, { body }: KeptAnswer): Encoding | null {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || headers['x-no-compression'] !== undefined) return null;
  if (body.length < PACKED_FROM_BYTES || /[;*]/.test(accepted)) return null;
  const names = accepted.split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : null;
}

/** Whether the body is sent as it is here. */
function isNotPackedLater({ headers }: FastifyRequest, encoding: Encoding | null): boolean {
  return encoding !== null || headers['accept-encoding'] === undefined;
}

/**
 * Over GET a client may keep what it got for as long as this server would, and no cache that others share may. A POST is
 * no address to keep anything under.
 */
function setCachingHeaders(reply: FastifyReply, { etag, holdsUntil }: KeptAnswer): void {
  if (etag === null) {
    reply.header('cache-control', 'no-store');
    return;
  }
  const seconds = Math.max(0, Math.floor((holdsUntil - Date.now()) / 1000));
  reply.header('cache-control', `private, max-age=${seconds}`).header('etag', etag);
  addVarying(reply, VARYING_BY);
}

function addVarying(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary');
  reply.header('vary', before === undefined ? names : `${String(before)}, ${names}`);
}

/** Whether the client has this answer already; the reply says so then. */
function isNotModified({ headers }: FastifyRequest, reply: FastifyReply, { etag }: KeptAnswer): boolean {
  const held = headers['if-none-match'];
  if (etag === null || held === undefined) return false;
  const strong = etag.slice('W/'.length);
  const isHeld = held.split(',').some((each) => [etag, strong, '*'].includes(each.trim()));
  if (isHeld) reply.code(304).removeHeader('content-length');
  return isHeld;
}

function sharedHeaders(reply: FastifyReply): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(reply.getHeaders()).filter(([name]) => !ownHeaders.has(name)));
}
