import { randomUUID } from 'node:crypto';
import { nextParisMidnight, parisDayOf } from '../domain/calendar.js';
import { StoreUnavailable } from '../store/store.js';
import type { Store } from '../store/store.js';
import { estimationKey } from './estimation.js';
import type { Estimation, KeyedEstimation, Payee } from './estimation.js';
import { createFreePurchases } from './free-purchases.js';
import {
  answerKey,
  claimKey,
  openPrefix,
  openPurchaseIdOf,
  ownerKey,
  purchaseKey,
  purchasePrefix,
  VOID_TTL_MS,
  voidKey,
  readPurchase,
  readSpent,
} from './ledger-records.js';
import type { Purchase } from './ledger-records.js';
import { countersOf, decideReservation, keysOfOrder, standingOf } from './ledger-reservation.js';
import type { Order, OwnPurchase, Reserved, Standing } from './ledger-reservation.js';
import { decideSettlement, keysOfEnding } from './ledger-settlement.js';
import type { Ended, Ending, Settlement } from './ledger-settlement.js';

export type Buyer = Readonly<{ clientId: string; requestId: string; billedEstimationsPerDay: number | null }>;

/** `reserved` has an entry an estimation, in the order asked. */
export type Reservation = Readonly<{ purchaseId: string; reserved: readonly Reserved[] }>;

/** Billed estimations of today; `unresolved` is part of `used`. */
export type SpendAccount = Readonly<{
  period: 'DAY';
  limit: number | null;
  used: number;
  unresolved: number;
  remaining: number | null;
  resetsAt: string;
}>;

/** Estimations of one purchase that count as billed from now on; UNRESOLVED ones were sent and never answered. */
export type Bill = Readonly<{
  clientId: string;
  payee: Payee;
  state: 'SPENT' | 'UNRESOLVED';
  estimations: number;
  priceEurEach: number;
}>;

export type LedgerOptions = Readonly<{
  /** Euros for one estimation; one whose price is above 0 is billed. */
  priceEur: Readonly<Record<Payee, number>>;
  /** Which of the provider's accounts pays; `SANDBOX_ACCOUNT` where nobody does. Answers of one serve no other. */
  accounts: Readonly<Record<Payee, string>>;
  /** Billed estimations of all clients together; `null` for no limit. */
  capPerDay: number | null;
  /** Whether answers are kept and shared. Without it, estimations are counted and listed all the same. */
  isRemembering: boolean;
  /** After how long a process that gives no sign of life is taken for dead. */
  leaseMs: number;
  /** Told where a settlement could not be written; it is tried again while this process lives. */
  onUnsettled: (error: unknown) => void;
  /** Told once of each estimation with a price, by the process that wrote down how it ended. */
  onBilled?: (bill: Bill) => void;
  now?: () => Date;
}>;

/**
 * Who had what estimated, when, at what price, and what came of it; and the answers, which serve everybody. Each
 * estimation is reserved before it is asked for, in one step with its limits: no two processes have the same one under
 * way, and no limit is passed. It is settled when its answer is there. A process gives signs of life while it has
 * something under way: what a dead one left behind is marked unresolved.
 */
export interface Ledger {
  priceOf(payee: Payee): number;
  /** By which an estimation is known to the store. */
  keyOf(estimation: Estimation): string;
  /** The estimation with its key, which takes some working out. */
  keyed(estimation: Estimation | KeyedEstimation): KeyedEstimation;
  /** What is known of estimations, by their keys and in their order; reserves nothing. */
  look(keys: readonly string[]): Promise<readonly Standing[]>;
  /** Takes what is free and within the limits; all estimations are of one payee, and no two the same. */
  reserve(
    buyer: Buyer,
    estimations: readonly (Estimation | KeyedEstimation)[],
    leftOfOperation: number,
  ): Promise<Reservation>;
  /** Ends estimations of a purchase, by their keys. Does not fail: what cannot be written is written later. */
  settle(purchaseId: string, settlements: ReadonlyMap<string, Settlement>): Promise<void>;
  /** Marks as unresolved what a purchase has under way, if the process that made it is dead. */
  bury(purchaseId: string): Promise<void>;
  /** The same for all purchases; answers how many estimations it marked. */
  buryTheDead(): Promise<number>;
  accountOf(client: Pick<Buyer, 'clientId' | 'billedEstimationsPerDay'>): Promise<SpendAccount>;
  /** Marks as unresolved what this process still has under way. */
  close(): Promise<void>;
}

const BEATS_PER_LEASE = 4;
const RETRY_AFTER_MS = 1_000;

export function createLedger(store: Store, options: LedgerOptions): Ledger {
  const {
    priceEur,
    accounts,
    capPerDay,
    isRemembering,
    leaseMs,
    onUnsettled,
    onBilled,
    now = () => new Date(),
  } = options;
  const owner = randomUUID();
  const signOfLife = { key: ownerKey(owner), value: 'alive', ttlMs: leaseMs };
  /** What this process has under way, as it was written; `null` while that is not known. */
  const underWay = new Map<string, OwnPurchase | null>();
  const free = createFreePurchases(store, onUnsettled);
  const unsettled = new Map<string, Map<string, Settlement>>();
  /** Reservations that were given up and may have been written all the same. */
  const uncertain = new Set<string>();
  let purchases = 0;

  const beating = setInterval(() => {
    if (underWay.size === 0) return;
    // One that fails is followed by the next; too many of them, and the others take this process for dead.
    store.update([], () => ({ result: null, writes: [signOfLife] })).catch(ignore);
  }, leaseMs / BEATS_PER_LEASE).unref();
  const retrying = setInterval(() => void settleAgain(), RETRY_AFTER_MS).unref();

  const keyOf = (estimation: Estimation) => estimationKey(estimation, accounts[estimation.payee]);

  function keyed(estimation: Estimation | KeyedEstimation): KeyedEstimation {
    if ('key' in estimation) return estimation;
    const { payee, model, dealType, date, subject } = estimation;
    return { payee, model, dealType, date, subject, key: keyOf(estimation) };
  }

  /** Sorts by time, and is nobody else's. */
  function newPurchaseId(at: Date): string {
    purchases += 1;
    return `${at.toISOString()}_${owner.slice(0, 8)}_${purchases}`;
  }

  async function reserve(
    buyer: Buyer,
    estimations: readonly (Estimation | KeyedEstimation)[],
    leftOfOperation: number,
  ): Promise<Reservation> {
    const [first] = estimations;
    const at = now();
    const purchaseId = newPurchaseId(at);
    if (first === undefined) return { purchaseId, reserved: [] };
    const { payee } = first;
    const isBilled = priceEur[payee] > 0;
    const order: Order = {
      purchaseId,
      owner,
      at,
      day: parisDayOf(at),
      buyer,
      estimations: estimations.map(keyed),
      payee,
      account: accounts[payee],
      priceEur: priceEur[payee],
      leftOfOperation,
      clientCap: buyer.billedEstimationsPerDay ?? Infinity,
      deploymentCap: capPerDay ?? Infinity,
      isRemembering,
    };
    if (!isBilled && !isRemembering) return { purchaseId, reserved: free.take(order) };
    underWay.set(purchaseId, null);
    try {
      const { reserved, own } = await store.update(
        keysOfOrder(order),
        (values) => {
          const decision = decideReservation(order, values);
          return decision.writes.length === 0 ? decision : { ...decision, writes: [...decision.writes, signOfLife] };
        },
        { isDurable: isBilled },
      );
      if (own === null) underWay.delete(purchaseId);
      else underWay.set(purchaseId, own);
      return { purchaseId, reserved };
    } catch (error) {
      if (error instanceof StoreUnavailable && !error.isUndone) await tryCancelling(purchaseId);
      else underWay.delete(purchaseId);
      throw error;
    }
  }

  /**
   * Takes back a reservation of which it is not known whether it was written, or still will be: if it was, it is
   * released; if not, it is made void. Nothing of it was asked for.
   */
  async function cancel(purchaseId: string): Promise<void> {
    const isWritten = await store.update([purchaseKey(purchaseId)], ([purchase]) =>
      typeof purchase === 'string'
        ? { result: true, writes: [] }
        : { result: false, writes: [{ key: voidKey(purchaseId), value: 'void', ttlMs: VOID_TTL_MS }] },
    );
    if (isWritten) await end(purchaseId, () => ({ kind: 'RELEASED' }), false);
    underWay.delete(purchaseId);
  }

  async function tryCancelling(purchaseId: string): Promise<void> {
    try {
      await cancel(purchaseId);
      uncertain.delete(purchaseId);
    } catch {
      uncertain.add(purchaseId);
    }
  }

  async function end(purchaseId: string, settlementOf: Ending['settlementOf'], isOfTheDead: boolean): Promise<number> {
    const own = underWay.get(purchaseId) ?? null;
    const purchase = own?.purchase ?? readPurchase((await store.read([purchaseKey(purchaseId)]))[0]);
    if (purchase === null) {
      underWay.delete(purchaseId);
      return 0;
    }
    const ending: Ending = { purchase, written: own?.written ?? null, settlementOf, isOfTheDead, isRemembering };
    const ended = await store.update(keysOfEnding(ending), (values) => decideSettlement(ending, values), {
      isDurable: purchase.priceEur > 0,
    });
    if (ended.isOver) underWay.delete(purchaseId);
    tellBilled(purchase, ended);
    return ended.lines;
  }

  function tellBilled({ clientId, payee, priceEur: priceEurEach }: Purchase, { billed }: Ended): void {
    if (priceEurEach <= 0 || onBilled === undefined) return;
    for (const state of ['SPENT', 'UNRESOLVED'] as const) {
      const estimations = billed[state];
      if (estimations > 0) onBilled({ clientId, payee, state, estimations, priceEurEach });
    }
  }

  function remember(purchaseId: string, settlements: ReadonlyMap<string, Settlement>): void {
    unsettled.set(purchaseId, new Map([...(unsettled.get(purchaseId) ?? []), ...settlements]));
  }

  async function trySettling(
    purchaseId: string,
    settlements: ReadonlyMap<string, Settlement>,
    isAgain: boolean,
  ): Promise<void> {
    try {
      await end(purchaseId, ({ key }) => settlements.get(key) ?? settlements.get(ALL), false);
    } catch (error) {
      if (!isAgain) onUnsettled(error);
      remember(purchaseId, settlements);
    }
  }

  async function settleAgain(): Promise<void> {
    const waiting = [...unsettled];
    unsettled.clear();
    await Promise.all([
      ...waiting.map(([purchaseId, settlements]) => trySettling(purchaseId, settlements, true)),
      ...[...uncertain].map(tryCancelling),
    ]);
  }

  const bury = (purchaseId: string) => end(purchaseId, () => ({ kind: 'UNRESOLVED' }), true);

  return {
    priceOf: (payee) => priceEur[payee],
    keyOf,
    keyed,
    reserve,
    settle: (purchaseId, settlements) => {
      if (!free.has(purchaseId)) return trySettling(purchaseId, settlements, false);
      free.settle(purchaseId, (key) => settlements.get(key));
      return Promise.resolve();
    },
    look: async (keys) => {
      if (!isRemembering || keys.length === 0) return keys.map(() => standingOf(null, null));
      const found = await store.read([...keys.map(answerKey), ...keys.map(claimKey)]);
      return keys.map((_, index) => standingOf(found[index], found[keys.length + index]));
    },
    bury: async (purchaseId) => {
      await bury(purchaseId);
    },
    buryTheDead: async () => {
      let marked = 0;
      for await (const [key] of store.list(openPrefix)) marked += await bury(openPurchaseIdOf(key));
      return marked;
    },
    accountOf: async ({ clientId, billedEstimationsPerDay }) => {
      const at = now();
      const [client, all] = (await store.read(countersOf(parisDayOf(at), clientId))).map(readSpent);
      const { used, unresolved } = client ?? readSpent(null);
      const cap = Math.min(billedEstimationsPerDay ?? Infinity, capPerDay ?? Infinity);
      const left = Math.min((billedEstimationsPerDay ?? Infinity) - used, (capPerDay ?? Infinity) - (all?.used ?? 0));
      return {
        period: 'DAY',
        limit: finite(cap),
        used,
        unresolved,
        remaining: finite(Math.max(0, left)),
        resetsAt: nextParisMidnight(at).toISOString(),
      };
    },
    close: async () => {
      clearInterval(beating);
      clearInterval(retrying);
      await free.close();
      await settleAgain();
      // What could not be written even now is tried once more, as what it is.
      const lost = [ALL, { kind: 'UNRESOLVED' }] as const;
      await Promise.all(
        [...underWay.keys()].map((id) =>
          uncertain.has(id)
            ? tryCancelling(id)
            : trySettling(id, new Map<string, Settlement>([lost, ...(unsettled.get(id) ?? [])]), true),
        ),
      );
    },
  };
}

/** Stands for every line of a purchase, where keys of estimations stand for one. */
const ALL = '*';

function ignore(): void {
  // Signs of life come often.
}

function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
}

/** All purchases of a month of Europe/Paris, `YYYY-MM`, in the order of time. */
export async function* purchasesOf(store: Store, month: string): AsyncIterable<Purchase> {
  // Ids begin with an instant of UTC: the month's first hours in Paris are the last ones of the month before there.
  const eve = new Date(Date.parse(`${month}-01T00:00:00Z`) - 1).toISOString().slice(0, 10);
  for (const prefix of [eve, month]) {
    for await (const [, text] of store.list(purchasePrefix(prefix))) {
      const purchase = readPurchase(text);
      if (purchase?.day.startsWith(month) === true) yield purchase;
    }
  }
}
