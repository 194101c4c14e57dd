import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PriceCriterion } from '../../src/domain/buyer-criteria.js';
import type { BuyerRequest } from '../../src/domain/buyer-request.js';
import { silentAdvert } from '../../src/domain/matchable-advert.js';
import { judgeLocation } from '../../src/domain/matching-place.js';
import { createRequestIndex } from '../../src/domain/request-index.js';
import type { RequestFilter } from '../../src/domain/request-index-page.js';
import { aBuyerRequest, aPlace, covers } from '../support/buyer-request.js';
import { aRequest, amount, inseeCodes } from './arbitrary-matches.js';

const paris = ['75101', '75107', '75116'];
const communes = {
  covers,
  parentOf: (code: string) => (paris.includes(code) ? '75056' : null),
  arrondissementsOf: (code: string) => (code === '75056' ? paris : []),
};

function anIndex(requests: readonly Partial<BuyerRequest>[]) {
  const index = createRequestIndex('771', communes);
  index.apply(requests.map((request) => aBuyerRequest(request)));
  return index;
}

function idsOf({ requests }: Readonly<{ requests: readonly BuyerRequest[] }>): readonly string[] {
  return requests.map(({ requestId }) => requestId);
}

function euros(min: number | null, max: number | null): PriceCriterion {
  return { min, max, currency: 'EUR' };
}

describe('a page of requests', () => {
  it('is in the order of numbers, then of other identifiers', () => {
    const index = anIndex(['b', '100', '9', '07', '10', '7', ''].map((requestId) => ({ requestId })));

    expect(idsOf(index.page({ first: 10 }))).toEqual(['7', '9', '10', '100', '', '07', 'b']);
  });

  it('goes on after an identifier, whether it is still there or not', () => {
    const index = anIndex(['1', '2', '3', '10', 'a', 'c'].map((requestId) => ({ requestId })));
    index.apply([{ removed: '2' }]);

    expect(index.page({ first: 2 })).toMatchObject({ hasNextPage: true });
    expect(idsOf(index.page({ first: 2, after: { requestId: '2', updatedAt: null } }))).toEqual(['3', '10']);
    expect(idsOf(index.page({ first: 2, after: { requestId: '10', updatedAt: null } }))).toEqual(['a', 'c']);
    expect(idsOf(index.page({ first: 2, after: { requestId: 'b', updatedAt: null } }))).toEqual(['c']);
    expect(index.page({ first: 2, after: { requestId: 'c', updatedAt: null } })).toEqual({
      requests: [],
      hasNextPage: false,
    });
    expect(index.page({ first: 0 })).toEqual({ requests: [], hasNextPage: true });
  });

  it('knows that there is no next page where the last request stands on this one', () => {
    const index = anIndex([{ requestId: '1' }, { requestId: '2' }, { requestId: '3', isActive: false }]);

    expect(index.page({ first: 2, filter: { isActive: true } }).hasNextPage).toBe(false);
    expect(index.page({ first: 2 }).hasNextPage).toBe(true);
  });

  const [march, april, odd] = ['2024-03-01T08:00:00.000Z', '2024-04-01T08:00:00.000Z', '2024-03-15T08:00:00Z'];
  const dated: readonly Partial<BuyerRequest>[] = [
    { requestId: '1', updatedAt: april },
    { requestId: '2', updatedAt: null },
    { requestId: '10', updatedAt: march },
    { requestId: '9', updatedAt: march },
    { requestId: 'b', updatedAt: odd },
  ];

  it.each([
    ['ID', 'ASC', '1 2 9 10 b'],
    ['ID', 'DESC', 'b 10 9 2 1'],
    ['UPDATED_AT', 'ASC', '9 10 b 1 2'],
    ['UPDATED_AT', 'DESC', '1 b 9 10 2'],
  ] as const)('by %s, %s, is %s, undated requests last by date', (field, direction, ids) => {
    const index = anIndex(dated);

    expect(idsOf(index.page({ first: 10, order: { field, direction } })).join(' ')).toBe(ids);
  });

  it('by date goes on from where a request stood that has been updated or removed since', () => {
    const index = anIndex(dated);
    const ask = { order: { field: 'UPDATED_AT', direction: 'ASC' }, first: 10 } as const;
    index.apply([{ removed: '9' }]);

    expect(idsOf(index.page({ ...ask, after: { requestId: '9', updatedAt: march } }))).toEqual(['10', 'b', '1', '2']);
    expect(idsOf(index.page({ ...ask, after: { requestId: '10', updatedAt: odd } }))).toEqual(['b', '1', '2']);
    expect(idsOf(index.page({ ...ask, after: { requestId: '1', updatedAt: null } }))).toEqual(['2']);
  });

  const all: readonly Partial<BuyerRequest>[] = [
    { requestId: '1', isActive: false, locations: [aPlace({ inseeCodes: ['75056'], name: 'Paris' })] },
    { requestId: '2', offerType: 'RENT', price: euros(null, 900), locations: [aPlace({ inseeCodes: ['75107'] })] },
    { requestId: '3', propertyClasses: ['HOUSE', 'LAND'], price: euros(200_000, 300_000) },
    { requestId: '4', propertyClasses: [], price: { min: 1, max: null, currency: 'USD' } },
    {
      requestId: '5',
      updatedAt: null,
      locations: [aPlace({ inseeCodes: ['06004', '59350'], resolution: 'AMBIGUOUS' })],
    },
    {
      requestId: '6',
      updatedAt: '2024-05-01T00:00:00Z',
      locations: [aPlace({ inseeCodes: [], resolution: 'UNRESOLVED' })],
    },
    { requestId: '7', updatedAt: '2024-05-01T00:00:00.000Z', price: euros(400_000, null) },
    { requestId: '8', locations: [aPlace({ inseeCodes: [], departmentCodes: ['75'], resolution: 'UNRESOLVED' })] },
  ];

  it.each([
    [{}, '1 2 3 4 5 6 7 8'],
    [{ isActive: null, price: null }, '1 2 3 4 5 6 7 8'],
    [{ isActive: true }, '2 3 4 5 6 7 8'],
    [{ isActive: false }, '1'],
    [{ offerTypes: ['RENT', 'HOLIDAYS'] }, '2'],
    [{ offerTypes: [] }, ''],
    [{ propertyClasses: ['LAND'] }, '3 4'],
    [{ inseeCode: '75107' }, '1 2 8'],
    [{ inseeCode: '75101' }, '1 8'],
    [{ inseeCode: '75056' }, '1 8'],
    [{ inseeCode: '59350' }, '5'],
    [{ inseeCode: '59350', isActive: false }, ''],
    [{ price: euros(300_000, 350_000) }, '3'],
    [{ price: euros(300_001, null) }, '7'],
    [{ price: euros(null, 250_000) }, '2 3'],
    [{ price: { min: null, max: null, currency: 'USD' } }, '4'],
    [{ updatedSince: '2024-05-01T00:00:00.000Z' }, '6 7'],
    [{ updatedSince: '2024-05-01T02:00:00+02:00' }, '6 7'],
    [{ updatedSince: '2024-05-01T00:00:00.001Z' }, ''],
  ] satisfies readonly (readonly [RequestFilter, string])[])('filtered by %j has %s', (filter, ids) => {
    const index = anIndex(all);

    expect(idsOf(index.page({ first: 100, filter })).join(' ')).toBe(ids);
    expect(index.count(filter)).toBe(ids === '' ? 0 : ids.split(' ').length);
  });

  it('refuses an instant that is none', () => {
    expect(() => anIndex(all).count({ updatedSince: 'yesterday' })).toThrow(RangeError);
  });

  it('of a commune has what a scan of all places finds, in any order and after any changes', () => {
    const changes = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 60 }), fc.option(aRequest, { nil: null, freq: 5 }), fc.boolean()),
      { minLength: 10, maxLength: 40 },
    );
    const instants = [null, '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.001Z', '2024-01-01T00:00:00Z'];
    fc.assert(
      fc.property(
        fc.array(changes, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...inseeCodes),
        fc.constantFrom('ID' as const, 'UPDATED_AT' as const),
        fc.constantFrom('ASC' as const, 'DESC' as const),
        fc.constantFrom(1, 3, 100),
        (batches, inseeCode, field, direction, first) => {
          const index = createRequestIndex('771', communes);
          for (const batch of batches) {
            index.apply(
              batch.map(([id, request, isActive]) =>
                request === null
                  ? { removed: String(id) }
                  : { ...request, requestId: String(id), isActive, updatedAt: instants[id % 4] ?? null },
              ),
            );
          }
          const advert = { ...silentAdvert, inseeCode };
          const order = { field, direction };
          const wanted = index
            .page({ order, first: 100 })
            .requests.filter((each) => ['MET', 'WITHIN_MARGIN'].includes(judgeLocation(each, advert, covers) ?? ''));
          const seen: BuyerRequest[] = [];
          for (let hasNextPage = true; hasNextPage;) {
            const page = index.page({ order, filter: { inseeCode }, first, after: seen.at(-1) ?? null });
            seen.push(...page.requests);
            hasNextPage = page.hasNextPage;
          }
          expect(seen).toEqual(wanted);
          expect(index.count({ inseeCode })).toBe(wanted.length);
          expect(index.count({ inseeCode, isActive: true })).toBe(wanted.filter((each) => each.isActive).length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives every request once, whatever the size of pages', () => {
    fc.assert(
      fc.property(
        fc.array(aRequest, { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        fc.option(amount, { nil: null }),
        fc.constantFrom('ID' as const, 'UPDATED_AT' as const),
        fc.constantFrom('ASC' as const, 'DESC' as const),
        (requests, first, max, field, direction) => {
          const index = anIndex(requests.map((request, at) => ({ ...request, requestId: String(at * 7) })));
          const ask = { filter: max === null ? {} : { price: euros(null, max) }, order: { field, direction } };
          const whole = index.page({ ...ask, first: 100 });
          const seen: BuyerRequest[] = [];
          for (let page = index.page({ ...ask, first }); ;) {
            seen.push(...page.requests);
            if (!page.hasNextPage) break;
            page = index.page({ ...ask, first, after: seen.at(-1) ?? null });
          }
          expect(seen).toEqual(whole.requests);
          expect(seen).toHaveLength(index.count(ask.filter));
        },
      ),
      { numRuns: 100 },
    );
  });
});
