import { createRedisConnection, type RedisConnection } from './redis-connection.js';
import { createRedisUpdates } from './redis-updates.js';
import { requireKeys } from './final-writes.js';
import type { Store } from './store.js';

export type RedisStoreOptions = Readonly<{
  /** `redis://` or, over TLS, `rediss://`, with the password in it. */
  url: string;
  keyPrefix?: string;
  timeoutMs?: number;
  /** For the log: why there is no connection. Has no secret in it. */
  onError: (error: Error) => void;
}>;

/** How many keys Redis looks at, and how many values it sends, in one go. */
const SCAN_SIZE = 500;
const PAGE_SIZE = 100;

/**
 * A store in one Redis (7.0 or later) or Valkey that any number of machines may share; a cluster is none. It connects
 * in the background, again and again. How durable an update is lies with the server alone (`appendonly`,
 * `appendfsync`): `isDurable` changes nothing here.
 */
export function createRedisStore({
  url,
  keyPrefix = 'immograph:',
  timeoutMs = 1_000,
  onError,
}: RedisStoreOptions): Store {
  const connection = createRedisConnection({ url, timeoutMs, onError });
  const update = createRedisUpdates({ connection, keyPrefix, timeoutMs });

  return {
    kind: 'redis',
    read: async (keys) => {
      requireKeys(keys);
      return readRedis(connection, keyPrefix, keys);
    },
    update,
    async *list(prefix) {
      const keys = (await scan(connection, keyPrefix + prefix)).map((key) => key.slice(keyPrefix.length)).sort();
      for (let at = 0; at < keys.length; at += PAGE_SIZE) {
        const page = keys.slice(at, at + PAGE_SIZE);
        const values = await readRedis(connection, keyPrefix, page);
        for (const [index, key] of page.entries()) {
          const value = values[index] ?? null;
          // It may have gone since it was found.
          if (value !== null) yield [key, value];
        }
      }
    },
    close: () => connection.close(),
  };
}

async function readRedis(
  connection: RedisConnection,
  keyPrefix: string,
  keys: readonly string[],
): Promise<readonly (string | null)[]> {
  if (keys.length === 0) return [];
  return connection.run((client) => client.mGet(keys.map((key) => keyPrefix + key)));
}

/** Redis may name a key more than once while it makes room for others. */
async function scan(connection: RedisConnection, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  const MATCH = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const from = cursor;
    const page = await connection.run((client) => client.scan(from, { MATCH, COUNT: SCAN_SIZE }));
    page.keys.forEach((key) => found.add(key));
    cursor = page.cursor;
  } while (cursor !== '0');
  return [...found];
}
