import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { RedisConnection } from '../store/redis-connection.js';
import type { Caller } from './caller.js';

/** What a client has left of its points in this minute. `resetAt` is ISO 8601, UTC. */
export type PointsStanding = Readonly<{ limit: number; remaining: number; resetAt: string; resetsInMs: number }>;

/** `standing` is `null` for a client without a limit. */
export type PointsReservation =
  | Readonly<{
      kind: 'GRANTED';
      standing: PointsStanding | null;
      settle: (actual: number) => Promise<PointsStanding | null>;
    }>
  | Readonly<{ kind: 'REFUSED'; standing: PointsStanding }>
  /** No minute has so many. */
  | Readonly<{ kind: 'NEVER'; limit: number }>;

/** Points that clients may spend in a minute: reserved before an operation, what it did not need given back after it. */
export interface Points {
  reserve(caller: Pick<Caller, 'clientId' | 'pointsPerMinute'>, points: number): Promise<PointsReservation>;
}

const WINDOW_SECONDS = 60;

/** Counts in Redis for all processes; without it, or while it is away, each process counts for itself. */
export function createPoints(redis: RedisConnection | null): Points {
  const limiters = new Map<number, RateLimiterAbstract>();

  function limiterOf(limit: number): RateLimiterAbstract {
    const known = limiters.get(limit);
    if (known !== undefined) return known;
    const options = { keyPrefix: `points/${limit}`, points: limit, duration: WINDOW_SECONDS };
    const inProcess = new RateLimiterMemory(options);
    const limiter =
      redis === null
        ? inProcess
        : new RateLimiterRedis({ ...options, ...overRedis(redis), insuranceLimiter: inProcess });
    limiters.set(limit, limiter);
    return limiter;
  }

  return {
    reserve: async ({ clientId, pointsPerMinute: limit }, points) => {
      if (limit === null) return { kind: 'GRANTED', standing: null, settle: () => Promise.resolve(null) };
      if (points > limit) return { kind: 'NEVER', limit };
      const limiter = limiterOf(limit);
      try {
        const standing = toStanding(limit, await limiter.consume(clientId, points));
        return {
          kind: 'GRANTED',
          standing,
          settle: async (actual) => {
            const unneeded = points - actual;
            if (unneeded === 0) return standing;
            // Of what belongs to a minute that is over, nothing is left to give back.
            if (Date.parse(standing.resetAt) <= Date.now()) return standing;
            const change = unneeded > 0 ? limiter.reward(clientId, unneeded) : limiter.penalty(clientId, -unneeded);
            return toStanding(limit, await change);
          },
        };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        // What was refused has cost nothing.
        return { kind: 'REFUSED', standing: toStanding(limit, await limiter.reward(clientId, points)) };
      }
    },
  };
}

/** The one command that counting takes, over a connection that fails at once where there is none. */
function overRedis(redis: RedisConnection) {
  type Script = Readonly<{ keys: string[]; arguments: string[] }>;
  const storeClient = { eval: (text: string, script: Script) => redis.run((client) => client.eval(text, script)) };
  return { storeClient, useRedisPackage: true };
}

function toStanding(limit: number, { consumedPoints, msBeforeNext }: RateLimiterRes): PointsStanding {
  const resetsInMs = Math.max(0, Math.ceil(msBeforeNext));
  return {
    limit,
    remaining: Math.max(0, limit - consumedPoints),
    resetAt: new Date(Date.now() + resetsInMs).toISOString(),
    resetsInMs,
  };
}
