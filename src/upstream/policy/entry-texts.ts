import { LRUCache } from 'lru-cache';
import { frozen } from '../../domain/frozen.js';
import { isRecord } from '../reading.js';

/** What is read of a text takes up to twice its characters, at two bytes each, and the text itself is kept beside it. */
const BYTES_A_CHARACTER = 4;

/** `undefined` for what is no text of ours, which takes nothing else along. */
export type EntryTextReader = (text: string) => Record<string, never> | undefined;

/**
 * Reads texts of remembered entries. A text that was read lately is not read again: what it says is shared by all who
 * ask for it, and frozen, so that nobody can change what others are answered.
 */
export function createEntryTextReader({ maxBytes }: Readonly<{ maxBytes: number }>): EntryTextReader {
  const known = new LRUCache<string, Record<string, never>>({
    maxSize: maxBytes,
    sizeCalculation: (_entry, text) => BYTES_A_CHARACTER * text.length,
  });

  return (text) => {
    const lately = known.get(text);
    if (lately !== undefined) return lately;
    const entry = parse(text);
    if (entry !== undefined) known.set(text, entry);
    return entry;
  };
}

function parse(text: string): Record<string, never> | undefined {
  try {
    const data = JSON.parse(text) as unknown;
    // Keyv wants what it is given to be of any type that is asked for; what it is, is looked at when it is read.
    return isRecord(data) ? frozen(data as Record<string, never>) : undefined;
  } catch {
    return undefined;
  }
}
