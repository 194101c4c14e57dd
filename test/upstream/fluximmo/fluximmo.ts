import { createFluximmoClient } from '../../../src/upstream/fluximmo/client.js';
import type { FluximmoClient, FluximmoOptions } from '../../../src/upstream/fluximmo/client.js';
import type { UpstreamCall } from '../../../src/upstream/call.js';
import { createDoor } from '../../../src/upstream/http.js';
import { startFake } from '../../support/fake-upstream.js';
import type { FakeCall, FakeHandler, FakeRoutes } from '../../support/fake-upstream.js';

export type Document = Record<string, unknown>;

export type Played = Readonly<{
  client: FluximmoClient;
  calls: readonly FakeCall[];
  call: UpstreamCall;
  close: () => Promise<void>;
}>;

export type Stage = Readonly<{ play: typeof play; clear: () => Promise<void> }>;

/** Remembers whatever is played on it, so that all of it can be closed after a test. */
export function createStage(): Stage {
  const opened: Played[] = [];
  return {
    play: async (...args) => {
      const played = await play(...args);
      opened.push(played);
      return played;
    },
    clear: async () => {
      await Promise.all(opened.splice(0).map(({ close }) => close()));
    },
  };
}

/** The client before a fake Fluximmo. Paths of routes leave out "/v2/protected". */
async function play(
  answers: FakeHandler | FakeRoutes,
  options: Partial<FluximmoOptions> = {},
  timeoutMs = 10_000,
): Promise<Played> {
  const fake = await startFake(typeof answers === 'function' ? answers : absolute(answers));
  const door = createDoor({ upstream: 'fluximmo', origin: fake.origin });
  return {
    client: createFluximmoClient(door, { apiKey: 'key-of-the-test', ...options }),
    calls: fake.calls,
    call: {
      deadlineAt: performance.now() + timeoutMs,
      signal: undefined,
      requestId: 'request-1',
      traceparent: undefined,
      meter: { called: () => undefined, remembered: () => undefined, holds: () => undefined, billed: () => undefined },
    },
    close: async () => {
      await door.close();
      await fake.close();
    },
  };
}

export const notFound = { status: 404, body: { error: { message: 'Not Found', code: 10003 } } } as const;
export const badRequest = { status: 400, body: { error: { message: 'secret of the vendor', code: 10001 } } } as const;

/** An `AdvertDto` as the document's example has it. */
export function anAdvertDocument(overrides: Document = {}): Document {
  return {
    flxId: 'adv_1',
    propertyFlxId: 'prop_1',
    mainPropertyAdFlxId: 'adv_0',
    type: 'CLASS_FLAT',
    title: 'T3 75 m², terrasse',
    source: { website: 'portail-a', url: 'https://portail-a.example/annonces/1', flxId: 'src_1' },
    seller: { name: 'Agence Bastille Immo', type: 'SELLER_TYPE_AGENCY', siren: '812345678' },
    isOnline: true,
    isPro: true,
    currency: 'CURRENCY_EUR',
    scope: 'PRICING_ONE_OFF',
    currentPrice: { value: 435000, valuePerArea: 5800 },
    offer: { type: 'OFFER_BUY', isCurrentlyOccupied: false },
    location: {
      postalCode: '75011',
      inseeCode: '75111',
      city: 'Paris',
      locationCoordinate: { lat: 48.857, lng: 2.376 },
    },
    habitation: { surface: { total: 75 }, roomCount: 3, bedroomCount: 2 },
    firstSeenAt: '2025-04-22T09:11:00.000Z',
    ...overrides,
  };
}

/** A `PropertyDto` with one advert. */
export function aPropertyDocument(overrides: Document = {}): Document {
  return {
    flxId: 'prop_1',
    type: 'CLASS_FLAT',
    title: 'T3 75 m², terrasse',
    adverts: [
      {
        flxId: 'adv_1',
        isOnline: true,
        location: [2.376, 48.857],
        price: { currency: 'EUR', latest: { value: 435000, valuePerArea: 5800 } },
        source: { website: 'portail-a', url: 'https://portail-a.example/annonces/1' },
      },
    ],
    price: {
      currency: 'EUR',
      initial: { value: 450000, valuePerArea: 6000 },
      latest: { value: 435000, valuePerArea: 5800 },
      variation: { sincePublished: -3.33, absoluteSincePublished: 3.33 },
    },
    offer: { type: 'OFFER_BUY' },
    location: { postalCode: '75011', inseeCode: '75111', locationCoordinate: { location: [2.376, 48.857] } },
    meta: { isTotallyOffline: false, firstSeenAt: '2025-04-22T09:11:00.000Z' },
    ...overrides,
  };
}

/** One entry of the price statistics. */
export function someStatistics(overrides: Document = {}): Document {
  return {
    average: 10250.5,
    median: 10100,
    limits: { lowerBound: 6000, upperBound: 15000, count: 50 },
    confidence: { lowerBound: 9000, upperBound: 11500, count: 40 },
    ...overrides,
  };
}

function absolute(routes: FakeRoutes): FakeRoutes {
  return Object.fromEntries(
    Object.entries(routes).map(([route, answer]) => [route.replace(' /', ' /v2/protected/'), answer]),
  );
}
