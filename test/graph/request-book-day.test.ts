import { afterEach, describe, expect, it } from '@jest/globals';
import { createQuota, documentedLimits } from '../../src/sandbox/apimo-quota.js';
import { newDraft } from '../../src/domain/buyer-request-draft.js';
import { UpstreamError } from '../../src/upstream/errors.js';
import { patientCall, startApimoProcess, visible } from '../support/apimo-process.js';
import type { ApimoProcess } from '../support/apimo-process.js';
import { createMemoryStore } from '../support/memory-store.js';
import type { MemoryStore } from '../support/memory-store.js';
import { createPlayedApimo } from '../support/played-apimo.js';
import type { PlayedApimo } from '../support/played-apimo.js';
import { createSimulatedClock } from '../support/simulated-clock.js';
import type { SimulatedClock } from '../support/simulated-clock.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const draft = newDraft({ contactId: '1', userId: '2', offerType: 'BUY', countryCode: 'FR' });

type Day = Readonly<{
  clock: SimulatedClock;
  store: MemoryStore;
  apimo: PlayedApimo;
  processes: readonly ApimoProcess[];
  agencyIds: readonly string[];
  /** How often Apimo itself had to say that it was too much. */
  refusals: () => number;
}>;

let running: readonly ApimoProcess[] = [];
afterEach(() => Promise.all(running.map((each) => each.close())));

/** Some processes over one store, in front of an Apimo that counts as its vendor says it does. */
async function begin(start: number, { processes: count = 2, agencies = 4 } = {}): Promise<Day> {
  const clock = createSimulatedClock(start);
  const store = createMemoryStore(clock.now);
  const apimo = createPlayedApimo(clock.now);
  const quota = createQuota(documentedLimits, clock.now);
  let refused = 0;
  apimo.onCall(() => {
    if (quota.take()) return null;
    refused += 1;
    return new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', 'Apimo answers no more requests at this rate.');
  });
  const agencyIds = Array.from({ length: agencies }, (_, index) => String(771 + index));
  for (const agencyId of agencyIds) apimo.put(agencyId, 1);
  const processes = Array.from({ length: count }, () => startApimoProcess({ door: apimo.door, store, clock }));
  running = processes;
  for (const each of processes) {
    const reads = agencyIds.map((agencyId) => each.read(agencyId));
    await clock.pass(5 * SECOND);
    await Promise.all(reads);
  }
  return { clock, store, apimo, processes, agencyIds, refusals: () => refused };
}

/** The same numbers from 0 to 1 every time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** How it ends, without failing before anybody looks. */
function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'done', String);
}

/** The most calls that came within any second. */
function busiestSecond({ apimo }: Day): number {
  const instants = apimo.calls.map(({ at }) => at);
  return Math.max(
    ...instants
      .map((at, index) => instants.slice(index).findIndex((later) => later >= at + SECOND) >>> 0)
      .map((count, index) => Math.min(count, instants.length - index)),
  );
}

const oldest = ({ processes, agencyIds }: Day) =>
  Math.max(
    ...processes.flatMap(({ book }) => book.report(agencyIds.map(visible)).map(({ ageMs }) => ageMs ?? Infinity)),
  );

describe('a day of traffic', () => {
  it.each([
    ['of 24 hours', '2026-06-10T00:00+02:00', 24],
    ['of 23 hours, when summer time begins', '2026-03-29T00:00+01:00', 23],
    ['of 25 hours, when it ends', '2026-10-25T00:00+02:00', 25],
  ])('%s keeps to the quota, writes whenever it has to, and tells how old it is', async (_what, midnight, hours) => {
    const start = Date.parse(midnight);
    const day = await begin(start);
    const { clock, processes, agencyIds, apimo } = day;
    const random = createRandom(hours);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const writes: Promise<string>[] = [];
    const crossings: Promise<string>[] = [];
    const ages: number[] = [];

    while (clock.now() < start + hours * HOUR - 10 * MINUTE) {
      await clock.pass(10 * MINUTE);
      ages.push(oldest(day));
      const at = pick(processes);
      const agency = visible(pick(agencyIds));
      if (random() < 0.2) {
        writes.push(
          outcomeOf(
            at.client.createRequest(agency, draft, patientCall()).then(() => at.book.refresh(agency, patientCall())),
          ),
        );
      }
      // Now and then, somebody opens a page of buyers.
      for (let count = random() < 0.04 ? 25 : Number(random() < 0.5); count > 0; count -= 1) {
        crossings.push(outcomeOf(at.client.listCrossings(agency, '1', {}, patientCall(pick(['a', 'b', 'c'])))));
      }
    }
    await clock.passUntil(start + hours * HOUR - 1);

    expect(new Set(await Promise.all(writes))).toEqual(new Set(['done']));
    expect(writes.length).toBeGreaterThan(15);
    expect(new Set(await Promise.all(crossings))).toEqual(new Set(['done']));
    expect(crossings.length).toBeGreaterThan(100);
    expect(day.refusals()).toBe(0);
    expect(apimo.calls.length).toBeLessThanOrEqual(1000);
    expect(busiestSecond(day)).toBeLessThanOrEqual(10);
    // As fresh as the quota allows: what was left for it was used, and evenly.
    expect(apimo.calls.filter(({ since }) => since !== null).length).toBeGreaterThan(500);
    ages.sort((a, b) => a - b);
    expect(ages[Math.floor(ages.length * 0.9)]).toBeLessThan(15 * MINUTE);
    // Where somebody has just asked for many crossings, shortly before midnight.
    expect(ages.at(-1)).toBeLessThan(90 * MINUTE);
    expect(processes[0]?.budget.standing().left).toBeGreaterThanOrEqual(100 - 2 * writes.length);

    // The next day begins with all of its calls.
    await clock.pass(HOUR);
    const { usedToday, left } = (await processes[0]?.budget.look()) ?? {};
    expect([usedToday, (usedToday ?? 0) + (left ?? 0)]).toEqual([expect.any(Number), 1000]);
    expect(usedToday).toBeLessThan(80);
    expect(day.refusals()).toBe(0);
  });

  it('of one agency syncs as often as it is asked to', async () => {
    const start = Date.parse('2026-06-10T00:00+02:00');
    const day = await begin(start, { agencies: 1, processes: 1 });
    let age = 0;
    for (let minutes = 0; minutes < 23 * 60; minutes += 7) {
      await day.clock.pass(7 * MINUTE);
      age = Math.max(age, oldest(day));
    }

    expect(age).toBeLessThanOrEqual(2 * MINUTE + SECOND);
  });

  it('on which one client asks without end leaves enough for the others, for syncing and for writes', async () => {
    const start = Date.parse('2026-06-10T00:00+02:00');
    const day = await begin(start);
    const { clock, processes, agencyIds } = day;
    const [one, other] = processes;
    const crossing = async (process: ApimoProcess | undefined, clientId: string) =>
      process?.client.listCrossings('771', '1', {}, patientCall(clientId));
    const greedy = Array.from({ length: 2_000 }, () => crossing(one, 'greedy'));
    const counted = Promise.allSettled(greedy);
    await clock.pass(SECOND);
    const modest = crossing(one, 'modest');
    await clock.pass(3 * SECOND);
    // It did not stand in line behind two thousand.
    await modest;
    await clock.pass(10 * MINUTE);
    const refused = (await counted).filter((outcome) => outcome.status === 'rejected');
    await clock.pass(12 * HOUR);
    const later = crossing(other, 'modest');
    const write = other?.client.createRequest('771', draft, patientCall('greedy'));
    await clock.pass(2 * SECOND);

    await expect(later).resolves.toEqual([]);
    await expect(write).resolves.toMatchObject({ requestId: expect.any(String) });
    expect(refused.length).toBeGreaterThan(1_000);
    expect(refused[0]?.reason).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      isUnsent: true,
      retryAfterMs: expect.any(Number),
    });
    expect(oldest(day)).toBeLessThan(HOUR);
    expect(day.refusals()).toBe(0);
    expect(agencyIds).toHaveLength(4);
  });

  it('on which Apimo counts calls that are not ours goes by what Apimo says', async () => {
    const start = Date.parse('2026-06-10T08:00+02:00');
    const day = await begin(start, { processes: 1, agencies: 1 });
    const { clock, apimo, processes } = day;
    const [one] = processes;
    const before = apimo.calls.length;
    apimo.onCall(() => new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', 'Apimo answers no more requests.'));
    await clock.pass(6 * HOUR);

    expect(apimo.calls.length - before).toBeLessThan(40);
    expect(one?.budget.standing()).toMatchObject({ left: 0, pausedUntil: expect.any(Number) });
    await expect(one?.client.createRequest('771', draft, patientCall())).rejects.toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      isUnsent: true,
    });
    apimo.onCall(() => null);
    await clock.pass(30 * MINUTE);
    expect(one?.budget.standing()).toMatchObject({ pausedUntil: null });
    expect(oldest(day)).toBeLessThan(3 * MINUTE);
  });

  it('on which the store is away is still within the quota of each process', async () => {
    const start = Date.parse('2026-06-10T00:00+02:00');
    const day = await begin(start, { processes: 1 });
    const { clock, store, processes, apimo } = day;
    store.fail(Infinity, 'BEFORE');
    await clock.pass(12 * HOUR);
    expect(await processes[0]?.budget.look()).toMatchObject({ countedBy: 'PROCESS' });
    store.fail(0, 'BEFORE');
    await clock.pass(HOUR);

    expect(await processes[0]?.budget.look()).toMatchObject({ countedBy: 'STORE', usedToday: apimo.calls.length });
    await clock.passUntil(start + 24 * HOUR - 1);
    expect(apimo.calls.length).toBeGreaterThan(700);
    expect(apimo.calls.length).toBeLessThanOrEqual(900);
    expect(day.refusals()).toBe(0);
  });
});
