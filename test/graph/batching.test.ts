import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forgettingReads, startImmograph } from '../support/immograph.js';
import type { RunningImmograph } from '../support/immograph.js';
import { startRecordedSandbox } from '../support/recorded-sandbox.js';
import type { RecordedSandbox } from '../support/recorded-sandbox.js';

const FOR_SALE = '{ offerTypes: [BUY], propertyClasses: [FLAT, HOUSE], isOnline: true }';

describe('a page of 100 adverts', () => {
  let vendors: RecordedSandbox;
  let immograph: RunningImmograph;
  beforeAll(async () => {
    vendors = await startRecordedSandbox();
  });
  beforeEach(async () => {
    immograph = await startImmograph({
      ...vendors.env,
      ...forgettingReads,
      MAX_BILLED_PER_OPERATION: '200',
    });
    vendors.forget();
  });
  afterEach(() => immograph.stop());
  afterAll(() => vendors.close());

  it('costs one search, one read of properties, one of statistics, two of valuations and one list an agency', async () => {
    const { data, errors } = await immograph.ask(`{
      adverts(first: 100, filter: ${FOR_SALE}) {
        nodes {
          property { title }
          zoneStatistics { median }
          valuation(provider: PRICEHUBBLE) { value { amount } }
          matchingBuyerRequests { totalCount }
        }
      }
    }`);

    expect(data.adverts.nodes).toHaveLength(100);
    expect(codesOf(errors)).toEqual(new Set(errors === undefined ? [] : ['VALUATION_INPUT_INCOMPLETE']));
    expect(valuedIn(data)).toBeGreaterThan(80);
    expect(vendors.calls('fluximmo', 'adverts/search')).toHaveLength(1);
    expect(vendors.calls('fluximmo', 'properties/_many')).toHaveLength(1);
    expect(vendors.calls('fluximmo', 'price_per_area/statistics')).toHaveLength(1);
    expect(vendors.calls('fluximmo')).toHaveLength(3);
    expect(vendors.calls('pricehubble', 'property_value')).toHaveLength(2);
    expect(vendors.calls('apimo')).toHaveLength(2);
    expect(vendors.calls('apimo', 'agencies/771/requests')).toHaveLength(1);
    expect(vendors.calls('dimex')).toHaveLength(0);
  });

  it('costs at most two estimation calls with Dimex, one a kind', async () => {
    const { data } = await immograph.ask(`{
      adverts(first: 100, filter: ${FOR_SALE}) { nodes { valuation(provider: DIMEX) { value { amount } } } }
    }`);

    expect(valuedIn(data)).toBeGreaterThan(60);
    expect(vendors.calls('dimex', 'hed-fr-sfh')).toHaveLength(1);
    expect(vendors.calls('dimex', 'hed-fr-con')).toHaveLength(1);
    expect(vendors.calls('fluximmo', 'properties/_many').length).toBeLessThanOrEqual(1);
  });

  it('asks for no property where its identifier is all that is wanted', async () => {
    const { data } = await immograph.ask(`{ adverts(first: 100) { nodes { property { id flxId __typename } } } }`);

    expect(data.adverts.nodes[0].property.flxId).toEqual(expect.any(String));
    expect(vendors.calls('fluximmo')).toHaveLength(1);
  });

  it('reads no main advert where its identifier is all that is wanted', async () => {
    const { data } = await immograph.ask(`{ adverts(first: 100) { nodes { mainAdvert { flxId } } } }`);

    expect(data.adverts.nodes[0].mainAdvert.flxId).toEqual(expect.any(String));
    expect(vendors.calls('fluximmo')).toHaveLength(1);
  });

  it('reads the adverts of all its properties in one search where more than their summaries is asked', async () => {
    const { data, errors } = await immograph.ask(`{
      adverts(first: 20) { nodes { flxId property { adverts { nodes { flxId habitation { roomCount } } } } } }
    }`);

    expect(errors).toBeUndefined();
    for (const { flxId, property } of data.adverts.nodes) {
      expect(property.adverts.nodes.map((advert: { flxId: string }) => advert.flxId)).toContain(flxId);
    }
    const searches = vendors.calls('fluximmo', 'adverts/search');
    expect(vendors.calls('fluximmo')).toHaveLength(searches.length);
    expect(searches.length).toBeLessThanOrEqual(3);
  });

  it('asks for the adverts of a property within the property where summaries will do', async () => {
    await immograph.ask(
      `{ adverts(first: 20) { nodes { property { adverts { nodes { flxId title price { amount } } } } } } }`,
    );

    expect(vendors.calls('fluximmo', 'properties/_many')).toHaveLength(1);
    expect(vendors.calls('fluximmo')).toHaveLength(2);
  });

  it('lets what different root fields find share one call', async () => {
    const { data } = await immograph.ask(`{
      a: adverts(first: 5) { nodes { flxId zoneStatistics { median } } }
      b: adverts(first: 5, orderBy: { field: PRICE, direction: DESC }) { nodes { zoneStatistics { median } } }
    }`);
    const flxIds = data.a.nodes.map((advert: { flxId: string }) => advert.flxId);
    vendors.forget();

    await immograph.ask(
      `query ($one: ID!, $two: ID!) {
        one: advert(flxId: $one) { zoneStatistics { median } }
        two: advert(flxId: $two) { zoneStatistics { median } }
        search: adverts(first: 3) { nodes { zoneStatistics { median } } }
      }`,
      { variables: { one: flxIds[0], two: flxIds[1] } },
    );

    expect(vendors.calls('fluximmo', 'price_per_area/statistics')).toHaveLength(1);
    expect(vendors.calls('fluximmo')).toHaveLength(4);
  });

  it('packs properties and dates into as few calls as fifty a call allow', async () => {
    const { errors } = await immograph.ask(`{
      adverts(first: 20, filter: ${FOR_SALE}) {
        nodes { valuations(provider: PRICEHUBBLE, dates: ["2024-01-01", "2025-01-01", "2026-01-01"]) { value { amount } } }
      }
    }`);
    const valuations = vendors
      .calls('pricehubble', 'property_value')
      .map(({ body }) => countValuations(body as ValuationBody))
      .reduce((sum, count) => sum + count, 0);

    expect(codesOf(errors).has('INTERNAL_SERVER_ERROR')).toBe(false);
    expect(vendors.calls('pricehubble', 'property_value')).toHaveLength(Math.ceil(valuations / 50));
  });
});

type ValuationBody = { valuationDates?: string[]; valuationInputs: { valuationDates?: string[] }[] };

function countValuations({ valuationDates = ['today'], valuationInputs }: ValuationBody): number {
  return valuationInputs.reduce((sum, input) => sum + (input.valuationDates ?? valuationDates).length, 0);
}

type Page = { adverts: { nodes: { valuation: unknown }[] } };

function valuedIn({ adverts }: Page): number {
  return adverts.nodes.filter(({ valuation }) => valuation !== null).length;
}

function codesOf(errors: readonly { extensions: { code: string } }[] | undefined): ReadonlySet<string> {
  return new Set((errors ?? []).map(({ extensions }) => extensions.code));
}
