import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { eraseFromBucket, findContact, forbidContact } from '../graph/request-shelf-erasure.js';
import type { ContactTraces } from '../graph/request-shelf-erasure.js';
import { countRemains, overwriteRemains } from '../store/embedded-remains.js';
import { createEmbeddedStore } from '../store/embedded-store.js';
import { StoreUnavailable } from '../store/store.js';
import type { Store } from '../store/store.js';
import { readEnvironment } from './environment.js';

// From sysexits.h, which shells and supervisors know.
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;
const EX_SOFTWARE = 70;
const EX_CONFIG = 78;

const help = `Removes what is kept of a person: the requests of a buyer, by Apimo's number of the contact.

Usage: npm run --silent erase -- --contact <id>

  --contact <id>   Apimo's number of the contact
  --help           this text

Delete the contact's requests in Apimo first. Apimo is the source: what is there still comes back with the next full list,
within a day, and what is written there later at the next sync.

Servers that run on the same store, be it Redis or DATA_DIR on this machine, may go on: they let go of the requests at
the next query, and within some ten seconds where none comes; one that cannot reach the store at that moment, as soon as
it can. For forty days a digest of the number is kept, by which they know whom not to write anew.

It reads every entry before and after, and says what it found: in DATA_DIR (./data), or in Redis where REDIS_URL is set.
In DATA_DIR it also writes over what was freed, and searches the files themselves. Redis' own files have the contact
until they are next rewritten (BGREWRITEAOF, BGSAVE).
Backups, and the logs of a vendor, are not in its reach. The ledger names clients and homes, and no contact; of a
mutation no more is kept than a digest.
`;

async function main(): Promise<void> {
  const contactId = readContact(process.argv.slice(2));
  if (contactId === null) return;
  const { values, problems } = readEnvironment(process.env);
  const bad = problems.filter((problem) => /^(DATA_DIR|REDIS_URL) /.test(problem));
  if (bad.length > 0) {
    fail(EX_CONFIG, bad.join('\n'));
    return;
  }

  const { REDIS_URL: redisUrl } = values;
  const directory = resolve(values.DATA_DIR);
  if (redisUrl === undefined && !(await exists(join(directory, 'store')))) {
    fail(EX_UNAVAILABLE, `There is nothing in DATA_DIR ${directory}: no server has kept anything there yet.`);
    return;
  }
  let store: Store | undefined;
  let trouble: Error | undefined;
  try {
    store =
      redisUrl === undefined
        ? await createEmbeddedStore({ directory })
        : (await import('../store/redis-store.js')).createRedisStore({
            url: redisUrl,
            onError: (error) => (trouble = error),
          });
    const isErased = await erase(store, contactId);
    if (!isErased || redisUrl !== undefined) return;
    // A process opens a path of LMDB once: what is to be opened in another way is closed before.
    await store.close();
    store = undefined;
    await eraseFromFiles(directory, contactId);
  } catch (error) {
    // A command knows that Redis cannot be reached, the connection knows why.
    const cause = error instanceof StoreUnavailable ? (trouble ?? error.cause) : error;
    fail(EX_UNAVAILABLE, `Not everything is erased: ${cause instanceof Error ? cause.message : String(cause)}`);
  } finally {
    await store?.close();
  }
}

/** `null` where there is nothing to do: that was said. */
function readContact(args: readonly string[]): string | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { contact: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      process.stdout.write(help);
      return null;
    }
    if (!/^[\w-]{1,64}$/.test(values.contact ?? '')) throw new RangeError("--contact should be Apimo's number of it");
    return values.contact ?? null;
  } catch (error) {
    fail(EX_USAGE, `${error instanceof Error ? error.message : String(error)}\nSee --help.`);
    return null;
  }
}

/** Whether nothing of the contact can be read any more. */
async function erase(store: Store, contactId: string): Promise<boolean> {
  const before = await findContact(store, contactId);
  say('before', before);
  await forbidContact(store, contactId, Date.now());
  for (const key of before.shelved) await eraseFromBucket(store, key, contactId);
  const after = await findContact(store, contactId);
  say('after', after);
  if (after.requests === 0) return true;
  fail(EX_SOFTWARE, 'Requests of the contact are still there: a server has written them anew. Stop it, and try again.');
  return false;
}

/** A database does not clear what it frees. */
async function eraseFromFiles(directory: string, contactId: string): Promise<void> {
  const text = `"contactId":${JSON.stringify(contactId)}`;
  const tell = (when: string, count: number) =>
    process.stdout.write(`${when}: ${count} places in the files of DATA_DIR have the contact\n`);
  tell('before', await countRemains(directory, text));
  const left = await overwriteRemains(directory, text);
  tell('after', left);
  if (left === 0) return;
  fail(EX_SOFTWARE, 'Files still hold what was freed, for a process that reads it. Stop the servers, and try again.');
}

function say(when: string, { entries, shelved, requests, elsewhere }: ContactTraces): void {
  process.stdout.write(`${when}: ${requests} requests in ${shelved.length} of ${entries} entries\n`);
  for (const [kind, count] of elsewhere) {
    process.stdout.write(`${when}: ${count} entries of "${kind}" have the same digits in them, and no contact\n`);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    // What cannot be looked into is not missing: opening it says why.
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  );
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

await main();
