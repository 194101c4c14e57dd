import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeOptions } from '../../build/node-options.mjs';

export type ImmographProcess = Readonly<{
  pid: number;
  stdout: () => string;
  stderr: () => string;
  /** Where it answers, once it says so; fails where it ends before. */
  origin: () => Promise<string>;
  /** Its exit code once it has ended, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Ends what a test left running, and removes its data. */
  remove: () => Promise<void>;
}>;

/** The real process, as an operator starts it; by `npm` it leads a process group of its own, as under a terminal. */
export function startProcess(
  env: Readonly<Record<string, string>> = {},
  by: 'node' | 'npm' = 'node',
): ImmographProcess {
  const dataDir = mkdtempSync(join(tmpdir(), 'immograph-process-'));
  const [command, args] = by === 'npm' ? ['npm', ['start']] : [process.execPath, [...nodeOptions, 'build/start.mjs']];
  const child = spawn(command, args, {
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: join(dataDir, 'data'), PORT: '0', ...env },
    detached: by === 'npm',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const announced = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written.stdout += text;
      const origin = /answers at (http:\S+)\/graphql/.exec(written.stdout)?.[1];
      if (origin !== undefined) resolve(origin);
    });
    child.once('close', () => reject(new Error(`It ended before it answered: ${written.stderr}`)));
  });
  // Who asks for the origin is told of the failure; who does not, expects it.
  announced.catch(() => undefined);
  // 'close' comes after everything that it wrote has been read.
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);

  return {
    pid: child.pid ?? Number.NaN,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    origin: () => announced,
    ended,
    remove: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        process.kill(by === 'npm' ? -child.pid : child.pid, 'SIGKILL');
      }
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
