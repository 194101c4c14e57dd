import type { CommuneTable } from './commune-table.js';
import { lowerBound } from './lower-bound.js';
import { normaliseLines } from './place-name.js';

/** Rows by normalised name. Arrondissements are not among them: their names are a city's and a number. */
export type CommuneNames = Readonly<{
  findCurrent: (name: string) => readonly number[];
  /** What the former communes of that name belong to now. */
  findFormer: (name: string) => readonly number[];
  /** Communes whose names go on after these words; none where there are more than `limit`. */
  findBeginning: (words: string, limit: number) => readonly number[];
}>;

export function createCommuneNames(table: CommuneTable): CommuneNames {
  const current = indexLines(table.names);
  const former = indexLines(table.formerNames);
  const isCommune = (row: number) => table.parentOf(row) === undefined;
  return {
    findCurrent: (name) => current.find(name).filter(isCommune),
    findFormer: (name) => [...new Set(former.find(name).map(table.rowOfFormer))],
    findBeginning(words, limit) {
      const rows = current.findBeginning(words, limit + maxArrondissements).filter(isCommune);
      return rows.length > limit ? [] : rows;
    },
  };
}

/** Paris has the most; their names begin with the city's. */
const maxArrondissements = 20;

/** A hash table in typed arrays over one text: a Map of as many strings would take several megabytes. */
function indexLines(names: string) {
  const text = `\n${normaliseLines(names).replaceAll(' \n', '\n')}\n`;
  const starts = lineStarts(text);
  const buckets = new Int32Array(2 ** Math.ceil(Math.log2(starts.length + 1))).fill(-1);
  const nextInBucket = new Int32Array(starts.length);
  for (let line = starts.length - 1; line >= 0; line--) {
    const bucket = hashOfLine(text, starts[line] ?? 0) & (buckets.length - 1);
    nextInBucket[line] = buckets[bucket] ?? -1;
    buckets[bucket] = line;
  }

  return {
    find(name: string): readonly number[] {
      const sought = `${name}\n`;
      const found: number[] = [];
      let line = buckets[hashOfLine(sought, 0) & (buckets.length - 1)] ?? -1;
      for (; line !== -1; line = nextInBucket[line] ?? -1) {
        if (text.startsWith(sought, starts[line])) found.push(line);
      }
      return found;
    },

    findBeginning(words: string, limit: number): readonly number[] {
      const sought = `\n${words} `;
      const found: number[] = [];
      for (let at = text.indexOf(sought); at !== -1 && found.length <= limit; at = text.indexOf(sought, at + 1)) {
        const start = at + 1;
        found.push(lowerBound(starts.length, (line) => (starts[line] ?? 0) < start));
      }
      return found;
    },
  };
}

function lineStarts(text: string): Uint32Array {
  const starts: number[] = [];
  for (let start = 1; start < text.length; start = text.indexOf('\n', start) + 1) starts.push(start);
  return Uint32Array.from(starts);
}

/** FNV-1a over the UTF-16 units up to the end of the line. */
function hashOfLine(text: string, start: number): number {
  const newline = 10;
  let hash = 0x811c9dc5;
  for (let index = start; index < text.length && text.charCodeAt(index) !== newline; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
