/**
 * The communes and municipal arrondissements of France in columns, as `build/communes.mjs` writes them. Codes of five
 * characters stand side by side, names and lists of postal codes on a line each, all in the order of `inseeCodes`.
 */
export type CommuneData = Readonly<{
  source: string;
  licence: string;
  /** Code and name. */
  regions: readonly (readonly [string, string])[];
  /** Code, name and region code. */
  departments: readonly (readonly [string, string, string])[];
  communes: Readonly<{ inseeCodes: string; names: string; postalCodes: string }>;
  /** Commune → its arrondissements, by INSEE code. */
  arrondissements: Readonly<Record<string, readonly string[]>>;
  /** Names of what is now part of a commune, and the INSEE code of that commune. */
  formerCommunes: Readonly<{ names: string; inseeCodes: string }>;
  /** INSEE codes of the communes that are large enough to have quarters of their own. */
  towns: string;
}>;

/** Of INSEE codes. */
export const codeLength = 5;

/** Throws where a part is missing or of another shape: what was read from a file may be anything, whatever its type says. */
export function checkCommuneData(data: CommuneData): void {
  const { communes, formerCommunes, regions, departments, arrondissements, towns } = nonNull('the data', data);
  const codes = {
    'communes.inseeCodes': nonNull('communes', communes).inseeCodes,
    'formerCommunes.inseeCodes': nonNull('formerCommunes', formerCommunes).inseeCodes,
    towns,
  };
  for (const [column, text] of Object.entries(codes)) {
    requireText(column, text);
    if (text.length % codeLength !== 0) {
      throw invalid(`${column} does not divide into codes of ${codeLength} characters`);
    }
  }
  requireText('communes.names', communes.names);
  requireText('communes.postalCodes', communes.postalCodes);
  requireText('formerCommunes.names', formerCommunes.names);
  if (communes.inseeCodes === '') throw invalid('communes.inseeCodes is empty');

  requireTuples('regions', regions, 2);
  requireTuples('departments', departments, 3);
  for (const [parent, children] of Object.entries(nonNull('arrondissements', arrondissements))) {
    if (!isTexts(children)) throw invalid(`arrondissements.${parent} should be a list of texts`);
  }
}

function nonNull<T>(name: string, value: T): T {
  if (typeof value !== 'object' || value === null) throw invalid(`${name} should be an object, not ${typeName(value)}`);
  return value;
}

function requireText(column: string, value: unknown): void {
  if (typeof value !== 'string') throw invalid(`${column} should be a text, not ${typeName(value)}`);
}

function requireTuples(name: string, value: unknown, length: number): void {
  const isTuple = (entry: unknown) => isTexts(entry) && entry.length === length;
  if (!Array.isArray(value) || !value.every(isTuple)) throw invalid(`${name} should be a list of ${length} texts each`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function typeName(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

export function invalid(problem: string): Error {
  return new Error(`The commune data are not valid: ${problem}.`);
}
