import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createLocalCaller } from '../../src/access/caller.js';
import { visibleAgencies } from '../../src/access/visible-agency.js';
import type { AgencyProperty } from '../../src/domain/agency-property.js';
import type { Crossing, CrossingStep } from '../../src/domain/buyer-request.js';
import {
  CROSSINGS_MAX_AGE_MS,
  PROPERTIES_MAX_AGE_MS,
  PROPERTIES_RELIST_MS,
  createCrossingBook,
  forgettingWhenWritten,
} from '../../src/graph/crossing-book.js';
import type { CrossingsAsk } from '../../src/graph/crossing-book.js';
import type { ApimoClient, PropertyList } from '../../src/upstream/apimo/client.js';
import { UpstreamError, invalidResponse } from '../../src/upstream/errors.js';
import { aMatchable } from '../support/buyer-request.js';
import { aMeteredCall } from '../support/upstream-call.js';

const [agencyId, otherAgencyId] = visibleAgencies(createLocalCaller(['771', '772']));
if (agencyId === undefined || otherAgencyId === undefined) throw new Error('The local caller sees its agencies.');

const down = new UpstreamError('apimo', 'UPSTREAM_UNAVAILABLE', 'Apimo is away.');
const anAsk = (overrides: Partial<CrossingsAsk> = {}): CrossingsAsk => ({
  agencyId,
  requestId: '1',
  updatedAt: '2026-03-01T00:00:00.000Z',
  step: null,
  ...overrides,
});
const aCrossing = (agencyPropertyId: string): Crossing => ({
  agencyPropertyId,
  step: 'TO_SUGGEST',
  score: 80,
  createdAt: null,
  updatedAt: null,
});
const aProperty = (agencyPropertyId: string, reference: string): AgencyProperty => ({
  ...aMatchable(),
  agencyId,
  agencyPropertyId,
  reference,
  address: null,
  postalCode: null,
  createdAt: null,
  updatedAt: null,
});

/** A book before an Apimo whose answers are numbered, by a clock that the test moves. */
function open({ isRemembering = true }: Readonly<{ isRemembering?: boolean }> = {}) {
  const asked: string[] = [];
  const clock = { now: 1_000_000 };
  const next: { crossings: () => Promise<readonly Crossing[]>; properties: () => Promise<PropertyList | null> } = {
    crossings: () => Promise.resolve([aCrossing(String(asked.length))]),
    properties: () => Promise.resolve({ byId: new Map(), unidentified: null, timestamp: null }),
  };
  const source: Pick<ApimoClient, 'listCrossings' | 'listProperties'> = {
    listCrossings: (agency, requestId, { step }) => {
      asked.push(`${agency}/${requestId}/${step ?? 'any'}`);
      return next.crossings();
    },
    listProperties: (agency, { since }) => {
      asked.push(`${agency} since ${since ?? 'ever'}`);
      return next.properties();
    },
  };
  const book = createCrossingBook({ source, isRemembering, now: () => clock.now });
  return {
    book,
    asked,
    clock,
    next,
    call: aMeteredCall().call,
    /** The listing that the crossings name. */
    crossings: async (ask = anAsk()) => {
      const [first] = await book.crossingsOf(ask, aMeteredCall().call);
      return first instanceof UpstreamError ? first : first?.agencyPropertyId;
    },
  };
}

describe('the crossings of a request', () => {
  it('are read once in a quarter of an hour, and never told when they are older', async () => {
    const { crossings, asked, clock, next } = open();

    expect(await crossings()).toBe('1');
    clock.now += CROSSINGS_MAX_AGE_MS - 1;
    expect(await crossings()).toBe('1');
    clock.now += 1;
    next.crossings = () => Promise.reject(down);
    await expect(crossings()).rejects.toBe(down);
    expect(asked).toHaveLength(2);
  });

  it('are remembered apart for every agency, request and step', async () => {
    const { crossings, asked } = open();
    const steps: readonly (CrossingStep | null)[] = [null, 'TO_SUGGEST', 'SUGGESTED', 'NOT_SUGGESTED'];
    const asks = [
      ...steps.map((step) => anAsk({ step })),
      anAsk({ requestId: '2' }),
      anAsk({ agencyId: otherAgencyId }),
    ];
    const first = await Promise.all(asks.map(crossings));

    expect(await Promise.all(asks.map(crossings))).toEqual(first);
    expect(asked).toEqual([
      '771/1/any',
      '771/1/TO_SUGGEST',
      '771/1/SUGGESTED',
      '771/1/NOT_SUGGESTED',
      '771/2/any',
      '772/1/any',
    ]);
  });

  it('are read once for all who ask at once, and by the next where that fails', async () => {
    const { crossings, asked, next } = open();
    let fail: (error: unknown) => void = () => undefined;
    next.crossings = () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      });
    const together = Promise.allSettled([crossings(), crossings(), crossings()]);
    fail(down);

    expect(await together).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: down })));
    expect(asked).toHaveLength(1);
    next.crossings = () => Promise.resolve([aCrossing('again')]);
    expect(await crossings()).toBe('again');
  });

  it('that one client may not have read any more may be read by another who asks at once', async () => {
    const { crossings, asked, next } = open();
    let refuse: (error: unknown) => void = () => undefined;
    next.crossings = () =>
      new Promise((_resolve, reject) => {
        refuse = reject;
      });
    const together = Promise.allSettled([crossings(), crossings(), crossings()]);
    next.crossings = () => Promise.resolve([aCrossing('granted')]);
    const unsent = new UpstreamError('apimo', 'UPSTREAM_RATE_LIMITED', 'No more of yours.', { isUnsent: true });
    refuse(unsent);
    const granted = { status: 'fulfilled', value: 'granted' };

    expect(await together).toEqual([{ status: 'rejected', reason: unsent }, granted, granted]);
    expect(asked).toHaveLength(2);
  });

  it('are read anew when the request has changed, whoever changed it', async () => {
    const { crossings, asked } = open();
    await crossings();

    expect(await crossings(anAsk({ updatedAt: '2026-03-02T00:00:00.000Z' }))).toBe('2');
    expect(asked).toHaveLength(2);
  });

  it('are forgotten at every step when the request is written, and those of others are not', async () => {
    const { book, crossings } = open();
    const asks = [anAsk(), anAsk({ step: 'SUGGESTED' }), anAsk({ requestId: '2' })];
    await Promise.all(asks.map(crossings));
    book.forget(agencyId, '1');

    expect(await Promise.all(asks.map(crossings))).toEqual(['4', '5', '3']);
  });

  it('that were under way when the request was written are not remembered', async () => {
    const { book, crossings, next } = open();
    let answer: (crossings: readonly Crossing[]) => void = () => undefined;
    next.crossings = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const before = crossings();
    book.forget(agencyId, '1');
    answer([aCrossing('before')]);
    expect(await before).toBe('before');
    next.crossings = () => Promise.resolve([aCrossing('after')]);

    expect(await crossings()).toBe('after');
    expect(await crossings()).toBe('after');
  });

  it('are forgotten where it is not known whether the request was written', async () => {
    const { book, crossings } = open();
    await crossings();
    const client = { updateRequest: () => Promise.reject(down) } as Partial<ApimoClient> as ApimoClient;
    const draft = {} as Parameters<ApimoClient['updateRequest']>[2];
    const write = forgettingWhenWritten(client, book).updateRequest(agencyId, '1', draft, aMeteredCall().call);

    await expect(write).rejects.toBe(down);
    expect(await crossings()).toBe('2');
  });

  it('are not remembered where nothing is, but read once for all who ask at once', async () => {
    const { crossings, asked } = open({ isRemembering: false });

    expect(await Promise.all([crossings(), crossings()])).toEqual(['1', '1']);
    expect(await crossings()).toBe('2');
    expect(asked).toHaveLength(2);
  });

  it('are waited for until the asker’s own deadline, and remembered for the next', async () => {
    const { book, crossings, asked, next } = open();
    let answer: (crossings: readonly Crossing[]) => void = () => undefined;
    next.crossings = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const late = book.crossingsOf(anAsk(), aMeteredCall({ timeoutMs: 20 }).call);

    await expect(late).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    answer([aCrossing('late')]);
    await nextTurn();
    expect(await crossings()).toBe('late');
    expect(asked).toHaveLength(1);
  });
});

describe('a read that nobody waits for', () => {
  it.each([
    ['whose time is over', { timeoutMs: 0 }],
    ['whose client has left', { signal: AbortSignal.abort() }],
  ])('is not begun by an operation %s', async (_what, options) => {
    const { book, asked } = open();
    const { call } = aMeteredCall(options);

    await expect(book.crossingsOf(anAsk(), call)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    await expect(book.propertiesOf(agencyId, call)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(asked).toEqual([]);
  });
});

describe('the listings of an agency', () => {
  const list = (timestamp: number | null, ...entries: [string, AgencyProperty | UpstreamError | null][]) => ({
    byId: new Map(entries),
    unidentified: null,
    timestamp,
  });

  it('are listed once, then asked for what changed, and listed whole again after a day', async () => {
    const { book, call, asked, clock, next } = open();
    const all = ['1', '2', '3'] as const;
    const find = async () => {
      const properties = await book.propertiesOf(agencyId, call);
      return all.map((id) => {
        const property = properties?.find(id) ?? null;
        return property instanceof Error ? property : (property?.reference ?? null);
      });
    };
    next.properties = () => Promise.resolve(list(100, ['1', aProperty('1', 'one')], ['2', aProperty('2', 'two')]));
    expect(await find()).toEqual(['one', 'two', null]);
    clock.now += PROPERTIES_MAX_AGE_MS - 1;
    await find();
    expect(asked).toEqual(['771 since ever']);

    clock.now += 1;
    next.properties = () => Promise.resolve(list(200, ['1', null], ['3', aProperty('3', 'three')]));
    expect(await find()).toEqual([null, 'two', 'three']);
    clock.now += PROPERTIES_MAX_AGE_MS;
    next.properties = () => Promise.resolve(list(null));
    expect(await find()).toEqual([null, 'two', 'three']);

    clock.now += PROPERTIES_RELIST_MS;
    next.properties = () => Promise.resolve(list(300, ['3', aProperty('3', 'three')]));
    expect(await find()).toEqual([null, null, 'three']);
    expect(asked).toEqual(['771 since ever', '771 since 100', '771 since 200', '771 since ever']);
  });

  it('are listed whole each time where Apimo tells no timestamp', async () => {
    const { book, call, asked, clock } = open();
    await book.propertiesOf(agencyId, call);
    clock.now += PROPERTIES_MAX_AGE_MS;
    await book.propertiesOf(agencyId, call);

    expect(asked).toEqual(['771 since ever', '771 since ever']);
  });

  it('are listed once for all who ask at once', async () => {
    const { book, call, asked } = open();
    await Promise.all([book.propertiesOf(agencyId, call), book.propertiesOf(agencyId, call)]);

    expect(asked).toEqual(['771 since ever']);
  });

  it('that are missing may be among those that could not be told apart', async () => {
    const { book, call, next } = open();
    const unidentified = invalidResponse('apimo', 'sent a listing without an identifier');
    next.properties = () => Promise.resolve({ ...list(1, ['1', null]), unidentified });
    const properties = await book.propertiesOf(agencyId, call);

    expect([properties?.find('1'), properties?.find('2')]).toEqual([null, unidentified]);
  });

  it('are none where Apimo does not know the agency, and asked for again where it did not answer', async () => {
    const { book, call, asked, next } = open();
    next.properties = () => Promise.reject(down);
    await expect(book.propertiesOf(agencyId, call)).rejects.toBe(down);
    next.properties = () => Promise.resolve(null);

    expect(await book.propertiesOf(agencyId, call)).toBeNull();
    expect(asked).toHaveLength(2);
  });
});
