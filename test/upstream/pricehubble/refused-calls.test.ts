import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UpstreamError } from '../../../src/upstream/errors.js';
import type { DoorAnswer } from '../../../src/upstream/http.js';
import { createPriceHubbleClient } from '../../../src/upstream/pricehubble/client.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import { createPlayedDoor } from './played-door.js';
import { aSubject, datesOf, outcomeOf, valuationsFor, valueOf } from './pricehubble.js';
import type { Sent } from './pricehubble.js';

const message = 'buildingYear: Must be between 1700 and 2029.';
const REFUSED = 'VALUATION_REFUSED';

type Ask = Readonly<{ subject: ReturnType<typeof aSubject>; date: string }>;

/** As many properties, each on as many days of its own, in fifty valuations at most. */
function asksOn(daysOfEach: readonly number[]): readonly Ask[] {
  return daysOfEach.flatMap((days, index) =>
    Array.from({ length: days }, (_, day) => ({
      subject: aSubject({ constructionYear: 1900 + index }),
      date: `2025-${String(1 + Math.floor(day / 25)).padStart(2, '0')}-${String(1 + (day % 25)).padStart(2, '0')}`,
    })),
  );
}

function nameOf(year: unknown, date: string): string {
  return `${String(year)} ${date}`;
}

function namesIn(sent: Sent): readonly string[] {
  return sent.valuationInputs.flatMap((input) =>
    datesOf(sent, input).map((date) => nameOf(input.property['buildingYear'], date)),
  );
}

/** PriceHubble refuses every call that holds a bad valuation, whole, and values the others. */
function startRefusing(bad: ReadonlySet<string>, status = 400) {
  return startPlaying((sent) =>
    namesIn(sent).some((name) => bad.has(name)) ? { status, body: { message } } : valued(sent),
  );
}

function startPlaying(answer: (sent: Sent) => DoorAnswer | Promise<DoorAnswer>) {
  const { door, sent } = createPlayedDoor(answer);
  const metered = aMeteredCall({ timeoutMs: 600_000 });
  const client = createPriceHubbleClient(door, { username: 'someone', password: 'secret', isBilled: true });
  return { sent, value: (asks: readonly Ask[]) => client.value(asks, 'SALE', metered.call) };
}

function valued(sent: Sent): DoorAnswer {
  return { status: 200, body: { valuations: valuationsFor(sent) } };
}

function badAmong(asks: readonly Ask[], places: readonly number[]): ReadonlySet<string> {
  return new Set(
    places.flatMap((place) => {
      const ask = asks[place];
      return ask === undefined ? [] : [nameOf(ask.subject.constructionYear, ask.date)];
    }),
  );
}

describe('a call of many that is refused whole', () => {
  it('fails its bad valuations alone, in their own words, whichever they are', async () => {
    const mixes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
    const places = fc.uniqueArray(fc.nat({ max: 49 }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(mixes, places, async (mix, badPlaces) => {
        const asks = asksOn(mix);
        const bad = badAmong(asks, badPlaces);
        const { sent, value } = startRefusing(bad);
        const results = await value(asks);

        const isBad = asks.map(({ subject, date }) => bad.has(nameOf(subject.constructionYear, date)));
        expect(results.map(outcomeOf)).toEqual(
          asks.map(({ subject, date }, at) =>
            isBad[at] === true ? REFUSED : valueOf(subject.constructionYear ?? 0, date),
          ),
        );
        const said = results.flatMap((result) => (result instanceof UpstreamError ? [result.message] : []));
        expect(new Set(said).size).toBeLessThanOrEqual(1);
        expect(said.every((each) => each === message)).toBe(true);
        expect(sent.length).toBeLessThan(2 * asks.length + (asks.length === 1 ? 1 : 0));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['fifty properties on a day', Array.from({ length: 50 }, () => 1)],
    ['a property on fifty days', [50]],
    ['a series among single ones', [...Array.from({ length: 24 }, () => 1), 26]],
  ])('is cut into halves by its weight: 13 calls find one bad valuation of %s', async (_what, mix) => {
    const asks = asksOn(mix);
    for (let place = 0; place < 50; place += 1) {
      const { sent, value } = startRefusing(badAmong(asks, [place]));
      const results = await value(asks);

      expect(results.map(outcomeOf).filter((outcome) => outcome === REFUSED)).toHaveLength(1);
      expect(results[place]).toMatchObject({ code: REFUSED, message });
      expect(sent.length).toBeLessThanOrEqual(13);
    }
  });

  it.each([2, 3, 5, 8])('takes at most twelve calls for each of %d bad valuations of fifty', async (count) => {
    const asks = asksOn(Array.from({ length: 50 }, () => 1));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 49 }), { minLength: count, maxLength: count }), async (places) => {
        const { sent, value } = startRefusing(badAmong(asks, places));
        const results = await value(asks);

        expect(results.flatMap((result, at) => (result instanceof UpstreamError ? [at] : []))).toEqual(
          places.toSorted((one, other) => one - other),
        );
        expect(sent.length).toBeLessThanOrEqual(1 + 12 * count);
      }),
      { numRuns: 100 },
    );
  });

  it('of fifty bad valuations takes a call for each, and fifteen more', async () => {
    const asks = asksOn(Array.from({ length: 50 }, () => 1));
    const { sent, value } = startPlaying(() => ({ status: 400, body: { message: 'countryCode: Unknown.' } }));
    const results = await value(asks);

    expect(results.map(outcomeOf)).toEqual(asks.map(() => REFUSED));
    expect(sent.length).toBeLessThanOrEqual(65);
  });

  it('answers the one good valuation of fifty', async () => {
    const asks = asksOn(Array.from({ length: 50 }, () => 1));
    const everyPlace = asks.map((_ask, place) => place);
    for (const good of [0, 24, 25, 49]) {
      const { sent, value } = startRefusing(badAmong(asks, everyPlace.toSpliced(good, 1)));
      const results = await value(asks);

      expect(results.flatMap((result, at) => (result instanceof UpstreamError ? [] : [at]))).toEqual([good]);
      expect(sent.length).toBeLessThan(100);
    }
  });

  it.each([413, 422])('with status %d is taken apart as well', async (status) => {
    const asks = asksOn([3, 2]);
    const { value } = startRefusing(badAmong(asks, [1]), status);

    expect((await value(asks)).map(outcomeOf).indexOf(REFUSED)).toBe(1);
  });

  it('is answered in parts where it was too large for PriceHubble, and nothing is refused', async () => {
    const asks = asksOn(Array.from({ length: 50 }, () => 1));
    const { sent, value } = startPlaying((received) =>
      received.valuationInputs.length > 10 ? { status: 413, body: undefined } : valued(received),
    );
    const results = await value(asks);

    expect(results.filter((result) => result instanceof UpstreamError)).toEqual([]);
    expect(sent.map(({ valuationInputs }) => valuationInputs.length)).toEqual([
      50, 25, 25, 13, 12, 13, 12, 7, 6, 6, 6, 7, 6, 6, 6,
    ]);
  });

  it('sends nothing again that was sent and not answered', async () => {
    const asks = asksOn(Array.from({ length: 50 }, () => 1));
    const isLost = (sent: Sent) => namesIn(sent).some((name) => name.startsWith('1930 '));
    const lost: Sent[] = [];
    const { sent, value } = startPlaying((received) => {
      if (received.valuationInputs.length === 50) return { status: 400, body: { message } };
      if (!isLost(received)) return valued(received);
      lost.push(received);
      throw new UpstreamError('pricehubble', 'UPSTREAM_TIMEOUT', 'PriceHubble did not answer in time.');
    });
    const results = await value(asks);

    expect(sent).toHaveLength(3);
    expect(lost).toHaveLength(1);
    expect(results.map(outcomeOf)).toEqual(
      asks.map(({ subject, date }, at) =>
        at < 25 ? valueOf(subject.constructionYear ?? 0, date) : 'UPSTREAM_TIMEOUT',
      ),
    );
    expect(results.slice(25)).toEqual(Array(25).fill(expect.objectContaining({ isUnsent: false })));
  });
});
