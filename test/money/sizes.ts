import { appendFileSync } from 'node:fs';

/** How large a run is: `bench/money.mjs` and `bench/access.mjs` set it, and a run of the tests alone is a short one. */
export function sizeOf(name: string, fallback: number): number {
  const given = process.env[name];
  if (given === undefined || given === '') return fallback;
  if (!/^\d+$/.test(given)) throw new Error(`${name} should be a whole number, not ${given}.`);
  return Number(given);
}

/** Hands the counts of a run to the script that started it, which names the file that it reads them from. */
export function reportCounts(test: string, counts: Readonly<Record<string, number>>): void {
  const file = process.env['MONEY_REPORT'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify({ test, ...counts })}\n`);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
