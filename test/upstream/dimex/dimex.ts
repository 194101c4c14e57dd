import type { DimexFlat, DimexHouse, DimexSubject } from '../../../src/domain/dimex-subject.js';
import type { DimexEstimate } from '../../../src/domain/valuation.js';
import { createDimexClient } from '../../../src/upstream/dimex/client.js';
import type { DimexClient, DimexOptions } from '../../../src/upstream/dimex/client.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { createDoor } from '../../../src/upstream/http.js';
import { startFake } from '../../support/fake-upstream.js';
import type { FakeAnswer, FakeCall, FakeUpstream } from '../../support/fake-upstream.js';
import { aMeteredCall } from '../../support/upstream-call.js';
import type { MeteredCall } from '../../support/upstream-call.js';

const modelPath = '/v0/hed-fr-available-models';
export const housePath = '/v0/hed-fr-sfh';
export const flatPath = '/v0/hed-fr-con';

export type Document = Record<string, unknown>;
export type Result = DimexEstimate | UpstreamError;

export type Played = MeteredCall &
  Readonly<{
    client: DimexClient;
    fake: FakeUpstream;
    /** What was sent to be estimated, call by call. */
    estimations: () => readonly FakeCall[];
    close: () => Promise<void>;
  }>;

type Answers = Readonly<{
  model?: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;
  estimation?: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;
}>;

/** The client before a fake Dimex, which values every home it is asked for unless told otherwise. */
export async function play(answers: Answers = {}, options: Partial<DimexOptions> = {}): Promise<Played> {
  const { model = () => ({ body: '2026Q2' }), estimation = answerAll } = answers;
  const fake = await startFake((call) => (call.path === modelPath ? model(call) : estimation(call)));
  const door = createDoor({ upstream: 'dimex', origin: fake.origin });
  return {
    ...aMeteredCall(),
    client: createDimexClient(door, { token: 'token of the test', isBilled: true, ...options }),
    fake,
    estimations: () => fake.calls.filter(({ path }) => path !== modelPath),
    close: async () => {
      await door.close();
      await fake.close();
    },
  };
}

export function answerAll({ body }: FakeCall): FakeAnswer {
  return { body: { results: requestsOf(body).map((request) => anAnswer(request)) } };
}

export function requestsOf(body: unknown): readonly Document[] {
  return (body as { requests: Document[] }).requests;
}

/** A home's value tells its year and its area, so that no two homes of a test share one. */
export function valueOf(subject: DimexSubject): number {
  return subject.constructionYear * 1000 + subject.livingAreaM2;
}

export function anAnswer(request: Document, overrides: Document = {}): Document {
  const { usableArea } = request['area'] as { usableArea: number };
  const value = Number(request['constructionYear']) * 1000 + usableArea;
  return {
    index: request['index'],
    error: null,
    lon: 2.259016,
    lat: 48.789286,
    address: request['address'],
    marketValueBeforeCorrection: value,
    macroLocation: { code: 92023, name: 'Clamart' },
    microLocationValue: 3.5,
    statisticalPriceRangeMin: value - 1000,
    statisticalPriceRangeMax: value + 1000,
    statisticalTrafficLight: { trafficLight: 2, classificationText: 'YELLOW' },
    messages: [],
    ...overrides,
  };
}

export function aHouse(overrides: Partial<DimexHouse> = {}): DimexHouse {
  return {
    provider: 'DIMEX',
    kind: 'HOUSE',
    address: '30 Rue des Carnets, 92140 Clamart',
    constructionYear: 1990,
    livingAreaM2: 120,
    roomCount: 5,
    energyGrade: 'G',
    conditionScore: 2.5,
    standardScore: null,
    glazing: null,
    garageSpaces: null,
    outdoorParkingSpaces: null,
    houseType: 'CHALET',
    landAreaM2: 200,
    floorCount: 2,
    hasBalcony: null,
    hasTerrace: null,
    cellarType: null,
    atticType: null,
    hasOutbuilding: null,
    ...overrides,
  };
}

export function aFlat(overrides: Partial<DimexFlat> = {}): DimexFlat {
  return {
    provider: 'DIMEX',
    kind: 'FLAT',
    address: '1 Boulevard de la Madeleine, 75001 Paris',
    constructionYear: 1975,
    livingAreaM2: 60,
    roomCount: 3,
    energyGrade: 'D',
    conditionScore: 3,
    standardScore: null,
    glazing: null,
    garageSpaces: null,
    outdoorParkingSpaces: null,
    flatType: 'STANDARD',
    floor: 2,
    floorCount: null,
    terraceAreaM2: 0,
    balconyAreaM2: null,
    gardenAreaM2: null,
    buildingMaterial: null,
    hasCellar: null,
    hasAttic: null,
    isFirstOccupancy: false,
    ...overrides,
  };
}

/** The amount of an estimate, or the code of its error. */
export function outcomeOf(result: Result | undefined): number | string | undefined {
  return result instanceof UpstreamError ? result.code : result?.value.amount;
}
