import { setTimeout as pause } from 'node:timers/promises';
import type { Estimation, KeyedEstimation, Payee } from '../../access/estimation.js';
import type { Ledger } from '../../access/ledger.js';
import type { Settlement } from '../../access/ledger-settlement.js';
import type { OperationSpending } from '../../access/spending.js';
import { StoreUnavailable } from '../../store/store.js';
import { detached } from '../../upstream/call.js';
import type { UpstreamCall } from '../../upstream/call.js';
import { UpstreamError, labelOf } from '../../upstream/errors.js';
import type { UpstreamErrorCode } from '../../upstream/errors.js';
import { inGroups, toError } from '../batch.js';
import { landedInTime, late, resultOf } from './flight.js';
import type { Flight, Outcome } from './flight.js';

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

export function createEstimates(ledger: Ledger, options: EstimatesOptions): Estimates {
  const { isSharing, billedTimeoutMs, freeTimeoutMs } = options;
  const shared = new Map<string, Flight>();
  const underWay = new Set<Promise<unknown>>();

  function takeOff<Ask>(estimation: KeyedEstimation, ask: Ask, isShared: boolean): Flight<Ask> {
    const { key } = estimation;
    const flight: Flight<Ask> = { key, ask, estimation, waiting: [], reference: null, outcome: null };
    if (isShared) shared.set(key, flight);
    return flight;
  }

  /** Once: what has landed stays as it is. */
  function land(flight: Flight, outcome: Outcome): void {
    if (flight.outcome !== null) return;
    flight.outcome = outcome;
    if (shared.get(flight.key) === flight) shared.delete(flight.key);
    for (const tell of flight.waiting) tell();
  }

  /** Brings all flights to the ground, whatever happens. */
  async function fly<Ask, Value>(
    provider: EstimateProvider<Ask, Value>,
    flights: readonly Flight<Ask>[],
    { spending, call }: Buyer,
  ): Promise<void> {
    const { purchaseId, allowed } = await spending.allow(flights.map(({ estimation }) => estimation));
    const granted: Flight<Ask>[] = [];
    const taken: Taken[] = [];
    flights.forEach((flight, index) => {
      const permission = allowed[index] ?? { kind: 'QUOTED' };
      switch (permission.kind) {
        case 'STORED':
          call.meter.remembered(provider.payee);
          land(flight, { kind: 'VALUE', value: JSON.parse(permission.answer) as unknown });
          break;
        case 'TAKEN':
          taken.push({ flight, purchaseId: permission.purchaseId });
          break;
        case 'GRANTED':
          flight.reference = permission.reference;
          granted.push(flight);
          break;
        case 'UNRECORDED':
          granted.push(flight);
          break;
        case 'REFUSED':
          land(flight, { kind: 'REFUSED', refusal: permission.refusal });
          break;
        case 'QUOTED':
          land(flight, { kind: 'QUOTED' });
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
    flights: readonly Flight<Ask>[],
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
      members: readonly Flight<Ask>[],
      endings: readonly Readonly<{ settlement: Settlement; outcome: Outcome }>[],
    ) => {
      const unbilled = endings.filter(({ settlement }) => settlement.kind === 'RELEASED').length;
      call.meter.billed(payee, -unbilled, priceEach);
      const settlements = new Map(members.map(({ key }, index) => [key, endings[index]?.settlement ?? unresolved]));
      if (purchaseId !== null) await ledger.settle(purchaseId, settlements);
      members.forEach((flight, index) => {
        land(flight, endings[index]?.outcome ?? { kind: 'AGAIN' });
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
  async function waitForOthers(payee: Payee, flights: readonly Taken[], meter: UpstreamCall['meter']): Promise<void> {
    let waiting = flights;
    for (let round = 0; waiting.length > 0; round += 1) {
      await pause(Math.min(FIRST_LOOK_MS * 2 ** round, LATER_LOOKS_MS));
      try {
        if (round % ROUNDS_A_BURIAL === ROUNDS_A_BURIAL - 1) {
          await Promise.all([...new Set(waiting.map(({ purchaseId }) => purchaseId))].map((id) => ledger.bury(id)));
        }
        const standings = await ledger.look(waiting.map(({ flight }) => flight.key));
        waiting = waiting.filter(({ flight, purchaseId }, index) => {
          const standing = standings[index];
          if (standing?.kind === 'TAKEN' && standing.purchaseId === purchaseId) return true;
          if (standing?.kind === 'STORED') {
            meter.remembered(payee);
            land(flight, { kind: 'VALUE', value: JSON.parse(standing.answer) as unknown });
          } else if (standing?.kind === 'FREE' && standing.lostBy === purchaseId && ledger.priceOf(payee) > 0) {
            // To ask on our own account would be to pay a second time for what may have been billed already.
            land(flight, { kind: 'FAILED', error: lost(payee) });
          } else {
            land(flight, { kind: 'AGAIN' });
          }
          return false;
        });
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        for (const { flight } of waiting) land(flight, { kind: 'AGAIN' });
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
      const { spending } = buyer;
      // A quote does not count on what is under way: it may yet be lost.
      const isToShare = isSharing && !(spending.isDryRun && spending.priceOf(provider.payee) > 0);
      const results: (Value | null | Error)[] = asks.map(() => null);
      let open: readonly Asked<Ask>[] = asks.map((ask, index) => ({
        index,
        ask,
        estimation: ledger.keyed(provider.toEstimation(ask)),
      }));
      while (open.length > 0) {
        if (isOver(buyer.call)) {
          for (const { index } of open) results[index] = outOfTime(provider.payee);
          break;
        }
        const own: Flight<Ask>[] = [];
        const seats = open.map((asked): Seat<Ask> => {
          const { ask, estimation } = asked;
          const underWay = isToShare ? shared.get(estimation.key) : undefined;
          if (underWay !== undefined) return { asked, flight: underWay, isOwn: false };
          const flight = takeOff(estimation, ask, isToShare);
          own.push(flight);
          return { asked, flight, isOwn: true };
        });
        if (own.length > 0) {
          const crash = (error: unknown) => {
            for (const flight of own) land(flight, { kind: 'FAILED', error: toError(error) });
          };
          track(fly(provider, own, buyer).catch(crash));
        }
        await landedInTime(
          seats.map(({ flight }) => flight),
          buyer.call,
        );
        const again: Asked<Ask>[] = [];
        for (const { asked, flight, isOwn } of seats) {
          const result = resultOf(flight.outcome ?? late(provider.payee), isOwn);
          // What landed is this provider's, for its key says so.
          if (result !== undefined) results[asked.index] = result as Value | null | Error;
          else again.push(asked);
        }
        open = again;
      }
      return results;
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

/** What another process has under way, by its purchase. */
type Taken = Readonly<{ flight: Flight; purchaseId: string }>;

/** What was asked for, and at which place of all that was. */
type Asked<Ask> = Readonly<{ index: number; ask: Ask; estimation: KeyedEstimation }>;

/** Whoever waits for a flight. */
type Seat<Ask = unknown> = Readonly<{ asked: Asked<Ask>; flight: Flight; isOwn: boolean }>;

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
  const settlement: Settlement = { kind: 'SPENT', answer: () => JSON.stringify(result), ttlMs };
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

function lost(payee: Payee): UpstreamError {
  const message = `${labelOf(payee)} was asked for this estimation and never answered. Ask again to have it made anew.`;
  return new UpstreamError(payee, 'UPSTREAM_TIMEOUT', message);
}

function ignore(): void {
  // Nothing hangs on it.
}
