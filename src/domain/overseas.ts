/** The French territories overseas, each with the département code of its communes and its own country code. */
const territories = [
  ['971', 'GP', 'GUADELOUPE'],
  ['972', 'MQ', 'MARTINIQUE'],
  ['973', 'GF', 'GUYANE'],
  ['974', 'RE', 'REUNION'],
  ['975', 'PM', 'SAINT_PIERRE_ET_MIQUELON'],
  ['976', 'YT', 'MAYOTTE'],
  ['977', 'BL', 'SAINT_BARTHELEMY'],
  ['978', 'MF', 'SAINT_MARTIN'],
  ['984', 'TF', 'FRENCH_SOUTHERN_LANDS'],
  ['986', 'WF', 'WALLIS_AND_FUTUNA'],
  ['987', 'PF', 'FRENCH_POLYNESIA'],
  ['988', 'NC', 'NEW_CALEDONIA'],
  ['989', 'CP', 'CLIPPERTON'],
] as const;

export type OverseasTerritory = (typeof territories)[number][2];

/** `null` for the mainland and Corsica. */
export function findOverseasTerritory(departmentCode: string): OverseasTerritory | null {
  return territories.find(([code]) => code === departmentCode)?.[2] ?? null;
}

/**
 * Whether a département's places may be said to be in a country, by its ISO 3166-1 alpha-2 code: those overseas are in
 * `FR` as well as in their own.
 */
export function isInCountry(departmentCode: string, countryCode: string): boolean {
  const country = countryCode.trim().toUpperCase();
  return (
    country === 'FR' || territories.some(([code, ownCountry]) => code === departmentCode && ownCountry === country)
  );
}
