import { parseArgs } from 'node:util';
import { payees } from '../access/estimation.js';
import type { Payee } from '../access/estimation.js';

export type LedgerCommand =
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refuse'; problem: string }>
  | Readonly<{
      kind: 'print';
      /** `YYYY-MM`, of Europe/Paris. */
      month: string;
      isCsv: boolean;
      /** One row an estimation instead of one a client and provider. */
      isOfEntries: boolean;
      client: string | null;
      provider: Payee | null;
    }>;

export const ledgerHelp = `Prints what was spent in a month, by client and provider.

Usage: npm run --silent ledger -- [options]

  --month <YYYY-MM>   the current month unless given; months and days are those of Europe/Paris
  --entries           one row an estimation: when, by whom, of what, for how much, and what came of it
  --csv               as comma-separated values, for a spreadsheet
  --client <id>       of one client only
  --provider <name>   of one provider only: ${payees.join(' or ')}
  --help              this text

billed      estimations whose price is above 0, and what they come to in euros
unresolved  of these, those that were sent and never answered: they count as spent
reserved    of these, those under way; a process that dies leaves them to be found and marked unresolved

It reads what the server keeps, while that runs or not: in DATA_DIR (./data), or in Redis where REDIS_URL is set.
`;

/** Reads what follows the program's name; `today` is the day in Europe/Paris, `YYYY-MM-DD`. */
export function readLedgerCommand(args: readonly string[], today: string): LedgerCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        month: { type: 'string' },
        csv: { type: 'boolean', default: false },
        entries: { type: 'boolean', default: false },
        client: { type: 'string' },
        provider: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'print',
      month: readMonth(values.month ?? today.slice(0, 7)),
      isCsv: values.csv,
      isOfEntries: values.entries,
      client: values.client ?? null,
      provider: readProvider(values.provider),
    };
  } catch (error) {
    return { kind: 'refuse', problem: error instanceof Error ? error.message : String(error) };
  }
}

function readMonth(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) {
    throw new RangeError(`--month should be a month such as 2026-11, not "${text}"`);
  }
  return text;
}

function readProvider(text: string | undefined): Payee | null {
  if (text === undefined) return null;
  const provider = payees.find((payee) => payee === text);
  if (provider === undefined) throw new RangeError(`--provider should be ${payees.join(' or ')}, not "${text}"`);
  return provider;
}
