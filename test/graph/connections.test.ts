import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';
import type { Answer, RecordedCall } from '../support/recorder.js';

type Change = (data: Json, call: RecordedCall) => unknown;

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
/** What a search is answered with instead. */
let changeSearch: Change | undefined;

beforeAll(async () => {
  vendors = await startRecordedSandbox({
    answer: (_vendor, answer, call) => (call.endpoint.endsWith('/search') ? changed(answer, call) : answer),
  });
  immograph = await startImmograph({ ...vendors.env, ...forgettingReads });
});
beforeEach(() => vendors.forget());
afterEach(() => {
  changeSearch = undefined;
});
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

function changed(answer: Answer, call: RecordedCall): Answer {
  if (changeSearch === undefined) return answer;
  const { data } = JSON.parse(answer.body) as { data?: Json };
  return { status: 200, body: JSON.stringify({ data: changeSearch(data, call) }) };
}

const searches = [
  { noun: 'adverts', narrow: '{ department: "06", offerTypes: [BUY] }' },
  { noun: 'properties', narrow: '{ departments: ["06"], offerTypes: [BUY] }' },
] as const;
type Noun = (typeof searches)[number]['noun'];

type Page = Readonly<{ filter?: string; orderBy?: string; first: number; after?: string | null }>;
type Edges = { cursor: string; node: { flxId: string } }[];
type Read = { edges: Edges; pageInfo: Json };

async function read(noun: Noun, page: Page, server = immograph): Promise<Read> {
  const { data, errors } = await server.ask(question(noun, page));
  expect(errors).toBeUndefined();
  return data[noun];
}

function question(noun: string, { filter = '{}', orderBy = '', first, after = null }: Page, more = ''): string {
  const order = orderBy === '' ? '' : `, orderBy: ${orderBy}`;
  return `{ ${noun}(filter: ${filter}${order}, first: ${first}, after: ${JSON.stringify(after)}) {
    edges { cursor node { flxId } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    ${more}
  } }`;
}

async function walk(noun: Noun, page: Page): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (let hasNextPage = true; hasNextPage;) {
    const { edges, pageInfo }: Read = await read(noun, { ...page, after });
    found.push(...flxIdsOf(edges));
    hasNextPage = pageInfo.hasNextPage;
    after = pageInfo.endCursor;
  }
  return found;
}

function flxIdsOf(edges: Edges): string[] {
  return edges.map(({ node }) => node.flxId);
}

const sizes = () => vendors.calls('fluximmo', '/search').map(({ body }) => (body as { size: number }).size);

describe.each(searches)('a search among $noun', ({ noun, narrow }) => {
  it('reads 250 records by three calls of 100, 100 and 50', async () => {
    const { edges } = await read(noun, { first: 250 });

    expect(new Set(flxIdsOf(edges)).size).toBe(250);
    expect(sizes()).toEqual([100, 100, 50]);
    expect(vendors.calls('fluximmo')).toHaveLength(3);
  });

  it('reads on from any cursor without a gap or a repeat', async () => {
    const { edges } = await read(noun, { first: 150 });
    const all = flxIdsOf(edges);

    for (const place of [0, 17, 98, 99, 100, 101, 118]) {
      const rest = await read(noun, { first: 30, after: edges[place]?.cursor ?? null });
      expect(flxIdsOf(rest.edges)).toEqual(all.slice(place + 1, place + 31));
      expect(rest.pageInfo.hasPreviousPage).toBe(true);
    }
  });

  it('reads on from a cursor that a server gave out before it was started anew', async () => {
    const { edges } = await read(noun, { first: 60 });
    const another = await startImmograph(vendors.env);
    try {
      const middle = await read(noun, { first: 20, after: edges[19]?.cursor ?? null }, another);
      const end = await read(noun, { first: 20, after: middle.pageInfo.endCursor }, another);
      expect(flxIdsOf([...middle.edges, ...end.edges])).toEqual(flxIdsOf(edges).slice(20));
    } finally {
      await another.stop();
    }
  });

  it('finds page by page what one big read finds, to the end', async () => {
    const whole = await read(noun, { first: 500, filter: narrow });
    const walked = await walk(noun, { first: 37, filter: narrow });

    expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(walked.length).toBeGreaterThan(100);
    expect(walked).toEqual(flxIdsOf(whole.edges));
    expect(new Set(walked).size).toBe(walked.length);
  });

  it('walks in every order that it offers', async () => {
    const filter = noun === 'adverts' ? '{ inseeCode: "06004" }' : '{ inseeCodes: ["06004"] }';
    for (const field of ['FIRST_SEEN_AT', 'LAST_SEEN_AT', 'LAST_UPDATED_AT', 'PRICE']) {
      const orderBy = `{ field: ${field}, direction: ASC }`;
      const whole = await read(noun, { first: 500, filter, orderBy });
      expect(await walk(noun, { first: 13, filter, orderBy })).toEqual(flxIdsOf(whole.edges));
    }
  });

  it('says where its page starts and ends and whether more follows', async () => {
    const { edges, pageInfo } = await read(noun, { first: 3 });

    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[2]?.cursor,
    });
  });

  it('answers nothing found as an empty page', async () => {
    const { edges, pageInfo } = await read(noun, { first: 20, filter: '{ keywords: ["zzyzx"] }' });

    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });
  });

  it('answers an empty page without a call where none is wanted', async () => {
    const { edges } = await read(noun, { first: 0 });

    expect(edges).toEqual([]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });

  it.each([501, 2_147_483_647])('refuses %i records at once, and the operation with it', async (first) => {
    const { status, data, errors } = await immograph.ask(question(noun, { first }));

    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'QUERY_TOO_COMPLEX', limit: 'first', max: 500 },
    ]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });

  it('refuses a negative number of records without a call', async () => {
    const { status, data, errors } = await immograph.ask(question(noun, { first: -1 }));

    expect(status).toBe(200);
    expect(data).toEqual({ [noun]: null });
    expect(errors).toEqual([refusalOf('first')]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });
});

function refusalOf(argument: string): unknown {
  return expect.objectContaining({
    message: expect.stringContaining(argument),
    extensions: { code: 'BAD_USER_INPUT', argument },
  });
}

describe('a cursor', () => {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  async function cursorOf(noun: Noun, page: Page): Promise<string> {
    const { edges } = await read(noun, page);
    vendors.forget();
    return edges.at(-1)?.cursor ?? '';
  }

  async function expectRefused(noun: string, page: Page): Promise<void> {
    const { data, errors } = await immograph.ask(question(noun, page));
    expect(data).toEqual({ [noun]: null });
    expect(errors).toEqual([refusalOf('after')]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  }

  it('of another filter is refused', async () => {
    const after = await cursorOf('adverts', { first: 2 });
    await expectRefused('adverts', { first: 2, after, filter: '{ isOnline: true }' });
  });

  it('of another order is refused', async () => {
    const after = await cursorOf('adverts', { first: 2 });
    await expectRefused('adverts', { first: 2, after, orderBy: '{ field: PRICE, direction: ASC }' });
  });

  it('of adverts is refused among properties, also where nothing was filtered', async () => {
    await expectRefused('properties', { first: 2, after: await cursorOf('adverts', { first: 2 }) });
  });

  it.each([
    ['nothing', ''],
    ['words', 'the third one'],
    ['JSON of another kind', encoded(['Advert', walkAdvertFlxId])],
    ['a negative place', encoded({ hash: null, skip: -1, of: 'x' })],
    ['a place that is no number', encoded({ hash: null, skip: 'all', of: 'x' })],
    ['a made-up search', encoded({ hash: null, skip: 0, of: 'AAAAAAAAAAAAAAAA' })],
    ['a poisoned object', Buffer.from('{"__proto__":{"hash":null,"skip":0},"of":"x"}').toString('base64url')],
    ['something endless', 'A'.repeat(20_000)],
  ])('that is %s is refused', async (_what, after) => {
    await expectRefused('adverts', { first: 2, after });
  });

  it('is the same whether a filter was left out or given empty, and whatever the order of its fields', async () => {
    const { data } = await immograph.ask('{ adverts(first: 5) { edges { cursor } } }');
    const after = data.adverts.edges[1].cursor;
    expect(await read('adverts', { first: 3, after })).toMatchObject({ edges: [{}, {}, {}] });

    const one = await read('adverts', { first: 1, filter: '{ isOnline: true, isPro: true }' });
    const { endCursor } = one.pageInfo;
    await read('adverts', { first: 1, filter: '{ isPro: true, isOnline: true, near: null }', after: endCursor });
  });

  it("of one property's adverts is refused on another's, and so is that of a search", async () => {
    const { data } = await immograph.ask(`{ advert(flxId: "${walkAdvertFlxId}") {
      property { adverts(first: 1) { pageInfo { endCursor } } } } }`);
    const other = await immograph.ask('{ properties(first: 1, filter: { isOnline: false }) { nodes { flxId } } }');
    const { flxId } = other.data.properties.nodes[0];
    const cursors = [
      data.advert.property.adverts.pageInfo.endCursor,
      await cursorOf('adverts', { first: 1 }),
      'garbage',
      '',
    ];

    for (const after of cursors) {
      const { data, errors } = await immograph.ask(
        'query ($flxId: ID!, $after: String) { property(flxId: $flxId) { adverts(after: $after) { nodes { flxId } } } }',
        { variables: { flxId, after } },
      );
      expect(data).toEqual({ property: { adverts: null } });
      expect(errors).toEqual([refusalOf('after')]);
    }
  });
});

describe('the total of a search', () => {
  it('costs one call to count, however often it is asked for', async () => {
    const { data, errors } = await immograph.ask(
      `{ adverts(first: 2, filter: { department: "06" }) { nodes { flxId } totalCount again: totalCount } }`,
    );

    expect(errors).toBeUndefined();
    expect(data.adverts.totalCount).toBe(data.adverts.again);
    expect(vendors.calls('fluximmo', '/search/count')).toHaveLength(1);
    expect(vendors.calls('fluximmo')).toHaveLength(2);
    expect(data.adverts.totalCount).toBe(
      (await walk('adverts', { first: 100, filter: '{ department: "06" }' })).length,
    );
  });

  it('is no call where it is not asked for', async () => {
    await read('properties', { first: 2 });

    expect(vendors.calls('fluximmo')).toHaveLength(1);
  });

  it('is all that is read where no record is wanted', async () => {
    const { data } = await immograph.ask('{ properties(first: 0) { totalCount } }');

    expect(data.properties.totalCount).toBe(2000);
    expect(vendors.calls('fluximmo')).toHaveLength(1);
  });

  it('does not rest on a count beside the records, of which nobody says what it counts', async () => {
    changeSearch = (data) => ({ ...data, count: data.items.length });
    const { data } = await immograph.ask(
      '{ adverts(first: 120) { nodes { flxId } totalCount pageInfo { hasNextPage } } }',
    );

    expect(data.adverts.nodes).toHaveLength(120);
    expect(data.adverts.totalCount).toBeGreaterThan(2000);
    expect(data.adverts.pageInfo.hasNextPage).toBe(true);
  });

  it('is null where the count cannot be read, and the records stand', async () => {
    const broken = await startRecordedSandbox({
      answer: (_vendor, answer, { endpoint }) =>
        endpoint.endsWith('/count') ? { status: 200, body: '{"data":{"count":"many"}}' } : answer,
    });
    const server = await startImmograph({ ...broken.env, ...forgettingReads });
    try {
      const { data, errors } = await server.ask('{ adverts(first: 2) { nodes { flxId } totalCount } }');
      expect(data.adverts).toEqual({
        nodes: [{ flxId: expect.any(String) }, { flxId: expect.any(String) }],
        totalCount: null,
      });
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['adverts', 'totalCount'],
          extensions: { code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'fluximmo', retryable: false },
        }),
      ]);
    } finally {
      await server.stop();
      await broken.close();
    }
  });
});

describe('a search that Fluximmo answers oddly', () => {
  let documents: Json[];
  beforeAll(async () => {
    documents = await documentsOf(300);
  });

  /** A vendor that pages through `documents` by numbers, `overlap` records back each time. */
  const paging =
    ({ overlap = 0, pageSize }: { overlap?: number; pageSize?: number } = {}): Change =>
    (_data, { body }) => {
      const { searchAfterHash, size } = body as { searchAfterHash?: string; size: number };
      const start = Number(searchAfterHash ?? 0);
      const end = start + (pageSize ?? size);
      const more = end < documents.length ? { searchAfterHash: String(end - overlap) } : {};
      return { items: documents.slice(start, end), ...more };
    };
  const documentIds = (count: number) => documents.slice(0, count).map(({ flxId }: Json) => flxId);

  it('ends where a page leads to itself', async () => {
    changeSearch = () => ({ items: documents.slice(0, 100), searchAfterHash: 'again' });
    const { edges, pageInfo } = await read('adverts', { first: 500 });

    expect(flxIdsOf(edges)).toEqual(documentIds(100));
    expect(pageInfo.hasNextPage).toBe(false);
    expect(sizes()).toHaveLength(2);
  });

  it('ends where pages lead to each other', async () => {
    changeSearch = (_data, { body }) => {
      const { searchAfterHash: after } = body as { searchAfterHash?: string };
      const [start, next] = after === undefined ? [0, 'a'] : after === 'a' ? [100, 'b'] : [200, 'a'];
      return { items: documents.slice(start, start + 100), searchAfterHash: next };
    };
    const { edges, pageInfo } = await read('adverts', { first: 500 });

    expect(flxIdsOf(edges)).toEqual(documentIds(300));
    expect(pageInfo.hasNextPage).toBe(false);
    expect(sizes()).toEqual([100, 100, 100]);
  });

  it('ends where every page brings the same records under a new hash', async () => {
    let pages = 0;
    changeSearch = () => ({ items: documents.slice(0, 100), searchAfterHash: `page ${(pages += 1)}` });
    const { edges, pageInfo } = await read('adverts', { first: 500 });

    expect(flxIdsOf(edges)).toEqual(documentIds(100));
    expect(pageInfo.hasNextPage).toBe(false);
    expect(sizes()).toEqual([100, 100]);
  });

  it.each([1, 5, 40])('hands out once what pages that overlap by %i repeat', async (overlap) => {
    changeSearch = paging({ overlap });
    const { edges } = await read('adverts', { first: 250 });

    expect(flxIdsOf(edges)).toEqual(documentIds(250));
  });

  it('reads on after a page that holds a record twice', async () => {
    const honest = paging();
    changeSearch = (data, call) => {
      const page = honest(data, call) as { items: Json[] };
      return { ...page, items: page.items.with(-1, page.items[0]) };
    };
    const { edges, pageInfo } = await read('adverts', { first: 150 });

    expect(edges).toHaveLength(150);
    expect(new Set(flxIdsOf(edges)).size).toBe(150);
    expect(pageInfo.hasNextPage).toBe(true);
  });

  it('leaves nothing out where pages are longer than was asked for', async () => {
    changeSearch = paging({ pageSize: 100 });

    expect(await walk('adverts', { first: 30 })).toEqual(documentIds(300));
  });

  it('fails an unreadable record in its own place, and the others stand', async () => {
    const { edges: before } = await read('adverts', { first: 10 });
    changeSearch = (data) => ({ ...data, items: data.items.with(3, { flxId: null }).with(7, 'nothing') });
    const { data, errors } = await immograph.ask(
      '{ adverts(first: 10) { nodes { flxId } edges { node { flxId } } pageInfo { hasNextPage } } }',
    );

    const kept = flxIdsOf(before).map((flxId, place) => ([3, 7].includes(place) ? null : { flxId }));
    expect(data.adverts.nodes).toEqual(kept);
    expect(data.adverts.edges).toEqual(kept.map((node) => ({ node })));
    expect(data.adverts.pageInfo.hasNextPage).toBe(true);
    expect(errors?.map(({ path }) => path?.join('.')).toSorted()).toEqual([
      'adverts.edges.3.node',
      'adverts.edges.7.node',
      'adverts.nodes.3',
      'adverts.nodes.7',
    ]);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['UPSTREAM_INVALID_RESPONSE']));
  });

  it('reads on from the cursor of an unreadable record', async () => {
    const { edges: before } = await read('adverts', { first: 10 });
    changeSearch = (data, { body }) =>
      (body as { searchAfterHash?: string }).searchAfterHash === undefined
        ? { ...data, items: data.items.with(3, null) }
        : data;
    const { data } = await immograph.ask('{ adverts(first: 10) { edges { cursor } } }');
    const rest = await read('adverts', { first: 6, after: data.adverts.edges[3].cursor });

    expect(flxIdsOf(rest.edges)).toEqual(flxIdsOf(before).slice(4));
  });

  it.each([
    ['no list', { items: 'none' }],
    ['no page', []],
    ['nothing', null],
  ])('fails alone where it is answered with %s', async (_what, data) => {
    changeSearch = () => data;
    const answered = await immograph.ask(
      `{ adverts(first: 5) { nodes { flxId } } advert(flxId: "${walkAdvertFlxId}") { flxId } }`,
    );

    expect(answered.data).toEqual({ adverts: null, advert: { flxId: walkAdvertFlxId } });
    expect(answered.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['adverts'], 'UPSTREAM_INVALID_RESPONSE'],
    ]);
  });
});

/** The newest adverts as Fluximmo writes them. */
async function documentsOf(count: number): Promise<Json[]> {
  const documents: Json[] = [];
  changeSearch = (data) => {
    documents.push(...data.items);
    return data;
  };
  await read('adverts', { first: count });
  changeSearch = undefined;
  return documents;
}
