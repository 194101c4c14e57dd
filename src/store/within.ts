export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms.`);
  }
}

/** What `work` comes to, or a `TookTooLong`; the work itself goes on, and what becomes of it then interests nobody. */
export function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    // A process that was busy for longer than that finds the time over before it has read the answer that came in
    // time: reading comes between the timers and `setImmediate`.
    const timer = setTimeout(() => setImmediate(() => reject(new TookTooLong(timeoutMs))), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
