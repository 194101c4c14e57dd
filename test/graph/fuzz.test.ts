import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import type { VendorName } from '../../src/sandbox/sandbox.js';
import { startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';

/** Long enough for a failure to be shrunk, and its seed to be told. */
const TIME_LIMIT_MS = 180_000;

/** Everything that hangs on four adverts and the one of the walk, under the keys that it belongs to. */
const question = `
  query Everything($flxId: ID!) {
    adverts(first: 4, filter: { offerTypes: [BUY], propertyClasses: [FLAT, HOUSE], isOnline: true }) { nodes { ...OfAdvert } }
    advert(flxId: $flxId) { ...OfAdvert }
  }
  fragment OfAdvert on Advert {
    flxId title description isOnline isPro propertyClass tags firstSeenAt
    price { amount currency } pricePerArea { amount currency } offer { type } seller { flxId name siren type }
    location { city postalCode inseeCode department }
    habitation { type roomCount surface { total } climate { epcEnergy epcEnergyScore } characteristics { hasLift } heatings }
    property {
      flxId title latestPrice { amount currency } location { inseeCode } habitation { roomCount }
      adverts { nodes { flxId title isOnline price { amount } source { website url } } }
    }
    zoneStatistics {
      inseeCode propertyClass offerType average median
      limits { lowerBound upperBound count } confidence { lowerBound upperBound count }
    }
    pricePosition { askingPricePerArea { amount } medianPricePerArea { amount } deviation }
    valuation(provider: PRICEHUBBLE, date: "2026-03-01") { ...OfValuation }
    valuationComparison(date: "2026-03-01") { dimex { ...OfValuation address typicality } priceHubble { ...OfValuation } agreement spread }
    matchingBuyerRequests(first: 2) { nodes { score request { ...OfRequest } } }
  }
  fragment OfValuation on Valuation { value { amount currency } range { lower { amount } upper { amount } } inputs { field value } }
  fragment OfRequest on BuyerRequest {
    agencyId requestId isActive offerType propertyClasses price { min max currency } area { min max } minBedrooms comment
    locations { cityId inseeCodes } rooms { operator value }
  }`;

const requestsQuestion = (first: number) => `
  { agencies { id buyerRequests(first: ${first}) { nodes { ...OfRequest } } } }
  ${question.slice(question.indexOf('fragment OfRequest'))}`;

type Target = Readonly<{ vendor: VendorName; endpoint: RegExp; listAt: readonly string[] | null; isByPosition?: true }>;

const targets = {
  search: { vendor: 'fluximmo', endpoint: /adverts\/search$/, listAt: ['data', 'items'] },
  advert: { vendor: 'fluximmo', endpoint: /GET .*\/adverts\//, listAt: null },
  properties: { vendor: 'fluximmo', endpoint: /_many$/, listAt: ['data'] },
  statistics: { vendor: 'fluximmo', endpoint: /statistics$/, listAt: ['data'], isByPosition: true },
  dimex: { vendor: 'dimex', endpoint: /hed-fr-(con|sfh)$/, listAt: ['results'] },
  pricehubble: { vendor: 'pricehubble', endpoint: /property_value$/, listAt: ['valuations'] },
  requests: { vendor: 'apimo', endpoint: /requests$/, listAt: ['requests'] },
} as const satisfies Readonly<Record<string, Target>>;
type TargetName = keyof typeof targets;

/** Places are counted modulo how many there are, for what is answered is not known before. */
type Change = Readonly<{ at: number; junk: unknown; how: string }>;

/** None of these is a value that a field could take for its own. */
const emptyJunk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, {}, [], [[]], [null], { data: {} }, [{}]),
  fc.integer({ min: 1, max: 200 }).map((depth) => {
    let deep: unknown = {};
    for (let level = 0; level < depth; level++) deep = level % 2 === 0 ? [deep] : { data: deep };
    return deep;
  }),
);
const anyJunk: fc.Arbitrary<unknown> = fc.oneof(
  emptyJunk,
  fc.constantFrom(
    '',
    'junk',
    'NaN',
    '1e999',
    -1,
    0,
    0.5,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    true,
    false,
    '9999-99-99',
    'ZZZ',
    '€',
  ),
  fc.constantFrom('\ud800', '2026-02-30', 'javascript:1', 'CLASS_NEW', 'OFFER_NEW', '__proto__', 'a'.repeat(10_000)),
  fc.jsonValue({ maxDepth: 4 }),
);

const listChanges: Readonly<Record<string, (list: Json[], change: Change) => unknown>> = {
  reversed: (list) => list.toReversed(),
  rotated: (list, { at }) => [...list.slice(at % list.length), ...list.slice(0, at % list.length)],
  short: (list, { at }) => list.toSpliced(at % list.length, 1),
  long: (list, { at }) => [...list, list[at % list.length]],
  doubled: (list) => [...list, ...list],
  'cut to one': (list) => list.slice(0, 1),
  empty: () => [],
  'junk among': (list, { at, junk }) => list.toSpliced(at % list.length, 0, junk),
  'junk instead': (list, { at, junk }) => list.with(at % list.length, junk),
  'no list': (_list, { junk }) => junk,
};

const poisons = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length'] as const;

const fieldChanges: Readonly<Record<string, (holder: Json, name: string, change: Change) => void>> = {
  removed: (holder, name) => Reflect.deleteProperty(holder, name),
  replaced: (holder, name, { junk }) => {
    holder[name] = junk;
  },
  'of another type': (holder, name) => {
    if (typeof holder[name] === 'number') holder[name] = String(holder[name]);
  },
  'of an unknown kind': (holder, name) => {
    if (/^[A-Z]+(_[A-Z\d]+)+$/.test(holder[name])) holder[name] = 'KIND_OF_TOMORROW';
  },
  poisoned: (holder, _name, { at, junk }) => {
    if (Array.isArray(holder)) return;
    const key = poisons[at % poisons.length] ?? '';
    Object.defineProperty(holder, key, { value: junk, enumerable: true, configurable: true, writable: true });
  },
};

function spoil(body: string, { listAt, isByPosition }: Target, change: Change): string {
  const document: Json = JSON.parse(body);
  const changeList = listChanges[change.how];
  if (changeList === undefined) {
    const paths = pathsOf(document);
    const path = paths[change.at % paths.length] ?? [];
    const holder = path.slice(0, -1).reduce((value, name) => value[name], document);
    fieldChanges[change.how]?.(holder, path.at(-1) ?? '', change);
    return JSON.stringify(document);
  }
  // What is told by its position alone cannot be found again once it has changed places with another.
  if (listAt === null || (isByPosition === true && ['reversed', 'rotated'].includes(change.how))) return body;
  const holder = listAt.slice(0, -1).reduce((value, name) => value[name], document);
  const name = listAt.at(-1) ?? '';
  if (!Array.isArray(holder?.[name]) || holder[name].length === 0) return body;
  holder[name] = changeList(holder[name], change);
  return JSON.stringify(document);
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [[...path, key], ...pathsOf(part, [...path, key])]);
}

const changeWith = (junk: fc.Arbitrary<unknown>): fc.Arbitrary<Change> =>
  fc.record({ at: fc.nat(), junk, how: fc.constantFrom(...Object.keys(listChanges), ...Object.keys(fieldChanges)) });

/** Half the lists to read: what is to be found here does not depend on how long they are. */
const oneAgency = { APIMO_AGENCY_IDS: '771' };

let vendors: RecordedSandbox;
let changes: Partial<Record<TargetName, Change>> = {};

beforeAll(async () => {
  vendors = await startRecordedSandbox({ answer: changed, sandbox: unlimited });
});
afterAll(() => vendors.close());

function changed(vendor: VendorName, answer: Answer, call: RecordedCall): Answer {
  for (const [name, target] of Object.entries(targets) as [TargetName, Target][]) {
    const change = changes[name];
    if (change !== undefined && target.vendor === vendor && target.endpoint.test(call.endpoint)) {
      return { ...answer, body: spoil(answer.body, target, change) };
    }
  }
  return answer;
}

const wholePrototype = Object.getOwnPropertyNames(Object.prototype).toSorted();

function expectCodedErrors({ status, errors }: Answered): void {
  expect(status).toBe(200);
  const codes = new Set((errors ?? []).map(({ extensions }) => extensions.code));
  expect([...codes].filter((code) => !/^(UPSTREAM|VALUATION)_/.test(code))).toEqual([]);
  for (const { message } of errors ?? []) expect(message.length).toBeLessThan(1000);
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(wholePrototype);
}

describe('whatever the vendors answer', () => {
  let immograph: RunningImmograph;
  let oracle: Oracle;
  beforeAll(async () => {
    immograph = await startImmograph({ ...vendors.env, ...oneAgency, CACHE: 'off' });
    const honest = await ask(immograph);
    expect((honest.errors ?? []).filter(({ extensions }) => extensions.code !== 'VALUATION_INPUT_INCOMPLETE')).toEqual(
      [],
    );
    oracle = createOracle(honest.data);
  });
  afterAll(() => immograph.stop());

  function ask(server: RunningImmograph): Promise<Answered> {
    return server.ask(question, { variables: { flxId: walkAdvertFlxId } });
  }

  const readTargets = ['search', 'advert', 'properties', 'statistics', 'dimex', 'pricehubble'] as const;
  const several = (junk: fc.Arbitrary<unknown>) =>
    fc
      .subarray([...readTargets], { minLength: 1, maxLength: 3 })
      .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, changeWith(junk)]))));

  it(
    'every value stands under its own key, or is null with a code, in 130 answers',
    async () => {
      await fc.assert(
        fc.asyncProperty(several(emptyJunk), async (spoiled) => {
          changes = spoiled;
          const answered = await ask(immograph);

          expectCodedErrors(answered);
          for (const advert of advertsIn(answered.data)) expect(strangersIn(advert, oracle)).toEqual([]);
          expect(untoldIn(answered)).toEqual([]);
        }),
        { numRuns: 130 },
      );
    },
    TIME_LIMIT_MS,
  );

  it(
    'nothing breaks, in 60 answers of any values at all',
    async () => {
      await fc.assert(
        fc.asyncProperty(several(anyJunk), async (spoiled) => {
          changes = spoiled;
          expectCodedErrors(await ask(immograph));
        }),
        { numRuns: 60 },
      );
    },
    TIME_LIMIT_MS,
  );

  it('is answered whole again afterwards', async () => {
    changes = {};
    const { data } = await ask(immograph);

    expect(createOracle(data)).toEqual(oracle);
  });
});

describe("whatever lists of buyers' requests Apimo answers with", () => {
  it(
    'every request stands under its own key, in 7 lists',
    async () => {
      changes = {};
      const honest = await askAnew(500);
      const oracle = new Map(requestsIn(honest.data).map((request) => [requestKey(request), request]));
      expect(oracle.size).toBeGreaterThan(50);

      await fc.assert(
        fc.asyncProperty(changeWith(emptyJunk), async (change) => {
          changes = { requests: change };
          const answered = await askAnew(100);

          expectCodedErrors(answered);
          const strangers = requestsIn(answered.data).filter(
            (request) => !agrees(oracle.get(requestKey(request)), request),
          );
          expect(strangers).toEqual([]);
        }),
        { numRuns: 7 },
      );
    },
    TIME_LIMIT_MS,
  );

  it(
    'nothing breaks, in 7 lists of any values at all',
    async () => {
      await fc.assert(
        fc.asyncProperty(changeWith(anyJunk), async (change) => {
          changes = { requests: change };
          expectCodedErrors(await askAnew(100));
        }),
        { numRuns: 7 },
      );
    },
    TIME_LIMIT_MS,
  );

  /** A server that remembers no list yet. */
  async function askAnew(first: number): Promise<Answered> {
    const server = await startImmograph({ ...vendors.env, ...oneAgency, REQUEST_DEADLINE_MS: '3000' });
    try {
      return await server.ask(requestsQuestion(first));
    } finally {
      await server.stop();
    }
  }

  function requestsIn(data: Json): Json[] {
    return data.agencies.flatMap(({ buyerRequests }: Json) => buyerRequests?.nodes ?? []);
  }
});

/** What unspoiled answers say, by the keys of what they say it of. */
type Oracle = Readonly<{
  adverts: ReadonlyMap<string, Json>;
  properties: ReadonlyMap<string, Json>;
  zones: ReadonlyMap<string, Json>;
  /** By provider and by everything that was sent to it. */
  valuations: ReadonlyMap<string, Json>;
}>;

function createOracle(data: Json): Oracle {
  const adverts = advertsIn(data);
  const present = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null);
  return {
    adverts: new Map(adverts.map((advert) => [advert.flxId, advert])),
    properties: new Map(present(adverts.map(({ property }) => property)).map((property) => [property.flxId, property])),
    zones: new Map(present(adverts.map(({ zoneStatistics }) => zoneStatistics)).map((zone) => [zoneKey(zone), zone])),
    valuations: spelledOneWay(adverts.flatMap(valuationsOf)),
  };
}

/** A home whose adverts spell its place in several ways is valued once, under one of them: which is left open. */
function spelledOneWay(valuations: readonly Valued[]): ReadonlyMap<string, Json> {
  const isSpelledElsehow = ({ key, home }: Valued) =>
    valuations.some((other) => other.home === home && other.key !== key);
  return new Map(valuations.filter((each) => !isSpelledElsehow(each)).map(({ key, value }) => [key, value]));
}

function advertsIn({ adverts, advert }: Json): Json[] {
  return [...(adverts?.nodes ?? []), advert].filter((each) => each !== null);
}

function zoneKey({ inseeCode, propertyClass, offerType }: Json): string {
  return `${inseeCode} ${propertyClass} ${offerType}`;
}

function requestKey({ agencyId, requestId }: Json): string {
  return `${agencyId} ${requestId}`;
}

type Valued = Readonly<{ key: string; home: string; value: Json }>;

/** `key` is the provider and everything that was sent, `home` the same but for how its place is written. */
function valuationsOf({ valuation, valuationComparison }: Json): Valued[] {
  const { dimex, priceHubble } = valuationComparison ?? {};
  const sides = { PRICEHUBBLE: [valuation, priceHubble], DIMEX: [dimex] };
  return Object.entries(sides).flatMap(([provider, values]) =>
    values.filter(Boolean).map((value: Json) => ({
      key: JSON.stringify([provider, value.inputs]),
      home: JSON.stringify([provider, value.inputs.filter(isNoPlace)]),
      value,
    })),
  );
}

/** What an advert's answer holds that is another's. */
function strangersIn(advert: Json, oracle: Oracle): unknown[] {
  const { property, zoneStatistics, pricePosition, valuation, valuationComparison, matchingBuyerRequests, ...own } =
    advert;
  const known = oracle.adverts.get(advert.flxId);
  const strangers: unknown[] = [];
  const check = (what: string, wanted: unknown, got: unknown) => {
    if (!agrees(wanted, got)) strangers.push({ what, of: advert.flxId, wanted, got });
  };
  check('advert', known, own);
  if (property !== null) {
    check('property', known?.property?.flxId, property.flxId);
    check('property', oracle.properties.get(property.flxId), property);
  }
  if (zoneStatistics !== null) {
    check('zone', known?.zoneStatistics && zoneKey(known.zoneStatistics), zoneKey(zoneStatistics));
    check('zone', oracle.zones.get(zoneKey(zoneStatistics)), zoneStatistics);
  }
  check('price position', known?.pricePosition, pricePosition);
  // Another subject, where something of the record could not be read, is another question.
  for (const { key, value: got } of valuationsOf({ valuation, valuationComparison })) {
    const wanted = oracle.valuations.get(key);
    if (wanted !== undefined) check('valuation', wanted, got);
  }
  if (matchingBuyerRequests === null) strangers.push({ what: 'matches', of: advert.flxId });
  return strangers;
}

/** Whether `got` says nothing that `wanted` does not: less of it, `null` or UNKNOWN will do. */
function agrees(wanted: unknown, got: unknown): boolean {
  if (got === null || (got === 'UNKNOWN' && typeof wanted === 'string')) return true;
  if (Array.isArray(got)) {
    return (
      Array.isArray(wanted) &&
      got.every((each) => wanted.some((other) => isSameRecord(other, each) && agrees(other, each)))
    );
  }
  if (typeof got !== 'object') return Object.is(wanted, got);
  if (typeof wanted !== 'object' || wanted === null) return false;
  return Object.entries(got).every(([name, value]) => agrees((wanted as Record<string, unknown>)[name], value));
}

function isNoPlace({ field }: Json): boolean {
  return !['address', 'city', 'street'].includes(field);
}

function isSameRecord(one: Json, other: Json): boolean {
  return one?.flxId === other?.flxId;
}

/** Where a record or a valuation is missing and no error says why. */
function untoldIn({ data, errors }: Answered): string[] {
  const told = new Set((errors ?? []).map(({ path }) => path?.join('.') ?? ''));
  const nodes: [string, Json][] = (data.adverts?.nodes ?? []).map((node: Json, place: number) => [
    `adverts.nodes.${place}`,
    node,
  ]);
  const missing = [...nodes, ['advert', data.advert] as [string, Json]].flatMap(([path, node]) => {
    if (node === null) return path === 'advert' ? [] : [path];
    const { valuation, valuationComparison: sides } = node;
    return [
      ...(valuation === null ? [`${path}.valuation`] : []),
      ...(sides.dimex === null ? [`${path}.valuationComparison.dimex`] : []),
      ...(sides.priceHubble === null ? [`${path}.valuationComparison.priceHubble`] : []),
    ];
  });
  return missing.filter((path) => !told.has(path));
}
