import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eraseFromBucket, findContact, forbidContact } from '../../src/graph/request-shelf-erasure.js';
import { UpstreamError } from '../../src/upstream/errors.js';
import { idsOf, patientCall, startApimoProcess, visible } from '../support/apimo-process.js';
import type { ApimoProcess } from '../support/apimo-process.js';
import { createMemoryStore } from '../support/memory-store.js';
import type { MemoryStore } from '../support/memory-store.js';
import { createPlayedApimo } from '../support/played-apimo.js';
import type { PlayedApimo } from '../support/played-apimo.js';
import { createSimulatedClock } from '../support/simulated-clock.js';
import type { SimulatedClock } from '../support/simulated-clock.js';
import { aMeteredCall } from '../support/upstream-call.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const noon = Date.parse('2026-06-10T10:00:00Z');

let clock: SimulatedClock;
let store: MemoryStore;
let apimo: PlayedApimo;
let processes: ApimoProcess[];

beforeEach(() => {
  clock = createSimulatedClock(noon);
  store = createMemoryStore(clock.now);
  apimo = createPlayedApimo(clock.now);
  processes = [];
  for (const id of [1, 2, 10]) apimo.put('771', id, { comment: `buyer ${id}` });
});
afterEach(() => Promise.all(processes.map((each) => each.close())));

function start(maxAgeMs = 2 * MINUTE, maxStaleMs = 7 * 24 * HOUR): ApimoProcess {
  const started = startApimoProcess({ door: apimo.door, store, clock, maxAgeMs, maxStaleMs });
  processes.push(started);
  return started;
}

const lists = () => apimo.calls.filter(({ what }) => what === 'requests');
const down = () => new UpstreamError('apimo', 'UPSTREAM_UNAVAILABLE', 'Apimo failed with status 503.');
const reportOf = ({ book }: ApimoProcess, agencyId = '771') => book.report([visible(agencyId)])[0];
async function contents(): Promise<ReadonlyMap<string, string>> {
  const entries: (readonly [string, string])[] = [];
  for await (const entry of store.list('')) entries.push(entry);
  return new Map(entries);
}

const keptText = async () => [...(await contents())].map((entry) => entry.join(' ')).join('\n');

/** A call that is held until it is let go. */
function hold(): Readonly<{ gate: Promise<void>; letGo: () => void }> {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { gate, letGo };
}

describe('a book of requests', () => {
  it('lets go of who is erased from the store within seconds, though nobody asks', async () => {
    apimo.put('771', 3, { contact: '42', comment: 'tall' });
    const { book, read } = start(HOUR);
    await read('771');
    apimo.remove('771', 3);
    const { shelved } = await findContact(store, '42');
    for (const key of shelved) await eraseFromBucket(store, key, '42');
    expect(book.reportOfAll()).toMatchObject([{ agencyId: '771', requestCount: 4 }]);
    await clock.pass(11 * SECOND);

    expect(shelved).toHaveLength(1);
    expect(book.report([visible('771')])).toMatchObject([{ requestCount: 3 }]);
    expect(await read('771')).toEqual(['1', '2', '10']);
    expect(await keptText()).not.toContain('tall');
  });

  it('reads an agency when it is first asked for, and then what changed by the timestamp that Apimo gave', async () => {
    const { read } = start();
    expect(await read('771')).toEqual(['1', '2', '10']);
    await clock.pass(5 * MINUTE);

    expect(lists().map(({ since }) => since)).toEqual([null, noon / 1000 - 1, noon / 1000 - 1]);
    expect(lists().map(({ at }) => at - noon)).toEqual([0, 2 * MINUTE, 4 * MINUTE]);
  });

  it('goes on by itself where timers come before it is time', async () => {
    clock = createSimulatedClock(noon, { earlyMs: 1 });
    apimo = createPlayedApimo(clock.now);
    apimo.put('771', 1);
    const { read } = start();
    await read('771');
    await clock.pass(5 * MINUTE);

    expect(lists().map(({ at }) => at - noon)).toEqual([0, 2 * MINUTE, 4 * MINUTE]);
  });

  it('answers without a call, and without waiting, however old it is', async () => {
    const { read } = start();
    await read('771');
    const { gate, letGo } = hold();
    apimo.onCall(() => gate);
    await clock.pass(10 * MINUTE);
    const { call, called } = aMeteredCall({ timeoutMs: 1_000 });

    expect((await processes[0]?.book.requestsOf(visible('771'), call))?.size()).toBe(3);
    expect(called).toEqual([]);
    expect(lists()).toHaveLength(2);
    letGo();
  });

  it('does not tell what is older than its limit where Apimo does not answer, and does again once it does', async () => {
    const { read } = start(MINUTE, HOUR);
    await read('771');
    apimo.onCall(down);
    await clock.pass(HOUR - MINUTE);
    expect(await read('771')).toEqual(['1', '2', '10']);
    await clock.pass(2 * MINUTE);
    await expect(read('771')).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });

    apimo.onCall(() => null);
    await clock.pass(10 * MINUTE);
    expect(await read('771')).toEqual(['1', '2', '10']);
  });

  it('shows what was added, changed and deactivated at the next sync, and keeps the rest', async () => {
    const { read, book } = start();
    await read('771');
    const before = (await book.requestsOf(visible('771'), patientCall()))?.get('1');
    await clock.pass(MINUTE);
    apimo.put('771', 2, { active: false });
    apimo.put('771', 11, {});
    await clock.pass(MINUTE);
    const after = await book.requestsOf(visible('771'), patientCall());

    expect(after && idsOf(after)).toEqual(['1', '2', '10', '11']);
    expect(after?.get('2')?.isActive).toBe(false);
    expect(after?.get('1')).toEqual(before);
  });

  it('drops what was deleted when it lists anew, within a day, and leaves no byte of it in the store', async () => {
    const { read } = start(30 * MINUTE);
    await read('771');
    expect(await keptText()).toContain('buyer 10');
    apimo.remove('771', 10);
    await clock.pass(24 * HOUR + 30 * MINUTE);

    expect(await read('771')).toEqual(['1', '2']);
    expect(lists().filter(({ since }) => since === null)).toHaveLength(2);
    expect(await keptText()).toContain('buyer 2');
    expect(await keptText()).not.toContain('buyer 10');
  });

  it('lists agencies anew at times of their own', async () => {
    const agencies = Array.from({ length: 6 }, (_, index) => String(800 + index));
    for (const agencyId of agencies) apimo.put(agencyId, 1);
    const { read } = start(10 * MINUTE);
    for (const agencyId of agencies) await read(agencyId);
    await clock.pass(24 * HOUR);

    const again = lists().filter(({ since, at }) => since === null && at > noon);
    expect(again.map(({ agencyId }) => agencyId).sort()).toEqual(agencies);
    expect(new Set(again.map(({ at }) => Math.floor(at / (10 * MINUTE)))).size).toBeGreaterThan(3);
  });

  it('writes a change of its own into what it has, at once', async () => {
    const { book, read } = start();
    await read('771');
    apimo.put('771', 12, {});

    expect((await book.refresh(visible('771'), patientCall()))?.get('12')).not.toBeNull();
    expect(lists().at(-1)?.since).not.toBeNull();
  });

  it('does not take an answer that was under way for one that knows of the change', async () => {
    const { book, read } = start();
    await read('771');
    const { gate, letGo } = hold();
    apimo.onCall(() => gate);
    await clock.pass(2 * MINUTE);
    apimo.put('771', 12, {});
    const refreshed = book.refresh(visible('771'), patientCall());
    letGo();

    expect((await refreshed)?.get('12')).not.toBeNull();
    expect(lists()).toHaveLength(3);
  });

  it('has changes of one request take turns, and those of others not wait', async () => {
    const { book } = start();
    const order: string[] = [];
    const { gate, letGo } = hold();
    const held = book.inTurn(visible('771'), '1', async () => {
      order.push('first begins');
      await gate;
      order.push('first fails');
      throw new Error('of the first');
    });
    const next = book.inTurn(visible('771'), '1', () => Promise.resolve(order.push('second')));
    await book.inTurn(visible('771'), '2', () => Promise.resolve(order.push('other')));
    letGo();

    await expect(held).rejects.toThrow('of the first');
    await next;
    expect(order).toEqual(['first begins', 'other', 'first fails', 'second']);
  });
});

describe('a book whose sync fails', () => {
  it('goes on with what it has, says so, and how old it is', async () => {
    const { read, failures, book } = start();
    await read('771');
    apimo.onCall(down);
    await clock.pass(10 * MINUTE);

    expect(await read('771')).toEqual(['1', '2', '10']);
    expect(failures.length).toBeGreaterThan(1);
    expect(book.report([visible('771')])).toEqual([
      {
        agencyId: '771',
        requestCount: 3,
        ageMs: 10 * MINUTE,
        syncedAt: new Date(noon).toISOString(),
        listedAt: new Date(noon).toISOString(),
        nextSyncAt: expect.any(String),
        lastFailure: { code: 'UPSTREAM_UNAVAILABLE', at: expect.any(String) },
      },
    ]);
  });

  it('tries more and more rarely, and is up to date again once Apimo answers', async () => {
    const started = start();
    await started.read('771');
    apimo.onCall(down);
    await clock.pass(HOUR);
    const tries = lists().length;
    apimo.put('771', 12);
    apimo.onCall(() => null);
    await clock.pass(6 * MINUTE);

    expect(tries).toBeLessThan(30);
    expect(await started.read('771')).toContain('12');
    expect(reportOf(started)?.lastFailure).toBeNull();
  });

  it('fails those who ask for what is not there yet, asks once more, and then not again and again', async () => {
    const { read } = start();
    apimo.onCall(down);
    const outcomes = [];
    for (let ask = 0; ask < 20; ask += 1) outcomes.push((await Promise.allSettled([read('771')]))[0]);

    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(lists()).toHaveLength(2);
    apimo.onCall(() => null);
    await clock.pass(10 * SECOND);
    expect(await read('771')).toEqual(['1', '2', '10']);
  });

  it('does not let a full list that fails cost what was known', async () => {
    const { read } = start(30 * MINUTE);
    await read('771');
    apimo.onCall(({ since }) => (since === null ? down() : null));
    await clock.pass(30 * HOUR);

    expect(await read('771')).toEqual(['1', '2', '10']);
  });

  it('knows an agency that Apimo does not know as none, and asks rarely', async () => {
    const { read } = start();
    expect(await read('779')).toBeNull();
    await clock.pass(10 * MINUTE);
    expect(await read('779')).toBeNull();

    expect(lists()).toHaveLength(1);
  });

  it.each(['', '../771', 'a'.repeat(65), 'café'])('does not look for the agency "%s"', async (agencyId) => {
    expect(await start().read(agencyId)).toBeNull();
    expect(apimo.calls).toEqual([]);
    expect(store.keys().length).toBe(0);
  });
});

describe('books that share a store', () => {
  it('have one of them read an agency, while the others follow', async () => {
    const [one, other, third] = [start(), start(), start()];
    const all = await Promise.all([one.read('771'), other.read('771'), third.read('771'), clock.pass(2 * SECOND)]);
    expect(all.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ['1', '2', '10']));
    expect(lists()).toHaveLength(1);

    apimo.put('771', 11);
    await clock.pass(2 * MINUTE + 2 * SECOND);
    expect(lists()).toHaveLength(2);
    for (const each of [one, other, third]) expect(await each.read('771')).toEqual(['1', '2', '10', '11']);
  });

  it('show in one what another has just written', async () => {
    const [one, other] = [start(), start()];
    await one.read('771');
    await other.read('771');
    apimo.put('771', 12);
    await one.book.refresh(visible('771'), patientCall());

    expect(await other.read('771')).toContain('12');
  });

  it('take over from one that died while it was syncing', async () => {
    const [one, other] = [start(), start()];
    await one.read('771');
    await other.read('771');
    const { gate, letGo } = hold();
    let held = 0;
    apimo.onCall(() => (held++ === 0 ? gate : null));
    await clock.pass(3 * MINUTE);

    expect(lists().map(({ at }) => at - noon)).toEqual([0, 2 * MINUTE, expect.any(Number)]);
    expect((lists()[2]?.at ?? 0) - noon).toBeLessThanOrEqual(2 * MINUTE + 46 * SECOND);
    letGo();
  });

  it.each([
    ['', []],
    [', though both were asked in between', [0, 1]],
  ])('lose nothing that one has written while the other read the whole list%s', async (_how, asked) => {
    const [one, other] = [start(), start()];
    await one.read('771');
    await other.read('771');
    const { gate, letGo } = hold();
    apimo.onCall(({ since }) => (since === null ? gate : null));
    // Until one of them is reading the whole list.
    while (lists().filter(({ since }) => since === null).length < 2) await clock.pass(MINUTE);
    apimo.put('771', 12, { comment: 'written meanwhile' });
    await other.book.refresh(visible('771'), patientCall());
    for (const each of asked) await processes[each]?.read('771');
    letGo();
    await clock.pass(SECOND);

    for (const each of [one, other]) expect(await each.read('771')).toEqual(['1', '2', '10', '12']);
    expect(await keptText()).toContain('written meanwhile');
  });

  it('go on where one whose clock is hours ahead has synced before', async () => {
    const ahead = { ...clock, now: () => clock.now() + 3 * HOUR };
    const hasty = startApimoProcess({ door: apimo.door, store, clock: ahead, maxAgeMs: 2 * MINUTE, maxStaleMs: HOUR });
    await hasty.read('771');
    await hasty.close();
    const next = start();
    await next.book.resume(['771']);
    apimo.put('771', 12);
    await clock.pass(3 * MINUTE);

    expect(await next.read('771')).toEqual(['1', '2', '10', '12']);
    expect(reportOf(next)?.ageMs).toBe(MINUTE);
    expect(lists()).toHaveLength(2);
  });

  it('go on where the clock is set back', async () => {
    let setBackMs = 0;
    const corrected = { ...clock, now: () => clock.now() - setBackMs };
    const own = startApimoProcess({
      door: apimo.door,
      store,
      clock: corrected,
      maxAgeMs: 2 * MINUTE,
      maxStaleMs: HOUR,
    });
    processes.push(own);
    await own.read('771');
    setBackMs = 3 * HOUR;
    apimo.put('771', 12);
    await clock.pass(5 * MINUTE);

    expect(await own.read('771')).toEqual(['1', '2', '10', '12']);
    expect(lists()).toHaveLength(2);
  });

  it('resume after a restart with what is kept, and one increment', async () => {
    const first = start();
    await first.read('771');
    await first.close();
    await clock.pass(HOUR);
    apimo.put('771', 11);
    const again = start();
    await again.book.resume(['771', '772']);

    expect(await again.read('771')).toEqual(['1', '2', '10']);
    await clock.pass(SECOND);
    expect(await again.read('771')).toEqual(['1', '2', '10', '11']);
    expect(lists().map(({ since }) => since)).toEqual([null, noon / 1000 - 1]);
  });

  it('keep thousands of requests in pieces, and rewrite no more of them than changed', async () => {
    for (let id = 1; id <= 5_000; id += 1) apimo.put('772', id, { comment: 'c'.repeat(200) });
    await clock.pass(10 * SECOND);
    apimo.put('772', 5_000);
    const [one, other] = [start(), start()];
    await one.read('772');
    const before = await contents();
    await clock.pass(MINUTE);
    apimo.put('772', 4_000, { comment: 'changed' });
    await clock.pass(MINUTE);
    const after = await contents();
    const sizes = [...after.values()].map(({ length }) => length);
    const rewritten = [...after.keys()].filter(
      (key) => key.startsWith('requests/') && after.get(key) !== before.get(key),
    );

    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(rewritten).toHaveLength(2);
    expect((await other.book.requestsOf(visible('772'), patientCall()))?.get('4000')?.comment).toBe('changed');
    expect(await other.read('772')).toHaveLength(5_000);
  });

  it('keep each agency under a prefix of its own, and all of it for days at most', async () => {
    const { read, close } = start();
    await read('771');
    await close();

    expect(
      [...(await contents())].every(([key, value]) => !value.includes('buyer') || key.startsWith('requests/771/')),
    ).toBe(true);
    await clock.pass(3 * 24 * HOUR);
    expect(await keptText()).not.toContain('buyer');
  });

  it('read anew what somebody has erased', async () => {
    const { read, book } = start();
    await read('771');
    for (const key of store.keys()) {
      if (key.startsWith('requests/')) await store.update([], () => ({ result: null, writes: [{ key, value: null }] }));
    }
    await clock.pass(3 * MINUTE);

    expect(await read('771')).toEqual(['1', '2', '10']);
    expect(book.report([visible('771')])[0]?.lastFailure).toBeNull();
    expect(await keptText()).toContain('buyer 10');
  });
});

describe('a book whose store is away', () => {
  it('syncs by itself, and shares what it has once the store is there', async () => {
    store.fail(Infinity, 'BEFORE');
    const [one, other] = [start(), start()];
    expect(await one.read('771')).toEqual(['1', '2', '10']);
    apimo.put('771', 11);
    await clock.pass(3 * MINUTE);
    expect(await one.read('771')).toContain('11');
    store.fail(0, 'BEFORE');
    await clock.pass(3 * MINUTE);
    const before = lists().length;

    expect(await other.read('771')).toContain('11');
    expect(lists()).toHaveLength(before);
  });

  it('lets go of who was erased meanwhile once it is back, and writes nothing of them anew', async () => {
    apimo.put('771', 3, { contact: '42', comment: 'tall' });
    const [away, other] = [start(HOUR), start(HOUR)];
    store.fail(Infinity, 'BEFORE');
    expect(await away.read('771')).toContain('3');
    apimo.remove('771', 3);
    store.fail(0, 'BEFORE');
    await forbidContact(store, '42', clock.now());
    expect((await findContact(store, '42')).shelved).toEqual([]);
    await clock.pass(11 * SECOND);

    expect(away.book.report([visible('771')])).toMatchObject([{ requestCount: 3 }]);
    apimo.put('771', 11);
    await clock.pass(2 * HOUR);
    for (const each of [away, other]) expect(await each.read('771')).toEqual(['1', '2', '10', '11']);
    expect(await keptText()).not.toContain('tall');
  });

  it('writes nothing of who was erased between reading Apimo and publishing it', async () => {
    apimo.put('771', 3, { contact: '42', comment: 'tall' });
    const late = start(HOUR);
    const { gate, letGo } = hold();
    apimo.onCall(() => gate);
    const reading = late.read('771');
    await clock.pass(SECOND);
    await forbidContact(store, '42', clock.now());
    apimo.remove('771', 3);
    letGo();

    expect(await reading).toEqual(['1', '2', '10']);
    expect(await keptText()).not.toContain('tall');
  });

  it('tells of an erased contact what Apimo has still a day later, or has anew', async () => {
    apimo.put('771', 3, { contact: '42', comment: 'tall' });
    apimo.put('771', 4, { contact: '43', comment: 'small' });
    const { read } = start(HOUR);
    await read('771');
    for (const contact of ['42', '43']) {
      await forbidContact(store, contact, clock.now());
      for (const key of (await findContact(store, contact)).shelved) await eraseFromBucket(store, key, contact);
    }
    await clock.pass(30 * MINUTE);
    expect(await read('771')).toEqual(['1', '2', '10']);
    apimo.put('771', 4, { contact: '43', comment: 'is back' });
    await clock.pass(2 * HOUR);

    expect(await read('771')).toEqual(['1', '2', '4', '10']);
    await clock.pass(25 * HOUR);
    expect(await read('771')).toEqual(['1', '2', '3', '4', '10']);
  });

  it('goes on when the store is lost in the middle, and does not step back when it returns', async () => {
    const [one, other] = [start(), start()];
    await one.read('771');
    await other.read('771');
    store.fail(Infinity, 'BEFORE');
    apimo.put('771', 11);
    await clock.pass(5 * MINUTE);
    expect(await one.read('771')).toContain('11');
    store.fail(0, 'BEFORE');
    await clock.pass(5 * MINUTE);

    for (const each of [one, other]) expect(await each.read('771')).toEqual(['1', '2', '10', '11']);
    expect(await keptText()).toContain('"requestId":"11"');
  });
});
