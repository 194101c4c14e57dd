import type { Clock } from '../clock.js';
import type { UpstreamErrorCode } from '../errors.js';
import type { BreakerState } from '../observer.js';
import { createOutcomes } from './outcomes.js';

export type BreakerLimits = Readonly<{
  /** So many failures in a row open it. */
  consecutiveFailures: number;
  /** So do failures of at least this share, 0 to 1, of the calls that ended in the last `windowMs`, once there are `minCalls`. */
  failureShare: number;
  windowMs: number;
  minCalls: number;
  /** While it is open one call goes through in so long a time, to see. */
  probeIntervalMs: number;
}>;

/** What a call's end says of those it was sent to. */
export type Verdict =
  | Readonly<{ kind: 'SUCCESS' }>
  /** One that is decisive opens the breaker by itself. */
  | Readonly<{ kind: 'FAILURE'; code: UpstreamErrorCode; isDecisive?: boolean }>
  | Readonly<{ kind: 'NOTHING' }>
  /** Nor did it reach them. */
  | Readonly<{ kind: 'UNSENT' }>;

/** Instants are on the breaker's clock; those of a closed one are when it closed, or `null` where it has never been open. */
export type BreakerReport = Readonly<{
  state: BreakerState;
  openedBy: UpstreamErrorCode | null;
  since: number | null;
  nextProbeAt: number | null;
}>;

export interface Breaker {
  /** How long until a call would be let through: 0 where one would be now. */
  waitMs(): number;
  /** Lets one call through, whose end is to be told to what is returned; `null` where none may pass now. */
  enter(): ((verdict: Verdict) => void) | null;
  report(): BreakerReport;
}

export type BreakerOptions = Readonly<{
  limits: BreakerLimits;
  clock: Pick<Clock, 'now'>;
  onChange: (state: BreakerState) => void;
}>;

type Opening = { readonly openedBy: UpstreamErrorCode; readonly since: number; nextProbeAt: number; probes: number };

/**
 * Counts failures while it is closed, and keeps calls away while it is open, but for a probe from time to time. A probe
 * that hangs does not keep the next one from its time; the first that succeeds closes the breaker, and what was sent
 * before is then no longer listened to.
 */
export function createBreaker({ limits, clock, onChange }: BreakerOptions): Breaker {
  const outcomes = createOutcomes(limits.windowMs, clock.now);
  let opening: Opening | null = null;
  let closedAt: number | null = null;
  let told: BreakerState = 'CLOSED';
  onChange(told);

  const stateNow = (): BreakerState => {
    if (opening === null) return 'CLOSED';
    return opening.probes > 0 ? 'HALF_OPEN' : 'OPEN';
  };

  function tell(): void {
    const state = stateNow();
    if (state === told) return;
    told = state;
    onChange(state);
  }

  function isEnough(): boolean {
    if (outcomes.failuresInARow() >= limits.consecutiveFailures) return true;
    const { calls, failures } = outcomes.recent();
    return calls >= limits.minCalls && failures >= calls * limits.failureShare;
  }

  function countWhileClosed(verdict: Verdict): void {
    if (verdict.kind === 'SUCCESS') outcomes.succeeded();
    if (verdict.kind !== 'FAILURE') return;
    outcomes.failed();
    if (verdict.isDecisive !== true && !isEnough()) return;
    const now = clock.now();
    opening = { openedBy: verdict.code, since: now, nextProbeAt: now + limits.probeIntervalMs, probes: 0 };
    tell();
  }

  function probed(own: Opening, verdict: Verdict): void {
    own.probes -= 1;
    if (verdict.kind === 'UNSENT') own.nextProbeAt = clock.now();
    if (verdict.kind === 'SUCCESS') {
      opening = null;
      closedAt = clock.now();
      outcomes.forget();
    }
    tell();
  }

  const waitMs = () => (opening === null ? 0 : Math.max(0, opening.nextProbeAt - clock.now()));

  return {
    waitMs,
    enter: () => {
      const entered = opening;
      if (entered === null) {
        const era = closedAt;
        return (verdict) => {
          if (opening === null && closedAt === era) countWhileClosed(verdict);
        };
      }
      if (waitMs() > 0) return null;
      entered.probes += 1;
      entered.nextProbeAt = clock.now() + limits.probeIntervalMs;
      tell();
      return (verdict) => {
        if (opening === entered) probed(entered, verdict);
      };
    },
    report: () => ({
      state: stateNow(),
      openedBy: opening?.openedBy ?? null,
      since: opening?.since ?? closedAt,
      nextProbeAt: opening?.nextProbeAt ?? null,
    }),
  };
}
