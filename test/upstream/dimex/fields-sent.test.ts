import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareSubject, subjectKey } from '../../../src/domain/valuation-subject.js';
import type { Preparation, SubjectOverrides } from '../../../src/domain/valuation-subject.js';
import { toRequestBody } from '../../../src/upstream/dimex/wire.js';
import { anyOverrides, anyTold } from '../../domain/arbitrary-subjects.js';
import { anAdvert } from '../../domain/listing-samples.js';
import type { Told } from '../../domain/listing-samples.js';
import { requestsOf } from './dimex.js';
import { leavesOf, violationsOf } from './strict-dimex.js';

const date = '2026-11-21';

/** The documented name of each field beside the name that a client knows it by. */
const namesOfHomes = {
  address: 'address',
  constructionYear: 'constructionYear',
  'area.usableArea': 'livingArea',
  numberOfRooms: 'roomCount',
  conditionManualValue: 'conditionScore',
  standardManualValue: 'standardScore',
  energyGrade: 'energyGrade',
  glazingType: 'glazingType',
  numberOfGarageParkingSpaces: 'garageSpaces',
  numberOfOutdoorParkingSpaces: 'outdoorParkingSpaces',
  houseType: 'houseType',
  landPlotArea: 'landArea',
  numberOfFloors: 'floorCount',
  hasBalcony: 'hasBalcony',
  hasTerrace: 'hasTerrace',
  cellarType: 'cellarType',
  atticType: 'atticType',
  hasSeparateRoomSecondaryUse: 'hasOutbuilding',
  flatType: 'flatType',
  floor: 'floor',
  terraceArea: 'terraceArea',
  balconyArea: 'balconyArea',
  gardenArea: 'gardenArea',
  buildingMaterialType: 'buildingMaterial',
  hasCellar: 'hasCellar',
  hasAttic: 'hasAttic',
  firstOccupancy: 'isNew',
} as const;
const ourWords: Readonly<Record<string, string>> = {
  BETON: 'CONCRETE',
  CONVERTABLE_ATTIC_SPACE: 'CONVERTIBLE_ATTIC',
};

function prepare(told: Told, overrides: SubjectOverrides): Preparation {
  const sources = { overrides, advert: anAdvert(told), property: null };
  return prepareSubject('DIMEX', sources, { dealType: 'SALE', today: date });
}

/** The home as it would be sent, and the path that it would be sent to; `null` where it would not be. */
function sentOf(preparation: Preparation) {
  if (preparation.outcome !== 'READY' || preparation.subject.provider !== 'DIMEX') return null;
  const { subject, inputs } = preparation;
  // What is sent is what JSON makes of it.
  const body: unknown = JSON.parse(JSON.stringify(toRequestBody('2026Q2', [{ subject, date }])));
  const [request] = requestsOf(body);
  const path = subject.kind === 'HOUSE' ? '/v0/hed-fr-sfh' : '/v0/hed-fr-con';
  return { subject, inputs, path, request } as const;
}

const byField = (values: readonly (readonly [string, unknown])[]) =>
  values
    .map(([field, value]) => `${field}=${typeof value === 'number' ? String(value) : toOurs(String(value))}`)
    .toSorted();
const toOurs = (text: string) =>
  ourWords[text] ?? (text !== '' && !Number.isNaN(Number(text)) ? String(Number(text)) : text);

describe('a home that is ready for Dimex, whatever adverts and clients tell,', () => {
  it('is listed value by value as it is sent, nothing more and nothing less, and is what the document takes', () => {
    let ready = 0;
    fc.assert(
      fc.property(anyTold, anyOverrides, (told, overrides) => {
        const sent = sentOf(prepare(told, overrides));
        if (sent === null) return;
        ready += 1;
        const { index: _index, valuationDate: _date, ...leaves } = leavesOf(sent.request);
        const expected = Object.entries(leaves).map(
          ([name, value]) => [namesOfHomes[name as keyof typeof namesOfHomes], value] as const,
        );
        const listed = sent.inputs.map(({ field, value }) => [field, value] as const);

        expect(byField(listed)).toEqual(byField([['propertyClass', sent.subject.kind], ...expected]));
        expect(violationsOf(sent.path, sent.request)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
    expect(ready).toBeGreaterThan(400);
  });

  it('has the key of another where both are sent alike, and of no other', () => {
    fc.assert(
      fc.property(anyTold, anyOverrides, anyOverrides, fc.boolean(), (told, some, more, isSame) => {
        const one = sentOf(prepare(told, some));
        const other = sentOf(prepare(told, isSame ? { ...more, ...some } : more));
        if (one === null || other === null) return;
        const isAlike = JSON.stringify(leavesOf(one.request)) === JSON.stringify(leavesOf(other.request));

        expect(subjectKey(one.subject) === subjectKey(other.subject)).toBe(isAlike && one.path === other.path);
      }),
      { numRuns: 4000 },
    );
  });
});
