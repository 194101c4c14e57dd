/** ISO 4217, "EUR". */
export type CurrencyCode = string;

/** An amount in whole units of its currency (euros, not cents), as the source gives it. */
export type Money = Readonly<{ amount: number; currency: CurrencyCode }>;

export type MoneyRange = Readonly<{ lower: Money | null; upper: Money | null }>;

export function euros(amount: number): Money {
  return { amount, currency: 'EUR' };
}

/** Rounds to cents: prices added up in floating point must not show its dust. */
export function roundToCents(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100;
}
