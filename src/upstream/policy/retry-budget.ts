/** What may be asked again, so that an upstream that fails is not asked twice as much as one that does not. */
export interface RetryBudget {
  /** A call is made for the first time. */
  earn(): void;
  /** Whether one may be made again; takes what that costs. */
  spend(): boolean;
}

/** Retries that are left over from before, or there at the start: what a few failures of many cost. */
const SAVINGS = 3;

/** `share` is that of the calls, 0 to 1, that may be made again: of any number in a row no more, and three. */
export function createRetryBudget(share: number): RetryBudget {
  let left = SAVINGS;
  return {
    earn: () => {
      left = Math.min(SAVINGS, left + share);
    },
    spend: () => {
      // Shares of calls add up to whole retries, but for what binary fractions lose.
      if (left < 1 - 1e-9) return false;
      left -= 1;
      return true;
    },
  };
}
