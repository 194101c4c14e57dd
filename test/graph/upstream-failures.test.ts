import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import type { VendorName } from '../../src/sandbox/sandbox.js';
import { sandboxCredentials } from '../../src/sandbox/sandbox.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { Answered, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox, unlimited } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';
import { walkQuery } from '../support/walk.js';

/** What stands in the bodies of failures, and in no answer or log of ours. */
const MARK = 'RAW-BODY-OF-A-VENDOR';
const ADDRESS = 'https://internal.vendor.example/secret';
const page = `<html><body>${MARK} ${ADDRESS}</body></html>`;

type Failure = () => Answer | Promise<Answer>;
type Breakage = Readonly<{ failure: Failure; isHit: (vendor: VendorName, call: RecordedCall) => boolean }>;

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
let breakage: Breakage | null = null;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (vendor, answer, call) => (breakage?.isHit(vendor, call) === true ? breakage.failure() : answer),
    sandbox: unlimited,
  });
  immograph = await startImmograph({ ...vendors.env, CACHE: 'off' });
  // The sandbox makes its records when they are first asked for.
  await walk(immograph);
});
afterEach(() => {
  breakage = null;
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

function walk(server: RunningImmograph): Promise<Answered> {
  return server.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });
}

/** A server that remembers nothing yet, for one question. */
async function walkAnew(env: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const server = await startImmograph({ ...vendors.env, ...forgettingReads, ...env });
  try {
    const answered = await walk(server);
    expectNothingLeaks(answered, server);
    return answered;
  } finally {
    await server.stop();
  }
}

function expectNothingLeaks({ errors }: Answered, { logs }: RunningImmograph): void {
  const { fluximmo, dimex, pricehubble, apimo } = sandboxCredentials;
  const secrets = [fluximmo.apiKey, dimex.token, pricehubble.username, pricehubble.password, apimo.token];
  const told = [...(errors ?? []).map(({ message, extensions }) => message + JSON.stringify(extensions)), ...logs];
  for (const secret of [MARK, 'internal.vendor', ...secrets]) {
    expect(told.filter((each) => each.includes(secret))).toEqual([]);
  }
  for (const { message } of errors ?? []) expect(message).not.toMatch(/https?:|127\.0\.0\.1|localhost|<html|\n/);
}

type Expected = Readonly<{ code: string; retryable: boolean; retryAfterMs?: unknown }>;
type FailureCase = Readonly<{ name: string; failure: Failure; expected: Expected; atEstimation?: Expected }>;

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Failure =>
  () => ({ status: code, body: page, headers });
const sent =
  (body: string, headers: Readonly<Record<string, string>> = {}): Failure =>
  () => ({ status: 200, body, headers });

const unavailable: Expected = { code: 'UPSTREAM_UNAVAILABLE', retryable: true };
const invalid: Expected = { code: 'UPSTREAM_INVALID_RESPONSE', retryable: false };
const unauthorized: Expected = { code: 'UPSTREAM_AUTH', retryable: false };

const failures: readonly FailureCase[] = [
  { name: 'status 500', failure: status(500), expected: unavailable },
  { name: 'status 503', failure: status(503, { 'retry-after': '30' }), expected: unavailable },
  {
    name: 'status 429 and when to come back',
    failure: status(429, { 'retry-after': '7' }),
    expected: { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterMs: expect.closeTo(7000, -4) },
  },
  {
    name: 'status 429 alone',
    failure: status(429),
    expected: { code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterMs: null },
  },
  { name: 'status 401', failure: status(401), expected: unauthorized },
  { name: 'status 403', failure: status(403), expected: unauthorized },
  { name: 'a redirect', failure: status(302, { location: ADDRESS }), expected: invalid },
  { name: 'a page of HTML', failure: sent(page, { 'content-type': 'text/html' }), expected: invalid },
  { name: 'an empty body', failure: sent(''), expected: invalid },
  { name: 'half of its JSON', failure: sent(`{"data":{"flxId":"${MARK}`), expected: invalid },
  {
    name: 'half of its JSON and a closed socket',
    failure: sent('{"data":{"items":[', { 'content-length': '5000', connection: 'close' }),
    expected: unavailable,
  },
  { name: 'JSON of another outline', failure: sent(JSON.stringify({ [MARK]: [ADDRESS] })), expected: invalid },
  { name: 'a list', failure: sent('[]'), expected: invalid },
  { name: 'null', failure: sent('null'), expected: invalid },
  {
    name: 'a closed socket',
    failure: () => {
      throw new Error('The vendor hangs up.');
    },
    expected: unavailable,
  },
];

function extensionsOf(upstream: VendorName, expected: Expected): unknown {
  return { upstream, ...expected };
}

/** What the advert itself says, which no other vendor and no second call may take away. */
const ownFields = {
  flxId: walkAdvertFlxId,
  title: expect.any(String),
  price: { amount: expect.any(Number), currency: 'EUR' },
  pricePerArea: { amount: expect.any(Number) },
  location: { inseeCode: '75111' },
};
const filled = {
  ...ownFields,
  property: { adverts: { nodes: expect.arrayContaining([expect.anything()]) } },
  zoneStatistics: { median: expect.any(Number) },
  pricePosition: { deviation: expect.any(Number) },
  valuation: { value: { amount: expect.any(Number) } },
  valuationComparison: {
    dimex: { value: { amount: expect.any(Number) } },
    priceHubble: { value: { amount: expect.any(Number) } },
    askingPrice: { amount: expect.any(Number) },
  },
  matchingBuyerRequests: { totalCount: expect.any(Number) },
};

function errorsByPath({ errors }: Answered): Readonly<Record<string, unknown>> {
  const byPath = Object.fromEntries((errors ?? []).map(({ path, extensions }) => [path?.join('.'), extensions]));
  expect(Object.keys(byPath)).toHaveLength(errors?.length ?? 0);
  return byPath;
}

const isSecondRound = (vendor: VendorName, { endpoint }: RecordedCall) =>
  vendor !== 'fluximmo' || /_many|statistics/.test(endpoint);
const isEstimation = (_vendor: VendorName, { endpoint }: RecordedCall) => /property_value|hed-fr-con/.test(endpoint);

describe('a walk whose advert Fluximmo answers with', () => {
  it.each(failures)('$name has no advert and says why', async ({ failure, expected }) => {
    breakage = { failure, isHit: (vendor) => vendor === 'fluximmo' };
    const answered = await walkAnew();

    expect(answered.status).toBe(200);
    expect(answered.data).toEqual({ advert: null });
    expect(errorsByPath(answered)).toEqual({ advert: extensionsOf('fluximmo', expected) });
  });

  it('status 404 has no advert, and that is no error', async () => {
    breakage = { failure: status(404), isHit: (vendor) => vendor === 'fluximmo' };
    const answered = await walkAnew();

    expect(answered.data).toEqual({ advert: null });
    expect(answered.errors).toBeUndefined();
  });

  it('status 400 has no advert and says that it was turned down', async () => {
    breakage = { failure: status(400), isHit: (vendor) => vendor === 'fluximmo' };
    const answered = await walkAnew();

    expect(errorsByPath(answered)).toEqual({
      advert: extensionsOf('fluximmo', { code: 'UPSTREAM_REFUSED', retryable: false }),
    });
  });
});

describe('a walk whose every call after the first is answered with', () => {
  it.each(failures)('$name keeps the advert and fails each field on its own', async ({ failure, expected }) => {
    breakage = { failure, isHit: isSecondRound };
    const answered = await walkAnew();

    expect(answered.status).toBe(200);
    expect(errorsByPath(answered)).toEqual({
      'advert.property': extensionsOf('fluximmo', expected),
      'advert.zoneStatistics': extensionsOf('fluximmo', expected),
      'advert.pricePosition': extensionsOf('fluximmo', expected),
      'advert.valuation': extensionsOf('pricehubble', expected),
      'advert.valuationComparison.priceHubble': extensionsOf('pricehubble', expected),
      'advert.valuationComparison.dimex': extensionsOf('dimex', expected),
      'advert.matchingBuyerRequests': extensionsOf('apimo', expected),
    });
    expect(answered.data.advert).toMatchObject({
      ...ownFields,
      property: null,
      zoneStatistics: null,
      pricePosition: null,
      valuation: null,
      valuationComparison: { agreement: 'INCOMPLETE', spread: null, dimex: null, priceHubble: null },
      matchingBuyerRequests: null,
    });
  });

  it('status 404 has no buyers, and fails the other fields', async () => {
    breakage = { failure: status(404), isHit: isSecondRound };
    const answered = await walkAnew();

    const refused = extensionsOf('fluximmo', { code: 'UPSTREAM_REFUSED', retryable: false });
    expect(errorsByPath(answered)).toEqual({
      'advert.property': refused,
      'advert.zoneStatistics': refused,
      'advert.pricePosition': refused,
      'advert.valuation': extensionsOf('pricehubble', unauthorized),
      'advert.valuationComparison.priceHubble': extensionsOf('pricehubble', unauthorized),
      'advert.valuationComparison.dimex': extensionsOf('dimex', invalid),
    });
    expect(answered.data.advert).toMatchObject({ ...ownFields, matchingBuyerRequests: { totalCount: 0, edges: [] } });
  });
});

describe('a walk whose estimations are answered with', () => {
  const refused: Expected = { code: 'VALUATION_REFUSED', retryable: false };

  it.each([
    ...failures,
    { name: 'status 400', failure: status(400), expected: refused },
    { name: 'status 404', failure: status(404), expected: refused },
    { name: 'status 422', failure: status(422), expected: refused },
  ])('$name keeps all but the values', async ({ failure, expected }) => {
    breakage = { failure, isHit: isEstimation };
    const answered = await walkAnew();

    expect(errorsByPath(answered)).toEqual({
      'advert.valuation': extensionsOf('pricehubble', expected),
      'advert.valuationComparison.priceHubble': extensionsOf('pricehubble', expected),
      'advert.valuationComparison.dimex': extensionsOf('dimex', expected),
    });
    expect(answered.data.advert).toMatchObject({
      ...filled,
      valuation: null,
      valuationComparison: { agreement: 'INCOMPLETE', spread: null, dimex: null, priceHubble: null },
    });
  });
});

describe('a walk', () => {
  it.each([
    ['dimex', ['advert.valuationComparison.dimex']],
    ['pricehubble', ['advert.valuation', 'advert.valuationComparison.priceHubble']],
    ['apimo', ['advert.matchingBuyerRequests']],
  ] as const)('loses to %s, where that fails alone, its own fields and no others', async (broken, paths) => {
    breakage = { failure: status(500), isHit: (vendor) => vendor === broken };
    const answered = await walkAnew();

    expect(errorsByPath(answered)).toEqual(
      Object.fromEntries(paths.map((path) => [path, extensionsOf(broken, unavailable)])),
    );
    expect(answered.data.advert).toMatchObject(filledBut(paths));
  });

  it.each([
    ['dimex', ['advert.valuationComparison.dimex']],
    ['pricehubble', ['advert.valuation', 'advert.valuationComparison.priceHubble']],
    ['apimo', ['advert.matchingBuyerRequests']],
  ] as const)('goes on where nobody listens at the address of %s', async (broken, paths) => {
    const answered = await walkAnew({ [`${broken.toUpperCase()}_URL`]: await closedOrigin() });

    expect(answered.status).toBe(200);
    expect(errorsByPath(answered)).toEqual(
      Object.fromEntries(paths.map((path) => [path, extensionsOf(broken, unavailable)])),
    );
    expect(answered.data).toMatchObject({ advert: filledBut(paths) });
  });

  it('says so where nobody listens at the address of Fluximmo', async () => {
    const answered = await walkAnew({ FLUXIMMO_URL: await closedOrigin() });

    expect(answered.data).toEqual({ advert: null });
    expect(errorsByPath(answered)).toEqual({ advert: extensionsOf('fluximmo', unavailable) });
  });

  it('ends at its deadline where its advert never comes', async () => {
    breakage = { failure: never, isHit: (vendor) => vendor === 'fluximmo' };
    const answered = await walkAnew({ REQUEST_DEADLINE_MS: '300' });

    expect(answered.status).toBe(200);
    expect(answered.data).toEqual({ advert: null });
    expect(errorsByPath(answered)).toEqual({
      advert: extensionsOf('fluximmo', { code: 'UPSTREAM_TIMEOUT', retryable: true }),
    });
  });

  it('ends at its deadline, with what it has, where nothing comes after the advert', async () => {
    breakage = { failure: never, isHit: isSecondRound };
    const answered = await walkAnew({ REQUEST_DEADLINE_MS: '1500' });

    const late: Expected = { code: 'UPSTREAM_TIMEOUT', retryable: true };
    expect(answered.status).toBe(200);
    expect(errorsByPath(answered)).toEqual({
      'advert.property': extensionsOf('fluximmo', late),
      'advert.zoneStatistics': extensionsOf('fluximmo', late),
      'advert.pricePosition': extensionsOf('fluximmo', late),
      'advert.valuation': extensionsOf('pricehubble', late),
      'advert.valuationComparison.priceHubble': extensionsOf('pricehubble', late),
      'advert.valuationComparison.dimex': extensionsOf('dimex', late),
      'advert.matchingBuyerRequests': extensionsOf('apimo', late),
    });
    expect(answered.data.advert).toMatchObject(ownFields);
  });

  it('is whole again once the vendors are', async () => {
    const server = await startImmograph({ ...vendors.env, ...forgettingReads });
    try {
      breakage = { failure: status(503), isHit: isSecondRound };
      expect((await walk(server)).errors).toHaveLength(7);
      breakage = null;
      const { data, errors } = await walk(server);
      expect(errors).toBeUndefined();
      expect(data.advert).toMatchObject(filled);
    } finally {
      await server.stop();
    }
  });
});

/** A whole advert with `null` at each of `paths`. */
function filledBut(paths: readonly string[]): Record<string, unknown> {
  const advert: Json = { ...filled, valuationComparison: { ...filled.valuationComparison } };
  for (const path of paths) {
    const [, field = '', part] = path.split('.');
    if (part === undefined) advert[field] = null;
    else advert[field][part] = null;
  }
  return advert;
}

function never(): Promise<Answer> {
  return new Promise(() => undefined);
}

async function closedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('price statistics that come for another number of zones than were asked about', () => {
  const question = `{ adverts(first: 40) { nodes { flxId zoneStatistics { inseeCode propertyClass offerType median average } } } }`;
  const zonesAsked = (body: unknown) => (body as { studiedData: unknown[] }).studiedData.length;

  it.each<[string, (entries: Json[]) => Json[]]>([
    ['one short', (entries) => entries.slice(1)],
    ['one long', (entries) => [entries[1], ...entries]],
    ['empty', () => []],
    ['twice over', (entries) => [...entries, ...entries]],
  ])('%s are asked for one by one, and come under the right zones', async (_what, change) => {
    const { data: honest } = await immograph.ask(question);
    vendors.forget();
    changeStatistics = (entries) => (entries.length > 1 ? change(entries) : entries);
    const { data, errors } = await broken.ask(question);

    expect(errors).toBeUndefined();
    expect(data).toEqual(honest);
  });

  let changeStatistics: (entries: Json[]) => Json[] = (entries) => entries;
  let broken: RunningImmograph;
  let changing: RecordedSandbox;
  beforeAll(async () => {
    changing = await startRecordedSandbox({
      answer: (_vendor, answer, { endpoint }) => {
        if (!endpoint.endsWith('statistics')) return answer;
        const { data } = JSON.parse(answer.body) as { data: Json[] };
        return { status: 200, body: JSON.stringify({ data: changeStatistics(data) }) };
      },
    });
    broken = await startImmograph({ ...changing.env, ...forgettingReads });
  });
  afterAll(async () => {
    await broken.stop();
    await changing.close();
  });

  it('cost one call more a zone', async () => {
    changeStatistics = (entries) => (entries.length > 1 ? entries.slice(1) : entries);
    changing.forget();
    await broken.ask(question);

    const [together, ...alone] = changing.calls('fluximmo', 'statistics').map(({ body }) => zonesAsked(body));
    expect(together).toBeGreaterThan(5);
    expect(alone).toEqual(Array.from({ length: together ?? 0 }, () => 1));
  });

  it('fail the zones that are answered wrongly even alone, and no others', async () => {
    const { data: honest } = await immograph.ask(question);
    let isFirst = true;
    changeStatistics = (entries) => {
      if (entries.length > 1) return entries.slice(1);
      const given = isFirst ? [...entries, ...entries] : entries;
      isFirst = false;
      return given;
    };
    const { data, errors } = await broken.ask(question);

    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UPSTREAM_INVALID_RESPONSE']));
    const failed = new Set(errors?.map(({ path }) => path?.[2]));
    expect(failed.size).toBeLessThan(20);
    data.adverts.nodes.forEach((node: Json, place: number) => {
      const { zoneStatistics } = honest.adverts.nodes[place];
      expect(node.zoneStatistics).toEqual(failed.has(place) ? null : zoneStatistics);
    });
  });
});
