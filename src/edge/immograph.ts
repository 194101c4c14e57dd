import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { SANDBOX_ACCOUNT, payees } from '../access/estimation.js';
import type { Payee } from '../access/estimation.js';
import { createLedger } from '../access/ledger.js';
import type { Ledger } from '../access/ledger.js';
import { createPoints } from '../access/points.js';
import { createSpending } from '../access/spending.js';
import { createTokenCheck } from '../access/tokens.js';
import { createCommuneIndex } from '../domain/commune.js';
import type { CommuneData, CommuneIndex } from '../domain/commune.js';
import { createMutationMemory } from '../graph/mutation-memory.js';
import type { Services } from '../graph/services.js';
import { createEstimates } from '../graph/valuation/estimates.js';
import { startSandbox } from '../sandbox/sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { createEmbeddedStore } from '../store/embedded-store.js';
import type { RedisConnection } from '../store/redis-connection.js';
import type { Store } from '../store/store.js';
import { createWatchedStore } from '../store/watched-store.js';
import type { WatchedStore } from '../store/watched-store.js';
import { withCityPins } from '../upstream/apimo/city-pins.js';
import type { CityPins } from '../upstream/apimo/city-pins.js';
import { createDimexClient } from '../upstream/dimex/client.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import type { RememberingFluximmo } from '../upstream/fluximmo/remembering-client.js';
import { createPriceHubbleClient } from '../upstream/pricehubble/client.js';
import { openApimo } from './apimo-access.js';
import type { ApimoAccess } from './apimo-access.js';
import { ConfigError } from './config.js';
import type { Config, UpstreamAccess } from './config.js';
import { createDoors } from './doors.js';
import type { Doors } from './doors.js';
import { createMetrics } from './metrics.js';
import { openRemembered } from './remembering.js';
import { createServer } from './server.js';
import type { Server, ServerOptions } from './server.js';
import { toQuotaStatus } from './status.js';
import type { ReadStatus } from './status.js';
import { watchClients } from './watched-clients.js';

export type Immograph = Readonly<{
  app: Server['app'];
  /** The upstreams that the sandbox plays. */
  sandboxed: readonly UpstreamName[];
  /** Lets what is in flight finish and `quietMs` pass without anything new, for at most `graceMs`, then closes everything. */
  stop: (graceMs: number, quietMs?: number) => Promise<void>;
}>;

type ImmographOptions = Readonly<{
  config: Config;
  /** The project's folder, where schema/ and dist/ are. */
  root: string;
  /** Read from dist/ unless given. */
  communes?: CommuneIndex;
  logger: FastifyBaseLogger;
}>;

/**
 * Puts the whole product together: the sandbox where it is needed, the ways out, the services and the server. Throws a
 * `ConfigError` where what the configuration names cannot be used.
 */
export async function createImmograph({ config, root, communes, logger }: ImmographOptions): Promise<Immograph> {
  await createDataDir(config.dataDir);
  const [sdl, communeIndex] = await Promise.all([readSdl(join(root, 'schema')), communes ?? readCommunes(root)]);
  checkCityPins(config.cityPins, communeIndex);
  const sandboxed = upstreamNames.filter((name) => config.upstreams[name] === null);
  const sandbox = sandboxed.length === 0 ? null : await startSandbox({ vendors: sandboxed });
  const access = accessTo(config.upstreams, sandbox);
  const metrics = createMetrics();
  const doors = createDoors({ ...config, access, observer: metrics.observer });
  const store = createWatchedStore(await openStore(config, logger));
  const priceEur = { dimex: config.dimexPriceEur, pricehubble: config.priceHubblePriceEur };
  const accounts = accountsOf(access, sandboxed);
  const ledger = createLedger(store, {
    priceEur,
    accounts,
    capPerDay: config.spendCapEstimationsPerDay,
    isRemembering: config.isCaching,
    leaseMs: config.claimLeaseMs,
    onUnsettled: (error) => logger.error({ err: error }, 'what was spent could not be written down; trying again'),
    onBilled: metrics.billed,
  });
  const burials = everySoOften(BURIAL_INTERVAL_MS, () => buryTheDead(ledger, logger));
  const apimo = openApimo(doors.apimo, store, {
    config,
    account: accounts.apimo,
    client: {
      ...access.apimo,
      resolvePlace: withCityPins(
        (name, context) => communeIndex.resolvePlace(name, context),
        config.cityPins,
        communeIndex.covers,
      ),
    },
    communes: communeIndex,
    observer: metrics.observer,
    logger,
  });
  const remembered = await openRemembered({
    config,
    access: access.fluximmo,
    door: doors.fluximmo,
    observer: metrics.observer,
  });
  const pointsInRedis = config.redisUrl === null ? null : await openPoints(config.redisUrl);
  const services = createServices(config, access, doors, ledger, communeIndex, { ...apimo, ...remembered }, store);
  const clients = config.clients === null ? null : watchClients({ ...config.clients, logger });
  const tokens =
    config.tokens === null
      ? null
      : createTokenCheck(config.tokens, (error) =>
          logger.error({ err: error }, 'the keys of JWT_JWKS_URL cannot be had'),
        );
  const server = await createServer({
    sdl,
    services,
    clients,
    tokens,
    agencyIds: access.apimo.agencyIds,
    corsOrigins: config.corsOrigins,
    documents: config.documents,
    deadlineMs: config.requestDeadlineMs,
    priceEur,
    answersMaxBytes: config.answersMaxBytes,
    maxUpstreamCalls: config.maxUpstreamCallsPerOperation,
    points: createPoints(pointsInRedis),
    sandboxed,
    overload: config.overload,
    metrics,
    figures: createFigures(apimo, store.reach),
    status: {
      readUpstreams: createReadStatus(doors, apimo, sandboxed),
      readStore: store.reach,
      readClients: () => clients?.report() ?? null,
    },
    introspection: config.introspection,
    hasGraphiql: config.hasGraphiql,
    explorerDir: join(root, 'dist', 'explorer'),
    examples: sandbox?.examples ?? {},
    isSpendingReal: payees.some((payee) => priceEur[payee] > 0 && !sandboxed.includes(payee)),
    logger,
  });

  void resumeRequests(apimo, access.apimo.agencyIds);

  return {
    app: server.app,
    sandboxed,
    stop: async (graceMs, quietMs = 0) => {
      const giveUpAt = performance.now() + graceMs;
      await server.drain(graceMs, quietMs);
      // What is paid for is waited for, though nobody listens any more.
      await services.estimates.idle(Math.max(0, giveUpAt - performance.now()));
      burials.stop();
      clients?.close();
      await apimo.close();
      await remembered.close();
      await pointsInRedis?.close();
      await ledger.close();
      await store.close();
      await Promise.all(Object.values(doors).map((door) => door.close()));
      await sandbox?.close();
    },
  };
}

/** A Redis that takes longer to count is not waited for; the store tells of it. */
const POINTS_TIMEOUT_MS = 100;

async function openPoints(url: string): Promise<RedisConnection> {
  const { createRedisConnection } = await import('../store/redis-connection.js');
  return createRedisConnection({ url, timeoutMs: POINTS_TIMEOUT_MS, onError: () => undefined });
}

/** What speaks to Redis is loaded where there is one: that takes a sixth of a start. */
async function openStore({ dataDir, redisUrl }: Config, logger: FastifyBaseLogger): Promise<Store> {
  const onError = (error: unknown) => logger.warn({ err: error }, 'Redis cannot be reached');
  if (redisUrl !== null) {
    const { createRedisStore } = await import('../store/redis-store.js');
    return createRedisStore({ url: redisUrl, onError });
  }
  try {
    return await createEmbeddedStore({ directory: dataDir });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`DATA_DIR should name a directory that can be written to: ${reason}`]);
  }
}

function checkCityPins(pins: CityPins, communes: CommuneIndex): void {
  const problems = [...pins].flatMap(([cityId, code]) =>
    communes.findByInseeCode(code) === null
      ? [`CITY_PINS_FILE should pin city ${cityId} to the INSEE code of a commune of today, not to ${code}`]
      : [],
  );
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Each credential has its own bill, and its own answers. */
function accountsOf(
  { dimex, pricehubble, apimo }: FullAccess,
  sandboxed: readonly UpstreamName[],
): Record<Payee | 'apimo', string> {
  const accountOf = (upstream: Payee | 'apimo', ...credential: readonly string[]) =>
    sandboxed.includes(upstream)
      ? SANDBOX_ACCOUNT
      : createHash('sha256').update(credential.join('\n')).digest('hex').slice(0, 8);
  return {
    dimex: accountOf('dimex', dimex.origin, dimex.token),
    pricehubble: accountOf('pricehubble', pricehubble.origin, pricehubble.username),
    apimo: accountOf('apimo', apimo.origin, apimo.provider),
  };
}

/** What is kept of the agencies is there from the start, and synced at the pace that today's calls allow. */
async function resumeRequests({ budget, requestBook }: ApimoAccess, agencyIds: readonly string[]): Promise<void> {
  await budget.look();
  await requestBook.resume(agencyIds);
}

/** What a process that died had under way is found at the latest when this is done. */
const BURIAL_INTERVAL_MS = 60_000;

async function buryTheDead(ledger: Ledger, logger: FastifyBaseLogger): Promise<void> {
  try {
    const estimations = await ledger.buryTheDead();
    if (estimations > 0) logger.warn({ estimations }, 'a process died while these were estimated: now unresolved');
  } catch (error) {
    logger.warn({ err: error }, 'what dead processes left behind could not be looked for');
  }
}

/** At once, and then whenever `intervalMs` have passed. */
function everySoOften(intervalMs: number, work: () => Promise<void>) {
  void work();
  const timer = setInterval(() => void work(), intervalMs).unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function createDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`DATA_DIR should name a directory that can be made: ${reason}`]);
  }
}

type FullAccess = { readonly [Name in UpstreamName]: NonNullable<UpstreamAccess[Name]> };

/** The configured upstreams, and the sandbox in the place of the others. */
function accessTo(configured: UpstreamAccess, sandbox: Sandbox | null): FullAccess {
  const played = <Name extends UpstreamName>(name: Name) => {
    const origin = sandbox?.origins[name];
    if (sandbox === null || origin === undefined) throw new Error(`Nobody answers in the place of ${name}.`);
    return { origin, ...sandbox.credentials[name] };
  };
  return {
    fluximmo: configured.fluximmo ?? played('fluximmo'),
    dimex: configured.dimex ?? played('dimex'),
    pricehubble: configured.pricehubble ?? played('pricehubble'),
    apimo: configured.apimo ?? played('apimo'),
  };
}

function createReadStatus(doors: Doors, apimo: ApimoAccess, sandboxed: readonly UpstreamName[]): ReadStatus {
  const statusOf = (name: UpstreamName) => ({
    isSandbox: sandboxed.includes(name),
    ...doors[name].record(),
    ...doors[name].policyStatus(),
  });
  return async (agencyIds) => ({
    fluximmo: statusOf('fluximmo'),
    dimex: statusOf('dimex'),
    pricehubble: statusOf('pricehubble'),
    apimo: {
      ...statusOf('apimo'),
      quota: toQuotaStatus(await apimo.budget.look()),
      agencies: apimo.requestBook.report(agencyIds),
    },
  });
}

/** What the metrics show of what is not counted as it happens; asks nobody anything. */
function createFigures({ budget, requestBook }: ApimoAccess, reach: WatchedStore['reach']): ServerOptions['figures'] {
  const ages = () => requestBook.reportOfAll().flatMap(({ ageMs }) => (ageMs === null ? [] : [ageMs]));
  return {
    quotaUsed: () => budget.standing().usedToday,
    quotaLeft: () => budget.standing().left,
    requestsAge: () => {
      const known = ages();
      return known.length === 0 ? null : Math.max(...known) / 1000;
    },
    agenciesFailing: () => requestBook.reportOfAll().filter(({ lastFailure }) => lastFailure !== null).length,
    storeReachable: () => Number(reach().isReachable),
  };
}

function createServices(
  config: Config,
  access: FullAccess,
  doors: Doors,
  ledger: Ledger,
  communes: CommuneIndex,
  { client: apimo, requestBook, crossingBook, fluximmo }: ApimoAccess & Readonly<{ fluximmo: RememberingFluximmo }>,
  store: Store,
): Services {
  return {
    fluximmo,
    dimex: createDimexClient(doors.dimex, {
      ...access.dimex,
      isBilled: config.dimexPriceEur > 0,
      chunkSize: config.dimexChunkSize,
    }),
    priceHubble: createPriceHubbleClient(doors.pricehubble, {
      ...access.pricehubble,
      isBilled: config.priceHubblePriceEur > 0,
    }),
    apimo,
    communes,
    requestBook,
    crossingBook,
    spending: createSpending(ledger, config.maxBilledPerOperation),
    estimates: createEstimates(ledger, {
      isSharing: config.isCaching,
      billedTimeoutMs: config.billedCallTimeoutMs,
      freeTimeoutMs: config.requestDeadlineMs,
    }),
    currentValuationsHoldForMs: config.currentValuationsMaxAgeMs,
    mutations: createMutationMemory(store),
  };
}

/** All files of the schema as one text, in the order of their names. */
async function readSdl(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
}

/** `root` as of `createImmograph`. */
export async function readCommunes(root: string): Promise<CommuneIndex> {
  // The index checks what it is given; here it is only read.
  return createCommuneIndex(JSON.parse(await readFile(join(root, 'dist', 'communes.json'), 'utf8')) as CommuneData);
}
