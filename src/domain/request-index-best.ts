/**
 * Slots with their scores, the best of all that were offered. Of one score the better has the larger second number;
 * where these do not tell, or one is `NaN`, `compare` does: it is below 0 where the first is the better.
 */
export type BestSlots = Readonly<{
  offer: (slot: number, score: number, second?: number) => void;
  /** What scores less is not kept. */
  least: () => number;
  /** What scores `least`, and has a lower second number, is not kept. */
  leastSecond: () => number;
  /** The slot that the next better one takes the place of; `null` while there is room. */
  worst: () => number | null;
  /** The best first. */
  inOrder: () => readonly Scored[];
}>;

export type Scored = Readonly<{ slot: number; score: number }>;

/** A heap with the worst of the kept ones on top: most of what is offered loses against it by its score alone. */
export function createBestSlots(
  most: number,
  compare: (slot: number, score: number, other: number, otherScore: number) => number,
): BestSlots {
  const slots = new Int32Array(most);
  const scores = new Int32Array(most);
  const seconds = new Float64Array(most);
  let count = 0;

  /** Above 0 where the one that is kept is worse. */
  function compareKept(kept: number, slot: number, score: number, second: number): number {
    const own = scores[kept] ?? 0;
    if (own !== score) return score - own;
    const ownSecond = seconds[kept] ?? 0;
    if (ownSecond < second) return 1;
    if (ownSecond > second) return -1;
    return compare(slots[kept] ?? 0, own, slot, score);
  }

  const isWorse = (one: number, other: number) =>
    compareKept(one, slots[other] ?? 0, scores[other] ?? 0, seconds[other] ?? 0) > 0;

  function swap(one: number, other: number): void {
    const [slot, score, second] = [slots[one] ?? 0, scores[one] ?? 0, seconds[one] ?? 0];
    slots[one] = slots[other] ?? 0;
    scores[one] = scores[other] ?? 0;
    seconds[one] = seconds[other] ?? 0;
    slots[other] = slot;
    scores[other] = score;
    seconds[other] = second;
  }

  function rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1;
      if (!isWorse(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let worst = at;
      if (left < count && isWorse(left, worst)) worst = left;
      if (right < count && isWorse(right, worst)) worst = right;
      if (worst === at) return;
      swap(at, worst);
      at = worst;
    }
  }

  return {
    offer: (slot, score, second = 0) => {
      const at = count < most ? count : 0;
      if (count === most && (most === 0 || compareKept(0, slot, score, second) <= 0)) return;
      slots[at] = slot;
      scores[at] = score;
      seconds[at] = second;
      if (count === most) sink();
      else rise(count++);
    },
    least: () => (most === 0 ? Infinity : count < most ? 0 : (scores[0] ?? 0)),
    leastSecond: () => (most === 0 ? Infinity : count < most ? -Infinity : (seconds[0] ?? 0)),
    worst: () => (most === 0 || count < most ? null : (slots[0] ?? null)),
    inOrder: () =>
      Array.from({ length: count }, (_, at) => ({ slot: slots[at] ?? 0, score: scores[at] ?? 0 })).sort((one, other) =>
        compare(one.slot, one.score, other.slot, other.score),
      ),
  };
}
