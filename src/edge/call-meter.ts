import { roundToCents } from '../domain/money.js';
import type { CallMeter } from '../upstream/call.js';
import type { UpstreamName } from '../upstream/errors.js';

export type UpstreamUse = Readonly<{
  calls: number;
  cacheHits: number;
  /** For those that charge by the estimation. */
  billedEstimations?: number;
  priceEur?: number;
}>;

/** What one operation cost, by upstream, for those that it touched: the shape of `extensions.upstreams`. */
export type UpstreamsUsed = Readonly<Partial<Record<UpstreamName, UpstreamUse>>>;

/** What an answer rests on. */
export type Footing = Readonly<{
  /** In milliseconds since 1970; -Infinity where any of it holds for nobody else, or is not told. */
  holdsUntil: number;
  /** What the same answer costs where all of it is remembered. */
  remembered: UpstreamsUsed;
}>;

export interface OperationMeter extends CallMeter {
  used(): UpstreamsUsed;
  footing(): Footing;
  totalCalls(): number;
  totalBilled(): number;
}

type Count = { calls: number; cacheHits: number; billedEstimations: number; priceEur: number };

export function createOperationMeter(): OperationMeter {
  const counts = new Map<UpstreamName, Count>();
  const records = new Map<UpstreamName, number>();
  let holdsUntil = Infinity;

  function countOf(upstream: UpstreamName): Count {
    const known = counts.get(upstream);
    if (known !== undefined) return known;
    const fresh = { ...unused };
    counts.set(upstream, fresh);
    return fresh;
  }

  return {
    called: (upstream) => {
      countOf(upstream).calls += 1;
    },
    remembered: (upstream, records = 1) => {
      countOf(upstream).cacheHits += records;
    },
    holds: (upstream, count, until) => {
      records.set(upstream, (records.get(upstream) ?? 0) + count);
      // What somebody else's call has brought was had of that upstream, too, at no call.
      if (until > -Infinity) countOf(upstream);
      holdsUntil = Math.min(holdsUntil, until);
    },
    billed: (upstream, estimations, priceEurEach) => {
      if (priceEurEach <= 0) return;
      const count = countOf(upstream);
      count.billedEstimations += estimations;
      count.priceEur = roundToCents(count.priceEur + estimations * priceEurEach);
    },
    used: () => Object.fromEntries([...counts].map(([upstream, count]) => [upstream, useOf(upstream, count)])),
    footing: () => {
      const isTold = [...counts].every(([upstream, { priceEur }]) => records.has(upstream) && priceEur === 0);
      return {
        holdsUntil: isTold && records.size > 0 ? holdsUntil : -Infinity,
        remembered: Object.fromEntries(
          [...records].map(([upstream, count]) => [upstream, useOf(upstream, { ...unused, cacheHits: count })]),
        ),
      };
    },
    totalCalls: () => [...counts.values()].reduce((sum, { calls }) => sum + calls, 0),
    totalBilled: () => [...counts.values()].reduce((sum, { billedEstimations }) => sum + billedEstimations, 0),
  };
}

const unused: Readonly<Count> = { calls: 0, cacheHits: 0, billedEstimations: 0, priceEur: 0 };
const chargingUpstreams: ReadonlySet<UpstreamName> = new Set(['dimex', 'pricehubble']);

function useOf(upstream: UpstreamName, { calls, cacheHits, billedEstimations, priceEur }: Count): UpstreamUse {
  return chargingUpstreams.has(upstream) ? { calls, cacheHits, billedEstimations, priceEur } : { calls, cacheHits };
}
