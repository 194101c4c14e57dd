import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareSubject, subjectKey } from '../../../src/domain/valuation-subject.js';
import type { Preparation, SubjectOverrides } from '../../../src/domain/valuation-subject.js';
import { toRequestBody } from '../../../src/upstream/pricehubble/wire.js';
import { anyOverrides, anyTold } from '../../domain/arbitrary-subjects.js';
import { anAdvert } from '../../domain/listing-samples.js';
import type { Told } from '../../domain/listing-samples.js';
import type { Sent } from './pricehubble.js';
import { documented, leavesOf } from './strict-pricehubble.js';

const date = '2026-11-21';

/** The documented name of each field beside the name that a client knows it by; the label has two. */
const names: Readonly<Record<string, string>> = {
  'location.coordinates.latitude': 'latitude',
  'location.coordinates.longitude': 'longitude',
  'location.address.postCode': 'postalCode',
  'location.address.city': 'city',
  'location.address.street': 'street',
  'location.address.houseNumber': 'houseNumber',
  'propertyType.code': 'propertyClass',
  'propertyType.subcode': 'propertySubtype',
  buildingYear: 'constructionYear',
  renovationYear: 'renovationYear',
  livingArea: 'livingArea',
  landArea: 'landArea',
  balconyArea: 'balconyArea',
  gardenArea: 'gardenArea',
  volume: 'volume',
  numberOfRooms: 'roomCount',
  numberOfBathrooms: 'bathroomCount',
  numberOfBedrooms: 'bedroomCount',
  numberOfIndoorParkingSpaces: 'garageSpaces',
  numberOfOutdoorParkingSpaces: 'outdoorParkingSpaces',
  floorNumber: 'floor',
  numberOfFloorsInBuilding: 'floorCount',
  hasLift: 'hasLift',
  hasPool: 'hasPool',
  hasSauna: 'hasSauna',
  isFurnished: 'isFurnished',
  isNew: 'isNew',
  energyLabel: 'energyLabel',
  'condition.bathrooms': 'bathroomCondition',
  'condition.kitchen': 'kitchenCondition',
  'condition.flooring': 'flooringCondition',
  'condition.windows': 'windowCondition',
  'condition.masonry': 'masonryCondition',
  'quality.bathrooms': 'bathroomQuality',
  'quality.kitchen': 'kitchenQuality',
  'quality.flooring': 'flooringQuality',
  'quality.windows': 'windowQuality',
  'quality.masonry': 'masonryQuality',
  numberOfUnits: 'numberOfUnits',
  annualRentIncome: 'annualRentIncome',
};
const ourWords: Readonly<Record<string, string>> = {
  apartment: 'FLAT',
  house: 'HOUSE',
  multi_family_house: 'BUILDING',
  new_or_recently_renovated: 'NEW_OR_RENOVATED',
};

function prepare(told: Told, overrides: SubjectOverrides): Preparation {
  const sources = { overrides, advert: anAdvert(told), property: null };
  return prepareSubject('PRICEHUBBLE', sources, { dealType: 'SALE', today: date });
}

function sentOf(preparation: Preparation) {
  if (preparation.outcome !== 'READY' || preparation.subject.provider !== 'PRICEHUBBLE') return null;
  const { subject, inputs } = preparation;
  // What is sent is what JSON makes of it.
  const body = JSON.parse(JSON.stringify(toRequestBody([{ subject, dates: [date] }], 'SALE'))) as Sent;
  return { subject, inputs, countryCode: body.countryCode, property: body.valuationInputs[0]?.property ?? {} };
}

const byField = (values: readonly (readonly [string, unknown])[]) =>
  values.map(([field, value]) => `${field}=${toOurs(field, String(value))}`).toSorted();
function toOurs(field: string, text: string): string {
  if (field === 'energyLabel' || field === 'houseNumber' || field === 'postalCode') return text;
  if (!Number.isNaN(Number(text))) return String(Number(text));
  return ourWords[text] ?? (/^(apartment|house)_|^[a-z_]+$/.test(text) ? toWord(text) : text);
}
const toWord = (text: string) =>
  text === 'true' || text === 'false' ? text : text.replace(/^(apartment|house)_/, '').toUpperCase();

describe('a property that is ready for PriceHubble, whatever adverts and clients tell,', () => {
  it('is listed value by value as it is sent, nothing more and nothing less, each under a documented name', () => {
    let ready = 0;
    fc.assert(
      fc.property(anyTold, anyOverrides, (told, overrides) => {
        const sent = sentOf(prepare(told, overrides));
        if (sent === null) return;
        ready += 1;
        const leaves = Object.entries(leavesOf(sent.property));
        const expected = leaves.map(([name, value]) => [names[name] ?? `unnamed ${name}`, value] as const);
        const listed = sent.inputs.map(
          ({ field, value }) => [field === 'energyGrade' ? 'energyLabel' : field, value] as const,
        );

        expect(byField(listed)).toEqual(byField([['countryCode', sent.countryCode], ...expected]));
        expect(leaves.filter(([name]) => documented[name] === undefined)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
    expect(ready).toBeGreaterThan(800);
  });

  it('has the key of another where both are sent alike, and of no other', () => {
    fc.assert(
      fc.property(anyTold, anyOverrides, anyOverrides, fc.boolean(), (told, some, more, isSame) => {
        const one = sentOf(prepare(told, some));
        const other = sentOf(prepare(told, isSame ? { ...more, ...some } : more));
        if (one === null || other === null) return;
        const wholes = [one, other].map(({ countryCode, property }) =>
          JSON.stringify([countryCode, leavesOf(property)]),
        );

        expect(subjectKey(one.subject) === subjectKey(other.subject)).toBe(wholes[0] === wholes[1]);
      }),
      { numRuns: 4000 },
    );
  });
});
