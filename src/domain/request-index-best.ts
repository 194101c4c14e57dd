/** Slots with their scores, the best of all that were offered; `compare` is below 0 where the first is the better. */
export type BestSlots = Readonly<{
  offer: (slot: number, score: number) => void;
  /** What scores less is not kept. */
  least: () => number;
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
  let count = 0;

  const isWorse = (one: number, other: number) =>
    compare(slots[one] ?? 0, scores[one] ?? 0, slots[other] ?? 0, scores[other] ?? 0) > 0;

  function swap(one: number, other: number): void {
    const [slot, score] = [slots[one] ?? 0, scores[one] ?? 0];
    slots[one] = slots[other] ?? 0;
    scores[one] = scores[other] ?? 0;
    slots[other] = slot;
    scores[other] = score;
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
    offer: (slot, score) => {
      if (count < most) {
        slots[count] = slot;
        scores[count] = score;
        rise(count++);
        return;
      }
      if (most === 0 || score < (scores[0] ?? 0)) return;
      if (compare(slot, score, slots[0] ?? 0, scores[0] ?? 0) >= 0) return;
      slots[0] = slot;
      scores[0] = score;
      sink();
    },
    least: () => (most === 0 ? Infinity : count < most ? 0 : (scores[0] ?? 0)),
    worst: () => (most === 0 || count < most ? null : (slots[0] ?? null)),
    inOrder: () =>
      Array.from({ length: count }, (_, at) => ({ slot: slots[at] ?? 0, score: scores[at] ?? 0 })).sort((one, other) =>
        compare(one.slot, one.score, other.slot, other.score),
      ),
  };
}
