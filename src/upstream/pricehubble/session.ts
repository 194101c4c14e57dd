import { z } from 'zod';
import type { UpstreamCall } from '../call.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import type { Door, DoorAnswer, DoorRequest } from '../http.js';
import { looseNumber, looseText, readShape } from '../shape.js';
import { createSharedFlight } from '../single-flight.js';

export type PriceHubbleCredentials = Readonly<{ username: string; password: string }>;

/** A door to PriceHubble that shows its token. */
export interface PriceHubbleSession {
  /** Sees to it that there is a valid token: no call where there is one already. */
  logIn(call: UpstreamCall): Promise<void>;
  /**
   * Sends the request with a valid token, logging in where there is none. A token that PriceHubble does not accept any
   * more is replaced, and the request sent once more: a refused one is not billed. What fails for want of a token is
   * thrown as an error that `isUnsent`, for nothing was asked that could be billed.
   */
  request(request: DoorRequest, call: UpstreamCall): Promise<DoorAnswer>;
}

/** PriceHubble says 12 hours itself; this is for an answer that leaves it out. */
const DEFAULT_LIFETIME_MS = 3_600_000;
const RENEWAL_LEEWAY_MS = 5 * 60_000;
const LOGIN_TIMEOUT_MS = 10_000;
/** PriceHubble warns that unnecessary logins may end in a temporary ban. */
const LOGIN_PAUSE_MS = 60_000;
const MAX_LOGINS_PER_PAUSE = 3;

type Token = Readonly<{ value: string; validUntil: number }>;
type Pause = Readonly<{ until: number; because: UpstreamError }>;

const loginAnswer = z.object({ access_token: looseText, expires_in: looseNumber });

/** `now` is in milliseconds, of a clock that only goes forward. */
export function createPriceHubbleSession(
  door: Door,
  { username, password }: PriceHubbleCredentials,
  now: () => number = () => performance.now(),
): PriceHubbleSession {
  let token: Token | null = null;
  let pause: Pause | null = null;
  let logins: readonly number[] = [];

  const logIn = createSharedFlight({ upstream: 'pricehubble', timeoutMs: LOGIN_TIMEOUT_MS }, async (call) => {
    const askedAt = now();
    logins = [...recent(logins, askedAt), askedAt];
    try {
      const path = '/auth/login/credentials';
      const body = { username, password };
      const request = { endpoint: 'login', method: 'POST', effect: 'READ', path, body } as const;
      token = toToken(await door.request(request, call), askedAt);
      return token;
    } catch (error) {
      if (error instanceof UpstreamError && isAnswered(error)) {
        pause = { until: now() + (error.retryAfterMs ?? LOGIN_PAUSE_MS), because: error };
      }
      throw error;
    }
  });

  async function validToken(call: UpstreamCall): Promise<Token> {
    if (token !== null && now() < token.validUntil) return token;
    if (pause !== null && now() < pause.until) throw pause.because;
    return logIn(call);
  }

  /** The token for a request that has not left, or that PriceHubble has refused: neither can have been billed. */
  async function tokenToSend(call: UpstreamCall): Promise<Token> {
    try {
      return await validToken(call);
    } catch (error) {
      throw error instanceof UpstreamError ? asUnsent(error) : error;
    }
  }

  function send(request: DoorRequest, call: UpstreamCall, { value }: Token): Promise<DoorAnswer> {
    return door.request({ ...request, headers: { ...request.headers, authorization: `Bearer ${value}` } }, call);
  }

  return {
    logIn: async (call) => {
      await validToken(call);
    },
    request: async (request, call) => {
      const shown = await tokenToSend(call);
      try {
        return await send({ ...request, mayHaveExpired: true }, call, shown);
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
        // Another call may have replaced it in the meantime. A vendor that refuses every token must not be asked for more.
        if (token === shown) {
          if (recent(logins, now()).length >= MAX_LOGINS_PER_PAUSE) throw error;
          token = null;
        }
        return send(request, call, await tokenToSend(call));
      }
    },
  };
}

function recent(logins: readonly number[], at: number): readonly number[] {
  return logins.filter((login) => at - login < LOGIN_PAUSE_MS);
}

/** 403 is about what is asked, so that another token would not help. */
function isTokenRefused(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_AUTH' && error.status === 401;
}

/** A login that was turned down will be turned down again; one that got no answer may work the next time. */
function isAnswered({ code }: UpstreamError): boolean {
  return code !== 'UPSTREAM_TIMEOUT' && code !== 'UPSTREAM_UNAVAILABLE';
}

function asUnsent(error: UpstreamError): UpstreamError {
  const { upstream, code, message, retryAfterMs, status, details, givenUpFor } = error;
  return new UpstreamError(upstream, code, message, {
    cause: error,
    retryAfterMs,
    ...(status === undefined ? {} : { status }),
    details,
    ...(givenUpFor === undefined ? {} : { givenUpFor }),
    isUnsent: true,
  });
}

function toToken({ status, body }: DoorAnswer, askedAt: number): Token {
  if (status >= 400) {
    throw new UpstreamError('pricehubble', 'UPSTREAM_AUTH', `PriceHubble turned the login down (status ${status}).`);
  }
  const { access_token: value, expires_in: seconds } = readShape('pricehubble', loginAnswer, body);
  if (value === null || !/^[\x21-\x7e]+$/.test(value)) {
    throw invalidResponse('pricehubble', 'answered a login without a token');
  }
  const lifetimeMs = seconds !== null && seconds > 0 ? seconds * 1000 : DEFAULT_LIFETIME_MS;
  return { value, validUntil: askedAt + lifetimeMs - Math.min(RENEWAL_LEEWAY_MS, lifetimeMs / 2) };
}
