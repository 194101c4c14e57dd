import type { KeyvStoreAdapter, StoredData } from 'keyv';
import { LRUCache } from 'lru-cache';

/** What an entry takes beside its text: the key, the nodes of the list and of the map. */
const OVERHEAD_BYTES = 256;
/** A text with a single character outside of Latin-1 takes two bytes for each. */
const BYTES_A_CHARACTER = 2;

/** Texts of Keyv in this process, of so many bytes in all; what was asked for longest ago goes first. */
export function createKeyvInProcess({ maxBytes }: Readonly<{ maxBytes: number }>): KeyvStoreAdapter {
  const texts = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (text, key) => OVERHEAD_BYTES + BYTES_A_CHARACTER * (text.length + key.length),
  });
  // Keyv reads back what it wrote: a text, whatever it is that the text says.
  const read = <Value>(key: string) => texts.get(key) as StoredData<Value> | undefined;

  const store: KeyvStoreAdapter = {
    opts: {},
    on: () => store,
    get: <Value>(key: string) => Promise.resolve(read<Value>(key)),
    getMany: <Value>(keys: string[]) => Promise.resolve(keys.map((key) => read<Value>(key))),
    set: (key, text: string) => {
      texts.set(key, text);
    },
    delete: (key) => Promise.resolve(texts.delete(key)),
    clear: () => {
      const prefix = store.namespace === undefined ? '' : `${store.namespace}:`;
      for (const key of [...texts.keys()]) if (key.startsWith(prefix)) texts.delete(key);
      return Promise.resolve();
    },
  };
  return store;
}
