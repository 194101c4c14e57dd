import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { rootDir } from './build.mjs';

const watched = ['src', 'schema'];
const pollMs = 300;

/**
 * Runs a script as a child and starts it again whenever a watched file changes, also after it ended by itself (a build
 * that fails, a crash). Looks at the files instead of asking the system to tell: that works the same everywhere, for
 * editors that replace files, for new directories and for mounted ones.
 */
export async function watch(script, args) {
  let child;
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!isStopping) child?.kill(signal);
      isStopping = true;
    });
  }

  for (;;) {
    const seen = snapshot();
    child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    const change = changeFrom(seen, () => isStopping);
    const outcome = await Promise.race([ended, change]);

    if (outcome !== 'changed' && !isStopping) {
      console.error(`stopped with exit code ${outcome}; waiting for a change`);
      await change;
    }
    if (isStopping) return process.exit(await ended);

    console.error('changed; starting again');
    child.kill('SIGTERM');
    await ended;
  }
}

async function changeFrom(seen, isStopping) {
  while (!isStopping() && snapshot() === seen) await wait(pollMs);
  return 'changed';
}

/** Of the names, sizes and times of all watched files. */
function snapshot() {
  return watched
    .flatMap((dir) =>
      readdirSync(join(rootDir, dir), { recursive: true }).map((name) => describe(join(rootDir, dir, name))),
    )
    .join('\n');
}

function describe(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${path} ${found.size} ${found.mtimeMs}`;
}
