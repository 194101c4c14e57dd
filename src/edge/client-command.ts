import { parseArgs } from 'node:util';
import { scopes } from '../access/caller.js';

/** What `add` says of a client; the file's own rules are checked where it is written. */
type Added = Readonly<{
  scopes: readonly string[];
  agencyIds: readonly string[];
  billedEstimationsPerDay: number | null;
  pointsPerMinute: number | null;
}>;

export type ClientCommand =
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refuse'; problem: string }>
  | (Readonly<{ file: string | null }> &
      (
        | Readonly<{ kind: 'list' }>
        | Readonly<{ kind: 'rotate' | 'revoke'; id: string }>
        | (Readonly<{ kind: 'add'; id: string }> & Added)
      ));

export const clientHelp = `Manages who may call: the file that CLIENTS_FILE names.

Usage: npm run --silent client -- add <id> [--scopes <list>] [--agencies <list>] [limits]
       npm run --silent client -- rotate <id>
       npm run --silent client -- revoke <id>
       npm run --silent client -- list

  add        a new client; prints its API key, this once: only the key's SHA-256 is kept
  rotate     gives it a new key and prints that; the old one is refused from then on
  revoke     takes it out of the file
  list       prints every client, without keys

  --scopes <list>                 what it may do, nothing unless given; with commas: ${scopes.join(', ')}
  --agencies <list>               Apimo's ids of the agencies that it may see, with commas
  --estimations-per-day <count>   estimations that it may have billed in a day; no limit unless given
  --points-per-minute <count>     what its operations may cost in a minute; 5000 unless given
  --file <path>                   instead of CLIENTS_FILE
  --help                          this text

A server that runs reads the file anew within a second or two. To give a client a new key without a gap, add a second
client for it, and revoke the first once its key is no longer used.
`;

/** Reads what follows the program's name. */
export function readClientCommand(args: readonly string[]): ClientCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        scopes: { type: 'string' },
        agencies: { type: 'string' },
        'estimations-per-day': { type: 'string' },
        'points-per-minute': { type: 'string' },
        file: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const { file: path, help: _, ...ofAdd } = values;
    const [kind, id, ...more] = positionals;
    if (more.length > 0) throw new RangeError(`Unexpected argument "${more.join(' ')}"`);
    const stray = kind === 'add' ? undefined : Object.keys(ofAdd)[0];
    if (stray !== undefined) throw new RangeError(`--${stray} goes with add alone`);
    const file = path ?? null;
    switch (kind) {
      case 'list':
        if (id !== undefined) throw new RangeError(`Unexpected argument "${id}"`);
        return { kind, file };
      case 'rotate':
      case 'revoke':
        return { kind, file, id: requireId(kind, id) };
      case 'add':
        return {
          kind,
          file,
          id: requireId(kind, id),
          scopes: toList(values.scopes),
          agencyIds: toList(values.agencies),
          billedEstimationsPerDay: toCount('estimations-per-day', values['estimations-per-day']),
          pointsPerMinute: toCount('points-per-minute', values['points-per-minute']),
        };
      default:
        throw new RangeError('Say what to do: add, rotate, revoke or list');
    }
  } catch (error) {
    return { kind: 'refuse', problem: error instanceof Error ? error.message : String(error) };
  }
}

function requireId(kind: string, id: string | undefined): string {
  if (id === undefined) throw new RangeError(`Say which client to ${kind}`);
  return id;
}

function toList(text = ''): readonly string[] {
  return [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
}

function toCount(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`--${name} should be a whole number, not "${text}"`);
  return Number(text);
}
