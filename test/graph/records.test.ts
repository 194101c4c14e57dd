import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Lexer,
  Source,
  TokenKind,
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { GraphQLField, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { AnsweredError, Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const walkPropertyFlxId = 'prop_01HXYT3TERRASSE75011PARIS';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
beforeAll(async () => {
  vendors = await startRecordedSandbox();
  immograph = await startImmograph({ ...vendors.env, ...forgettingReads, MAX_BILLED_PER_OPERATION: '10000' });
});
beforeEach(() => vendors.forget());
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Json> {
  const { data, errors } = await immograph.ask(query, { variables });
  expect(errors).toBeUndefined();
  return data;
}

const codesOf = (errors: readonly AnsweredError[] | undefined) => errors?.map(({ extensions }) => extensions.code);

/** Identifiers that would lead elsewhere, were they put into a path as they are. */
const strangeIds = [
  '',
  ' ',
  '\t\n',
  '.',
  '..',
  '../properties/x',
  '..%2f..',
  'a/b',
  '/',
  '//host/x',
  'url',
  'url?url=https://a.example/',
  'x?y=z',
  'x#y',
  '%2e%2e',
  'search',
  '\\..\\',
  '\u0000',
  'é ñ',
  '\ud800',
  'x'.repeat(5000),
];

describe('an advert', () => {
  it('is found by its identifier and by the address of its page', async () => {
    const byFlxId = await ask('query ($id: ID!) { advert(flxId: $id) { id flxId title source { url } } }', {
      id: walkAdvertFlxId,
    });
    const byUrl = await ask('query ($url: URL!) { advertByUrl(url: $url) { id flxId title source { url } } }', {
      url: byFlxId.advert.source.url,
    });

    expect(byUrl.advertByUrl).toEqual(byFlxId.advert);
    expect(vendors.calls('fluximmo').map(({ endpoint }) => endpoint)).toEqual([
      `GET /v2/protected/adverts/${walkAdvertFlxId}`,
      'GET /v2/protected/adverts/url',
    ]);
  });

  it('that does not exist is null, by identifier and by address', async () => {
    expect(
      await ask('{ advert(flxId: "adv_nobody") { flxId } advertByUrl(url: "https://www.nobody.example/1") { flxId } }'),
    ).toEqual({ advert: null, advertByUrl: null });
  });

  it('is read once however often a query names it', async () => {
    await ask('query ($id: ID!) { a: advert(flxId: $id) { title } b: advert(flxId: $id) { price { amount } } }', {
      id: walkAdvertFlxId,
    });

    expect(vendors.calls('fluximmo')).toHaveLength(1);
  });

  it.each(strangeIds.map((id) => [id.slice(0, 40)]))(
    'with the strange identifier %j is null and no other path',
    async (id) => {
      const { data, errors } = await immograph.ask('query ($id: ID!) { advert(flxId: $id) { flxId } }', {
        variables: { id },
      });

      expect(errors).toBeUndefined();
      expect(data).toEqual({ advert: null });
      for (const { path } of vendors.calls('fluximmo')) {
        expect(new URL(path, 'http://fluximmo').pathname).toBe(`/v2/protected/adverts/${encodeURIComponent(id)}`);
      }
    },
  );

  it.each(['nonsense', '', 'ftp//x', '/annonces/1'])('is not looked for at %j', async (url) => {
    const { errors } = await immograph.ask('query ($url: URL!) { advertByUrl(url: $url) { flxId } }', {
      variables: { url },
    });

    expect(codesOf(errors)).toEqual(['BAD_USER_INPUT']);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });

  it('of another identifier than was asked for is an error, never handed out', async () => {
    const other = await startRecordedSandbox({
      answer: (_vendor, answer, { endpoint }) =>
        endpoint.includes('/adverts/')
          ? { status: 200, body: JSON.stringify({ data: { flxId: 'adv_other' } }) }
          : answer,
    });
    const server = await startImmograph(other.env);
    try {
      const { data, errors } = await server.ask('{ advert(flxId: "adv_mine") { flxId title } }');
      expect(data).toEqual({ advert: null });
      expect(codesOf(errors)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
    } finally {
      await server.stop();
      await other.close();
    }
  });

  it('leads to the first advert of its property', async () => {
    const { adverts } = await ask(
      '{ adverts(first: 40) { nodes { flxId firstSeenAt mainAdvert { flxId firstSeenAt property { flxId } } property { flxId } } } }',
    );
    for (const { firstSeenAt, mainAdvert, property } of adverts.nodes) {
      if (mainAdvert === null) continue;
      expect(mainAdvert.firstSeenAt <= firstSeenAt).toBe(true);
      expect(mainAdvert.property).toEqual(property);
    }
    expect(adverts.nodes.filter(({ mainAdvert }: Json) => mainAdvert !== null).length).toBeGreaterThan(20);
  });
});

describe('a property', () => {
  it('is found by its identifier and by the address of any of its adverts', async () => {
    const { property } = await ask(
      'query ($id: ID!) { property(flxId: $id) { id flxId title adverts { nodes { source { url } } } } }',
      { id: walkPropertyFlxId },
    );
    expect(property.adverts.nodes.length).toBeGreaterThan(1);

    for (const { source } of property.adverts.nodes) {
      const { propertyByUrl } = await ask('query ($url: URL!) { propertyByUrl(url: $url) { id flxId title } }', {
        url: source.url,
      });
      expect(propertyByUrl).toEqual({ id: property.id, flxId: property.flxId, title: property.title });
    }
  });

  it('that does not exist is null, by identifier and by address', async () => {
    expect(
      await ask(
        '{ property(flxId: "prop_nobody") { flxId } propertyByUrl(url: "https://www.nobody.example/1") { flxId } }',
      ),
    ).toEqual({ property: null, propertyByUrl: null });
  });

  it.each(strangeIds.map((id) => [id.slice(0, 40)]))('with the strange identifier %j is null', async (id) => {
    const { data, errors } = await immograph.ask(
      'query ($id: ID!) { property(flxId: $id) { flxId similarProperties { flxId } } }',
      { variables: { id } },
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ property: null });
  });

  it('knows others like it, as many as asked for and never itself', async () => {
    const { property } = await ask(
      `query ($id: ID!) { property(flxId: $id) {
        propertyClass offer { type } similarProperties(first: 5) { flxId propertyClass offer { type } } ten: similarProperties { flxId }
      } }`,
      { id: walkPropertyFlxId },
    );

    expect(property.similarProperties).toHaveLength(5);
    expect(property.ten).toHaveLength(10);
    expect(property.ten.slice(0, 5).map(({ flxId }: Json) => flxId)).toEqual(
      property.similarProperties.map(({ flxId }: Json) => flxId),
    );
    for (const similar of property.similarProperties) {
      expect(similar.flxId).not.toBe(walkPropertyFlxId);
      expect(similar).toMatchObject({ propertyClass: property.propertyClass, offer: property.offer });
    }
  });

  it('asks for no others where none are wanted', async () => {
    const { property } = await ask(
      'query ($id: ID!) { property(flxId: $id) { similarProperties(first: 0) { flxId } } }',
      {
        id: walkPropertyFlxId,
      },
    );

    expect(property.similarProperties).toEqual([]);
    expect(vendors.calls('fluximmo', 'similars')).toHaveLength(0);
  });

  it.each([-1, 101])('refuses to hand out %i similar ones', async (first) => {
    const { data, errors } = await immograph.ask(
      'query ($id: ID!, $first: Int!) { property(flxId: $id) { flxId similarProperties(first: $first) { flxId } } }',
      { variables: { id: walkPropertyFlxId, first } },
    );

    expect(data).toEqual({ property: { flxId: walkPropertyFlxId, similarProperties: null } });
    expect(codesOf(errors)).toEqual(['BAD_USER_INPUT']);
  });
});

describe("a property's adverts", () => {
  const shared = `flxId title description isOnline isPro isExclusive hasAnomaly firstSeenAt lastSeenAt source { flxId url website } seller { flxId name siren type } price { amount currency }
    pricePerArea { amount currency } medias { images { url } }`;

  it('read the same as summaries and in full, in one order, online or not', async () => {
    const { properties } = await ask(
      `{ properties(first: 30) { nodes {
        summaries: adverts(first: 50) { nodes { ${shared} } totalCount }
        online: adverts(first: 50, isOnline: true) { nodes { ${shared} } }
        offline: adverts(first: 50, isOnline: false) { nodes { ${shared} } }
      } } }`,
    );
    expect(vendors.calls('fluximmo')).toHaveLength(1);
    const inFull = await ask(
      `{ properties(first: 30) { nodes {
        full: adverts(first: 50) { nodes { ${shared} location { city } } totalCount }
        online: adverts(first: 50, isOnline: true) { nodes { ${shared} location { city } } }
        offline: adverts(first: 50, isOnline: false) { nodes { ${shared} location { city } } }
      } } }`,
    );

    properties.nodes.forEach(({ summaries, online, offline }: Json, place: number) => {
      const read = inFull.properties.nodes[place];
      expect(summaries.nodes.length).toBeGreaterThan(0);
      expect(summariesOf(read.full, summaries)).toEqual(summaries);
      expect(summariesOf(read.online, online)).toEqual(online);
      expect(summariesOf(read.offline, offline)).toEqual(offline);
      expect([...online.nodes, ...offline.nodes]).toHaveLength(summaries.nodes.length);
      expect(online.nodes.every(({ isOnline }: Json) => isOnline)).toBe(true);
    });
  });

  /** Without what a summary cannot tell, and with the one thing it may know better: an area that its page left out. */
  function summariesOf({ nodes, ...rest }: Json, summaries: Json): Json {
    return {
      ...rest,
      nodes: nodes.map(({ location: _location, ...node }: Json, place: number) => {
        return { ...node, pricePerArea: node.pricePerArea ?? summaries.nodes[place].pricePerArea };
      }),
    };
  }

  it('can be paged through, whatever is asked of each', async () => {
    const { property } = await ask(
      'query ($id: ID!) { property(flxId: $id) { adverts { edges { cursor node { flxId } } totalCount } } }',
      {
        id: walkPropertyFlxId,
      },
    );
    const all = property.adverts.edges.map(({ node }: Json) => node.flxId);
    expect(all.length).toBe(4);

    for (const more of ['', 'location { city }']) {
      const found: string[] = [];
      let after: string | null = null;
      for (let hasNextPage = true; hasNextPage;) {
        const page: Json = await ask(
          `query ($id: ID!, $after: String) { property(flxId: $id) { adverts(first: 1, after: $after) {
            nodes { flxId ${more} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
          { id: walkPropertyFlxId, after },
        );
        const { nodes, pageInfo }: Json = page.property.adverts;
        expect(pageInfo.hasPreviousPage).toBe(found.length > 0);
        expect(pageInfo.startCursor).toBe(pageInfo.endCursor);
        found.push(nodes[0].flxId);
        hasNextPage = pageInfo.hasNextPage;
        after = pageInfo.endCursor;
      }
      expect(found).toEqual(all);
    }
  });

  it('lead back to the property', async () => {
    const { property } = await ask(
      'query ($id: ID!) { property(flxId: $id) { title adverts { nodes { flxId property { flxId title } } } } }',
      { id: walkPropertyFlxId },
    );

    for (const advert of property.adverts.nodes) {
      expect(advert.property).toEqual({ flxId: walkPropertyFlxId, title: property.title });
    }
  });

  it('are never handed out -1 at once', async () => {
    const { data, errors } = await immograph.ask(
      'query ($id: ID!, $first: Int!) { property(flxId: $id) { adverts(first: $first) { totalCount } } }',
      { variables: { id: walkPropertyFlxId, first: -1 } },
    );

    expect(data).toEqual({ property: { adverts: null } });
    expect(codesOf(errors)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('price statistics of a zone', () => {
  const question = `query ($zone: ZoneInput!) { zoneStatistics(zone: $zone) {
    inseeCode propertyClass offerType average median limits { lowerBound upperBound count } confidence { lowerBound upperBound count }
  } }`;

  it('say which zone they are of', async () => {
    const zone = { inseeCode: '75111', propertyClass: 'FLAT', offerType: 'BUY' };
    const { zoneStatistics } = await ask(question, { zone });

    expect(zoneStatistics).toMatchObject({ ...zone, median: expect.any(Number), average: expect.any(Number) });
    expect(zoneStatistics.limits.lowerBound).toBeLessThanOrEqual(zoneStatistics.median);
    expect(zoneStatistics.limits.upperBound).toBeGreaterThanOrEqual(zoneStatistics.median);
  });

  it('are null where there is no data, as for a postal code', async () => {
    for (const inseeCode of ['75001', '99999', '2A999']) {
      const zone = { inseeCode, propertyClass: 'FLAT', offerType: 'BUY' };
      expect(await ask(question, { zone })).toEqual({ zoneStatistics: null });
    }
  });

  it.each(['', '7511', '751111', 'Paris', '2C004', '75 11', '75111\n', '７５１１１', "7511'"])(
    'of the INSEE code %j are refused without a call',
    async (inseeCode) => {
      const zone = { inseeCode, propertyClass: 'FLAT', offerType: 'BUY' };
      const { data, errors } = await immograph.ask(question, { variables: { zone } });

      expect(data).toEqual({ zoneStatistics: null });
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('zone.inseeCode'),
          extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
        }),
      ]);
      expect(vendors.calls('fluximmo')).toHaveLength(0);
    },
  );

  it('are the same from an advert, from its property and by zone', async () => {
    const { advert } = await ask(
      `query ($id: ID!) { advert(flxId: $id) { propertyClass offer { type } location { inseeCode } zoneStatistics { median average }
        property { zoneStatistics { median average } } } }`,
      { id: walkAdvertFlxId },
    );
    const zone = {
      inseeCode: advert.location.inseeCode,
      propertyClass: advert.propertyClass,
      offerType: advert.offer.type,
    };
    const { zoneStatistics } = await ask(
      'query ($zone: ZoneInput!) { zoneStatistics(zone: $zone) { median average } }',
      { zone },
    );

    expect(advert.zoneStatistics).toEqual(zoneStatistics);
    expect(advert.property.zoneStatistics).toEqual(zoneStatistics);
  });
});

describe('a node', () => {
  const globalId = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

  it('is found again by the id that it was handed out with', async () => {
    const { adverts, properties, agencies } = await ask(`{
      adverts(first: 3) { nodes { id flxId } }
      properties(first: 3) { nodes { id flxId } }
      agencies { buyerRequests(first: 2) { nodes { id requestId agencyId } } }
    }`);
    const records: Json[] = [
      ...adverts.nodes.map((node: Json) => ({ __typename: 'Advert', ...node })),
      ...properties.nodes.map((node: Json) => ({ __typename: 'Property', ...node })),
      ...agencies.flatMap((agency: Json) =>
        agency.buyerRequests.nodes.map((node: Json) => ({ __typename: 'BuyerRequest', ...node })),
      ),
    ];
    const selection =
      '__typename id ... on Advert { flxId } ... on Property { flxId } ... on BuyerRequest { requestId agencyId }';

    const mixed = records.toReversed();
    const { nodes } = await ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { ${selection} } }`, {
      ids: mixed.map(({ id }) => id),
    });
    expect(nodes).toEqual(mixed);
    for (const record of records) {
      const { node } = await ask(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id: record.id });
      expect(node).toEqual(record);
    }
  });

  it('that is unknown, foreign or garbage is null in its own place, and the order is kept', async () => {
    const known = globalId('Advert', walkAdvertFlxId);
    const ids = [
      globalId('Advert', 'adv_nobody'),
      known,
      'garbage',
      '',
      globalId('Property', 'prop_nobody'),
      globalId('Property', walkPropertyFlxId),
      globalId('BuyerRequest', '771', 'nobody'),
      globalId('BuyerRequest', '666', '1'),
      globalId('BuyerRequest', '771'),
      globalId('Agency', '771'),
      globalId('Query'),
      globalId('Advert'),
      globalId('Advert', 7),
      globalId('Advert', '..'),
      globalId('Advert', ''),
      globalId('Property', ''),
      globalId('__proto__', 'x'),
      globalId(['Advert'], 'x'),
      Buffer.from('null').toString('base64url'),
      Buffer.from('{"0":"Advert"}').toString('base64url'),
      known,
    ];
    const { nodes } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids });

    expect(nodes).toEqual(
      ids.map((id, place) => {
        if (id === known) return { __typename: 'Advert', id };
        return place === 5 ? { __typename: 'Property', id } : null;
      }),
    );
  });

  it('is read with others of its kind by as few calls as can be', async () => {
    const { properties } = await ask('{ properties(first: 100) { nodes { id } } }');
    vendors.forget();
    const ids = properties.nodes.map(({ id }: Json) => id);
    await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Property { title zoneStatistics { median } } } }', {
      ids,
    });

    expect(vendors.calls('fluximmo', '_many')).toHaveLength(1);
    expect(vendors.calls('fluximmo', 'statistics')).toHaveLength(1);
    expect(vendors.calls('fluximmo')).toHaveLength(2);
  });

  it('comes at most five hundred at once', async () => {
    const ids = (count: number) => Array.from({ length: count }, () => 'x');
    expect((await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids(500) })).nodes).toHaveLength(500);

    const { data, errors } = await immograph.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      variables: { ids: ids(501) },
    });
    expect(data ?? null).toBeNull();
    expect(codesOf(errors)).toEqual(['QUERY_TOO_COMPLEX']);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });
});

describe('every field of a record', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    const { data } = await immograph.ask(getIntrospectionQuery());
    schema = buildClientSchema(data);
  });

  const required: Readonly<Record<string, string>> = { provider: 'PRICEHUBBLE', dates: '["2026-01-01", "2025-01-01"]' };

  /** Everything that can be selected of a type, `depth` records deep. */
  function selectionOf(type: GraphQLNamedType, depth: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return '';
    const implementations = isInterfaceType(type)
      ? schema.getPossibleTypes(type).map((each) => `... on ${each.name} ${selectionOf(each, depth)}`)
      : [];
    return `{ __typename ${[...fieldsOf(type, depth), ...implementations].join(' ')} }`;
  }

  function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number): readonly string[] {
    return Object.values(type.getFields()).flatMap((field) => {
      const named = getNamedType(field.type);
      if (!isCompositeType(named)) return [`${field.name}${argumentsOf(field)}`];
      const below =
        depth === 0 && leadsToRecord(named) ? '' : selectionOf(named, leadsToRecord(named) ? depth - 1 : depth);
      return below === '' ? [] : [`${field.name}${argumentsOf(field)} ${below}`];
    });
  }

  /** As many fields in each as one document may hold. */
  function inSelections(fields: readonly string[]): readonly string[] {
    const selections: string[] = [];
    let selection = '';
    for (const field of fields) {
      const longer = `${selection} ${field}`;
      if (tokensIn(longer) > 900) selections.push(selection);
      selection = tokensIn(longer) > 900 ? field : longer;
    }
    return [...selections, selection];
  }

  function tokensIn(text: string): number {
    const lexer = new Lexer(new Source(text));
    let tokens = 0;
    while (lexer.advance().kind !== TokenKind.EOF) tokens += 1;
    return tokens;
  }

  function leadsToRecord({ name }: GraphQLNamedType): boolean {
    return ['Advert', 'Property', 'BuyerRequest', 'Agency'].includes(name) || name.endsWith('Connection');
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap(({ name, type, defaultValue }) => {
      if (name === 'first') return ['first: 2'];
      if (!isNonNullType(type) || defaultValue !== undefined) return [];
      const value = required[name];
      return value === undefined ? [] : [`${name}: ${value}`];
    });
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  const classes = 'HOUSE FLAT PROGRAM SHOP PREMISES OFFICE LAND BUILDING PARKING ROOM OTHER UNKNOWN'.split(' ');

  it.each([
    ['adverts', 'Advert'],
    ['properties', 'Property'],
  ])('can be selected of %s of all classes, and fails at worst with a code', async (noun, typeName) => {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`The schema has no ${typeName}.`);
    const seen = new Set<string>();
    let count = 0;
    const selections = inSelections(fieldsOf(type, 1));
    for (const propertyClass of classes) {
      for (const selection of selections) {
        const { status, data, errors } = await immograph.ask(
          `{ ${noun}(first: 20, filter: { propertyClasses: [${propertyClass}] }) { nodes { ${selection} } } }`,
        );
        expect(status).toBe(200);
        expect(codesOf(errors) ?? []).not.toContain('INTERNAL_SERVER_ERROR');
        expect((codesOf(errors) ?? []).filter((code) => !code.startsWith('VALUATION_'))).toEqual([]);
        for (const node of data[noun].nodes) {
          count += 1;
          for (const name of namesOfGiven(node)) seen.add(name);
        }
      }
    }

    expect(count).toBeGreaterThanOrEqual(100 * selections.length);
    expect(Object.keys(type.getFields()).filter((field) => !seen.has(field))).toEqual([]);
  });
});

function namesOfGiven(node: Json): readonly string[] {
  return Object.entries(node).flatMap(([name, value]) => (value === null ? [] : [name]));
}
