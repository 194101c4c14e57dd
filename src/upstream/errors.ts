export const upstreamNames = ['fluximmo', 'dimex', 'pricehubble', 'apimo'] as const;
export type UpstreamName = (typeof upstreamNames)[number];

/** What can go wrong with an upstream, as a client of the graph sees it. */
export type UpstreamErrorCode =
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_AUTH'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'UPSTREAM_REFUSED'
  | 'VALUATION_REFUSED';

/**
 * Why we gave a call up ourselves: its upstream or its credential has been failing, too many calls wait, too many leave
 * in a time, its deadline left no time for it, or its client has gone.
 */
export type GivenUpFor = 'BREAKER' | 'QUEUE' | 'RATE' | 'NO_TIME' | 'CLIENT_GONE';

const retryableCodes: ReadonlySet<UpstreamErrorCode> = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_RATE_LIMITED',
]);

const labels: Readonly<Record<UpstreamName, string>> = {
  fluximmo: 'Fluximmo',
  dimex: 'Dimex',
  pricehubble: 'PriceHubble',
  apimo: 'Apimo',
};

/** The upstream's name as people write it. */
export function labelOf(upstream: UpstreamName): string {
  return labels[upstream];
}

/**
 * A failure outside our walls. `message` is fit for a client: it holds no body, URL or credential of the upstream;
 * `cause` is for the log alone.
 */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly upstream: UpstreamName;
  readonly code: UpstreamErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** The HTTP status that told of it, where that tells more than the code. */
  readonly status: number | undefined;
  /** No byte of the request left: nothing can have been done or billed. */
  readonly isUnsent: boolean;
  /** Given where the failure is none of the upstream's. */
  readonly givenUpFor: GivenUpFor | undefined;
  /** Further facts for the client, beside `code`, `upstream` and `retryable`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    upstream: UpstreamName,
    code: UpstreamErrorCode,
    message: string,
    options: Readonly<{
      cause?: unknown;
      retryAfterMs?: number | undefined;
      status?: number;
      isUnsent?: boolean;
      givenUpFor?: GivenUpFor;
      details?: Readonly<Record<string, unknown>>;
    }> = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.upstream = upstream;
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.isUnsent = options.isUnsent ?? false;
    this.givenUpFor = options.givenUpFor;
    this.details = options.details ?? {};
  }
}

/** An answer that cannot be what was asked for; `what` says which part of it, in our words. */
export function invalidResponse(upstream: UpstreamName, what: string, cause?: unknown): UpstreamError {
  return new UpstreamError(upstream, 'UPSTREAM_INVALID_RESPONSE', `${labelOf(upstream)} ${what}.`, { cause });
}
