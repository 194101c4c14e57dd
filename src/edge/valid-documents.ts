import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Documents that have been found valid, by their text: what is valid once stays so, as the schema does not change. */
export interface ValidDocuments {
  find(text: string): DocumentNode | undefined;
  add(text: string, document: DocumentNode): void;
}

const MAX_DOCUMENTS = 1_000;
/** Of text, all together; a document takes some fifty times as much. */
const MAX_CHARACTERS = 500_000;

export function createValidDocuments(): ValidDocuments {
  const documents = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_document, text) => text.length,
  });
  return {
    find: (text) => documents.get(text),
    add: (text, document) => {
      if (text !== '' && !documents.has(text)) documents.set(text, document);
    },
  };
}
