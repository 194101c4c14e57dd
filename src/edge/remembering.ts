import { createHash } from 'node:crypto';
import type { KeyvStoreAdapter } from 'keyv';
import { createKeyvInProcess } from '../store/keyv-in-process.js';
import { systemClock } from '../upstream/clock.js';
import { createFluximmoClient } from '../upstream/fluximmo/client.js';
import { SHAPE_VERSION } from '../upstream/fluximmo/remembered-kinds.js';
import { createRememberingFluximmo } from '../upstream/fluximmo/remembering-client.js';
import type { RememberingFluximmo } from '../upstream/fluximmo/remembering-client.js';
import type { Door } from '../upstream/http.js';
import type { UpstreamObserver } from '../upstream/observer.js';
import { createMemoryShelf } from '../upstream/policy/memory-shelf.js';
import type { MemoryShelf } from '../upstream/policy/memory-shelf.js';
import { createMemory } from '../upstream/policy/remember.js';
import type { Config, FluximmoAccess } from './config.js';

type Needs = Readonly<{
  config: Pick<
    Config,
    | 'isCaching'
    | 'cacheMaxBytes'
    | 'rememberingAges'
    | 'notFoundMs'
    | 'redisUrl'
    | 'requestDeadlineMs'
    | 'statisticsZones'
  >;
  access: FluximmoAccess;
  door: Door;
  observer: UpstreamObserver;
}>;

export type RememberedUpstreams = Readonly<{ fluximmo: RememberingFluximmo; close: () => Promise<void> }>;

/** What a Redis that does not answer keeps this process from doing is told by the store, which asks it too. */
const REDIS_TIMEOUT_MS = 1_000;
/** Of what one process holds; the rest is for the texts themselves. */
const READ_SHARE = 1 / 4;
const REDIS_KEY_PREFIX = 'immograph:remembered:';

/** Upstreams whose answers are remembered, in this process and, where there is one, in Redis. */
export async function openRemembered({ config, access, door, observer }: Needs): Promise<RememberedUpstreams> {
  const { isCaching, redisUrl, statisticsZones, notFoundMs, rememberingAges: ages } = config;
  const redis = isCaching && redisUrl !== null ? await openRedis(redisUrl) : null;
  const memory = createMemory({
    upstream: 'fluximmo',
    shelf: isCaching
      ? openShelf(config.cacheMaxBytes, redis?.keyv ?? null, namespaceOf(access, statisticsZones))
      : null,
    timeoutMs: config.requestDeadlineMs,
    observer,
    clock: systemClock,
  });
  const client = createFluximmoClient(door, { ...access, statisticsZones });
  return {
    fluximmo: createRememberingFluximmo(client, memory, {
      listings: { ...ages.adverts, notFoundMs },
      searches: { ...ages.searches, notFoundMs },
      statistics: { ...ages.statistics, notFoundMs },
    }),
    close: async () => redis?.close(),
  };
}

/** A connection of its own: what is remembered comes in large pieces, behind which the ledger would wait. */
async function openRedis(url: string): Promise<Readonly<{ keyv: KeyvStoreAdapter; close: () => Promise<void> }>> {
  const [{ createRedisConnection }, { createKeyvInRedis }] = await Promise.all([
    import('../store/redis-connection.js'),
    import('../store/keyv-in-redis.js'),
  ]);
  const connection = createRedisConnection({ url, timeoutMs: REDIS_TIMEOUT_MS, onError: () => undefined });
  return { keyv: createKeyvInRedis({ connection, keyPrefix: REDIS_KEY_PREFIX }), close: () => connection.close() };
}

function openShelf(maxBytes: number, far: KeyvStoreAdapter | null, namespace: string): MemoryShelf {
  const readMaxBytes = Math.floor(maxBytes * READ_SHARE);
  return createMemoryShelf({
    near: createKeyvInProcess({ maxBytes: maxBytes - readMaxBytes }),
    far,
    namespace,
    readMaxBytes,
    clock: systemClock,
  });
}

/** Who asks with another key may be answered otherwise, and so may who asks by other zones. */
function namespaceOf({ origin, apiKey }: FluximmoAccess, statisticsZones: string): string {
  const facts = [origin, apiKey, statisticsZones, SHAPE_VERSION].join('\n');
  return `fluximmo:${createHash('sha256').update(facts).digest('base64url').slice(0, 16)}`;
}
