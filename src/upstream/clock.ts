/** The time, in milliseconds since 1970, and work that waits for it. */
export type Clock = Readonly<{
  now: () => number;
  /** Does `work` after so many milliseconds, unless what is returned is called before. Keeps no process alive. */
  after: (ms: number, work: () => void) => () => void;
}>;

/** The longest that a timer of Node waits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(Math.max(0, ms), MAX_TIMER_MS)).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** The same, but one that nobody sets: what is measured with it neither shrinks nor grows when the time is corrected. */
export const steadyClock: Clock = { ...systemClock, now: () => performance.timeOrigin + performance.now() };
