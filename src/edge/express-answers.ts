import { hash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, Server, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../access/caller.js';
import type { Encoding } from './answer-shelf.js';
import type { Authenticator } from './authenticate.js';
import { STALLED_ANSWER_MS } from './bad-http.js';
import { requestIdOf } from './request-id.js';

/** How a request was answered from what is kept, and by which rights. */
export type ExpressAnswer = Readonly<{
  key: string;
  rights: string;
  encoding: Encoding | null;
  /** Those that do not change from one answer to the next. */
  headers: OutgoingHttpHeaders;
}>;

/** `null` where the answer is there no more, or is not for this caller. */
export type Claim = (
  express: ExpressAnswer,
  caller: Caller,
  requestId: string,
) => Promise<Readonly<{ headers: OutgoingHttpHeaders; body: Buffer }> | null>;

type ExpressOptions = Readonly<{
  authenticate: Authenticator;
  claim: Claim;
  isOpen: () => boolean;
  answered: () => void;
}>;

/**
 * Answers a request that is, to the letter of its headers and body, one that was answered from what is kept: whatever
 * looked at these let it pass then, so that it need not be asked again. What can have changed since is: who the caller
 * is and what it may, what it has left of its points, and whether the answer is still there.
 */
export interface ExpressAnswers {
  note(request: IncomingMessage, bodyText: string, answer: ExpressAnswer): void;
  /** Stands before the listener that `server` has. */
  standBefore(server: Server, options: ExpressOptions): void;
}

/** A few hundred bytes each. */
const MAX_KNOWN = 10_000;
/** Few differ from one answer to the next. */
const MAX_HEADERS = 100;
/** What Node.js buffers of a body that nobody reads yet. */
const MAX_BODY_BYTES = 16_384;
/** Nothing of an answer but its own id depends on these. */
const withoutMeaning: ReadonlySet<string> = new Set(['x-request-id', 'traceparent', 'tracestate']);

export function createExpressAnswers(): ExpressAnswers {
  const known = new LRUCache<string, ExpressAnswer>({ max: MAX_KNOWN });
  const headersByText = new LRUCache<string, OutgoingHttpHeaders>({ max: MAX_HEADERS });

  function once(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
    const text = JSON.stringify(headers);
    const same = headersByText.get(text) ?? headers;
    headersByText.set(text, same);
    return same;
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    express: ExpressAnswer,
    { authenticate, claim, answered }: ExpressOptions,
  ): Promise<boolean> {
    const caller = await authenticate(request);
    if (caller === null) return false;
    const requestId = requestIdOf(request.headers);
    const claimed = await claim(express, caller, requestId);
    if (claimed === null) return false;
    const { headers, body } = claimed;
    request.socket.setTimeout(STALLED_ANSWER_MS);
    response.writeHead(200, {
      ...express.headers,
      ...headers,
      'content-length': body.length,
      'x-request-id': requestId,
    });
    response.end(body);
    answered();
    return true;
  }

  return {
    note: (request, bodyText, express) => {
      if (request.headers.origin !== undefined) return;
      known.set(letterOf(request, bodyText), { ...express, headers: once(express.headers) });
    },
    standBefore: (server, options) => {
      const [next] = server.listeners('request') as RequestListener[];
      if (next === undefined) throw new Error('There is no listener yet to stand before.');
      server.removeListener('request', next);
      server.on('request', (request, response) => {
        if (!options.isOpen() || !mayBeKnown(request, response)) {
          next(request, response);
          return;
        }
        // What came of the body along with the headers is there as soon as the parser is through with it.
        process.nextTick(() => {
          const bodyText = peek(request);
          const express = bodyText === null ? undefined : known.get(letterOf(request, bodyText));
          if (express === undefined) {
            next(request, response);
            return;
          }
          const goOn = (isAnswered: boolean) => {
            if (!isAnswered) next(request, response);
          };
          answer(request, response, express, options).then(goOn, () => {
            goOn(response.headersSent);
          });
        });
      });
    },
  };
}

/** A page of another origin is turned away by a hook where there is too much to do, so that it has to come there. */
function mayBeKnown({ method, headers }: IncomingMessage, { socket }: ServerResponse): boolean {
  const length = Number(headers['content-length']);
  // One that waits behind another on its connection has no socket yet.
  return method === 'POST' && headers.origin === undefined && length > 0 && length <= MAX_BODY_BYTES && socket !== null;
}

/** The whole body, which whoever reads it next finds there still; `null` where it has not come yet. */
function peek(request: IncomingMessage): string | null {
  if (request.readableLength !== Number(request.headers['content-length'])) return null;
  const body: unknown = request.read();
  if (!Buffer.isBuffer(body)) return null;
  request.unshift(body);
  return body.toString();
}

function letterOf({ method, url, httpVersion, rawHeaders }: IncomingMessage, bodyText: string): string {
  let text = `${httpVersion} ${method ?? ''} ${url ?? ''}\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!withoutMeaning.has(name.toLowerCase())) text += `${name}:${rawHeaders[index + 1] ?? ''}\n`;
  }
  return hash('sha256', `${text}\n${bodyText}`, 'base64url');
}
