import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { request } from 'undici';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';

let immograph: RunningImmograph;
beforeAll(async () => {
  immograph = await startImmograph();
});
afterAll(() => immograph.stop());

/** The first page so many times over. */
async function askTimes(times: number) {
  const fields = Array.from(
    { length: times },
    (_, at) => `a${at}: adverts(first: 100) { nodes { title description again: description } }`,
  );
  const answer = await request(`${immograph.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ ${fields.join(' ')} }` }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const { data }: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  return { told: Number(answer.headers['content-length']), bytes, pages: Object.values(data) };
}

it('sends texts of other letters than English ones whole, and says how long they are, short or long', async () => {
  const short = await askTimes(1);
  const long = await askTimes(15);

  expect(short.bytes.length).toBeLessThan(250_000);
  expect(long.bytes.length).toBeGreaterThan(800_000);
  expect([short.told, long.told]).toEqual([short.bytes.length, long.bytes.length]);
  expect(JSON.stringify(short.pages)).toMatch(/[éèà²]/);
  expect(long.pages).toEqual(Array.from({ length: 15 }, () => short.pages[0]));
});
