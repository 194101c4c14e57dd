import { createHash } from 'node:crypto';
import type { RedisConnection } from './redis-connection.js';
import type { FinalWrite } from './final-writes.js';

type Compared = readonly (readonly [key: string, value: string | null])[];

/**
 * KEYS: those compared, then those written. ARGV: how many are compared; for each, `1` where it had a value and `0`
 * where it had none, as one text; their values; then, for each that is written, how and what. A script runs alone, and
 * what is checked here and in JavaScript leaves nothing that could fail between two of its writes.
 */
const SCRIPT = `
local compared = tonumber(ARGV[1])
for i = 1, compared do
  local stands = redis.call('GET', KEYS[i])
  if string.byte(ARGV[2], i) == 49 then
    if stands ~= ARGV[2 + i] then return 0 end
  elseif stands then
    return 0
  end
end
for i = compared + 1, #KEYS do
  local at = compared + 1 + 2 * (i - compared)
  if ARGV[at] == 'delete' then
    redis.call('DEL', KEYS[i])
  elseif ARGV[at] == 'keep' then
    redis.call('SET', KEYS[i], ARGV[at + 1])
  else
    redis.call('SET', KEYS[i], ARGV[at + 1], 'PX', ARGV[at])
  end
end
return 1
`;
const SHA1 = createHash('sha1').update(SCRIPT).digest('hex');

/** Writes all of `writes` where `compared` still stands as it was read, else nothing; whether it did. */
export async function compareAndWrite(
  connection: RedisConnection,
  compared: Compared,
  writes: readonly FinalWrite[],
): Promise<boolean> {
  const keys = [...compared.map(([key]) => key), ...writes.map(({ key }) => key)];
  const args = [
    String(keys.length),
    ...keys,
    String(compared.length),
    compared.map(([, value]) => (value === null ? '0' : '1')).join(''),
    ...compared.map(([, value]) => value ?? ''),
    ...writes.flatMap((write) => [howOf(write), write.value ?? '']),
  ];

  const reply = await connection.run((client) =>
    client.sendCommand(['EVALSHA', SHA1, ...args]).catch((error: unknown) => {
      // A server that was started anew knows no script; EVAL also has it kept.
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return client.sendCommand(['EVAL', SCRIPT, ...args]);
      }
      throw error;
    }),
  );
  return Number(reply) === 1;
}

function howOf({ value, ttlMs }: FinalWrite): string {
  if (value === null) return 'delete';
  return ttlMs === null ? 'keep' : String(ttlMs);
}
