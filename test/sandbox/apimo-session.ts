import { apimoCredentials, createApimo } from '../../src/sandbox/apimo.js';
import type { ApimoOptions } from '../../src/sandbox/apimo.js';
import type { Market } from '../../src/sandbox/market.js';
import type { Answer } from './exchange.js';
import { exchange } from './exchange.js';

export type ApimoSession = Awaited<ReturnType<typeof openApimo>>;
/** Parsed JSON, of no declared shape. */
export type Json = Answer['body'];

/** A sandboxed Apimo on a port of its own, without a limit a second unless given, and what its callers do. */
export async function openApimo(market: Market, options: ApimoOptions = {}) {
  const apimo = createApimo(market, { limits: { callsPerSecond: 1000 }, ...options });
  const origin = await apimo.listen();
  const headers = { authorization: basic(apimoCredentials.provider, apimoCredentials.token) };
  const send =
    (method: string) =>
    (path: string, body: unknown): Promise<Answer> =>
      exchange(`${origin}${path}`, { method, headers, body });

  return {
    origin,
    get: (path: string): Promise<Answer> => exchange(`${origin}${path}`, { headers }),
    post: send('POST'),
    put: send('PUT'),
    close: apimo.close,
  };
}

export function basic(provider: string, token: string): string {
  return `Basic ${Buffer.from(`${provider}:${token}`).toString('base64')}`;
}
