import type { FakeAnswer, FakeCall } from '../../support/fake-upstream.js';
import { aLogin, aValuation, datesOf, sentIn } from './pricehubble.js';
import type { Document, Sent } from './pricehubble.js';

type Kind = 'apartment' | 'house' | 'multi_family_house';
type Setting = Readonly<{ country: string; kind: Kind }>;
type Check = (value: unknown, setting: Setting) => string | null;

const ofType =
  (type: 'string' | 'boolean' | 'number' | 'integer'): Check =>
  (value) => {
    const isRight = type === 'integer' ? Number.isInteger(value) : typeof value === type;
    return isRight ? null : `${JSON.stringify(value)} is not of type '${type}'`;
  };
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(String(value)) ? null : `Must be one of: ${words.join(', ')}.`;
type Range = readonly [min: number, max: number];
const between =
  (type: 'number' | 'integer', range: Range | ((setting: Setting) => Range)): Check =>
  (value, setting) => {
    const [min, max] = typeof range === 'function' ? range(setting) : range;
    const isWithin = Number(value) >= min && Number(value) <= max;
    return ofType(type)(value, setting) ?? (isWithin ? null : `Must be between ${min} and ${max}.`);
  };
const only =
  (where: (setting: Setting) => boolean, check: Check): Check =>
  (value, setting) =>
    where(setting) ? check(value, setting) : 'Not supported here.';

const isFlat = ({ kind }: Setting) => kind === 'apartment';
const isHouse = ({ kind }: Setting) => kind === 'house';
const isMultiFamily = ({ kind }: Setting) => kind === 'multi_family_house';
const isIn =
  (...countries: readonly string[]) =>
  ({ country }: Setting) =>
    countries.includes(country);
const latestYear = new Date().getUTCFullYear() + 3;
const years = between('integer', (setting) => [isIn('FR')(setting) ? 1700 : 1850, latestYear]);
const condition = oneOf('renovation_needed', 'well_maintained', 'new_or_recently_renovated');
const quality = oneOf('simple', 'normal', 'high_quality', 'luxury');
const any = ofType('string');

/** What the documents say of each field of a property. */
export const documented: Readonly<Record<string, Check>> = {
  'location.coordinates.latitude': between('number', [-90, 90]),
  'location.coordinates.longitude': between('number', [-180, 180]),
  'location.address.postCode': any,
  'location.address.city': any,
  'location.address.street': any,
  'location.address.houseNumber': any,
  'propertyType.code': oneOf('apartment', 'house', 'multi_family_house'),
  'propertyType.subcode': (value, setting) => {
    const flats = ['normal', 'maisonette', 'attic', 'penthouse', 'terraced', 'studio'];
    const houses = ['detached', 'semi_detached', 'row_corner', 'row_middle', 'farm'];
    if (isMultiFamily(setting)) return 'Not supported here.';
    const words = isHouse(setting) ? houses.map((each) => `house_${each}`) : flats.map((each) => `apartment_${each}`);
    return oneOf(...words)(value, setting);
  },
  buildingYear: years,
  renovationYear: only((setting) => !isMultiFamily(setting), years),
  livingArea: between('number', (setting) => (isMultiFamily(setting) ? [1, 100_000] : [5, 1000])),
  landArea: only((setting) => !isFlat(setting), between('number', [10, 100_000])),
  balconyArea: between('number', (setting) => [0, isIn('FR')(setting) ? 500 : 200]),
  gardenArea: only(isFlat, between('number', [0, 200])),
  volume: only(isIn('CH'), between('number', [1, 100_000])),
  numberOfRooms: (value, setting) => {
    const isWhole = Number.isInteger(Number(value) * (isIn('AT', 'CH', 'DE')(setting) ? 2 : 1));
    return (
      between('number', [1, isIn('CH')(setting) ? 12 : 20])(value, setting) ?? (isWhole ? null : 'Must be an integer.')
    );
  },
  numberOfBathrooms: between('integer', [1, 5]),
  numberOfBedrooms: only(isIn('BE', 'ES', 'GB', 'UK'), between('integer', [0, 20])),
  numberOfIndoorParkingSpaces: between('integer', [0, 6]),
  numberOfOutdoorParkingSpaces: between('integer', [0, 6]),
  floorNumber: only(isFlat, between('integer', [-5, 100])),
  numberOfFloorsInBuilding: only(isFlat, between('integer', [1, 100])),
  hasLift: ofType('boolean'),
  hasPool: ofType('boolean'),
  hasSauna: ofType('boolean'),
  isFurnished: ofType('boolean'),
  isNew: ofType('boolean'),
  energyLabel: any,
  'condition.bathrooms': condition,
  'condition.kitchen': condition,
  'condition.flooring': condition,
  'condition.windows': condition,
  'condition.masonry': only(isHouse, condition),
  'quality.bathrooms': quality,
  'quality.kitchen': quality,
  'quality.flooring': quality,
  'quality.windows': quality,
  'quality.masonry': only(isHouse, quality),
  numberOfUnits: only(isMultiFamily, between('integer', [1, 1000])),
  annualRentIncome: only(isMultiFamily, between('number', [0, 100_000_000])),
};

/** The leaves of what was sent, each under its path. */
export function leavesOf(sent: unknown, prefix = ''): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(sent as Document).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(leavesOf(value, `${prefix}${name}.`))
        : [[`${prefix}${name}`, value]],
    ),
  );
}

/** The first thing in a property that the documents do not take, as PriceHubble says it. */
function findViolation(property: Document, country: string): string | null {
  const kind = (property['propertyType'] as { code: Kind }).code;
  const leaves = leavesOf(property);
  const needed = [
    'livingArea',
    ...(country === 'FR' ? ['buildingYear'] : []),
    ...(kind === 'house' ? ['landArea'] : []),
  ];
  const missing = needed.find((name) => leaves[name] === undefined);
  if (missing !== undefined) return `${missing}: Missing data for required field.`;
  for (const [name, value] of Object.entries(leaves)) {
    const check = documented[name];
    const complaint = check === undefined ? 'Unknown field.' : check(value, { country, kind });
    if (complaint !== null) return `${name}: ${complaint}`;
  }
  return null;
}

function findViolationOfCall(sent: Sent): string | null {
  const kinds = sent.valuationInputs.map(({ property }) => (property['propertyType'] as { code: Kind }).code);
  const blocks = kinds.filter((kind) => kind === 'multi_family_house').length;
  if (blocks > 0 && blocks < kinds.length) return 'valuationInputs: Mixed property types are not supported.';
  if (blocks > 0 && sent.dealType === 'rent') return 'dealType: rent is not supported for multi_family_house.';
  return null;
}

/** Lets everybody in, values what the documents take, and turns the rest down: alone globally, among others locally. */
export function answerStrictly(call: FakeCall): FakeAnswer {
  if (call.path === '/auth/login/credentials') return aLogin();
  const sent = sentIn(call);
  const complaint = findViolationOfCall(sent);
  if (complaint !== null) return { status: 400, body: { message: complaint } };
  const answers = sent.valuationInputs.map((input) => {
    const message = findViolation(input.property, sent.countryCode);
    return datesOf(sent, input).map((date) =>
      message === null ? aValuation(input.property, date, sent.dealType) : { status: { code: 400, message } },
    );
  });
  const [only] = answers.flat();
  return answers.flat().length === 1 && only !== undefined && 'status' in only
    ? { status: 400, body: { message: (only['status'] as { message: string }).message } }
    : { body: { valuations: answers } };
}
