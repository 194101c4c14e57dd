export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms.`);
  }
}

const MOST_SLICES = 10;
/** Much shorter ones would be as long as any turn of a busy event loop, and their number the limit. */
const SLICE_MS = 50;

/**
 * What `work` comes to, or a `TookTooLong`; the work itself goes on, and what becomes of it then interests nobody. The time
 * is counted in slices: one that a process was too busy to see the end of, as when it starts, counts as one however long it
 * was, so that answers which came meanwhile, and what is still to be sent after them, have theirs.
 */
export function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const slices = Math.min(MOST_SLICES, Math.max(2, Math.floor(timeoutMs / SLICE_MS)));
    let left = slices;

    function nextSlice(): void {
      timer = setTimeout(() => {
        left -= 1;
        if (left > 0) nextSlice();
        // What has come is read between the timers and `setImmediate`.
        else setImmediate(() => reject(new TookTooLong(timeoutMs)));
      }, timeoutMs / slices);
    }

    nextSlice();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
