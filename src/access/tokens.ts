import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { scopes } from './caller.js';
import type { Caller } from './caller.js';
import { DEFAULT_POINTS_PER_MINUTE, MAX_INT } from './clients.js';
import { createKeySet } from './key-set.js';

export type TokenOptions = Readonly<{
  issuer: string;
  audience: string;
  jwksUrl: string;
  scopesClaim: string;
  agenciesClaim: string;
  /** The first of these that a token has names its client. */
  clientClaims: readonly string[];
}>;

/** Knows callers by their tokens. */
export interface TokenCheck {
  /** `null` for a token that is not to be trusted; fails with a `KeysUnavailable` where that cannot be told. */
  findByToken(token: string): Promise<Caller | null>;
}

/** A secret that verifies could sign as well: only keys that come in pairs are taken. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const CLOCK_TOLERANCE_S = 10;
const DAILY_CLAIM = 'billedEstimationsPerDay';
const POINTS_CLAIM = 'pointsPerMinute';

/** Whether a credential has the form of a token; no key that `npm run client` makes has. */
export function isTokenLike(credential: string): boolean {
  return /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(credential);
}

/** Nothing is fetched before the first token comes. */
export function createTokenCheck(options: TokenOptions, onError: (error: unknown) => void): TokenCheck {
  const keys = createKeySet({ url: options.jwksUrl, onError });
  return {
    findByToken: async (token) => {
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms,
          issuer: options.issuer,
          audience: options.audience,
          clockTolerance: CLOCK_TOLERANCE_S,
          requiredClaims: ['exp'],
        });
        return toCaller(payload, options);
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}

/** `null` for a token that names no client, or bears a limit that is none. */
function toCaller(payload: JWTPayload, options: TokenOptions): Caller | null {
  const named = options.clientClaims.map((name) => claimOf(payload, name)).find((value) => value !== undefined);
  const perDay = limitOf(payload, DAILY_CLAIM, 0, null);
  const perMinute = limitOf(payload, POINTS_CLAIM, 1, DEFAULT_POINTS_PER_MINUTE);
  if (typeof named !== 'string' || named === '' || perDay === undefined || perMinute === undefined) return null;
  const granted = new Set(textsOf(claimOf(payload, options.scopesClaim)));
  return {
    clientId: toClientId(named),
    scopes: new Set(scopes.filter((scope) => granted.has(scope))),
    agencyIds: [...new Set(textsOf(claimOf(payload, options.agenciesClaim)))],
    billedEstimationsPerDay: perDay,
    pointsPerMinute: perMinute,
  };
}

/**
 * An issuer's name of a client as an id here. The `~` keeps it apart from those of the clients file, and what would not
 * do in a key of the ledger stands as its hash, behind two of them.
 */
function toClientId(named: string): string {
  if (/^[\w.-]{1,64}$/.test(named)) return `token~${named}`;
  return `token~~${createHash('sha256').update(named).digest('hex').slice(0, 32)}`;
}

function claimOf(payload: JWTPayload, name: string): unknown {
  return Object.hasOwn(payload, name) ? payload[name] : undefined;
}

/** A list of texts, or of numbers as agencies have them, or a text with spaces between. */
function textsOf(claim: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(claim)
    ? claim
    : typeof claim === 'string'
      ? claim.split(/[\s,]+/)
      : [];
  return parts.flatMap((part) =>
    typeof part === 'string' && part !== '' ? [part] : Number.isSafeInteger(part) ? [String(part)] : [],
  );
}

/** `undefined` for what is no such limit. */
function limitOf<Default>(payload: JWTPayload, name: string, min: number, otherwise: Default) {
  const claim = claimOf(payload, name);
  if (claim === undefined) return otherwise;
  const isLimit = typeof claim === 'number' && Number.isInteger(claim) && claim >= min && claim <= MAX_INT;
  return isLimit ? claim : undefined;
}
