import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { distanceKm } from '../../src/domain/location.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

let vendors: RecordedSandbox;
let immograph: RunningImmograph;
beforeAll(async () => {
  vendors = await startRecordedSandbox();
  immograph = await startImmograph(vendors.env);
});
beforeEach(() => vendors.forget());
afterAll(async () => {
  await immograph.stop();
  await vendors.close();
});

/** A filter of the graph, what it is in Fluximmo's words, and what is true of every record that it lets through. */
type Case = Readonly<{
  field: string;
  filter: Json;
  sent: Json;
  holds: (record: Json) => boolean;
}>;

const PARIS = { latitude: 48.8566, longitude: 2.3522 };
const has = (text: string, record: Json) =>
  plain(`${record.title} ${record.description} ${record.tags?.join(' ')}`).includes(text);
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const isBetween = (value: number | string | undefined, min: number | string, max: number | string) =>
  value !== undefined && value >= min && value <= max;

/** What adverts and properties are filtered by alike. */
const commonCases: readonly Case[] = [
  {
    field: 'propertyClasses',
    filter: ['LAND', 'PARKING'],
    sent: { type: ['CLASS_LAND', 'CLASS_PARKING'] },
    holds: ({ propertyClass }) => ['LAND', 'PARKING'].includes(propertyClass),
  },
  {
    field: 'offerTypes',
    filter: ['RENT', 'LIFE_ANNUITY_SALE'],
    sent: { offer: [{ type: 'OFFER_RENT' }, { type: 'OFFER_LIFE_ANNUITY_SALE' }] },
    holds: ({ offer }) => ['RENT', 'LIFE_ANNUITY_SALE'].includes(offer.type),
  },
  {
    field: 'livingArea',
    filter: { min: 60, max: 80.5 },
    sent: { habitation: { surface: { total: { min: 60, max: 80.5 } } } },
    holds: ({ habitation }) => isBetween(habitation?.surface?.total, 60, 80.5),
  },
  {
    field: 'landArea',
    filter: { min: 500 },
    sent: { land: { surface: { min: 500 } } },
    holds: ({ land }) => land?.surface >= 500,
  },
  {
    field: 'roomCount',
    filter: { min: 4, max: 4 },
    sent: { habitation: { roomCount: { min: 4, max: 4 } } },
    holds: ({ habitation }) => habitation?.roomCount === 4,
  },
  {
    field: 'bedroomCount',
    filter: { max: 1 },
    sent: { habitation: { bedroomCount: { max: 1 } } },
    holds: ({ habitation }) => habitation?.bedroomCount <= 1,
  },
  {
    field: 'energyGrades',
    filter: ['F', 'NOT_CONCERNED'],
    sent: { habitation: { climate: { epcEnergy: ['ENERGY_CLASSIFICATION_F', 'ENERGY_CLASSIFICATION_NC'] } } },
    holds: ({ habitation }) => ['F', 'NOT_CONCERNED'].includes(habitation?.climate?.epcEnergy),
  },
];

const advertCases: readonly Case[] = [
  ...commonCases,
  {
    field: 'inseeCode',
    filter: '06004',
    sent: { location: { inseeCode: '06004' } },
    holds: ({ location }) => location.inseeCode === '06004',
  },
  {
    field: 'postalCode',
    filter: '06600',
    sent: { location: { postalCode: '06600' } },
    holds: ({ location }) => location.postalCode === '06600',
  },
  {
    field: 'department',
    filter: '06',
    sent: { location: { department: '06' } },
    holds: ({ location }) => location.department === '06',
  },
  {
    field: 'near',
    filter: { ...PARIS, distanceKm: 4 },
    sent: {
      location: {
        locationCoordinate: {
          location: { geoDistance: { distanceKm: 4, pin: { lat: PARIS.latitude, lon: PARIS.longitude } } },
        },
      },
    },
    holds: ({ location }) => distanceKm(location.coordinates, PARIS) < 4.05,
  },
  {
    field: 'price',
    filter: { min: 200_000, max: 300_000 },
    sent: { currentPrice: { value: { min: 200_000, max: 300_000 } } },
    holds: ({ price }) => isBetween(price?.amount, 200_000, 300_000),
  },
  {
    field: 'pricePerArea',
    filter: { min: 9000 },
    sent: { currentPrice: { valuePerArea: { min: 9000 } } },
    holds: ({ pricePerArea }) => pricePerArea?.amount >= 9000,
  },
  { field: 'isOnline', filter: false, sent: { isOnline: false }, holds: ({ isOnline }) => isOnline === false },
  { field: 'isPro', filter: false, sent: { isPro: false }, holds: ({ isPro }) => isPro === false },
  { field: 'isExclusive', filter: true, sent: { isExclusive: true }, holds: ({ isExclusive }) => isExclusive === true },
  {
    field: 'propertyFlxIds',
    filter: ['prop_01HXYT3TERRASSE75011PARIS', 'prop_of_nobody'],
    sent: { propertyFlxId: ['prop_01HXYT3TERRASSE75011PARIS', 'prop_of_nobody'] },
    holds: ({ property }) => property.flxId === 'prop_01HXYT3TERRASSE75011PARIS',
  },
  {
    field: 'firstSeen',
    filter: { min: '2026-01-01T00:00:00.000Z', max: '2026-01-31T23:00:00+01:00' },
    sent: { firstSeenAt: [{ min: '2026-01-01T00:00:00.000Z', max: '2026-01-31T22:00:00.000Z' }] },
    holds: ({ firstSeenAt }) => isBetween(firstSeenAt, '2026-01-01T00:00:00.000Z', '2026-01-31T22:00:00.000Z'),
  },
  {
    field: 'lastModified',
    filter: { max: '2025-12-31T00:00:00Z' },
    sent: { lastModifiedAt: [{ max: '2025-12-31T00:00:00.000Z' }] },
    holds: ({ lastModifiedAt }) => lastModifiedAt <= '2025-12-31T00:00:00.000Z',
  },
];

const propertyCases: readonly Case[] = [
  ...commonCases,
  {
    field: 'inseeCodes',
    filter: ['06004', '75111'],
    sent: { location: [{ inseeCode: '06004' }, { inseeCode: '75111' }] },
    holds: ({ location }) => ['06004', '75111'].includes(location.inseeCode),
  },
  {
    field: 'postalCodes',
    filter: ['06600'],
    sent: { location: [{ postalCode: '06600' }] },
    holds: ({ location }) => location.postalCode === '06600',
  },
  {
    field: 'departments',
    filter: ['06', '69'],
    sent: { location: [{ department: '06' }, { department: '69' }] },
    holds: ({ location }) => ['06', '69'].includes(location.department),
  },
  {
    field: 'price',
    filter: { min: 200_000, max: 300_000 },
    sent: { price: { latest: { value: { min: 200_000, max: 300_000 } } } },
    holds: ({ latestPrice }) => isBetween(latestPrice?.amount, 200_000, 300_000),
  },
  {
    field: 'pricePerArea',
    filter: { max: 1000 },
    sent: { price: { latest: { valuePerArea: { max: 1000 } } } },
    holds: ({ pricePerArea }) => pricePerArea?.amount <= 1000,
  },
  {
    field: 'isOnline',
    filter: false,
    sent: { meta: { isTotallyOffline: true } },
    holds: ({ isOnline, totallyOfflineAt }) => isOnline === false && totallyOfflineAt !== null,
  },
  {
    field: 'firstSeen',
    filter: { min: '2026-01-01T00:00:00Z' },
    sent: { meta: { firstSeenAt: { min: '2026-01-01T00:00:00.000Z' } } },
    holds: ({ firstSeenAt }) => firstSeenAt >= '2026-01-01T00:00:00.000Z',
  },
  {
    field: 'lastUpdated',
    filter: { max: '2025-12-31T00:00:00Z' },
    sent: { meta: { lastUpdatedAt: { max: '2025-12-31T00:00:00.000Z' } } },
    holds: ({ lastUpdatedAt }) => lastUpdatedAt <= '2025-12-31T00:00:00.000Z',
  },
];

const records = `flxId propertyClass title description tags isOnline firstSeenAt lastSeenAt pricePerArea { amount }
  offer { type } location { inseeCode postalCode department coordinates { latitude longitude } }
  habitation { surface { total } roomCount bedroomCount climate { epcEnergy } } land { surface }`;

const nouns = [
  {
    noun: 'adverts',
    type: 'Advert',
    filterName: 'filterAd',
    cases: advertCases,
    fields: `${records} isPro isExclusive lastModifiedAt price { amount } property { flxId }`,
    sorted: {
      FIRST_SEEN_AT: (record: Json) => record.firstSeenAt,
      LAST_SEEN_AT: (record: Json) => record.lastSeenAt,
      LAST_UPDATED_AT: (record: Json) => record.lastModifiedAt,
      PRICE: (record: Json) => record.price.amount,
    },
  },
  {
    noun: 'properties',
    type: 'Property',
    filterName: 'filterProperty',
    cases: propertyCases,
    fields: `${records} lastUpdatedAt totallyOfflineAt latestPrice { amount }`,
    sorted: {
      FIRST_SEEN_AT: (record: Json) => record.firstSeenAt,
      LAST_SEEN_AT: (record: Json) => record.lastSeenAt,
      LAST_UPDATED_AT: (record: Json) => record.lastUpdatedAt,
      PRICE: (record: Json) => record.latestPrice.amount,
    },
  },
] as const;

describe.each(nouns)('a filter among $noun', ({ noun, type, filterName, cases, fields, sorted }) => {
  const query = `query ($filter: ${type}Filter, $orderBy: ${type}Order, $first: Int! = 100) {
    ${noun}(filter: $filter, orderBy: $orderBy, first: $first) { nodes { ${fields} } totalCount } }`;

  async function find(variables: Record<string, unknown>): Promise<{ nodes: Json[]; totalCount: number }> {
    const { data, errors } = await immograph.ask(query, { variables });
    expect(errors).toBeUndefined();
    return data[noun];
  }

  const searched = () => vendors.calls('fluximmo', `${noun}/search`).map(({ body }) => (body as Json).search);

  it.each(cases)(
    'by $field reaches Fluximmo in its words and narrows what is found',
    async ({ field, filter, sent, holds }) => {
      const { nodes, totalCount } = await find({ filter: { [field]: filter } });

      expect(searched()[0]).toEqual({ [filterName]: sent, fullTexts: [], keywords: [] });
      expect(new Set(searched().map((search) => JSON.stringify(search))).size).toBe(1);
      expect(nodes.length).toBeGreaterThan(0);
      expect(nodes.filter((node) => !holds(node))).toEqual([]);
      const all = (await find({ first: 0 })).totalCount;
      expect(totalCount).toBeLessThan(all);
      expect(nodes).toHaveLength(Math.min(totalCount, 100));
    },
  );

  it.each([
    ['keywords', ['terrasse', 'balcon']],
    ['fullTexts', ['terrasse', 'balcon']],
  ])('by %s reaches Fluximmo beside the fields', async (field, words) => {
    const { nodes, totalCount } = await find({ filter: { [field]: words } });

    expect(searched()[0]).toEqual({ [filterName]: {}, keywords: [], fullTexts: [], [field]: words });
    expect(nodes.length).toBeGreaterThan(0);
    expect(totalCount).toBeLessThan((await find({ first: 0 })).totalCount);
    if (noun === 'adverts') expect(nodes.filter((node) => !words.some((word) => has(word, node)))).toEqual([]);
  });

  it('is tested here for every field that the schema offers', async () => {
    const { data } = await immograph.ask(`{ __type(name: "${type}Filter") { inputFields { name } } }`);
    const offered = data.__type.inputFields.map(({ name }: { name: string }) => name);

    expect([...cases.map(({ field }) => field), 'keywords', 'fullTexts'].toSorted()).toEqual(offered.toSorted());
  });

  it('adds up with others: what both let through is what each lets through', async () => {
    const flats = { propertyClasses: ['FLAT'], offerTypes: ['BUY'] };
    const large = { roomCount: { min: 4 } };
    const inTowns = noun === 'adverts' ? { inseeCode: '06004' } : { inseeCodes: ['06004'] };
    const town = await find({ filter: inTowns, first: 500 });
    const both = await find({ filter: { ...inTowns, ...flats, ...large }, first: 500 });
    const wanted = town.nodes.filter(
      ({ propertyClass, offer, habitation }) =>
        propertyClass === 'FLAT' && offer.type === 'BUY' && habitation.roomCount >= 4,
    );

    expect(town.nodes.length).toBeLessThan(500);
    expect(both.nodes.map(({ flxId }) => flxId)).toEqual(wanted.map(({ flxId }) => flxId));
  });

  it('that is empty, null or without bounds finds everything', async () => {
    const { totalCount } = await find({ first: 1 });
    const empty = { propertyClasses: [], energyGrades: null, price: {}, roomCount: { min: null }, keywords: [] };

    expect(await find({ first: 1, filter: empty })).toMatchObject({ totalCount });
    expect(await find({ first: 1, filter: null })).toMatchObject({ totalCount });
  });

  it('whose least exceeds its most finds nothing', async () => {
    expect(await find({ filter: { price: { min: 2, max: 1 } } })).toEqual({ nodes: [], totalCount: 0 });
  });

  it.each(Object.keys(sorted))('orders by %s both ways', async (field) => {
    for (const direction of ['ASC', 'DESC']) {
      vendors.forget();
      const { nodes } = await find({ orderBy: { field, direction }, first: 110 });
      const keys = nodes.map(sorted[field as keyof typeof sorted]);
      const wanted = keys.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
      expect(keys).toEqual(direction === 'ASC' ? wanted : wanted.toReversed());
      expect(vendors.calls('fluximmo', `${noun}/search`)[0]?.body).toMatchObject({ sortBy: field, orderBy: direction });
    }
  });

  it('hands out the newest first where no order is asked', async () => {
    const { nodes } = await find({ first: 50 });
    const dates = nodes.map(({ firstSeenAt }) => firstSeenAt);

    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(vendors.calls('fluximmo', `${noun}/search`)[0]?.body).toMatchObject({
      sortBy: 'FIRST_SEEN_AT',
      orderBy: 'DESC',
    });
  });

  it.each([
    ['a class that is none', { propertyClasses: ['CASTLE'] }],
    ['a class of null', { propertyClasses: [null] }],
    ['a text for a number', { price: { min: 'cheap' } }],
    ['a fraction of a room', { roomCount: { min: 1.5 } }],
    ['a day that does not exist', { firstSeen: { min: '2026-02-30T00:00:00Z' } }],
    ['a day without its time', { firstSeen: { min: '2026-02-01' } }],
    ['the name of a town, which Fluximmo ignores', { city: 'Antibes' }],
    ['a text for a flag', { isOnline: 'yes' }],
  ])('of %s is refused without a call', async (_what, filter) => {
    const { data, errors } = await immograph.ask(query, { variables: { filter } });

    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });
});

describe('a circle on the map', () => {
  it.each([
    ['no radius', { latitude: 48.8, longitude: 2.3, distanceKm: 0 }],
    ['a radius below 0', { latitude: 48.8, longitude: 2.3, distanceKm: -1 }],
    ['a middle beyond the pole', { latitude: 90.1, longitude: 2.3, distanceKm: 1 }],
    ['a middle off the globe', { latitude: 48.8, longitude: -181, distanceKm: 1 }],
  ])('with %s is refused without a call', async (_what, near) => {
    const { data, errors } = await immograph.ask(
      'query ($near: NearInput!) { adverts(filter: { near: $near }) { nodes { flxId } } }',
      { variables: { near } },
    );

    expect(data).toEqual({ adverts: null });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('filter.near'),
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      }),
    ]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });
});

describe('a place of a search', () => {
  it.each([
    ['adverts', 'inseeCode', { inseeCode: 'Paris' }],
    ['adverts', 'inseeCode', { inseeCode: '6004' }],
    ['adverts', 'department', { department: '6' }],
    ['adverts', 'department', { department: '2a' }],
    ['properties', 'inseeCodes', { inseeCodes: ['06004', '2C004'] }],
    ['properties', 'departments', { departments: ['06', 'Var'] }],
  ])('of %s that is no %s is refused without a call', async (noun, field, filter) => {
    const type = noun === 'adverts' ? 'AdvertFilter' : 'PropertyFilter';
    const { data, errors } = await immograph.ask(
      `query ($filter: ${type}!) { ${noun}(filter: $filter) { nodes { flxId } } }`,
      { variables: { filter } },
    );

    expect(data).toEqual({ [noun]: null });
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(`filter.${field} must be`),
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: `filter.${field}` }),
      }),
    ]);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });

  it.each(['06004', '2A004', '75111', '97411', '75001'])('may have the INSEE code %s', async (inseeCode) => {
    const { errors } = await immograph.ask(
      'query ($filter: AdvertFilter!) { adverts(filter: $filter, first: 1) { nodes { flxId } } }',
      { variables: { filter: { inseeCode, department: inseeCode.slice(0, 2) } } },
    );

    expect(errors).toBeUndefined();
  });
});

describe('places of a property search', () => {
  it('of several kinds are every combination of them', async () => {
    await immograph.ask(
      '{ properties(filter: { inseeCodes: ["06004", "06029"], departments: ["06"] }, first: 1) { nodes { flxId } } }',
    );

    expect(vendors.calls('fluximmo')[0]?.body).toMatchObject({
      search: {
        filterProperty: {
          location: [
            { inseeCode: '06004', department: '06' },
            { inseeCode: '06029', department: '06' },
          ],
        },
      },
    });
  });

  it('that multiply beyond a thousand are refused without a call', async () => {
    const codes = Array.from({ length: 40 }, (_, index) => String(10_000 + index));
    const { data, errors } = await immograph.ask(
      'query ($codes: [String!]) { properties(filter: { inseeCodes: $codes, postalCodes: $codes }) { nodes { flxId } } }',
      { variables: { codes } },
    );

    expect(data).toEqual({ properties: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(vendors.calls('fluximmo')).toHaveLength(0);
  });
});
