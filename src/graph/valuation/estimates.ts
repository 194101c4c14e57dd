import { setTimeout as pause } from 'node:timers/promises';
import type { Estimation, Payee } from '../../access/estimation.js';
import type { Ledger } from '../../access/ledger.js';
import type { Settlement } from '../../access/ledger-settlement.js';
import type { OperationSpending } from '../../access/spending.js';
import type { Refusal } from '../../domain/refusal.js';
import { StoreUnavailable } from '../../store/store.js';
import { detached } from '../../upstream/call.js';
import type { UpstreamCall } from '../../upstream/call.js';
import { UpstreamError, labelOf } from '../../upstream/errors.js';
import type { UpstreamErrorCode } from '../../upstream/errors.js';
import { inGroups, toError } from '../batch.js';

/** What may be sent; `reference` is what the ledger knows it by, `null` where it is not in there. */
export type Granted<Ask> = Readonly<{ ask: Ask; reference: string | null }>;

/** How a provider is asked. A `Value` comes out of JSON as it went in. */
export type EstimateProvider<Ask, Value> = Readonly<{
  payee: Payee;
  toEstimation: (ask: Ask) => Estimation;
  /** For how long an answer holds, in milliseconds; for good where that is `undefined`. */
  holdsForMs: (ask: Ask) => number | undefined;
  /** What must be there before anything is billed; its failure costs nothing. */
  prepare: (call: UpstreamCall) => Promise<unknown>;
  /** Asks of one group are sent, and settled, together. */
  groupOf: (ask: Ask) => string;
  /** An entry an ask of one group, in their order. */
  send: (asks: readonly Granted<Ask>[], call: UpstreamCall) => Promise<readonly (Value | Error)[]>;
}>;

export type Buyer = Readonly<{ spending: OperationSpending; call: UpstreamCall }>;

/** Has things estimated, and none of them twice: what is kept is answered, what is under way is waited for. */
export interface Estimates {
  /** An entry an ask, in their order; no two asks are the same. `null` where a dry run stops short of the bill. */
  have<Ask, Value>(
    provider: EstimateProvider<Ask, Value>,
    asks: readonly Ask[],
    buyer: Buyer,
  ): Promise<readonly (Value | null | Error)[]>;
  /** Whether answers are kept, in the order of the estimations. */
  areKept(estimations: readonly Estimation[]): Promise<readonly boolean[]>;
  /** Resolves when nothing is under way any more, after `graceMs` at the latest. */
  idle(graceMs: number): Promise<void>;
}

export type EstimatesOptions = Readonly<{
  /** Without it every operation has its own estimated: for measuring. */
  isSharing: boolean;
  /** What a billed call may take, in milliseconds: it is paid for, so that it outlives the operation that asked. */
  billedTimeoutMs: number;
  /** What any other call may take: others may wait for it, so that it is not up to one operation either. */
  freeTimeoutMs: number;
}>;

/** How an estimation ended. Those who share it, but for its value or failure, may then try for themselves. */
type Outcome =
  | Readonly<{ kind: 'VALUE'; value: unknown }>
  | Readonly<{ kind: 'FAILED'; error: Error }>
  | Readonly<{ kind: 'REFUSED'; refusal: Refusal }>
  | Readonly<{ kind: 'QUOTED' }>
  | Readonly<{ kind: 'AGAIN' }>;

type Flight<Ask> = Readonly<{ key: string; ask: Ask; outcome: Promise<Outcome>; land: (outcome: Outcome) => void }>;

export function createEstimates(ledger: Ledger, options: EstimatesOptions): Estimates {
  const { isSharing, billedTimeoutMs, freeTimeoutMs } = options;
  const shared = new Map<string, Promise<Outcome>>();
  const underWay = new Set<Promise<unknown>>();

  function takeOff<Ask>([key, ask]: readonly [string, Ask], isShared: boolean): Flight<Ask> {
    let land: (outcome: Outcome) => void = ignore;
    const outcome = new Promise<Outcome>((resolve) => {
      land = resolve;
    });
    if (isShared) {
      shared.set(key, outcome);
      void outcome.then(() => shared.delete(key));
    }
    return { key, ask, outcome, land };
  }

  /** Brings all flights to the ground, whatever happens. */
  async function fly<Ask, Value>(
    provider: EstimateProvider<Ask, Value>,
    flights: readonly Flight<Ask>[],
    { spending, call }: Buyer,
  ): Promise<void> {
    const { purchaseId, allowed } = await spending.allow(flights.map(({ ask }) => provider.toEstimation(ask)));
    const granted: (Flight<Ask> & Granted<Ask>)[] = [];
    const taken: (Flight<Ask> & Readonly<{ purchaseId: string }>)[] = [];
    flights.forEach((flight, index) => {
      const permission = allowed[index] ?? { kind: 'QUOTED' };
      switch (permission.kind) {
        case 'STORED':
          call.meter.remembered(provider.payee);
          flight.land({ kind: 'VALUE', value: JSON.parse(permission.answer) as unknown });
          break;
        case 'TAKEN':
          taken.push({ ...flight, purchaseId: permission.purchaseId });
          break;
        case 'GRANTED':
          granted.push({ ...flight, reference: permission.reference });
          break;
        case 'UNRECORDED':
          granted.push({ ...flight, reference: null });
          break;
        case 'REFUSED':
          flight.land({ kind: 'REFUSED', refusal: permission.refusal });
          break;
        case 'QUOTED':
          flight.land({ kind: 'QUOTED' });
          break;
      }
    });
    await Promise.all([
      estimateAll(provider, granted, purchaseId, call),
      waitForOthers(provider.payee, taken, call.meter),
    ]);
  }

  async function estimateAll<Ask, Value>(
    provider: EstimateProvider<Ask, Value>,
    flights: readonly (Flight<Ask> & Granted<Ask>)[],
    purchaseId: string | null,
    call: UpstreamCall,
  ): Promise<void> {
    if (flights.length === 0) return;
    const { payee } = provider;
    const priceEach = ledger.priceOf(payee);
    // Others may wait for it too, so that it is no longer the client's who asked first.
    const own = detached(call, priceEach > 0 ? billedTimeoutMs : freeTimeoutMs);
    call.meter.billed(payee, flights.length, priceEach);

    const settle = async (
      members: readonly (Flight<Ask> & Granted<Ask>)[],
      endings: readonly Readonly<{ settlement: Settlement; outcome: Outcome }>[],
    ) => {
      const unbilled = endings.filter(({ settlement }) => settlement.kind === 'RELEASED').length;
      call.meter.billed(payee, -unbilled, priceEach);
      const settlements = new Map(members.map(({ key }, index) => [key, endings[index]?.settlement ?? unresolved]));
      if (purchaseId !== null) await ledger.settle(purchaseId, settlements);
      members.forEach(({ land }, index) => {
        land(endings[index]?.outcome ?? { kind: 'AGAIN' });
      });
    };

    const turnBack = (outcome: Outcome) =>
      settle(
        flights,
        flights.map(() => ({ settlement: released, outcome })),
      );

    // Whoever it was for has gone without: those who share it have it made on their own account.
    if (isOver(call)) return turnBack({ kind: 'AGAIN' });
    try {
      await provider.prepare(own);
    } catch (error) {
      return turnBack({ kind: 'FAILED', error: toError(error) });
    }
    await inGroups(
      flights,
      ({ ask }) => provider.groupOf(ask),
      async (_group, members) => {
        const results = await provider.send(members, own).catch(toErrors(members.length));
        const endings = members.map(({ ask }, index) => endingOf(results[index], provider.holdsForMs(ask)));
        await settle(members, endings);
        return endings;
      },
    );
  }

  /** Waits for what other processes have under way, and finds out where one of them has died. */
  async function waitForOthers<Ask>(
    payee: Payee,
    flights: readonly (Flight<Ask> & Readonly<{ purchaseId: string }>)[],
    meter: UpstreamCall['meter'],
  ): Promise<void> {
    let waiting = flights;
    for (let round = 0; waiting.length > 0; round += 1) {
      await pause(Math.min(FIRST_LOOK_MS * 2 ** round, LATER_LOOKS_MS));
      try {
        if (round % ROUNDS_A_BURIAL === ROUNDS_A_BURIAL - 1) {
          await Promise.all([...new Set(waiting.map(({ purchaseId }) => purchaseId))].map((id) => ledger.bury(id)));
        }
        const standings = await ledger.look(waiting.map(({ key }) => key));
        waiting = waiting.filter(({ land, purchaseId }, index) => {
          const standing = standings[index];
          if (standing?.kind === 'TAKEN' && standing.purchaseId === purchaseId) return true;
          if (standing?.kind === 'STORED') {
            meter.remembered(payee);
            land({ kind: 'VALUE', value: JSON.parse(standing.answer) as unknown });
          } else if (standing?.kind === 'FREE' && standing.lostBy === purchaseId && ledger.priceOf(payee) > 0) {
            // To ask on our own account would be to pay a second time for what may have been billed already.
            land({ kind: 'FAILED', error: lost(payee) });
          } else {
            land({ kind: 'AGAIN' });
          }
          return false;
        });
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        for (const { land } of waiting) land({ kind: 'AGAIN' });
        return;
      }
    }
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  }

  return {
    have: async <Ask, Value>(
      provider: EstimateProvider<Ask, Value>,
      asks: readonly Ask[],
      buyer: Buyer,
    ): Promise<readonly (Value | null | Error)[]> => {
      const keys = asks.map((ask) => ledger.keyOf(provider.toEstimation(ask)));
      const { spending } = buyer;
      // A quote does not count on what is under way: it may yet be lost.
      const isToShare = isSharing && !(spending.isDryRun && spending.priceOf(provider.payee) > 0);
      const results = new Map<string, Value | null | Error>();
      let open = new Map(keys.map((key, index) => [key, asks[index] as Ask]));
      while (open.size > 0) {
        if (isOver(buyer.call)) {
          for (const key of open.keys()) results.set(key, outOfTime(provider.payee));
          break;
        }
        const joined = [...open.keys()].flatMap((key) => {
          const outcome = isToShare ? shared.get(key) : undefined;
          return outcome === undefined ? [] : [{ key, outcome, isOwn: false }];
        });
        const alone = [...open].filter(([key]) => !isToShare || !shared.has(key));
        const flights = alone.map((entry) => takeOff(entry, isToShare));
        if (flights.length > 0) {
          const crash = (error: unknown) => {
            for (const { land } of flights) land({ kind: 'FAILED', error: toError(error) });
          };
          track(fly(provider, flights, buyer).catch(crash));
        }
        const seats = [...joined, ...flights.map(({ key, outcome }) => ({ key, outcome, isOwn: true }))];
        const again = new Map<string, Ask>();
        for (const [key, outcome, isOwn] of await outcomesInTime(seats, buyer.call, provider.payee)) {
          const result = resultOf(outcome, isOwn);
          // What landed is this provider's, for its key says so.
          if (result !== undefined) results.set(key, result as Value | null | Error);
          else again.set(key, open.get(key) as Ask);
        }
        open = again;
      }
      return keys.map((key) => results.get(key) ?? null);
    },
    areKept: async (estimations) => {
      const standings = await ledger.look(estimations.map((each) => ledger.keyOf(each)));
      return standings.map(({ kind }) => kind === 'STORED');
    },
    idle: async (graceMs) => {
      if (underWay.size === 0) return;
      const patience = new AbortController();
      await Promise.race([
        Promise.all([...underWay]),
        pause(graceMs, undefined, { signal: patience.signal }).catch(ignore),
      ]);
      patience.abort();
    },
  };
}

const FIRST_LOOK_MS = 20;
const LATER_LOOKS_MS = 250;
/** About a second. */
const ROUNDS_A_BURIAL = 6;

/** Nobody waits for the operation any more: nothing is to be begun for it. */
function isOver({ deadlineAt, signal }: UpstreamCall): boolean {
  return signal?.aborted === true || performance.now() >= deadlineAt;
}

type Seat = Readonly<{ key: string; outcome: Promise<Outcome>; isOwn: boolean }>;

/** Waits until the operation's deadline, or until its client has left; what is under way goes on without it. */
async function outcomesInTime(
  seats: readonly Seat[],
  { deadlineAt, signal }: UpstreamCall,
  payee: Payee,
): Promise<readonly (readonly [key: string, outcome: Outcome, isOwn: boolean])[]> {
  let giveUp: () => void = ignore;
  const late = new Promise<Outcome>((resolve) => {
    giveUp = () => {
      resolve({ kind: 'FAILED', error: stillUnderWay(payee) });
    };
  });
  const timer = setTimeout(giveUp, Math.max(0, deadlineAt - performance.now()));
  if (signal?.aborted === true) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  const outcomes = await Promise.all(
    seats.map(async ({ key, outcome, isOwn }) => [key, await Promise.race([outcome, late]), isOwn] as const),
  );
  clearTimeout(timer);
  signal?.removeEventListener('abort', giveUp);
  return outcomes;
}

/** `undefined` where it is to be tried again: what stopped another operation need not stop this one. */
function resultOf(outcome: Outcome, isOwn: boolean): unknown {
  switch (outcome.kind) {
    case 'VALUE':
      return outcome.value;
    case 'FAILED':
      return outcome.error;
    case 'REFUSED':
      return isOwn ? outcome.refusal : undefined;
    case 'QUOTED':
      return isOwn ? null : undefined;
    case 'AGAIN':
      return undefined;
  }
}

const unresolved: Settlement = { kind: 'UNRESOLVED' };
const released: Settlement = { kind: 'RELEASED' };

function endingOf(result: unknown, ttlMs: number | undefined): Readonly<{ settlement: Settlement; outcome: Outcome }> {
  if (result instanceof Error) {
    return { settlement: isUnbilled(result) ? released : unresolved, outcome: { kind: 'FAILED', error: result } };
  }
  if (result === undefined) {
    const error = new Error('A provider answered for fewer estimations than it was asked for.');
    return { settlement: unresolved, outcome: { kind: 'FAILED', error } };
  }
  const settlement: Settlement = { kind: 'SPENT', answer: JSON.stringify(result), ttlMs };
  return { settlement, outcome: { kind: 'VALUE', value: result } };
}

const unbilledCodes: ReadonlySet<UpstreamErrorCode> = new Set([
  'VALUATION_REFUSED',
  'UPSTREAM_REFUSED',
  'UPSTREAM_AUTH',
  'UPSTREAM_RATE_LIMITED',
]);

/** What was refused, or never left, is not charged for; what was sent and never answered may be. */
function isUnbilled(error: Error): boolean {
  return error instanceof UpstreamError && (error.isUnsent || unbilledCodes.has(error.code));
}

function toErrors(count: number) {
  return (error: unknown) => Array.from({ length: count }, () => toError(error));
}

function outOfTime(payee: Payee): UpstreamError {
  const message = `No time was left to ask ${labelOf(payee)}.`;
  return new UpstreamError(payee, 'UPSTREAM_TIMEOUT', message, { isUnsent: true });
}

function stillUnderWay(payee: Payee): UpstreamError {
  const message = `${labelOf(payee)} did not answer in time. What it answers later is kept: ask again for it.`;
  return new UpstreamError(payee, 'UPSTREAM_TIMEOUT', message);
}

function lost(payee: Payee): UpstreamError {
  const message = `${labelOf(payee)} was asked for this estimation and never answered. Ask again to have it made anew.`;
  return new UpstreamError(payee, 'UPSTREAM_TIMEOUT', message);
}

function ignore(): void {
  // Nothing hangs on it.
}
