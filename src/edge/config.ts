import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseClients } from '../access/clients.js';
import type { ClientRegister } from '../access/clients.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';

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
  priceHubblePriceEur: number;
  statisticsZones: 'arrondissement' | 'city';
  /** `null` where every caller is the one local client. */
  clients: ClientRegister | null;
  corsOrigins: readonly string[];
  dataDir: string;
  maxBilledPerOperation: number;
  spendCapEstimationsPerDay: number | null;
  requestsMaxAgeMs: number;
  requestDeadlineMs: number;
  logLevel: (typeof logLevels)[number];
}>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const origin = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine(isOrigin, 'should be an http or https origin without a path, such as https://api.example.com')
    .transform((text) => new URL(text).origin);

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
      `should be a whole number from ${min} to ${max}`,
    )
    .transform(Number);

const count = (fallback: number, min: number, max: number) => wholeNumber(min, max).prefault(String(fallback));

const price = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine(
      (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) <= 1000,
      'should be a price in euros from 0 to 1000, such as 0.20',
    )
    .transform(Number);

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])));

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: count(4000, 0, 65_535),
  SANDBOX: z.enum(['on', 'off'], 'should be on or off').optional(),
  FLUXIMMO_URL: origin('https://api.fluximmo.io'),
  FLUXIMMO_API_KEY: z.string().optional(),
  FLUXIMMO_STATISTICS_ZONES: z
    .enum(['arrondissement', 'city'], 'should be arrondissement or city')
    .default('arrondissement'),
  DIMEX_URL: origin('https://dimex.datatest.ch'),
  DIMEX_TOKEN: z.string().optional(),
  DIMEX_PRICE_EUR: price(0.2),
  PRICEHUBBLE_URL: origin('https://api.pricehubble.com'),
  PRICEHUBBLE_USERNAME: z.string().optional(),
  PRICEHUBBLE_PASSWORD: z.string().optional(),
  PRICEHUBBLE_PRICE_EUR: price(0),
  APIMO_URL: origin('https://api.apimo.pro'),
  APIMO_PROVIDER: z.string().optional(),
  APIMO_TOKEN: z.string().optional(),
  APIMO_AGENCY_IDS: list.refine(
    (ids) => ids.every((id) => /^[\w-]{1,64}$/.test(id)),
    'should be a comma list of agency ids',
  ),
  CLIENTS_FILE: z.string().optional(),
  CORS_ORIGINS: list.refine(
    (origins) => origins.every(isOrigin),
    'should be a comma list of origins, such as https://app.example.com',
  ),
  DATA_DIR: z.string().default('./data'),
  MAX_BILLED_PER_OPERATION: count(100, 0, 100_000),
  SPEND_CAP_ESTIMATIONS_PER_DAY: wholeNumber(0, 10_000_000).optional(),
  REQUESTS_MAX_AGE_MS: count(120_000, 1000, 86_400_000),
  REQUEST_DEADLINE_MS: count(10_000, 100, 600_000),
  LOG_LEVEL: z.enum(logLevels, `should be one of ${logLevels.join(', ')}`).default('info'),
});
type Environment = z.output<typeof environment>;

/** Reads the whole environment at once; throws a `ConfigError` that names every variable that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // A variable that is set to nothing is one that is not set: compose files and shells write it so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')} ${issue.message}`));
  }
  const values = parsed.data;
  const problems: string[] = [];
  const isProduction = values.NODE_ENV === 'production';
  const upstreams = accessOf(values, problems);
  checkSandbox(values, upstreams, isProduction, problems);
  const clients = readClients(values, isProduction, problems);
  if (problems.length > 0) throw new ConfigError(problems);

  return {
    host: values.HOST,
    port: values.PORT,
    isProduction,
    upstreams,
    dimexPriceEur: values.DIMEX_PRICE_EUR,
    priceHubblePriceEur: values.PRICEHUBBLE_PRICE_EUR,
    statisticsZones: values.FLUXIMMO_STATISTICS_ZONES,
    clients,
    corsOrigins: values.CORS_ORIGINS.map((text) => new URL(text).origin),
    dataDir: resolve(values.DATA_DIR),
    maxBilledPerOperation: values.MAX_BILLED_PER_OPERATION,
    spendCapEstimationsPerDay: values.SPEND_CAP_ESTIMATIONS_PER_DAY ?? null,
    requestsMaxAgeMs: values.REQUESTS_MAX_AGE_MS,
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
    logLevel: values.LOG_LEVEL,
  };
}

function accessOf(values: Environment, problems: string[]): UpstreamAccess {
  const has = (...names: readonly (keyof Environment)[]): boolean => {
    const missing = names.filter((name) => values[name] === undefined);
    if (missing.length === 0) return true;
    if (missing.length < names.length)
      problems.push(
        `${missing.join(' and ')} should be given along with ${names.filter((name) => !missing.includes(name)).join(' and ')}`,
      );
    return false;
  };
  const { FLUXIMMO_API_KEY = '', DIMEX_TOKEN = '', PRICEHUBBLE_USERNAME = '', PRICEHUBBLE_PASSWORD = '' } = values;
  const { APIMO_PROVIDER = '', APIMO_TOKEN = '', APIMO_AGENCY_IDS: agencyIds } = values;
  const apimo = has('APIMO_PROVIDER', 'APIMO_TOKEN')
    ? { origin: values.APIMO_URL, provider: APIMO_PROVIDER, token: APIMO_TOKEN, agencyIds }
    : null;
  if (apimo !== null && agencyIds.length === 0)
    problems.push('APIMO_AGENCY_IDS should list the agencies that the Apimo account serves');
  return {
    fluximmo: has('FLUXIMMO_API_KEY') ? { origin: values.FLUXIMMO_URL, apiKey: FLUXIMMO_API_KEY } : null,
    dimex: has('DIMEX_TOKEN') ? { origin: values.DIMEX_URL, token: DIMEX_TOKEN } : null,
    pricehubble: has('PRICEHUBBLE_USERNAME', 'PRICEHUBBLE_PASSWORD')
      ? { origin: values.PRICEHUBBLE_URL, username: PRICEHUBBLE_USERNAME, password: PRICEHUBBLE_PASSWORD }
      : null,
    apimo,
  };
}

const credentialNames: Readonly<Record<UpstreamName, string>> = {
  fluximmo: 'FLUXIMMO_API_KEY',
  dimex: 'DIMEX_TOKEN',
  pricehubble: 'PRICEHUBBLE_USERNAME and PRICEHUBBLE_PASSWORD',
  apimo: 'APIMO_PROVIDER and APIMO_TOKEN',
};

function checkSandbox(values: Environment, upstreams: UpstreamAccess, isProduction: boolean, problems: string[]): void {
  const sandbox = values.SANDBOX ?? (isProduction ? 'off' : 'on');
  if (sandbox === 'on') return;
  const why = values.SANDBOX === undefined ? 'the sandbox is off where NODE_ENV is production' : 'SANDBOX is off';
  for (const name of upstreamNames) {
    if (upstreams[name] === null) problems.push(`${credentialNames[name]} should be given: ${why}`);
  }
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

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    !text.endsWith('/')
  );
}
