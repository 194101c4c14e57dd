import { randomBytes } from 'node:crypto';
import { sha256Of } from '../access/clients.js';
import type { ClientEntry } from '../access/clients.js';
import { toText } from '../access/ledger-report.js';
import { clientHelp, readClientCommand } from './client-command.js';
import type { ClientCommand } from './client-command.js';
import { changeClientFile, readClientFile } from './client-file.js';

// From sysexits.h, which shells and supervisors know.
const EX_USAGE = 64;
const EX_DATAERR = 65;
const EX_CONFIG = 78;

const KEY_BYTES = 32;

type Work = Exclude<ClientCommand, Readonly<{ kind: 'help' | 'refuse' }>>;

async function main(): Promise<void> {
  const command = readClientCommand(process.argv.slice(2));
  if (command.kind === 'help') {
    process.stdout.write(clientHelp);
    return;
  }
  if (command.kind === 'refuse') {
    fail(EX_USAGE, `${command.problem}\nSee --help.`);
    return;
  }
  const given = process.env['CLIENTS_FILE'];
  const path = command.file ?? given ?? '';
  if (path === '') {
    fail(EX_CONFIG, 'CLIENTS_FILE should name the file of those who may call, or --file.');
    return;
  }
  try {
    await work(command, path);
  } catch (error) {
    fail(EX_DATAERR, `${path} stays as it was: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function work(command: Work, path: string): Promise<void> {
  switch (command.kind) {
    case 'list':
      process.stdout.write(toTable(await readClientFile(path)));
      return;
    case 'revoke':
      await changeClientFile(path, (entries) => {
        const index = indexOf(entries, command.id);
        return entries.toSpliced(index, 1);
      });
      process.stderr.write(`${command.id} may no longer call.\n`);
      return;
    case 'rotate': {
      const apiKey = createKey();
      await changeClientFile(path, (entries) => {
        const index = indexOf(entries, command.id);
        return entries.map((entry, at) => (at === index ? { ...entry, apiKeySha256: sha256Of(apiKey) } : entry));
      });
      tell(apiKey, `The new API key of ${command.id}`);
      return;
    }
    case 'add': {
      const apiKey = createKey();
      await changeClientFile(path, (entries) => [...entries, toEntry(command, apiKey)]);
      tell(apiKey, `The API key of ${command.id}`);
      return;
    }
  }
}

/** Told apart from other secrets by those who scan for what was leaked. */
function createKey(): string {
  return `immo_${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/** The key alone is on stdout, for those who pipe it into a vault. */
function tell(apiKey: string, what: string): void {
  process.stderr.write(`${what}; it is not kept, and cannot be shown again:\n`);
  process.stdout.write(`${apiKey}\n`);
}

function indexOf(entries: readonly ClientEntry[], id: string): number {
  const index = entries.findIndex((entry) => entry.id === id);
  if (index === -1) throw new Error(`there is no client "${id}"`);
  return index;
}

function toEntry(command: Extract<Work, { kind: 'add' }>, apiKey: string): ClientEntry {
  const { id, scopes, agencyIds, billedEstimationsPerDay, pointsPerMinute } = command;
  return {
    id,
    apiKeySha256: sha256Of(apiKey),
    // The file's own rules say which scopes there are, before anything is written.
    scopes: scopes as ClientEntry['scopes'],
    agencyIds: [...agencyIds],
    ...(billedEstimationsPerDay === null ? {} : { billedEstimationsPerDay }),
    ...(pointsPerMinute === null ? {} : { pointsPerMinute }),
  };
}

function toTable(entries: readonly ClientEntry[]): string {
  if (entries.length === 0) return 'Nobody may call.\n';
  const header = ['client', 'scopes', 'agencies', 'estimations a day', 'points a minute'];
  const rows = entries.map(({ id, scopes, agencyIds, billedEstimationsPerDay, pointsPerMinute }) => [
    id,
    scopes.join(',') || '-',
    agencyIds.join(',') || '-',
    String(billedEstimationsPerDay ?? 'no limit'),
    String(pointsPerMinute ?? 5000),
  ]);
  return toText({ header, rows });
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

await main();
