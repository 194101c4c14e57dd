import { nextParisMidnight, parisDayOf } from '../domain/calendar.js';
import type { UpstreamName } from '../upstream/errors.js';
import { pointsFor } from './admission.js';
import type { KeptAnswer } from './answer-shelf.js';
import { extensionsOf } from './extensions.js';
import type { EstimateCost } from './operation-cost.js';
import type { OperationPart } from './operation-stages.js';
import type { ResolvedOperation } from './shareable-operation.js';

/** An answer that was looked for and is not there. What is noted of it, once it is made, says that it may be kept. */
export type SoughtAnswer = { readonly key: string; toKeep: ToKeep | null };

export type ToKeep = Omit<KeptAnswer, 'body' | 'contentType' | 'etag'> &
  Readonly<{
    /** What the answer's text ends with, beside its data, and what it is to end with from then on. */
    ending: string;
    rememberedEnding: string;
  }>;

export type AnswerNotingOptions = Readonly<{
  estimate: EstimateCost;
  isShareable: (resolved: ResolvedOperation) => boolean;
  sandboxed: readonly UpstreamName[];
}>;

/**
 * Notes of the answers that were sought which may be kept: whole ones, without errors, that are the same for all who have
 * the same rights, and for as long as all that they were made of is fresh. It goes behind whatever adds to extensions.
 */
export function createAnswerNoting(options: AnswerNotingOptions): OperationPart {
  const { estimate, isShareable, sandboxed } = options;
  return () => ({
    willSendResponse: ({ document, operation, operationName, request, response, metrics, contextValue }) => {
      const { sought, caller, meter, today } = contextValue;
      const { body, http } = response;
      if (sought === null || body.kind !== 'single' || (http.status ?? 200) !== 200) return;
      const { data, errors, extensions } = body.singleResult;
      if (errors !== undefined || !data || !document || !operation) return;
      // Who has a query persisted, by sending it along with its hash, is to get through.
      if (metrics?.persistedQueryRegister === true) return;
      const resolved = { document, operation, variables: request.variables ?? {} };
      if (!isShareable(resolved)) return;

      const now = Date.now();
      const { holdsUntil, remembered } = meter.footing();
      const until = Math.min(holdsUntil, endOfDay(today, now));
      if (until <= now) return;
      const costs = estimate({ ...resolved, agencyCount: caller.agencyIds.length });
      sought.toKeep = {
        keptAt: now,
        holdsUntil: until,
        points: {
          requested: pointsFor(costs.upstreamCalls + costs.billedEstimations, costs),
          least: pointsFor(0, costs),
        },
        operationName: operationName ?? null,
        upstreams: remembered,
        ending: endingOf(extensions),
        rememberedEnding: endingOf(extensionsOf(remembered, sandboxed)),
      };
    },
  });
}

/** What a valuation without a date is for changes at midnight in Paris. */
function endOfDay(today: string, now: number): number {
  return parisDayOf(new Date(now)) === today ? nextParisMidnight(new Date(now)).getTime() : -Infinity;
}

/** As Apollo Server writes it. */
function endingOf(extensions: unknown): string {
  return `,"extensions":${JSON.stringify(extensions)}}\n`;
}
