import type { Verdict } from './matching-criteria.js';

/** Verdicts as numbers, three bits each, the better the lower; 0 stands for one that was not asked for yet. */
export const verdictCodes = [undefined, null, 'MET', 'WITHIN_MARGIN', 'UNKNOWN', 'UNMET', 'BROKEN'] as const;
export const BITS = 3;
export const NOT_ASKED = verdictCodes.indexOf(null);
export const BROKEN = verdictCodes.indexOf('BROKEN');

export function codeOf(verdict: Verdict | null): number {
  switch (verdict) {
    case null:
      return 1;
    case 'MET':
      return 2;
    case 'WITHIN_MARGIN':
      return 3;
    case 'UNKNOWN':
      return 4;
    case 'UNMET':
      return 5;
    case 'BROKEN':
      return 6;
  }
}
