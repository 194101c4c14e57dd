/** A flat that Dimex values from what is said here alone; another `number` is another flat. */
export function describedFlat(number: number): string {
  return `{
    propertyClass: FLAT, address: "${number} rue des Carnets, 92140 Clamart", livingArea: 61.5, roomCount: 3,
    constructionYear: 1990, energyGrade: C, floor: 2, conditionScore: 3.5, flatType: STANDARD
  }`;
}

/** One estimation by Dimex. */
export function valuationOf(number: number, date = '2026-01-01'): string {
  return `valuation(provider: DIMEX, date: "${date}", subject: ${describedFlat(number)}) { value { amount } }`;
}

export const SPEND = 'viewer { spend { used unresolved } }';
