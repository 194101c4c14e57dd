import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';

const testDir = join(import.meta.dirname, '..', '..');

/**
 * The queries that the tests hold as text, as far as they fit the schema on their own: what a template fills in is
 * replaced by a letter.
 */
export function suiteDocuments(schema) {
  const texts = readdirSync(testDir, { recursive: true })
    .filter((path) => /\.m?ts$|\.mjs$/.test(path) && !path.includes('node_modules'))
    .flatMap((path) => literalsIn(readFileSync(join(testDir, path), 'utf8')))
    .map((text) => text.replaceAll(/\$\{[^{}]*\}/g, 'x').trim());
  return [...new Set(texts)].filter((text) => isQuery(text, schema));
}

function literalsIn(source) {
  const literals = [...source.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)];
  return literals.map(([, template, quoted]) => template ?? quoted).filter((text) => /^\s*(\{|query\b)/.test(text));
}

function isQuery(text, schema) {
  try {
    return validate(schema, parse(text)).length === 0;
  } catch {
    return false;
  }
}
