/** INSEE's codes of communes and municipal arrondissements: five digits, or Corsica's 2A and 2B and three digits. */
export const inseeCodeForm = /^(\d{2}|2[AB])\d{3}$/;

/** By its form alone, which is that of a postal code too. */
export function isInseeCode(code: string): boolean {
  return inseeCodeForm.test(code);
}

/** A département's code, by its form alone: two characters, or three overseas. */
export function isDepartmentCode(code: string): boolean {
  return /^(\d{2}|2[AB]|9[78]\d)$/.test(code);
}

/** The three cities that have arrondissements; the first arrondissement's code is one above `before`. */
const cities = [
  { inseeCode: '75056', before: 75_100, arrondissements: 20 },
  { inseeCode: '69123', before: 69_380, arrondissements: 9 },
  { inseeCode: '13055', before: 13_200, arrondissements: 16 },
] as const;

export type Arrondissement = Readonly<{ number: number; cityInseeCode: string }>;

/** `null` for the code of anything but a municipal arrondissement of Paris, Lyon or Marseille. */
export function findArrondissement(inseeCode: string): Arrondissement | null {
  const code = Number(inseeCode);
  const city = cities.find(({ before, arrondissements }) => code > before && code <= before + arrondissements);
  return city === undefined ? null : { number: code - city.before, cityInseeCode: city.inseeCode };
}
