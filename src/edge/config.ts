import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseClients } from '../access/clients.js';
import type { ClientRegister } from '../access/clients.js';
import type { TokenOptions } from '../access/tokens.js';
import { toCityPins } from '../upstream/apimo/city-pins.js';
import type { CityPins } from '../upstream/apimo/city-pins.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import { isLoopback, readEnvironment } from './environment.js';
import type { Environment } from './environment.js';
import { readDocumentPolicy } from './known-documents.js';
import type { DocumentPolicy } from './known-documents.js';
import type { SchemaTelling } from './no-introspection.js';
import type { OverloadLimits } from './overload.js';
import { policiesOf } from './upstream-policies.js';

/** EX_CONFIG of sysexits.h: something was found in an unconfigured or misconfigured state. */
export const EX_CONFIG = 78;

/** One sentence a problem, each naming its variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export type FluximmoAccess = Readonly<{ origin: string; apiKey: string }>;
export type DimexAccess = Readonly<{ origin: string; token: string }>;
export type PriceHubbleAccess = Readonly<{ origin: string; username: string; password: string }>;
export type ApimoAccess = Readonly<{ origin: string; provider: string; token: string; agencyIds: readonly string[] }>;

/** `null` where no credentials are given: the sandbox answers in that upstream's place. */
export type UpstreamAccess = Readonly<{
  fluximmo: FluximmoAccess | null;
  dimex: DimexAccess | null;
  pricehubble: PriceHubbleAccess | null;
  apimo: ApimoAccess | null;
}>;

export type Config = Readonly<{
  host: string;
  port: number;
  isProduction: boolean;
  upstreams: UpstreamAccess;
  dimexPriceEur: number;
  dimexChunkSize: number;
  priceHubblePriceEur: number;
  statisticsZones: 'arrondissement' | 'city';
  /** Who the file at `path` said may call, at start; `null` where there is none. */
  clients: Readonly<{ path: string; atStart: ClientRegister }> | null;
  /** Whose tokens are good here; without these and `clients` every caller is the one local client. */
  tokens: TokenOptions | null;
  /** Whether each code is a commune's is for those who know the communes to say. */
  cityPins: CityPins;
  corsOrigins: readonly string[];
  /** Which documents are answered. */
  documents: DocumentPolicy;
  /** Which clients are told of the schema. */
  introspection: SchemaTelling;
  hasGraphiql: boolean;
  dataDir: string;
  maxBilledPerOperation: number;
  maxUpstreamCallsPerOperation: number;
  spendCapEstimationsPerDay: number | null;
  /** Where what is kept is shared with other machines; `null` for a store in `dataDir`. */
  redisUrl: string | null;
  /** Whether answers are remembered between requests. */
  isCaching: boolean;
  /** How much of what is remembered this process holds. */
  cacheMaxBytes: number;
  /** How much of it is held as whole answers, ready to be sent; 0 where none is. */
  answersMaxBytes: number;
  rememberingAges: Readonly<Record<'adverts' | 'searches' | 'statistics', Environment['CACHE_ADVERTS']>>;
  /** For how long it is remembered that there is no such record. */
  notFoundMs: number;
  billedCallTimeoutMs: number;
  currentValuationsMaxAgeMs: number;
  /** After how long without a sign of life a process is taken for dead. */
  claimLeaseMs: number;
  apimoCallsPerSecond: number;
  apimoCallsPerDay: number;
  /** Of the day's calls, those that syncing leaves to writes and crossings. */
  apimoReservedCalls: number;
  requestsMaxAgeMs: number;
  /** How old what is known of buyers' requests may become where Apimo does not answer. */
  requestsMaxStaleMs: number;
  requestDeadlineMs: number;
  policies: ReturnType<typeof policiesOf>;
  overload: OverloadLimits;
  logLevel: Environment['LOG_LEVEL'];
}>;

/** Reads the whole environment at once; throws a `ConfigError` that names every variable that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { values, problems: badVariables } = readEnvironment(env);
  const problems = [...badVariables];
  const isProduction = values.NODE_ENV === 'production';
  checkCredentials(values, isProduction, problems);
  if ((values.APIMO_RESERVED_CALLS ?? 0) >= values.APIMO_CALLS_PER_DAY) {
    problems.push('APIMO_RESERVED_CALLS should be less than APIMO_CALLS_PER_DAY: syncing needs some of them');
  }
  if (values.OVERLOAD_MIN_IN_FLIGHT > values.OVERLOAD_MAX_IN_FLIGHT) {
    problems.push('OVERLOAD_MIN_IN_FLIGHT should be no more than OVERLOAD_MAX_IN_FLIGHT');
  }
  if (values.REQUESTS_MAX_STALE_MS < values.REQUESTS_MAX_AGE_MS) {
    problems.push(
      'REQUESTS_MAX_STALE_MS should not be less than REQUESTS_MAX_AGE_MS: requests would be too old to tell before they are synced',
    );
  }
  const tokens = readTokens(values, problems);
  const clients = readClients(values, problems);
  checkCallers(values, isProduction, problems);
  const cityPins = readCityPins(values, problems);
  const documents = readDocuments(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  return {
    host: values.HOST,
    port: values.PORT,
    isProduction,
    upstreams: accessOf(values),
    dimexPriceEur: values.DIMEX_PRICE_EUR,
    dimexChunkSize: values.DIMEX_CHUNK_SIZE,
    priceHubblePriceEur: values.PRICEHUBBLE_PRICE_EUR,
    statisticsZones: values.FLUXIMMO_STATISTICS_ZONES,
    clients,
    tokens,
    cityPins,
    documents,
    corsOrigins: values.CORS_ORIGINS.map((text) => new URL(text).origin),
    introspection: values.INTROSPECTION,
    hasGraphiql: values.GRAPHIQL === 'on',
    dataDir: resolve(values.DATA_DIR),
    maxBilledPerOperation: values.MAX_BILLED_PER_OPERATION,
    maxUpstreamCallsPerOperation: values.MAX_UPSTREAM_CALLS_PER_OPERATION,
    spendCapEstimationsPerDay: values.SPEND_CAP_ESTIMATIONS_PER_DAY ?? null,
    redisUrl: values.REDIS_URL ?? null,
    isCaching: values.CACHE === 'on',
    cacheMaxBytes: values.CACHE_MAX_BYTES,
    answersMaxBytes: values.CACHE === 'on' ? values.CACHE_ANSWERS_MAX_BYTES : 0,
    rememberingAges: {
      adverts: values.CACHE_ADVERTS,
      searches: values.CACHE_SEARCHES,
      statistics: values.CACHE_STATISTICS,
    },
    notFoundMs: values.CACHE_NOT_FOUND_MS,
    billedCallTimeoutMs: values.BILLED_CALL_TIMEOUT_MS,
    currentValuationsMaxAgeMs: values.CURRENT_VALUATIONS_MAX_AGE_MS,
    claimLeaseMs: values.CLAIM_LEASE_MS,
    apimoCallsPerSecond: values.APIMO_CALLS_PER_SECOND,
    apimoCallsPerDay: values.APIMO_CALLS_PER_DAY,
    apimoReservedCalls: values.APIMO_RESERVED_CALLS ?? Math.floor(values.APIMO_CALLS_PER_DAY / 10),
    requestsMaxAgeMs: values.REQUESTS_MAX_AGE_MS,
    requestsMaxStaleMs: values.REQUESTS_MAX_STALE_MS,
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
    policies: policiesOf(values),
    overload: {
      minInFlight: values.OVERLOAD_MIN_IN_FLIGHT,
      maxInFlight: values.OVERLOAD_MAX_IN_FLIGHT,
      loopDelayMs: values.OVERLOAD_LOOP_DELAY_MS,
      queueWaitMs: values.OVERLOAD_QUEUE_WAIT_MS,
    },
    logLevel: values.LOG_LEVEL,
  };
}

const credentials = {
  fluximmo: ['FLUXIMMO_API_KEY'],
  dimex: ['DIMEX_TOKEN'],
  pricehubble: ['PRICEHUBBLE_USERNAME', 'PRICEHUBBLE_PASSWORD'],
  apimo: ['APIMO_PROVIDER', 'APIMO_TOKEN'],
} as const satisfies Readonly<Record<UpstreamName, readonly (keyof Environment)[]>>;

/** Credentials come whole; without any, the sandbox has to be on. */
function checkCredentials(values: Environment, isProduction: boolean, problems: string[]): void {
  const noSandbox = whySandboxIsOff(values, isProduction);
  for (const upstream of upstreamNames) {
    const names: readonly (keyof Environment)[] = credentials[upstream];
    const missing = names.filter((name) => values[name] === undefined);
    const given = names.filter((name) => values[name] !== undefined);
    if (missing.length > 0 && given.length > 0) {
      problems.push(`${missing.join(' and ')} should be given along with ${given.join(' and ')}`);
    } else if (missing.length > 0 && noSandbox !== null) {
      problems.push(`${missing.join(' and ')} should be given: ${noSandbox}`);
    }
  }
  const isApimoReal = values.APIMO_PROVIDER !== undefined || values.APIMO_TOKEN !== undefined || noSandbox !== null;
  if (isApimoReal && values.APIMO_AGENCY_IDS.length === 0) {
    problems.push('APIMO_AGENCY_IDS should list the agencies that the Apimo account serves');
  }
}

function whySandboxIsOff({ SANDBOX }: Environment, isProduction: boolean): string | null {
  if (SANDBOX === 'off') return 'SANDBOX is off';
  return SANDBOX === undefined && isProduction ? 'the sandbox is off where NODE_ENV is production' : null;
}

function accessOf(values: Environment): UpstreamAccess {
  const { FLUXIMMO_API_KEY: apiKey, DIMEX_TOKEN: dimexToken, APIMO_AGENCY_IDS: agencyIds } = values;
  const { PRICEHUBBLE_USERNAME: username, PRICEHUBBLE_PASSWORD: password } = values;
  const { APIMO_PROVIDER: provider, APIMO_TOKEN: apimoToken } = values;
  return {
    fluximmo: apiKey === undefined ? null : { origin: values.FLUXIMMO_URL, apiKey },
    dimex: dimexToken === undefined ? null : { origin: values.DIMEX_URL, token: dimexToken },
    pricehubble:
      username === undefined || password === undefined ? null : { origin: values.PRICEHUBBLE_URL, username, password },
    apimo:
      provider === undefined || apimoToken === undefined
        ? null
        : { origin: values.APIMO_URL, provider, token: apimoToken, agencyIds },
  };
}

const tokenVariables = ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL'] as const satisfies readonly (keyof Environment)[];

/** Nobody but this machine's own users goes without a name. */
function checkCallers(values: Environment, isProduction: boolean, problems: string[]): void {
  const isNamed = values.CLIENTS_FILE !== undefined || tokenVariables.some((name) => values[name] !== undefined);
  if (isNamed) return;
  const wanted = 'CLIENTS_FILE should name the file of those who may call, or JWT_ISSUER whose tokens are good';
  if (isProduction) problems.push(`${wanted}: NODE_ENV is production`);
  else if (!isLoopback(values.HOST)) {
    problems.push(`${wanted}: HOST ${values.HOST} can be reached from other machines`);
  }
}

function readTokens(values: Environment, problems: string[]): TokenOptions | null {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl } = values;
  if (issuer !== undefined && audience !== undefined && jwksUrl !== undefined) {
    const { JWT_SCOPES_CLAIM: scopesClaim, JWT_AGENCIES_CLAIM: agenciesClaim, JWT_CLIENT_CLAIM: clientClaims } = values;
    return { issuer, audience, jwksUrl, scopesClaim, agenciesClaim, clientClaims };
  }
  const missing = tokenVariables.filter((name) => values[name] === undefined);
  const given = tokenVariables.filter((name) => values[name] !== undefined);
  if (given.length > 0) problems.push(`${missing.join(' and ')} should be given along with ${given.join(' and ')}`);
  return null;
}

function readClients(values: Environment, problems: string[]): Config['clients'] {
  const { CLIENTS_FILE: path } = values;
  if (path === undefined) return null;
  try {
    return { path: resolve(path), atStart: parseClients(readFileSync(path, 'utf8')) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`CLIENTS_FILE ${path} cannot be used: ${reason}`);
    return null;
  }
}

/** Without a file no city is pinned. */
function readCityPins({ CITY_PINS_FILE: path }: Environment, problems: string[]): CityPins {
  if (path === undefined) return new Map();
  try {
    return toCityPins(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`CITY_PINS_FILE ${path} should hold city ids and INSEE codes, as in {"2039":"06004"}: ${reason}`);
    return new Map();
  }
}

function readDocuments({ DOCUMENTS: mode, DOCUMENTS_PATH: path }: Environment, problems: string[]): DocumentPolicy {
  if (mode !== 'any' && path === undefined) {
    problems.push(`DOCUMENTS_PATH should name a manifest, or a folder of them: DOCUMENTS is ${mode}`);
  }
  try {
    return readDocumentPolicy(mode, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`DOCUMENTS_PATH should name manifests that can be read: ${reason}`);
    return readDocumentPolicy(mode, undefined);
  }
}
