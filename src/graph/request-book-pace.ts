import type { Page } from './request-book-page.js';

/** What syncing may still cost today, and when the next day begins, in milliseconds since 1970. */
export type SyncAllowance = Readonly<{ leftForSyncing: number; resetsAt: number }>;

const DAY_MS = 86_400_000;
/** Full lists are due a little before a day has passed, for each agency at a time of its own. */
const LIST_SPREAD_MS = 4 * 3_600_000;
/** After midnight, agencies that had to wait for it do not come all at once. */
const RESET_SPREAD_MS = 60_000;
/** An agency that Apimo does not know is hardly there a moment later. */
const UNKNOWN_AGENCY_FACTOR = 10;
const FIRST_BACKOFF_MS = 1_000;
const LONG_BACKOFF_MS = 5 * 60_000;

/** How far apart the syncs of an agency are: as asked, or so far that what is left of the day's calls lasts. */
export function syncIntervalMs(
  { maxAgeMs, agencies }: Readonly<{ maxAgeMs: number; agencies: number }>,
  { leftForSyncing, resetsAt }: SyncAllowance,
  now: number,
): number {
  const untilReset = Math.max(0, resetsAt - now);
  if (leftForSyncing <= 0) return Math.max(maxAgeMs, untilReset);
  return Math.max(maxAgeMs, Math.ceil((untilReset * Math.max(1, agencies)) / leftForSyncing));
}

/** When a page is to be synced again; a new day's calls need not be saved for. */
export function nextSyncAt(
  agencyId: string,
  page: Page,
  pace: Readonly<{ maxAgeMs: number; agencies: number }>,
  allowance: SyncAllowance,
  now: number,
): number {
  const wantedAt = page.syncedAt + pace.maxAgeMs * (page.content === null ? UNKNOWN_AGENCY_FACTOR : 1);
  const affordableAt = page.syncedAt + syncIntervalMs(pace, allowance, now);
  const afterReset = allowance.resetsAt + shareOf(agencyId) * Math.min(pace.maxAgeMs, RESET_SPREAD_MS);
  return Math.max(wantedAt, Math.min(affordableAt, afterReset));
}

/** Deleted requests show only in a full list: once a day it is read anew. */
export function isListDue(agencyId: string, { listedAt }: Page, now: number): boolean {
  return now - listedAt >= DAY_MS - shareOf(agencyId) * LIST_SPREAD_MS;
}

/** How long after so many failures in a row the next try comes: the second at once, later ones as rarely as syncs. */
export function backoffMs(failures: number, intervalMs: number): number {
  return failures <= 1 ? 0 : Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), Math.max(LONG_BACKOFF_MS, intervalMs));
}

/** From 0 to 1, the same for an agency wherever it is asked. */
function shareOf(agencyId: string): number {
  return hashOf(agencyId) / 2 ** 32;
}

/** FNV-1a, 32 bits, with a last mix so that neighbours end up apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
