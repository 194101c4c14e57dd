import { setImmediate as turnEnd } from 'node:timers/promises';

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

  /** Opens once nothing is held; at the earliest when this turn of the event loop has ended. */
  async whenOpen(): Promise<void> {
    const giveUpAt = performance.now() + this.#patienceMs;
    await turnEnd();
    while (this.#held.size > 0) {
      const leftMs = giveUpAt - performance.now();
      if (leftMs <= 0) return;
      await settledWithin([...this.#held], leftMs);
      await turnEnd();
    }
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
