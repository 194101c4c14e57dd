import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../src/access/caller.js';

export type ClientEntry = Readonly<{
  id: string;
  scopes: readonly Scope[];
  agencyIds?: readonly string[];
  billedEstimationsPerDay?: number;
  pointsPerMinute?: number;
}>;

export type ClientsFile = Readonly<{
  path: string;
  /** The headers by which a client shows who it is. */
  as: (clientId: string) => Readonly<{ authorization: string }>;
  remove: () => void;
}>;

/** Who may call, as an operator would write it; the key of a client is made of its id. */
export function writeClientsFile(clients: readonly ClientEntry[]): ClientsFile {
  const folder = mkdtempSync(join(tmpdir(), 'immograph-clients-'));
  const path = join(folder, 'clients.json');
  const keyOf = (clientId: string) => `key-of-${clientId}`;
  const entries = clients.map((client) => ({
    agencyIds: [],
    ...client,
    apiKeySha256: createHash('sha256').update(keyOf(client.id)).digest('hex'),
  }));
  writeFileSync(path, JSON.stringify({ clients: entries }));
  return {
    path,
    as: (clientId) => ({ authorization: `Bearer ${keyOf(clientId)}` }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
