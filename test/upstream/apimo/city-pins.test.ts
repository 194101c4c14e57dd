import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCommuneIndex } from '../../../src/domain/commune.js';
import type { CommuneIndex } from '../../../src/domain/commune.js';
import { toCityPins, withCityPins } from '../../../src/upstream/apimo/city-pins.js';
import { toBuyerRequest } from '../../../src/upstream/apimo/wire.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { readCommuneData } from '../../support/communes.js';
import { aRequestDocument } from './apimo.js';

let communes: CommuneIndex;

beforeAll(async () => {
  communes = createCommuneIndex(await readCommuneData());
});

const pins = new Map([
  ['7', '93066'],
  ['75', '75056'],
]);

function placeOf(location: unknown) {
  const resolve = withCityPins((name, context) => communes.resolvePlace(name, context), pins, communes.covers);
  const request = toBuyerRequest(aRequestDocument({ locations: [location] }), '771', resolve);
  if (request instanceof UpstreamError) throw request;
  return request.locations.map(({ name, resolution, inseeCodes, district }) => [
    name,
    resolution,
    inseeCodes.join(),
    district,
  ]);
}

describe('a city that an operator pinned to a commune', () => {
  it.each([
    ['with a name that several bear', { city: { id: '7', name: 'Saint-Denis' } }, 'Saint-Denis'],
    ['with a number for its name', { city: { id: 7, name: '' } }, '7'],
    ['with the name of another', { city: { id: '7', name: 'Antibes' } }, 'Antibes'],
  ])('is that commune, %s', (_what, location, name) => {
    expect(placeOf(location)).toEqual([[name, 'EXACT', '93066', null]]);
  });

  it('may still be narrowed to one of its arrondissements', () => {
    expect(placeOf({ city: { id: '75', name: 'Paris 7ème' } })).toEqual([['Paris 7ème', 'EXACT', '75107', null]]);
    expect(placeOf({ city: { id: '75', name: 'Paris' }, district: { id: 1, name: '7ème' } })).toEqual([
      ['Paris 7ème', 'EXACT', '75107', null],
    ]);
    expect(placeOf({ city: { id: '75', name: 'Paris' }, district: { id: 1, name: 'Invalides' } })).toEqual([
      ['Paris', 'EXACT', '75056', 'Invalides'],
    ]);
  });

  it('says nothing of other cities', () => {
    expect(placeOf({ city: { id: '8', name: 'Nice' } })).toEqual([['Nice', 'EXACT', '06088', null]]);
    expect(placeOf({ city: null, district: { id: 1, name: 'Nice' } })).toEqual([['Nice', 'EXACT', '06088', null]]);
  });
});

describe('pins in a file', () => {
  it('are read as city ids and INSEE codes', () => {
    expect(toCityPins({ 2039: '06004' })).toEqual(new Map([['2039', '06004']]));
    expect(toCityPins({})).toEqual(new Map());
  });

  it.each([
    [null, /an object of city ids/],
    [['06004'], /an object of city ids/],
    [{ Antibes: '06004' }, /"Antibes" is no number of Apimo's/],
    [{ 2039: '6004' }, /"6004", for city 2039, is no INSEE code/],
    [{ 2039: 6004 }, /6004, for city 2039, is no INSEE code/],
  ])('are refused as %j', (value, message) => {
    expect(() => toCityPins(value)).toThrow(message);
  });
});
