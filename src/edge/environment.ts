import { isIP } from 'node:net';
import leven from 'leven';
import { z } from 'zod';
import { APIMO_CALLS_PER_SECOND } from '../upstream/apimo/client.js';
import { upstreamNames } from '../upstream/errors.js';
import { documentModes } from './known-documents.js';
import { schemaTellings } from './no-introspection.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const secret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'should be one line of ASCII characters, without spaces')
  .optional();

const login = z
  .string()
  .refine((text) => !/[\p{Cc}]/u.test(text), 'should be one line of text')
  .optional();

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

const DAY_MS = 86_400_000;
const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', DAY_MS],
]);
const MAX_AGE_DAYS = 31;

/** Three ages, each no less than the one before: how long an answer is fresh, stale, and of use where no other is had. */
const ages = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) => text.trim().split(/\s+/).map(toMs))
    .refine(
      (each) =>
        each.length === 3 && each.every((ms, index) => ms >= (each[index - 1] ?? 0) && ms <= MAX_AGE_DAYS * DAY_MS),
      `should be three ages of up to ${MAX_AGE_DAYS} days, each no less than the one before, such as 5m 1h 1d`,
    )
    .transform(([freshMs = 0, staleMs = 0, staleIfErrorMs = 0]) => ({ freshMs, staleMs, staleIfErrorMs }));

/** "90s" in milliseconds; `NaN` for what is no such age. */
function toMs(age: string): number {
  const [, count, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(age) ?? [];
  return Number(count) * (unitsMs.get(unit) ?? Number.NaN);
}

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1').refine(isHost, 'should be an IP address or a host name'),
  PORT: count(4000, 0, 65_535),
  SANDBOX: z.enum(['on', 'off'], 'should be on or off').optional(),
  FLUXIMMO_URL: origin('https://api.fluximmo.io'),
  FLUXIMMO_API_KEY: secret,
  FLUXIMMO_STATISTICS_ZONES: z
    .enum(['arrondissement', 'city'], 'should be arrondissement or city')
    .default('arrondissement'),
  DIMEX_URL: origin('https://dimex.datatest.ch'),
  DIMEX_TOKEN: secret,
  DIMEX_PRICE_EUR: price(0.2),
  DIMEX_CHUNK_SIZE: count(500, 1, 500),
  PRICEHUBBLE_URL: origin('https://api.pricehubble.com'),
  PRICEHUBBLE_USERNAME: login,
  PRICEHUBBLE_PASSWORD: login,
  PRICEHUBBLE_PRICE_EUR: price(0),
  APIMO_URL: origin('https://api.apimo.pro'),
  APIMO_PROVIDER: secret,
  APIMO_TOKEN: secret,
  APIMO_AGENCY_IDS: list.refine(
    (ids) => ids.every((id) => /^[\w-]{1,64}$/.test(id)),
    'should be a comma list of agency ids',
  ),
  CITY_PINS_FILE: z.string().optional(),
  CLIENTS_FILE: z.string().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_JWKS_URL: z
    .string()
    .refine(isKeysUrl, 'should be an https URL without a password, or http on this machine')
    .optional(),
  JWT_SCOPES_CLAIM: z.string().default('scope'),
  JWT_AGENCIES_CLAIM: z.string().default('agencyIds'),
  JWT_CLIENT_CLAIM: list
    .prefault('azp,client_id,sub')
    .refine((claims) => claims.length > 0, 'should be a comma list of claims'),
  CORS_ORIGINS: list.refine(
    (origins) => origins.every(isOrigin),
    'should be a comma list of origins, such as https://app.example.com',
  ),
  INTROSPECTION: z.enum(schemaTellings, `should be one of ${schemaTellings.join(', ')}`).default('on'),
  GRAPHIQL: z.enum(['on', 'off'], 'should be on or off').default('on'),
  DOCUMENTS: z.enum(documentModes, `should be one of ${documentModes.join(', ')}`).default('any'),
  DOCUMENTS_PATH: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  CACHE: z.enum(['on', 'off'], 'should be on or off').default('on'),
  CACHE_MAX_BYTES: count(64 * 1024 * 1024, 1024 * 1024, 64 * 1024 * 1024 * 1024),
  CACHE_ANSWERS_MAX_BYTES: count(32 * 1024 * 1024, 0, 64 * 1024 * 1024 * 1024),
  CACHE_ADVERTS: ages('5m 1h 1d'),
  CACHE_SEARCHES: ages('1m 5m 1h'),
  CACHE_STATISTICS: ages('6h 1d 7d'),
  CACHE_NOT_FOUND_MS: count(60_000, 0, 86_400_000),
  REDIS_URL: z.string().refine(isRedisUrl, 'should be a redis or rediss URL, percent-encoded').optional(),
  MAX_BILLED_PER_OPERATION: count(100, 0, 100_000),
  MAX_UPSTREAM_CALLS_PER_OPERATION: count(500, 1, 100_000),
  SPEND_CAP_ESTIMATIONS_PER_DAY: wholeNumber(0, 10_000_000).optional(),
  BILLED_CALL_TIMEOUT_MS: count(60_000, 1000, 600_000),
  CURRENT_VALUATIONS_MAX_AGE_MS: count(86_400_000, 0, 31 * 86_400_000),
  CLAIM_LEASE_MS: count(10_000, 500, 600_000),
  APIMO_CALLS_PER_SECOND: count(APIMO_CALLS_PER_SECOND, 1, 1000),
  APIMO_CALLS_PER_DAY: count(1000, 1, 10_000_000),
  APIMO_RESERVED_CALLS: wholeNumber(0, 10_000_000).optional(),
  REQUESTS_MAX_AGE_MS: count(120_000, 1000, 86_400_000),
  REQUESTS_MAX_STALE_MS: count(86_400_000, 1000, 31 * 86_400_000),
  REQUEST_DEADLINE_MS: count(10_000, 100, 600_000),
  FLUXIMMO_CONCURRENCY: count(64, 1, 1000),
  DIMEX_CONCURRENCY: count(32, 1, 1000),
  PRICEHUBBLE_CONCURRENCY: count(32, 1, 1000),
  APIMO_CONCURRENCY: count(10, 1, 1000),
  UPSTREAM_QUEUE: count(1000, 0, 100_000),
  RETRY_TIMES: count(2, 0, 5),
  RETRY_BUDGET_PERCENT: count(10, 0, 100),
  RETRY_MAX_DELAY_MS: count(1000, 0, 60_000),
  BREAKER_CONSECUTIVE_FAILURES: count(10, 1, 10_000),
  BREAKER_FAILURE_PERCENT: count(50, 1, 100),
  BREAKER_WINDOW_MS: count(30_000, 100, 3_600_000),
  BREAKER_MIN_CALLS: count(20, 1, 100_000),
  BREAKER_PROBE_INTERVAL_MS: count(5000, 10, 600_000),
  OVERLOAD_MIN_IN_FLIGHT: count(48, 16, 10_000),
  OVERLOAD_MAX_IN_FLIGHT: count(1000, 16, 100_000),
  OVERLOAD_LOOP_DELAY_MS: count(15, 5, 60_000),
  OVERLOAD_QUEUE_WAIT_MS: count(100, 5, 600_000),
  LOG_LEVEL: z.enum(logLevels, `should be one of ${logLevels.join(', ')}`).default('info'),
});
/** What the variables say, each read by itself; what several say together is checked by those who use it. */
export type Environment = Readonly<z.output<typeof environment>>;

/**
 * What stands in for a bad variable while the others are checked, where its default would make for a second complaint
 * about the same.
 */
const standIns: Readonly<Partial<Record<keyof Environment, string>>> = {
  SANDBOX: 'on',
  FLUXIMMO_API_KEY: 'given',
  DIMEX_TOKEN: 'given',
  PRICEHUBBLE_USERNAME: 'given',
  PRICEHUBBLE_PASSWORD: 'given',
  APIMO_PROVIDER: 'given',
  APIMO_TOKEN: 'given',
  APIMO_AGENCY_IDS: 'given',
  JWT_JWKS_URL: 'https://given',
};

/** Reads each variable; `problems` has a sentence for each that is bad, and `values` then what it would be by default. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<{ values: Environment; problems: readonly string[] }> {
  // A variable that is set to nothing is one that is not set: compose files and shells write it so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (parsed.success) return { values: parsed.data, problems: [] };

  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
  const bad = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  const isBad = ([name]: readonly [string, unknown]) => bad.has(name);
  const good = Object.entries(given).filter((entry) => !isBad(entry));
  const instead = Object.entries(standIns).filter(isBad);
  return { values: environment.parse(Object.fromEntries([...good, ...instead])), problems };
}

const ownPrefixes = upstreamNames.map((name) => `${name.toUpperCase()}_`);
/** One slip is looked for in so many characters: shorter names are alike by chance, such as HOME and HOST. */
const CHARACTERS_A_SLIP = 8;

/**
 * A sentence for each variable that is not read though it was probably meant to be: it is nearly that of a setting, or is
 * named after a vendor. No sentence holds a value.
 */
export function findUnread(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const settings = Object.keys(environment.shape);
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value === '' || settings.includes(name)) return [];
    const meant = settings.find((setting) => {
      const mostSlips = Math.floor(setting.length / CHARACTERS_A_SLIP);
      return leven(setting, name.toUpperCase(), { maxDistance: mostSlips + 1 }) <= mostSlips;
    });
    if (meant !== undefined) return [`${name} is not read: is ${meant} meant?`];
    return ownPrefixes.some((prefix) => name.startsWith(prefix))
      ? [`${name} is not read: there is no such setting`]
      : [];
  });
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*\.?$/i.test(text);
}

/** What came over plain http could be anybody's keys. */
function isKeysUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** What a password holds besides letters and digits is percent-encoded, and comes out of it again. */
function isRedisUrl(text: string): boolean {
  if (!/^rediss?:/.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return [username, password].every((part) => !/%(?![\da-f]{2})/i.test(part));
}

/** Scheme, host and port, and nothing after them. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[^\s/?#@\\]+$/i.test(text) && URL.canParse(text);
}
