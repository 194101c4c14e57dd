import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDescribedValuations } from '../described-valuation.js';
import type { Described, DescribedValuations } from '../described-valuation.js';
import { requestsOf } from './dimex.js';
import { answerStrictly, documented, leavesOf } from './strict-dimex.js';

const anyHome = {
  address: '30 Rue des Carnets, 92140 Clamart',
  constructionYear: 1990,
  energyGrade: 'D',
  conditionScore: 3,
};
const house: Described = {
  ...anyHome,
  propertyClass: 'HOUSE',
  livingArea: 120,
  roomCount: 5,
  landArea: 300,
  floorCount: 2,
};
const flat: Described = { ...anyHome, propertyClass: 'FLAT', livingArea: 60, roomCount: 3, floor: 2 };

/** A field as a client names it, a value, the documented name and, where it differs, what is sent under that. */
type Taken = readonly [field: string, value: unknown, name: string, sent?: unknown, along?: Described];
const each = (field: string, name: string, ...values: readonly unknown[]): readonly Taken[] =>
  values.map((value) => [field, value, name]);

const takenOfHomes: readonly Taken[] = [
  ...each('address', 'address', '1 Boulevard de la Madeleine, 75001 Paris'),
  ...each('constructionYear', 'constructionYear', 1000, 3000),
  ...each('energyGrade', 'energyGrade', 'A', 'B', 'C', 'D', 'E', 'F', 'G'),
  ...each('conditionScore', 'conditionManualValue', 1, 2.5, 5),
  ...each('standardScore', 'standardManualValue', 1, 2.5, 5),
  ...each('glazingType', 'glazingType', 'TRIPLE', 'DOUBLE', 'OTHER'),
  ...each('garageSpaces', 'numberOfGarageParkingSpaces', 0, 1),
  ...each('outdoorParkingSpaces', 'numberOfOutdoorParkingSpaces', 0, 1),
];
const houseTypes = [
  ...['CHALET', 'COUNTRY_HOUSE', 'DETACHED_HOUSE', 'ESTATE', 'FARM'],
  ...['MASTERS_HOUSE', 'OTHER', 'TOWN_HOUSE', 'VILLA', 'VILLAGE_HOUSE'],
];
const takenOfHouses: readonly Taken[] = [
  ...takenOfHomes,
  ...each('livingArea', 'area.usableArea', 9, 500),
  ...each('roomCount', 'numberOfRooms', 1, 20),
  ...each('houseType', 'houseType', ...houseTypes),
  ...each('landArea', 'landPlotArea', 0.5, 100_000),
  ...each('floorCount', 'numberOfFloors', 1, 5),
  ...each('hasBalcony', 'hasBalcony', true, false),
  ['balconyArea', 4, 'hasBalcony', true],
  ...each('hasTerrace', 'hasTerrace', true, false),
  ['terraceArea', 0, 'hasTerrace', false],
  ...each('cellarType', 'cellarType', 'STOREROOM', 'CELLAR', 'BASEMENT', 'NONE'),
  ['hasCellar', true, 'cellarType', 'CELLAR'],
  ['hasCellar', false, 'cellarType', 'NONE'],
  ['cellarType', 'BASEMENT', 'cellarType', 'BASEMENT', { hasCellar: true }],
  ...each('atticType', 'atticType', 'ATTIC', 'NONE'),
  ['atticType', 'CONVERTIBLE_ATTIC', 'atticType', 'CONVERTABLE_ATTIC_SPACE'],
  ['hasAttic', true, 'atticType', 'ATTIC'],
  ['hasAttic', false, 'atticType', 'NONE'],
  ...each('hasOutbuilding', 'hasSeparateRoomSecondaryUse', true, false),
];
const takenOfFlats: readonly Taken[] = [
  ...takenOfHomes,
  ...each('livingArea', 'area.usableArea', 9, 275),
  ...each('roomCount', 'numberOfRooms', 1, 10),
  ...each('flatType', 'flatType', 'STANDARD', 'DUPLEX', 'TRIPLEX'),
  ['flatType', 'STUDIO', 'flatType', 'STUDIO', { roomCount: 1 }],
  ['flatType', 'STUDETTE', 'flatType', 'STUDETTE', { roomCount: 1 }],
  ...each('floor', 'floor', -1, 0, 30),
  ['floorCount', 1, 'numberOfFloors', 1, { floor: 0 }],
  ...each('floorCount', 'numberOfFloors', 30),
  ...each('terraceArea', 'terraceArea', 0, 2.5),
  ['hasTerrace', false, 'terraceArea', 0],
  ...each('balconyArea', 'balconyArea', 0, 1.5),
  ['hasBalcony', false, 'balconyArea', 0],
  ...each('gardenArea', 'gardenArea', 0, 8),
  ...each('buildingMaterial', 'buildingMaterialType', 'BRICK', 'EARTH', 'OTHER'),
  ['buildingMaterial', 'CONCRETE', 'buildingMaterialType', 'BETON'],
  ...each('hasCellar', 'hasCellar', true, false),
  ...each('hasAttic', 'hasAttic', true, false),
  ...each('isNew', 'firstOccupancy', true, false),
];

/** A field, a value that cannot be, what the refusal says that may be, and what else makes it wrong. */
type Refused = readonly [field: string, value: unknown, allowed: string, along?: Described];
const refusedOfHomes: readonly Refused[] = [
  ['constructionYear', 999, 'a whole number from 1000 to 3000'],
  ['constructionYear', 3001, 'a whole number from 1000 to 3000'],
  ['energyGrade', 'NOT_CONCERNED', 'a letter from A to G'],
  ['conditionScore', 0.9, 'a number from 1 to 5'],
  ['conditionScore', 5.1, 'a number from 1 to 5'],
  ['standardScore', 0.9, 'a number from 1 to 5'],
  ['standardScore', 5.1, 'a number from 1 to 5'],
  ['garageSpaces', -1, 'a whole number of at least 0'],
  ['outdoorParkingSpaces', -1, 'a whole number of at least 0'],
  ['address', 'x'.repeat(301), 'an address of at most 300 characters'],
];
const refusedOfHouses: readonly Refused[] = [
  ...refusedOfHomes,
  ['livingArea', 8.9, 'a number from 9 to 500'],
  ['livingArea', 500.1, 'a number from 9 to 500'],
  ['livingArea', -120, 'a number from 9 to 500'],
  ['roomCount', 0, 'a whole number from 1 to 20'],
  ['roomCount', 21, 'a whole number from 1 to 20'],
  ['roomCount', 2.5, 'a whole number from 1 to 20'],
  ['landArea', 0, 'a number above 0'],
  ['landArea', -1, 'a number above 0'],
  ['floorCount', 0, 'a whole number from 1 to 5'],
  ['floorCount', 6, 'a whole number from 1 to 5'],
  ['cellarType', 'CELLAR', 'NONE where hasCellar is false', { hasCellar: false }],
  ['cellarType', 'NONE', 'a kind of it where that is true', { hasCellar: true }],
  ['atticType', 'ATTIC', 'NONE where hasAttic is false', { hasAttic: false }],
  ['atticType', 'NONE', 'a kind of it where that is true', { hasAttic: true }],
  ['hasBalcony', false, 'true where balconyArea is above 0', { balconyArea: 3 }],
  ['hasTerrace', false, 'true where terraceArea is above 0', { terraceArea: 3 }],
];
const refusedOfFlats: readonly Refused[] = [
  ...refusedOfHomes,
  ['livingArea', 8.9, 'a number from 9 to 275'],
  ['livingArea', 275.1, 'a number from 9 to 275'],
  ['roomCount', 0, 'a whole number from 1 to 10'],
  ['roomCount', 11, 'a whole number from 1 to 10'],
  ['roomCount', 2.5, 'a whole number from 1 to 10'],
  ['floor', -2, 'a whole number from -1 to 30'],
  ['floor', 31, 'a whole number from -1 to 30'],
  ['floorCount', 0, 'a whole number from 1 to 30'],
  ['floorCount', 31, 'a whole number from 1 to 30'],
  ['floorCount', 3, 'at least 4, the floor that the flat is on', { floor: 4 }],
  ['flatType', 'STUDIO', 'a studio of one room only, not of 6', { roomCount: 6 }],
  ['flatType', 'STUDETTE', 'a studio of one room only, not of 2', { roomCount: 2 }],
  ['terraceArea', -0.1, 'a number of at least 0'],
  ['terraceArea', 3, '0 where hasTerrace is false', { hasTerrace: false }],
  ['balconyArea', -0.1, 'a number of at least 0'],
  ['balconyArea', 3, '0 where hasBalcony is false', { hasBalcony: false }],
  ['gardenArea', -0.1, 'a number of at least 0'],
];

describe.each([
  {
    kind: 'house',
    home: house,
    path: '/v0/hed-fr-sfh',
    taken: takenOfHouses,
    refused: refusedOfHouses,
    measured: ['livingArea', 'landArea'],
  },
  {
    kind: 'flat',
    home: flat,
    path: '/v0/hed-fr-con',
    taken: takenOfFlats,
    refused: refusedOfFlats,
    measured: ['livingArea', 'terraceArea', 'balconyArea', 'gardenArea'],
  },
] as const)('a $kind, field by field, before a Dimex that takes what its document takes,', (play) => {
  let valuations: DescribedValuations;
  beforeAll(async () => {
    valuations = await startDescribedValuations('DIMEX', answerStrictly, ({ path }) => path in documented);
  });
  afterAll(() => valuations.stop());

  it.each(play.taken)('takes %s as %j, under the name of %s', async (field, value, name, sent = value, along = {}) => {
    const { valuation, error, estimations } = await valuations.value({ ...play.home, ...along, [field]: value });

    expect(error).toBeUndefined();
    expect(valuation.value.amount).toBeGreaterThan(0);
    expect(estimations.map(({ path }) => path)).toEqual([play.path]);
    expect(leavesOf(requestsOf(estimations[0]?.body)[0])).toMatchObject({ [name]: sent });
  });

  it.each(play.refused)('refuses %s as %j before a call: %s', async (field, value, allowed, along = {}) => {
    const { valuation, error, estimations } = await valuations.value({ ...play.home, ...along, [field]: value });

    expect(valuation).toBeNull();
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
    expect(error?.message).toContain(`${field} is ${String(value).slice(0, 80)}`);
    expect(error?.message).toContain(allowed);
    expect(estimations).toEqual([]);
  });

  it.each(play.measured)('refuses a number that is too large to be one: %s', async (field) => {
    const described = Object.entries({ ...play.home, [field]: '1e999' })
      .map(([name, value]) => `${name}: ${name === 'address' ? JSON.stringify(value) : String(value)}`)
      .join(', ');
    const { error, estimations } = await valuations.valueWritten(`{ ${described} }`);

    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
    expect(estimations).toEqual([]);
  });

  const requiredFields = play.taken
    .filter(([, , name]) => isRequired(play.path, name))
    .map(([field]) => field)
    .filter((field) => play.home[field] !== undefined && field !== 'conditionScore');
  it.each([...new Set(requiredFields)])('names %s where it is missing, and asks nobody', async (field) => {
    const { [field]: _left, ...rest } = play.home;
    const { error, estimations } = await valuations.value(rest);

    expect(error?.extensions).toEqual({ code: 'VALUATION_INPUT_INCOMPLETE', missing: [field] });
    expect(estimations).toEqual([]);
  });

  it('has a case for every field of the document', () => {
    // The call itself is told apart by these; they say nothing of the home.
    const ofTheCall = ['index', 'externalId', 'valuationDate'];
    const names = new Set([...play.taken.map(([, , name]) => name), ...ofTheCall]);

    expect(Object.keys(documented[play.path]).filter((name) => !names.has(name))).toEqual([]);
  });

  it('is valued for the day that is asked', async () => {
    const { estimations } = await valuations.value(play.home, ', date: "2024-09-30"');

    expect(requestsOf(estimations[0]?.body)[0]).toMatchObject({ index: 1, valuationDate: '2024-09-30' });
  });

  it('is turned down with the words of Dimex where only Dimex can tell', async () => {
    const { valuation, error, estimations } = await valuations.value({
      ...play.home,
      address: '1 Rue X, 00000 Nowhere',
    });

    expect(valuation).toBeNull();
    expect(error?.extensions).toMatchObject({ code: 'VALUATION_REFUSED', upstream: 'dimex' });
    expect(error?.message).toBe('address could not be located');
    expect(estimations).toHaveLength(1);
  });
});

function isRequired(path: keyof typeof documented, name: string): boolean {
  return (documented[path] as Readonly<Record<string, { isRequired: boolean }>>)[name]?.isRequired === true;
}
