import { describe, expect, it } from '@jest/globals';
import { floorNumberOf } from '../../../src/upstream/apimo/catalogue.js';
import type { ResolvePlace } from '../../../src/upstream/apimo/wire-locations.js';
import { toBuyerRequest } from '../../../src/upstream/apimo/wire.js';
import { UpstreamError } from '../../../src/upstream/errors.js';
import { aRequestDocument, resolvePlace } from './apimo.js';
import type { Document } from './apimo.js';

function read(overrides: Document = {}) {
  const request = toBuyerRequest(aRequestDocument(overrides), '771', resolvePlace);
  if (request instanceof UpstreamError) throw request;
  return request;
}

describe('a buyer’s request', () => {
  it('is read in our words', () => {
    expect(read()).toEqual({
      agencyId: '771',
      requestId: '156488',
      isActive: false,
      offerType: 'BUY',
      propertyClasses: ['FLAT', 'HOUSE'],
      countryCode: 'FR',
      locations: [
        {
          cityId: '2039',
          name: 'Antibes',
          inseeCodes: ['06004'],
          resolution: 'EXACT',
          region: null,
          district: null,
          departmentCodes: [],
        },
      ],
      around: null,
      price: { min: null, max: 400_000, currency: 'EUR' },
      area: { min: 100, max: null },
      rooms: null,
      minBedrooms: null,
      margin: 10,
      floor: null,
      condition: null,
      standing: null,
      view: null,
      outdoorAreas: [{ kind: 'TERRACE', count: 1, minAreaM2: null }],
      services: [],
      userId: '3896',
      contactId: '220351',
      comment: null,
      freeCriteria: null,
      createdAt: '2010-10-08T13:12:02.000Z',
      updatedAt: '2014-04-10T07:37:18.000Z',
      beyond: {
        category: '1',
        types: ['1', '2'],
        price: { min: null, max: '400000', currency: 'EUR' },
        area: { min: '100', max: null, unit: '1' },
        rooms_operator: '2',
        bedrooms: 0,
        margin: '10',
        view: { type: null, landscape: null },
        floor: { operator: '1', type: null, value: null },
        areas: [{ type: 18, number: 1, area_min: null }],
      },
    });
  });

  it('asks for nothing where it says nothing but who it is', () => {
    const silent = toBuyerRequest({ id: '7' }, '771', resolvePlace);

    expect(silent).toMatchObject({
      requestId: '7',
      isActive: false,
      offerType: 'UNKNOWN',
      propertyClasses: [],
      locations: [],
      price: null,
      area: null,
      rooms: null,
      margin: null,
      updatedAt: null,
      beyond: {},
    });
  });

  it.each([null, ''])('reads %j as it reads absence', (blank) => {
    const blanks = Object.fromEntries(Object.keys(aRequestDocument()).map((key) => [key, key === 'id' ? 7 : blank]));

    expect(toBuyerRequest(blanks, '771', resolvePlace)).toEqual(toBuyerRequest({ id: 7 }, '771', resolvePlace));
  });

  it('is the same whether numbers come as numbers or as text', () => {
    const numbers = {
      id: 156488,
      rooms: 3,
      bedrooms: 2,
      margin: 5,
      price: { min: 1, max: 2 },
      types: [1, 2],
      category: 1,
    };
    const texts = {
      id: '156488',
      rooms: '3',
      bedrooms: '2',
      margin: '5',
      price: { min: '1', max: '2.0' },
      types: ['1', '2'],
      category: '1',
    };

    expect({ ...read(numbers), beyond: {} }).toEqual({ ...read(texts), beyond: {} });
  });

  it.each([0, '0', '', null, -5])('is not asked for a price or an area of %j', (nothing) => {
    expect(read({ price: { min: nothing, max: nothing }, area: { min: nothing, max: nothing } })).toMatchObject({
      price: null,
      area: null,
    });
  });

  it.each([
    ['1', 'EQUAL'],
    [2, 'AT_LEAST'],
    ['3', 'AT_MOST'],
    [null, 'AT_LEAST'],
    ['9', 'AT_LEAST'],
  ])('compares rooms by operator %j', (operator, ours) => {
    expect(read({ rooms_operator: operator, rooms: '3.5' }).rooms).toEqual({ operator: ours, value: 3.5 });
  });

  it.each([
    ['1', 'BUY'],
    ['2', 'RENT'],
    [3, 'HOLIDAYS'],
    ['5', 'LIFE_ANNUITY_SALE'],
    ['6', 'AUCTION'],
    ['7', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('is offered by category %j', (category, offerType) => {
    expect(read({ category }).offerType).toBe(offerType);
  });

  it('looks for new-build programmes by their category, and for businesses by their subtype', () => {
    expect(read({ category: '4', types: ['1'] })).toMatchObject({
      offerType: 'BUY',
      propertyClasses: ['FLAT', 'PROGRAM'],
    });
    expect(read({ types: ['4'], subtype: '34' })).toMatchObject({
      offerType: 'BUSINESS_TAKE_OVER',
      propertyClasses: ['SHOP'],
    });
  });

  it('knows every type, and says which it does not know', () => {
    const all = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '__proto__'];

    expect(read({ types: all }).propertyClasses).toEqual([
      'FLAT',
      'HOUSE',
      'LAND',
      'SHOP',
      'PARKING',
      'BUILDING',
      'OFFICE',
      'OTHER',
      'PREMISES',
      'UNKNOWN',
    ]);
    expect(read({ types: '1,2' }).propertyClasses).toEqual(['FLAT', 'HOUSE']);
  });

  it.each([
    ['1', 100],
    ['2', 9.29],
    ['3', 50_585.7],
    ['4', 2529.29],
    ['5', 83.61],
    ['6', 404_685.64],
    [7, 1_000_000],
    ['8', 10_000],
    ['9', 379.87],
    ['10', 4220.87],
    ['11', 422_087.3],
    [null, 100],
  ])('measures an area of 100 in unit %j as %d m²', (unit, squareMetres) => {
    expect(read({ area: { min: '100', max: '', unit } }).area).toEqual({ min: squareMetres, max: null });
  });

  it('does not understand an area in a unit that nobody knows', () => {
    expect(read({ area: { min: '100', unit: '12' } }).area).toBeNull();
  });

  it.each([
    [
      { operator: '2', type: 1, value: null },
      { kind: 'NUMBER', operator: 'AT_LEAST', value: 0 },
    ],
    [
      { operator: '1', type: '3', value: '' },
      { kind: 'NUMBER', operator: 'EQUAL', value: 1 },
    ],
    [
      { operator: '3', type: null, value: 4 },
      { kind: 'NUMBER', operator: 'AT_MOST', value: 4 },
    ],
    [{ operator: '1', type: 2, value: null }, { kind: 'TOP' }],
    [{ operator: '1', type: 24, value: null }, null],
    [{ operator: '1', type: null, value: null }, null],
    [null, null],
  ])('reads the floor %j', (floor, ours) => {
    expect(read({ floor }).floor).toEqual(ours);
  });

  it('counts floors by their numbers in the catalogue', () => {
    const byFloor = [1, 3, 22, 23, 25, 28, 29, 30, 31, 50, 51, 56, 57, 76, 78, 117, 0, 2, 24, 77, 118].map(
      floorNumberOf,
    );

    expect(byFloor).toEqual([
      0,
      1,
      20,
      0,
      -1,
      -4,
      -1,
      0,
      21,
      40,
      -5,
      -10,
      41,
      60,
      61,
      100,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('tells outdoor areas and services from rooms, and keeps what it does not know aside', () => {
    const request = read({
      areas: [
        { type: 43, number: '2', area_min: '6' },
        { type: '49', number: null, area_min: 0 },
        { type: 5, number: 2 },
        { type: 1, number: 3 },
        { type: 999 },
      ],
      services: [6, '11', 77],
    });

    expect(request.outdoorAreas).toEqual([
      { kind: 'BALCONY', count: 2, minAreaM2: 6 },
      { kind: 'GARDEN', count: 1, minAreaM2: null },
    ]);
    expect(request.services).toEqual([
      { kind: 'PARKING', count: 2 },
      { kind: 'LIFT', count: 1 },
      { kind: 'SWIMMING_POOL', count: 1 },
    ]);
    expect(request.beyond['services']).toEqual([6, '11', 77]);
  });

  it('keeps a condition and a standing in words', () => {
    expect(read({ condition: '6', standing: 2 })).toMatchObject({ condition: 'EXCELLENT', standing: 'LUXURY' });
    expect(read({ condition: '7', standing: 'x' })).toMatchObject({ condition: null, standing: null });
  });

  it.each([
    [
      { type: '4', landscape: '1' },
      { reach: 'PANORAMIC', on: ['SEA'] },
    ],
    [
      { type: 3, landscape: [1, '18', 6] },
      { reach: 'CLEAR', on: ['SEA', 'LAKE'] },
    ],
    [
      { type: null, landscape: '2,9' },
      { reach: null, on: ['MOUNTAIN', 'COUNTRYSIDE'] },
    ],
    [{ type: 1, landscape: null }, null],
    [{ type: 99, landscape: [6, 10, 20, 'x'] }, null],
    [{ type: null, landscape: null }, null],
    [[], null],
    ['sea', null],
  ])('reads the view %j', (view, ours) => {
    expect(read({ view }).view).toEqual(ours);
  });

  it('asks for land, an indoor pool and a mezzanine among its areas, and for what services adverts tell of', () => {
    const request = read({
      areas: [{ type: 51, number: 1, area_min: '500' }, { type: 101 }, { type: 64 }, { type: 29 }],
      services: [2, 5, 7, 9, 26, 60, 1, 75],
    });

    expect(request.outdoorAreas).toEqual([
      { kind: 'LAND', count: 1, minAreaM2: 500 },
      { kind: 'LAND', count: 1, minAreaM2: null },
    ]);
    expect(request.services.map(({ kind }) => kind)).toEqual([
      'SWIMMING_POOL',
      'MEZZANINE',
      'FIREPLACE',
      'ALARM',
      'CARETAKER',
      'INTERCOM',
      'JACUZZI',
      'DIGICODE',
    ]);
  });

  it.each([
    ['5', 5],
    [0.5, 0.5],
    [100, 100],
    ['300', 0.3],
    [15_000, 15],
    [150, null],
    [0, null],
    [-2, null],
    [null, null],
    ['far', null],
  ])('takes a radius of %j for %j km', (radius, radiusKm) => {
    expect(read({ coordinates: { lat: 43.58, lng: 7.12, radius } }).around?.radiusKm).toBe(radiusKm);
  });

  it('looks around a point', () => {
    expect(read({ coordinates: { latitude: '43.58', longitude: 7.12, radius: '5' } }).around).toEqual({
      coordinates: { latitude: 43.58, longitude: 7.12 },
      radius: 5,
      radiusKm: 5,
    });
    expect(read({ coordinates: { latitude: '0', longitude: '0' } }).around).toBeNull();
  });
});

describe('places of a request', () => {
  const places = (...locations: unknown[]) =>
    read({ locations }).locations.map(({ name, inseeCodes, resolution }) => [name, inseeCodes.join(), resolution]);

  it('are resolved by their names', () => {
    expect(places({ city: { id: 1, name: 'Nice' } }, { city: { id: '2', name: 'Saint-Denis' } })).toEqual([
      ['Nice', '06088', 'EXACT'],
      ['Saint-Denis', '93066,97411', 'AMBIGUOUS'],
    ]);
  });

  it('are given their country and region as context', () => {
    const asked: unknown[] = [];
    toBuyerRequest(
      aRequestDocument({
        locations: [{ city: { id: 1, name: 'Saint-Denis' }, region: { id: 2, name: 'La Réunion' } }],
      }),
      '771',
      (name, context) => {
        asked.push([name, context]);
        return { inseeCodes: [], resolution: 'UNRESOLVED' };
      },
    );

    expect(asked).toEqual([['Saint-Denis', { countryCode: 'FR', region: 'La Réunion', cityId: '1' }]]);
  });

  it('are an arrondissement where a city has a numbered quarter, and the city where it has another', () => {
    expect(
      places(
        { city: { id: 1, name: 'Paris' }, district: { id: 2, name: '7ème' } },
        { city: { id: 3, name: 'Antibes' }, district: { id: 4, name: 'Secteur 9' } },
        { city: { id: 3, name: 'Antibes' }, district: { id: 4, name: 'Juan-les-Pins' } },
      ),
    ).toEqual([
      ['Paris 7ème', '75107', 'EXACT'],
      ['Antibes', '06004', 'EXACT'],
      ['Antibes', '06004', 'EXACT'],
    ]);
  });

  it('keep a quarter that is no arrondissement, and let it decide between communes of one name', () => {
    const resolve: ResolvePlace = (name, context) =>
      name === 'Saint-Denis La Plaine' ? resolvePlace('Saint-Denis', context) : resolvePlace(name, context);
    const quarters = (city: string, district: string, resolveName = resolve) => {
      const document = aRequestDocument({
        locations: [{ city: { id: 1, name: city }, district: { id: 2, name: district } }],
      });
      const request = toBuyerRequest(document, '771', resolveName);
      if (request instanceof UpstreamError) throw request;
      return request.locations.map(({ name, inseeCodes, district: quarter }) => [name, inseeCodes.join(), quarter]);
    };

    expect(quarters('Antibes', 'Juan-les-Pins')).toEqual([['Antibes', '06004', 'Juan-les-Pins']]);
    expect(quarters('Antibes', 'Antibes')).toEqual([['Antibes', '06004', null]]);
    expect(quarters('Saint-Denis', 'La Plaine')).toEqual([['Saint-Denis', '93066,97411', 'La Plaine']]);
    expect(
      quarters('Saint-Denis', 'La Plaine', (name, context) =>
        name === 'Saint-Denis La Plaine' ? { inseeCodes: ['93066'], resolution: 'EXACT' } : resolve(name, context),
      ),
    ).toEqual([['Saint-Denis', '93066', 'La Plaine']]);
  });

  it('stay unresolved as a region or a bare number, for without them the buyer would look anywhere', () => {
    expect(places({ region: { id: 12, name: 'Nice' }, city: null }, { city: { id: 2039, name: '' } })).toEqual([
      ['Nice', '', 'UNRESOLVED'],
      ['2039', '', 'UNRESOLVED'],
    ]);
  });

  it('are understood as text too, and left out where they are none', () => {
    expect(read({ locations: 'Antibes, Nice' }).locations.map(({ name }) => name)).toEqual(['Antibes', 'Nice']);
    expect(places(null, {}, { city: null, region: null, district: null })).toEqual([]);
  });
});
