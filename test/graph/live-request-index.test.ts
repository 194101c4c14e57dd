import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createLiveRequestIndex } from '../../src/graph/live-request-index.js';
import { idsOf } from '../support/apimo-process.js';
import { aBuyerRequest } from '../support/buyer-request.js';

const communes = {
  covers: (one: string, other: string) => one === other,
  parentOf: () => null,
  arrondissementsOf: () => [],
};
const requests = (count: number, comment = 'as listed') =>
  Array.from({ length: count }, (_, index) => aBuyerRequest({ requestId: String(index + 1), comment }));
const MANY = 9_000;

describe('the index of an agency', () => {
  it('has a small change in it at once', () => {
    const { index, take } = createLiveRequestIndex('771', communes);
    take({ kind: 'ALL', requests: requests(3) });
    take({ kind: 'SOME', changed: [aBuyerRequest({ requestId: '2', comment: 'changed' })], removed: ['3'] });

    expect(idsOf(index)).toEqual(['1', '2']);
    expect(index.get('2')?.comment).toBe('changed');
  });

  it('lets others have their turns while it takes a large one over', async () => {
    const { index, take, filled } = createLiveRequestIndex('771', communes);
    const sizes: number[] = [];
    take({ kind: 'ALL', requests: requests(MANY) });
    const done = filled();
    while (index.size() < MANY) {
      sizes.push(index.size());
      await nextTurn();
    }
    await done;

    expect(index.size()).toBe(MANY);
    expect(new Set(sizes.filter((size) => size > 0 && size < MANY)).size).toBeGreaterThanOrEqual(3);
  });

  it('lets others have their turns while it takes an increment over, and tells of each request what was or what is', async () => {
    const { index, take, settled } = createLiveRequestIndex('771', communes);
    take({ kind: 'ALL', requests: requests(MANY) });
    await settled();
    const changed = requests(1_000, 'changed');
    take({ kind: 'SOME', changed, removed: [String(MANY)] });
    const told: number[] = [];
    while (index.size() === MANY) {
      const comments = changed.map(({ requestId }) => index.get(requestId)?.comment);
      expect(comments.every((comment) => comment === 'as listed' || comment === 'changed')).toBe(true);
      told.push(comments.filter((comment) => comment === 'changed').length);
      await nextTurn();
    }
    await settled();

    expect(new Set(told).size).toBeGreaterThanOrEqual(3);
    expect(changed.every(({ requestId }) => index.get(requestId)?.comment === 'changed')).toBe(true);
  });

  it('goes on answering with what it has while a new list comes in, and then has that list alone', async () => {
    const { index, take, settled } = createLiveRequestIndex('771', communes);
    take({ kind: 'ALL', requests: requests(1_000) });
    await settled();
    take({ kind: 'ALL', requests: requests(MANY, 'listed again').slice(500) });

    expect(index.get('1')?.comment).toBe('as listed');
    expect(index.get('501')?.comment).toBe('as listed');
    await settled();
    expect(index.get('1')).toBeNull();
    expect(index.get('501')?.comment).toBe('listed again');
    expect(index.size()).toBe(MANY - 500);
  });

  it('takes changes over in the order they came in, small ones after large ones too', async () => {
    const { index, take, settled } = createLiveRequestIndex('771', communes);
    take({ kind: 'ALL', requests: requests(MANY) });
    take({ kind: 'SOME', changed: [aBuyerRequest({ requestId: '7', comment: 'later' })], removed: ['8'] });
    await settled();
    expect([index.get('7')?.comment, index.get('8')]).toEqual(['later', null]);

    take({ kind: 'SOME', changed: requests(MANY, 'all changed'), removed: [] });
    take({ kind: 'ALL', requests: [] });
    await settled();
    expect(index.size()).toBe(0);
  });

  it('refuses what is another agency’s, and keeps what it has', () => {
    const { index, take } = createLiveRequestIndex('771', communes);
    take({ kind: 'ALL', requests: requests(2) });

    expect(() => take({ kind: 'SOME', changed: [aBuyerRequest({ agencyId: '772' })], removed: [] })).toThrow(
      RangeError,
    );
    expect(idsOf(index)).toEqual(['1', '2']);
  });
});
