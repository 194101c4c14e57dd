import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDescribedValuations } from '../described-valuation.js';
import type { Described, DescribedValuations } from '../described-valuation.js';
import { sentIn } from './pricehubble.js';
import { answerStrictly, documented, leavesOf } from './strict-pricehubble.js';

const place = { latitude: 48.8, longitude: 2.26 };
const flat: Described = { ...place, propertyClass: 'FLAT', livingArea: 60, constructionYear: 1990 };
const house: Described = { ...flat, propertyClass: 'HOUSE', landArea: 300 };
const block: Described = { ...flat, propertyClass: 'BUILDING', livingArea: 1500 };
const swiss: Described = { ...flat, countryCode: 'CH' };
const { latitude: _latitude, longitude: _longitude, ...flatWithoutPoint } = flat;

/** A property, a field as a client names it, a value, the documented name and what is sent under it. */
type Taken = readonly [home: Described, field: string, value: unknown, name: string, sent?: unknown];
const each = (home: Described, field: string, name: string, ...values: readonly unknown[]): readonly Taken[] =>
  values.map((value) => [home, field, value, name]);
const rated = (part: string, name: string): readonly Taken[] => [
  [house, `${part}Condition`, 'RENOVATION_NEEDED', `condition.${name}`, 'renovation_needed'],
  [house, `${part}Condition`, 'WELL_MAINTAINED', `condition.${name}`, 'well_maintained'],
  [house, `${part}Condition`, 'NEW_OR_RENOVATED', `condition.${name}`, 'new_or_recently_renovated'],
  [house, `${part}Quality`, 'SIMPLE', `quality.${name}`, 'simple'],
  [house, `${part}Quality`, 'NORMAL', `quality.${name}`, 'normal'],
  [house, `${part}Quality`, 'HIGH_QUALITY', `quality.${name}`, 'high_quality'],
  [house, `${part}Quality`, 'LUXURY', `quality.${name}`, 'luxury'],
];
const subtypes = (home: Described, prefix: string, ...words: readonly string[]): readonly Taken[] =>
  words.map((word) => [home, 'propertySubtype', word, 'propertyType.subcode', `${prefix}_${word.toLowerCase()}`]);
const latestYear = new Date().getUTCFullYear() + 3;
const written = { ...flatWithoutPoint, postalCode: '92140', city: 'Clamart', street: 'Rue des Carnets' };

const taken: readonly Taken[] = [
  ...each(flat, 'latitude', 'location.coordinates.latitude', -90, 0, 90),
  ...each(flat, 'longitude', 'location.coordinates.longitude', -180, 0, 180),
  ...each(written, 'postalCode', 'location.address.postCode', '06000'),
  ...each(written, 'city', 'location.address.city', 'Nice'),
  ...each(written, 'street', 'location.address.street', 'Rue Foch'),
  ...each(written, 'houseNumber', 'location.address.houseNumber', '30 bis'),
  [flatWithoutPoint, 'address', '3 Rue Foch, 06000 Nice', 'location.address.houseNumber', '3'],
  [flat, 'propertyClass', 'FLAT', 'propertyType.code', 'apartment'],
  [house, 'propertyClass', 'HOUSE', 'propertyType.code', 'house'],
  [block, 'propertyClass', 'BUILDING', 'propertyType.code', 'multi_family_house'],
  ...subtypes(flat, 'apartment', 'NORMAL', 'MAISONETTE', 'ATTIC', 'PENTHOUSE', 'TERRACED', 'STUDIO'),
  ...subtypes(house, 'house', 'DETACHED', 'SEMI_DETACHED', 'ROW_CORNER', 'ROW_MIDDLE', 'FARM'),
  [flat, 'flatType', 'TRIPLEX', 'propertyType.subcode', 'apartment_maisonette'],
  [flat, 'flatType', 'STUDETTE', 'propertyType.subcode', 'apartment_studio'],
  [house, 'houseType', 'FARM', 'propertyType.subcode', 'house_farm'],
  ...each(flat, 'constructionYear', 'buildingYear', 1700, latestYear),
  ...each(flat, 'renovationYear', 'renovationYear', 1990, 2020),
  ...each(flat, 'livingArea', 'livingArea', 5, 1000),
  ...each(block, 'livingArea', 'livingArea', 1500),
  ...each(house, 'landArea', 'landArea', 10, 100_000),
  ...each(block, 'landArea', 'landArea', 1000),
  ...each(flat, 'balconyArea', 'balconyArea', 0, 200, 500),
  [flat, 'hasBalcony', false, 'balconyArea', 0],
  ...each(flat, 'gardenArea', 'gardenArea', 0, 200),
  ...each(swiss, 'volume', 'volume', 740.5),
  ...each(flat, 'roomCount', 'numberOfRooms', 1, 20),
  ...each(swiss, 'roomCount', 'numberOfRooms', 3.5, 12),
  ...each(flat, 'bathroomCount', 'numberOfBathrooms', 1, 5),
  ...each({ ...flat, countryCode: 'BE' }, 'bedroomCount', 'numberOfBedrooms', 0, 3),
  ...each({ ...flat, countryCode: 'ES' }, 'bedroomCount', 'numberOfBedrooms', 3),
  ...each({ ...flat, countryCode: 'GB' }, 'bedroomCount', 'numberOfBedrooms', 3),
  ...each(flat, 'garageSpaces', 'numberOfIndoorParkingSpaces', 0, 6),
  ...each(flat, 'outdoorParkingSpaces', 'numberOfOutdoorParkingSpaces', 0, 6),
  ...each(flat, 'floor', 'floorNumber', -1, 0, 31),
  ...each(flat, 'floorCount', 'numberOfFloorsInBuilding', 1, 40),
  ...each(flat, 'hasLift', 'hasLift', true, false),
  ...each(flat, 'hasPool', 'hasPool', true, false),
  ...each(house, 'hasSauna', 'hasSauna', true, false),
  ...each(flat, 'isFurnished', 'isFurnished', true, false),
  ...each(flat, 'isNew', 'isNew', true, false),
  ...each(flat, 'energyGrade', 'energyLabel', 'A', 'G'),
  ...each(swiss, 'energyLabel', 'energyLabel', 'minergie', 'minergie-p', 'A++'),
  ...rated('bathroom', 'bathrooms'),
  ...rated('kitchen', 'kitchen'),
  ...rated('flooring', 'flooring'),
  ...rated('window', 'windows'),
  ...rated('masonry', 'masonry'),
  [house, 'conditionScore', 2.4, 'condition.masonry', 'renovation_needed'],
  [flat, 'conditionScore', 2.5, 'condition.kitchen', 'well_maintained'],
  [flat, 'conditionScore', 4, 'condition.kitchen', 'new_or_recently_renovated'],
  [flat, 'standardScore', 2.4, 'quality.flooring', 'simple'],
  [flat, 'standardScore', 2.5, 'quality.flooring', 'normal'],
  [flat, 'standardScore', 3.5, 'quality.flooring', 'high_quality'],
  [flat, 'standardScore', 4.5, 'quality.flooring', 'luxury'],
  ...each(block, 'numberOfUnits', 'numberOfUnits', 1, 15),
  ...each(block, 'annualRentIncome', 'annualRentIncome', 0, 1_000_000),
];

type Refused = readonly [home: Described, field: string, value: unknown, allowed: string];
const refused: readonly Refused[] = [
  [flat, 'latitude', 90.1, 'a number from -90 to 90'],
  [flat, 'longitude', -180.1, 'a number from -180 to 180'],
  [flat, 'countryCode', 'FRANCE', 'an ISO 3166 code of two letters'],
  [flat, 'propertySubtype', 'FARM', 'for a flat'],
  [house, 'propertySubtype', 'PENTHOUSE', 'for a house'],
  [block, 'propertySubtype', 'FARM', 'no subtype of a multi-family house'],
  [{ ...flat, roomCount: 6 }, 'propertySubtype', 'STUDIO', 'a studio of one room only, not of 6'],
  [{ ...flat, roomCount: 6 }, 'flatType', 'STUDIO', 'a studio of one room only, not of 6'],
  [flat, 'livingArea', 0, 'a number above 0'],
  [flat, 'livingArea', -60, 'a number above 0'],
  [house, 'landArea', 0, 'a number above 0'],
  [block, 'landArea', -1, 'a number above 0'],
  [flat, 'constructionYear', 999, 'a whole number from 1000 to 3000'],
  [flat, 'constructionYear', 3001, 'a whole number from 1000 to 3000'],
  [flat, 'renovationYear', 3001, 'a whole number from 1000 to 3000'],
  [flat, 'renovationYear', 1989, 'no year before the construction in 1990'],
  [flat, 'roomCount', 3.5, 'whole rooms, above 0, in FR'],
  [flat, 'roomCount', 0, 'whole rooms, above 0, in FR'],
  [swiss, 'roomCount', 3.25, 'whole and half rooms, above 0'],
  [flat, 'bathroomCount', -1, 'a whole number of at least 0'],
  [{ ...flat, countryCode: 'BE' }, 'bedroomCount', -1, 'a whole number of at least 0'],
  [swiss, 'volume', 0, 'a number above 0'],
  [flat, 'balconyArea', -1, 'a number of at least 0'],
  [flat, 'gardenArea', -1, 'a number of at least 0'],
  [flat, 'garageSpaces', -1, 'a whole number of at least 0'],
  [flat, 'outdoorParkingSpaces', -1, 'a whole number of at least 0'],
  [flat, 'floorCount', 0, 'a whole number of at least 1'],
  [{ ...flat, floor: 4 }, 'floorCount', 3, 'at least 4, the floor that the flat is on'],
  [flat, 'energyLabel', '', 'a label of 1 to 32 letters'],
  [flat, 'energyLabel', ' minergie', 'a label of 1 to 32 letters'],
  [flat, 'energyLabel', 'x'.repeat(33), 'a label of 1 to 32 letters'],
  [flat, 'energyLabel', '{"code":"A"}', 'a label of 1 to 32 letters'],
  [flat, 'conditionScore', 5.1, 'a number from 1 to 5'],
  [flat, 'standardScore', 0.9, 'a number from 1 to 5'],
  [block, 'numberOfUnits', 0, 'a whole number of at least 1'],
  [block, 'annualRentIncome', -1, 'a number of at least 0'],
];

/** What the pages of the documents do not agree on is for the server to say. */
const leftToTheServer: readonly Refused[] = [
  [flat, 'livingArea', 4, 'livingArea: Must be between 5 and 1000.'],
  [flat, 'livingArea', 1001, 'livingArea: Must be between 5 and 1000.'],
  [house, 'landArea', 9, 'landArea: Must be between 10 and 100000.'],
  [house, 'landArea', 100_001, 'landArea: Must be between 10 and 100000.'],
  [flat, 'constructionYear', 1699, `buildingYear: Must be between 1700 and ${latestYear}.`],
  [flat, 'constructionYear', latestYear + 1, `buildingYear: Must be between 1700 and ${latestYear}.`],
  [flat, 'roomCount', 21, 'numberOfRooms: Must be between 1 and 20.'],
  [swiss, 'roomCount', 12.5, 'numberOfRooms: Must be between 1 and 12.'],
  [flat, 'bathroomCount', 0, 'numberOfBathrooms: Must be between 1 and 5.'],
  [flat, 'bathroomCount', 6, 'numberOfBathrooms: Must be between 1 and 5.'],
  [flat, 'balconyArea', 500.5, 'balconyArea: Must be between 0 and 500.'],
  [swiss, 'balconyArea', 201, 'balconyArea: Must be between 0 and 200.'],
  [flat, 'gardenArea', 201, 'gardenArea: Must be between 0 and 200.'],
  [flat, 'garageSpaces', 7, 'numberOfIndoorParkingSpaces: Must be between 0 and 6.'],
  [flat, 'outdoorParkingSpaces', 7, 'numberOfOutdoorParkingSpaces: Must be between 0 and 6.'],
];

/** What PriceHubble does not take of such a property, or in such a country, is left aside instead of spoiling it. */
const leftAside: readonly (readonly [home: Described, field: string, value: unknown])[] = [
  [flat, 'volume', 300],
  [flat, 'bedroomCount', 2],
  [flat, 'landArea', 300],
  [flat, 'numberOfUnits', 4],
  [flat, 'annualRentIncome', 12_000],
  [flat, 'masonryQuality', 'LUXURY'],
  [house, 'gardenArea', 100],
  [house, 'floor', 1],
  [house, 'hasLift', true],
  [block, 'roomCount', 12],
  [block, 'kitchenQuality', 'SIMPLE'],
  [flat, 'energyGrade', 'NOT_CONCERNED'],
];

describe('a property, field by field, before a PriceHubble that takes what its documents take,', () => {
  let valuations: DescribedValuations;
  beforeAll(async () => {
    const isEstimation = ({ path }: Readonly<{ path: string }>) => path.endsWith('/valuation/property_value');
    valuations = await startDescribedValuations('PRICEHUBBLE', answerStrictly, isEstimation);
  });
  afterAll(() => valuations.stop());

  it.each(taken)('of %j, takes %s as %j, under the name of %s', async (home, field, value, name, sent = value) => {
    const { valuation, error, estimations } = await valuations.value({ ...home, [field]: value });

    expect(error).toBeUndefined();
    expect(valuation.value.amount).toBeGreaterThan(0);
    expect(estimations).toHaveLength(1);
    expect(leavesOf(sentIn(estimations[0]).valuationInputs[0]?.property)).toMatchObject({ [name]: sent });
  });

  it.each(refused)('of %j, refuses %s as %j before a call: %s', async (home, field, value, allowed) => {
    const { valuation, error, estimations } = await valuations.value({ ...home, [field]: value });

    expect(valuation).toBeNull();
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
    expect(error?.message).toContain(`${field} is ${String(value)}`);
    expect(error?.message).toContain(allowed);
    expect(estimations).toEqual([]);
  });

  it.each(leftToTheServer)(
    'of %j, passes %s as %j on, and PriceHubble says: %s',
    async (home, field, value, message) => {
      const { valuation, error, estimations } = await valuations.value({ ...home, [field]: value });

      expect(valuation).toBeNull();
      expect(error?.extensions).toMatchObject({ code: 'VALUATION_REFUSED', upstream: 'pricehubble' });
      expect(error?.message).toBe(message);
      expect(estimations).toHaveLength(1);
    },
  );

  it.each(leftAside)('of %j, leaves %s as %j aside', async (home, field, value) => {
    const { error, valuation } = await valuations.value({ ...home, [field]: value });

    expect(error).toBeUndefined();
    expect(valuation.inputs).not.toContainEqual(expect.objectContaining({ field }));
  });

  it.each([
    [flat, 'livingArea'],
    [flat, 'constructionYear'],
    [house, 'landArea'],
    [flat, 'propertyClass'],
    [flat, 'longitude'],
  ])('of %j, names %s where it is missing, and asks nobody', async (home, field) => {
    const { [field]: _left, ...rest } = home;
    const { error, estimations } = await valuations.value(rest);

    expect(error?.extensions).toEqual({ code: 'VALUATION_INPUT_INCOMPLETE', missing: [field] });
    expect(estimations).toEqual([]);
  });

  it('lies at its coordinates where an address is given too', async () => {
    const { estimations } = await valuations.value({ ...flat, address: '3 Rue Foch, 06000 Nice' });

    expect(sentIn(estimations[0]).valuationInputs[0]?.property['location']).toEqual({ coordinates: place });
  });

  it('rates each part as the client does, and the others by the score', async () => {
    const { estimations, valuation } = await valuations.value({
      ...flat,
      conditionScore: 3,
      kitchenCondition: 'RENOVATION_NEEDED',
    });

    expect(sentIn(estimations[0]).valuationInputs[0]?.property['condition']).toEqual({
      bathrooms: 'well_maintained',
      kitchen: 'renovation_needed',
      flooring: 'well_maintained',
      windows: 'well_maintained',
    });
    expect(valuation.inputs).toEqual(
      expect.arrayContaining([
        { field: 'kitchenCondition', value: 'RENOVATION_NEEDED', origin: 'OVERRIDE' },
        { field: 'windowCondition', value: 'WELL_MAINTAINED', origin: 'DERIVED' },
      ]),
    );
  });

  it('has no rent as a building', async () => {
    const { error, estimations } = await valuations.value(block, ', dealType: RENT');

    expect(error?.extensions.code).toBe('VALUATION_NOT_SUPPORTED');
    expect(estimations).toEqual([]);
  });

  it('has a case for every field of the documents', () => {
    const names = new Set(taken.map(([, , , name]) => name));

    expect(Object.keys(documented).filter((name) => !names.has(name))).toEqual([]);
  });
});
