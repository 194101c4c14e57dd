import type { RecordBytes } from './request-index-decoder.js';

/** Records of bytes by slot. What was removed or written over is overwritten with zeros at once. */
export type RecordStore = Readonly<{
  /** `null` where the slot has none. What is handed out holds until the next change. */
  find: (slot: number) => RecordBytes | null;
  /** How many of the first `length` bytes the slot's record begins with. */
  sameLength: (slot: number, bytes: Buffer, length: number) => number;
  /** Copies the first `length` bytes. */
  put: (slot: number, bytes: Buffer, length: number) => void;
  remove: (slot: number) => void;
  /** All that records are kept in. */
  memory: () => readonly Buffer[];
}>;

/** Small enough that to empty a chunk is a matter of a moment. */
const CHUNK_SIZE = 2 ** 18;
/** Of each record in a chunk: its slot in four bytes, and its room in two. */
const HEADER_SIZE = 6;
const MOST_ROOM = 0xffff;
const NO_SLOT = 0xffffffff;
/** A chunk is emptied when that part of it is free: what moves is less than what a change costs otherwise. */
const MOST_FREE = 0.3;

type Chunk = { readonly bytes: Buffer; used: number; free: number };

/** Chunks are filled one after the other; one with too many gaps gives its records to the chunk that is being filled. */
export function createRecordStore(): RecordStore {
  const chunks: Chunk[] = [];
  const empty: number[] = [];
  /** Records that are too large for a chunk. */
  const large = new Map<number, Buffer>();
  /** Where a slot's record begins, counted over all chunks; 0 where there is none. */
  let starts = new Float64Array(1024);
  let current = -1;

  function chunkAt(index: number): Chunk {
    const chunk = chunks[index];
    if (chunk === undefined) throw new RangeError(`There is no chunk ${index}.`);
    return chunk;
  }

  function locate(slot: number): Readonly<{ index: number; chunk: Chunk; start: number; room: number }> | null {
    const place = starts[slot] ?? 0;
    if (place === 0) return null;
    const index = Math.floor(place / CHUNK_SIZE);
    const chunk = chunkAt(index);
    // A whole number to the engine, which the quotient of such large ones is not.
    const start = (place - index * CHUNK_SIZE) | 0;
    return { index, chunk, start, room: chunk.bytes.readUInt16LE(start - 2) };
  }

  function append(slot: number, bytes: Buffer, start: number, length: number): void {
    if (current < 0 || chunkAt(current).used + HEADER_SIZE + length > CHUNK_SIZE) {
      const reused = empty.pop();
      current = reused ?? chunks.push({ bytes: Buffer.alloc(CHUNK_SIZE), used: 0, free: 0 }) - 1;
    }
    const chunk = chunkAt(current);
    chunk.bytes.writeUInt32LE(slot, chunk.used);
    chunk.bytes.writeUInt16LE(length, chunk.used + 4);
    copyBytes(bytes, start, length, chunk.bytes, chunk.used + HEADER_SIZE);
    starts[slot] = current * CHUNK_SIZE + chunk.used + HEADER_SIZE;
    chunk.used += HEADER_SIZE + length;
  }

  function release(slot: number): void {
    const found = locate(slot);
    if (found === null) return;
    const { index, chunk, start, room } = found;
    chunk.bytes.fill(0, start, start + room);
    chunk.bytes.writeUInt32LE(NO_SLOT, start - HEADER_SIZE);
    chunk.free += HEADER_SIZE + room;
    starts[slot] = 0;
    if (index !== current && chunk.free > MOST_FREE * chunk.used) evacuate(index, chunk);
  }

  function evacuate(index: number, chunk: Chunk): void {
    for (let at = 0; at < chunk.used;) {
      const [slot, room] = [chunk.bytes.readUInt32LE(at), chunk.bytes.readUInt16LE(at + 4)];
      at += HEADER_SIZE;
      if (slot !== NO_SLOT) append(slot, chunk.bytes, at, room);
      at += room;
    }
    chunk.bytes.fill(0, 0, chunk.used);
    chunk.used = 0;
    chunk.free = 0;
    empty.push(index);
  }

  function reserve(slot: number): void {
    if (slot < starts.length) return;
    const larger = new Float64Array(Math.max(slot + 1, Math.ceil(starts.length * 1.25)));
    larger.set(starts);
    starts = larger;
  }

  function remove(slot: number): void {
    large.get(slot)?.fill(0);
    large.delete(slot);
    release(slot);
  }

  function find(slot: number): RecordBytes | null {
    const bytes = large.get(slot);
    if (bytes !== undefined) return { bytes, start: 0 };
    const found = locate(slot);
    return found === null ? null : { bytes: found.chunk.bytes, start: found.start };
  }

  return {
    find,
    sameLength: (slot, bytes, length) => {
      const record = find(slot);
      if (record === null) return 0;
      const { bytes: kept, start } = record;
      let same = 0;
      while (same < length && kept[start + same] === bytes[same]) same += 1;
      return same;
    },
    put: (slot, bytes, length) => {
      reserve(slot);
      const found = locate(slot);
      if (found !== null && length <= found.room) {
        copyBytes(bytes, 0, length, found.chunk.bytes, found.start);
        found.chunk.bytes.fill(0, found.start + length, found.start + found.room);
        return;
      }
      remove(slot);
      if (length > MOST_ROOM) large.set(slot, Buffer.from(bytes.subarray(0, length)));
      else append(slot, bytes, 0, length);
    },
    remove,
    memory: () => [...chunks.map(({ bytes }) => bytes), ...large.values()],
  };
}

/** Most records are so small that a copy by the engine takes longer. */
function copyBytes(from: Buffer, start: number, length: number, to: Buffer, at: number): void {
  if (length > 1024) from.copy(to, at, start, start + length);
  else for (let index = 0; index < length; index++) to[at + index] = from[start + index] ?? 0;
}
