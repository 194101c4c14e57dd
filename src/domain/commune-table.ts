import type { CommuneData } from './commune-data.js';
import { checkCommuneData, codeLength, invalid } from './commune-data.js';
import { lowerBound } from './lower-bound.js';

export type Department = Readonly<{ code: string; name: string; regionCode: string; regionName: string }>;

/** A row is a number from 0, in the order of INSEE codes. */
export type CommuneTable = Readonly<{
  rowCount: number;
  departments: readonly Department[];
  inseeCodeAt: (row: number) => string;
  nameAt: (row: number) => string;
  postalCodesAt: (row: number) => readonly string[];
  departmentAt: (row: number) => Department;
  findRow: (inseeCode: string) => number | undefined;
  /** Of communes and arrondissements alike; empty where nobody has that postal code. */
  rowsWithPostalCode: (postalCode: string) => readonly number[];
  parentOf: (row: number) => number | undefined;
  arrondissementsOf: (row: number) => readonly number[];
  isTown: (row: number) => boolean;
  /** One a line, in the order of rows. */
  names: string;
  /** One a line. */
  formerNames: string;
  /** The row of what the former commune on that line belongs to now. */
  rowOfFormer: (line: number) => number;
}>;

const inseeCodePattern = /^[0-9][0-9AB][0-9]{3}$/;
const postalCodeLength = 5;
const postalCodePattern = /^[0-9]{5}$/;

/** Throws an error that says what is wrong where the data are not of that shape. */
export function createCommuneTable(data: CommuneData): CommuneTable {
  checkCommuneData(data);
  const { communes, formerCommunes } = data;
  const rowCount = communes.inseeCodes.length / codeLength;
  const inseeCodeAt = (row: number) => codeAt(communes.inseeCodes, row);
  const nameAt = lines('communes.names', communes.names, rowCount);
  const postalLineAt = lines('communes.postalCodes', communes.postalCodes, rowCount);
  const postalCodesAt = (row: number) => postalLineAt(row).split(' ').filter(Boolean);

  requireAscending('communes.inseeCodes', communes.inseeCodes);
  const findRow = (inseeCode: string) => {
    const row = lowerBound(rowCount, (candidate) => inseeCodeAt(candidate) < inseeCode);
    return row < rowCount && inseeCodeAt(row) === inseeCode ? row : undefined;
  };
  const requireRow = (column: string, inseeCode: string) => {
    const row = findRow(inseeCode);
    if (row === undefined) throw invalid(`${column} names ${inseeCode}, which is not in communes.inseeCodes`);
    return row;
  };

  const departments = departmentsByCode(data);
  requireDepartments(departments, communes.inseeCodes);
  const departmentAt = (row: number) =>
    departments.get(departmentCodeOf(inseeCodeAt(row))) ?? missing('communes.inseeCodes', row);

  const { parents, children } = family(data, requireRow);
  lineEnds('formerCommunes.names', formerCommunes.names, formerCommunes.inseeCodes.length / codeLength);
  const formerRows = rowsOf('formerCommunes.inseeCodes', formerCommunes.inseeCodes, requireRow);
  const towns = new Set(rowsOf('towns', data.towns, requireRow));

  return {
    rowCount,
    departments: [...departments.values()],
    inseeCodeAt,
    nameAt,
    postalCodesAt,
    departmentAt,
    findRow,
    rowsWithPostalCode: postalIndex(rowCount, communes.postalCodes),
    parentOf: (row) => parents.get(row),
    arrondissementsOf: (row) => children.get(row) ?? [],
    isTown: (row) => towns.has(row),
    names: communes.names,
    formerNames: formerCommunes.names,
    rowOfFormer: (line) => formerRows[line] ?? missing('formerCommunes.inseeCodes', line),
  };
}

/** The département is what an INSEE code begins with; a postal code's first digits may be those of a neighbour. */
export function departmentCodeOf(inseeCode: string): string {
  return inseeCode.slice(0, /^9[78]/.test(inseeCode) ? 3 : 2);
}

function missing(column: string, index: number): never {
  throw new RangeError(`${column} has no entry ${index}`);
}

function codeAt(codes: string, index: number): string {
  return codes.slice(index * codeLength, (index + 1) * codeLength);
}

/** One after the other: "2A" stands between "29" and "30", as it does between texts. */
function requireAscending(column: string, codes: string): void {
  let previous = '';
  for (let index = 0; index * codeLength < codes.length; index++) {
    const code = codeAt(codes, index);
    if (!inseeCodePattern.test(code)) throw invalid(`${column} has ${JSON.stringify(code)}`);
    if (code <= previous) throw invalid(`${column} is not in ascending order at ${code}`);
    previous = code;
  }
}

/** One text with an offset a line: tens of thousands of strings would weigh more than what they say. */
function lines(column: string, text: string, count: number): (index: number) => string {
  const ends = lineEnds(column, text, count);
  return (index) => {
    const end = ends[index] ?? missing(column, index);
    return text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end);
  };
}

function lineEnds(column: string, text: string, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  let found = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) ends[found++] = end;
  ends[found++] = text.length;
  // Of no lines and of one empty line the text is the same.
  if (found !== count && !(count === 0 && text === '')) {
    throw invalid(`${column} has ${found} lines where ${count} are due`);
  }
  return ends;
}

function departmentsByCode({ departments, regions }: CommuneData): ReadonlyMap<string, Department> {
  const regionNames = new Map(regions);
  return new Map(
    departments.map(([code, name, regionCode]) => {
      const regionName = regionNames.get(regionCode);
      if (regionName === undefined) throw invalid(`regions lacks ${regionCode}, the region of ${name}`);
      return [code, { code, name, regionCode, regionName }];
    }),
  );
}

function requireDepartments(departments: ReadonlyMap<string, Department>, inseeCodes: string): void {
  let known = '';
  for (let row = 0; row * codeLength < inseeCodes.length; row++) {
    if (known !== '' && inseeCodes.startsWith(known, row * codeLength)) continue;
    known = departmentCodeOf(codeAt(inseeCodes, row));
    if (!departments.has(known)) throw invalid(`departments lacks ${known}`);
  }
}

function family({ arrondissements }: CommuneData, requireRow: (column: string, inseeCode: string) => number) {
  const parents = new Map<number, number>();
  const children = new Map<number, readonly number[]>();
  for (const [parentCode, childCodes] of Object.entries(arrondissements)) {
    const parent = requireRow('arrondissements', parentCode);
    const rows = childCodes.map((code) => requireRow(`arrondissements.${parentCode}`, code));
    children.set(parent, rows);
    for (const row of rows) parents.set(row, parent);
  }
  return { parents, children };
}

function rowsOf(column: string, codes: string, requireRow: (column: string, inseeCode: string) => number): Uint32Array {
  return Uint32Array.from({ length: codes.length / codeLength }, (_, index) =>
    requireRow(column, codeAt(codes, index)),
  );
}

/** Postal code and row packed into one number each, in order: a range of them is the rows of a postal code. */
function postalIndex(rowCount: number, text: string) {
  const packed: number[] = [];
  text.split('\n').forEach((line, row) => {
    for (let start = 0; start < line.length; start += postalCodeLength + 1) {
      const postalCode = line.slice(start, start + postalCodeLength);
      if (!postalCodePattern.test(postalCode)) throw invalid(`communes.postalCodes has ${JSON.stringify(postalCode)}`);
      packed.push(Number(postalCode) * rowCount + row);
    }
  });
  const entries = Float64Array.from(packed).sort();
  const indexOf = (value: number) => lowerBound(entries.length, (index) => (entries[index] ?? Infinity) < value);

  return (postalCode: string): readonly number[] => {
    if (!postalCodePattern.test(postalCode)) return [];
    const first = Number(postalCode) * rowCount;
    return Array.from(entries.subarray(indexOf(first), indexOf(first + rowCount)), (entry) => entry - first);
  };
}
