import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { SANDBOX_ACCOUNT, payees } from '../access/estimation.js';
import type { Payee } from '../access/estimation.js';
import { createLedger } from '../access/ledger.js';
import type { Ledger } from '../access/ledger.js';
import { createSpending } from '../access/spending.js';
import { createCommuneIndex } from '../domain/commune.js';
import type { CommuneData } from '../domain/commune.js';
import { createMutationMemory } from '../graph/mutation-memory.js';
import type { Services } from '../graph/services.js';
import { createEstimates } from '../graph/valuation/estimates.js';
import { startSandbox } from '../sandbox/sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { createEmbeddedStore } from '../store/embedded-store.js';
import { createRedisStore } from '../store/redis-store.js';
import type { Store } from '../store/store.js';
import { APIMO_CALLS_PER_SECOND, APIMO_MAX_BODY_BYTES } from '../upstream/apimo/client.js';
import { createDimexClient } from '../upstream/dimex/client.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createFluximmoClient } from '../upstream/fluximmo/client.js';
import { createDoor } from '../upstream/http.js';
import { createPacedDoor } from '../upstream/paced-door.js';
import { createPriceHubbleClient } from '../upstream/pricehubble/client.js';
import { createWatchedDoor } from '../upstream/watched-door.js';
import type { WatchedDoor } from '../upstream/watched-door.js';
import { openApimo } from './apimo-access.js';
import type { ApimoAccess } from './apimo-access.js';
import { ConfigError } from './config.js';
import type { Config, UpstreamAccess } from './config.js';
import { createServer } from './server.js';
import type { Server } from './server.js';
import { toQuotaStatus } from './status.js';
import type { ReadStatus } from './status.js';

export type Immograph = Readonly<{
  app: Server['app'];
  /** The upstreams that the sandbox plays. */
  sandboxed: readonly UpstreamName[];
  /** Lets what is in flight finish, for at most `graceMs`, then closes everything. */
  stop: (graceMs: number) => Promise<void>;
}>;

type ImmographOptions = Readonly<{
  config: Config;
  /** The project's folder, where schema/ and dist/ are. */
  root: string;
  logger: FastifyBaseLogger;
}>;

/**
 * Puts the whole product together: the sandbox where it is needed, the ways out, the services and the server. Throws a
 * `ConfigError` where what the configuration names cannot be used.
 */
export async function createImmograph({ config, root, logger }: ImmographOptions): Promise<Immograph> {
  await createDataDir(config.dataDir);
  const [sdl, communes] = await Promise.all([
    readSdl(join(root, 'schema')),
    readCommunes(join(root, 'dist', 'communes.json')),
  ]);
  const sandboxed = upstreamNames.filter((name) => config.upstreams[name] === null);
  const sandbox = sandboxed.length === 0 ? null : await startSandbox({ vendors: sandboxed });
  const access = accessTo(config.upstreams, sandbox);
  const doors = createDoors(access);
  const store = await openStore(config, logger);
  const priceEur = { dimex: config.dimexPriceEur, pricehubble: config.priceHubblePriceEur };
  const accounts = accountsOf(access, sandboxed);
  const ledger = createLedger(store, {
    priceEur,
    accounts,
    capPerDay: config.spendCapEstimationsPerDay,
    isRemembering: config.isCaching,
    leaseMs: config.claimLeaseMs,
    onUnsettled: (error) => logger.error({ err: error }, 'what was spent could not be written down; trying again'),
  });
  const burials = everySoOften(BURIAL_INTERVAL_MS, () => buryTheDead(ledger, logger));
  const communeIndex = createCommuneIndex(communes);
  const apimo = openApimo(doors.apimo, store, {
    config,
    account: accounts.apimo,
    client: { ...access.apimo, resolvePlace: (name, context) => communeIndex.resolvePlace(name, context) },
    communes: communeIndex,
    logger,
  });
  const services = createServices(config, access, doors, ledger, communeIndex, apimo);
  const server = await createServer({
    sdl,
    services,
    clients: config.clients,
    agencyIds: access.apimo.agencyIds,
    corsOrigins: config.corsOrigins,
    deadlineMs: config.requestDeadlineMs,
    sandboxed,
    readStatus: createReadStatus(doors, apimo, sandboxed),
    explorerDir: join(root, 'dist', 'explorer'),
    examples: sandbox?.examples ?? {},
    isSpendingReal: payees.some((payee) => priceEur[payee] > 0 && !sandboxed.includes(payee)),
    logger,
  });

  void resumeRequests(apimo, access.apimo.agencyIds);

  return {
    app: server.app,
    sandboxed,
    stop: async (graceMs) => {
      const giveUpAt = performance.now() + graceMs;
      await server.drain(graceMs);
      // What is paid for is waited for, though nobody listens any more.
      await services.estimates.idle(Math.max(0, giveUpAt - performance.now()));
      burials.stop();
      await apimo.close();
      await ledger.close();
      await store.close();
      await Promise.all(Object.values(doors).map((door) => door.close()));
      await sandbox?.close();
    },
  };
}

async function openStore({ dataDir, redisUrl }: Config, logger: FastifyBaseLogger): Promise<Store> {
  const onError = (error: unknown) => logger.warn({ err: error }, 'Redis cannot be reached');
  if (redisUrl !== null) return createRedisStore({ url: redisUrl, onError });
  try {
    return await createEmbeddedStore({ directory: dataDir });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`DATA_DIR should name a directory that can be written to: ${reason}`]);
  }
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
type Doors = Readonly<Record<UpstreamName, WatchedDoor>>;

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

function createDoors(access: FullAccess): Doors {
  const open = (upstream: UpstreamName, maxBodyBytes?: number) =>
    createWatchedDoor(createDoor({ upstream, origin: access[upstream].origin, ...(maxBodyBytes && { maxBodyBytes }) }));
  const apimo = open('apimo', APIMO_MAX_BODY_BYTES);
  return {
    fluximmo: open('fluximmo'),
    dimex: open('dimex'),
    pricehubble: open('pricehubble'),
    apimo: { ...createPacedDoor(apimo, APIMO_CALLS_PER_SECOND), record: apimo.record },
  };
}

function createReadStatus(doors: Doors, apimo: ApimoAccess, sandboxed: readonly UpstreamName[]): ReadStatus {
  const statusOf = (name: UpstreamName) => ({ isSandbox: sandboxed.includes(name), ...doors[name].record() });
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

function createServices(
  config: Config,
  access: FullAccess,
  doors: Doors,
  ledger: Ledger,
  communes: ReturnType<typeof createCommuneIndex>,
  { client: apimo, requestBook }: ApimoAccess,
): Services {
  return {
    fluximmo: createFluximmoClient(doors.fluximmo, { ...access.fluximmo, statisticsZones: config.statisticsZones }),
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
    spending: createSpending(ledger, config.maxBilledPerOperation),
    estimates: createEstimates(ledger, {
      isSharing: config.isCaching,
      billedTimeoutMs: config.billedCallTimeoutMs,
      freeTimeoutMs: config.requestDeadlineMs,
    }),
    currentValuationsHoldForMs: config.currentValuationsMaxAgeMs,
    mutations: createMutationMemory(),
  };
}

/** All files of the schema as one text, in the order of their names. */
async function readSdl(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
}

async function readCommunes(file: string): Promise<CommuneData> {
  // The index checks what it is given; here it is only read.
  return JSON.parse(await readFile(file, 'utf8')) as CommuneData;
}
