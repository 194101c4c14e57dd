import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const file = fileURLToPath(new URL('../README.md', import.meta.url));

/** Puts `text` into the README of the bench, between the comments that name the place. */
export async function writeReading(place, text) {
  const [begin, end] = [`<!-- ${place}: begin -->`, `<!-- ${place}: end -->`];
  const readme = readFileSync(file, 'utf8');
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`bench/README.md has no place for ${place}.`);
  const whole = `${before}${begin}\n\n${text}\n\n${end}${after}`;
  writeFileSync(file, await format(whole, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
