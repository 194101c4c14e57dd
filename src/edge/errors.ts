import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, Kind } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { Refusal } from '../domain/refusal.js';
import { StoreUnavailable } from '../store/store.js';
import { UpstreamError } from '../upstream/errors.js';
import { isLimitOfDocument, isTokenLimit, tooManyTokens } from './limits.js';

/** Every code that `errors[].extensions.code` may hold. */
const publicCodes: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'QUERY_TOO_COMPLEX',
  'RATE_LIMITED',
  'OVERLOADED',
  'SPEND_LIMIT_EXCEEDED',
  'VALUATION_INPUT_INCOMPLETE',
  'VALUATION_REFUSED',
  'VALUATION_NOT_SUPPORTED',
  'MUTATION_ID_REUSED',
  'STORE_UNAVAILABLE',
]);

/** Apollo Server's own codes that say the client sent something that cannot be. */
const inputCodes: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

type ErrorFormatOptions = Readonly<{ logUnexpected: (error: unknown) => void }>;

/**
 * Turns whatever went wrong into what a client may see: a code of the contract and a message without stack, URL or
 * credential. What has no code of its own is our mistake: it is logged and masked.
 */
export function createErrorFormat({ logUnexpected }: ErrorFormatOptions) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const where = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
    const cause = unwrapResolverError(thrown);
    if (cause instanceof UpstreamError) {
      return { ...where, message: cause.message, extensions: upstreamExtensions(cause) };
    }
    if (cause instanceof Refusal) {
      return { ...where, message: cause.message, extensions: { ...cause.details, code: cause.code } };
    }
    if (cause instanceof StoreUnavailable) {
      return { ...where, message: cause.message, extensions: { code: 'STORE_UNAVAILABLE', retryable: true } };
    }
    if (isTokenLimit(formatted)) return tooManyTokens();
    const code = formatted.extensions?.['code'];
    if (code === 'GRAPHQL_VALIDATION_FAILED' && isLimitOfDocument(formatted)) {
      const { limit, max } = formatted.extensions ?? {};
      return { message: formatted.message, extensions: { code: 'QUERY_TOO_COMPLEX', limit, max } };
    }
    if (typeof code === 'string' && publicCodes.has(code)) return withoutStack(formatted);
    if (typeof code === 'string' && inputCodes.has(code)) {
      return { ...where, message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } };
    }
    if (isAboutTheOperation(cause, path)) {
      return { ...where, message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } };
    }
    logUnexpected(cause);
    return {
      ...where,
      message: 'Something went wrong here; it has been noted.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  };
}

/**
 * Whether graphql-js itself objects to what the operation says: before any field is there to blame, or to an argument
 * that a variable turns out not to fit.
 */
function isAboutTheOperation(cause: unknown, path: GraphQLFormattedError['path']): boolean {
  if (!(cause instanceof GraphQLError) || cause.originalError !== undefined) return false;
  if (path === undefined) return true;
  return cause.nodes?.some(({ kind }) => kind === Kind.VARIABLE || kind.endsWith('Value')) ?? false;
}

function upstreamExtensions({
  code,
  upstream,
  retryable,
  retryAfterMs,
  details,
}: UpstreamError): Record<string, unknown> {
  const isRateLimited = code === 'UPSTREAM_RATE_LIMITED';
  return { ...details, code, upstream, retryable, ...(isRateLimited ? { retryAfterMs: retryAfterMs ?? null } : {}) };
}

function withoutStack(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}

/** The code of an error as it is answered: one of a closed set. */
export function codeOf({ extensions }: GraphQLFormattedError): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

type HttpErrorExtensions = Readonly<{ code: string; retryable?: true }>;
export type HttpErrorBody = Readonly<{ errors: readonly [{ message: string; extensions: HttpErrorExtensions }] }>;

/** The body of an answer that was refused before GraphQL saw it. */
export function errorBody(code: string, message: string): HttpErrorBody {
  return { errors: [{ message, extensions: { code } }] };
}

/** The same of what may be asked again in a while: its answer says in Retry-After when. */
export function retryableErrorBody(code: string, message: string): HttpErrorBody {
  return { errors: [{ message, extensions: { code, retryable: true } }] };
}
