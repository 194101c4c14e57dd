/** Marks on slots, a bit each; whoever marks them takes the marks off again. */
export type SlotMarks = Readonly<{
  mark: (slot: number) => void;
  unmark: (slot: number) => void;
  isMarked: (slot: number) => boolean;
}>;

export function createSlotMarks(): SlotMarks {
  let bits = new Uint8Array(1024);
  return {
    mark: (slot) => {
      const at = slot >>> 3;
      if (at >= bits.length) {
        const larger = new Uint8Array(2 * at);
        larger.set(bits);
        bits = larger;
      }
      bits[at] = (bits[at] ?? 0) | (1 << (slot & 7));
    },
    unmark: (slot) => {
      const at = slot >>> 3;
      bits[at] = (bits[at] ?? 0) & ~(1 << (slot & 7));
    },
    isMarked: (slot) => ((bits[slot >>> 3] ?? 0) & (1 << (slot & 7))) !== 0,
  };
}
