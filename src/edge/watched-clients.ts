import { readFile } from 'node:fs/promises';
import type { FastifyBaseLogger } from 'fastify';
import { parseClients } from '../access/clients.js';
import type { ClientRegister } from '../access/clients.js';

/** Whether the clients file is what callers are checked by; otherwise what it last was. Instants are ISO 8601, UTC. */
export type ClientsReport = Readonly<{
  loadedAt: string;
  problem: 'UNREADABLE' | 'INVALID' | null;
  /** Since when there is a problem. */
  problemSince: string | null;
}>;

export type WatchedClients = ClientRegister & Readonly<{ report: () => ClientsReport; close: () => void }>;

type WatchOptions = Readonly<{
  path: string;
  /** What the file said at start. */
  atStart: ClientRegister;
  logger: FastifyBaseLogger;
  everyMs?: number;
}>;

const LOOK_EVERY_MS = 1_000;
const REMIND_EVERY_MS = 60_000;

/**
 * Follows a clients file. It is read again every second, whatever its date says: a swapped link, a rename, a write in
 * place and a network file system that tells of none of them are then all the same. A file that cannot be used leaves
 * what was read before, and is complained of until it can.
 */
export function watchClients({ path, atStart, logger, everyMs = LOOK_EVERY_MS }: WatchOptions): WatchedClients {
  let register = atStart;
  let text: string | null = null;
  let loadedAt = new Date();
  let trouble: Readonly<{ kind: 'UNREADABLE' | 'INVALID'; since: Date; reason: string }> | null = null;
  let remindedAt = 0;
  let isLooking = false;

  function complain(kind: 'UNREADABLE' | 'INVALID', reason: string): void {
    const isNew = trouble?.reason !== reason;
    trouble = { kind, since: trouble?.since ?? new Date(), reason };
    if (!isNew && performance.now() - remindedAt < REMIND_EVERY_MS) return;
    remindedAt = performance.now();
    logger.error({ reason, since: trouble.since }, 'CLIENTS_FILE cannot be used; the clients read before are kept');
  }

  function take(next: string): void {
    if (next === text && trouble === null) return;
    try {
      register = parseClients(next);
    } catch (error) {
      complain('INVALID', messageOf(error));
      return;
    }
    // The first look finds what was read at start, or what was written since.
    if (text !== null && (next !== text || trouble !== null)) logger.info('CLIENTS_FILE was read anew');
    text = next;
    loadedAt = new Date();
    trouble = null;
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      take(await readFile(path, 'utf8'));
    } catch (error) {
      complain('UNREADABLE', messageOf(error));
    } finally {
      isLooking = false;
    }
  }

  const looking = setInterval(() => void look(), everyMs).unref();
  return {
    findByApiKey: (apiKey) => register.findByApiKey(apiKey),
    report: () => ({
      loadedAt: loadedAt.toISOString(),
      problem: trouble?.kind ?? null,
      problemSince: trouble?.since.toISOString() ?? null,
    }),
    close: () => clearInterval(looking),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
