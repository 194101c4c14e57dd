import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCommuneIndex } from '../../src/domain/commune.js';
import type { CommuneIndex } from '../../src/domain/commune.js';
import { findArrondissement, isDepartmentCode, isInseeCode } from '../../src/domain/insee-code.js';
import { readCommuneData } from '../support/communes.js';

let communes: CommuneIndex;

beforeAll(async () => {
  communes = createCommuneIndex(await readCommuneData());
});

const everyCode = Array.from({ length: 100_000 }, (_, number) => String(number).padStart(5, '0'));

describe('an arrondissement', () => {
  it('is what INSEE lists as part of a city, and nothing else', () => {
    const listed = everyCode.flatMap((code) => {
      const city = communes.parentOf(code);
      return city === null ? [] : [[code, city]];
    });
    const found = everyCode.flatMap((code) => {
      const city = findArrondissement(code)?.cityInseeCode;
      return city === undefined ? [] : [[code, city]];
    });

    expect(listed).toHaveLength(20 + 9 + 16);
    expect(found).toEqual(listed);
  });

  it.each([
    ['75101', 1],
    ['75120', 20],
    ['69389', 9],
    ['13216', 16],
  ])('has the number that its code ends with: %s', (code, number) => {
    expect(findArrondissement(code)?.number).toBe(number);
  });

  it.each(['', '2A101', '75056', '75100', '75121', '13217', 'Paris'])('is not %j', (code) => {
    expect(findArrondissement(code)).toBeNull();
  });
});

describe('the form of a code', () => {
  it.each(['75101', '2A004', '2B033', '01001', '97411'])('of INSEE’s is that of %s', (code) => {
    expect(isInseeCode(code)).toBe(true);
  });

  it.each(['', '7510', '751011', '2C004', '2a004', '3A123', 'Paris', '75101\n', ' 75101'])(
    'of INSEE’s is not that of %j',
    (code) => {
      expect(isInseeCode(code)).toBe(false);
    },
  );

  it.each(['01', '75', '2A', '974', '987'])('of a département’s is that of %s', (code) => {
    expect(isDepartmentCode(code)).toBe(true);
  });

  it.each(['', '1', '2C', '751', '20A', 'Paris'])('of a département’s is not that of %j', (code) => {
    expect(isDepartmentCode(code)).toBe(false);
  });
});
