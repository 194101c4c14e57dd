import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OWN, createBlockPool, none } from '../../src/domain/request-index-pool.js';
import type { Block } from '../../src/domain/request-index-pool.js';

const emptyBlock = (): Block => ({ slots: none, start: 0, room: 0, chunk: OWN });
const numbersOf = ({ slots, start }: Block, count: number) => [...slots.subarray(start, start + count)];

const LISTS = 12;
/** To so many numbers, or 0 to leave a list without any. */
const aStep = fc.record({
  list: fc.integer({ min: 0, max: LISTS - 1 }),
  size: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 40 }) },
    fc.constantFrom(2047, 2048, 2049, 5000, 16_384),
  ),
});

describe('a pool of blocks', () => {
  it('keeps what is in each of many blocks while they grow and go, shared or not', () => {
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 120 }), fc.constantFrom(0, 8, 2048), (steps, mostShared) => {
        const pool = createBlockPool(mostShared);
        const blocks = Array.from({ length: LISTS }, emptyBlock);
        const known: number[][] = blocks.map(() => []);
        let next = 1;
        for (const { list, size } of steps) {
          const [block, own] = [blocks[list], known[list]];
          if (block === undefined || own === undefined) throw new RangeError(`There is no list ${list}.`);
          if (size === 0) pool.free(block);
          else pool.grow(block, own.length, size);
          if (size < own.length) own.length = size;
          while (own.length < size) {
            block.slots[block.start + own.length] = next;
            own.push(next++);
          }
        }
        for (const [list, block] of blocks.entries()) {
          expect(numbersOf(block, known[list]?.length ?? 0)).toEqual(known[list]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('fills many chunks, and gives what is left of each to smaller blocks', () => {
    const pool = createBlockPool();
    const sizes = Array.from({ length: 400 }, (_, at) => (at % 3 === 0 ? 1500 : at % 3 === 1 ? 7 : 300));
    const blocks = sizes.map((size, at) => {
      const block = emptyBlock();
      pool.grow(block, 0, size);
      block.slots.fill(at + 1, block.start, block.start + size);
      return block;
    });
    for (const [at, block] of blocks.entries()) {
      expect(new Set(numbersOf(block, sizes[at] ?? 0))).toEqual(new Set([at + 1]));
    }
    expect(new Set(blocks.map(({ chunk }) => chunk)).size).toBeGreaterThan(10);
  });

  it('leaves a block that is large enough where it is', () => {
    const pool = createBlockPool();
    const block = emptyBlock();
    pool.grow(block, 0, 5);
    const before = { ...block };
    pool.grow(block, 5, 8);
    expect(block).toEqual(before);
  });

  it('leaves nothing of a block that goes, and gives its room to the next', () => {
    const pool = createBlockPool();
    const block = emptyBlock();
    pool.grow(block, 0, 4);
    const { slots, start } = block;
    slots.fill(7, start, start + 4);
    pool.free(block);
    expect([...slots.subarray(start, start + 4)]).toEqual([0, 0, 0, 0]);
    expect(block).toEqual(emptyBlock());

    const next = emptyBlock();
    pool.grow(next, 0, 3);
    expect([next.slots, next.start]).toEqual([slots, start]);
  });

  it('frees a block that has no room without giving that to anybody', () => {
    const pool = createBlockPool();
    pool.free(emptyBlock());
    const [one, other] = [emptyBlock(), emptyBlock()];
    pool.grow(one, 0, 1);
    pool.grow(other, 0, 1);
    expect(one.start).not.toBe(other.start);
  });
});
