import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Pool } from 'undici';
import { createHostileMutations, createSeededRandom } from '../support/hostile-mutations.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { hostileDocuments } from './malicious-documents.js';

const REQUESTS = 1_000;
const CONNECTIONS = 16;

let immograph: RunningImmograph;
beforeAll(async () => {
  immograph = await startImmograph();
});
afterAll(() => immograph.stop());

it(`answers ${REQUESTS} mutilated requests in JSON, each with a code of the closed set`, async () => {
  const seed = Number(process.env['SEED'] ?? 1);
  const next = createHostileMutations(
    hostileDocuments.map(({ body }) => body),
    createSeededRandom(seed),
  );
  const pool = new Pool(immograph.origin, { connections: CONNECTIONS });
  const bad: string[] = [];
  let left = REQUESTS;

  async function ask(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const body = next();
      const answer = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const text = await answer.body.text();
      if (!isGood(answer.statusCode, text)) bad.push(`${Buffer.from(body).toString('utf8')} → ${text}`);
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  await pool.close();

  expect({ seed, bad }).toEqual({ seed, bad: [] });
  expect(immograph.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
}, 180_000);

function isGood(status: number, text: string): boolean {
  const { errors = [] }: Json = JSON.parse(text);
  const codes = errors.map(({ extensions }: Json) => extensions.code);
  return status < 500 && codes.every((code: unknown) => typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR');
}
