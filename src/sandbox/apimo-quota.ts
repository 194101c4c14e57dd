import { toParisDate } from './paris-time.js';

export type ApimoLimits = Readonly<{ callsPerDay: number; callsPerSecond: number }>;

/** The free quota that the vendor publishes; a day ends at midnight in Europe/Paris. */
export const documentedLimits: ApimoLimits = { callsPerDay: 1000, callsPerSecond: 10 };

/** Counts calls; `take` answers whether one more is within the quota. A refused call is not counted. */
export function createQuota(limits: ApimoLimits, now: () => number): Readonly<{ take: () => boolean }> {
  let day = '';
  let callsToday = 0;
  let recent: number[] = [];

  return {
    take: () => {
      const instant = now();
      const today = toParisDate(new Date(instant));
      if (today !== day) {
        day = today;
        callsToday = 0;
      }
      recent = recent.filter((call) => call > instant - 1000);
      if (callsToday >= limits.callsPerDay || recent.length >= limits.callsPerSecond) return false;
      callsToday += 1;
      recent.push(instant);
      return true;
    },
  };
}
