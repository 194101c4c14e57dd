import { hash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Points, PointsStanding } from '../access/points.js';
import { nextParisMidnight, parisDayOf } from '../domain/calendar.js';
import type { UpstreamName } from '../upstream/errors.js';
import { pointsFor } from './admission.js';
import { answerKeyOf } from './answer-key.js';
import { createAnswerShelf } from './answer-shelf.js';
import type { AnswerShelf, Encoding, KeptAnswer } from './answer-shelf.js';
import { extensionsOf } from './extensions.js';
import type { EstimateCost } from './operation-cost.js';
import type { EdgeContext } from './operation.js';
import type { ResolvedOperation } from './shareable-operation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was sent, to the letter; `null` where nothing was, and where nothing is kept. */
    bodyText: string | null;
    /** The answer that was looked for, and is not there; `null` where none was. */
    sought: SoughtAnswer | null;
  }
}

/** An answer that may be kept once it is made. */
export type SoughtAnswer = { readonly key: string; toKeep: ToKeep | null };

type ToKeep = Omit<KeptAnswer, 'body' | 'contentType' | 'etag'> &
  Readonly<{
    /** What the answer's text ends with, beside its data, and what it is to end with from then on. */
    ending: string;
    rememberedEnding: string;
  }>;

export type ReadyAnswersOptions = Readonly<{
  /** 0 where nothing is kept. */
  maxBytes: number;
  points: Points;
  estimate: EstimateCost;
  isShareable: (resolved: ResolvedOperation) => boolean;
  /** Where documents of this client are looked for by their ids, if not where all others' are. */
  realmOf: (clientId: string) => string;
  sandboxed: readonly UpstreamName[];
  writeLog: (line: Readonly<Record<string, unknown>>) => void;
  metrics: ReadyAnswersListener;
}>;

export type ReadyAnswersListener = Readonly<{
  /** An answer was looked for; `seconds` is what it took to answer from what is kept. */
  hit: (seconds: number) => void;
  missed: () => void;
}>;

/** Answers that all who have the same rights share, as bytes: docs/caching.md. */
export type ReadyAnswers = Readonly<{
  /** Notes what is to be kept of an answer. It goes behind whatever adds to its extensions. */
  plugin: ApolloServerPlugin<EdgeContext>;
  /** Has the text of bodies at hand; to be called once, before there are routes. */
  prepare: (app: FastifyInstance) => void;
  /** Answers from what is kept, ahead of all that an operation needs. */
  preHandler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** Keeps an answer as it leaves. */
  onSend: (request: FastifyRequest, reply: FastifyReply, payload: unknown) => Promise<unknown>;
  bytes: () => number;
}>;

/** As for all other answers: what is smaller is not worth it. */
const PACKED_FROM_BYTES = 1024;
const VARYING_BY = 'authorization, accept, accept-encoding, immograph-cost, immograph-dry-run';

export function createReadyAnswers(options: ReadyAnswersOptions): ReadyAnswers {
  const shelf = options.maxBytes === 0 ? null : createAnswerShelf(options.maxBytes);
  return {
    plugin: createNotingPlugin(options),
    prepare: (app) => {
      app.decorateRequest('bodyText', null);
      app.decorateRequest('sought', null);
      if (shelf !== null) keepBodyTexts(app);
    },
    preHandler: shelf === null ? () => Promise.resolve(undefined) : createFinder(shelf, options),
    onSend: (request, reply, payload) => {
      const toKeep = request.sought?.toKeep ?? null;
      if (shelf === null || request.sought === null || toKeep === null || reply.statusCode !== 200) {
        return Promise.resolve(payload);
      }
      const answer = toKept(toKeep, payload, request, reply);
      if (answer === null) return Promise.resolve(payload);
      shelf.put(request.sought.key, answer);
      setCachingHeaders(reply, answer);
      return Promise.resolve(isNotModified(request, reply, answer) ? null : payload);
    },
    bytes: () => shelf?.bytes() ?? 0,
  };
}

/** JSON is read as Fastify reads it. */
function keepBodyTexts(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  void app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    request.bodyText = String(text);
    parse(request, String(text), done);
  });
}

function createNotingPlugin({
  estimate,
  isShareable,
  sandboxed,
}: ReadyAnswersOptions): ApolloServerPlugin<EdgeContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ document, operation, operationName, request, response, metrics, contextValue }) => {
          const { sought, caller, meter, today } = contextValue;
          const { body, http } = response;
          if (sought === null || body.kind !== 'single' || (http.status ?? 200) !== 200) return Promise.resolve();
          const { data, errors, extensions } = body.singleResult;
          if (errors !== undefined || !data || !document || !operation) return Promise.resolve();
          // Who has a query persisted, by sending it along with its hash, is to get through.
          if (metrics.persistedQueryRegister === true) return Promise.resolve();
          const resolved = { document, operation, variables: request.variables ?? {} };
          if (!isShareable(resolved)) return Promise.resolve();

          const now = Date.now();
          const { holdsUntil, remembered } = meter.footing();
          const until = Math.min(holdsUntil, endOfDay(today, now));
          if (until <= now) return Promise.resolve();
          const costs = estimate({ ...resolved, agencyCount: caller.agencyIds.length });
          sought.toKeep = {
            keptAt: now,
            holdsUntil: until,
            points: {
              requested: pointsFor(costs.upstreamCalls + costs.billedEstimations, costs),
              least: pointsFor(0, costs),
            },
            operationName: operationName ?? null,
            upstreams: remembered,
            ending: endingOf(extensions),
            rememberedEnding: endingOf(extensionsOf(remembered, sandboxed)),
          };
          return Promise.resolve();
        },
      }),
  };
}

/** What a valuation without a date is for changes at midnight in Paris. */
function endOfDay(today: string, now: number): number {
  return parisDayOf(new Date(now)) === today ? nextParisMidnight(new Date(now)).getTime() : -Infinity;
}

/** As Apollo Server writes it. */
function endingOf(extensions: unknown): string {
  return `,"extensions":${JSON.stringify(extensions)}}\n`;
}

function toKept(toKeep: ToKeep, payload: unknown, request: FastifyRequest, reply: FastifyReply): KeptAnswer | null {
  const { ending, rememberedEnding, ...facts } = toKeep;
  const contentType = reply.getHeader('content-type');
  if (typeof payload !== 'string' || typeof contentType !== 'string') return null;
  if (!payload.startsWith('{"data":') || !payload.endsWith(ending)) return null;
  const data = payload.slice(0, -ending.length);
  return {
    ...facts,
    body: Buffer.from(data + rememberedEnding),
    contentType,
    etag: request.method === 'GET' ? `W/"${hash('sha256', data, 'base64url')}"` : null,
  };
}

function createFinder(
  shelf: AnswerShelf,
  { points, realmOf, writeLog, metrics }: ReadyAnswersOptions,
): ReadyAnswers['preHandler'] {
  return async (request, reply) => {
    const startedAt = performance.now();
    const { caller } = request;
    const key = caller === null ? null : answerKeyOf(request, caller, realmOf(caller.clientId));
    if (caller === null || key === null) return undefined;
    const answer = shelf.find(key, Date.now());
    if (answer === null) {
      request.sought = { key, toKeep: null };
      metrics.missed();
      return undefined;
    }
    // What a client could never ask for it does not get because others asked.
    if (caller.pointsPerMinute !== null && answer.points.requested > caller.pointsPerMinute) return undefined;
    const reservation = await points.reserve(caller, answer.points.least);
    // The operation is refused in its turn, with what it would take.
    if (reservation.kind !== 'GRANTED') return undefined;

    const encoding = answer.body.length < PACKED_FROM_BYTES ? null : encodingFor(request);
    const body = encoding === null ? answer.body : await shelf.packed(key, answer, encoding);
    if (reservation.standing !== null) setStandingHeaders(reply, reservation.standing);
    reply.header('content-type', answer.contentType);
    setCachingHeaders(reply, answer);
    const isUnchanged = isNotModified(request, reply, answer);
    if (encoding !== null && !isUnchanged) {
      reply.header('content-encoding', encoding);
      if (answer.etag === null) addVarying(reply, 'accept-encoding');
    }
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.hit(seconds);
    writeLog({
      requestId: request.id,
      clientId: caller.clientId,
      operation: answer.operationName,
      kind: 'query',
      durationMs: Math.round(seconds * 1000),
      upstreamCalls: 0,
      upstreams: answer.upstreams,
      errorCodes: {},
    });
    return reply.send(isUnchanged ? null : body);
  };
}

/** `null` for what is answered as it is, or packed on its way: where the client says more than which of the two it takes. */
function encodingFor({ headers }: FastifyRequest): Encoding | null {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string' || headers['x-no-compression'] !== undefined || /[;*]/.test(accepted)) return null;
  const names = accepted.split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : null;
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
  if (isHeld) reply.code(304);
  return isHeld;
}

function setStandingHeaders(reply: FastifyReply, { limit, remaining, resetsInMs }: PointsStanding): void {
  reply.headers({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetsInMs / 1000)),
  });
}
