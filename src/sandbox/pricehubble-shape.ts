import { isCalendarDate } from './calendar.js';

/** A property whose fields are of the right types; whether their values make sense is for the rules to say. */
export type PriceHubbleProperty = Readonly<{
  location?: Readonly<{
    coordinates?: Readonly<{ latitude: number; longitude: number }>;
    address?: Readonly<{ postCode?: string; city?: string; street?: string; houseNumber?: string }>;
  }>;
  propertyType?: Readonly<{ code?: string; subcode?: string }>;
  buildingYear?: number;
  renovationYear?: number;
  livingArea?: number;
  landArea?: number;
  balconyArea?: number;
  gardenArea?: number;
  volume?: number;
  annualRentIncome?: number;
  numberOfRooms?: number;
  numberOfBathrooms?: number;
  numberOfBedrooms?: number;
  numberOfIndoorParkingSpaces?: number;
  numberOfOutdoorParkingSpaces?: number;
  numberOfFloorsInBuilding?: number;
  numberOfUnits?: number;
  floorNumber?: number;
  hasLift?: boolean;
  hasPool?: boolean;
  hasSauna?: boolean;
  isNew?: boolean;
  isFurnished?: boolean;
  energyLabel?: string;
  condition?: Readonly<Record<string, string>>;
  quality?: Readonly<Record<string, string>>;
}>;

export type PriceHubbleRequest = Readonly<{
  dealType: 'sale' | 'rent';
  countryCode: string;
  valuationDates?: readonly string[];
  valuationInputs: readonly Readonly<{ property: PriceHubbleProperty; valuationDates?: readonly string[] }>[];
  returnScores?: boolean;
}>;

/** The part of a JSON schema that describes these requests. */
type Shape =
  | Readonly<{ type: 'string' | 'integer' | 'number' | 'boolean' | 'date' }>
  | Readonly<{ type: 'choice'; choices: readonly string[] }>
  | Readonly<{ type: 'array'; items: Shape; minItems: number; maxItems: number }>
  | Readonly<{ type: 'map'; values: Shape }>
  | Readonly<{ type: 'object'; fields: Readonly<Record<string, Shape>>; required: readonly string[] }>;

const string: Shape = { type: 'string' };
const integer: Shape = { type: 'integer' };
const number: Shape = { type: 'number' };
const boolean: Shape = { type: 'boolean' };
const dates: Shape = { type: 'array', items: { type: 'date' }, minItems: 1, maxItems: 50 };

const property = object({
  location: object({
    coordinates: object({ latitude: number, longitude: number }, ['latitude', 'longitude']),
    address: object({ postCode: string, city: string, street: string, houseNumber: string }),
  }),
  propertyType: object({ code: string, subcode: string }),
  buildingYear: integer,
  renovationYear: integer,
  livingArea: number,
  landArea: number,
  balconyArea: number,
  gardenArea: number,
  volume: number,
  annualRentIncome: number,
  numberOfRooms: number,
  numberOfBathrooms: integer,
  numberOfBedrooms: integer,
  numberOfIndoorParkingSpaces: integer,
  numberOfOutdoorParkingSpaces: integer,
  numberOfFloorsInBuilding: integer,
  numberOfUnits: integer,
  floorNumber: integer,
  hasLift: boolean,
  hasPool: boolean,
  hasSauna: boolean,
  isNew: boolean,
  isFurnished: boolean,
  energyLabel: string,
  condition: { type: 'map', values: string },
  quality: { type: 'map', values: string },
});

const request = object(
  {
    dealType: { type: 'choice', choices: ['sale', 'rent'] },
    countryCode: string,
    valuationDates: dates,
    valuationInputs: {
      type: 'array',
      items: object({ property, valuationDates: dates }, ['property']),
      minItems: 1,
      maxItems: 50,
    },
    returnScores: boolean,
    dossierId: string,
  },
  ['dealType', 'countryCode', 'valuationInputs'],
);

/** Either the request, all types right, or the first thing wrong with it in the vendor's words. */
export function readRequest(
  body: unknown,
): Readonly<{ isRead: true; request: PriceHubbleRequest } | { isRead: false; message: string }> {
  const message = findMismatch(body, request);
  // The shape has just vouched for the type.
  return message === null ? { isRead: true, request: body as PriceHubbleRequest } : { isRead: false, message };
}

function findMismatch(value: unknown, shape: Shape): string | null {
  switch (shape.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === shape.type ? null : notOfType(value, shape.type);
    case 'integer':
      return Number.isInteger(value) ? null : notOfType(value, 'integer');
    case 'date':
      if (typeof value !== 'string') return notOfType(value, 'string');
      return isCalendarDate(value) ? null : `${show(value)} is not a 'date'`;
    case 'choice':
      return shape.choices.includes(String(value))
        ? null
        : `${show(value)} is not one of [${shape.choices.map(show).join(', ')}]`;
    case 'array':
      if (!Array.isArray(value)) return notOfType(value, 'array');
      if (value.length < shape.minItems) return `${show(value)} is too short`;
      if (value.length > shape.maxItems) return `The array is too long: at most ${shape.maxItems} items`;
      return firstOf(value.map((item) => () => findMismatch(item, shape.items)));
    case 'map':
      if (!isRecord(value)) return notOfType(value, 'object');
      return firstOf(Object.values(value).map((item) => () => findMismatch(item, shape.values)));
    case 'object': {
      if (!isRecord(value)) return notOfType(value, 'object');
      const missing = shape.required.find((name) => value[name] === undefined);
      if (missing !== undefined) return `${show(missing)} is a required property`;
      return firstOf(
        Object.entries(shape.fields).map(([name, field]) => () => {
          return value[name] === undefined ? null : findMismatch(value[name], field);
        }),
      );
    }
  }
}

function firstOf(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const message = check();
    if (message !== null) return message;
  }
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notOfType(value: unknown, type: string): string {
  return `${show(value)} is not of type '${type}'`;
}

/** As the vendor quotes a value: text in single quotes. */
function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function object(fields: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape {
  return { type: 'object', fields, required };
}
