import fc from 'fast-check';
import type { SubjectOverrides } from '../../src/domain/valuation-subject.js';
import type { Told } from './listing-samples.js';
import { toldFlat, toldHouse } from './listing-samples.js';

type Arbitraries = { readonly [Field in keyof SubjectOverrides]-?: fc.Arbitrary<SubjectOverrides[Field]> };

const yesOrNo = fc.boolean();
const condition = fc.constantFrom('RENOVATION_NEEDED', 'WELL_MAINTAINED', 'NEW_OR_RENOVATED');
const quality = fc.constantFrom('SIMPLE', 'NORMAL', 'HIGH_QUALITY', 'LUXURY');
const fractionOf = (parts: number, min: number, max: number) =>
  fc.integer({ min: min * parts, max: max * parts }).map((count) => count / parts);
const areaUpTo = (max: number) => fractionOf(100, 0, max);
const scores = fc.constantFrom(1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5);

/** What a client may say, field by field: mostly what a provider takes, places aside. */
const overridesByField: Arbitraries = {
  propertyClass: fc.constantFrom('FLAT', 'HOUSE', 'BUILDING'),
  address: fc.constantFrom('30 Rue des Carnets, 92140 Clamart', '1 rue X, 06000 Nice', '75011 Paris'),
  street: fc.constantFrom('Rue Foch', 'Place X'),
  houseNumber: fc.constantFrom('3', '5 bis'),
  postalCode: fc.constantFrom('92140', '06000'),
  city: fc.constantFrom('Clamart', 'Nice'),
  inseeCode: fc.constantFrom('92023', '97411', '97608'),
  countryCode: fc.constantFrom('FR', 'fr', 'CH', 'BE', 'DE'),
  latitude: fractionOf(1e6, -90, 90),
  longitude: fractionOf(1e6, -180, 180),
  livingArea: fractionOf(100, 8, 300),
  landArea: areaUpTo(5000),
  roomCount: fc.constantFrom(1, 2, 3, 4, 2.5, 11),
  bathroomCount: fc.integer({ min: 0, max: 6 }),
  bedroomCount: fc.integer({ min: 0, max: 6 }),
  constructionYear: fc.integer({ min: 1700, max: 2026 }),
  renovationYear: fc.integer({ min: 1990, max: 2030 }),
  energyGrade: fc.constantFrom('A', 'D', 'G', 'NOT_CONCERNED', 'UNKNOWN'),
  energyLabel: fc.constantFrom('minergie', 'A++', 'B'),
  floor: fc.integer({ min: -1, max: 8 }),
  floorCount: fc.integer({ min: 1, max: 9 }),
  conditionScore: scores,
  standardScore: scores,
  houseType: fc.constantFrom('CHALET', 'DETACHED_HOUSE', 'FARM', 'VILLA'),
  flatType: fc.constantFrom('STANDARD', 'DUPLEX', 'TRIPLEX', 'STUDIO', 'STUDETTE'),
  propertySubtype: fc.constantFrom('PENTHOUSE', 'STUDIO', 'ROW_CORNER', 'FARM'),
  balconyArea: areaUpTo(30),
  terraceArea: areaUpTo(80),
  gardenArea: areaUpTo(150),
  volume: areaUpTo(900),
  garageSpaces: fc.integer({ min: 0, max: 4 }),
  outdoorParkingSpaces: fc.integer({ min: 0, max: 4 }),
  hasLift: yesOrNo,
  hasBalcony: yesOrNo,
  hasTerrace: yesOrNo,
  hasCellar: yesOrNo,
  cellarType: fc.constantFrom('STOREROOM', 'CELLAR', 'BASEMENT', 'NONE'),
  hasAttic: yesOrNo,
  atticType: fc.constantFrom('ATTIC', 'CONVERTIBLE_ATTIC', 'NONE'),
  hasOutbuilding: yesOrNo,
  glazingType: fc.constantFrom('TRIPLE', 'DOUBLE', 'OTHER'),
  buildingMaterial: fc.constantFrom('BRICK', 'CONCRETE', 'EARTH', 'OTHER'),
  hasPool: yesOrNo,
  hasSauna: yesOrNo,
  isFurnished: yesOrNo,
  isNew: yesOrNo,
  bathroomCondition: condition,
  kitchenCondition: condition,
  flooringCondition: condition,
  windowCondition: condition,
  masonryCondition: condition,
  bathroomQuality: quality,
  kitchenQuality: quality,
  flooringQuality: quality,
  windowQuality: quality,
  masonryQuality: quality,
  numberOfUnits: fc.integer({ min: 1, max: 40 }),
  annualRentIncome: areaUpTo(1_000_000),
};

/** Every field that a client may give. */
export const overrideFields = Object.keys(overridesByField) as readonly (keyof SubjectOverrides)[];

/** A handful of overrides each time: with many at once, some would always contradict others. */
export const anyOverrides: fc.Arbitrary<SubjectOverrides> = fc
  .subarray([...overrideFields], { minLength: 0, maxLength: 12 })
  .chain(
    (fields) =>
      fc.record(Object.fromEntries(fields.map((field) => [field, overridesByField[field]]))) as fc.Arbitrary<object>,
  );

/** Flats and houses of which everything required is told, and now and then what is not. */
export const anyTold: fc.Arbitrary<Told> = fc
  .tuple(
    fc.constantFrom(toldFlat, toldHouse, { ...toldHouse, propertyClass: 'BUILDING' } as const),
    fc.record(
      {
        types: fc.constantFrom(['STUDIO'], ['DUPLEX'], ['INDIVIDUAL'], ['VILLA', 'ONE_SIDE_TERRACED'], ['T3']),
        generalConditions: fc.constantFrom(['GOOD'], ['BRAND_NEW'], ['TO_BE_RENOVATED', 'UNKNOWN']),
        characteristics: fc.record(
          {
            hasBalcony: yesOrNo,
            hasTerrace: yesOrNo,
            hasCellar: yesOrNo,
            hasGrenier: yesOrNo,
            hasLift: yesOrNo,
            hasPool: yesOrNo,
          },
          { requiredKeys: [] },
        ),
        bathroomCount: fc.integer({ min: 0, max: 9 }),
        floorCount: fc.integer({ min: 1, max: 5 }),
        parking: fc.record({ type: fc.constantFrom('GARAGE', 'PARKING'), count: fc.integer({ min: 0, max: 9 }) }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([whole, more]) => ({ ...whole, ...more }));
