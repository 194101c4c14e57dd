import { open as openFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';

const MAX_PASSES = 20;
const PAUSE_MS = 250;
const CHUNK_BYTES = 1024 * 1024;
/** With its header, a page of LMDB of its own: freed pages are taken for it one by one. */
const FILLER = Buffer.alloc(4000);
const FILLERS_A_STEP = 256;

/** How often a text stands in the files of an embedded store, in whatever of them nothing leads to any more. */
export async function countRemains(directory: string, text: string): Promise<number> {
  const folder = join(directory, 'store');
  const counts = (await readdir(folder)).map((name) => countInFile(join(folder, name), Buffer.from(text)));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/**
 * Writes over what LMDB has freed and not used again, until the text stands nowhere in the files; answers how often it
 * still does. Other processes may have the store open: while one reads, what it could see is not used again.
 */
export async function overwriteRemains(directory: string, text: string): Promise<number> {
  let left = await countRemains(directory, text);
  for (let pass = 0; pass < MAX_PASSES && left > 0; pass += 1) {
    if (pass > 0) await pause(PAUSE_MS);
    await overwriteFreedPages(join(directory, 'store'));
    left = await countRemains(directory, text);
  }
  return left;
}

/** Fills freed pages until the file grows, which it does when none are left, and frees them again. */
async function overwriteFreedPages(path: string): Promise<void> {
  // Nothing that this process had in its memory before may end up in what a page has to spare.
  const root = open({ path, encoding: 'binary', maxDbs: 3, eventTurnBatching: false, noMemInit: false });
  try {
    const fillers = root.openDB<Buffer, number>('fillers', { encoding: 'binary' });
    const sizeBefore = (await stat(join(path, 'data.mdb'))).size;
    await fill(root, fillers, path, sizeBefore);
    await fillers.drop();
    await root.flushed;
  } finally {
    await root.close();
  }
}

async function fill(root: RootDatabase, fillers: Database<Buffer, number>, path: string, sizeBefore: number) {
  const most = Math.ceil(sizeBefore / FILLER.length) + FILLERS_A_STEP;
  for (let filled = 0; filled < most; filled += FILLERS_A_STEP) {
    await fillers.transaction(() => {
      for (let at = 0; at < FILLERS_A_STEP; at += 1) fillers.putSync(filled + at, FILLER);
    });
    await root.flushed;
    const { size } = await stat(join(path, 'data.mdb'));
    if (size >= sizeBefore + FILLERS_A_STEP * FILLER.length) return;
  }
}

async function countInFile(path: string, text: Buffer): Promise<number> {
  const file = await openFile(path, 'r');
  try {
    let count = 0;
    let rest = Buffer.alloc(0);
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) count += 1;
      // Shorter than the text, so that nothing is counted twice.
      rest = bytes.subarray(Math.max(0, bytes.length - text.length + 1));
    }
    return count;
  } finally {
    await file.close();
  }
}
