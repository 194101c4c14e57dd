import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How another process opens the same store. */
export type StoreAddress = Readonly<{ kind: 'embedded' | 'redis'; options: Readonly<Record<string, string>> }>;

export type StoreProcess = Readonly<{
  lines: () => readonly string[];
  /** Resolves once it has said that many lines. */
  said: (count: number) => Promise<void>;
  kill: () => Promise<void>;
  /** Its exit code, `null` where it was killed. */
  ended: Promise<number | null>;
}>;

/** What other processes run is compiled. */
export function compileStores(): void {
  execFileSync(process.execPath, ['build/build.mjs', '--only', 'server']);
}

export function startStoreProcess(
  { kind, options }: StoreAddress,
  deed: 'increment' | 'stream' | 'hold' | 'fill',
  times = 0,
): StoreProcess {
  const script = fileURLToPath(new URL('store-child.mjs', import.meta.url));
  // A file of a few megabytes is as large as one gets.
  const limit = deed === 'fill' ? 'ulimit -f 8000; ' : '';
  const command = [process.execPath, script, kind, JSON.stringify(options), deed, String(times)];
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const lines = () => output.split('\n').slice(0, -1);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);

  return {
    lines,
    said: (count) =>
      new Promise((resolve, reject) => {
        child.stdout.on('data', () => {
          if (lines().length >= count) resolve();
        });
        child.once('close', () => reject(new Error(`It ended after it had said: ${output}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
