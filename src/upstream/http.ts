import { isNativeError } from 'node:util/types';
import { Pool, errors } from 'undici';
import type { Dispatcher } from 'undici';
import type { UpstreamCall } from './call.js';
import { decodeBody, readContentEncoding } from './content-encoding.js';
import { UpstreamError, invalidResponse, labelOf } from './errors.js';
import type { UpstreamName } from './errors.js';
import { AnswerTooLong, ExchangeStopped, exchange } from './exchange.js';
import type { AnswerHeaders, ExchangeOptions } from './exchange.js';
import { parseJsonBody } from './json-body.js';
import { parseRetryAfter } from './retry-after.js';

const DEFAULT_MAX_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_CONNECTIONS = 256;
/** A billed call is not sent where there is hardly time for its answer: it would be paid for and lost. */
const LEAST_TIME_FOR_A_BILL_MS = 100;

export type DoorOptions = Readonly<{
  upstream: UpstreamName;
  /** Scheme, host and port, without a path. */
  origin: string;
  /** The most bytes of a decoded body that are read; 8 MB unless told. */
  maxBodyBytes?: number;
  /** The most sockets to this upstream; 256 unless told. */
  connections?: number;
}>;

/** What a call does at the upstream beside answering: nothing, a change of its records, or a bill. */
export type Effect = 'READ' | 'WRITE' | 'BILLED';

export type DoorRequest = Readonly<{
  /** What is asked for, in our words: the label in logs and metrics, never a path with identifiers. */
  endpoint: string;
  method: 'GET' | 'POST' | 'PUT';
  /** A billed call is not given up when the client leaves: its answer is paid for. */
  effect: Effect;
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  /** How many records, homes or zones it asks about, where it can ask about several. */
  questions?: number;
  /** What is shown for a credential may have run out: where it is refused, the caller gets another and asks again. */
  mayHaveExpired?: boolean;
}>;

/** `body` is parsed JSON, of unknown shape; `undefined` where the body was empty or, on a refusal, not JSON. */
export type DoorAnswer = Readonly<{ status: number; body: unknown }>;

/** The one way out to an upstream. */
export interface Door {
  readonly upstream: UpstreamName;
  /**
   * Sends one request and reads its whole answer before the call's deadline. Answers 2xx, 404 and the other 4xx that
   * tell what was wrong with the request; every other outcome is thrown as an `UpstreamError`.
   */
  request(request: DoorRequest, call: UpstreamCall): Promise<DoorAnswer>;
  close(): Promise<void>;
}

/** Opens a keep-alive pool of sockets to one upstream. Follows no redirect and retries nothing. */
export function createDoor(options: DoorOptions): Door {
  const { upstream, origin, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options;
  const pool = new Pool(origin, {
    connections: options.connections ?? DEFAULT_CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const refusalOf: ExchangeOptions['refusalOf'] = (status, headers) => failureOf(upstream, status, headers);

  return {
    upstream,
    request: async (request, call) => {
      const timeoutMs = call.deadlineAt - performance.now();
      const isBilled = request.effect === 'BILLED';
      if (timeoutMs <= (isBilled ? LEAST_TIME_FOR_A_BILL_MS : 0)) throw unsent(upstream);
      try {
        call.meter.called(upstream, request.endpoint);
        const { status, headers, body } = await exchange(pool, toDispatch(request, call), {
          timeoutMs,
          signal: isBilled ? undefined : call.signal,
          maxBodyBytes,
          refusalOf,
        });
        const encoding = readContentEncoding(single(headers['content-encoding']));
        const decoded =
          encoding === 'IDENTITY' || encoding === 'OTHER' ? body : await decodeBody(body, encoding, maxBodyBytes);
        return { status, body: parseJsonBody(upstream, status, textOf(decoded)) };
      } catch (error) {
        throw toUpstreamError(upstream, error);
      }
    },
    close: () => pool.destroy(),
  };
}

function toDispatch(request: DoorRequest, call: UpstreamCall): Dispatcher.DispatchOptions {
  const { method, path, query, body } = request;
  return {
    method,
    path,
    ...(query === undefined ? {} : { query: definedOnly(query) }),
    headers: headersOf(request, call),
    body: body === undefined ? null : JSON.stringify(body),
  };
}

function headersOf(request: DoorRequest, call: UpstreamCall): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-encoding': 'gzip, br',
    'user-agent': 'immograph',
    'x-request-id': call.requestId,
    ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  };
}

/** Of an answer that nobody reads any further; `undefined` where its body tells more. */
function failureOf(upstream: UpstreamName, status: number, headers: AnswerHeaders): UpstreamError | undefined {
  const label = labelOf(upstream);
  if (status === 429) {
    return new UpstreamError(upstream, 'UPSTREAM_RATE_LIMITED', `${label} answers no more requests at this rate.`, {
      retryAfterMs: parseRetryAfter(single(headers['retry-after'])),
    });
  }
  if (status === 401 || status === 403) {
    return new UpstreamError(upstream, 'UPSTREAM_AUTH', `${label} does not accept this server's credentials.`, {
      status,
    });
  }
  // The upstream had not read all of it; what it did with the rest is not known.
  if (status === 408) return timedOut(upstream);
  if (status >= 500) {
    return new UpstreamError(upstream, 'UPSTREAM_UNAVAILABLE', `${label} failed with status ${status}.`, {
      retryAfterMs: parseRetryAfter(single(headers['retry-after'])),
    });
  }
  if (status >= 300 && status < 400) return invalidResponse(upstream, `answered with a redirect (status ${status})`);
  if (readContentEncoding(single(headers['content-encoding'])) === 'OTHER') {
    return invalidResponse(upstream, 'answered in a content encoding that was not asked for');
  }
  return undefined;
}

/** UTF-8, in which no mark of byte order means anything; what is none of it becomes U+FFFD. */
function textOf(body: Buffer): string {
  const text = body.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

const BYTE_ORDER_MARK = 0xfeff;

function toUpstreamError(upstream: UpstreamName, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  if (error instanceof AnswerTooLong) return invalidResponse(upstream, `answered with more than ${error.limit} bytes`);
  if (error instanceof ExchangeStopped) {
    if (error.reason === 'deadline') return timedOut(upstream, error);
    return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', 'The client left before the answer came.', {
      cause: error,
      givenUpFor: 'CLIENT_GONE',
    });
  }
  const label = labelOf(upstream);
  if (error instanceof errors.ConnectTimeoutError) {
    return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `${label} could not be reached in time.`, {
      cause: error,
      isUnsent: true,
    });
  }
  if (isNativeError(error) && isDecodeError(error)) {
    return invalidResponse(upstream, 'answered with a body that cannot be decoded', error);
  }
  return new UpstreamError(upstream, 'UPSTREAM_UNAVAILABLE', `${label} cannot be reached.`, {
    cause: error,
    isUnsent: isConnectError(error),
  });
}

/** No connection was made, so nothing went over it. One that stood may break with the same codes: the call tells. */
function isConnectError(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  // Where a host has several addresses, each has an error of its own.
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.length > 0 && error.errors.every(isConnectError);
  }
  const code = 'code' in error ? error.code : undefined;
  const call = 'syscall' in error ? error.syscall : undefined;
  if (call !== 'connect' && call !== 'getaddrinfo') return false;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EHOSTUNREACH';
}

/** zlib's codes (Z_DATA_ERROR, Z_BUF_ERROR …, ERR__ERROR_FORMAT_… for brotli) and undici's for a broken HTTP answer. */
function isDecodeError(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI|HPE_)/.test(code);
}

function unsent(upstream: UpstreamName): UpstreamError {
  const message = `No time was left to ask ${labelOf(upstream)}.`;
  return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', message, { isUnsent: true, givenUpFor: 'NO_TIME' });
}

function timedOut(upstream: UpstreamName, cause?: unknown): UpstreamError {
  return new UpstreamError(upstream, 'UPSTREAM_TIMEOUT', `${labelOf(upstream)} did not answer in time.`, { cause });
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function definedOnly(query: Readonly<Record<string, string | number | undefined>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}
