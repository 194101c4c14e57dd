import type { PriceHubbleSubject } from '../../../src/domain/pricehubble-subject.js';
import type { PriceHubbleEstimate } from '../../../src/domain/valuation.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { createDoor } from '../../../src/upstream/http.js';
import { createPriceHubbleClient } from '../../../src/upstream/pricehubble/client.js';
import type { PriceHubbleClient, PriceHubbleOptions } from '../../../src/upstream/pricehubble/client.js';
import { startFake } from '../../support/fake-upstream.js';
import type { FakeAnswer, FakeCall, FakeUpstream } from '../../support/fake-upstream.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import type { MeteredCall } from '../../support/upstream-call.js';

const loginPath = '/auth/login/credentials';
const valuePath = '/api/v1/valuation/property_value';

export type Document = Record<string, unknown>;
export type Result = PriceHubbleEstimate | UpstreamError;

export type Played = MeteredCall &
  Readonly<{
    client: PriceHubbleClient;
    fake: FakeUpstream;
    logins: () => readonly FakeCall[];
    valuations: () => readonly FakeCall[];
    close: () => Promise<void>;
  }>;

type Answers = Readonly<{
  login?: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;
  valuation?: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;
}>;

/** The client before a fake PriceHubble, which lets everybody in and values everything unless told otherwise. */
export async function play(answers: Answers = {}, options: Partial<PriceHubbleOptions> = {}): Promise<Played> {
  const { login = () => aLogin(), valuation = answerAll } = answers;
  const fake = await startFake((call) => (call.path === loginPath ? login(call) : valuation(call)));
  const door = createDoor({ upstream: 'pricehubble', origin: fake.origin });
  const credentials = { username: 'someone', password: 'secret of the test', isBilled: false };
  return {
    ...aMeteredCall(),
    client: createPriceHubbleClient(door, { ...credentials, ...options }),
    fake,
    logins: () => fake.calls.filter(({ path }) => path === loginPath),
    valuations: () => fake.calls.filter(({ path }) => path === valuePath),
    close: async () => {
      await door.close();
      await fake.close();
    },
  };
}

export function aLogin(token = 'token-1', overrides: Document = {}): FakeAnswer {
  return { body: { access_token: token, expires_in: 43_200, ...overrides } };
}

export type SentInput = Readonly<{ property: Document; valuationDates?: readonly string[] }>;
export type Sent = Readonly<{
  dealType: 'sale' | 'rent';
  countryCode: string;
  valuationDates?: readonly string[];
  valuationInputs: readonly SentInput[];
}>;

export function sentIn(call: FakeCall | undefined): Sent {
  return call?.body as Sent;
}

export function datesOf(sent: Sent, input: SentInput): readonly string[] {
  return input.valuationDates ?? sent.valuationDates ?? [];
}

/** Properties × dates of a call. */
export function weightOf(call: FakeCall): number {
  const sent = sentIn(call);
  return sent.valuationInputs.reduce((sum, input) => sum + datesOf(sent, input).length, 0);
}

export function answerAll(call: FakeCall): FakeAnswer {
  return { body: { valuations: valuationsFor(sentIn(call)) } };
}

export function valuationsFor(sent: Sent): readonly (readonly Document[])[] {
  return sent.valuationInputs.map((input) =>
    datesOf(sent, input).map((date) => aValuation(input.property, date, sent.dealType)),
  );
}

/** The value tells the property's year and the day, so that no two valuations of a test share one. */
export function valueOf(constructionYear: number, date: string): number {
  return constructionYear * 10_000 + Number(date.slice(5).replace('-', ''));
}

export function aValuation(property: Document, date: string, dealType: 'sale' | 'rent' = 'sale'): Document {
  const value = valueOf(Number(property['buildingYear']), date);
  const name = dealType === 'sale' ? 'salePrice' : 'rentGross';
  const { coordinates } = property['location'] as Document;
  return {
    [name]: value,
    [`${name}Range`]: { lower: value - 500, upper: value + 500 },
    confidence: 'medium',
    currency: 'EUR',
    ...(coordinates === undefined ? {} : { coordinates }),
  };
}

/** A flat that lies by itself: its coordinates follow its year. */
export function aSubject(overrides: Partial<PriceHubbleSubject> = {}): PriceHubbleSubject {
  const constructionYear = overrides.constructionYear ?? 1990;
  return {
    provider: 'PRICEHUBBLE',
    countryCode: 'FR',
    propertyType: 'APARTMENT',
    subtype: null,
    location: { kind: 'COORDINATES', latitude: 43 + (constructionYear - 1900) / 40, longitude: 2.26 },
    constructionYear,
    livingAreaM2: 62.5,
    landAreaM2: null,
    balconyAreaM2: null,
    gardenAreaM2: null,
    volumeM3: null,
    roomCount: null,
    bathroomCount: null,
    bedroomCount: null,
    floor: null,
    floorCount: null,
    garageSpaces: null,
    outdoorParkingSpaces: null,
    hasLift: null,
    hasPool: null,
    hasSauna: null,
    isFurnished: null,
    isNew: null,
    renovationYear: null,
    energyLabel: null,
    condition: null,
    quality: null,
    numberOfUnits: null,
    annualRentIncome: null,
    ...overrides,
  };
}

export function outcomeOf(result: Result | undefined): number | string | undefined {
  return result instanceof UpstreamError ? result.code : result?.value.amount;
}
