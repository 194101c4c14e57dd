import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './errors.js';

/** A request's headers have to be there so long after its connection, or the answer before, and the whole of it so long. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 8_000;
/** Who is late is let go together: looked for once a second, hundreds of slow clients would hold up all others. */
const TIMEOUT_CHECK_INTERVAL_MS = 100;
/**
 * An answer that its client takes nothing of for twice as long is given up, with its connection. Node.js looks once in
 * that time, and lets pass whoever has taken anything since it looked last: it is three times as long at most.
 */
export const STALLED_ANSWER_MS = 2_000;

/** What Node.js is told of slow clients; the host is checked by `refuseBadTarget`, whose answer has a body. */
export const slowClientLimits = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
  requireHostHeader: false,
} as const;
export const requestTimeoutMs = REQUEST_TIMEOUT_MS;

type Refusal = Readonly<{ status: number; code: string; message: string }>;

/** By the code of Node.js's parser; whatever else it objects to is no HTTP. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'BAD_USER_INPUT', message: 'The headers are larger than 16 kB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The extensions of a chunk are larger than 16 kB.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'BAD_USER_INPUT', message: 'The request took too long to come.' },
};
const noHttp: Refusal = { status: 400, code: 'BAD_USER_INPUT', message: 'This is no HTTP request.' };

/**
 * Answers in JSON what Node.js turns down before there is a request. Where another answer is still to come on the
 * connection, a client would take this one for it: such a connection is closed without a word.
 */
export function answerBadHttp(error: ConnectionError, socket: Socket): void {
  const open = pending.get(socket);
  const isMidway = [...(open ?? [])].some(({ request, reply }) => request.raw.complete || reply.raw.headersSent);
  if (error.code === 'ECONNRESET' || !socket.writable || isMidway) {
    socket.destroy();
    return;
  }
  const { status, code, message } = refusals[error.code] ?? noHttp;
  const body = JSON.stringify(errorBody(code, message));
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.setTimeout(STALLED_ANSWER_MS, () => socket.destroy());
  socket.destroySoon();
}

/** Those of a connection whose answers have not left. */
type Open = Readonly<{ request: FastifyRequest; reply: FastifyReply }>;
const pending = new WeakMap<Socket, Set<Open>>();

/** Closes connections whose client does not take its answer; those that wait for one have all the time that it takes. */
export function watchAnswers(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const open = pending.get(socket) ?? new Set();
    pending.set(socket, open);
    const one = { request, reply };
    open.add(one);
    reply.raw.once('close', () => {
      open.delete(one);
      // The next answer may still be under way, and is waited for.
      const isMadeAlready = [...open].some((each) => each.reply.raw.writableEnded);
      if (open.size > 0 && !isMadeAlready) socket.setTimeout(0);
    });
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // An answer that waits behind another has no socket yet.
    reply.raw.socket?.setTimeout(STALLED_ANSWER_MS);
    done();
  });
}

/** A hook that turns down what names no one place: without a host, with two, or with one that no URL can hold. */
export function refuseBadTarget(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { rawHeaders, url = '/' } = request.raw;
  const host = request.headers.host ?? '';
  if (host !== '' && hasOneHost(rawHeaders) && isTarget(url, host)) {
    done();
    return;
  }
  void reply.code(400).send(errorBody('BAD_USER_INPUT', 'The header host should name one host.'));
}

function hasOneHost(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1;
}

/** Nearly all requests are for what the one before was for. */
let lastTarget = { url: '', host: '' };

function isTarget(url: string, host: string): boolean {
  if (url === lastTarget.url && host === lastTarget.host) return true;
  if (!URL.canParse(url, `http://${host}/`)) return false;
  lastTarget = { url, host };
  return true;
}

/** A hook that turns down a body that is written or packed in a way that would be read for something else. */
export function refuseOtherEncodings(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (type === 'application/json' && encoding === 'identity') {
    done();
    return;
  }
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1] ?? 'utf-8';
  if (/^utf-?8$/i.test(charset) && encoding.toLowerCase() === 'identity') {
    done();
    return;
  }
  void reply.code(415).send(errorBody('UNSUPPORTED_MEDIA_TYPE', 'Send the query in UTF-8, and not packed.'));
}

/** Node.js turns down expectations that it does not know without a body. */
export function answerUnknownExpectations(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(errorBody('BAD_USER_INPUT', 'Of the header expect only 100-continue is known.'));
    response
      .writeHead(417, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      })
      .end(body);
  });
}
