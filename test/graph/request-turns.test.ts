import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createRequestTurns } from '../../src/graph/request-turns.js';
import { StoreUnavailable } from '../../src/store/store.js';
import type { Store } from '../../src/store/store.js';
import { createMemoryStore } from '../support/memory-store.js';
import { createSimulatedClock } from '../support/simulated-clock.js';

const SECOND = 1_000;

function twoProcesses(store: Store) {
  const clock = createSimulatedClock(Date.parse('2026-11-21T12:00:00Z'));
  const options = { account: 'test', clock };
  return { clock, one: createRequestTurns(store, options), other: createRequestTurns(store, options) };
}

function held() {
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { gate, letGo: () => letGo() };
}

describe('changes of one request', () => {
  it('take turns between processes, and those of others do not wait', async () => {
    const { clock, one, other } = twoProcesses(createMemoryStore());
    const order: string[] = [];
    const { gate, letGo } = held();
    const first = one.take('771', '1', async () => {
      order.push('first begins');
      await gate;
      order.push('first ends');
    });
    await nextTurn();
    const second = other.take('771', '1', () => Promise.resolve(order.push('second')));
    await other.take('771', '2', () => Promise.resolve(order.push('of another request')));
    await clock.pass(SECOND);
    letGo();
    await first;
    await clock.pass(SECOND);
    await second;

    expect(order).toEqual(['first begins', 'of another request', 'first ends', 'second']);
  });

  it('that fail leave the turn to the next, with the failure to who made them', async () => {
    const { one, other } = twoProcesses(createMemoryStore());

    await expect(one.take('771', '1', () => Promise.reject(new Error('of the first')))).rejects.toThrow('of the first');
    expect(await other.take('771', '1', () => Promise.resolve('second'))).toBe('second');
  });

  it('are turned down, with nothing done, where the turn does not come', async () => {
    const { clock, one, other } = twoProcesses(createMemoryStore());
    const { gate, letGo } = held();
    const first = one.take('771', '1', () => gate);
    await nextTurn();
    let isDone = false;
    const second = other.take('771', '1', () => {
      isDone = true;
      return Promise.resolve();
    });
    const refused = expect(second).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', isUnsent: true });
    await clock.pass(11 * SECOND);
    await refused;
    letGo();
    await first;

    expect(isDone).toBe(false);
  });

  it('are not made where the store is away', async () => {
    const store = { ...createMemoryStore(), update: () => Promise.reject(new StoreUnavailable(new Error('gone'))) };
    const { one } = twoProcesses(store);
    let isDone = false;

    await expect(
      one.take('771', '1', () => {
        isDone = true;
        return Promise.resolve();
      }),
    ).rejects.toBeInstanceOf(StoreUnavailable);
    expect(isDone).toBe(false);
  });
});
