import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Estimation } from '../../src/access/estimation.js';
import type { Ledger } from '../../src/access/ledger.js';
import { readClaim, readPurchase, readSpent } from '../../src/access/ledger-records.js';
import type { Line, Purchase, Spent } from '../../src/access/ledger-records.js';
import type { Settlement } from '../../src/access/ledger-settlement.js';
import { StoreUnavailable } from '../../src/store/store.js';
import type { MemoryStore } from '../support/memory-store.js';
import { LEASE_MS, anEstimation, buyer, deployLedgers, released, spent, unresolved } from './deployed-ledgers.js';

const CAP_OF_ALL = 12;
const CAP_OF_CLIENT = 8;
const LEFT_OF_OPERATION = 5;
const THREE_HOURS_MS = 3 * 3_600_000;

type Granted = Readonly<{ ledger: Ledger; purchaseId: string; keys: readonly string[] }>;
type Held = Readonly<{ key: string; purchaseId: string }>;
type Books = Readonly<{
  purchases: readonly Purchase[];
  /** What the counters say, by their keys. */
  counters: ReadonlyMap<string, Spent>;
  /** Ids of the purchases that are said to have something under way. */
  open: readonly string[];
  held: readonly Held[];
  answered: ReadonlySet<string>;
}>;

const step = fc.record({
  process: fc.nat({ max: 2 }),
  what: fc.constantFrom('reserve', 'settle', 'bury', 'wait'),
  clientId: fc.constantFrom('one', 'two'),
  years: fc.uniqueArray(fc.integer({ min: 1950, max: 1957 }), { minLength: 1, maxLength: 6 }),
  endings: fc.array(fc.constantFrom(spent(), released, unresolved, null), { minLength: 6, maxLength: 6 }),
  waitMs: fc.constantFrom(LEASE_MS / 2, THREE_HOURS_MS),
  pick: fc.nat(),
  failing: fc.record({
    calls: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
    when: fc.constantFrom('BEFORE' as const, 'AFTER' as const),
  }),
});

/** All of it as it stands at one moment. */
async function readBooks(store: MemoryStore): Promise<Books> {
  const keys = store.keys();
  const values = await store.read(keys);
  const under = (prefix: string) =>
    keys.flatMap((key, index) => (key.startsWith(prefix) ? [[key.slice(prefix.length), values[index]] as const] : []));
  return {
    purchases: under('purchase/').flatMap(([, text]) => readPurchase(text) ?? []),
    counters: new Map(under('spent').map(([key, text]) => [key, readSpent(text)])),
    open: under('open/').map(([id]) => id),
    held: under('claim/').flatMap(([key, text]) => {
      const claim = readClaim(text);
      return claim?.state === 'HELD' ? [{ key, purchaseId: claim.purchaseId }] : [];
    }),
    answered: new Set(under('valuation/1/').map(([key]) => key)),
  };
}

const isUnderWay = ({ state }: Line) => state === 'RESERVED';

/** What the counters should say by the lines. */
function countLines(purchases: readonly Purchase[]): ReadonlyMap<string, Spent> {
  const counted = new Map<string, Spent>();
  for (const { day, clientId, lines } of purchases) {
    for (const key of [`/${day}/${clientId}`, `-by-all/${day}`]) {
      const before = counted.get(key) ?? { used: 0, unresolved: 0 };
      const lost = lines.filter(({ state }) => state === 'UNRESOLVED').length;
      counted.set(key, { used: before.used + lines.length, unresolved: before.unresolved + lost });
    }
  }
  return counted;
}

function expectOrder({ purchases, counters, open, held }: Books, isRemembering: boolean): void {
  const counted = countLines(purchases);
  for (const key of new Set([...counters.keys(), ...counted.keys()])) {
    const nothing: Spent = { used: 0, unresolved: 0 };
    expect({ key, ...(counters.get(key) ?? nothing) }).toEqual({ key, ...(counted.get(key) ?? nothing) });
    expect(counted.get(key)?.used ?? 0).toBeLessThanOrEqual(key.startsWith('-by-all') ? CAP_OF_ALL : CAP_OF_CLIENT);
  }

  expect(open).toEqual(purchases.filter(({ lines }) => lines.some(isUnderWay)).map(({ id }) => id));
  const underWay = purchases.flatMap(({ id, lines }) =>
    lines.filter(isUnderWay).map(({ key }): Held => ({ key, purchaseId: id })),
  );
  if (isRemembering) expect(byKey(held)).toEqual(byKey(underWay));
}

function expectUnavailable(error: unknown): void {
  expect(error).toBeInstanceOf(StoreUnavailable);
}

const byKey = (claims: readonly Held[]) => claims.toSorted((one, other) => (one.key < other.key ? -1 : 1));

it('counters are the lines of the books, one claim stands for each that is under way, and no answer is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, isRemembering) => {
      const { open, clock, store, close } = deployLedgers({ capPerDay: CAP_OF_ALL, isRemembering });
      const processes = [open(), open(), open()];
      const granted: Granted[] = [];
      const paidFor = new Set<string>();

      async function reserve(ledger: Ledger, clientId: string, estimations: readonly Estimation[]): Promise<void> {
        const who = buyer({ clientId, billedEstimationsPerDay: CAP_OF_CLIENT });
        try {
          const { purchaseId, reserved } = await ledger.reserve(who, estimations, LEFT_OF_OPERATION);
          const keys = estimations.map((each) => ledger.keyOf(each));
          granted.push({ ledger, purchaseId, keys: keys.filter((_, index) => reserved[index]?.kind === 'GRANTED') });
        } catch (error) {
          expectUnavailable(error);
        }
      }

      /** Those that have no ending yet stay under way. */
      async function settle({ keys, ...rest }: Granted, endings: readonly (Settlement | null)[]): Promise<void> {
        const settlements = new Map<string, Settlement>();
        keys.forEach((key, index) => {
          const ending = endings[index] ?? null;
          if (ending !== null) settlements.set(key, ending);
          if (ending?.kind === 'SPENT') paidFor.add(key);
        });
        granted.push({ ...rest, keys: keys.filter((key) => !settlements.has(key)) });
        await rest.ledger.settle(rest.purchaseId, settlements);
      }

      for (const { process, what, clientId, years, endings, waitMs, pick, failing } of steps) {
        const ledger = processes[process] ?? open();
        store.fail(failing.calls, failing.when);
        switch (what) {
          case 'wait':
            clock.now += waitMs;
            break;
          case 'bury':
            await ledger.buryTheDead().catch(expectUnavailable);
            break;
          case 'reserve':
            await reserve(
              ledger,
              clientId,
              years.map((year) => anEstimation(year)),
            );
            break;
          case 'settle': {
            const [chosen] = granted.splice(granted.length === 0 ? 0 : pick % granted.length, 1);
            if (chosen !== undefined) await settle(chosen, endings);
          }
        }
        store.fail(0, 'BEFORE');
        expectOrder(await readBooks(store), isRemembering);
      }

      await close();
      const books = await readBooks(store);
      expectOrder(books, isRemembering);
      expect(books.open).toEqual([]);
      if (isRemembering) expect([...paidFor].filter((key) => !books.answered.has(key))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
