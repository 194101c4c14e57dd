import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseKnownDocuments } from '../access/known-documents.js';
import type { KnownDocuments } from '../access/known-documents.js';
import { documentLimits, hasTooManyLines } from './document-limits.js';
import { errorBody } from './errors.js';

/** `known-for-anonymous` is for those who show no credentials. */
export const documentModes = ['any', 'known', 'known-for-anonymous'] as const;
export type DocumentMode = (typeof documentModes)[number];

export type DocumentPolicy = Readonly<{
  mode: DocumentMode;
  /** Everybody's. */
  shared: KnownDocuments | null;
  /** A client with a manifest of its own is bound to it, whatever the mode. */
  byClient: ReadonlyMap<string, KnownDocuments>;
}>;

const SHARED = 'default.json';

/** Reads a manifest, or a folder of them, one a client by its id; throws an error that names what is wrong and where. */
export function readDocumentPolicy(mode: DocumentMode, path: string | undefined): DocumentPolicy {
  if (path === undefined) return { mode, shared: null, byClient: new Map() };
  if (!statSync(path).isDirectory()) return { mode, shared: readManifest(path), byClient: new Map() };
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  const manifests = new Map(names.map((name) => [name, readManifest(join(path, name))]));
  const shared = manifests.get(SHARED) ?? null;
  manifests.delete(SHARED);
  return {
    mode,
    shared,
    byClient: new Map([...manifests].map(([name, documents]) => [name.slice(0, -'.json'.length), documents])),
  };
}

function readManifest(path: string): KnownDocuments {
  try {
    return parseKnownDocuments(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

type Parameters = Readonly<Record<string, unknown>>;

/** To read a text of tens of thousands of lines takes graphql-js longer than any other document: this is refused for them. */
const tooManyLines = `${'\n'.repeat(documentLimits.lines)}{ __typename }`;

const ANY_ORIGIN = 'http://localhost';

/**
 * A hook that puts the document in the place of its id (`documentId`, or the hash of a persisted query), and turns down
 * what is not known where the caller may send nothing else. A document of too many lines gives way to a short one that is
 * refused for the same. All the rest is left to Apollo Server.
 */
export function resolveDocument({ mode, shared, byClient }: DocumentPolicy, isAnonymous: boolean) {
  const resolve = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const own = byClient.get(request.caller?.clientId ?? '');
    const known = own ?? shared;
    const isBound = own !== undefined || mode === 'known' || (mode === 'known-for-anonymous' && isAnonymous);
    const parameters = request.method === 'GET' ? addressOf(request) : request.body;
    if (!isParameters(parameters)) return undefined;

    const { query } = parameters;
    if (typeof query === 'string' && query !== '') {
      if (!isBound || known?.has(query) === true) {
        if (hasTooManyLines(query)) replaceBy(tooManyLines, request, parameters);
        return undefined;
      }
      return reply.code(403).send(errorBody('FORBIDDEN', 'Only documents that are known here are answered.'));
    }
    const { id, isOurs } = idIn(parameters);
    const text = id === null ? null : (known?.textOf(id) ?? null);
    if (text !== null) {
      replaceBy(text, request, parameters);
      return undefined;
    }
    // Apollo Server knows what was persisted as it came; it does not know `documentId`.
    if (id === null || (isOurs && !isBound)) return undefined;
    return reply.code(200).send(errorBody('PERSISTED_QUERY_NOT_FOUND', 'There is no document of this id.'));
  };
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    if (resolve(request, reply) === undefined) done();
  };
}

/** Read as Apollo Server reads it: what the two took for different things could be let through as neither. */
function addressOf({ raw: { url = '' } }: FastifyRequest): Parameters {
  return URL.canParse(url, ANY_ORIGIN) ? Object.fromEntries(new URL(url, ANY_ORIGIN).searchParams) : {};
}

function isParameters(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `isOurs`: in the form that Apollo Server answers itself. */
function idIn({ documentId, extensions }: Parameters): Readonly<{ id: string | null; isOurs: boolean }> {
  if (typeof documentId === 'string') return { id: documentId, isOurs: false };
  const read = typeof extensions === 'string' ? parsed(extensions) : extensions;
  const persisted = isParameters(read) ? read['persistedQuery'] : undefined;
  const hash = isParameters(persisted) ? persisted['sha256Hash'] : undefined;
  return { id: typeof hash === 'string' ? hash : null, isOurs: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A manifest's ids are its own affair: the document goes on as if it had been sent. */
function replaceBy(text: string, request: FastifyRequest, parameters: Parameters): void {
  const { documentId: _id, extensions: _extensions, ...others } = parameters;
  if (request.method !== 'GET') {
    request.body = { ...others, query: text };
    return;
  }
  const search = new URLSearchParams({ query: text });
  for (const [name, value] of Object.entries(others)) if (typeof value === 'string') search.set(name, value);
  request.raw.url = `${(request.raw.url ?? '').split('?')[0] ?? ''}?${search.toString()}`;
}
