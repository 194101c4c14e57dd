import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Documents that were agreed on beforehand, by the ids that clients send in their place. */
export type KnownDocuments = Readonly<{
  textOf: (id: string) => string | null;
  /** Whether a text is one of them, to the letter. */
  has: (text: string) => boolean;
  size: number;
}>;

/** As code generators write it: `{ "<hash>": "query …" }`. */
const byHash = z.record(z.string().min(1), z.string().min(1));
/** As Apollo's tools write it. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** Reads a manifest of either form; throws an error that says what is wrong with it. */
export function parseKnownDocuments(text: string): KnownDocuments {
  const entries = entriesOf(parseJson(text));
  const texts = new Map<string, string>();
  for (const [id, document] of entries) {
    if (texts.has(id)) throw new Error(`the document ${id} stands twice`);
    texts.set(id, document);
  }
  const hashes = new Set([...texts.values()].map(hashOf));
  return {
    textOf: (id) => texts.get(withoutPrefix(id)) ?? null,
    has: (document) => hashes.has(hashOf(document)),
    size: texts.size,
  };
}

function entriesOf(value: unknown): readonly (readonly [string, string])[] {
  const manifest = apolloManifest.safeParse(value);
  if (manifest.success) return manifest.data.operations.map(({ id, body }) => [withoutPrefix(id), body]);
  const documents = byHash.safeParse(value);
  if (documents.success) return Object.entries(documents.data).map(([id, text]) => [withoutPrefix(id), text]);
  throw new Error('it is neither an object of hashes and documents nor a manifest of persisted queries');
}

/** The appendix on persisted documents of GraphQL over HTTP has ids name their hash: `sha256:abc…`. */
function withoutPrefix(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id;
}

function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('base64');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
}
