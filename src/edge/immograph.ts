import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { createSpending } from '../access/spending.js';
import { createCommuneIndex } from '../domain/commune.js';
import type { CommuneData } from '../domain/commune.js';
import { createMutationMemory } from '../graph/mutation-memory.js';
import { createRequestBook } from '../graph/request-book.js';
import type { Services } from '../graph/services.js';
import { startSandbox } from '../sandbox/sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { APIMO_CALLS_PER_SECOND, APIMO_MAX_BODY_BYTES, createApimoClient } from '../upstream/apimo/client.js';
import { createDimexClient } from '../upstream/dimex/client.js';
import { upstreamNames } from '../upstream/errors.js';
import type { UpstreamName } from '../upstream/errors.js';
import { createFluximmoClient } from '../upstream/fluximmo/client.js';
import { createDoor } from '../upstream/http.js';
import { createPacedDoor } from '../upstream/paced-door.js';
import { createPriceHubbleClient } from '../upstream/pricehubble/client.js';
import { createWatchedDoor } from '../upstream/watched-door.js';
import type { WatchedDoor } from '../upstream/watched-door.js';
import { ConfigError } from './config.js';
import type { Config, UpstreamAccess } from './config.js';
import { createServer } from './server.js';
import type { Server } from './server.js';
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
  if (config.hasUnusedRedisUrl) logger.warn('REDIS_URL is not used: this version keeps its state in this process');
  const [sdl, communes] = await Promise.all([
    readSdl(join(root, 'schema')),
    readCommunes(join(root, 'dist', 'communes.json')),
  ]);
  const sandboxed = upstreamNames.filter((name) => config.upstreams[name] === null);
  const sandbox = sandboxed.length === 0 ? null : await startSandbox({ vendors: sandboxed });
  const access = accessTo(config.upstreams, sandbox);
  const doors = createDoors(access);
  const services = createServices(config, access, doors, createCommuneIndex(communes), logger);
  const server = await createServer({
    sdl,
    services,
    clients: config.clients,
    agencyIds: access.apimo.agencyIds,
    corsOrigins: config.corsOrigins,
    deadlineMs: config.requestDeadlineMs,
    sandboxed,
    readStatus: createReadStatus(doors, sandboxed),
    explorerDir: join(root, 'dist', 'explorer'),
    examples: sandbox?.examples ?? {},
    logger,
  });

  return {
    app: server.app,
    sandboxed,
    stop: async (graceMs) => {
      await server.drain(graceMs);
      await Promise.all(Object.values(doors).map((door) => door.close()));
      await sandbox?.close();
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

function createReadStatus(doors: Doors, sandboxed: readonly UpstreamName[]): ReadStatus {
  const statusOf = (name: UpstreamName) => ({ isSandbox: sandboxed.includes(name), ...doors[name].record() });
  return () => ({
    fluximmo: statusOf('fluximmo'),
    dimex: statusOf('dimex'),
    pricehubble: statusOf('pricehubble'),
    apimo: statusOf('apimo'),
  });
}

function createServices(
  config: Config,
  access: FullAccess,
  doors: Doors,
  communes: ReturnType<typeof createCommuneIndex>,
  logger: FastifyBaseLogger,
): Services {
  const apimo = createApimoClient(doors.apimo, {
    ...access.apimo,
    resolvePlace: (name, context) => communes.resolvePlace(name, context),
  });
  return {
    fluximmo: createFluximmoClient(doors.fluximmo, { ...access.fluximmo, statisticsZones: config.statisticsZones }),
    dimex: createDimexClient(doors.dimex, { ...access.dimex, priceEur: config.dimexPriceEur }),
    priceHubble: createPriceHubbleClient(doors.pricehubble, {
      ...access.pricehubble,
      priceEur: config.priceHubblePriceEur,
    }),
    apimo,
    communes,
    requestBook: createRequestBook(apimo, {
      maxAgeMs: config.requestsMaxAgeMs,
      onSyncFailed: (agencyId, error) => logger.warn({ agencyId, err: error }, 'buyer requests could not be refreshed'),
      onUnreadable: (agencyId, count) => logger.warn({ agencyId, count }, 'some buyer requests could not be read'),
    }),
    spending: createSpending({
      priceEur: { dimex: config.dimexPriceEur, pricehubble: config.priceHubblePriceEur },
      maxBilledPerOperation: config.maxBilledPerOperation,
      capPerDay: config.spendCapEstimationsPerDay,
    }),
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
