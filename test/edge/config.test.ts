import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/edge/config.js';
import { findUnread } from '../../src/edge/environment.js';

type Env = Readonly<Record<string, string>>;

const credentials: Env = {
  FLUXIMMO_API_KEY: 'fluximmo-key',
  DIMEX_TOKEN: 'ZGltZXg=',
  PRICEHUBBLE_USERNAME: 'ph-user',
  PRICEHUBBLE_PASSWORD: 'pass word é',
  APIMO_PROVIDER: '42',
  APIMO_TOKEN: 'apimo-token',
  APIMO_AGENCY_IDS: '771, 772',
};

function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const policy = {
  breaker: {
    consecutiveFailures: 10,
    failureShare: 0.5,
    windowMs: 30_000,
    minCalls: 20,
    probeIntervalMs: 5_000,
  },
  retry: { times: 2, maxDelayMs: 1_000, budgetShare: 0.1 },
  patienceMs: 5_000,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const fileOf = (content: unknown) => {
  const path = join(folder, `${hash(JSON.stringify(content)).slice(0, 12)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('the configuration', () => {
  it('needs nothing: the documented hosts, the sandbox for all four, this machine alone', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      isProduction: false,
      upstreams: { fluximmo: null, dimex: null, pricehubble: null, apimo: null },
      dimexPriceEur: 0.2,
      dimexChunkSize: 500,
      priceHubblePriceEur: 0,
      statisticsZones: 'arrondissement',
      clients: null,
      tokens: null,
      cityPins: new Map(),
      corsOrigins: [],
      hasGraphiql: true,
      introspection: 'on',
      documents: { mode: 'any', shared: null, byClient: new Map() },
      dataDir: resolve('data'),
      maxBilledPerOperation: 100,
      maxUpstreamCallsPerOperation: 500,
      spendCapEstimationsPerDay: null,
      redisUrl: null,
      isCaching: true,
      cacheMaxBytes: 67_108_864,
      answersMaxBytes: 33_554_432,
      rememberingAges: {
        adverts: { freshMs: 300_000, staleMs: 3_600_000, staleIfErrorMs: 86_400_000 },
        searches: { freshMs: 60_000, staleMs: 300_000, staleIfErrorMs: 3_600_000 },
        statistics: { freshMs: 21_600_000, staleMs: 86_400_000, staleIfErrorMs: 604_800_000 },
      },
      notFoundMs: 60_000,
      billedCallTimeoutMs: 60_000,
      currentValuationsMaxAgeMs: 86_400_000,
      claimLeaseMs: 10_000,
      apimoCallsPerSecond: 10,
      apimoCallsPerDay: 1000,
      apimoReservedCalls: 100,
      requestsMaxAgeMs: 120_000,
      requestsMaxStaleMs: 86_400_000,
      requestDeadlineMs: 10_000,
      policies: {
        fluximmo: { ...policy, bulkhead: { concurrency: 64, queue: 1_000 } },
        dimex: { ...policy, bulkhead: { concurrency: 32, queue: 1_000 } },
        pricehubble: { ...policy, bulkhead: { concurrency: 32, queue: 1_000 } },
        apimo: { ...policy, bulkhead: { concurrency: 10, queue: 1_000 } },
      },
      overload: { minInFlight: 48, maxInFlight: 1000, loopDelayMs: 15, queueWaitMs: 100 },
      logLevel: 'info',
    });
  });

  it('takes the documented public hosts for upstreams whose credentials are given', () => {
    expect(readConfig(credentials).upstreams).toEqual({
      fluximmo: { origin: 'https://api.fluximmo.io', apiKey: 'fluximmo-key' },
      dimex: { origin: 'https://dimex.datatest.ch', token: 'ZGltZXg=' },
      pricehubble: { origin: 'https://api.pricehubble.com', username: 'ph-user', password: 'pass word é' },
      apimo: { origin: 'https://api.apimo.pro', provider: '42', token: 'apimo-token', agencyIds: ['771', '772'] },
    });
  });

  it('takes a variable that is set to nothing for one that is not set', () => {
    const names = [...Object.keys(credentials), 'CLIENTS_FILE', 'CORS_ORIGINS', 'DATA_DIR', 'SANDBOX', 'HOST', 'PORT'];
    const more = ['SPEND_CAP_ESTIMATIONS_PER_DAY', 'DIMEX_PRICE_EUR', 'FLUXIMMO_URL', 'LOG_LEVEL', 'NODE_ENV'];

    expect(readConfig(Object.fromEntries([...names, ...more].map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('takes ages of every unit', () => {
    const { rememberingAges } = readConfig({ CACHE_ADVERTS: ' 0s  1500ms 90s', CACHE_SEARCHES: '1m 2h 3d' });

    expect(rememberingAges.adverts).toEqual({ freshMs: 0, staleMs: 1_500, staleIfErrorMs: 90_000 });
    expect(rememberingAges.searches).toEqual({ freshMs: 60_000, staleMs: 7_200_000, staleIfErrorMs: 259_200_000 });
  });

  it.each([
    ['PORT', '0', { port: 0 }],
    ['HOST', '::1', { host: '::1' }],
    ['HOST', 'localhost', { host: 'localhost' }],
    ['HOST', '127.8.8.8', { host: '127.8.8.8' }],
    ['DIMEX_PRICE_EUR', '0', { dimexPriceEur: 0 }],
    ['DIMEX_PRICE_EUR', '0.15', { dimexPriceEur: 0.15 }],
    ['PRICEHUBBLE_PRICE_EUR', '3', { priceHubblePriceEur: 3 }],
    [
      'CORS_ORIGINS',
      'https://a.example, http://b.example:8080',
      { corsOrigins: ['https://a.example', 'http://b.example:8080'] },
    ],
    ['DATA_DIR', '/var/lib/immograph', { dataDir: '/var/lib/immograph' }],
    ['MAX_BILLED_PER_OPERATION', '0', { maxBilledPerOperation: 0 }],
    ['SPEND_CAP_ESTIMATIONS_PER_DAY', '500', { spendCapEstimationsPerDay: 500 }],
    ['REQUEST_DEADLINE_MS', '2500', { requestDeadlineMs: 2500 }],
    ['OVERLOAD_MIN_IN_FLIGHT', '16', { overload: { minInFlight: 16 } }],
    ['OVERLOAD_MAX_IN_FLIGHT', '200', { overload: { maxInFlight: 200 } }],
    ['OVERLOAD_LOOP_DELAY_MS', '40', { overload: { loopDelayMs: 40 } }],
    ['OVERLOAD_QUEUE_WAIT_MS', '1000', { overload: { queueWaitMs: 1_000 } }],
    ['APIMO_CALLS_PER_SECOND', '25', { apimoCallsPerSecond: 25 }],
    ['APIMO_CALLS_PER_DAY', '5000', { apimoCallsPerDay: 5000, apimoReservedCalls: 500 }],
    ['APIMO_RESERVED_CALLS', '0', { apimoCallsPerDay: 1000, apimoReservedCalls: 0 }],
    ['APIMO_CONCURRENCY', '3', { policies: { apimo: { bulkhead: { concurrency: 3 } } } }],
    ['UPSTREAM_QUEUE', '0', { policies: { dimex: { bulkhead: { queue: 0 } } } }],
    ['RETRY_BUDGET_PERCENT', '5', { policies: { fluximmo: { retry: { budgetShare: 0.05 } } } }],
    ['BREAKER_FAILURE_PERCENT', '80', { policies: { pricehubble: { breaker: { failureShare: 0.8 } } } }],
    ['BREAKER_PROBE_INTERVAL_MS', '250', { policies: { fluximmo: { breaker: { probeIntervalMs: 250 } } } }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['SANDBOX', 'on', {}],
    ['REDIS_URL', 'redis://:a%40b@127.0.0.1', { redisUrl: 'redis://:a%40b@127.0.0.1' }],
    ['CACHE', 'off', { isCaching: false }],
    ['CACHE_MAX_BYTES', '1048576', { cacheMaxBytes: 1_048_576 }],
    ['CACHE_NOT_FOUND_MS', '0', { notFoundMs: 0 }],
    ['REDIS_URL', 'redis://127.0.0.1:6379', { redisUrl: 'redis://127.0.0.1:6379' }],
    ['DIMEX_CHUNK_SIZE', '50', { dimexChunkSize: 50 }],
    ['BILLED_CALL_TIMEOUT_MS', '30000', { billedCallTimeoutMs: 30_000 }],
    ['CURRENT_VALUATIONS_MAX_AGE_MS', '0', { currentValuationsMaxAgeMs: 0 }],
    ['CLAIM_LEASE_MS', '2000', { claimLeaseMs: 2_000 }],
  ])('takes %s=%s', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected);
  });

  const notAnOrigin = [
    'api.fluximmo.io',
    'ftp://api.fluximmo.io',
    'https://api.fluximmo.io/v2',
    'https://api.fluximmo.io/',
    'https://api.fluximmo.io?x=1',
    'https://api.fluximmo.io#x',
    'https://user@api.fluximmo.io',
    'https://:secret@api.fluximmo.io',
    'https://',
    'http://host:99999',
  ];
  it.each([
    ...['FLUXIMMO_URL', 'DIMEX_URL', 'PRICEHUBBLE_URL', 'APIMO_URL'].flatMap((name) =>
      notAnOrigin.map((value) => [name, value, 'origin without a path'] as const),
    ),
    ['PORT', 'http', 'whole number from 0 to 65535'],
    ['PORT', '65536', 'whole number from 0 to 65535'],
    ['PORT', '-1', 'whole number from 0 to 65535'],
    ['PORT', '4000.5', 'whole number from 0 to 65535'],
    ['HOST', 'http://localhost', 'IP address or a host name'],
    ['HOST', 'local host', 'IP address or a host name'],
    ['SANDBOX', 'yes', 'on or off'],
    ['DIMEX_PRICE_EUR', '-1', 'price in euros'],
    ['DIMEX_PRICE_EUR', '0,20', 'price in euros'],
    ['PRICEHUBBLE_PRICE_EUR', 'free', 'price in euros'],
    ['FLUXIMMO_API_KEY', 'line\nbreak', 'one line'],
    ['DIMEX_TOKEN', 'Basic ZGltZXg=', 'without spaces'],
    ['APIMO_AGENCY_IDS', '771;772', 'comma list of agency ids'],
    ['CORS_ORIGINS', '*', 'comma list of origins'],
    ['CORS_ORIGINS', 'https://a.example, b.example', 'comma list of origins'],
    ['MAX_BILLED_PER_OPERATION', 'all', 'whole number'],
    ['SPEND_CAP_ESTIMATIONS_PER_DAY', '-5', 'whole number'],
    ['REQUEST_DEADLINE_MS', '10s', 'whole number'],
    ['APIMO_CALLS_PER_SECOND', '0', 'whole number from 1'],
    ['APIMO_CALLS_PER_DAY', '0', 'whole number from 1'],
    ['APIMO_RESERVED_CALLS', '1000', 'less than APIMO_CALLS_PER_DAY'],
    ['OVERLOAD_MIN_IN_FLIGHT', '15', 'whole number from 16 to 10000'],
    ['OVERLOAD_MIN_IN_FLIGHT', '1001', 'no more than OVERLOAD_MAX_IN_FLIGHT'],
    ['OVERLOAD_LOOP_DELAY_MS', '0', 'whole number from 5 to 60000'],
    ['REQUEST_DEADLINE_MS', '0', 'whole number from 100'],
    ['CACHE', 'maybe', 'on or off'],
    ['CACHE_MAX_BYTES', '1000', 'whole number from 1048576'],
    ['CACHE_ADVERTS', '5m 1h', 'three ages of up to 31 days'],
    ['CACHE_ADVERTS', '5m 1h 1d 2d', 'three ages of up to 31 days'],
    ['CACHE_SEARCHES', '1h 5m 1d', 'each no less than the one before'],
    ['CACHE_STATISTICS', '6h 1d 32d', 'three ages of up to 31 days'],
    ['CACHE_STATISTICS', '6 12 18', 'three ages of up to 31 days'],
    ['REDIS_URL', '127.0.0.1:6379', 'redis or rediss URL'],
    ['REDIS_URL', 'redis://:100%@127.0.0.1', 'percent-encoded'],
    ['LOG_LEVEL', 'loud', 'one of fatal, error'],
    ['FLUXIMMO_STATISTICS_ZONES', 'region', 'arrondissement or city'],
  ])('refuses %s=%s and says what it should be', (name, value, what) => {
    const problems = problemsOf({ [name]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} should be .*${what}`));
    expect(problems[0]).not.toContain('secret');
  });

  it('names every bad variable at once, each once, whatever else is wrong', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: 'http',
      FLUXIMMO_API_KEY: 'two words',
      DIMEX_URL: 'https://dimex.example/v0',
      PRICEHUBBLE_USERNAME: 'ph-user',
      APIMO_PROVIDER: '42',
      APIMO_TOKEN: 'token',
      APIMO_AGENCY_IDS: '7 7 1',
      LOG_LEVEL: 'loud',
    });

    expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual([
      'APIMO_AGENCY_IDS',
      'CLIENTS_FILE',
      'DIMEX_TOKEN',
      'DIMEX_URL',
      'FLUXIMMO_API_KEY',
      'LOG_LEVEL',
      'PORT',
      'PRICEHUBBLE_PASSWORD',
    ]);
  });
});

describe('credentials', () => {
  it('that are all missing are named where the sandbox is off', () => {
    const problems = problemsOf({ SANDBOX: 'off' }).join('\n');

    for (const name of Object.keys(credentials)) expect(problems).toContain(name);
    expect(problems).toContain('SANDBOX is off');
  });

  it('that are missing for one upstream are named alone', () => {
    const { DIMEX_TOKEN: _missing, ...others } = credentials;

    expect(problemsOf({ ...others, SANDBOX: 'off' })).toEqual(['DIMEX_TOKEN should be given: SANDBOX is off']);
  });

  it.each([
    ['PRICEHUBBLE_USERNAME', 'PRICEHUBBLE_PASSWORD'],
    ['PRICEHUBBLE_PASSWORD', 'PRICEHUBBLE_USERNAME'],
    ['APIMO_PROVIDER', 'APIMO_TOKEN'],
    ['APIMO_TOKEN', 'APIMO_PROVIDER'],
  ])('given by half are refused: %s without %s', (given, missing) => {
    expect(problemsOf({ [given]: 'x', APIMO_AGENCY_IDS: '771' })).toEqual([
      `${missing} should be given along with ${given}`,
    ]);
  });

  it('of Apimo come with the agencies that they serve', () => {
    expect(problemsOf({ APIMO_PROVIDER: '42', APIMO_TOKEN: 'token' })).toEqual([
      'APIMO_AGENCY_IDS should list the agencies that the Apimo account serves',
    ]);
  });

  it('are never in what is said of them', () => {
    const problems = problemsOf({ FLUXIMMO_API_KEY: 'hush hush', DIMEX_TOKEN: 'hush\thush', APIMO_TOKEN: 'hush' });

    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).not.toContain('hush');
  });
});

describe('a production server', () => {
  it('is refused without credentials and without clients', () => {
    const problems = problemsOf({ NODE_ENV: 'production' }).join('\n');

    for (const name of [...Object.keys(credentials), 'CLIENTS_FILE']) expect(problems).toContain(name);
  });

  it('may use the sandbox where it is told to, but needs clients all the same', () => {
    expect(problemsOf({ NODE_ENV: 'production', SANDBOX: 'on' })).toEqual([
      expect.stringMatching(/^CLIENTS_FILE .*NODE_ENV is production/),
    ]);
  });
});

describe('a variable that is not read', () => {
  it.each([
    ['SPEND_CAP_ESTIMATION_PER_DAY', 'SPEND_CAP_ESTIMATIONS_PER_DAY'],
    ['REDIS_URI', 'REDIS_URL'],
    ['CLIENT_FILE', 'CLIENTS_FILE'],
    ['apimo_token', 'APIMO_TOKEN'],
    ['DIMEX_TOKKEN', 'DIMEX_TOKEN'],
  ])('is named with the setting that was meant, and without its value: %s', (name, meant) => {
    expect(findUnread({ [name]: 'a secret' })).toEqual([`${name} is not read: is ${meant} meant?`]);
  });

  it('is named where it is called after a vendor', () => {
    expect(findUnread({ APIMO_PASSWORD: 'a secret' })).toEqual([
      'APIMO_PASSWORD is not read: there is no such setting',
    ]);
  });

  it.each(['HOME', 'POST', 'NODE_PATH', 'HOSTNAME', 'CACHE_DIR', 'REDIS_URL', 'API_TOKEN'])(
    'is nobody’s concern where it is something else, or a setting: %s',
    (name) => {
      expect(findUnread({ [name]: 'redis://127.0.0.1' })).toEqual([]);
    },
  );

  it('is nobody’s concern where it is set to nothing', () => {
    expect(findUnread({ REDIS_URI: '', DIMEX_TOKKEN: '' })).toEqual([]);
  });
});

describe('the file of clients', () => {
  const aClient = (overrides: object = {}) => ({
    id: 'portal',
    apiKeySha256: hash('key'),
    scopes: ['adverts:read'],
    agencyIds: ['771'],
    ...overrides,
  });

  it.each(['0.0.0.0', '192.168.1.4', '::', 'graph.example.com'])('is required to listen on %s', (HOST) => {
    expect(problemsOf({ HOST })).toEqual([expect.stringMatching(/^CLIENTS_FILE .*HOST/)]);
    expect(problemsOf({ HOST, CLIENTS_FILE: fileOf({ clients: [aClient()] }) })).toEqual([]);
  });

  it('tells who calls by the hash of a key, in either case, and leaves limits out', () => {
    const entries = [
      aClient({ billedEstimationsPerDay: 100, pointsPerMinute: 5000 }),
      aClient({ id: 'crm', apiKeySha256: hash('other').toUpperCase(), scopes: [], agencyIds: [] }),
    ];
    const { clients } = readConfig({ CLIENTS_FILE: fileOf({ clients: entries }) });

    expect(clients?.atStart.findByApiKey('key')).toMatchObject({ clientId: 'portal', billedEstimationsPerDay: 100 });
    expect(clients?.atStart.findByApiKey('other')).toMatchObject({ clientId: 'crm', billedEstimationsPerDay: null });
    expect(clients?.atStart.findByApiKey('Key')).toBeUndefined();
    expect(clients?.atStart.findByApiKey(hash('key'))).toBeUndefined();
    expect(clients?.atStart.findByApiKey('')).toBeUndefined();
  });

  it.each([
    ['is not JSON', '{ clients: [] }', 'not JSON'],
    ['is empty', '', 'not JSON'],
    ['is a list', [], 'expected object'],
    ['holds nobody’s list', {}, 'clients'],
    ['has an unknown scope', { clients: [aClient({ scopes: ['adverts:write'] })] }, 'clients.0.scopes.0'],
    ['has the key itself', { clients: [{ ...aClient(), apiKey: 'top-secret' }] }, '"apiKey"'],
    ['has a hash that is none', { clients: [aClient({ apiKeySha256: 'top-secret' })] }, 'clients.0.apiKeySha256'],
    ['has agency ids that are numbers', { clients: [aClient({ agencyIds: [771] })] }, 'clients.0.agencyIds.0'],
    ['has an id with spaces', { clients: [aClient({ id: 'the portal' })] }, 'clients.0.id'],
    ['has a negative limit', { clients: [aClient({ billedEstimationsPerDay: -1 })] }, 'billedEstimationsPerDay'],
    ['has an id twice', { clients: [aClient(), aClient({ apiKeySha256: hash('b') })] }, '"portal" stands twice'],
    ['has a key twice', { clients: [aClient(), aClient({ id: 'crm' })] }, '"crm" has the same key as another'],
  ])('that %s is refused', (_what, content, reason) => {
    const path = fileOf(content);
    const problems = problemsOf({ CLIENTS_FILE: path });

    expect(problems).toEqual([expect.stringContaining(`CLIENTS_FILE ${path} cannot be used: `)]);
    expect(problems[0]).toContain(reason);
    expect(problems[0]).not.toContain('top-secret');
  });

  it('that is not there is refused', () => {
    const [problem] = problemsOf({ CLIENTS_FILE: join(folder, 'none.json') });

    expect(problem).toMatch(/^CLIENTS_FILE .*none\.json cannot be used: .*no such file/);
  });
});

describe('the issuer of tokens', () => {
  const issuer = {
    JWT_ISSUER: 'https://issuer.example',
    JWT_AUDIENCE: 'immograph',
    JWT_JWKS_URL: 'https://issuer.example/keys',
  };
  const lacking = (...names: readonly string[]) =>
    Object.fromEntries(Object.entries(issuer).filter(([name]) => !names.includes(name)));

  it('names those who may call as well as a file does, wherever the server listens', () => {
    const { tokens, clients } = readConfig({ HOST: '0.0.0.0', ...issuer });

    expect(clients).toBeNull();
    expect(tokens).toEqual({
      issuer: issuer.JWT_ISSUER,
      audience: issuer.JWT_AUDIENCE,
      jwksUrl: issuer.JWT_JWKS_URL,
      scopesClaim: 'scope',
      agenciesClaim: 'agencyIds',
      clientClaims: ['azp', 'client_id', 'sub'],
    });
    expect(problemsOf({ NODE_ENV: 'production', SANDBOX: 'on', ...issuer })).toEqual([]);
  });

  it('has its claims read under other names', () => {
    const claims = { JWT_SCOPES_CLAIM: 'scp', JWT_AGENCIES_CLAIM: 'https://x/agencies', JWT_CLIENT_CLAIM: 'cid, sub' };

    expect(readConfig({ ...issuer, ...claims }).tokens).toMatchObject({
      scopesClaim: 'scp',
      agenciesClaim: 'https://x/agencies',
      clientClaims: ['cid', 'sub'],
    });
  });

  it.each([
    [['JWT_ISSUER'], 'JWT_ISSUER should be given along with JWT_AUDIENCE and JWT_JWKS_URL'],
    [['JWT_AUDIENCE'], 'JWT_AUDIENCE should be given along with JWT_ISSUER and JWT_JWKS_URL'],
    [['JWT_JWKS_URL'], 'JWT_JWKS_URL should be given along with JWT_ISSUER and JWT_AUDIENCE'],
    [['JWT_ISSUER', 'JWT_JWKS_URL'], 'JWT_ISSUER and JWT_JWKS_URL should be given along with JWT_AUDIENCE'],
  ])('is not told of by half: without %s', (missing, problem) => {
    expect(problemsOf(lacking(...missing))).toEqual([problem]);
  });

  it.each([
    ['plain http elsewhere', 'http://issuer.example/keys'],
    ['a password in it', 'https://user:hush@issuer.example/keys'],
    ['another protocol', 'file:///etc/keys.json'],
    ['no address at all', 'hush'],
  ])('has no keys at an address with %s', (_what, url) => {
    const problems = problemsOf({ ...issuer, JWT_JWKS_URL: url });

    expect(problems).toEqual([expect.stringMatching(/^JWT_JWKS_URL should be an https URL/)]);
    expect(problems.join()).not.toContain('hush');
  });

  it.each(['http://127.0.0.1:8080/keys', 'http://localhost/keys', 'http://[::1]:1/keys'])(
    'may have them on this machine over http: %s',
    (url) => {
      expect(problemsOf({ ...issuer, JWT_JWKS_URL: url })).toEqual([]);
    },
  );

  it('has at least one claim that names the client', () => {
    expect(problemsOf({ ...issuer, JWT_CLIENT_CLAIM: ' , ' })).toEqual([
      'JWT_CLIENT_CLAIM should be a comma list of claims',
    ]);
  });
});

describe('a file of pinned cities', () => {
  it('says which commune a number of Apimo’s is', () => {
    const { cityPins } = readConfig({ CITY_PINS_FILE: fileOf({ 2039: '06004', 77: '2A004' }) });

    expect(cityPins).toEqual(
      new Map([
        ['77', '2A004'],
        ['2039', '06004'],
      ]),
    );
  });

  it.each([
    ['is no object', ['06004'], 'should be an object'],
    ['pins what is no number', { Antibes: '06004' }, '"Antibes"'],
    ['pins to a number', { 2039: 6004 }, '6004, for city 2039'],
    ['pins to a name', { 2039: 'Antibes' }, '"Antibes", for city 2039'],
  ])('that %s is refused', (_what, content, reason) => {
    const path = fileOf(content);
    const [problem, ...others] = problemsOf({ CITY_PINS_FILE: path });

    expect(others).toEqual([]);
    expect(problem).toContain(`CITY_PINS_FILE ${path} should hold city ids and INSEE codes`);
    expect(problem).toContain(reason);
  });

  it('that is not there is refused', () => {
    expect(problemsOf({ CITY_PINS_FILE: join(folder, 'none.json') })).toEqual([
      expect.stringMatching(/^CITY_PINS_FILE .*no such file/),
    ]);
  });
});

describe('introspection and GraphiQL', () => {
  it('are on, also in production, for routers read the schema there, unless they are turned off', () => {
    const openOf = (env: Env) => {
      const { introspection, hasGraphiql } = readConfig(env);
      return [introspection, hasGraphiql];
    };
    const production = { NODE_ENV: 'production', SANDBOX: 'on', CLIENTS_FILE: fileOf({ clients: [] }) };

    expect(openOf({})).toEqual(['on', true]);
    expect(openOf(production)).toEqual(['on', true]);
    expect(openOf({ ...production, INTROSPECTION: 'off', GRAPHIQL: 'off' })).toEqual(['off', false]);
    expect(openOf({ INTROSPECTION: 'scope' })).toEqual(['scope', true]);
  });

  it.each([
    ['INTROSPECTION', 'should be one of on, off, scope'],
    ['GRAPHIQL', 'should be on or off'],
  ])('%s %s', (name, problem) => {
    expect(problemsOf({ [name]: 'yes' })).toEqual([`${name} ${problem}`]);
  });
});
