import { afterEach, describe, expect, it } from '@jest/globals';
import type { DealType } from '../../../src/domain/valuation.js';
import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import {
  aSubject,
  aValuation,
  answerAll,
  datesOf,
  outcomeOf,
  play,
  sentIn,
  valuationsFor,
  valueOf,
  weightOf,
} from './pricehubble.js';
import type { Document, Played, Result } from './pricehubble.js';

const date = '2026-11-21';

let played: Played | undefined;
afterEach(() => played?.close());

async function playing(...args: Parameters<typeof play>): Promise<Played> {
  played = await play(...args);
  return played;
}

function asksFor(years: readonly number[], dates: readonly string[] = [date]) {
  return years.flatMap((constructionYear) =>
    dates.map((each) => ({ subject: aSubject({ constructionYear }), date: each })),
  );
}

const years = (count: number) => Array.from({ length: count }, (_, each) => 1900 + each);
const days = (count: number) =>
  Array.from(
    { length: count },
    (_, each) =>
      `2020-${String(1 + Math.floor(each / 28)).padStart(2, '0')}-${String(1 + (each % 28)).padStart(2, '0')}`,
  );

/** One flat against one answer, changed as told. */
async function valueOne(overrides: Document, dealType: DealType = 'SALE'): Promise<Result | undefined> {
  const { client, call } = await playing({
    valuation: (received) => {
      const sent = sentIn(received);
      const [input] = sent.valuationInputs;
      return { body: { valuations: [[{ ...aValuation(input?.property ?? {}, date, sent.dealType), ...overrides }]] } };
    },
  });
  const [result] = await client.value(asksFor([1990]), dealType, call);
  return result;
}

describe('what is sent', () => {
  it('describes a flat as the document does', async () => {
    const { client, call, valuations } = await playing();
    const subject = aSubject({
      subtype: 'MAISONETTE',
      roomCount: 3,
      bathroomCount: 1,
      balconyAreaM2: 6,
      gardenAreaM2: 10,
      garageSpaces: 1,
      outdoorParkingSpaces: 2,
      floor: 2,
      floorCount: 5,
      hasLift: false,
      isNew: true,
      energyLabel: 'C',
      condition: { bathrooms: 'WELL_MAINTAINED', kitchen: 'RENOVATION_NEEDED' },
      quality: { flooring: 'HIGH_QUALITY', windows: 'LUXURY' },
      location: { kind: 'COORDINATES', latitude: 48.8, longitude: 2.26 },
    });
    await client.value([{ subject, date }], 'SALE', call);

    expect(valuations()[0]?.body).toEqual({
      dealType: 'sale',
      countryCode: 'FR',
      returnScores: false,
      valuationDates: [date],
      valuationInputs: [
        {
          property: {
            location: { coordinates: { latitude: 48.8, longitude: 2.26 } },
            propertyType: { code: 'apartment', subcode: 'apartment_maisonette' },
            buildingYear: 1990,
            livingArea: 62.5,
            balconyArea: 6,
            gardenArea: 10,
            numberOfRooms: 3,
            numberOfBathrooms: 1,
            floorNumber: 2,
            numberOfFloorsInBuilding: 5,
            numberOfIndoorParkingSpaces: 1,
            numberOfOutdoorParkingSpaces: 2,
            hasLift: false,
            isNew: true,
            energyLabel: 'C',
            condition: { bathrooms: 'well_maintained', kitchen: 'renovation_needed' },
            quality: { flooring: 'high_quality', windows: 'luxury' },
          },
        },
      ],
    });
  });

  it('leaves out what is not known, and finds a property by its address', async () => {
    const { client, call, valuations } = await playing();
    const subject = aSubject({
      countryCode: 'CH',
      location: { kind: 'ADDRESS', postalCode: '8037', city: 'Zurich', street: 'Nordstrasse', houseNumber: null },
    });
    await client.value([{ subject, date }], 'RENT', call);

    expect(valuations()[0]?.body).toMatchObject({ dealType: 'rent', countryCode: 'CH', returnScores: true });
    expect(sentIn(valuations()[0]).valuationInputs[0]?.property).toEqual({
      location: { address: { postCode: '8037', city: 'Zurich', street: 'Nordstrasse' } },
      propertyType: { code: 'apartment' },
      buildingYear: 1990,
      livingArea: 62.5,
    });
  });

  it('says dates once where all properties share them, else with each property', async () => {
    const { client, call, valuations } = await playing();
    const shared = await client.value(asksFor([1990, 1991], ['2026-01-01', '2026-02-01']), 'SALE', call);
    const own = await client.value(
      [...asksFor([1990], ['2026-01-01']), ...asksFor([1991], ['2026-02-01'])],
      'SALE',
      call,
    );

    expect(shared.map(outcomeOf)).toEqual([19_900_101, 19_900_201, 19_910_101, 19_910_201]);
    expect(own.map(outcomeOf)).toEqual([19_900_101, 19_910_201]);
    expect(sentIn(valuations()[0])).toMatchObject({ valuationDates: ['2026-01-01', '2026-02-01'] });
    expect(sentIn(valuations()[0]).valuationInputs).toHaveLength(2);
    expect(sentIn(valuations()[1])).not.toHaveProperty('valuationDates');
    expect(sentIn(valuations()[1]).valuationInputs.map(({ valuationDates }) => valuationDates)).toEqual([
      ['2026-01-01'],
      ['2026-02-01'],
    ]);
  });

  it('asks for the same property on the same day once', async () => {
    const { client, call, valuations } = await playing();
    const results = await client.value(
      [...asksFor([1990, 1991, 1990]), ...asksFor([1990], ['2020-01-01'])],
      'SALE',
      call,
    );

    expect(results.map(outcomeOf)).toEqual([1990, 1991, 1990].map((year) => valueOf(year, date)).concat(19_900_101));
    expect(valuations().map(weightOf)).toEqual([3]);
  });

  it.each<[string, ReturnType<typeof asksFor>, readonly number[]]>([
    ['a hundred properties on one day', asksFor(years(100)), [50, 50]],
    ['one property on sixty days', asksFor([1990], days(60)), [10, 50]],
    ['fifty-one properties on one day', asksFor(years(51)), [1, 50]],
    ['twenty properties on five days', asksFor(years(20), days(5)), [50, 50]],
  ])('fits %s into as few calls as can be', async (_what, asks, weights) => {
    const { client, call, valuations } = await playing();
    const results = await client.value(asks, 'SALE', call);

    expect(results.map(outcomeOf)).toEqual(asks.map((ask) => valueOf(ask.subject.constructionYear ?? 0, ask.date)));
    expect(
      valuations()
        .map(weightOf)
        .toSorted((one, other) => one - other),
    ).toEqual(weights);
  });

  it('mixes neither countries nor blocks of flats with others in one call', async () => {
    const { client, call, valuations } = await playing();
    const subjects = [
      aSubject(),
      aSubject({
        propertyType: 'MULTI_FAMILY_HOUSE',
        constructionYear: 1991,
        numberOfUnits: 15,
        annualRentIncome: 1e6,
      }),
      aSubject({ countryCode: 'CH', constructionYear: 1992 }),
      aSubject({ propertyType: 'HOUSE', constructionYear: 1993, landAreaM2: 300 }),
    ];
    const results = await client.value(
      subjects.map((subject) => ({ subject, date })),
      'SALE',
      call,
    );

    expect(results.map(outcomeOf)).toEqual([1990, 1991, 1992, 1993].map((year) => valueOf(year, date)));
    const sent = valuations().map((each) => {
      const { countryCode, valuationInputs } = sentIn(each);
      return [
        countryCode,
        ...valuationInputs.map(({ property }) => (property['propertyType'] as Document)['code']),
      ].join(' ');
    });
    expect(sent.toSorted()).toEqual(['CH apartment', 'FR apartment house', 'FR multi_family_house']);
  });

  it('calls nobody for nothing', async () => {
    const { client, call, fake } = await playing();

    expect(await client.value([], 'SALE', call)).toEqual([]);
    expect(fake.calls).toEqual([]);
  });
});

describe('an answer', () => {
  it('to a sale is read in full', async () => {
    expect(await valueOne({ confidence: 'good', scores: { location: 0.551 }, confidenceScore: 9 })).toMatchObject({
      provider: 'PRICEHUBBLE',
      dealType: 'SALE',
      valuationDate: date,
      value: { amount: 19_901_121, currency: 'EUR' },
      range: { lower: { amount: 19_900_621, currency: 'EUR' }, upper: { amount: 19_901_621, currency: 'EUR' } },
      confidence: 'GOOD',
      coordinates: { latitude: 45.25, longitude: 2.26 },
      netRent: null,
      netRentRange: null,
      locationScore: 0.551,
    });
  });

  it('to a rent is the gross rent, with the net one beside it', async () => {
    expect(
      await valueOne({ currency: 'CHF', rentNet: 1500, rentNetRange: { lower: 1400, upper: 1600 } }, 'RENT'),
    ).toMatchObject({
      dealType: 'RENT',
      value: { amount: 19_901_121, currency: 'CHF' },
      netRent: { amount: 1500, currency: 'CHF' },
      netRentRange: { lower: { amount: 1400 }, upper: { amount: 1600 } },
    });
  });

  it('in the deprecated words is understood', async () => {
    const old = {
      salePrice: null,
      salePriceRange: undefined,
      value: 374_000,
      valueRange: { lower: 329_000, upper: 418_000 },
    };

    expect(await valueOne(old)).toMatchObject({ value: { amount: 374_000 }, range: { lower: { amount: 329_000 } } });
  });

  it.each(['poor', 'POOR', 'dubious', null])('of the confidence %j is told', async (confidence) => {
    const expected = confidence?.toLowerCase() === 'poor' ? 'POOR' : 'UNKNOWN';

    expect(await valueOne({ confidence })).toMatchObject({ confidence: expected });
  });

  it.each<[string, Document]>([
    ['no value', { salePrice: null }],
    ['a value that is no number', { salePrice: { amount: 1 } }],
    ['a value of 0', { salePrice: 0 }],
    ['no currency', { currency: undefined }],
    ['a currency that is none', { currency: 'euros' }],
    ['a range upside down', { salePriceRange: { lower: 2e7, upper: 1e7 } }],
    ['a value outside its range', { salePriceRange: { lower: 1, upper: 2 } }],
    ['a place far from the one asked for', { coordinates: { latitude: 47.4, longitude: 8.5 } }],
  ])('with %s is not believed', async (_what, overrides) => {
    expect(outcomeOf(await valueOne(overrides))).toBe('UPSTREAM_INVALID_RESPONSE');
  });

  it('from a place near the one asked for is believed', async () => {
    expect(outcomeOf(await valueOne({ coordinates: { latitude: 45.3, longitude: 2.3 } }))).toBe(19_901_121);
  });
});

describe('answers to many', () => {
  /** Three flats, each on two days, against answers changed as told. */
  async function valueThree(change: (valuations: Document[][]) => unknown): Promise<readonly Result[]> {
    const { client, call } = await playing({
      valuation: (received) => ({
        body: { valuations: change(structuredClone(valuationsFor(sentIn(received))) as Document[][]) },
      }),
    });
    return client.value(asksFor([1990, 1991, 1992], ['2026-01-01', '2026-02-01']), 'SALE', call);
  }
  const all = [19_900_101, 19_900_201, 19_910_101, 19_910_201, 19_920_101, 19_920_201];
  const invalid = 'UPSTREAM_INVALID_RESPONSE';

  it.each<[string, (valuations: Document[][]) => unknown]>([
    ['one too few', (valuations) => valuations.slice(1)],
    ['one too many', (valuations) => [...valuations, []]],
    ['no list', () => ({ '0': [] })],
  ])('for %s are nobody’s', async (_what, change) => {
    expect((await valueThree(change)).map(outcomeOf)).toEqual(Array(6).fill(invalid));
  });

  it.each<[string, (valuations: Document[][]) => unknown]>([
    ['for one day too few', ([first, ...rest]) => [first?.slice(1), ...rest]],
    ['for one day too many', ([first, ...rest]) => [[...(first ?? []), {}], ...rest]],
    ['that are no list', ([, ...rest]) => [null, ...rest]],
    ['that are none', ([, ...rest]) => [[null, 'x'], ...rest]],
  ])('%s fail their property alone', async (_what, change) => {
    expect((await valueThree(change)).map(outcomeOf)).toEqual([invalid, invalid, ...all.slice(2)]);
  });

  it('in another order are recognised by their places', async () => {
    const results = await valueThree(([first, second, third]) => [second, first, third]);

    expect(results.map(outcomeOf)).toEqual([invalid, invalid, invalid, invalid, ...all.slice(4)]);
  });

  it('in another order are recognised within one street', async () => {
    const { client, call } = await playing({
      valuation: (received) => ({ body: { valuations: valuationsFor(sentIn(received)).toReversed() } }),
    });
    const subjects = [0, 1].map((each) =>
      aSubject({
        constructionYear: 1990 + each,
        location: { kind: 'COORDINATES', latitude: 48.8 + each * 0.002, longitude: 2.26 },
      }),
    );
    const results = await client.value(
      subjects.map((subject) => ({ subject, date })),
      'SALE',
      call,
    );

    expect(results.map(outcomeOf)).toEqual([invalid, invalid]);
  });

  it('tell which were turned down, in the words of PriceHubble', async () => {
    const message = 'numberOfRooms: Must be between 1 and 12.';
    const results = await valueThree(([first, ...rest]) => [[first?.[0], { status: { code: 400, message } }], ...rest]);

    expect(results[1]).toMatchObject({ code: 'VALUATION_REFUSED', message, retryable: false });
    expect(results.map(outcomeOf)).toEqual([all[0], 'VALUATION_REFUSED', ...all.slice(2)]);
  });

  it('tell no more than they know', async () => {
    const results = await valueThree(([first, ...rest]) => [[{ status: {} }, first?.[1]], ...rest]);

    expect(results[0]).toMatchObject({
      code: 'VALUATION_REFUSED',
      message: 'PriceHubble gave neither a value nor a reason.',
    });
  });
});

describe('a call that is refused', () => {
  const message = 'buildingYear: Must be between 1700 and 2029.';
  const isBad = (call: FakeCall, bad: ReadonlySet<string>) => {
    const sent = sentIn(call);
    return sent.valuationInputs.some((input) =>
      datesOf(sent, input).some((each) => bad.has(`${String(input.property['buildingYear'])} ${each}`)),
    );
  };
  const refusing =
    (bad: ReadonlySet<string>) =>
    (call: FakeCall): FakeAnswer =>
      isBad(call, bad)
        ? { status: 400, headers: { 'content-type': 'application/problem+json' }, body: { message } }
        : answerAll(call);

  it('tells why, in the words of PriceHubble', async () => {
    const { client, call, valuations } = await playing({ valuation: refusing(new Set([`1990 ${date}`])) });

    expect(await client.value(asksFor([1990]), 'SALE', call)).toMatchObject([{ code: 'VALUATION_REFUSED', message }]);
    expect(valuations()).toHaveLength(1);
  });

  it('for one of fifty fails that one alone', async () => {
    const { client, call, valuations } = await playing({ valuation: refusing(new Set([`1917 ${date}`])) });
    const results = await client.value(asksFor(years(50)), 'SALE', call);

    expect(results.map(outcomeOf)).toEqual(
      years(50).map((year) => (year === 1917 ? 'VALUATION_REFUSED' : valueOf(year, date))),
    );
    expect(results[17]).toMatchObject({ message });
    expect(valuations().length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(50)));
  });

  it('for one day of a series fails that day alone', async () => {
    const dates = days(20);
    const { client, call } = await playing({ valuation: refusing(new Set([`1990 ${dates[7] ?? ''}`])) });
    const results = await client.value(asksFor([1990], dates), 'SALE', call);

    expect(results.map(outcomeOf)).toEqual(
      dates.map((each, at) => (at === 7 ? 'VALUATION_REFUSED' : valueOf(1990, each))),
    );
  });

  it('for what concerns no property is not taken apart', async () => {
    const { client, call, valuations } = await playing({
      valuation: () => ({ status: 404, body: { message: 'Not Found' } }),
    });

    expect((await client.value(asksFor(years(8)), 'SALE', call)).map(outcomeOf)).toEqual(
      Array(8).fill('VALUATION_REFUSED'),
    );
    expect(valuations()).toHaveLength(1);
  });

  it.each<[string, FakeAnswer, object]>([
    [
      'without a reason',
      { status: 400, rawBody: '' },
      { code: 'VALUATION_REFUSED', message: 'PriceHubble turned the valuation down with status 400.' },
    ],
    [
      'with a reason in a reason',
      { status: 400, body: { message: { message: 'Nested.' } } },
      { code: 'VALUATION_REFUSED', message: 'Nested.' },
    ],
    [
      'for the rate',
      { status: 429, headers: { 'retry-after': '3' } },
      { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 3000 },
    ],
    ['by breaking', { status: 500 }, { code: 'UPSTREAM_UNAVAILABLE' }],
    ['by being cut', 'destroy', { code: 'UPSTREAM_UNAVAILABLE' }],
    ['by a page', { rawBody: '<html>' }, { code: 'UPSTREAM_INVALID_RESPONSE' }],
  ])('%s is told as what it is', async (_how, answer, error) => {
    const { client, call } = await playing({ valuation: () => answer });

    expect(await client.value(asksFor([1990]), 'SALE', call)).toMatchObject([error]);
  });

  it('leaves the other calls alone', async () => {
    const { client, call } = await playing({
      valuation: (received) => (sentIn(received).countryCode === 'CH' ? { status: 503 } : answerAll(received)),
    });
    const swiss = { subject: aSubject({ countryCode: 'CH' }), date };

    expect((await client.value([swiss, ...asksFor([1991])], 'SALE', call)).map(outcomeOf)).toEqual([
      'UPSTREAM_UNAVAILABLE',
      valueOf(1991, date),
    ]);
  });

  it.each([
    [true, valueOf(1990, date)],
    [false, 'UPSTREAM_TIMEOUT'],
  ])('by a client that leaves is given up only where it is not billed (billed: %s)', async (isBilled, expected) => {
    const leaving = new AbortController();
    const { client } = await playing(
      {
        valuation: (received) => {
          leaving.abort();
          return answerAll(received);
        },
      },
      { isBilled },
    );
    const [result] = await client.value(asksFor([1990]), 'SALE', aMeteredCall({ signal: leaving.signal }).call);

    expect(outcomeOf(result)).toBe(expected);
  });
});
