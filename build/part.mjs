import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const workDirPrefix = '.making-';

/**
 * A part of dist: a file or a directory made from inputs. Its stamp keeps a fingerprint of what went in and of what
 * came out, so that it is made again exactly when either differs.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} inputs files and directories, absolute
 * @property {string} output its place in dist
 * @property {(outputPath: string) => Promise<void>} make
 */

/** @param {Part} part */
export async function isUpToDate(part, distDir) {
  const stamp = await readStamp(part, distDir);
  return stamp !== undefined && stamp.inputs === fingerprint(part.inputs) && isIntact(stamp, part, distDir);
}

/** Whether what was made is still all there; says nothing of its inputs. */
export async function isComplete(part, distDir) {
  const stamp = await readStamp(part, distDir);
  return stamp !== undefined && isIntact(stamp, part, distDir);
}

/** Made aside and moved into place file by file, so that nobody ever reads half a file; the stamp comes last. */
export async function makePart(part, distDir) {
  await mkdir(distDir, { recursive: true });
  await removeAbandoned(distDir);
  const workDir = await mkdtemp(join(distDir, workDirPrefix));
  try {
    const made = join(workDir, part.output);
    const inputs = fingerprint(part.inputs);
    await part.make(made);
    const outputs = fingerprint([made]);
    await moveIntoPlace(made, join(distDir, part.output));

    const stamp = join(workDir, 'stamp.json');
    await writeFile(stamp, JSON.stringify({ inputs, outputs }));
    await mkdir(dirname(stampPath(part, distDir)), { recursive: true });
    await rename(stamp, stampPath(part, distDir));
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function readStamp(part, distDir) {
  try {
    return JSON.parse(await readFile(stampPath(part, distDir), 'utf8'));
  } catch {
    return undefined;
  }
}

function stampPath(part, distDir) {
  return join(distDir, '.stamps', `${part.name}.json`);
}

function isIntact(stamp, part, distDir) {
  try {
    return stamp.outputs === fingerprint([join(distDir, part.output)]);
  } catch {
    // A file went while it was read: another process is moving its own into place.
    return false;
  }
}

/** Of the names and contents of files, each under its path relative to the root that it was found under. */
function fingerprint(roots) {
  const hash = createHash('sha256');
  for (const root of roots) {
    for (const file of filesOf(root)) {
      const content = readFileSync(file);
      hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Sorted; none where nothing is there. */
function filesOf(root) {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (found.isFile()) return [root];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What a build that was killed an hour ago or more has left behind. */
async function removeAbandoned(distDir) {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of await readdir(distDir)) {
    if (!name.startsWith(workDirPrefix)) continue;
    const path = join(distDir, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < hourAgo) await rm(path, { recursive: true, force: true });
  }
}

/** In sorted order, so that a page (`index.html`) arrives after the `assets/` that it names; what is left over goes. */
async function moveIntoPlace(made, target) {
  const files = filesOf(made);
  for (const file of files) {
    const place = join(target, relative(made, file));
    await mkdir(dirname(place), { recursive: true });
    await rename(file, place);
  }
  const kept = new Set(files.map((file) => relative(made, file)));
  for (const file of filesOf(target)) {
    if (!kept.has(relative(target, file))) await rm(file, { force: true });
  }
}
