import { isCalendarDate } from './calendar.js';

/** What a field of a property may hold; bounds are included. */
type Rule =
  | Readonly<{ kind: 'number' | 'integer'; min: number; max: number }>
  | Readonly<{ kind: 'choice'; choices: readonly string[] }>
  | Readonly<{ kind: 'positive' | 'text' | 'date' | 'boolean' }>;

type Field = Readonly<{ path: readonly string[]; isRequired: boolean; rule: Rule }>;

export type DimexEndpoint = 'hed-fr-sfh' | 'hed-fr-con';

const text: Rule = { kind: 'text' };
const date: Rule = { kind: 'date' };
const boolean: Rule = { kind: 'boolean' };
const positive: Rule = { kind: 'positive' };
/** The document says "above 0" and, of what a home may lack, sends 0 in its own examples. */
const area: Rule = { kind: 'number', min: 0, max: Number.POSITIVE_INFINITY };
const count: Rule = { kind: 'integer', min: 0, max: Number.POSITIVE_INFINITY };
const score: Rule = { kind: 'number', min: 1, max: 5 };
const energyGrade = choice('A', 'B', 'C', 'D', 'E', 'F', 'G');
const glazingType = choice('TRIPLE', 'DOUBLE', 'OTHER');

const fieldsOfBoth: readonly Field[] = [
  optional('externalId', text),
  required('valuationDate', date),
  required('address', text),
  required('constructionYear', integer(1000, 3000)),
  required('conditionManualValue', score),
  optional('standardManualValue', score),
  optional('numberOfOutdoorParkingSpaces', count),
  optional('numberOfGarageParkingSpaces', count),
  required('energyGrade', energyGrade),
  optional('glazingType', glazingType),
];

const fields: Readonly<Record<DimexEndpoint, readonly Field[]>> = {
  'hed-fr-sfh': [
    ...fieldsOfBoth,
    required('area.usableArea', number(9, 500)),
    required('numberOfRooms', integer(1, 20)),
    required(
      'houseType',
      choice(
        'CHALET',
        'COUNTRY_HOUSE',
        'DETACHED_HOUSE',
        'ESTATE',
        'FARM',
        'MASTERS_HOUSE',
        'OTHER',
        'TOWN_HOUSE',
        'VILLA',
        'VILLAGE_HOUSE',
      ),
    ),
    required('landPlotArea', positive),
    required('numberOfFloors', integer(1, 5)),
    optional('hasBalcony', boolean),
    optional('cellarType', choice('STOREROOM', 'CELLAR', 'BASEMENT', 'NONE')),
    optional('atticType', choice('ATTIC', 'CONVERTABLE_ATTIC_SPACE', 'NONE')),
    optional('hasTerrace', boolean),
    optional('hasSeparateRoomSecondaryUse', boolean),
  ],
  'hed-fr-con': [
    ...fieldsOfBoth,
    required('area.usableArea', number(9, 275)),
    required('numberOfRooms', integer(1, 10)),
    required('flatType', choice('STANDARD', 'DUPLEX', 'TRIPLEX', 'STUDIO', 'STUDETTE')),
    required('floor', integer(-1, 30)),
    optional('numberOfFloors', integer(1, 30)),
    required('terraceArea', area),
    optional('buildingMaterialType', choice('BRICK', 'BETON', 'EARTH', 'OTHER')),
    optional('gardenArea', area),
    optional('hasCellar', boolean),
    optional('hasAttic', boolean),
    optional('balconyArea', area),
    required('firstOccupancy', boolean),
  ],
};

/** What is wrong with a property, a sentence a field ("floor is not an integer in range (-1, 30)"); empty when fine. */
export function findViolations(endpoint: DimexEndpoint, property: unknown): readonly string[] {
  return fields[endpoint].flatMap(({ path, isRequired, rule }) => {
    const value = readPath(property, path);
    if (value === undefined) return isRequired ? [`${path.join('.')} is required`] : [];
    return isAllowed(value, rule) ? [] : [`${path.join('.')} is not ${expectation(rule)}`];
  });
}

function isAllowed(value: unknown, rule: Rule): boolean {
  switch (rule.kind) {
    case 'number':
      return typeof value === 'number' && value >= rule.min && value <= rule.max;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && value >= rule.min && value <= rule.max;
    case 'positive':
      return typeof value === 'number' && value > 0;
    case 'choice':
      return typeof value === 'string' && rule.choices.includes(value);
    case 'text':
      return typeof value === 'string' && value.trim() !== '';
    case 'date':
      return typeof value === 'string' && isCalendarDate(value);
    case 'boolean':
      return typeof value === 'boolean';
  }
}

function expectation(rule: Rule): string {
  switch (rule.kind) {
    case 'number':
      return rule.max === Number.POSITIVE_INFINITY
        ? `a number of at least ${rule.min}`
        : `a number in range (${rule.min.toFixed(6)}, ${rule.max.toFixed(6)})`;
    case 'integer':
      return rule.max === Number.POSITIVE_INFINITY
        ? `an integer of at least ${rule.min}`
        : `an integer in range (${rule.min}, ${rule.max})`;
    case 'positive':
      return 'a number above 0';
    case 'choice':
      return `one of (${rule.choices.join(', ')})`;
    case 'text':
      return 'a non-empty string';
    case 'date':
      return 'a date in format yyyy-mm-dd';
    case 'boolean':
      return 'a boolean';
  }
}

function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((parent, key) => {
    if (typeof parent !== 'object' || parent === null) return undefined;
    return (parent as Readonly<Record<string, unknown>>)[key];
  }, value);
}

function required(path: string, rule: Rule): Field {
  return { path: path.split('.'), isRequired: true, rule };
}

function optional(path: string, rule: Rule): Field {
  return { path: path.split('.'), isRequired: false, rule };
}

function number(min: number, max: number): Rule {
  return { kind: 'number', min, max };
}

function integer(min: number, max: number): Rule {
  return { kind: 'integer', min, max };
}

function choice(...choices: readonly string[]): Rule {
  return { kind: 'choice', choices };
}
