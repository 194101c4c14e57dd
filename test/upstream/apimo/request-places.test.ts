import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCommuneIndex } from '../../../src/domain/commune.js';
import type { CommuneIndex } from '../../../src/domain/commune.js';
import { toBuyerRequest } from '../../../src/upstream/apimo/wire.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { readCommuneData } from '../../support/communes.js';
import { aRequestDocument, play } from './apimo.js';

let communes: CommuneIndex;

beforeAll(async () => {
  communes = createCommuneIndex(await readCommuneData());
});

const resolvePlace: Parameters<typeof toBuyerRequest>[2] = (name, context) => communes.resolvePlace(name, context);

function placesOf(locations: unknown, country = 'FR') {
  const request = toBuyerRequest(aRequestDocument({ locations, country }), '771', resolvePlace);
  if (request instanceof UpstreamError) throw request;
  return request.locations;
}

const meant = (location: unknown, country?: string) =>
  placesOf([location], country).map(({ resolution, inseeCodes, departmentCodes }) => [
    resolution,
    inseeCodes.join(),
    departmentCodes.join(),
  ]);

describe('places of a request, by the register of communes', () => {
  it.each([
    ['Paris 7ème', '75107'],
    ['Marseille 8e', '13208'],
    ['St-Laurent-du-Var', '06123'],
    ['Aix en Provence', '13001'],
    ['Paris', '75056'],
  ])('are one commune as %s', (name, inseeCode) => {
    expect(meant({ region: null, city: { id: '1', name }, district: null })).toEqual([['EXACT', inseeCode, '']]);
  });

  it('are all communes of a name, but for those that region, quarter or country exclude', () => {
    const city = { id: '1', name: 'Saint-Denis' };

    expect(meant({ city })).toEqual([['AMBIGUOUS', '11339,30247,93066,97411', '']]);
    expect(meant({ city, region: { id: '2', name: 'Occitanie' } })).toEqual([['AMBIGUOUS', '11339,30247', '']]);
    expect(meant({ city, region: { id: '2', name: 'Île-de-France' } })).toEqual([['EXACT', '93066', '']]);
    expect(meant({ city, district: { id: '3', name: 'Seine-Saint-Denis' } })).toEqual([['EXACT', '93066', '']]);
    expect(meant({ city }, 'RE')).toEqual([['EXACT', '97411', '']]);
    expect(meant({ city }, 'BE')).toEqual([['UNRESOLVED', '', '']]);
  });

  it.each([
    ['a region', { region: { id: '2', name: 'PACA' }, city: null }, '04,05,06,13,83,84'],
    ['a region that a commune is called after', { region: { id: '2', name: 'La Réunion' }, city: null }, '974'],
    ['a département for a city', { city: { id: '1', name: 'Hauts-de-Seine' } }, '92'],
    ['an area without a number', { city: { name: 'Corse' } }, '2A,2B'],
  ])('are départements where they name %s', (_what, location, departmentCodes) => {
    expect(meant(location)).toEqual([['UNRESOLVED', '', departmentCodes]]);
  });

  it('are no area abroad, nor where nobody knows it, nor by a number', () => {
    expect(meant({ region: { id: '2', name: 'PACA' }, city: null }, 'BE')).toEqual([['UNRESOLVED', '', '']]);
    expect(meant({ region: { id: '2', name: 'Côte d’Azur' }, city: null })).toEqual([['UNRESOLVED', '', '']]);
    expect(meant({ city: { id: '06600', name: null } })).toEqual([['UNRESOLVED', '', '']]);
  });

  it('keep the region and the quarter beside them', () => {
    expect(
      placesOf([
        { region: { id: 9, name: 'PACA' }, city: { id: 1, name: 'Antibes' }, district: { id: 2, name: 'Secteur 9' } },
      ]),
    ).toEqual([
      {
        cityId: '1',
        name: 'Antibes',
        inseeCodes: ['06004'],
        resolution: 'EXACT',
        region: 'PACA',
        district: 'Secteur 9',
        departmentCodes: [],
      },
    ]);
  });
});

describe('the other requests of an agency', () => {
  const list = (...names: string[]) => ({
    requests: names.map((name, index) =>
      aRequestDocument({ id: index + 1, locations: [{ city: { id: String(index + 1), name } }] }),
    ),
  });

  async function read(names: readonly string[], nearbyInseeCodes?: readonly string[]) {
    const answers = { 'GET /agencies/771/requests': { body: list(...names) } };
    const { client, call, close } = await play(answers, 10_000, resolvePlace);
    try {
      const answer = await client.listRequests('771', { nearbyInseeCodes }, call);
      return (answer?.requests ?? []).map((each) =>
        each instanceof UpstreamError ? [] : each.locations.flatMap(({ inseeCodes }) => inseeCodes),
      );
    } finally {
      await close();
    }
  }

  it('decide between communes of one name', async () => {
    expect(await read(['Bobigny', 'Saint-Denis'])).toEqual([['93008'], ['93066']]);
    expect(await read(['Antibes', 'Saint-Denis'])).toEqual([['06004'], ['11339', '30247', '93066', '97411']]);
  });

  it('are given by who has read them before', async () => {
    expect(await read(['Saint-Denis'], ['97415'])).toEqual([['97411']]);
    expect(await read(['Bobigny', 'Saint-Denis'], [])).toEqual([['93008'], ['11339', '30247', '93066', '97411']]);
  });
});
