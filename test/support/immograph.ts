import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { readConfig } from '../../src/edge/config.js';
import { createImmograph, readCommunes } from '../../src/edge/immograph.js';
import { createLogger } from '../../src/edge/logger.js';

/** JSON as a client gets it: tests look into it without types, as a person would. */
export type Json = ReturnType<typeof JSON.parse>;

export type AnsweredError = Readonly<{
  message: string;
  path?: readonly (string | number)[];
  extensions: Readonly<{ code: string } & Record<string, Json>>;
}>;

export type Answered = Readonly<{
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  data: Json;
  errors: readonly AnsweredError[] | undefined;
  extensions: Readonly<Record<string, Json>>;
}>;

export type AskOptions = Readonly<{
  variables?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  operationName?: string;
}>;

export type RunningImmograph = Readonly<{
  origin: string;
  logs: readonly string[];
  ask: (query: string, options?: AskOptions) => Promise<Answered>;
  stop: () => Promise<void>;
}>;

/** Client, server and vendors share one event loop here: how late it comes is not the server's doing. */
const unhurried = {
  OVERLOAD_MIN_IN_FLIGHT: '10000',
  OVERLOAD_MAX_IN_FLIGHT: '10000',
  OVERLOAD_LOOP_DELAY_MS: '60000',
  REQUEST_DEADLINE_MS: '60000',
};

/** For tests that count the calls of one operation: reads are not remembered, and paid answers still are. */
export const forgettingReads: Readonly<Record<string, string>> = {
  CACHE_ADVERTS: '0s 0s 0s',
  CACHE_SEARCHES: '0s 0s 0s',
  CACHE_STATISTICS: '0s 0s 0s',
  CACHE_NOT_FOUND_MS: '0',
};

/** Once for all servers of one test file: they never change it. */
let communes: ReturnType<typeof readCommunes> | undefined;

/** The real server on a free port, configured by environment variables as an operator would. */
export async function startImmograph(env: Readonly<Record<string, string>> = {}): Promise<RunningImmograph> {
  const dataDir = mkdtempSync(join(tmpdir(), 'immograph-test-'));
  const logs: string[] = [];
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', ...unhurried, ...env });
  const logger = createLogger(config.logLevel, { write: (line: string) => void logs.push(line) });
  const immograph = await createImmograph({
    config,
    root: process.cwd(),
    communes: await (communes ??= readCommunes(process.cwd())),
    logger,
  });
  const origin = await immograph.app.listen({ host: config.host, port: config.port });

  return {
    origin,
    logs,
    ask: (query, options) => ask(origin, query, options),
    stop: async () => {
      await immograph.stop(5_000);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function ask(origin: string, query: string, options: AskOptions = {}): Promise<Answered> {
  const { variables, headers, operationName } = options;
  const response = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const body = (await response.body.json()) as Json;
  return {
    status: response.statusCode,
    headers: response.headers,
    data: body.data,
    errors: body.errors,
    extensions: body.extensions ?? {},
  };
}
