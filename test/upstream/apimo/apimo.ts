import { createApimoClient } from '../../../src/upstream/apimo/client.js';
import type { ApimoClient } from '../../../src/upstream/apimo/client.js';
import type { ResolvePlace } from '../../../src/upstream/apimo/wire-locations.js';
import type { UpstreamCall } from '../../../src/upstream/call.js';
import { createDoor } from '../../../src/upstream/http.js';
import { startFake } from '../../support/fake-upstream.js';
import type { FakeCall, FakeHandler, FakeRoutes } from '../../support/fake-upstream.js';

export type Document = Record<string, unknown>;

export type Played = Readonly<{
  client: ApimoClient;
  calls: readonly FakeCall[];
  call: UpstreamCall;
  close: () => Promise<void>;
}>;

const codes: Readonly<Record<string, readonly string[]>> = {
  Antibes: ['06004'],
  Nice: ['06088'],
  'Paris 7ème': ['75107'],
  'Saint-Denis': ['93066', '97411'],
};

/** Knows four names. */
export const resolvePlace: ResolvePlace = (name) => {
  const inseeCodes = codes[name] ?? [];
  return { inseeCodes, resolution: (['UNRESOLVED', 'EXACT'] as const)[inseeCodes.length] ?? 'AMBIGUOUS' };
};

/** The client before a fake Apimo. */
export async function play(
  answers: FakeHandler | FakeRoutes,
  timeoutMs = 10_000,
  resolve: ResolvePlace = resolvePlace,
): Promise<Played> {
  const fake = await startFake(answers);
  const door = createDoor({ upstream: 'apimo', origin: fake.origin });
  return {
    client: createApimoClient(door, { provider: 'provider', token: 'token-of-the-test', resolvePlace: resolve }),
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

/** A request with the values that Apimo's document shows. */
export function aRequestDocument(overrides: Document = {}): Document {
  return {
    id: 156488,
    active: false,
    contact: '220351',
    user: '3896',
    category: '1',
    subcategory: null,
    types: ['1', '2'],
    subtype: null,
    country: 'FR',
    locations: [{ region: null, city: { id: '2039', name: 'Antibes' }, district: null }],
    coordinates: null,
    rooms_operator: '2',
    rooms: null,
    bedrooms: 0,
    standing: null,
    view: { type: null, landscape: null },
    condition: null,
    margin: '10',
    area: { min: '100', max: null, unit: '1' },
    price: { min: null, max: '400000', currency: 'EUR' },
    floor: { operator: '1', type: null, value: null },
    areas: [{ type: 18, number: 1, area_min: null }],
    services: [],
    tags: [],
    comment: '',
    free_criteria: '',
    created_at: '2010-10-08 15:12:02',
    updated_at: '2014-04-10 09:37:18',
    ...overrides,
  };
}

/** A listing of agency 771 that hides nothing. */
export function aPropertyDocument(overrides: Document = {}): Document {
  return {
    id: 1_234_567,
    reference: 'AB-12',
    agency: 771,
    step: '1',
    category: '1',
    type: '1',
    subtype: null,
    address: '12 rue des Lilas',
    publish_address: true,
    country: 'FR',
    region: null,
    city: { id: '2039', name: 'Antibes', zipcode: '06600' },
    latitude: '43.58',
    longitude: '7.12',
    radius: 300,
    area: { unit: '1', value: '75.5', total: null, weighted: null },
    rooms: '3.5',
    bedrooms: 2,
    price: { value: 415_000, max: null, period: null, hide: false, currency: 'EUR' },
    floor: { type: '5', value: null, levels: null, floors: null },
    condition: '3',
    standing: null,
    services: [6],
    areas: [],
    created_at: '2010-10-08 15:12:02',
    updated_at: '2014-04-10 09:37:18',
    ...overrides,
  };
}
