import { isRecord } from '../reading.js';

/** How old an answer may be, in milliseconds since it was read; each age is no less than the one before it. */
export type Ages = Readonly<{
  /** Up to this age it is the answer. */
  freshMs: number;
  /** Up to this age it is answered at once, and asked for anew behind the answer. */
  staleMs: number;
  /** Up to this age it stands in for an answer that could not be had. */
  staleIfErrorMs: number;
}>;

export type RememberingPolicy = Ages &
  Readonly<{
    /** For how long it is known that there is none. */
    notFoundMs: number;
  }>;

/** `value` is `null` where there is none; `readAt` is in milliseconds since 1970. */
export type RememberedEntry = Readonly<{ key: string; readAt: number; value: unknown }>;

/** FRESH and STALE are answers; SPARE is one where no other can be had; OVER is none. */
export type Standing = 'FRESH' | 'STALE' | 'SPARE' | 'OVER';

/** Clocks of machines that share what is remembered may be that far apart. */
const MAX_SKEW_MS = 60_000;

/** `null` for what is not an entry of that key. */
export function readEntry(kept: unknown, key: string): RememberedEntry | null {
  if (!isRecord(kept) || kept['key'] !== key) return null;
  const { readAt, value } = kept;
  return typeof readAt === 'number' && Number.isFinite(readAt) && value !== undefined ? { key, readAt, value } : null;
}

export function standingOf({ readAt, value }: RememberedEntry, policy: RememberingPolicy, now: number): Standing {
  const age = now - readAt;
  if (age < -MAX_SKEW_MS) return 'OVER';
  if (value === null) return age < policy.notFoundMs ? 'FRESH' : 'OVER';
  if (age < policy.freshMs) return 'FRESH';
  if (age < policy.staleMs) return 'STALE';
  return age < policy.staleIfErrorMs ? 'SPARE' : 'OVER';
}

/** Until when an entry is fresh, in milliseconds since 1970; what a clock ahead of this one wrote is as if written now. */
export function freshUntil({ readAt, value }: RememberedEntry, policy: RememberingPolicy, now: number): number {
  return Math.min(readAt, now) + (value === null ? policy.notFoundMs : policy.freshMs);
}

/** For how long an entry can be of use. */
export function lifeOf({ value }: RememberedEntry, policy: RememberingPolicy): number {
  return value === null ? policy.notFoundMs : Math.max(policy.freshMs, policy.staleMs, policy.staleIfErrorMs);
}
