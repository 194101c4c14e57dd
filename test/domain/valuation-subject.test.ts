import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareSubject, subjectKey } from '../../src/domain/valuation-subject.js';
import type { Preparation, SubjectOverrides, SubjectSources } from '../../src/domain/valuation-subject.js';
import type { DealType, ValuationProvider } from '../../src/domain/valuation.js';
import { aProperty, anAdvert, toldFlat, toldHouse } from './listing-samples.js';
import type { Told } from './listing-samples.js';

type Question = Readonly<{ advert?: Told; property?: Told; overrides?: SubjectOverrides; dealType?: DealType }>;

function sourcesOf({ advert, property, overrides }: Question): SubjectSources {
  return {
    overrides: overrides ?? null,
    advert: advert === undefined ? null : anAdvert(advert),
    property: property === undefined ? null : aProperty(property),
  };
}

function prepare(provider: ValuationProvider, question: Question): Preparation {
  return prepareSubject(provider, sourcesOf(question), { dealType: question.dealType ?? 'SALE', today: '2026-11-21' });
}

function inputOf({ inputs }: Preparation, field: string): string | undefined {
  const found = inputs.filter((input) => input.field === field).map(({ value, origin }) => `${value} ${origin}`);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

function subjectOf(preparation: Preparation) {
  if (preparation.outcome !== 'READY') throw new Error(JSON.stringify(preparation));
  return preparation.subject;
}

const { floor: _floor, ...flatWithoutFloor } = toldFlat;

describe('a subject for Dimex', () => {
  it('is put together from the advert, and says where each value comes from', () => {
    const prepared = prepare('DIMEX', { advert: toldFlat });

    expect(subjectOf(prepared)).toMatchObject({ kind: 'FLAT', livingAreaM2: 62.5, roomCount: 3, floor: 2 });
    expect(prepared.inputs).toEqual([
      { field: 'propertyClass', value: 'FLAT', origin: 'ADVERT' },
      { field: 'address', value: '92140 Clamart', origin: 'DERIVED' },
      { field: 'livingArea', value: '62.5', origin: 'ADVERT' },
      { field: 'roomCount', value: '3', origin: 'ADVERT' },
      { field: 'constructionYear', value: '1975', origin: 'ADVERT' },
      { field: 'energyGrade', value: 'D', origin: 'ADVERT' },
      { field: 'conditionScore', value: '3', origin: 'DEFAULT' },
      { field: 'floor', value: '2', origin: 'ADVERT' },
      { field: 'flatType', value: 'STANDARD', origin: 'DEFAULT' },
      { field: 'terraceArea', value: '0', origin: 'DEFAULT' },
      { field: 'isNew', value: 'false', origin: 'DEFAULT' },
    ]);
  });

  it('takes what the client says before the advert, and the advert before the property', () => {
    const prepared = prepare('DIMEX', {
      overrides: { livingArea: 70, roomCount: null },
      advert: { ...toldFlat, floor: 0 },
      property: { ...toldFlat, floor: 7, surface: { total: 99, terraces: 12 } },
    });

    expect(inputOf(prepared, 'livingArea')).toBe('70 OVERRIDE');
    expect(inputOf(prepared, 'roomCount')).toBe('3 ADVERT');
    expect(inputOf(prepared, 'floor')).toBe('0 ADVERT');
    expect(inputOf(prepared, 'terraceArea')).toBe('12 PROPERTY');
  });

  it('sends what is known beyond the essentials, and nothing else', () => {
    const prepared = prepare('DIMEX', {
      overrides: { standardScore: 4 },
      advert: {
        ...toldHouse,
        parking: { type: 'GARAGE', count: 1, numberOfCars: 2 },
        characteristics: { hasCellar: true, hasGrenier: false, hasTerrace: true },
        surface: { total: 120, balconies: 6 },
        habitation: {},
      },
    });

    expect(subjectOf(prepared)).toMatchObject({
      standardScore: 4,
      garageSpaces: 2,
      outdoorParkingSpaces: null,
      cellarType: 'CELLAR',
      atticType: 'NONE',
      hasTerrace: true,
      hasBalcony: true,
      glazing: null,
    });
    expect(inputOf(prepared, 'atticType')).toBe('NONE DERIVED');
    expect(inputOf(prepared, 'hasAttic')).toBeUndefined();
    expect(inputOf(prepared, 'hasBalcony')).toBe('true DERIVED');
    expect(inputOf(prepared, 'outdoorParkingSpaces')).toBeUndefined();
  });

  it.each<[string, Told, readonly string[]]>([
    [
      'a flat that tells nothing',
      { propertyClass: 'FLAT' },
      ['address', 'livingArea', 'roomCount', 'constructionYear', 'energyGrade', 'floor'],
    ],
    [
      'a house that tells nothing',
      { propertyClass: 'HOUSE' },
      ['address', 'livingArea', 'roomCount', 'constructionYear', 'energyGrade', 'landArea', 'floorCount'],
    ],
    ['a flat without its floor', flatWithoutFloor, ['floor']],
    ['a grade that does not concern it', { ...toldFlat, energy: 'NOT_CONCERNED' }, ['energyGrade']],
    ['a grade that nobody knows', { ...toldFlat, energy: 'UNKNOWN' }, ['energyGrade']],
    ['a house without land', { ...toldHouse, landArea: 0 }, ['landArea']],
    ['an area of 0', { ...toldFlat, surface: { total: 0 } }, ['livingArea']],
    ['a class of which nothing is known', { ...toldFlat, propertyClass: 'UNKNOWN' }, ['propertyClass']],
    ['half a town', { ...toldFlat, location: { city: 'Clamart' } }, ['address']],
  ])('names what is missing of %s', (_what, advert, missing) => {
    expect(prepare('DIMEX', { advert })).toMatchObject({ outcome: 'INCOMPLETE', missing });
  });

  it.each<[string, string, SubjectOverrides]>([
    ['livingArea', 'HOUSE', { livingArea: 8.9 }],
    ['livingArea', 'HOUSE', { livingArea: 500.1 }],
    ['livingArea', 'FLAT', { livingArea: 275.5 }],
    ['roomCount', 'HOUSE', { roomCount: 21 }],
    ['roomCount', 'FLAT', { roomCount: 11 }],
    ['roomCount', 'FLAT', { roomCount: 2.5 }],
    ['constructionYear', 'FLAT', { constructionYear: 999 }],
    ['conditionScore', 'FLAT', { conditionScore: 5.5 }],
    ['standardScore', 'HOUSE', { standardScore: 0 }],
    ['landArea', 'HOUSE', { landArea: 0 }],
    ['floorCount', 'HOUSE', { floorCount: 6 }],
    ['floorCount', 'FLAT', { floorCount: 31 }],
    ['floor', 'FLAT', { floor: -2 }],
    ['floor', 'FLAT', { floor: 31 }],
    ['terraceArea', 'FLAT', { terraceArea: -1 }],
    ['balconyArea', 'FLAT', { balconyArea: -1 }],
    ['gardenArea', 'FLAT', { gardenArea: -0.5 }],
    ['garageSpaces', 'HOUSE', { garageSpaces: -1 }],
    ['outdoorParkingSpaces', 'FLAT', { outdoorParkingSpaces: -1 }],
    ['flatType', 'FLAT', { flatType: 'STUDIO', roomCount: 6 }],
    ['address', 'FLAT', { address: 'x'.repeat(301) }],
  ])('refuses %s of a %s as %j', (field, kind, overrides) => {
    const prepared = prepare('DIMEX', { overrides, advert: kind === 'HOUSE' ? toldHouse : toldFlat });

    expect(prepared).toMatchObject({ outcome: 'OUT_OF_RANGE', problems: [{ field, origin: 'OVERRIDE' }] });
  });

  it.each<[string, SubjectOverrides]>([
    ['HOUSE', { livingArea: 9, roomCount: 20, floorCount: 5, constructionYear: 1000, conditionScore: 1 }],
    ['HOUSE', { livingArea: 500, roomCount: 1, floorCount: 1, constructionYear: 3000, conditionScore: 5 }],
    ['FLAT', { livingArea: 9, roomCount: 1, floor: -1, floorCount: 1, terraceArea: 0 }],
    ['FLAT', { livingArea: 275, roomCount: 10, floor: 30, floorCount: 30 }],
  ])('takes a %s at the bounds of the ranges: %j', (kind, overrides) => {
    expect(prepare('DIMEX', { overrides, advert: kind === 'HOUSE' ? toldHouse : toldFlat }).outcome).toBe('READY');
  });

  it('refuses what an advert tells beyond the range, naming it', () => {
    expect(prepare('DIMEX', { advert: { ...toldFlat, surface: { total: 400 } } })).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field: 'livingArea', value: '400', allowed: 'a number from 9 to 275', origin: 'ADVERT' }],
    });
  });

  it('leaves out an optional detail of an advert that cannot be, instead of losing the valuation', () => {
    const prepared = prepare('DIMEX', {
      advert: { ...toldFlat, floorCount: 58, surface: { total: 62, terraces: -3 } },
    });

    expect(subjectOf(prepared)).toMatchObject({ floorCount: null, terraceAreaM2: 0 });
    expect(inputOf(prepared, 'floorCount')).toBeUndefined();
  });

  it.each<[string, Question]>([
    ['a rent', { advert: toldFlat, dealType: 'RENT' }],
    ['land', { advert: { ...toldFlat, propertyClass: 'LAND' } }],
    ['a building', { advert: { ...toldFlat, propertyClass: 'BUILDING' } }],
    ['another country', { advert: toldFlat, overrides: { countryCode: 'ch' } }],
  ])('is not supported for %s', (_what, question) => {
    expect(prepare('DIMEX', question)).toMatchObject({
      outcome: 'NOT_SUPPORTED',
      reason: expect.stringMatching(/\.$/),
    });
  });

  it.each<[string, SubjectOverrides, string]>([
    [
      'whole, in parts',
      { street: ' Rue des Carnets', houseNumber: '30', postalCode: '92140', city: 'Clamart' },
      '30 Rue des Carnets, 92140 Clamart OVERRIDE',
    ],
    ['in one line', { address: '30  Rue des Carnets,\n92140 Clamart' }, '30 Rue des Carnets, 92140 Clamart OVERRIDE'],
    ['as a street in the town of the advert', { street: 'Rue des Carnets' }, 'Rue des Carnets, 92140 Clamart DERIVED'],
    [
      'as a street beside a line',
      { street: 'Rue Foch', address: '2 place X, 75007 Paris' },
      'Rue Foch, 75007 Paris OVERRIDE',
    ],
    ['as the postal code that the advert has too', { postalCode: '92140' }, '92140 Clamart DERIVED'],
    ['as another town', { postalCode: '06000', city: 'Nice' }, '06000 Nice DERIVED'],
  ])('takes an address %s', (_how, overrides, expected) => {
    expect(inputOf(prepare('DIMEX', { overrides, advert: toldFlat }), 'address')).toBe(expected);
  });

  it('never makes one town of two', () => {
    expect(prepare('DIMEX', { overrides: { city: 'Nice' }, advert: toldFlat })).toMatchObject({ missing: ['address'] });
    expect(prepare('DIMEX', { overrides: { postalCode: '06000' }, advert: toldFlat })).toMatchObject({
      missing: ['address'],
    });
  });

  it.each<[Told, SubjectOverrides, string]>([
    [{ generalConditions: ['BRAND_NEW'] }, {}, '5 DERIVED'],
    [{ generalConditions: ['GOOD'] }, {}, '3.5 DERIVED'],
    [{ generalConditions: ['DECREPIT', 'UNKNOWN'] }, {}, '1 DERIVED'],
    [{ generalConditions: ['EXCELLENT', 'TO_BE_RENOVATED'] }, {}, '3 DERIVED'],
    [{ generalConditions: ['UNKNOWN'] }, {}, '3 DEFAULT'],
    [{ generalConditions: ['GOOD'] }, { conditionScore: 2.2 }, '2.2 OVERRIDE'],
  ])('scores the condition of %j with %j as %s', (told, overrides, expected) => {
    expect(inputOf(prepare('DIMEX', { overrides, advert: { ...toldFlat, ...told } }), 'conditionScore')).toBe(expected);
  });

  it.each<[Told, string]>([
    [{ types: ['CONTEMPORARY', 'VILLA'] }, 'VILLA DERIVED'],
    [{ types: ['CASTLE'] }, 'ESTATE DERIVED'],
    [{ types: ['BASTIDE'] }, 'MASTERS_HOUSE DERIVED'],
    [{ types: ['TRADITIONAL'], constructionYear: 1950 }, 'DETACHED_HOUSE DERIVED'],
    [{ constructionYear: 1949 }, 'OTHER DERIVED'],
  ])('reads the type of a house from %j: %s', (told, expected) => {
    expect(inputOf(prepare('DIMEX', { advert: { ...toldHouse, ...told } }), 'houseType')).toBe(expected);
  });

  it.each<[Told, string]>([
    [{ types: ['T3', 'DUPLEX'] }, 'DUPLEX DERIVED'],
    [{ types: ['STUDIO'], roomCount: 1 }, 'STUDIO DERIVED'],
    [{ types: ['STUDIO'], roomCount: 3 }, 'STANDARD DERIVED'],
    [{ types: ['LOFT'] }, 'STANDARD DERIVED'],
  ])('reads the type of a flat from %j: %s', (told, expected) => {
    expect(inputOf(prepare('DIMEX', { advert: { ...toldFlat, ...told } }), 'flatType')).toBe(expected);
  });

  it('counts one floor in a house that is said to be on one level', () => {
    const advert = { ...toldHouse, floorCount: 0, types: ['SINGLE_STOREY'] as const };

    expect(inputOf(prepare('DIMEX', { advert }), 'floorCount')).toBe('1 DERIVED');
  });

  it('takes a flat to be new where it is said to be, or belongs to a programme', () => {
    const built = prepare('DIMEX', { advert: { ...toldFlat, generalConditions: ['TO_BE_BUILT'] } });
    const programme = prepare('DIMEX', {
      overrides: { propertyClass: 'FLAT' },
      advert: { ...toldFlat, propertyClass: 'PROGRAM' },
    });

    expect(inputOf(built, 'isNew')).toBe('true DERIVED');
    expect(inputOf(programme, 'isNew')).toBe('true DERIVED');
  });

  it('is described by a client alone', () => {
    const prepared = prepare('DIMEX', {
      overrides: {
        propertyClass: 'HOUSE',
        address: '30 Rue des Carnets, 92140 Clamart',
        livingArea: 120,
        landArea: 200,
        roomCount: 5,
        constructionYear: 1990,
        energyGrade: 'G',
        floorCount: 2,
      },
    });

    expect(subjectOf(prepared)).toMatchObject({ kind: 'HOUSE', houseType: 'DETACHED_HOUSE' });
  });
});

describe('a subject for PriceHubble', () => {
  it('lies where the advert says', () => {
    const prepared = prepare('PRICEHUBBLE', { advert: toldFlat });

    expect(subjectOf(prepared)).toMatchObject({
      countryCode: 'FR',
      propertyType: 'APARTMENT',
      location: { kind: 'COORDINATES', latitude: 48.8, longitude: 2.26 },
    });
    expect(inputOf(prepared, 'latitude')).toBe('48.8 ADVERT');
    expect(inputOf(prepared, 'countryCode')).toBe('FR DERIVED');
  });

  it('lies where the client says, by coordinates before an address', () => {
    const overrides = { latitude: 43.7, longitude: 7.26, address: '1 rue X, 75001 Paris' };

    expect(subjectOf(prepare('PRICEHUBBLE', { overrides, advert: toldFlat }))).toMatchObject({
      location: { kind: 'COORDINATES', latitude: 43.7, longitude: 7.26 },
    });
  });

  it.each<[SubjectOverrides, object]>([
    [
      { address: '30 bis Rue des Carnets, 92140 Clamart, France' },
      { street: 'Rue des Carnets', houseNumber: '30 bis', postalCode: '92140', city: 'Clamart' },
    ],
    [
      { address: '75007 Paris 7e Arrondissement' },
      { street: null, houseNumber: null, postalCode: '75007', city: 'Paris 7e Arrondissement' },
    ],
    [
      { street: 'Rue Foch', houseNumber: '3' },
      { street: 'Rue Foch', houseNumber: '3', postalCode: '92140', city: 'Clamart' },
    ],
    [
      { postalCode: '06000', city: 'Nice' },
      { street: null, postalCode: '06000', city: 'Nice' },
    ],
  ])('lies at the address %j, not at the coordinates of the advert', (overrides, address) => {
    expect(subjectOf(prepare('PRICEHUBBLE', { overrides, advert: toldFlat }))).toMatchObject({
      location: { kind: 'ADDRESS', ...address },
    });
  });

  it('lies in the town of the advert where that tells no coordinates', () => {
    const advert = { ...toldFlat, location: { city: 'Clamart', postalCode: '92140' } };

    expect(subjectOf(prepare('PRICEHUBBLE', { advert }))).toMatchObject({
      location: { kind: 'ADDRESS', postalCode: '92140', city: 'Clamart' },
    });
  });

  it.each<[string, Question, readonly string[]]>([
    ['a flat that tells nothing', { advert: { propertyClass: 'FLAT' } }, ['address', 'livingArea', 'constructionYear']],
    ['a house without land', { advert: { ...toldHouse, landArea: 0 } }, ['landArea']],
    ['half a pair of coordinates', { advert: toldFlat, overrides: { latitude: 48 } }, ['longitude']],
    ['an address that names no town', { advert: toldFlat, overrides: { address: 'près de la gare' } }, ['address']],
    ['a postal code of another town', { advert: toldFlat, overrides: { postalCode: '06000' } }, ['city']],
    ['a class of which nothing is known', { advert: { ...toldFlat, propertyClass: null } }, ['propertyClass']],
  ])('names what is missing of %s', (_what, question, missing) => {
    expect(prepare('PRICEHUBBLE', question)).toMatchObject({ outcome: 'INCOMPLETE', missing });
  });

  it('needs neither rooms nor an energy grade, and no year outside France', () => {
    const advert: Told = { propertyClass: 'FLAT', surface: { total: 50 } };
    const location = { latitude: 47.4, longitude: 8.5 };

    expect(prepare('PRICEHUBBLE', { advert, overrides: { ...location, countryCode: 'CH' } }).outcome).toBe('READY');
    expect(prepare('PRICEHUBBLE', { advert, overrides: { ...location, constructionYear: 1990 } }).outcome).toBe(
      'READY',
    );
  });

  it('wants whole rooms in France, and leaves half rooms elsewhere to the server', () => {
    expect(prepare('PRICEHUBBLE', { advert: toldFlat, overrides: { roomCount: 3.5 } })).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field: 'roomCount', value: '3.5' }],
    });
    expect(prepare('PRICEHUBBLE', { advert: toldFlat, overrides: { roomCount: 3.5, countryCode: 'CH' } }).outcome).toBe(
      'READY',
    );
  });

  it.each<SubjectOverrides>([
    { livingArea: 4000 },
    { roomCount: 17 },
    { garageSpaces: 30 },
    { constructionYear: 1600 },
  ])('leaves to the server what its documents leave to it: %j', (overrides) => {
    expect(prepare('PRICEHUBBLE', { advert: toldFlat, overrides }).outcome).toBe('READY');
  });

  it.each<[string, SubjectOverrides]>([
    ['latitude', { latitude: 91, longitude: 0 }],
    ['longitude', { latitude: 0, longitude: -181 }],
    ['conditionScore', { conditionScore: 6 }],
    ['countryCode', { countryCode: 'France' }],
  ])('refuses %s as %j', (field, overrides) => {
    expect(prepare('PRICEHUBBLE', { advert: toldFlat, overrides })).toMatchObject({
      outcome: 'OUT_OF_RANGE',
      problems: [{ field }],
    });
  });

  it('takes a building for a multi-family house, with its units and rents', () => {
    const prepared = prepare('PRICEHUBBLE', {
      advert: { ...toldFlat, propertyClass: 'BUILDING', surface: { total: 1500 } },
      overrides: { numberOfUnits: 15, annualRentIncome: 1_000_000 },
    });

    expect(subjectOf(prepared)).toMatchObject({
      propertyType: 'MULTI_FAMILY_HOUSE',
      numberOfUnits: 15,
      annualRentIncome: 1_000_000,
      roomCount: null,
      floor: null,
    });
  });

  const overseas = (inseeCode: string, postalCode: string): Told => ({
    ...toldFlat,
    location: { city: 'Ville', inseeCode, postalCode },
  });

  it.each<[string, Question]>([
    ['land', { advert: { ...toldFlat, propertyClass: 'LAND' } }],
    ['the rent of a building', { advert: { ...toldFlat, propertyClass: 'BUILDING' }, dealType: 'RENT' }],
    ['a rent in La Réunion', { advert: overseas('97411', '97400'), dealType: 'RENT' }],
    ['a sale in Mayotte', { advert: overseas('97608', '97600') }],
    ['a sale in Saint-Barthélemy', { advert: overseas('97701', '97133') }],
    [
      'a sale in Saint-Martin, by its postal code',
      { overrides: { address: '1 rue X, 97150 Marigot' }, advert: toldFlat },
    ],
    ['a sale in New Caledonia', { advert: overseas('98818', '98800') }],
    ['a gross rent in Japan', { advert: toldFlat, overrides: { countryCode: 'JP' }, dealType: 'RENT' }],
  ])('is not supported for %s', (_what, question) => {
    expect(prepare('PRICEHUBBLE', question)).toMatchObject({ outcome: 'NOT_SUPPORTED' });
  });

  it.each(['97105', '97209', '97302', '97411'])('is supported for a sale in the commune %s', (inseeCode) => {
    const advert = overseas(inseeCode, inseeCode);

    expect(prepare('PRICEHUBBLE', { advert }).outcome).toBe('READY');
  });

  it('rates what a score says, and sends no rating where nothing is told', () => {
    const rated = prepare('PRICEHUBBLE', {
      overrides: { standardScore: 4.5 },
      advert: { ...toldFlat, generalConditions: ['TO_BE_RENOVATED'] },
    });

    const ofEveryPart = (rating: string) =>
      Object.fromEntries(['bathrooms', 'kitchen', 'flooring', 'windows'].map((part) => [part, rating]));
    expect(subjectOf(rated)).toMatchObject({
      condition: ofEveryPart('RENOVATION_NEEDED'),
      quality: ofEveryPart('LUXURY'),
    });
    expect(inputOf(rated, 'kitchenCondition')).toBe('RENOVATION_NEEDED DERIVED');
    expect(inputOf(rated, 'windowQuality')).toBe('LUXURY DERIVED');
    expect(inputOf(rated, 'conditionScore')).toBeUndefined();
    expect(subjectOf(prepare('PRICEHUBBLE', { advert: toldFlat }))).toMatchObject({ condition: null, quality: null });
  });

  it('sends neither a floor nor a lift of a house', () => {
    const prepared = prepare('PRICEHUBBLE', { advert: { ...toldHouse, floor: 1, characteristics: { hasLift: true } } });

    expect(subjectOf(prepared)).toMatchObject({ landAreaM2: 400, floor: null, hasLift: null });
    expect(inputOf(prepared, 'floor')).toBeUndefined();
  });
});

describe('what is asked first', () => {
  it('is incomplete without the property only where the client and the advert leave out something required', () => {
    const options = { dealType: 'SALE', today: '2026-11-21' } as const;
    const asks = (provider: ValuationProvider, question: Question) =>
      prepareSubject(provider, { ...sourcesOf(question), property: null }, options).outcome === 'INCOMPLETE';

    expect(asks('DIMEX', { advert: toldFlat })).toBe(false);
    expect(asks('DIMEX', { advert: flatWithoutFloor })).toBe(true);
    expect(asks('DIMEX', { advert: flatWithoutFloor, overrides: { floor: 1 } })).toBe(false);
    expect(asks('DIMEX', { advert: flatWithoutFloor, property: toldFlat })).toBe(true);
    expect(asks('PRICEHUBBLE', { advert: flatWithoutFloor })).toBe(false);
    expect(asks('DIMEX', { advert: { ...flatWithoutFloor, propertyClass: 'LAND' } })).toBe(false);
  });

  it('has one key for one subject, whoever said what', () => {
    const byAdvert = subjectOf(prepare('DIMEX', { advert: toldFlat }));
    const byClient = subjectOf(prepare('DIMEX', { advert: flatWithoutFloor, overrides: { floor: 2 } }));
    const reordered = Object.fromEntries(Object.entries(byAdvert).toReversed()) as typeof byAdvert;

    expect(subjectKey(byClient)).toBe(subjectKey(byAdvert));
    expect(subjectKey(reordered)).toBe(subjectKey(byAdvert));
    expect(subjectKey({ ...byAdvert, constructionYear: 1976 })).not.toBe(subjectKey(byAdvert));
  });
});

describe('whatever adverts, properties and clients tell', () => {
  const essentials = new Set(['livingArea', 'roomCount', 'constructionYear', 'energyGrade', 'landArea', 'floor']);
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const told = fc.record({
    propertyClass: fc.constantFrom('FLAT', 'HOUSE', 'BUILDING', 'LAND', 'UNKNOWN', null),
    location: fc.constantFrom(toldFlat.location, { city: 'Nice' }, null),
    surface: fc.record({ total: some(fc.double({ min: 0, max: 600, noNaN: true })), terraces: some(fc.integer()) }),
    roomCount: some(fc.integer({ min: 0, max: 25 })),
    constructionYear: some(fc.integer({ min: 0, max: 2030 })),
    energy: some(fc.constantFrom('A', 'G', 'NOT_CONCERNED', 'UNKNOWN')),
    floor: some(fc.integer({ min: -3, max: 40 })),
    floorCount: some(fc.integer({ min: 0, max: 40 })),
    landArea: some(fc.integer({ min: 0, max: 5000 })),
  }) as fc.Arbitrary<Told>;
  const overrides = fc.record({
    livingArea: some(fc.double({ min: -5, max: 600, noNaN: true })),
    roomCount: some(fc.constantFrom(null, 1, 2.5, 40)),
    floor: some(fc.integer({ min: -3, max: 40 })),
    address: some(fc.oneof(fc.string(), fc.constantFrom('1 rue X, 06000 Nice', '06000 Nice'))),
    latitude: some(fc.double({ noNaN: true })),
    longitude: some(fc.double({ noNaN: true })),
  }) as fc.Arbitrary<SubjectOverrides>;

  it('never assumes an essential fact, and never leaves an answer open', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ValuationProvider>('DIMEX', 'PRICEHUBBLE'),
        some(told),
        some(told),
        some(overrides),
        (provider, advert, property, given) => {
          const prepared = prepare(provider, {
            ...(advert && { advert }),
            ...(property && { property }),
            ...(given && { overrides: given }),
          });

          for (const { field, value, origin } of prepared.inputs) {
            if (essentials.has(field)) expect(['OVERRIDE', 'ADVERT', 'PROPERTY']).toContain(origin);
            expect(value).not.toMatch(/^(|null|undefined|NaN|.*e[+-]\d+)$/);
          }
          if (prepared.outcome === 'INCOMPLETE') expect(prepared.missing).not.toHaveLength(0);
          if (prepared.outcome === 'OUT_OF_RANGE') expect(prepared.problems).not.toHaveLength(0);
          if (prepared.outcome === 'READY') expect(subjectKey(prepared.subject)).not.toContain('null');
        },
      ),
      { numRuns: 3000 },
    );
  });
});
