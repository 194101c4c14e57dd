import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readClientEntries, writeClientEntries } from '../access/clients.js';
import type { ClientEntry } from '../access/clients.js';

const LOCK_TRIES = 50;
const LOCK_PAUSE_MS = 100;

/** The clients of the file; none where there is no file yet. Throws an error that names what is wrong. */
export async function readClientFile(path: string): Promise<readonly ClientEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  });
  return text === null ? [] : readClientEntries(text);
}

/**
 * Puts what `change` makes of the clients in their place, as one step: readers have the old file or the new one, and no
 * other command comes between. What `change` throws is thrown, and the file stays as it was.
 */
export async function changeClientFile(
  path: string,
  change: (entries: readonly ClientEntry[]) => readonly ClientEntry[],
): Promise<void> {
  // A link stays one: what it leads to is replaced.
  const target = await realpath(path).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return path;
    throw error;
  });
  const lock = `${target}.lock`;
  await takeLock(lock);
  const next = `${target}.${randomUUID()}.tmp`;
  try {
    const text = writeClientEntries(change(await readClientFile(target)));
    const file = await open(next, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, target);
  } finally {
    await rm(next, { force: true });
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      const file = await open(lock, 'wx', 0o600);
      await file.close();
      return;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      if (tried === LOCK_TRIES) {
        throw new Error(`another command is changing it; if none runs, remove ${lock}`, { cause: error });
      }
      await pause(LOCK_PAUSE_MS);
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
