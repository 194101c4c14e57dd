import type { UpstreamCall } from '../call.js';
import { UpstreamError, labelOf } from '../errors.js';
import type { Door } from '../http.js';
import { readData } from './wire.js';

const ROOT = '/v2/protected';

type Read = Readonly<{ endpoint: string; path: string; query?: Readonly<Record<string, string>> }>;
type Question = Readonly<{
  endpoint: string;
  path: string;
  body: unknown;
  /** How many records or zones it asks for by name. */
  questions?: number;
}>;

/** The vendor's two kinds of calls, with the key and without the envelope. What it turns down is UPSTREAM_REFUSED. */
export interface Gateway {
  /** One record; `null` where there is none. */
  find(read: Read, call: UpstreamCall): Promise<unknown>;
  ask(question: Question, call: UpstreamCall): Promise<unknown>;
  /** As `ask`; `null` where what is asked about does not exist. */
  askAbout(question: Question, call: UpstreamCall): Promise<unknown>;
}

export function createGateway(door: Door, apiKey: string): Gateway {
  const headers = { 'x-api-key': apiKey };
  const get = ({ endpoint, path, query }: Read, call: UpstreamCall) =>
    door.request(
      { endpoint, method: 'GET', effect: 'READ', path: `${ROOT}/${path}`, headers, ...(query && { query }) },
      call,
    );
  const post = ({ path, ...question }: Question, call: UpstreamCall) =>
    door.request({ ...question, method: 'POST', effect: 'READ', path: `${ROOT}/${path}`, headers }, call);

  return {
    find: async (read, call) => dataOrNull(await get(read, call)),
    ask: async (question, call) => dataOf(await post(question, call)),
    askAbout: async (question, call) => dataOrNull(await post(question, call)),
  };
}

export function isRefused(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_REFUSED';
}

/**
 * An identifier as a segment of a path; `null` for what cannot be one: nothing, a step in a path, text that is not
 * Unicode, or "url", which is a route of its own.
 */
export function toSegment(flxId: string): string | null {
  const isPath = flxId.trim() === '' || flxId === '.' || flxId === '..' || flxId === 'url';
  if (isPath || /\p{Surrogate}/u.test(flxId)) return null;
  return encodeURIComponent(flxId);
}

type Answer = Awaited<ReturnType<Door['request']>>;

function dataOrNull(answer: Answer): unknown {
  return answer.status === 404 ? null : dataOf(answer);
}

function dataOf({ status, body }: Answer): unknown {
  if (status < 400) return readData(body);
  throw new UpstreamError('fluximmo', 'UPSTREAM_REFUSED', `${labelOf('fluximmo')} turned the request down.`, {
    status,
  });
}
