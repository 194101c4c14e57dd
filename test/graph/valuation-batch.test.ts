import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parisDayOf } from '../../src/domain/calendar.js';
import { writeClientsFile } from '../support/clients-file.js';
import type { ClientsFile } from '../support/clients-file.js';
import { startImmograph } from '../support/immograph.js';
import type { AskOptions, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';

type Subject = Readonly<Record<string, unknown>>;
type Batch = Readonly<{
  provider?: string;
  subjects: readonly Subject[];
  dates?: readonly string[];
  dealType?: string;
}>;

const COUNTS = 'valuedCount pendingCount rejectedCount failedCount';
const ENTRIES =
  'entries { subjectIndex date status problems valuation { provider dealType valuationDate value { amount } } }';

const flat: Subject = {
  propertyClass: 'FLAT',
  address: '12 rue Oberkampf, 75011 Paris',
  livingArea: 54,
  roomCount: 3,
  constructionYear: 1930,
  energyGrade: 'D',
  floor: 4,
};
const house: Subject = {
  propertyClass: 'HOUSE',
  address: '30 rue de la Buffa, 06000 Nice',
  livingArea: 110,
  landArea: 300,
  roomCount: 5,
  constructionYear: 1965,
  energyGrade: 'E',
  floorCount: 2,
};

/** Flats of one street, each of another living area, so that no two are the same. */
function flats(count: number, from = 30): readonly Subject[] {
  return Array.from({ length: count }, (_, index) => ({ ...flat, livingArea: from + index / 10 }));
}

function days(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${2000 + Math.floor(index / 12)}-${pad(1 + (index % 12))}-01`);
}

function pad(month: number): string {
  return String(month).padStart(2, '0');
}

let vendors: RecordedSandbox;
/** Answers in the vendor's place where it does not leave the call to it. */
let instead: (call: RecordedCall) => Answer | undefined = () => undefined;

beforeAll(async () => {
  vendors = await startRecordedSandbox({ answer: (_vendor, answer, call) => instead(call) ?? answer });
});
beforeEach(() => {
  instead = () => undefined;
  vendors.forget();
});
afterAll(() => vendors.close());

function sendBatch(
  immograph: RunningImmograph,
  { provider = 'PRICEHUBBLE', ...batch }: Batch,
  selection = `${COUNTS} ${ENTRIES}`,
  options: AskOptions = {},
) {
  const query = `query ($provider: ValuationProvider!, $subjects: [ValuationSubjectInput!]!, $dates: [Date!], $dealType: DealType! = SALE) {
    batch: valuationBatch(provider: $provider, subjects: $subjects, dates: $dates, dealType: $dealType) { ${selection} }
  }`;
  return immograph.ask(query, { ...options, variables: { provider, ...batch } });
}

const priceHubbleCalls = () => vendors.calls('pricehubble', 'property_value');
const dimexCalls = () => vendors.calls('dimex').filter(({ endpoint }) => /hed-fr-(con|sfh)$/.test(endpoint));
const dimexSizes = () => dimexCalls().map(({ body }) => (body as { requests: unknown[] }).requests.length);
const providerCalls = () => [...priceHubbleCalls(), ...dimexCalls()];

function weightOf({ body }: RecordedCall): number {
  const { valuationDates = [], valuationInputs } = body as {
    valuationDates?: string[];
    valuationInputs: { valuationDates?: string[] }[];
  };
  return valuationInputs.reduce((sum, input) => sum + (input.valuationDates ?? valuationDates).length, 0);
}

describe('a batch of valuations', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, MAX_BILLED_PER_OPERATION: '500' });
  });
  afterAll(() => immograph.stop());
  afterEach(() => {
    expect(immograph.logs.filter((line) => line.includes('unexpected error'))).toEqual([]);
  });
  const send = (batch: Batch, selection?: string, options?: AskOptions) =>
    sendBatch(immograph, batch, selection, options);

  it('answers subject after subject and day after day, in one call', async () => {
    const dates = ['2024-01-01', '2022-01-01', '2023-01-01'];
    const { data, errors } = await send({ subjects: [flat, house, { ...flat, livingArea: 20 }], dates });

    expect(errors).toBeUndefined();
    expect(data.batch).toMatchObject({ valuedCount: 9, pendingCount: 0, rejectedCount: 0, failedCount: 0 });
    const { entries } = data.batch;
    expect(entries.map(({ subjectIndex, date }: Json) => [subjectIndex, date])).toEqual(
      [0, 1, 2].flatMap((index) => dates.map((date) => [index, date])),
    );
    for (const entry of entries) {
      expect(entry).toMatchObject({ status: 'VALUED', problems: [], valuation: { valuationDate: entry.date } });
    }
    expect(new Set(entries.map(({ valuation }: Json) => valuation.value.amount)).size).toBe(9);
    expect(priceHubbleCalls().map(weightOf)).toEqual([9]);
  });

  it('gives each subject what it is given on its own', async () => {
    const subjects = [house, flat];
    const { data } = await send({ subjects, dates: ['2021-07-01'] });
    const alone = await Promise.all(
      subjects.map((subject) =>
        immograph.ask(
          'query ($s: ValuationSubjectInput!) { valuation(provider: PRICEHUBBLE, subject: $s, date: "2021-07-01") { value { amount } } }',
          { variables: { s: subject } },
        ),
      ),
    );

    expect(data.batch.entries.map(({ valuation }: Json) => valuation.value)).toEqual(
      alone.map((answered) => answered.data.valuation.value),
    );
  });

  it('is for today where no day is named, and a sale', async () => {
    const before = parisDayOf(new Date());
    const { data } = await send({ subjects: [flat] });

    expect([before, parisDayOf(new Date())]).toContain(data.batch.entries[0].date);
    expect(data.batch.entries[0].valuation.dealType).toBe('SALE');
  });

  it('packs five hundred valuations into ten calls', async () => {
    const { data, errors } = await send({ subjects: flats(100), dates: days(5) }, COUNTS);

    expect(errors).toBeUndefined();
    expect(data.batch.valuedCount).toBe(500);
    expect(priceHubbleCalls().map(weightOf)).toEqual(Array(10).fill(50));
  });

  it('shares its calls with all else that the operation has valued', async () => {
    const query = `query ($a: [ValuationSubjectInput!]!, $b: [ValuationSubjectInput!]!, $c: ValuationSubjectInput!) {
      a: valuationBatch(provider: PRICEHUBBLE, subjects: $a, dates: ["2019-01-01", "2019-02-01"]) { valuedCount }
      b: valuationBatch(provider: PRICEHUBBLE, subjects: $b, dates: ["2019-03-01"]) { valuedCount }
      c: valuation(provider: PRICEHUBBLE, subject: $c, date: "2019-04-01") { value { amount } }
    }`;
    const { data, errors } = await immograph.ask(query, { variables: { a: flats(20), b: flats(9), c: house } });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ a: { valuedCount: 40 }, b: { valuedCount: 9 }, c: { value: {} } });
    expect(priceHubbleCalls().map(weightOf)).toEqual([50]);
  });

  it('asks once for what is named twice, and answers each', async () => {
    const { data } = await send({ subjects: [flat, house, { ...flat }], dates: ['2018-01-01', '2018-01-01'] });

    const amounts = data.batch.entries.map(({ valuation }: Json) => valuation.value.amount);
    expect(amounts).toEqual([0, 0, 2, 2, 0, 0].map((index) => amounts[index]));
    expect(priceHubbleCalls().map(weightOf)).toEqual([2]);
  });

  it('asks Dimex for houses and for flats, a call each', async () => {
    const { data, errors } = await send({ provider: 'DIMEX', subjects: [...flats(3), house], dates: days(2) });

    expect(errors).toBeUndefined();
    expect(data.batch.valuedCount).toBe(8);
    expect(
      dimexCalls()
        .map(({ endpoint }) => endpoint)
        .toSorted(),
    ).toEqual(['POST /v0/hed-fr-con', 'POST /v0/hed-fr-sfh']);
    expect(dimexSizes().toSorted()).toEqual([2, 6]);
  });

  it('fails entry by entry, each for its own reason, told as an error and as data', async () => {
    const { data, errors } = await send({
      subjects: [
        flat,
        { ...flat, constructionYear: undefined, livingArea: undefined },
        { ...flat, latitude: 48.86, longitude: 200 },
        { propertyClass: 'LAND', address: '12 rue Oberkampf, 75011 Paris' },
        { ...flat, address: '1 rue du Port, 99123 Nullepart' },
        house,
      ],
      dates: ['2017-01-01'],
    });

    expect(data.batch).toMatchObject({ valuedCount: 2, rejectedCount: 4, pendingCount: 0, failedCount: 0 });
    const { entries } = data.batch;
    expect(entries.map(({ status }: Json) => status)).toEqual([
      'VALUED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
      'VALUED',
    ]);
    expect(errors?.map(({ path, extensions: { code } }) => [path?.join('.'), code])).toEqual([
      ['batch.entries.1.valuation', 'VALUATION_INPUT_INCOMPLETE'],
      ['batch.entries.2.valuation', 'BAD_USER_INPUT'],
      ['batch.entries.3.valuation', 'VALUATION_NOT_SUPPORTED'],
      ['batch.entries.4.valuation', 'VALUATION_REFUSED'],
    ]);
    expect(entries[1].problems).toEqual(['The provider requires livingArea, constructionYear.']);
    expect(entries[2].problems).toEqual([expect.stringMatching(/^longitude is 200, /)]);
    expect(entries[3].problems).toEqual([expect.stringContaining('LAND')]);
    expect(entries[4].problems).toEqual([errors?.[3]?.message]);
  });

  it('tells what failed as data alone where no valuation is asked', async () => {
    const { data, errors } = await send(
      { subjects: [flat, { ...flat, livingArea: undefined }] },
      `${COUNTS} entries { status problems }`,
    );

    expect(errors).toBeUndefined();
    expect(data.batch).toEqual({
      valuedCount: 1,
      pendingCount: 0,
      rejectedCount: 1,
      failedCount: 0,
      entries: [
        { status: 'VALUED', problems: [] },
        { status: 'REJECTED', problems: ['The provider requires livingArea.'] },
      ],
    });
  });

  it('calls nobody where only its days and places are asked', async () => {
    const { data } = await send({ subjects: [flat, house] }, 'entries { subjectIndex date }');

    expect(data.batch.entries).toHaveLength(2);
    expect(providerCalls()).toEqual([]);
  });

  it('answers 49 where PriceHubble refuses the call for one, which carries its words', async () => {
    const message = 'livingArea: Must be a number of another kind.';
    instead = ({ body }) =>
      JSON.stringify(body).includes('"livingArea":33.3')
        ? { status: 400, body: JSON.stringify({ message }) }
        : undefined;
    const { data, errors } = await send({ subjects: flats(50), dates: ['2016-01-01'] });

    expect(data.batch).toMatchObject({ valuedCount: 49, rejectedCount: 1 });
    expect(errors).toEqual([
      {
        message,
        path: ['batch', 'entries', 33, 'valuation'],
        locations: expect.anything(),
        extensions: { code: 'VALUATION_REFUSED', upstream: 'pricehubble', retryable: false },
      },
    ]);
    expect(priceHubbleCalls().length).toBeLessThanOrEqual(13);
  });

  it.each<readonly [string, Answer, string, string, string]>([
    ['breaks', { status: 503, body: '{}' }, 'PENDING', 'UPSTREAM_UNAVAILABLE', '2015-01-01'],
    ['wants it slower', { status: 429, body: '{}' }, 'PENDING', 'UPSTREAM_RATE_LIMITED', '2015-02-01'],
    ['does not let us in', { status: 403, body: '{}' }, 'FAILED', 'UPSTREAM_AUTH', '2015-03-01'],
    [
      'answers nonsense',
      { status: 200, body: '{"valuations":[]}' },
      'FAILED',
      'UPSTREAM_INVALID_RESPONSE',
      '2015-04-01',
    ],
  ])('says what is worth asking again where the provider %s', async (_what, answer, status, code, date) => {
    instead = ({ endpoint }) => (endpoint.endsWith('property_value') ? answer : undefined);
    const { data, errors } = await send({ subjects: [flat, house], dates: [date] });

    expect(data.batch).toMatchObject({ valuedCount: 0, [`${status.toLowerCase()}Count`]: 2 });
    expect(data.batch.entries.map((entry: Json) => entry.status)).toEqual([status, status]);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code, code]);
    expect(data.batch.entries[0].problems).toEqual([errors?.[0]?.message]);

    instead = () => undefined;
    const again = await send({ subjects: [flat, house], dates: [date] });
    expect(again.data.batch).toMatchObject({ valuedCount: 2, pendingCount: 0 });
  });

  it.each<readonly [string, string, Subject]>([
    ['a rent by Dimex', 'DIMEX', flat],
    ['a rent of a multi-family house', 'PRICEHUBBLE', { ...house, propertyClass: 'BUILDING', numberOfUnits: 8 }],
  ])('rejects %s, and asks nobody', async (_what, provider, subject) => {
    const { data, errors } = await send({ provider, subjects: [subject], dates: days(3), dealType: 'RENT' });

    expect(data.batch).toMatchObject({ valuedCount: 0, rejectedCount: 3 });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(3).fill('VALUATION_NOT_SUPPORTED'));
    expect(providerCalls()).toEqual([]);
  });

  it('is of rents where that is asked', async () => {
    const { data, errors } = await send({ subjects: [flat, house], dates: days(2), dealType: 'RENT' });

    expect(errors).toBeUndefined();
    expect(data.batch.entries.map(({ valuation }: Json) => valuation.dealType)).toEqual(Array(4).fill('RENT'));
    expect(priceHubbleCalls().map(weightOf)).toEqual([4]);
  });

  it.each([
    ['properties', { subjects: Array(501).fill(flat) }],
    ['days', { subjects: [flat], dates: days(501) }],
  ])('of more than 500 %s is refused before anything is executed', async (_what, batch) => {
    const { status, errors } = await send(batch);

    expect(status).toBe(400);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'QUERY_TOO_COMPLEX', limit: 'inputList', max: 500 },
    ]);
    expect(providerCalls()).toEqual([]);
  });

  it.each<readonly [string, Batch, string, RegExp]>([
    ['no property', { subjects: [] }, 'subjects', /1 to 500 properties, not 0/],
    ['no day', { subjects: [flat], dates: [] }, 'dates', /must hold a day/],
    [
      'too many of both',
      { subjects: flats(51), dates: days(10) },
      'dates',
      /500 valuations at most, not 51 × 10 = 510/,
    ],
  ])('of %s is refused whole, by the name of the argument and its bound', async (_what, batch, argument, message) => {
    const { data, errors } = await send(batch);

    expect(data.batch).toBeNull();
    expect(errors).toEqual([
      {
        message: expect.stringMatching(message),
        path: ['batch'],
        locations: expect.anything(),
        extensions: { code: 'BAD_USER_INPUT', argument },
      },
    ]);
    expect(providerCalls()).toEqual([]);
  });

  it('quotes on a dry run, and has nothing billed', async () => {
    const { data, errors, extensions } = await send(
      { provider: 'DIMEX', subjects: [...flats(4, 60), { ...flat, livingArea: 800 }], dates: ['2014-01-01'] },
      undefined,
      { headers: { 'immograph-dry-run': '1' } },
    );

    expect(data.batch).toMatchObject({ valuedCount: 0, pendingCount: 0, rejectedCount: 1, failedCount: 0 });
    expect(data.batch.entries.map(({ status }: Json) => status)).toEqual([...Array(4).fill('QUOTED'), 'REJECTED']);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['BAD_USER_INPUT']);
    expect(extensions['quote']).toMatchObject({ dimex: { billedEstimations: 4, priceEur: 0.8 } });
    expect(dimexCalls()).toEqual([]);
  });
});

describe('a batch of more than one operation may have billed', () => {
  let immograph: RunningImmograph;
  beforeAll(async () => {
    immograph = await startImmograph({
      ...vendors.env,
      MAX_BILLED_PER_OPERATION: '5',
      DIMEX_CHUNK_SIZE: '2',
    });
  });
  afterAll(() => immograph.stop());

  it('says what is left, in chunks as small as is configured, and goes on where it is asked again', async () => {
    const batch: Batch = { provider: 'DIMEX', subjects: flats(12), dates: ['2013-01-01'] };
    const before = vendors.sandbox.billedEstimations();
    const first = await sendBatch(immograph, batch);

    expect(first.data.batch).toMatchObject({ valuedCount: 5, pendingCount: 7, rejectedCount: 0, failedCount: 0 });
    expect(first.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(7).fill('SPEND_LIMIT_EXCEEDED'));
    expect(dimexSizes().toSorted()).toEqual([1, 2, 2]);
    expect(vendors.sandbox.billedEstimations() - before).toBe(5);

    const counts = [];
    for (let round = 0; round < 3; round += 1) counts.push((await sendBatch(immograph, batch, COUNTS)).data.batch);
    expect(counts.map(({ valuedCount, pendingCount }: Json) => [valuedCount, pendingCount])).toEqual([
      [10, 2],
      [12, 0],
      [12, 0],
    ]);
    expect(vendors.sandbox.billedEstimations() - before).toBe(12);
  });
});

describe('a batch for a client of fewer rights', () => {
  let immograph: RunningImmograph;
  let clients: ClientsFile;
  beforeAll(async () => {
    clients = writeClientsFile([
      { id: 'browser', scopes: ['adverts:read'] },
      { id: 'reader', scopes: ['valuations:read'] },
    ]);
    immograph = await startImmograph({ ...vendors.env, CLIENTS_FILE: clients.path });
  });
  afterAll(async () => {
    await immograph.stop();
    clients.remove();
  });

  it('is forbidden whole without valuations:read', async () => {
    const { data, errors } = await sendBatch(immograph, { subjects: [flat] }, COUNTS, {
      headers: clients.as('browser'),
    });

    expect(data.batch).toBeNull();
    expect(errors?.map(({ path, extensions: { code } }) => [path, code])).toEqual([[['batch'], 'FORBIDDEN']]);
    expect(providerCalls()).toEqual([]);
  });

  it('rejects what would be billed without valuations:spend, and answers what is free', async () => {
    const options = { headers: clients.as('reader') };
    const billed = await sendBatch(immograph, { provider: 'DIMEX', subjects: [flat, house] }, undefined, options);
    const free = await sendBatch(immograph, { subjects: [flat, house] }, undefined, options);

    expect(billed.data.batch).toMatchObject({ valuedCount: 0, rejectedCount: 2, pendingCount: 0 });
    expect(billed.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(free.data.batch).toMatchObject({ valuedCount: 2 });
    expect(dimexCalls()).toEqual([]);
  });
});
