import { Agent, request } from 'undici';
import { startProcess } from '../support/immograph-process.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, AskOptions, Json } from '../support/immograph.js';
import { isMeasured } from './measured.js';

export type TimedAnswer = Answered & Readonly<{ ms: number }>;

export type ChaosServer = Readonly<{
  origin: string;
  /** Of the process that serves. */
  pid: number;
  ask: (query: string, options?: AskOptions) => Promise<TimedAnswer>;
  stop: () => Promise<void>;
}>;

/** The real server; a process of its own where it is measured, so that nothing of the test is in the figures. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<ChaosServer> {
  if (isMeasured) return startApart(env);
  const immograph = await startImmograph({ LOG_LEVEL: 'silent', ...env });
  return {
    origin: immograph.origin,
    pid: process.pid,
    ask: (query, options) => timed(() => immograph.ask(query, options)),
    stop: immograph.stop,
  };
}

/** The real server as a process of its own. */
async function startApart(env: Readonly<Record<string, string>>): Promise<ChaosServer> {
  const apart = startProcess({ LOG_LEVEL: 'silent', ...env });
  const origin = await apart.origin();
  const agent = new Agent();
  return {
    origin,
    pid: apart.pid,
    ask: (query, options) => timed(() => askAt(origin, query, { ...options, dispatcher: agent })),
    stop: async () => {
      await agent.destroy();
      await apart.remove();
    },
  };
}

/** Fails where no answer comes. */
export async function askAt(
  origin: string,
  query: string,
  { headers, variables, dispatcher, signal }: AskOptions & Readonly<{ dispatcher?: Agent; signal?: AbortSignal }> = {},
): Promise<Answered> {
  const response = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    ...(dispatcher === undefined ? {} : { dispatcher }),
    ...(signal === undefined ? {} : { signal }),
  });
  const body = (await response.body.json()) as Json;
  const { data, errors, extensions = {} } = body;
  return { status: response.statusCode, headers: response.headers, data, errors, extensions };
}

async function timed(ask: () => Promise<Answered>): Promise<TimedAnswer> {
  const since = performance.now();
  const answered = await ask();
  return { ...answered, ms: performance.now() - since };
}
