import { afterEach, describe, expect, it } from '@jest/globals';
import type { Estimation } from '../../src/access/estimation.js';
import type { LedgerOptions, Buyer } from '../../src/access/ledger.js';
import {
  LEASE_MS,
  anEstimation,
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

const [one, another, third] = three;
/** So many estimations, of homes built in one year after another. */
const years = (from: number, count: number): readonly Estimation[] =>
  Array.from({ length: count }, (_, index) => anEstimation(from + index));

describe('an order', () => {
  it('is granted, written down and counted before anything is asked for', async () => {
    const { open, purchases, clock } = aDeployment();
    const ledger = open();
    const reservation = await ledger.reserve(buyer(), three, 100);

    expect(kindsOf(reservation)).toEqual(['GRANTED', 'GRANTED', 'GRANTED']);
    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });
    expect(await purchases()).toMatchObject([
      {
        id: reservation.purchaseId,
        at: new Date(clock.now).toISOString(),
        day: '2026-03-15',
        clientId: 'portal',
        requestId: 'request',
        payee: 'dimex',
        account: 'account',
        priceEur: 0.2,
        lines: three.map(({ subject }) => ({ subject, state: 'RESERVED', model: '2026Q2', date: '2026-03-15' })),
      },
    ]);
    const references = reservation.reserved.map((each) => (each.kind === 'GRANTED' ? each.reference : null));
    expect(new Set(references).size).toBe(3);
  });

  it.each<[string, Partial<LedgerOptions>, Partial<Buyer>, number, string]>([
    ['its operation', {}, {}, 2, 'OPERATION'],
    ['its client', {}, { billedEstimationsPerDay: 2 }, 100, 'CLIENT'],
    ['all clients', { capPerDay: 2 }, {}, 100, 'DEPLOYMENT'],
  ])('is granted as far as the limit of %s allows, the first ones first', async (_whose, limits, who, left, limit) => {
    const ledger = aDeployment(limits).open();
    const { reserved } = await ledger.reserve(buyer(who), three, left);

    expect(reserved.map(({ kind }) => kind)).toEqual(['GRANTED', 'GRANTED', 'REFUSED']);
    expect(reserved[2]).toEqual({ kind: 'REFUSED', limit });
  });

  it.each([
    [2, 2, 2, 'OPERATION'],
    [3, 2, 2, 'CLIENT'],
    [3, 3, 2, 'DEPLOYMENT'],
    [0, 5, 5, 'OPERATION'],
  ])('is told of the nearest limit where %d, %d and %d are left', async (left, ofClient, ofAll, limit) => {
    const ledger = aDeployment({ capPerDay: ofAll }).open();
    const { reserved } = await ledger.reserve(buyer({ billedEstimationsPerDay: ofClient }), three, left);

    expect(reserved.at(-1)).toEqual({ kind: 'REFUSED', limit });
  });

  it('of nothing writes nothing', async () => {
    const { open, store } = aDeployment();
    const { reserved } = await open().reserve(buyer(), [], 100);

    expect(reserved).toEqual([]);
    expect(store.keys()).toEqual([]);
  });

  it('that is refused writes nothing', async () => {
    const { open, store } = aDeployment();
    await open().reserve(buyer(), three, 0);

    expect(store.keys()).toEqual([]);
  });

  it('is granted once to several processes that ask at the same time', async () => {
    const { open, purchases } = aDeployment({ capPerDay: 3 });
    const processes = [open(), open(), open()];
    const reservations = await Promise.all(processes.map((ledger) => ledger.reserve(buyer(), three, 100)));

    expect(reservations.flatMap(kindsOf).filter((kind) => kind === 'GRANTED')).toHaveLength(3);
    expect((await purchases()).flatMap(({ lines }) => lines)).toHaveLength(3);
  });

  it('is granted whole where it costs nothing, and counted nowhere', async () => {
    const { open, purchases } = aDeployment({ capPerDay: 0 });
    const ledger = open();
    const free = three.map((each) => ({ ...each, payee: 'pricehubble' as const, model: null }));

    expect(kindsOf(await ledger.reserve(buyer({ billedEstimationsPerDay: 0 }), free, 0))).toEqual(
      Array(3).fill('GRANTED'),
    );
    expect((await ledger.accountOf(buyer())).used).toBe(0);
    expect(await purchases()).toMatchObject([{ priceEur: 0 }]);
  });

  it('answers what is kept, waits for what is under way and takes the rest', async () => {
    const { open } = aDeployment();
    const [own, other] = [open(), open()];
    const [kept, busy, free] = [one, another, third];
    const first = await own.reserve(buyer(), [kept, busy], 100);
    await own.settle(first.purchaseId, settling(own, [kept], spent('{"value":1}')));

    const { reserved } = await other.reserve(buyer({ clientId: 'another' }), [kept, busy, free], 100);
    expect(reserved).toMatchObject([
      { kind: 'STORED', answer: '{"value":1}' },
      { kind: 'TAKEN', purchaseId: first.purchaseId },
      { kind: 'GRANTED' },
    ]);
    expect(await other.accountOf(buyer({ clientId: 'another' }))).toMatchObject({ used: 1 });
  });

  it('is no answer for another account, model, day or deal', async () => {
    const { open } = aDeployment();
    const ledger = open();
    const first = one;
    const { purchaseId } = await ledger.reserve(buyer(), [first], 100);
    await ledger.settle(purchaseId, settling(ledger, [first], spent()));
    const elsewhere = open({ accounts: { dimex: 'sandbox', pricehubble: 'sandbox' } });

    expect(kindsOf(await elsewhere.reserve(buyer(), [first], 100))).toEqual(['GRANTED']);
    const others = [{ model: '2025Q4' }, { date: '2026-03-14' }, { dealType: 'RENT' as const }];
    for (const other of others) {
      expect(kindsOf(await ledger.reserve(buyer(), [{ ...first, ...other }], 100))).toEqual(['GRANTED']);
    }
  });

  it('shares nothing where nothing is remembered, and is counted all the same', async () => {
    const { open, store } = aDeployment({ isRemembering: false });
    const ledger = open();
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(purchaseId, settling(ledger, three, spent()));

    expect(kindsOf(await ledger.reserve(buyer(), three, 100))).toEqual(Array(3).fill('GRANTED'));
    expect(await ledger.look(three.map((each) => ledger.keyOf(each)))).toEqual(
      Array(3).fill({ kind: 'FREE', lostBy: null }),
    );
    expect(store.keys().filter((key) => /^(valuation|claim)\//.test(key))).toEqual([]);
    expect((await ledger.accountOf(buyer())).used).toBe(6);
  });
});

describe('a settlement', () => {
  it('keeps what was spent, gives back what was not and counts what nobody knows', async () => {
    const { open, purchases, store } = aDeployment();
    const ledger = open();
    const [paid, refused, lost] = [one, another, third];
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(
      purchaseId,
      new Map([
        [ledger.keyOf(paid), spent('{"value":7}')],
        [ledger.keyOf(refused), released],
        [ledger.keyOf(lost), unresolved],
      ]),
    );

    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 2, unresolved: 1 });
    expect((await purchases())[0]?.lines.map(({ state }) => state)).toEqual(['SPENT', 'UNRESOLVED']);
    expect(await ledger.look([paid, refused, lost].map((each) => ledger.keyOf(each)))).toEqual([
      { kind: 'STORED', answer: '{"value":7}' },
      { kind: 'FREE', lostBy: null },
      { kind: 'FREE', lostBy: purchaseId },
    ]);
    expect(store.keys().filter((key) => key.startsWith('open/'))).toEqual([]);
  });

  it('leaves no trace of a purchase of which nothing was billed', async () => {
    const { open, purchases, store } = aDeployment();
    const ledger = open();
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(purchaseId, settling(ledger, three, released));

    expect(await purchases()).toEqual([]);
    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 0 });
    expect(store.keys().filter((key) => /^(purchase|open|claim)\//.test(key))).toEqual([]);
  });

  it('may come in parts: what is left is under way still', async () => {
    const { open, clock, store } = aDeployment();
    const [ledger, other] = [open(), open()];
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(purchaseId, settling(ledger, [another], spent()));

    const standings = await other.look(three.map((each) => other.keyOf(each)));
    expect(standings.map(({ kind }) => kind)).toEqual(['TAKEN', 'STORED', 'TAKEN']);
    expect(store.keys().filter((key) => key.startsWith('open/'))).toHaveLength(1);
    clock.now += LEASE_MS;
    expect(await other.buryTheDead()).toBe(2);
    expect(await other.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 2 });
  });

  it('happens once', async () => {
    const { open } = aDeployment();
    const ledger = open();
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(purchaseId, settling(ledger, three, spent('first')));
    await ledger.settle(purchaseId, settling(ledger, three, released));
    await ledger.settle(purchaseId, settling(ledger, three, unresolved));

    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });
    expect(await ledger.look([ledger.keyOf(one)])).toEqual([{ kind: 'STORED', answer: 'first' }]);
  });

  it('holds for as long as it says', async () => {
    const { open, clock } = aDeployment();
    const ledger = open();
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    await ledger.settle(purchaseId, settling(ledger, three, { kind: 'SPENT', answer: () => '{}', ttlMs: 1000 }));

    clock.now += 999;
    expect(kindsOf(await ledger.reserve(buyer(), three, 100))).toEqual(Array(3).fill('STORED'));
    clock.now += 1;
    expect(kindsOf(await ledger.reserve(buyer(), three, 100))).toEqual(Array(3).fill('GRANTED'));
  });

  it('is counted on the day of its reservation, whenever it comes', async () => {
    const { open, clock } = aDeployment();
    const ledger = open();
    clock.now = Date.parse('2026-03-15T22:59:00Z');
    const { purchaseId } = await ledger.reserve(buyer(), three, 100);
    clock.now = Date.parse('2026-03-15T23:01:00Z');
    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 0, resetsAt: '2026-03-16T23:00:00.000Z' });
    await ledger.settle(purchaseId, settling(ledger, three, released));

    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 0 });
  });
});

describe('the account of a client', () => {
  it('has no limit where none is set', async () => {
    expect(await aDeployment().open().accountOf(buyer())).toEqual({
      period: 'DAY',
      limit: null,
      used: 0,
      unresolved: 0,
      remaining: null,
      resetsAt: '2026-03-15T23:00:00.000Z',
    });
  });

  it('is its own, and what it may still have is no more than what all together may', async () => {
    const ledger = aDeployment({ capPerDay: 10 }).open();
    const limited = buyer({ clientId: 'limited', billedEstimationsPerDay: 8 });
    const other = buyer({ clientId: 'other' });
    await ledger.reserve(other, years(1900, 6), 100);

    expect(await ledger.accountOf(limited)).toMatchObject({ limit: 8, used: 0, remaining: 4 });
    expect(await ledger.accountOf(other)).toMatchObject({ limit: 10, used: 6, remaining: 4 });
    const granted = kindsOf(await ledger.reserve(limited, years(1950, 8), 100)).filter((kind) => kind === 'GRANTED');
    expect(granted).toHaveLength(4);
    expect(await ledger.accountOf(other)).toMatchObject({ remaining: 0 });
  });

  it('owes nothing where a limit was lowered below what is used', async () => {
    const ledger = aDeployment().open();
    await ledger.reserve(buyer(), three, 100);

    expect(await ledger.accountOf(buyer({ billedEstimationsPerDay: 1 }))).toMatchObject({ used: 3, remaining: 0 });
    const lowered = buyer({ billedEstimationsPerDay: 1 });
    expect(kindsOf(await ledger.reserve(lowered, years(1950, 1), 100))).toEqual(['REFUSED']);
  });

  it.each([
    ['winter', '2026-12-01T22:59:59Z', '2026-12-01T23:00:00.000Z'],
    ['summer', '2026-07-01T21:59:59Z', '2026-07-01T22:00:00.000Z'],
    ['the night that summer time begins', '2026-03-28T22:59:59Z', '2026-03-28T23:00:00.000Z'],
    ['the day of 23 hours', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00.000Z'],
    ['the day of 25 hours', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00.000Z'],
  ])('starts anew at midnight in Paris, in %s', async (_when, before, midnight) => {
    const { open, clock } = aDeployment();
    const ledger = open();
    const who = buyer({ billedEstimationsPerDay: 3 });
    clock.now = Date.parse(before);
    await ledger.reserve(who, three, 100);

    expect(await ledger.accountOf(who)).toMatchObject({ used: 3, remaining: 0, resetsAt: midnight });
    clock.now = Date.parse(midnight);
    expect(await ledger.accountOf(who)).toMatchObject({ used: 0, remaining: 3 });
    expect(kindsOf(await ledger.reserve(who, years(1950, 3), 100))).toEqual(Array(3).fill('GRANTED'));
  });
});

describe('the purchases of a month', () => {
  it('are those of its days in Paris, in the order of time', async () => {
    const { open, clock, purchases } = aDeployment();
    const ledger = open();
    const instants = [
      '2026-12-31T22:59:59.999Z',
      '2026-12-31T23:00:00.000Z',
      '2027-01-15T12:00:00.000Z',
      '2027-01-15T12:00:00.000Z',
      '2027-01-31T22:59:59.999Z',
      '2027-01-31T23:00:00.000Z',
    ];
    for (const [index, instant] of instants.entries()) {
      clock.now = Date.parse(instant);
      await ledger.reserve(buyer(), years(1900 + index, 1), 100);
    }

    const madeIn = async (month: string) => (await purchases(month)).map(({ at }) => at);
    expect(await madeIn('2026-12')).toEqual(instants.slice(0, 1));
    expect(await madeIn('2027-01')).toEqual(instants.slice(1, 5));
    expect(await madeIn('2027-02')).toEqual(instants.slice(5));
    expect(await madeIn('2026-11')).toEqual([]);
  });

  it('list what costs nothing, too', async () => {
    const { open, purchases } = aDeployment();
    await open().reserve(buyer(), [anEstimation(1900, { payee: 'pricehubble', model: null })], 100);

    expect(await purchases()).toMatchObject([{ payee: 'pricehubble', priceEur: 0, lines: [{ state: 'RESERVED' }] }]);
  });
});

describe('a purchase that the store has lost while it was under way', () => {
  async function reserveAndLose(order: readonly Estimation[]) {
    const { open, purchases, store } = aDeployment();
    const ledger = open();
    const { purchaseId } = await ledger.reserve(buyer(), order, 100);
    await store.update([], () => ({ result: null, writes: store.keys().map((key) => ({ key, value: null })) }));
    return { open, ledger, purchaseId, purchases, store };
  }

  it('is written down and counted anew with its first answer, which nobody pays for again', async () => {
    const { open, ledger, purchaseId, purchases, store } = await reserveAndLose(three);
    await ledger.settle(purchaseId, settling(ledger, [one], spent('{"value":1}')));

    const { reserved } = await open().reserve(buyer({ clientId: 'another' }), three, 100);
    expect(reserved).toMatchObject([
      { kind: 'STORED', answer: '{"value":1}' },
      { kind: 'TAKEN', purchaseId },
      { kind: 'TAKEN', purchaseId },
    ]);
    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 3, unresolved: 0 });

    await ledger.settle(purchaseId, settling(ledger, [another], unresolved));
    await ledger.settle(purchaseId, settling(ledger, [third], released));
    expect(await ledger.accountOf(buyer())).toMatchObject({ used: 2, unresolved: 1 });
    expect((await purchases())[0]?.lines.map(({ state }) => state)).toEqual(['SPENT', 'UNRESOLVED']);
    expect(store.keys().filter((key) => key.startsWith('open/'))).toEqual([]);
  });

  it('leaves nothing where nothing of it was billed', async () => {
    const { ledger, purchaseId, store } = await reserveAndLose(three);
    await ledger.settle(purchaseId, settling(ledger, three, released));

    expect(store.keys()).toEqual([]);
  });
});
