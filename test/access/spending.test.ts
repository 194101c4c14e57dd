import { describe, expect, it } from '@jest/globals';
import { scopes } from '../../src/access/caller.js';
import type { Caller } from '../../src/access/caller.js';
import type { Estimation } from '../../src/access/estimation.js';
import { createLedger } from '../../src/access/ledger.js';
import { createSpending } from '../../src/access/spending.js';
import type { OperationKind } from '../../src/access/spending.js';
import { createMemoryStore } from '../support/memory-store.js';
import { aFlat } from '../upstream/dimex/dimex.js';

const POST: OperationKind = { requestId: 'request', isGet: false, isDryRun: false };
const GET: OperationKind = { ...POST, isGet: true };
const DRY_RUN: OperationKind = { ...POST, isDryRun: true };

type Given = Partial<Readonly<{ maxBilledPerOperation: number; capPerDay: number; priceHubbleEur: number }>>;

function aServer({ maxBilledPerOperation = 100, capPerDay, priceHubbleEur = 0 }: Given = {}) {
  const store = createMemoryStore();
  const ledger = createLedger(store, {
    priceEur: { dimex: 0.2, pricehubble: priceHubbleEur },
    accounts: { dimex: 'account', pricehubble: 'account' },
    capPerDay: capPerDay ?? null,
    isRemembering: true,
    leaseMs: 10_000,
    onUnsettled: () => undefined,
  });
  return { store, ledger, spending: createSpending(ledger, maxBilledPerOperation) };
}

function aCaller(overrides: Partial<Caller> = {}): Caller {
  return {
    clientId: 'portal',
    scopes: new Set(scopes),
    agencyIds: [],
    billedEstimationsPerDay: null,
    pointsPerMinute: null,
    ...overrides,
  };
}

/** So many different ones, from a year on. */
function estimations(count: number, from = 1900, payee: Estimation['payee'] = 'dimex'): readonly Estimation[] {
  return Array.from({ length: count }, (_, index) => ({
    payee,
    model: '2026Q2',
    dealType: 'SALE',
    date: '2026-03-15',
    subject: aFlat({ constructionYear: from + index }),
  }));
}

const reader = aCaller({ clientId: 'reader', scopes: new Set(['valuations:read']) });

describe('an operation', () => {
  it('is granted what its limit leaves, and is told why it gets no more', async () => {
    const operation = aServer({ maxBilledPerOperation: 5 }).spending.beginOperation(aCaller(), POST);
    const first = await operation.allow(estimations(3));
    const second = await operation.allow(estimations(3, 1950));

    expect(first.allowed.map(({ kind }) => kind)).toEqual(['GRANTED', 'GRANTED', 'GRANTED']);
    expect(second.allowed).toMatchObject([
      { kind: 'GRANTED' },
      { kind: 'GRANTED' },
      {
        kind: 'REFUSED',
        refusal: { code: 'SPEND_LIMIT_EXCEEDED', message: expect.stringContaining('this operation') },
      },
    ]);
  });

  it('has two batches that come at once share its limit', async () => {
    const operation = aServer({ maxBilledPerOperation: 5, priceHubbleEur: 0.1 }).spending.beginOperation(
      aCaller(),
      POST,
    );
    const both = await Promise.all([
      operation.allow(estimations(4)),
      operation.allow(estimations(4, 1900, 'pricehubble')),
    ]);

    const granted = both.flatMap(({ allowed }) => allowed).filter(({ kind }) => kind === 'GRANTED');
    expect(granted).toHaveLength(5);
  });

  it.each<[string, Given, Partial<Caller>, RegExp]>([
    ['its client', {}, { billedEstimationsPerDay: 0 }, /this client today/],
    ['everybody', { capPerDay: 0 }, {}, /this server today/],
  ])('is refused beyond the day’s limit of %s', async (_whose, given, caller, message) => {
    const { allowed } = await aServer(given).spending.beginOperation(aCaller(caller), POST).allow(estimations(1));

    expect(allowed).toMatchObject([
      { kind: 'REFUSED', refusal: { code: 'SPEND_LIMIT_EXCEEDED', message: expect.stringMatching(message) } },
    ]);
  });

  it.each<[string, Caller, OperationKind, RegExp]>([
    ['by a client without the scope', reader, POST, /valuations:spend/],
    ['over GET', aCaller(), GET, /POST/],
  ])('has nothing billed %s, and gets what is kept', async (_what, caller, kind, message) => {
    const { spending, ledger } = aServer();
    const [kept] = estimations(1) as [Estimation];
    const { purchaseId } = await spending.beginOperation(aCaller(), POST).allow([kept]);
    const answer = new Map([[ledger.keyOf(kept), { kind: 'SPENT', answer: () => '{}', ttlMs: undefined } as const]]);
    await ledger.settle(purchaseId ?? '', answer);

    const operation = spending.beginOperation(caller, kind);
    const { allowed } = await operation.allow(estimations(2));
    expect(allowed).toMatchObject([
      { kind: 'STORED', answer: '{}' },
      { kind: 'REFUSED', refusal: { code: 'FORBIDDEN', message: expect.stringMatching(message) } },
    ]);
    expect(operation.mayCall('dimex')).toBe(false);
    expect(operation.mayCall('pricehubble')).toBe(true);
  });

  it.each<[string, Caller, OperationKind]>([
    ['a reader', reader, POST],
    ['a GET', aCaller(), GET],
    ['a dry run', aCaller(), DRY_RUN],
  ])('of %s has made what costs nothing', async (_what, caller, kind) => {
    const { allowed } = await aServer()
      .spending.beginOperation(caller, kind)
      .allow(estimations(2, 1900, 'pricehubble'));

    expect(allowed).toMatchObject([{ kind: 'GRANTED' }, { kind: 'GRANTED' }]);
  });

  it('waits for what is under way, whatever its rights', async () => {
    const { spending } = aServer();
    await spending.beginOperation(aCaller(), POST).allow(estimations(1));

    const { allowed } = await spending.beginOperation(reader, POST).allow(estimations(1));
    expect(allowed).toMatchObject([{ kind: 'TAKEN' }]);
  });
});

describe('a dry run', () => {
  it('adds up what it would have billed, whatever the rights and limits', async () => {
    const { spending, ledger } = aServer({ maxBilledPerOperation: 1 });
    const operation = spending.beginOperation(reader, { ...DRY_RUN, isGet: true });

    expect((await operation.allow(estimations(2))).allowed).toEqual([{ kind: 'QUOTED' }, { kind: 'QUOTED' }]);
    await operation.allow(estimations(1, 1950));
    expect(operation.quote()).toEqual({ dimex: { billedEstimations: 3, priceEur: 0.6 } });
    expect((await ledger.accountOf(reader)).used).toBe(0);
  });

  it('does not count on what is under way', async () => {
    const { spending } = aServer();
    await spending.beginOperation(aCaller(), POST).allow(estimations(1));
    const operation = spending.beginOperation(aCaller(), DRY_RUN);
    await operation.allow(estimations(1));

    expect(operation.quote()).toEqual({ dimex: { billedEstimations: 1, priceEur: 0.2 } });
  });

  it('quotes all of it where the store cannot be reached', async () => {
    const { spending, store } = aServer();
    store.fail(1, 'BEFORE');
    const operation = spending.beginOperation(aCaller(), DRY_RUN);

    expect((await operation.allow(estimations(2))).allowed).toEqual([{ kind: 'QUOTED' }, { kind: 'QUOTED' }]);
    expect(operation.quote()).toEqual({ dimex: { billedEstimations: 2, priceEur: 0.4 } });
  });
});

describe('where the store cannot be reached', () => {
  it('what is billed is refused, and what costs nothing is made without being written down', async () => {
    const { spending, store } = aServer();
    const operation = spending.beginOperation(aCaller(), POST);

    store.fail(1, 'BEFORE');
    expect((await operation.allow(estimations(1))).allowed).toMatchObject([
      { kind: 'REFUSED', refusal: { code: 'STORE_UNAVAILABLE', details: { retryable: true } } },
    ]);
    store.fail(1, 'BEFORE');
    expect((await operation.allow(estimations(1, 1900, 'pricehubble'))).allowed).toEqual([{ kind: 'UNRECORDED' }]);
  });
});
