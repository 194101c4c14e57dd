import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { nodeOptions } from '../../build/node-options.mjs';

const START = fileURLToPath(new URL('../../build/start.mjs', import.meta.url));

/** Starts immograph as an operator would, on a free port; resolves with its origin once it says that it answers. */
export async function startImmograph(env = {}) {
  const child = spawn(process.execPath, [...nodeOptions, START], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: mkdtempSync(`${tmpdir()}/immograph-router-`),
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const origin = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = /(http:\/\/\S+)\/graphql/.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`immograph exited with ${code}:\n${output}`)));
  });
  return {
    origin,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}
