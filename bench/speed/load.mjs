import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = fileURLToPath(new URL('wrk.lua', import.meta.url));
const autocannon = fileURLToPath(new URL('../peers/autocannon.mjs', import.meta.url));

/** wrk where it is installed. autocannon is JavaScript: above some 10,000 requests a second it measures itself. */
export function findGenerator() {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
    return 'wrk';
  } catch (error) {
    // Asked for its version, wrk ends with 1.
    return error.code === 'ENOENT' ? 'autocannon' : 'wrk';
  }
}

/**
 * So many connections, each of which asks again as soon as it is answered. `from` is where the numbers begin that are
 * written into bodies that ask for something new. Latencies are in milliseconds.
 */
export async function load(origin, bodies, options) {
  const { generator, connections, seconds, processors, from = 0, headers = {} } = options;
  const dir = mkdtempSync(join(tmpdir(), 'immograph-load-'));
  const file = join(dir, 'bodies');
  writeFileSync(file, `${bodies.join('\n')}\n`);
  const url = `${origin}/graphql`;
  const command =
    generator === 'wrk'
      ? ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', '-s', script]
          .concat(Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]))
          .concat([url, '--', file, String(from)])
      : [process.execPath, autocannon, url, file, connections, seconds, from, JSON.stringify(headers)].map(String);
  const [program, ...args] = processors === null ? command : ['taskset', '-c', processors, ...command];
  try {
    const { stdout } = await run(program, args, { timeout: (seconds + 90) * 1000 });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
