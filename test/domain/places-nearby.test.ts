import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BuyerRequest, RequestedLocation } from '../../src/domain/buyer-request.js';
import { createCommuneIndex } from '../../src/domain/commune.js';
import type { CommuneIndex } from '../../src/domain/commune.js';
import { placesNearby, withPlacesNearby } from '../../src/domain/places-nearby.js';
import { aBuyerRequest, aPlace } from '../support/buyer-request.js';
import { readCommuneData } from '../support/communes.js';

let communes: CommuneIndex;

beforeAll(async () => {
  communes = createCommuneIndex(await readCommuneData());
});

const wanting = (...locations: readonly RequestedLocation[]): BuyerRequest => aBuyerRequest({ locations });
const times = (count: number, request: BuyerRequest) => Array.from({ length: count }, () => request);

const inBobigny = wanting(aPlace({ name: 'Bobigny', inseeCodes: ['93008'] }));
const inNice = wanting(aPlace({ name: 'Nice', inseeCodes: ['06088'] }));
const saintDenis = aPlace({
  cityId: '7',
  name: 'Saint-Denis',
  inseeCodes: ['11339', '30247', '93066', '97411'],
  resolution: 'AMBIGUOUS',
});

describe('where an agency works', () => {
  it('is told by the places that its requests name for certain', () => {
    expect(placesNearby([inBobigny, inNice, inNice, wanting(saintDenis)])).toEqual(['06088', '93008']);
  });

  it('is no département that one buyer in eleven dreams of', () => {
    expect(placesNearby([...times(10, inNice), inBobigny])).toEqual(['06088']);
    expect(placesNearby([...times(9, inNice), inBobigny])).toEqual(['06088', '93008']);
  });

  it('is not known of an agency whose requests name no place for certain', () => {
    expect(placesNearby([])).toEqual([]);
    expect(placesNearby([aBuyerRequest(), wanting(saintDenis)])).toEqual([]);
  });
});

describe('a place that several communes bear the name of', () => {
  const settle = (request: BuyerRequest, nearby: readonly string[]) =>
    withPlacesNearby(request, nearby, (name, context) => communes.resolvePlace(name, context)).locations.map(
      ({ inseeCodes, resolution }) => [resolution, ...inseeCodes],
    );

  it('is the one where the agency works', () => {
    expect(settle(wanting(saintDenis), ['93008'])).toEqual([['EXACT', '93066']]);
    expect(settle(wanting(saintDenis, aPlace()), ['93008', '97415'])).toEqual([
      ['AMBIGUOUS', '93066', '97411'],
      ['EXACT', '06004'],
    ]);
  });

  it('stays open where the agency works elsewhere', () => {
    const request = wanting(saintDenis);

    expect(withPlacesNearby(request, ['59350'], (name, context) => communes.resolvePlace(name, context))).toBe(request);
    expect(settle(request, [])).toEqual([['AMBIGUOUS', ...saintDenis.inseeCodes]]);
  });

  it('may be short for one nearby where no commune has that name', () => {
    const villefranche = aPlace({ name: 'Villefranche-sur', inseeCodes: [], resolution: 'UNRESOLVED' });

    expect(settle(wanting(villefranche), ['06088'])).toEqual([['EXACT', '06159']]);
  });

  it.each([
    ['a region without a town', { cityId: null, name: 'Nice', region: 'Nice' }],
    ['the name of an area', { name: 'Saint-Denis', departmentCodes: ['93'] }],
    ['a bare number', { name: '2039', cityId: '2039' }],
  ] as readonly (readonly [string, Partial<RequestedLocation>])[])('is none in %s', (_what, place) => {
    const request = wanting(aPlace({ inseeCodes: [], resolution: 'UNRESOLVED', ...place }));

    expect(withPlacesNearby(request, ['93008'], () => ({ inseeCodes: ['93066'], resolution: 'EXACT' }))).toBe(request);
  });

  it('keeps what is known of it where its name says less nearby', () => {
    const request = wanting(saintDenis);

    expect(withPlacesNearby(request, ['93008'], () => ({ inseeCodes: [], resolution: 'UNRESOLVED' }))).toBe(request);
  });
});
