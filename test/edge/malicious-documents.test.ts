import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { hostileDocuments } from './malicious-documents.js';
import type { Hostile } from './malicious-documents.js';

const MAX_REFUSAL_BYTES = 8 * 1024 + 200;

let immograph: RunningImmograph;
let prototype: readonly string[];
beforeAll(async () => {
  prototype = Object.getOwnPropertyNames(Object.prototype);
  immograph = await startImmograph();
});
afterAll(() => immograph.stop());

type Answer = Readonly<{ status: number; type: string; text: string; body: Json }>;

async function send({ body, method }: Hostile): Promise<Answer> {
  const url = `${immograph.origin}/graphql`;
  const answer =
    method === 'GET'
      ? await request(`${url}?${new URLSearchParams(body as Record<string, string>).toString()}`)
      : await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    text,
    body: JSON.parse(text),
  };
}

describe('a hostile document', () => {
  it.each(hostileDocuments.map((hostile) => [hostile.name, hostile] as const))('is met: %s', async (_name, hostile) => {
    const { status, type, text, body } = await send(hostile);
    const { code = null, limit } = body.errors?.[0]?.extensions ?? {};

    expect({ status, code, limit }).toEqual({ status: hostile.status, code: hostile.code, limit: hostile.limit });
    expect(type).toBe('application/json; charset=utf-8');
    expect(text).not.toContain('INTERNAL_SERVER_ERROR');
    expect(text).not.toMatch(/call stack|node_modules|\.[jt]s:\d/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_REFUSAL_BYTES);
    expect((body.errors ?? []).length).toBeLessThanOrEqual(10);
  });

  it('is one of at least sixty, each with a name of its own', () => {
    expect(new Set(hostileDocuments.map(({ name }) => name)).size).toBe(hostileDocuments.length);
    expect(hostileDocuments.length).toBeGreaterThanOrEqual(60);
  });

  it('leaves no trace in the prototype of objects, nor an unexpected error in the log', async () => {
    for (const hostile of hostileDocuments) await send(hostile);

    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
    expect(immograph.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
