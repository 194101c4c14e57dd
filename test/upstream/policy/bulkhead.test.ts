import { describe, expect, it } from '@jest/globals';
import type { DoorAnswer, Effect } from '../../../src/upstream/http.js';
import { createBulkhead } from '../../../src/upstream/policy/bulkhead.js';
import { createSimulatedClock } from '../../support/simulated-clock.js';
import { aFailure, aRequest, aScriptedDoor, fine, outcomesOf } from '../../support/scripted-door.js';
import { aMeteredCall } from '../../support/upstream-call.js';

type Options = Readonly<{ concurrency?: number; queue?: number; effects?: readonly Effect[] }>;

/** A bulkhead whose calls end when they are told to, the oldest first. */
function aBulkhead({ concurrency = 2, queue = 10, effects = ['READ'] }: Options = {}) {
  const clock = createSimulatedClock(0);
  const under: { effect: Effect; end: (answer: DoorAnswer | Promise<never>) => void }[] = [];
  const { door, sent } = aScriptedDoor(({ effect }) => new Promise((resolve) => under.push({ effect, end: resolve })));
  const waits: number[] = [];
  const bulkhead = createBulkhead(door, {
    limits: { concurrency, queue },
    effects,
    clock,
    observer: { waited: (_upstream, seconds) => waits.push(seconds) },
  });
  const ask = (effect: Effect = 'READ', options: Parameters<typeof aMeteredCall>[0] = {}) =>
    bulkhead.request(aRequest('thing', { effect }), aMeteredCall(options).call);
  const end = async (answer: DoorAnswer | Promise<never> = fine) => {
    under.shift()?.end(answer);
    await clock.pass(0);
  };
  return { ask, end, sent, under, waits, clock, bulkhead };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('a bulkhead', () => {
  it('has no more calls under way than it has places, and all of them in the end', async () => {
    const { ask, end, sent, under } = aBulkhead();
    const all = outcomesOf(times(5, () => ask()));
    const seen: number[] = [];
    for (let call = 0; call < 5; call += 1) {
      seen.push(under.length);
      await end();
    }

    expect(seen).toEqual([2, 2, 2, 2, 1]);
    expect([await all, sent.length]).toEqual([times(5, () => 'OK'), 5]);
  });

  it('gives the place of a call that failed to the next', async () => {
    const { ask, end } = aBulkhead({ concurrency: 1 });
    const all = outcomesOf([ask(), ask()]);
    await end(Promise.reject(aFailure()));
    await end();

    expect(await all).toEqual(['UPSTREAM_UNAVAILABLE', 'OK']);
  });

  it('turns away at once what finds its queue full, and says that it was not sent', async () => {
    const { ask, sent } = aBulkhead({ concurrency: 1, queue: 1 });
    const waiting = [ask(), ask()];

    await expect(ask()).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
      isUnsent: true,
      givenUpFor: 'QUEUE',
    });
    expect([waiting.length, sent.length]).toEqual([2, 1]);
  });

  it('turns away whose deadline passes while it waits, and gives its turn to who is behind', async () => {
    const { ask, end, clock, sent } = aBulkhead({ concurrency: 1 });
    const first = ask();
    const [hurried, patient] = [ask('READ', { timeoutMs: 1_000 }), ask('READ', { timeoutMs: 60_000 })];
    const outcome = outcomesOf([hurried]);
    await clock.pass(1_001);
    expect(await outcome).toEqual(['UPSTREAM_UNAVAILABLE']);
    await end();
    await end();

    expect(await outcomesOf([first, patient])).toEqual(['OK', 'OK']);
    expect(sent).toHaveLength(2);
  });

  it('gives the place of a client that leaves to who is behind it', async () => {
    const { ask, end, sent } = aBulkhead({ concurrency: 1 });
    const client = new AbortController();
    const first = ask();
    const left = outcomesOf(times(3, () => ask('READ', { signal: client.signal })));
    const behind = ask();
    client.abort();
    expect(await left).toEqual(times(3, () => 'UPSTREAM_TIMEOUT'));
    await end();
    await end();

    expect(await outcomesOf([first, behind])).toEqual(['OK', 'OK']);
    expect(sent).toHaveLength(2);
  });

  it('does not let a client in that has left', async () => {
    const { ask, sent } = aBulkhead({ concurrency: 1 });
    const hanging = ask();
    const late = ask('READ', { signal: AbortSignal.abort() });

    await expect(late).rejects.toMatchObject({ isUnsent: true, givenUpFor: 'CLIENT_GONE' });
    expect([hanging instanceof Promise, sent.length]).toEqual([true, 1]);
  });

  it.each([
    ['BILLED', 'READ'],
    ['READ', 'BILLED'],
  ] as const)('keeps places for others from many calls that are %s', (many, other) => {
    const { ask, under } = aBulkhead({ concurrency: 8, queue: 100, effects: ['READ', 'BILLED'] });
    const hanging = times(50, () => ask(many));
    const late = ask(other);

    expect(under.map(({ effect }) => effect)).toEqual([...times(6, () => many), other]);
    expect([hanging.length, late instanceof Promise]).toEqual([50, true]);
  });

  it('has effects take turns where both wait', async () => {
    const { ask, end, sent } = aBulkhead({ concurrency: 1, effects: ['READ', 'BILLED'] });
    const all = [...times(3, () => ask('READ')), ...times(2, () => ask('BILLED'))];
    for (let call = 0; call < 5; call += 1) await end();
    await Promise.all(all);

    const order = sent.map(({ effect }) => effect);
    expect(order.slice(0, 1)).toEqual(['READ']);
    expect(order.slice(1, 4).sort()).not.toEqual(['READ', 'READ', 'READ']);
    expect(order.slice(1, 3).sort()).toEqual(['BILLED', 'READ']);
  });

  it('tells how long each call has waited', async () => {
    const { ask, end, clock, waits } = aBulkhead({ concurrency: 1 });
    const both = [ask('READ', { timeoutMs: 60_000 }), ask('READ', { timeoutMs: 60_000 })];
    await clock.pass(2_000);
    await end();
    await end();
    await Promise.all(both);

    expect(waits).toEqual([0, 2]);
  });

  it('takes none in any more once it is closed', async () => {
    const { ask, bulkhead } = aBulkhead({ concurrency: 1 });
    const hanging = ask();
    await bulkhead.close();

    await expect(ask()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', isUnsent: true });
    expect(hanging).toBeInstanceOf(Promise);
  });
});
