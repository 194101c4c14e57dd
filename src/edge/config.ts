import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseClients } from '../access/clients.js';
import type { ClientRegister } from '../access/clients.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import { readEnvironment } from './environment.js';
import type { Environment } from './environment.js';

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
  /** `null` where every caller is the one local client. */
  clients: ClientRegister | null;
  corsOrigins: readonly string[];
  dataDir: string;
  maxBilledPerOperation: number;
  spendCapEstimationsPerDay: number | null;
  /** Where what is kept is shared with other machines; `null` for a store in `dataDir`. */
  redisUrl: string | null;
  /** Whether answers are remembered between requests. */
  isCaching: boolean;
  billedCallTimeoutMs: number;
  currentValuationsMaxAgeMs: number;
  /** After how long without a sign of life a process is taken for dead. */
  claimLeaseMs: number;
  apimoCallsPerDay: number;
  /** Of the day's calls, those that syncing leaves to writes and crossings. */
  apimoReservedCalls: number;
  requestsMaxAgeMs: number;
  requestDeadlineMs: number;
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
  const clients = readClients(values, isProduction, problems);
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
    corsOrigins: values.CORS_ORIGINS.map((text) => new URL(text).origin),
    dataDir: resolve(values.DATA_DIR),
    maxBilledPerOperation: values.MAX_BILLED_PER_OPERATION,
    spendCapEstimationsPerDay: values.SPEND_CAP_ESTIMATIONS_PER_DAY ?? null,
    redisUrl: values.REDIS_URL ?? null,
    isCaching: values.CACHE === 'on',
    billedCallTimeoutMs: values.BILLED_CALL_TIMEOUT_MS,
    currentValuationsMaxAgeMs: values.CURRENT_VALUATIONS_MAX_AGE_MS,
    claimLeaseMs: values.CLAIM_LEASE_MS,
    apimoCallsPerDay: values.APIMO_CALLS_PER_DAY,
    apimoReservedCalls: values.APIMO_RESERVED_CALLS ?? Math.floor(values.APIMO_CALLS_PER_DAY / 10),
    requestsMaxAgeMs: values.REQUESTS_MAX_AGE_MS,
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
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

function readClients(values: Environment, isProduction: boolean, problems: string[]): ClientRegister | null {
  if (values.CLIENTS_FILE === undefined) {
    if (isProduction) problems.push('CLIENTS_FILE should name the file of those who may call: NODE_ENV is production');
    else if (!isLoopback(values.HOST)) {
      problems.push(
        `CLIENTS_FILE should name the file of those who may call: HOST ${values.HOST} can be reached from other machines`,
      );
    }
    return null;
  }
  try {
    return parseClients(readFileSync(values.CLIENTS_FILE, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`CLIENTS_FILE ${values.CLIENTS_FILE} cannot be used: ${reason}`);
    return null;
  }
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
