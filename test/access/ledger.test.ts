import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Estimation } from '../../src/access/estimation.js';
import { createLedger, purchasesOf } from '../../src/access/ledger.js';
import type { Buyer, Ledger, LedgerOptions, Reservation } from '../../src/access/ledger.js';
import type { Purchase } from '../../src/access/ledger-records.js';
import type { Settlement } from '../../src/access/ledger-settlement.js';
import { StoreUnavailable } from '../../src/store/store.js';
import { createMemoryStore } from '../support/memory-store.js';
import { aFlat } from '../upstream/dimex/dimex.js';

const NOON = Date.parse('2026-03-15T11:00:00Z');
const LEASE_MS = 10_000;
const spent = (answer = '{}'): Settlement => ({ kind: 'SPENT', answer, ttlMs: undefined });
const released: Settlement = { kind: 'RELEASED' };
const unresolved: Settlement = { kind: 'UNRESOLVED' };

const ledgers: Ledger[] = [];
afterEach(async () => {
  await Promise.all(ledgers.splice(0).map((ledger) => ledger.close()));
});

/** Ledgers of several processes on one store, and the clock that all of them share. */
function aDeployment(given: Partial<LedgerOptions> = {}) {
  const clock = { now: NOON };
  const store = createMemoryStore(() => clock.now);
  const troubles: unknown[] = [];
  return {
    clock,
    store,
    troubles,
    open: (overrides: Partial<LedgerOptions> = {}): Ledger => {
      const ledger = createLedger(store, {
        priceEur: { dimex: 0.2, pricehubble: 0 },
        accounts: { dimex: 'account', pricehubble: 'account' },
        capPerDay: null,
        isRemembering: true,
        leaseMs: LEASE_MS,
        onUnsettled: (error) => troubles.push(error),
        now: () => new Date(clock.now),
        ...given,
        ...overrides,
      });
      ledgers.push(ledger);
      return ledger;
    },
    purchases: async (month = '2026-03'): Promise<readonly Purchase[]> => {
      const all: Purchase[] = [];
      for await (const purchase of purchasesOf(store, month)) all.push(purchase);
      return all;
    },
  };
}

function anEstimation(constructionYear: number, overrides: Partial<Estimation> = {}): Estimation {
  const subject = aFlat({ constructionYear });
  return { payee: 'dimex', model: '2026Q2', dealType: 'SALE', date: '2026-03-15', subject, ...overrides };
}

const buyer = (overrides: Partial<Buyer> = {}): Buyer => ({
  clientId: 'portal',
  requestId: 'request',
  billedEstimationsPerDay: null,
  ...overrides,
});

const kindsOf = ({ reserved }: Reservation) => reserved.map(({ kind }) => kind);
const settling = (ledger: Ledger, estimations: readonly Estimation[], settlement: Settlement) =>
  new Map(estimations.map((each) => [ledger.keyOf(each), settlement]));

const [one, another, third] = [anEstimation(1901), anEstimation(1902), anEstimation(1903)] as const;
const three = [one, another, third];

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
    await ledger.settle(purchaseId, settling(ledger, three, { kind: 'SPENT', answer: '{}', ttlMs: 1000 }));

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
    ['nothing new', unresolved, { used: 3, unresolved: 3 }, Array(3).fill({ state: 'UNRESOLVED' })],
  ])('and then comes back with %s is believed', async (_what, settlement, account, lines) => {
    const { open, clock, purchases } = aDeployment();
    const [slow, other] = [open(), open()];
    const { purchaseId } = await slow.reserve(buyer(), three, 100);
    clock.now += LEASE_MS;
    await other.bury(purchaseId);
    await slow.settle(purchaseId, settling(slow, three, settlement));

    expect(await other.accountOf(buyer())).toMatchObject(account);
    expect((await purchases()).flatMap((purchase) => purchase.lines)).toMatchObject(lines);
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
});

describe('whatever several processes do', () => {
  it('counters are the lines of the books, and nothing is under way twice', async () => {
    const step = fc.record({
      process: fc.nat({ max: 2 }),
      what: fc.constantFrom('reserve', 'settle', 'bury', 'wait'),
      years: fc.uniqueArray(fc.integer({ min: 1950, max: 1957 }), { minLength: 1, maxLength: 6 }),
      endings: fc.array(fc.constantFrom(spent(), released, unresolved), { minLength: 6, maxLength: 6 }),
      pick: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { open, clock, purchases } = aDeployment({ capPerDay: 12 });
        const processes = [open(), open(), open()];
        const made: { ledger: Ledger; reservation: Reservation; estimations: readonly Estimation[] }[] = [];
        for (const { process, what, years, endings, pick } of steps) {
          const ledger = processes[process] ?? open();
          const chosen = made[made.length === 0 ? 0 : pick % made.length];
          if (what === 'wait') clock.now += LEASE_MS / 2;
          if (what === 'bury') await ledger.buryTheDead();
          if (what === 'reserve') {
            const estimations = years.map((year) => anEstimation(year));
            made.push({ ledger, reservation: await ledger.reserve(buyer(), estimations, 5), estimations });
          }
          if (what === 'settle' && chosen !== undefined) {
            const settlements = chosen.estimations.map(
              (each, index) => [chosen.ledger.keyOf(each), endings[index] ?? unresolved] as const,
            );
            await chosen.ledger.settle(chosen.reservation.purchaseId, new Map(settlements));
          }

          const lines = (await purchases()).flatMap((purchase) => purchase.lines);
          expect(await ledger.accountOf(buyer())).toMatchObject({
            used: lines.length,
            unresolved: lines.filter(({ state }) => state === 'UNRESOLVED').length,
          });
          expect(lines.length).toBeLessThanOrEqual(12);
          const underWay = lines.filter(({ state }) => state === 'RESERVED').map(({ key }) => key);
          expect(new Set(underWay).size).toBe(underWay.length);
        }
        await Promise.all(processes.map((ledger) => ledger.close()));
      }),
      { numRuns: 200 },
    );
  });
});
