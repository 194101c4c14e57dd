import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { startProcess } from '../support/immograph-process.js';
import type { ImmographProcess } from '../support/immograph-process.js';
import type { Answered, Json } from '../support/immograph.js';

export type Env = Readonly<Record<string, string>>;
export type AskOptions = Readonly<{ headers?: Readonly<Record<string, string>>; server?: number }>;

/** Server processes that share a store, as behind a load balancer. */
export type Deployment = Readonly<{
  dataDir: string;
  processes: () => readonly ImmographProcess[];
  /** Asks one of the servers once; fails where it does not answer, as when it is killed. */
  ask: (query: string, options?: AskOptions) => Promise<Answered>;
  /** `kill -9`, and a start on the same store; resolves when it answers again. */
  killAndRestart: (server: number) => Promise<void>;
  close: () => Promise<void>;
}>;

/** Upstreams that nobody listens at, so that no market has to be made up before a server answers. */
const nobody: Env = {
  FLUXIMMO_URL: 'http://127.0.0.1:9',
  FLUXIMMO_API_KEY: 'none',
  PRICEHUBBLE_URL: 'http://127.0.0.1:9',
  PRICEHUBBLE_USERNAME: 'none',
  PRICEHUBBLE_PASSWORD: 'none',
  APIMO_URL: 'http://127.0.0.1:9',
  APIMO_PROVIDER: 'none',
  APIMO_TOKEN: 'none',
  APIMO_AGENCY_IDS: '1',
};

/** `count` processes on one store: a directory of their own, unless `env` names a Redis. */
export async function deploy(count: number, env: Env): Promise<Deployment> {
  const dataDir = mkdtempSync(join(tmpdir(), 'immograph-money-'));
  const agent = new Agent();
  const start = () => startProcess({ LOG_LEVEL: 'silent', ...nobody, DATA_DIR: dataDir, ...env });
  const processes = Array.from({ length: count }, start);
  // One builds what is missing before the others look.
  await Promise.all(processes.map((each) => each.origin()));

  return {
    dataDir,
    processes: () => processes,
    ask: async (query, { headers, server = 0 } = {}) => {
      const origin = await processes[server % count]?.origin();
      const response = await request(`${origin ?? ''}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
        dispatcher: agent,
      });
      const body = (await response.body.json()) as Json;
      const { data, errors, extensions = {} } = body;
      return { status: response.statusCode, headers: response.headers, data, errors, extensions };
    },
    killAndRestart: async (server) => {
      const killed = processes[server];
      if (killed === undefined) throw new Error(`There is no server ${server}.`);
      process.kill(killed.pid, 'SIGKILL');
      const next = start();
      processes[server] = next;
      await killed.remove();
      await next.origin();
    },
    close: async () => {
      await agent.destroy();
      await Promise.all(processes.map((each) => each.remove()));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const FIRST_BACK_OFF_MS = 5;
const LONGEST_BACK_OFF_MS = 250;

/**
 * Asks as a client does that does not give up: anew, after a moment, where the server is gone or says of every error
 * that asking again may help. Answers with what came last.
 */
export async function askPersistently(
  asked: Readonly<{ ask: (query: string, options: AskOptions) => Promise<Answered> }>,
  query: string,
  { tries, serverOf }: Readonly<{ tries: number; serverOf: (attempt: number) => number }>,
): Promise<Answered | null> {
  let last: Answered | null = null;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await pause(Math.min(FIRST_BACK_OFF_MS * 2 ** attempt, LONGEST_BACK_OFF_MS));
    last = await asked.ask(query, { server: serverOf(attempt) }).catch(() => null);
    if (last !== null && !(last.errors ?? []).some(({ extensions }) => extensions['retryable'] === true)) return last;
  }
  return last;
}
