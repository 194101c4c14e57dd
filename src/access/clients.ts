import { createHash } from 'node:crypto';
import { z } from 'zod';
import { scopes } from './caller.js';
import type { Caller } from './caller.js';

/** The largest `Int` of GraphQL, in which limits are told. */
export const MAX_INT = 2 ** 31 - 1;

export const DEFAULT_POINTS_PER_MINUTE = 5000;

const client = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'should be 1 to 64 letters, digits, dots, dashes or underscores'),
  apiKeySha256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'should be the SHA-256 of the key, 64 hexadecimal digits'),
  scopes: z.array(z.enum(scopes)),
  agencyIds: z.array(z.string().min(1)),
  billedEstimationsPerDay: z.int().min(0).max(MAX_INT).optional(),
  pointsPerMinute: z.int().min(1).optional(),
});

const clientsFile = z.strictObject({ clients: z.array(client) });

/** A client as the file has it. */
export type ClientEntry = z.output<typeof client>;

/** Knows clients by their API keys; holds no key, only hashes. */
export interface ClientRegister {
  findByApiKey(apiKey: string): Caller | undefined;
}

/** The entries of the text of a clients file; throws an error that names what is wrong and where. */
export function readClientEntries(text: string): readonly ClientEntry[] {
  const parsed = clientsFile.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(parsed.error.issues.map(describeIssue).join('; '));
  const ids = new Set<string>();
  const keyHashes = new Set<string>();
  for (const { id, apiKeySha256 } of parsed.data.clients) {
    const keyHash = apiKeySha256.toLowerCase();
    if (ids.has(id)) throw new Error(`the client id "${id}" stands twice`);
    if (keyHashes.has(keyHash)) throw new Error(`the client "${id}" has the same key as another`);
    ids.add(id);
    keyHashes.add(keyHash);
  }
  return parsed.data.clients;
}

/** The text of a clients file that `readClientEntries` reads as these entries; throws where it would not. */
export function writeClientEntries(entries: readonly ClientEntry[]): string {
  const text = `${JSON.stringify({ clients: entries }, null, 2)}\n`;
  readClientEntries(text);
  return text;
}

export function sha256Of(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}

/** Reads the text of a clients file; throws an error that names what is wrong and where. */
export function parseClients(text: string): ClientRegister {
  const byKeyHash = new Map<string, Caller>();
  for (const entry of readClientEntries(text)) {
    byKeyHash.set(entry.apiKeySha256.toLowerCase(), {
      clientId: entry.id,
      scopes: new Set(entry.scopes),
      agencyIds: entry.agencyIds,
      billedEstimationsPerDay: entry.billedEstimationsPerDay ?? null,
      pointsPerMinute: entry.pointsPerMinute ?? DEFAULT_POINTS_PER_MINUTE,
    });
  }
  // A lookup by the hash of what was sent: how long it takes tells nothing of any stored key.
  return { findByApiKey: (apiKey) => byKeyHash.get(sha256Of(apiKey)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON');
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
