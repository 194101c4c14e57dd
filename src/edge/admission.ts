import { HeaderMap } from '@apollo/server';
import type { GraphQLResponse } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Caller } from '../access/caller.js';
import type { Points, PointsReservation, PointsStanding } from '../access/points.js';
import { exceededByVariables } from './document-limits.js';
import type { Exceeded } from './document-limits.js';
import { cappedErrors, tooComplex } from './limits.js';
import { refuseIntrospection } from './no-introspection.js';
import type { CostEstimate, EstimateCost } from './operation-cost.js';
import type { OperationPart } from './operation-stages.js';

export type AdmissionOptions = Readonly<{
  estimate: EstimateCost;
  /** Calls of all upstreams together, as estimated, that one operation may come to. */
  maxUpstreamCalls: number;
  points: Points;
  maySeeSchema: (caller: Caller) => boolean;
}>;

/** Records that one operation may come to, by the product of the pages on each path. */
const MAX_OBJECTS = 50_000;
const OBJECTS_A_POINT = 1000;

type Granted = Extract<PointsReservation, { kind: 'GRANTED' }>;
type Admitted = Readonly<{ estimate: CostEstimate; requested: number; reservation: Granted }>;

/**
 * Lets an operation be executed, or refuses it: for what its variables hold, because its client may not see the schema,
 * for what it would cost, or because its client has used up its points. What was reserved and not needed is given back with the answer.
 */
export function createAdmissionPart(options: AdmissionOptions): OperationPart {
  const { estimate: estimateCost, maxUpstreamCalls, points, maySeeSchema } = options;

  function exceededByCost({ objects, upstreamCalls }: CostEstimate): Exceeded | null {
    if (objects > MAX_OBJECTS) return { limit: 'objects', max: MAX_OBJECTS };
    return upstreamCalls > maxUpstreamCalls ? { limit: 'upstreamCalls', max: maxUpstreamCalls } : null;
  }

  return () => {
    let admitted: Admitted | null = null;

    return {
      didResolveOperation: async ({ document, operation, request, contextValue: { caller } }) => {
        const variables = request.variables ?? {};
        // Apollo Server comes here too where the document lacks the operation that was named.
        const definitions = operation?.variableDefinitions ?? [];
        const found = exceededByVariables(document, definitions, variables);
        if (found !== null) throw tooComplex(found);
        if (!maySeeSchema(caller)) refuseIntrospection(document);
        if (!operation) return;

        const agencyCount = caller.agencyIds.length;
        const estimate = estimateCost({ document, operation, variables, agencyCount });
        const beyond = exceededByCost(estimate);
        if (beyond !== null) throw tooComplex(beyond);
        const requested = pointsFor(estimate.upstreamCalls + estimate.billedEstimations, estimate);
        const reservation = await points.reserve(caller, requested);
        if (reservation.kind === 'NEVER') throw tooComplex({ limit: 'points', max: reservation.limit });
        if (reservation.kind === 'REFUSED') throw rateLimited(requested, reservation.standing);
        admitted = { estimate, requested, reservation };
      },

      willSendResponse: async ({ request, response, contextValue: { meter } }) => {
        capErrors(response);
        if (admitted === null) return;
        const { estimate, requested, reservation } = admitted;
        const actual = pointsFor(meter.totalCalls() + meter.totalBilled(), estimate);
        const standing = await reservation.settle(actual);
        if (standing !== null) setHeaders(response.http.headers, standing);
        if (request.http?.headers.get('immograph-cost') !== '1' || response.body.kind !== 'single') return;
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          cost: {
            requested,
            actual,
            remaining: standing?.remaining ?? null,
            resetAt: standing?.resetAt ?? null,
            estimate,
          },
        };
      },
    };
  };
}

/** A call is a point, a billed estimation another, and so is every thousand records. */
export function pointsFor(callsAndBilled: number, { objects }: CostEstimate): number {
  return Math.max(1, callsAndBilled + Math.floor(objects / OBJECTS_A_POINT));
}

/** What was executed keeps an error for each field that failed. */
function capErrors({ body }: GraphQLResponse): void {
  if (body.kind !== 'single') return;
  const { data, errors } = body.singleResult;
  if (data === undefined && errors !== undefined) body.singleResult.errors = cappedErrors(errors);
}

function rateLimited(requested: number, standing: PointsStanding): GraphQLError {
  const { limit, remaining, resetsInMs } = standing;
  const headers = new HeaderMap([['retry-after', String(Math.ceil(resetsInMs / 1000))]]);
  setHeaders(headers, standing);
  return new GraphQLError(
    `This takes ${requested} points, and of the ${limit} a minute ${remaining} are left for now.`,
    { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: resetsInMs, http: { status: 429, headers } } },
  );
}

function setHeaders(headers: HeaderMap, standing: PointsStanding): void {
  for (const [name, value] of Object.entries(standingHeaders(standing))) headers.set(name, value);
}

export function standingHeaders({ limit, remaining, resetsInMs }: PointsStanding) {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetsInMs / 1000)),
  } as const;
}
