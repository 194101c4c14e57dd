import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LedgerOptions } from '../../src/access/ledger.js';
import type { Settlement } from '../../src/access/ledger-settlement.js';
import { StoreUnavailable } from '../../src/store/store.js';
import {
  LEASE_MS,
  buyer,
  deployLedgers,
  kindsOf,
  released,
  settling,
  spent,
  three,
  unresolved,
} from './deployed-ledgers.js';

let deployment: ReturnType<typeof deployLedgers> | undefined;
afterEach(async () => {
  await deployment?.close();
});

function aDeployment(given: Partial<LedgerOptions> = {}) {
  deployment = deployLedgers(given);
  return deployment;
}

/** What a ledger does of its own accord, it does by timers: these wait to be told how time passes. */
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  await nextTurn();
}
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const [one] = three;

describe('a process', () => {
  it('gives signs of life for as long as it has something under way, and no longer', async () => {
    const { open, clock, store } = aDeployment();
    const [living, other] = [open(), open()];
    const { purchaseId } = await living.reserve(buyer(), three, 100);
    for (let quarters = 0; quarters < 40; quarters += 1) {
      clock.now += LEASE_MS / 4;
      await pass(LEASE_MS / 4);
    }

    expect(await other.buryTheDead()).toBe(0);
    await living.settle(purchaseId, settling(living, three, spent()));
    clock.now += LEASE_MS;
    await pass(LEASE_MS);
    expect(store.keys().filter((key) => key.startsWith('owner/'))).toEqual([]);
  });
});

describe('a process that dies', () => {
  it('is not buried while it lives', async () => {
    const { open } = aDeployment();
    const [living, other] = [open(), open()];
    const { purchaseId } = await living.reserve(buyer(), three, 100);
    await other.bury(purchaseId);

    expect(await other.buryTheDead()).toBe(0);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });
  });

  it('leaves what it had under way unresolved: who asks anew may have it made anew', async () => {
    const { open, clock, store } = aDeployment();
    const [dead, other] = [open(), open()];
    const { purchaseId } = await dead.reserve(buyer(), three, 100);
    clock.now += LEASE_MS;

    expect(await other.buryTheDead()).toBe(3);
    expect(await other.buryTheDead()).toBe(0);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 3 });
    expect(await other.look([other.keyOf(one)])).toEqual([{ kind: 'FREE', lostBy: purchaseId }]);
    expect(store.keys().filter((key) => key.startsWith('open/'))).toEqual([]);
    expect(kindsOf(await other.reserve(buyer(), three, 100))).toEqual(Array(3).fill('GRANTED'));
  });

  it.each<[string, Settlement, object, readonly object[]]>([
    ['an answer', spent('late'), { used: 3, unresolved: 0 }, Array(3).fill({ state: 'SPENT', wasUnresolved: true })],
    ['a refusal', released, { used: 0, unresolved: 0 }, []],
    [
      'nothing new',
      unresolved,
      { used: 3, unresolved: 3 },
      Array(3).fill({ state: 'UNRESOLVED', wasUnresolved: undefined }),
    ],
  ])('and then comes back with %s is believed', async (_what, settlement, account, lines) => {
    const { open, clock, purchases } = aDeployment();
    const [slow, other] = [open(), open()];
    const { purchaseId } = await slow.reserve(buyer(), three, 100);
    clock.now += LEASE_MS;
    await other.bury(purchaseId);
    await slow.settle(purchaseId, settling(slow, three, settlement));

    expect(await other.accountOf(buyer())).toMatchObject(account);
    const kept = (await purchases()).flatMap((purchase) => purchase.lines);
    expect(kept.map(({ state, wasUnresolved }) => ({ state, wasUnresolved }))).toEqual(lines);
  });

  it('and comes back does not take the claim of whoever asked anew', async () => {
    const { open, clock } = aDeployment();
    const [slow, other] = [open(), open()];
    const first = await slow.reserve(buyer(), three, 100);
    clock.now += LEASE_MS;
    await other.bury(first.purchaseId);
    const second = await other.reserve(buyer(), three, 100);
    await slow.settle(first.purchaseId, settling(slow, three, released));

    expect(await slow.look([slow.keyOf(one)])).toEqual([{ kind: 'TAKEN', purchaseId: second.purchaseId }]);
  });

  it('in good order marks what it has under way itself', async () => {
    const { open } = aDeployment();
    const [leaving, other] = [open(), open()];
    await leaving.reserve(buyer(), three, 100);
    await leaving.close();

    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 3 });
  });
});

describe('a store that fails', () => {
  it.each(['BEFORE', 'AFTER'] as const)('%s a reservation was written leaves nothing reserved', async (when) => {
    const { open, store } = aDeployment();
    const [ledger, other] = [open(), open()];
    store.fail(1, when);

    await expect(ledger.reserve(buyer(), three, 100)).rejects.toBeInstanceOf(StoreUnavailable);
    await ledger.close();
    expect(await other.accountOf(buyer())).toMatchObject({ used: 0, unresolved: 0 });
    expect(kindsOf(await other.reserve(buyer(), three, 100))).toEqual(Array(3).fill('GRANTED'));
  });

  it.each(['BEFORE', 'AFTER'] as const)('%s a settlement was written is told, and settled later', async (when) => {
    const { open, store, troubles } = aDeployment();
    const [ledger, other] = [open(), open()];
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    store.fail(2, when);
    await ledger.settle(purchaseId, settling(ledger, three, spent('kept')));

    expect(troubles).toEqual([expect.any(StoreUnavailable)]);
    store.fail(0, when);
    await ledger.close();
    expect(await other.look([other.keyOf(one)])).toEqual([{ kind: 'STORED', answer: 'kept' }]);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });
  });

  it.each([1, 3])('%d times is told once, and what it did not write is tried again each second', async (times) => {
    const { open, store, troubles } = aDeployment();
    const [ledger, other] = [open(), open()];
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    store.fail(times, 'BEFORE');
    await ledger.settle(purchaseId, settling(ledger, three, spent('kept')));
    await pass((times - 1) * 1000);
    // Told once, not once a try.
    expect(troubles).toHaveLength(1);
    expect(kindsOf(await other.reserve(buyer(), three, 100))).toEqual(Array(3).fill('TAKEN'));

    await pass(1000);
    expect(kindsOf(await other.reserve(buyer(), three, 100))).toEqual(Array(3).fill('STORED'));
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });
  });

  it('after a reservation was written has it taken back without being asked', async () => {
    const { open, store } = aDeployment();
    const [ledger, other] = [open(), open()];
    store.fail(2, 'AFTER');
    await expect(ledger.reserve(buyer(), three, 100)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3 });

    await pass(1000);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 0 });
    expect(store.keys().filter((key) => /^(purchase|open|claim)\//.test(key))).toEqual([]);
  });

  it('until the last moment leaves nothing that was never asked for', async () => {
    const { open, store } = aDeployment();
    const [ledger, other] = [open(), open()];
    store.fail(3, 'AFTER');
    await expect(ledger.reserve(buyer(), three, 100)).rejects.toBeInstanceOf(StoreUnavailable);
    await ledger.close();

    expect(await other.accountOf(buyer())).toMatchObject({ used: 0, unresolved: 0 });
    expect(kindsOf(await other.reserve(buyer(), three, 100))).toEqual(Array(3).fill('GRANTED'));
  });

  it.each<[string, Settlement, object, object]>([
    ['answer', spent('kept'), { used: 3, unresolved: 0 }, { kind: 'STORED', answer: 'kept' }],
    ['refusal', released, { used: 0, unresolved: 0 }, { kind: 'FREE', lostBy: null }],
  ])('until the last moment loses no %s', async (_what, settlement, account, standing) => {
    const { open, store } = aDeployment();
    const [ledger, other] = [open(), open()];
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    store.fail(2, 'BEFORE');
    await ledger.settle(purchaseId, settling(ledger, three, settlement));
    await ledger.close();

    expect(await other.look([other.keyOf(one)])).toEqual([standing]);
    expect(await other.accountOf(buyer())).toMatchObject(account);
  });

  it('is the trouble of whoever asks to see an account or a standing', async () => {
    const { open, store } = aDeployment();
    const ledger = open();

    store.fail(1, 'BEFORE');
    await expect(ledger.accountOf(buyer())).rejects.toBeInstanceOf(StoreUnavailable);
    store.fail(1, 'BEFORE');
    await expect(ledger.look([ledger.keyOf(one)])).rejects.toBeInstanceOf(StoreUnavailable);
    store.fail(1, 'BEFORE');
    await expect(ledger.buryTheDead()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
