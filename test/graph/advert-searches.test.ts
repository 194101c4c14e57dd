import { describe, expect, it } from '@jest/globals';
import { searchesFor } from '../../src/graph/buyer-request/advert-searches.js';
import { aBuyerRequest, aPlace } from '../support/buyer-request.js';

const communes = { arrondissementsOf: () => [], parentOf: () => null };

describe('the searches for a request', () => {
  it.each([
    ['EUR', { min: null, max: 600_000 }],
    // The filter is in euros: francs would leave out adverts that may match.
    ['CHF', undefined],
  ] as const)('are narrowed by a price in %s to %j', (currency, price) => {
    const request = aBuyerRequest({ locations: [aPlace()], price: { min: null, max: 500_000, currency }, margin: 10 });
    const { searches } = searchesFor(request, { minScore: 50, isAnew: false }, communes);

    expect(searches.map(({ search }) => search.filter.price)).toEqual([price]);
  });
});
