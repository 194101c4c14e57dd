import { setTimeout as pause } from 'node:timers/promises';

/** What came of one request: how it ended, in a word, and how long it took. */
export type Ended = Readonly<{ outcome: string; ms: number }>;
type Ask = () => Promise<string>;

/** Asks over `connections` at a time, each again as soon as it is answered; answers a second. */
export async function measureCapacity(
  ask: Ask,
  { connections, seconds }: Readonly<{ connections: number; seconds: number }>,
): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const one = async () => {
    while (performance.now() < end) {
      await ask();
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return answered / seconds;
}

/**
 * Asks so many times a second, whether answers come or not, and tells of each that has ended. Where the machine has other
 * things to do, and `mostAtOnce` are under way, what is due is left out: how many were is what it resolves with.
 */
export async function loadOpenly(
  ask: Ask,
  {
    perSecond,
    seconds,
    mostAtOnce,
    onEnd,
  }: Readonly<{ perSecond: number; seconds: number; mostAtOnce: number; onEnd: (ended: Ended) => void }>,
): Promise<number> {
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  let asked = 0;
  let leftOut = 0;
  for (let now = began; now < began + seconds * 1000; now = performance.now()) {
    const due = Math.floor(((now - began) / 1000) * perSecond);
    for (; asked < due; asked += 1) {
      if (underWay.size >= mostAtOnce) {
        leftOut += 1;
        continue;
      }
      const since = performance.now();
      const one = ask()
        .catch((error: unknown) => `no answer: ${String(error)}`)
        .then((outcome) => {
          underWay.delete(one);
          onEnd({ outcome, ms: performance.now() - since });
        });
      underWay.add(one);
    }
    await pause(5);
  }
  await Promise.all(underWay);
  return leftOut;
}

/** By how much `y` grows a unit of `x`, by least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
