/**
 * Decides when a batch may leave. Loads that become ready while earlier work of the same operation is under way are
 * waited for, so that they share one upstream call. As an operation answers only when its slowest part has, that costs
 * no time, as long as enough is left for the batch itself: hence `patienceMs`.
 */
export class Gate {
  readonly #held = new Set<Promise<unknown>>();
  readonly #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Batches behind this gate wait for `work`, which may lead to more loads; it is handed back as it came. */
  hold<T>(work: Promise<T>): Promise<T> {
    this.#held.add(work);
    const release = () => this.#held.delete(work);
    work.then(release, release);
    return work;
  }

  /** Calls `enter` once nothing is held; at the earliest when this turn of the event loop has ended. */
  onceOpen(enter: () => void): void {
    const giveUpAt = performance.now() + this.#patienceMs;
    const look = () => {
      const leftMs = this.#held.size === 0 ? 0 : giveUpAt - performance.now();
      if (leftMs <= 0) enter();
      else void settledWithin([...this.#held], leftMs).then(() => setImmediate(look));
    };
    setImmediate(look);
  }
}

async function settledWithin(work: readonly Promise<unknown>[], timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled(work), patience]);
  clearTimeout(timer);
}
