import { createHash } from 'node:crypto';
import { z } from 'zod';
import { scopes } from './caller.js';
import type { Caller } from './caller.js';

/** The largest `Int` of GraphQL, in which limits are told. */
const MAX_INT = 2 ** 31 - 1;

const client = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'should be 1 to 64 letters, digits, dots, dashes or underscores'),
  apiKeySha256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'should be the SHA-256 of the key, 64 hexadecimal digits'),
  scopes: z.array(z.enum(scopes)),
  agencyIds: z.array(z.string().min(1)),
  billedEstimationsPerDay: z.int().min(0).max(MAX_INT).optional(),
  pointsPerMinute: z.int().min(1).optional(),
});

const clientsFile = z.strictObject({ clients: z.array(client) });

/** Knows clients by their API keys; holds no key, only hashes. */
export interface ClientRegister {
  findByApiKey(apiKey: string): Caller | undefined;
}

/** Reads the text of a clients file; throws an error that names what is wrong and where. */
export function parseClients(text: string): ClientRegister {
  const parsed = clientsFile.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(parsed.error.issues.map(describeIssue).join('; '));
  const byKeyHash = new Map<string, Caller>();
  const ids = new Set<string>();
  for (const entry of parsed.data.clients) {
    const keyHash = entry.apiKeySha256.toLowerCase();
    if (ids.has(entry.id)) throw new Error(`the client id "${entry.id}" stands twice`);
    if (byKeyHash.has(keyHash)) throw new Error(`the client "${entry.id}" has the same key as another`);
    ids.add(entry.id);
    byKeyHash.set(keyHash, {
      clientId: entry.id,
      scopes: new Set(entry.scopes),
      agencyIds: entry.agencyIds,
      billedEstimationsPerDay: entry.billedEstimationsPerDay ?? null,
    });
  }
  // A lookup by the hash of what was sent: how long it takes tells nothing of any stored key.
  return { findByApiKey: (apiKey) => byKeyHash.get(createHash('sha256').update(apiKey).digest('hex')) };
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
