import { describe, expect, it } from '@jest/globals';
import type { UpstreamErrorCode } from '../../../src/upstream/errors.js';
import type { DoorRequest } from '../../../src/upstream/http.js';
import { createRetryBudget } from '../../../src/upstream/policy/retry-budget.js';
import { createRetryingDoor } from '../../../src/upstream/policy/retry.js';
import { aFailure, aRequest, aScriptedDoor, fine } from '../../support/scripted-door.js';
import type { Ending } from '../../support/scripted-door.js';
import { aMeteredCall } from '../../support/upstream-call.js';

type Options = Readonly<{ share?: number; random?: number }>;

/** Waits for nothing, and tells how long it would have. */
function aRetryingDoor(ending: (request: DoorRequest, number: number) => Ending, options: Options = {}) {
  const { door, sent } = aScriptedDoor(ending);
  const waits: number[] = [];
  const retried: string[] = [];
  const retrying = createRetryingDoor(door, {
    limits: { times: 2, maxDelayMs: 1_000 },
    budget: createRetryBudget(options.share ?? 0.1),
    clock: {
      after: (ms, work) => {
        waits.push(ms);
        setImmediate(work);
        return () => undefined;
      },
    },
    observer: { retried: (upstream, endpoint) => retried.push(`${upstream} ${endpoint}`) },
    random: () => options.random ?? 0.5,
  });
  const ask = (request = aRequest(), call = aMeteredCall().call) => retrying.request(request, call);
  return { ask, sent, waits, retried };
}

describe('a read that fails', () => {
  it.each<[string, UpstreamErrorCode, Parameters<typeof aFailure>[1]]>([
    ['cannot be reached', 'UPSTREAM_UNAVAILABLE', { isUnsent: true }],
    ['is answered with 503', 'UPSTREAM_UNAVAILABLE', {}],
    ['is answered with 429 and soon to come back', 'UPSTREAM_RATE_LIMITED', { retryAfterMs: 500 }],
    ['is answered with half of its JSON', 'UPSTREAM_INVALID_RESPONSE', { cause: new SyntaxError('end of input') }],
  ])('because it %s is made again', async (_why, code, facts) => {
    const { ask, sent, retried } = aRetryingDoor((_request, number) => (number === 1 ? aFailure(code, facts) : fine));

    await expect(ask()).resolves.toEqual(fine);
    expect([sent.length, retried]).toEqual([2, ['fluximmo advert']]);
  });

  it.each<[string, UpstreamErrorCode, Parameters<typeof aFailure>[1]]>([
    ['is kept away by a breaker', 'UPSTREAM_UNAVAILABLE', { isUnsent: true, givenUpFor: 'BREAKER' }],
    ['finds the queue full', 'UPSTREAM_UNAVAILABLE', { isUnsent: true, givenUpFor: 'QUEUE' }],
    ['has used up its quota', 'UPSTREAM_RATE_LIMITED', { isUnsent: true, givenUpFor: 'RATE', retryAfterMs: 10 }],
    ['has been left by its client', 'UPSTREAM_TIMEOUT', { givenUpFor: 'CLIENT_GONE' }],
    ['is not let in', 'UPSTREAM_AUTH', { status: 401 }],
    ['is answered with 429 and no word on when', 'UPSTREAM_RATE_LIMITED', {}],
    ['is answered with 429 and not soon', 'UPSTREAM_RATE_LIMITED', { retryAfterMs: 7_000 }],
    ['is answered with a redirect', 'UPSTREAM_INVALID_RESPONSE', {}],
  ])('because it %s is not', async (_why, code, facts) => {
    const failure = aFailure(code, facts);
    const { ask, sent } = aRetryingDoor(() => failure);

    await expect(ask()).rejects.toBe(failure);
    expect(sent).toHaveLength(1);
  });

  it('for which an older answer stands in is not', async () => {
    const { ask, sent } = aRetryingDoor(() => aFailure());

    await expect(ask(aRequest(), { ...aMeteredCall().call, hasStandIn: () => true })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(sent).toHaveLength(1);
  });

  it('that comes broken is made again even so: nothing stands in for that', async () => {
    const broken = aFailure('UPSTREAM_INVALID_RESPONSE', { cause: new SyntaxError('end of input') });
    const { ask } = aRetryingDoor((_request, number) => (number === 1 ? broken : fine));

    await expect(ask(aRequest(), { ...aMeteredCall().call, hasStandIn: () => true })).resolves.toEqual(fine);
  });

  it('is made twice again at most, each time after a random part of a longer time', async () => {
    const { ask, sent, waits } = aRetryingDoor(() => aFailure(), { random: 0.99 });

    await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect([sent.length, waits]).toEqual([3, [99, 198]]);
  });

  it('is not made again before the time that the upstream named', async () => {
    const { ask, waits } = aRetryingDoor((_request, number) =>
      number === 1 ? aFailure('UPSTREAM_UNAVAILABLE', { retryAfterMs: 800 }) : fine,
    );
    await ask();

    expect(waits).toEqual([851]);
  });

  it('is not made again where its deadline comes first', async () => {
    const { ask, sent, waits } = aRetryingDoor(() => aFailure('UPSTREAM_UNAVAILABLE', { retryAfterMs: 900 }));

    await expect(ask(aRequest(), aMeteredCall({ timeoutMs: 600 }).call)).rejects.toMatchObject({ retryAfterMs: 900 });
    expect([sent.length, waits]).toEqual([1, []]);
  });

  it('is not made again for a client that leaves meanwhile', async () => {
    const client = new AbortController();
    const { ask, sent } = aRetryingDoor(() => {
      setImmediate(() => {
        client.abort();
      });
      return aFailure();
    });

    await expect(ask(aRequest(), aMeteredCall({ signal: client.signal }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(sent.length).toBeLessThanOrEqual(2);
  });

  it('says what went wrong with it, not that its retry was kept away', async () => {
    const failure = aFailure('UPSTREAM_INVALID_RESPONSE', { cause: new SyntaxError('end of input') });
    const { ask } = aRetryingDoor((_request, number) =>
      number === 1 ? failure : aFailure('UPSTREAM_UNAVAILABLE', { isUnsent: true, givenUpFor: 'BREAKER' }),
    );

    await expect(ask()).rejects.toBe(failure);
  });
});

describe.each(['WRITE', 'BILLED'] as const)('a call whose effect is %s', (effect) => {
  const request = aRequest('estimate', { method: 'POST', effect });

  it.each<UpstreamErrorCode>(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'UPSTREAM_INVALID_RESPONSE'])(
    'is not made again once it was sent, whatever fails (%s)',
    async (code) => {
      const { ask, sent } = aRetryingDoor(() => aFailure(code, { cause: new Error('reset'), retryAfterMs: 1 }));

      await expect(ask(request)).rejects.toMatchObject({ code });
      expect(sent).toHaveLength(1);
    },
  );

  it('is made again where no byte of it left', async () => {
    const { ask, sent } = aRetryingDoor((_request, number) =>
      number === 1 ? aFailure('UPSTREAM_UNAVAILABLE', { isUnsent: true }) : fine,
    );

    await expect(ask(request)).resolves.toEqual(fine);
    expect(sent).toHaveLength(2);
  });
});

describe('the budget of retries', () => {
  it.each([1, 10, 100, 1_000])('makes at most a tenth and three more of %i calls that all fail', async (count) => {
    const { ask, sent } = aRetryingDoor(() => aFailure());
    for (let call = 0; call < count; call += 1) await ask().catch(() => undefined);

    expect(sent.length).toBeLessThanOrEqual(Math.floor(count * 1.1) + 3);
  });

  it('saves up no more than three from a day without failures', async () => {
    let isDown = false;
    const { ask, sent } = aRetryingDoor(() => (isDown ? aFailure() : fine));
    for (let call = 0; call < 500; call += 1) await ask();
    isDown = true;
    sent.length = 0;
    for (let call = 0; call < 20; call += 1) await ask().catch(() => undefined);

    expect(sent.length).toBeLessThanOrEqual(25);
  });

  it('of nothing leaves what has been saved from the start', async () => {
    const { ask, sent } = aRetryingDoor(() => aFailure(), { share: 0 });
    for (let call = 0; call < 50; call += 1) await ask().catch(() => undefined);

    expect(sent).toHaveLength(53);
  });
});
