import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let running: RunningImmograph[];
let isDead: boolean;
/** Holds back what Fluximmo answers, where there is one. */
let hold: Promise<void> | null;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: async (vendor, answer) => {
      if (vendor !== 'fluximmo') return answer;
      await hold;
      return isDead ? { status: 503, body: '{}' } : answer;
    },
  });
});

beforeEach(() => {
  isDead = false;
  hold = null;
  running = [];
  vendors.forget();
});

afterEach(() => Promise.all(running.map((each) => each.stop())));

afterAll(() => vendors.close());

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningImmograph> {
  const immograph = await startImmograph({ ...vendors.env, ...env });
  running.push(immograph);
  return immograph;
}

/** What a client that finds an error in the answer would not see. */
async function read(immograph: RunningImmograph, query: string): Promise<Readonly<{ data: Json; fluximmo: Json }>> {
  const { data, errors, extensions } = await immograph.ask(query);
  expect(errors).toBeUndefined();
  return { data, fluximmo: extensions['upstreams'].fluximmo };
}

const calls = (part = '') => vendors.calls('fluximmo', part).length;
async function vendorIsCalled(times: number): Promise<void> {
  while (calls() < times) await new Promise((resolve) => setImmediate(resolve));
}

const advert = (fields: string) => `{ advert(flxId: "${walkAdvertFlxId}") { ${fields} } }`;

const everything = `{
  advert(flxId: "${walkAdvertFlxId}") {
    title fetchedAt isStale
    property { flxId title fetchedAt isStale adverts(first: 3) { nodes { flxId title fetchedAt isStale } } similarProperties(first: 2) { title isStale } }
    zoneStatistics { median fetchedAt isStale }
  }
  adverts(first: 3) { nodes { title isStale } totalCount }
  properties(first: 3) { nodes { title isStale } totalCount }
}`;

/** Every fact of the kind, wherever it is. */
const factsNamed = (name: string, data: Json): Json[] =>
  JSON.stringify(data)
    .match(new RegExp(`"${name}":(?:"[^"]*"|[a-z]+)`, 'g'))
    ?.map((fact) => JSON.parse(`{${fact}}`)[name]) ?? [];

describe('answers of Fluximmo', () => {
  it('are remembered, and counted by the record', async () => {
    const immograph = await start();
    const first = await read(immograph, everything);
    const asked = calls();
    const again = await read(immograph, everything);

    expect(again.data).toEqual(first.data);
    expect(calls()).toBe(asked);
    expect(first.fluximmo).toEqual({ calls: asked, cacheHits: 0 });
    expect(again.fluximmo).toEqual({ calls: 0, cacheHits: expect.any(Number) });
    expect(again.fluximmo.cacheHits).toBeGreaterThanOrEqual(7);
    expect(new Set(factsNamed('isStale', again.data))).toEqual(new Set([false]));
  });

  it('are asked for anew by each request where nothing is to be remembered', async () => {
    const immograph = await start({ CACHE: 'off' });
    await read(immograph, advert('title'));
    const { data, fluximmo } = await read(immograph, advert('title isStale fetchedAt'));

    expect(fluximmo).toEqual({ calls: 1, cacheHits: 0 });
    expect(data.advert).toMatchObject({ isStale: false, fetchedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  it('are stale, and say so, where the vendor is dead; the contact alone is missing', async () => {
    const immograph = await start({
      CACHE_ADVERTS: '0s 0s 1h',
      CACHE_SEARCHES: '0s 0s 1h',
      CACHE_STATISTICS: '0s 0s 1h',
    });
    const warm = await read(immograph, everything);
    isDead = true;
    const { data } = await read(immograph, everything);

    expect(new Set(factsNamed('isStale', data))).toEqual(new Set([true]));
    expect(factsNamed('fetchedAt', data)).toEqual(factsNamed('fetchedAt', warm.data));
    expect(JSON.stringify(data).replaceAll('"isStale":true', '"isStale":false')).toBe(JSON.stringify(warm.data));

    const withContact = await immograph.ask(advert('title isStale contactInCharge { email phoneNumber }'));
    expect(withContact.data.advert).toMatchObject({ isStale: true, contactInCharge: null });
    expect(withContact.errors).toMatchObject([
      { path: ['advert', 'contactInCharge'], extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'fluximmo' } },
    ]);
  });

  it('are answered at once when they are stale, while the vendor is asked again', async () => {
    const immograph = await start({ CACHE_ADVERTS: '0s 1h 1h' });
    await read(immograph, advert('title'));
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const { data } = await read(immograph, advert('title isStale'));
    release();

    expect(data.advert).toMatchObject({ isStale: true });
    await vendorIsCalled(2);
  });

  it('are no longer given when they are older than allowed', async () => {
    const immograph = await start({ CACHE_ADVERTS: '0s 0s 0s' });
    await read(immograph, advert('title'));
    isDead = true;
    const { data, errors } = await immograph.ask(advert('title'));

    expect(data.advert).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  it('are not remembered where there were none, and the vendor is asked again when it is back', async () => {
    const immograph = await start();
    isDead = true;
    const outage = await immograph.ask(everything);
    expect(outage.errors?.length).toBeGreaterThan(0);
    isDead = false;
    const { data } = await read(immograph, everything);

    expect(data.advert.title).not.toBeNull();
    expect(data.adverts.nodes).toHaveLength(3);
  });

  it('that there is none of a kind are remembered too', async () => {
    const immograph = await start();
    const none = '{ advert(flxId: "none") { title } property(flxId: "none") { title } }';
    await read(immograph, none);
    const asked = calls();
    const { data } = await read(immograph, none);

    expect(data).toEqual({ advert: null, property: null });
    expect(calls()).toBe(asked);
  });
});

describe('a batch of properties', () => {
  it('asks for those that are not known, in one call', async () => {
    const immograph = await start();
    const { data } = await read(immograph, '{ adverts(first: 60) { nodes { property { flxId } } } }');
    const flxIds: string[] = [...new Set<string>(data.adverts.nodes.map((node: Json) => node.property.flxId))].slice(
      0,
      20,
    );
    const byIds = (ids: readonly string[]) =>
      `{ ${ids.map((flxId, index) => `p${String(index)}: property(flxId: "${flxId}") { title }`).join(' ')} }`;
    await read(immograph, byIds(flxIds.slice(0, 18)));
    vendors.forget();
    const { fluximmo } = await read(immograph, byIds(flxIds));

    expect(vendors.calls('fluximmo').map(({ body }) => body)).toEqual([{ flxIds: flxIds.slice(18) }]);
    expect(fluximmo).toEqual({ calls: 1, cacheHits: 18 });
  });
});

describe('a contact', () => {
  const contact = 'contactInCharge { email phoneNumber lastName }';

  it('is read of the vendor each time, and never of what is remembered', async () => {
    const immograph = await start();
    const first = await read(immograph, advert(`title ${contact}`));
    await read(immograph, advert('title'));
    expect(calls()).toBe(1);
    const again = await read(immograph, advert(`title ${contact}`));

    expect(again.data).toEqual(first.data);
    expect(again.data.advert.contactInCharge).not.toBeNull();
    expect(calls()).toBe(2);
  });

  it.each([
    ['a search', `{ adverts(first: 5) { nodes { title ${contact} } } }`],
    ['the edges of a search', `{ adverts(first: 5) { edges { node { ...on Advert { who: ${contact} } } } } }`],
    ['a property', advert(`property { adverts(first: 5) { nodes { ${contact} } } }`)],
  ])('of each advert of %s costs no more calls than the list', async (_of, query) => {
    const immograph = await start();
    const first = await read(immograph, query);
    vendors.forget();
    const again = await read(immograph, query);

    expect(again.data).toEqual(first.data);
    expect(calls()).toBe(1);
  });
});

describe('contacts of the adverts that match a request', () => {
  it('cost no more calls than the searches that found them', async () => {
    const immograph = await start();
    const query = `{ agency(id: "771") { buyerRequests(first: 1, isActive: true, filter: { inseeCode: "75111" }) { nodes {
      matchingAdverts(first: 500) { nodes { advert { flxId contactInCharge { email } } } } } } } }`;
    const first = await read(immograph, query);
    const searches = calls('adverts/search');
    vendors.forget();
    const again = await read(immograph, query);

    const [{ matchingAdverts }] = again.data.agency.buyerRequests.nodes;
    expect(matchingAdverts.nodes.length).toBeGreaterThan(searches);
    expect(again.data).toEqual(first.data);
    expect(calls()).toBe(searches);
  });
});

describe('those who ask at once', () => {
  it('are a thousand, and one call', async () => {
    const immograph = await start();
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const all = Promise.all(Array.from({ length: 1000 }, () => immograph.ask(advert('title'))));
    await vendorIsCalled(1);
    release();

    expect(new Set((await all).map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(calls()).toBe(1);
  });

  it('are answered though the client who came first has left', async () => {
    const immograph = await start();
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const leaving = new AbortController();
    const leader = fetch(`${immograph.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: advert('title') }),
      signal: leaving.signal,
    }).catch(() => 'left');
    await vendorIsCalled(1);
    const others = Promise.all(Array.from({ length: 20 }, () => immograph.ask(advert('title'))));
    leaving.abort();
    expect(await leader).toBe('left');
    release();

    for (const { data, errors } of await others) {
      expect(errors).toBeUndefined();
      expect(data.advert.title).not.toBeNull();
    }
    expect(calls()).toBe(1);
  });
});

describe('a valuation', () => {
  it('says when its provider gave it, also where it is had from the ledger', async () => {
    const immograph = await start();
    const query = advert('valuation(provider: PRICEHUBBLE) { ... on Sourced { fetchedAt isStale } computedAt }');
    const first = await read(immograph, query);
    const again = await read(immograph, query);

    expect(first.data.advert.valuation).toMatchObject({ isStale: false });
    expect(first.data.advert.valuation.fetchedAt).toBe(first.data.advert.valuation.computedAt);
    expect(again.data).toEqual(first.data);
  });
});
