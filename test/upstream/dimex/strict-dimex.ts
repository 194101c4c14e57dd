import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { anAnswer, requestsOf } from './dimex.js';
import type { Document } from './dimex.js';

type Check = Readonly<{ isRequired: boolean; expected: string; admits: (value: unknown) => boolean }>;

const optional = (expected: string, admits: Check['admits']): Check => ({ isRequired: false, expected, admits });
const required = (check: Check): Check => ({ ...check, isRequired: true });
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const number = (min: number, max: number) =>
  optional(`a number in range (${min}, ${max})`, (value) => isNumber(value) && value >= min && value <= max);
const integer = (min: number, max: number) =>
  optional(
    `an integer in range (${min}, ${max})`,
    (value) => Number.isInteger(value) && number(min, max).admits(value),
  );
const oneOf = (...words: readonly string[]) =>
  optional(`one of ${words.join(', ')}`, (value) => typeof value === 'string' && words.includes(value));
const positive = optional('a number above 0', (value) => isNumber(value) && value > 0);
/** The document says above 0, and sends 0 itself. */
const amount = optional('a number of at least 0', (value) => isNumber(value) && value >= 0);
const boolean = optional('a boolean', (value) => typeof value === 'boolean');
const text = optional('a string', (value) => typeof value === 'string' && value !== '');
const day = optional('a date', (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value));

const both = {
  index: optional('a number', isNumber),
  externalId: text,
  valuationDate: required(day),
  address: required(text),
  constructionYear: required(integer(1000, 3000)),
  conditionManualValue: required(number(1, 5)),
  standardManualValue: number(1, 5),
  energyGrade: required(oneOf('A', 'B', 'C', 'D', 'E', 'F', 'G')),
  glazingType: oneOf('TRIPLE', 'DOUBLE', 'OTHER'),
  numberOfOutdoorParkingSpaces: amount,
  numberOfGarageParkingSpaces: amount,
} as const;

/** What the document says of each field of a home. */
export const documented = {
  '/v0/hed-fr-sfh': {
    ...both,
    'area.usableArea': required(number(9, 500)),
    numberOfRooms: required(integer(1, 20)),
    houseType: required(
      oneOf(
        ...['CHALET', 'COUNTRY_HOUSE', 'DETACHED_HOUSE', 'ESTATE', 'FARM'],
        ...['MASTERS_HOUSE', 'OTHER', 'TOWN_HOUSE', 'VILLA', 'VILLAGE_HOUSE'],
      ),
    ),
    landPlotArea: required(positive),
    numberOfFloors: required(integer(1, 5)),
    hasBalcony: boolean,
    hasTerrace: boolean,
    cellarType: oneOf('STOREROOM', 'CELLAR', 'BASEMENT', 'NONE'),
    atticType: oneOf('ATTIC', 'CONVERTABLE_ATTIC_SPACE', 'NONE'),
    hasSeparateRoomSecondaryUse: boolean,
  },
  '/v0/hed-fr-con': {
    ...both,
    'area.usableArea': required(number(9, 275)),
    numberOfRooms: required(integer(1, 10)),
    flatType: required(oneOf('STANDARD', 'DUPLEX', 'TRIPLEX', 'STUDIO', 'STUDETTE')),
    floor: required(integer(-1, 30)),
    numberOfFloors: integer(1, 30),
    terraceArea: required(amount),
    balconyArea: amount,
    gardenArea: amount,
    buildingMaterialType: oneOf('BRICK', 'BETON', 'EARTH', 'OTHER'),
    hasCellar: boolean,
    hasAttic: boolean,
    firstOccupancy: required(boolean),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Check>>>>;
export type DimexPath = keyof typeof documented;

/** The leaves of a home as it was sent, each under its path. */
export function leavesOf(sent: unknown, prefix = ''): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(sent as Document).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(leavesOf(value, `${prefix}${name}.`))
        : [[`${prefix}${name}`, value]],
    ),
  );
}

/** What the document does not take of a home; empty where it takes all of it. */
export function violationsOf(path: DimexPath, request: unknown): readonly string[] {
  const leaves = leavesOf(request);
  const checks: Readonly<Record<string, Check>> = documented[path];
  const undocumented = Object.keys(leaves).filter((name) => checks[name] === undefined);
  return [
    ...undocumented.map((name) => `${name} is in no document`),
    ...Object.entries(checks).flatMap(([name, { isRequired, expected, admits }]) => {
      const value = leaves[name];
      if (value === undefined) return isRequired ? [`${name} is required`] : [];
      return admits(value) ? [] : [`${name} is not ${expected}`];
    }),
  ];
}

/** Values every home that the document takes, in a place that it knows; turns the others down in its way. */
export function answerStrictly({ path, body }: FakeCall): FakeAnswer {
  if (!(path in documented)) return { body: '2026Q2' };
  const results = requestsOf(body).map((request) => {
    const violations = violationsOf(path as DimexPath, request);
    const isUnknown = String(request['address']).includes('Nowhere');
    const message = isUnknown ? 'address could not be located' : violations.join('; ');
    return message === ''
      ? anAnswer(request)
      : { index: request['index'], messages: [{ description: 'VALIDATION_ERROR', level: 'WARN', message }] };
  });
  return { body: { results } };
}
