import { afterEach, describe, expect, it } from '@jest/globals';
import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import {
  aFlat,
  aHouse,
  anAnswer,
  answerAll,
  flatPath,
  housePath,
  outcomeOf,
  play,
  requestsOf,
  valueOf,
} from './dimex.js';
import type { Document, Played, Result } from './dimex.js';

const date = '2026-11-21';
const model = '2026Q2';

let played: Played | undefined;
afterEach(() => played?.close());

async function playing(...args: Parameters<typeof play>): Promise<Played> {
  played = await play(...args);
  return played;
}

/** Estimates three flats of different years against answers changed as told. */
async function estimateThree(change: (answers: Document[], call: FakeCall) => unknown): Promise<readonly Result[]> {
  const { client, call } = await playing({
    estimation: (received) => ({
      body: {
        results: change(
          requestsOf(received.body).map((request) => anAnswer(request)),
          received,
        ),
      },
    }),
  });
  return client.estimate({ kind: 'FLAT', model }, threeFlats, call);
}
const threeFlats = [1971, 1972, 1973].map((constructionYear) => ({ subject: aFlat({ constructionYear }), date }));
const threeValues = threeFlats.map(({ subject }) => valueOf(subject));

/** One flat against one answer, changed as told. */
async function estimateOne(overrides: Document): Promise<Result | undefined> {
  const { client, call } = await playing({
    estimation: ({ body }) => ({ body: { results: requestsOf(body).map((each) => anAnswer(each, overrides)) } }),
  });
  const [result] = await client.estimate({ kind: 'FLAT', model }, [{ subject: aFlat(), date }], call);
  return result;
}

describe('what is sent', () => {
  it('describes a house as the document does, and shows the token as it is', async () => {
    const { client, call, fake } = await playing();
    const subject = aHouse({
      standardScore: 4,
      hasBalcony: false,
      cellarType: 'CELLAR',
      atticType: 'NONE',
      glazing: 'OTHER',
      garageSpaces: 0,
    });
    await client.estimate({ kind: 'HOUSE', model: await client.model(call) }, [{ subject, date }], call);

    expect(fake.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v0/hed-fr-available-models',
      `POST ${housePath}`,
    ]);
    expect(fake.calls.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Basic token of the test'));
    expect(fake.calls[1]?.body).toEqual({
      model: '2026Q2',
      requests: [
        {
          index: 1,
          valuationDate: date,
          address: '30 Rue des Carnets, 92140 Clamart',
          constructionYear: 1990,
          area: { usableArea: 120 },
          numberOfRooms: 5,
          conditionManualValue: 2.5,
          standardManualValue: 4,
          houseType: 'CHALET',
          landPlotArea: 200,
          numberOfGarageParkingSpaces: 0,
          numberOfFloors: 2,
          energyGrade: 'G',
          hasBalcony: false,
          cellarType: 'CELLAR',
          atticType: 'NONE',
          glazingType: 'OTHER',
        },
      ],
    });
  });

  it('describes a flat as the document does', async () => {
    const { client, call, estimations } = await playing();
    const subject = aFlat({ buildingMaterial: 'CONCRETE', hasCellar: true, balconyAreaM2: 4, isFirstOccupancy: true });
    await client.estimate({ kind: 'FLAT', model }, [{ subject, date }], call);

    expect(estimations()[0]?.path).toBe(flatPath);
    expect(requestsOf(estimations()[0]?.body)).toEqual([
      {
        index: 1,
        valuationDate: date,
        address: '1 Boulevard de la Madeleine, 75001 Paris',
        constructionYear: 1975,
        area: { usableArea: 60 },
        numberOfRooms: 3,
        conditionManualValue: 3,
        energyGrade: 'D',
        flatType: 'STANDARD',
        floor: 2,
        terraceArea: 0,
        balconyArea: 4,
        buildingMaterialType: 'BETON',
        hasCellar: true,
        firstOccupancy: true,
      },
    ]);
  });

  it('asks for the same home on the same day once', async () => {
    const { client, call, estimations } = await playing();
    const asks = [aFlat(), aFlat({ constructionYear: 1980 }), aFlat()].map((subject) => ({ subject, date }));
    const results = await client.estimate(
      { kind: 'FLAT', model },
      [...asks, { subject: aFlat(), date: '2026-01-01' }],
      call,
    );

    expect(results.map(outcomeOf)).toEqual([1_975_060, 1_980_060, 1_975_060, 1_975_060]);
    expect(results.map((each) => 'valuationDate' in each && each.valuationDate)).toEqual([
      date,
      date,
      date,
      '2026-01-01',
    ]);
    expect(estimations().flatMap(({ body }) => requestsOf(body))).toHaveLength(3);
  });

  it('sends chunks side by side, each with indices of its own', async () => {
    const { client, call, estimations } = await playing({}, { chunkSize: 2 });
    const results = await client.estimate({ kind: 'FLAT', model }, threeFlats, call);

    expect(results.map(outcomeOf)).toEqual(threeValues);
    expect(estimations().map(({ body }) => requestsOf(body).map(({ index }) => index))).toEqual([[1, 2], [1]]);
  });

  it('tells Dimex the reference of each home that has one', async () => {
    const { client, call, estimations } = await playing();
    const asks = [{ subject: aFlat(), date, reference: 'purchase 1' }, ...threeFlats];
    await client.estimate({ kind: 'FLAT', model }, asks, call);

    expect(estimations().flatMap(({ body }) => requestsOf(body).map(({ externalId }) => externalId))).toEqual([
      'purchase 1',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('calls nobody for nothing', async () => {
    const { client, call, fake } = await playing();

    expect(await client.estimate({ kind: 'FLAT', model }, [], call)).toEqual([]);
    expect(fake.calls).toEqual([]);
  });
});

describe('the model', () => {
  it('is asked for once, however many wait, and remembered for a day', async () => {
    let nowMs = 0;
    const { client, call, fake } = await playing({}, { now: () => nowMs });

    expect(await Promise.all([client.model(call), client.model(call), client.model(call)])).toEqual(
      Array(3).fill('2026Q2'),
    );
    nowMs = 86_399_999;
    await client.model(call);
    expect(fake.calls).toHaveLength(1);
    nowMs = 86_400_000;
    await client.model(call);
    expect(fake.calls).toHaveLength(2);
  });

  it.each<[unknown, string]>([
    [['2025Q4', '2026Q2', '2024Q2'], '2026Q2'],
    [' 2026Q2 ', '2026Q2'],
  ])('is read from %j', async (body, newest) => {
    const { client, call } = await playing({ model: () => ({ body }) });

    expect(client.knownModel()).toBeNull();
    expect(await client.model(call)).toBe(newest);
    expect(client.knownModel()).toBe(newest);
  });

  it.each<[string, FakeAnswer, string]>([
    ['names none', { body: [] }, 'UPSTREAM_INVALID_RESPONSE'],
    ['is a sentence', { body: 'Maintenance in progress' }, 'UPSTREAM_INVALID_RESPONSE'],
    ['names an object', { body: { model: '2026Q2' } }, 'UPSTREAM_INVALID_RESPONSE'],
    ['is not JSON', { rawBody: '<html>' }, 'UPSTREAM_INVALID_RESPONSE'],
    ['is not found', { status: 404, body: {} }, 'UPSTREAM_INVALID_RESPONSE'],
    ['is forbidden', { status: 403, body: {} }, 'UPSTREAM_AUTH'],
    ['fails', { status: 502 }, 'UPSTREAM_UNAVAILABLE'],
    ['breaks off', 'destroy', 'UPSTREAM_UNAVAILABLE'],
  ])('that %s is an error, and asked for again', async (_what, answer, code) => {
    let isBroken = true;
    const { client, call } = await playing({ model: () => (isBroken ? answer : { body: model }) });

    await expect(client.model(call)).rejects.toMatchObject({ code });
    expect(client.knownModel()).toBeNull();
    isBroken = false;
    expect(await client.model(call)).toBe(model);
  });

  it('is forgotten once Dimex no longer has it', async () => {
    const models = ['2025Q4', '2026Q2'];
    const { client, call } = await playing({
      model: () => ({ body: models.shift() }),
      estimation: (received) =>
        (received.body as { model: string }).model === '2026Q2' ? answerAll(received) : { status: 404, body: {} },
    });
    const estimate = async () => client.estimate({ kind: 'FLAT', model: await client.model(call) }, threeFlats, call);

    expect((await estimate()).map(outcomeOf)).toEqual(Array(3).fill('VALUATION_REFUSED'));
    expect((await estimate()).map(outcomeOf)).toEqual(threeValues);
  });

  it('does not keep those waiting whose deadline has come', async () => {
    let release: (answer: FakeAnswer) => void = () => undefined;
    const { client, call, fake } = await playing({ model: () => new Promise((resolve) => (release = resolve)) });
    const patient = client.model(call);

    await expect(client.model(aMeteredCall({ timeoutMs: 20 }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await expect(client.model(aMeteredCall({ signal: AbortSignal.abort() }).call)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    while (fake.calls.length === 0) await new Promise(setImmediate);
    release({ body: '2026Q2' });
    expect(await patient).toBe('2026Q2');
  });
});

describe('an answer', () => {
  it('is read in full', async () => {
    expect(await estimateOne({})).toMatchObject({
      provider: 'DIMEX',
      dealType: 'SALE',
      valuationDate: date,
      value: { amount: 1_975_060, currency: 'EUR' },
      range: { lower: { amount: 1_974_060 }, upper: { amount: 1_976_060 } },
      confidence: 'MEDIUM',
      coordinates: { latitude: 48.789286, longitude: 2.259016 },
      model: '2026Q2',
      address: '1 Boulevard de la Madeleine, 75001 Paris',
      macroLocation: { inseeCode: '92023', name: 'Clamart' },
      microLocationScore: 3.5,
      typicality: 'ATYPICAL',
      computedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it.each<[string, unknown, string | null, string]>([
    ['1', { trafficLight: 1 }, 'TYPICAL', 'GOOD'],
    ['GREEN', { classificationText: 'GREEN' }, 'TYPICAL', 'GOOD'],
    ['RED', { trafficLight: '3', classificationText: 'RED' }, 'VERY_ATYPICAL', 'POOR'],
    ['plain text', 'red', 'VERY_ATYPICAL', 'POOR'],
    ['something new', { trafficLight: 4, classificationText: 'VIOLET' }, 'UNKNOWN', 'UNKNOWN'],
    ['nothing', null, null, 'UNKNOWN'],
  ])('with a light of %s is understood', async (_what, statisticalTrafficLight, typicality, confidence) => {
    expect(await estimateOne({ statisticalTrafficLight })).toMatchObject({ typicality, confidence });
  });

  it.each<[unknown, string | null]>([
    [1234, '01234'],
    ['2A004', '2A004'],
    [null, null],
    [123456, null],
  ])('with the commune %j is in %s', async (code, inseeCode) => {
    expect(await estimateOne({ macroLocation: { code, name: 'Bourg' } })).toMatchObject({
      macroLocation: { inseeCode },
    });
  });

  it.each<[string, Document]>([
    ['a value of 0', { marketValueBeforeCorrection: 0 }],
    ['a negative value', { marketValueBeforeCorrection: -250_000 }],
    ['a value that is no number', { marketValueBeforeCorrection: { amount: 1 } }],
    ['a value beyond all homes', { marketValueBeforeCorrection: 1e300 }],
    ['a value below one euro', { marketValueBeforeCorrection: 0.001 }],
    ['another town', { address: '1 quai des États-Unis, 06000 Nice', macroLocation: { code: 6088, name: 'Nice' } }],
    ['a range upside down', { statisticalPriceRangeMin: 2e6, statisticalPriceRangeMax: 1e6 }],
    ['a value below its range', { statisticalPriceRangeMin: 3e6, statisticalPriceRangeMax: 4e6 }],
    ['a value above its range', { statisticalPriceRangeMin: 1, statisticalPriceRangeMax: 2 }],
  ])('with %s is not believed', async (_what, overrides) => {
    expect(outcomeOf(await estimateOne(overrides))).toBe('UPSTREAM_INVALID_RESPONSE');
  });

  it.each<[string, Document]>([
    ['a postal code of its neighbour', { address: '75002 Paris', macroLocation: { code: 75102, name: 'Paris 2e' } }],
    [
      'a commune of a neighbouring département',
      { address: '75001 Paris', macroLocation: { code: 92023, name: 'Clamart' } },
    ],
    ['no address', { address: null, macroLocation: { code: 6088, name: 'Nice' } }],
  ])('with %s is believed', async (_what, overrides) => {
    expect(outcomeOf(await estimateOne(overrides))).toBe(1_975_060);
  });

  it('keeps no address of endless length', async () => {
    expect(await estimateOne({ address: 'x'.repeat(10_000) })).toMatchObject({ address: null });
  });

  it('without bounds keeps its value', async () => {
    expect(await estimateOne({ statisticalPriceRangeMin: null, statisticalPriceRangeMax: undefined })).toMatchObject({
      value: { amount: 1_975_060 },
      range: { lower: null, upper: null },
    });
  });
});

describe('answers to many homes', () => {
  it.each<[string, (answers: Document[]) => unknown]>([
    ['in another order', (answers) => answers.toReversed()],
    ['with indices as text', (answers) => answers.map((each) => ({ ...each, index: String(each['index']) }))],
    ['with noise among them', (answers) => ['noise', null, ...answers]],
    ['with one that came twice, the same', (answers) => [...answers, structuredClone(answers[0])]],
  ])('are matched by their index %s', async (_what, change) => {
    expect((await estimateThree(change)).map(outcomeOf)).toEqual(threeValues);
  });

  it.each<[string, (answers: Document[]) => unknown]>([
    ['counts from 0', (answers) => answers.map((each) => ({ ...each, index: Number(each['index']) - 1 }))],
    ['has a stranger', (answers) => [...answers, { ...answers[0], index: 99 }]],
    ['has the reference of another', ([first, ...rest]) => [{ ...first, externalId: 'of another' }, ...rest]],
  ])('are none of them believed where the list %s', async (_what, change) => {
    expect((await estimateThree(change)).map(outcomeOf)).toEqual(Array(3).fill('UPSTREAM_INVALID_RESPONSE'));
  });

  it.each<[string, (answers: Document[]) => unknown]>([
    ['is missing', (answers) => answers.slice(1)],
    ['has lost its index', ([first, ...rest]) => [{ ...first, index: undefined }, ...rest]],
    ['came twice, differently', ([first, ...rest]) => [{ ...first, address: 'elsewhere' }, ...rest, first]],
    ['came under the index of another home', ([first, ...rest]) => [{ ...rest[0], index: 1 }, first, ...rest]],
  ])('fail the one home whose answer %s', async (_what, change) => {
    const results = await estimateThree(change);

    expect(results.map(outcomeOf)).toEqual(['UPSTREAM_INVALID_RESPONSE', ...threeValues.slice(1)]);
  });

  it('tell which homes were turned down, in the words of Dimex', async () => {
    const message = 'Validation error: floor is not an integer in range (-1, 30)';
    const results = await estimateThree(([first, ...rest]) => [
      {
        index: first?.['index'],
        messages: [{ description: 'VALIDATION_ERROR', level: 'WARN', reference: 'x', message }],
      },
      ...rest,
    ]);

    expect(results[0]).toMatchObject({ code: 'VALUATION_REFUSED', message, retryable: false });
    expect(results.slice(1).map(outcomeOf)).toEqual(threeValues.slice(1));
  });

  it.each<[string, unknown, string]>([
    ['two messages, one of them twice', [{ message: 'One.' }, { message: 'Two.' }, { message: 'One.' }], 'One. Two.'],
    ['a message with control characters', [{ message: 'a\u0007b\r\n\tc\u202ed' }], 'a b c d'],
    ['a message with an address', [{ message: 'See https://dimex.example/x?token=1 for more' }], 'See … for more'],
    [
      'a credential',
      [{ message: 'bad header Authorization=Basic secret-of-ours for account' }],
      'bad header … for account',
    ],
    ['an endless message', [{ message: 'word '.repeat(500) }], `${'word '.repeat(59)}word…`],
    ['no message', [], 'Dimex gave neither a value nor a reason.'],
    ['messages of another shape', ['Plain.', 7, null, { message: {} }], 'Plain.'],
  ])('carry %s', async (_what, messages, expected) => {
    const [result] = await estimateThree(([first, ...rest]) => [{ index: first?.['index'], messages }, ...rest]);

    expect(result).toMatchObject({ code: 'VALUATION_REFUSED', message: expected });
  });
});

describe('a call that fails', () => {
  it.each<[string, FakeAnswer, object]>([
    [
      'says why',
      { status: 400, body: { message: 'requests is not an array' } },
      { code: 'VALUATION_REFUSED', message: 'requests is not an array' },
    ],
    [
      'says nothing',
      { status: 422, rawBody: 'oops' },
      { code: 'VALUATION_REFUSED', message: 'Dimex turned the valuation down with status 422.' },
    ],
    ['is forbidden', { status: 401, body: {} }, { code: 'UPSTREAM_AUTH' }],
    [
      'is one too many',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 7000 },
    ],
    ['breaks', { status: 500 }, { code: 'UPSTREAM_UNAVAILABLE' }],
    ['is too slow for Dimex', { status: 408, body: {} }, { code: 'UPSTREAM_TIMEOUT', isUnsent: false }],
    ['is cut', 'destroy', { code: 'UPSTREAM_UNAVAILABLE' }],
    ['is no list', { body: { results: {} } }, { code: 'UPSTREAM_INVALID_RESPONSE' }],
    ['is another list', { body: [] }, { code: 'UPSTREAM_INVALID_RESPONSE' }],
  ])('where it %s fails each of its homes and is not sent again', async (_what, answer, error) => {
    const { client, call, estimations } = await playing({ estimation: () => answer });
    const results = await client.estimate({ kind: 'FLAT', model }, threeFlats, call);

    expect(results).toMatchObject([error, error, error]);
    expect(estimations()).toHaveLength(1);
  });

  it('leaves the other chunks alone', async () => {
    const { client, call } = await playing(
      { estimation: (received) => (requestsOf(received.body).length === 1 ? { status: 500 } : answerAll(received)) },
      { chunkSize: 2 },
    );

    expect((await client.estimate({ kind: 'FLAT', model }, threeFlats, call)).map(outcomeOf)).toEqual([
      ...threeValues.slice(0, 2),
      'UPSTREAM_UNAVAILABLE',
    ]);
  });

  it.each([
    [true, threeValues],
    [false, Array(3).fill('UPSTREAM_TIMEOUT')],
  ])('is given up when the client leaves only where it is not billed (billed: %s)', async (isBilled, expected) => {
    const leaving = new AbortController();
    const { client, fake } = await playing(
      {
        estimation: (received) => {
          leaving.abort();
          return answerAll(received);
        },
      },
      { isBilled },
    );
    const { call } = aMeteredCall({ signal: leaving.signal });

    expect((await client.estimate({ kind: 'FLAT', model }, threeFlats, call)).map(outcomeOf)).toEqual(expected);
    expect(fake.calls).toHaveLength(1);
  });
});
