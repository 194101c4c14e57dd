/** What is kept of every request in columns, for the slots of one chunk. */
export type ColumnChunk = Readonly<{
  /** What is asked in numbers, see `CriteriaTable`; those of a slot stand side by side. */
  asked: Uint32Array;
  /** Its number where the identifier is one, `Infinity` for others, `NaN` where the slot is free. */
  idNumbers: Float64Array;
  /** As `packInstant` has it; -1 where it is not said, `NaN` for a text of another form. */
  updated: Float64Array;
  isActive: Uint8Array;
  /** The settlement that waits for it. */
  touched: Uint32Array;
  /** The full list that last named the request. */
  listed: Uint32Array;
  /** The search that last reached the request by a place, and the code of the verdict on that place. */
  reached: Uint32Array;
  reachedAs: Uint8Array;
}>;

export type Columns = Readonly<{
  chunkOf: (slot: number) => ColumnChunk;
  /** A slot that is free. */
  take: () => number;
  /** Forgets all that is kept of a slot. */
  free: (slot: number) => void;
}>;

const chunkBits = 14;
const slotsInChunk = 2 ** chunkBits;
/** The place of a slot in its chunk. */
export const withinChunk = slotsInChunk - 1;

/** Grows chunk by chunk: nothing is copied, however many there are. */
export function createColumns(columnCount: number): Columns {
  const chunks: ColumnChunk[] = [];
  const freed: number[] = [];
  let count = 0;

  function chunkOf(slot: number): ColumnChunk {
    const chunk = chunks[slot >>> chunkBits];
    if (chunk === undefined) throw new RangeError(`There is no slot ${slot}.`);
    return chunk;
  }

  return {
    chunkOf,
    take: () => {
      const reused = freed.pop();
      if (reused !== undefined) return reused;
      if (count === chunks.length * slotsInChunk) chunks.push(createChunk(columnCount));
      return count++;
    },
    free: (slot) => {
      const [chunk, at] = [chunkOf(slot), slot & withinChunk];
      chunk.asked.fill(0, at * columnCount, (at + 1) * columnCount);
      chunk.idNumbers[at] = Number.NaN;
      for (const column of [
        chunk.updated,
        chunk.isActive,
        chunk.touched,
        chunk.listed,
        chunk.reached,
        chunk.reachedAs,
      ]) {
        column[at] = 0;
      }
      freed.push(slot);
    },
  };
}

function createChunk(columnCount: number): ColumnChunk {
  return {
    asked: new Uint32Array(slotsInChunk * columnCount),
    idNumbers: new Float64Array(slotsInChunk).fill(Number.NaN),
    updated: new Float64Array(slotsInChunk),
    isActive: new Uint8Array(slotsInChunk),
    touched: new Uint32Array(slotsInChunk),
    listed: new Uint32Array(slotsInChunk),
    reached: new Uint32Array(slotsInChunk),
    reachedAs: new Uint8Array(slotsInChunk),
  };
}
