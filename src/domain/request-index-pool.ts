/**
 * A part of an array that others have parts of too: `room` numbers from `start` on. `chunk` says which of the shared
 * arrays that is, `OWN` that it is none of them.
 */
export type Block = { slots: Int32Array; start: number; room: number; chunk: number };

/** Room for many small lists of numbers in few large arrays. */
export type BlockPool = Readonly<{
  /** Gives a block room for `size` numbers; its first `used` ones stay. */
  grow: (block: Block, used: number, size: number) => void;
  /** Leaves it without any room. */
  free: (block: Block) => void;
}>;

const CHUNK_BITS = 14;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const GROWTH = 1.3;
export const OWN = -1;
export const none = new Int32Array(0);

/**
 * A shared block's room is a power of two; what one list has outgrown is given to the next. What is larger than
 * `mostShared` has an array of its own, and some room to grow.
 */
export function createBlockPool(mostShared = 2 ** 11): BlockPool {
  const chunks: Int32Array[] = [];
  let usedOfLast = CHUNK_SIZE;
  /** By the power, where blocks that were outgrown begin, counted over all chunks. */
  const outgrown: number[][] = [];

  function take(block: Block, power: number): void {
    const room = 1 << power;
    const place = outgrown[power]?.pop() ?? placeForNew(room);
    block.chunk = place >>> CHUNK_BITS;
    block.start = place & (CHUNK_SIZE - 1);
    block.slots = chunks[block.chunk] ?? none;
    block.room = room;
  }

  function placeForNew(room: number): number {
    if (usedOfLast + room > CHUNK_SIZE) beginChunk();
    usedOfLast += room;
    return chunks.length * CHUNK_SIZE - CHUNK_SIZE + usedOfLast - room;
  }

  /** What is left of the last one is too small for the block that needs a new one, but not for others. */
  function beginChunk(): void {
    const end = chunks.length * CHUNK_SIZE;
    for (let power = 0, left = CHUNK_SIZE - usedOfLast; left > 0; left -= left & (1 << power++)) {
      if ((left & (1 << power)) !== 0) keep(power, end - left);
    }
    chunks.push(new Int32Array(CHUNK_SIZE));
    usedOfLast = 0;
  }

  function keep(power: number, place: number): void {
    (outgrown[power] ??= []).push(place);
  }

  function give(chunk: number, start: number, room: number): void {
    if (chunk === OWN) return;
    chunks[chunk]?.fill(0, start, start + room);
    keep(powerOf(room), chunk * CHUNK_SIZE + start);
  }

  return {
    grow: (block, used, size) => {
      const { slots, start, room, chunk } = block;
      if (size <= room) return;
      if (size <= mostShared) {
        take(block, powerOf(size));
      } else {
        block.slots = new Int32Array(Math.ceil(size * GROWTH));
        block.room = block.slots.length;
        [block.start, block.chunk] = [0, OWN];
      }
      for (let at = 0; at < used; at++) block.slots[block.start + at] = slots[start + at] ?? 0;
      give(chunk, start, room);
    },
    free: (block) => {
      give(block.chunk, block.start, block.room);
      [block.slots, block.start, block.room, block.chunk] = [none, 0, 0, OWN];
    },
  };
}

/** Of the least power of two that is not below `size`. */
function powerOf(size: number): number {
  return 32 - Math.clz32(size - 1);
}
