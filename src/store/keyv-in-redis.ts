import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { RESP_TYPES } from '@redis/client';
import type { KeyvStoreAdapter, StoredData } from 'keyv';
import type { RedisConnection } from './redis-connection.js';

type Options = Readonly<{
  connection: RedisConnection;
  /** Before every key, the namespace of Keyv included. */
  keyPrefix: string;
}>;

/** Below it, packing a text costs more time than it saves. */
const PACKED_FROM_BYTES = 2_048;
/** What unpacks to more was not packed here. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** How a gzip member begins (RFC 1952); no JSON does. */
const GZIP_MAGIC = 0x1f;
const SCAN_SIZE = 500;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Texts of Keyv in Redis, the long ones packed. Every method fails where Redis does not answer in time. */
export function createKeyvInRedis({ connection, keyPrefix }: Options): KeyvStoreAdapter {
  const inBytes = { [RESP_TYPES.BLOB_STRING]: Buffer };
  const readAll = (keys: readonly string[]) =>
    connection.run((client) => client.withTypeMapping(inBytes).mGet(keys.map((key) => keyPrefix + key)));

  const store: KeyvStoreAdapter = {
    opts: {},
    on: () => store,
    get: async <Value>(key: string) => {
      const [bytes] = await readAll([key]);
      return toText<Value>(bytes);
    },
    getMany: async <Value>(keys: string[]) => {
      if (keys.length === 0) return [];
      return Promise.all((await readAll(keys)).map((bytes) => toText<Value>(bytes)));
    },
    set: (key, text: string, ttlMs?: number) =>
      write([{ key, value: text, ...(ttlMs !== undefined && { ttl: ttlMs }) }]),
    setMany: (entries) => write(entries),
    delete: async (key) => (await connection.run((client) => client.unlink(keyPrefix + key))) > 0,
    clear: async () => {
      const prefix = `${keyPrefix}${store.namespace === undefined ? '' : `${store.namespace}:`}`;
      const MATCH = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
      let cursor = '0';
      do {
        const from = cursor;
        const page = await connection.run((client) => client.scan(from, { MATCH, COUNT: SCAN_SIZE }));
        if (page.keys.length > 0) await connection.run((client) => client.unlink(page.keys));
        cursor = page.cursor;
      } while (cursor !== '0');
    },
  };

  async function write(entries: readonly Written[]): Promise<void> {
    const packed = await Promise.all(
      entries.map(async ({ value, ...entry }) => ({ ...entry, bytes: await toBytes(value) })),
    );
    await connection.run((client) =>
      Promise.all(
        packed.map(({ key, bytes, ttl }) =>
          client.set(
            keyPrefix + key,
            bytes,
            ttl === undefined ? {} : { expiration: { type: 'PX', value: Math.ceil(ttl) } },
          ),
        ),
      ),
    );
  }

  return store;
}

type Written = Readonly<{ key: string; value: string; ttl?: number }>;

async function toBytes(text: string): Promise<Buffer> {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length < PACKED_FROM_BYTES ? bytes : pack(bytes, { level: 1 });
}

/** `undefined` also for what is packed and cannot be unpacked. */
async function toText<Value>(bytes: Buffer | string | null | undefined): Promise<StoredData<Value> | undefined> {
  if (bytes === null || bytes === undefined) return undefined;
  const given = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
  const plain =
    given[0] === GZIP_MAGIC ? await unpack(given, { maxOutputLength: MAX_UNPACKED_BYTES }).catch(() => null) : given;
  // Keyv reads back what it wrote: a text, whatever it is that the text says.
  return (plain?.toString('utf8') ?? undefined) as StoredData<Value> | undefined;
}
