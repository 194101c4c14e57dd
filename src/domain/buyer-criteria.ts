import type { CurrencyCode } from './money.js';
import type { ViewOn } from './vocabulary.js';

/** What a buyer may ask of a property. Bounds are inclusive; a bound that is `null` does not limit. */

export type ComparisonOperator = 'EQUAL' | 'AT_LEAST' | 'AT_MOST';

/** At least one bound is set; a monthly amount where the buyer wants to rent. */
export type PriceCriterion = Readonly<{ min: number | null; max: number | null; currency: CurrencyCode }>;

/** At least one bound is set; in m². */
export type AreaCriterion = Readonly<{ min: number | null; max: number | null }>;

/** French rooms ("pièces"), which may come in halves. */
export type RoomsCriterion = Readonly<{ operator: ComparisonOperator; value: number }>;

/** Floors count from 0, the ground floor; cellars are negative. */
export type FloorCriterion =
  Readonly<{ kind: 'NUMBER'; operator: ComparisonOperator; value: number }> | Readonly<{ kind: 'TOP' }>;

/** From the worst to the best. */
export const wantedConditions = ['TO_RENOVATE', 'TO_REFRESH', 'GOOD', 'EXCELLENT', 'NEW'] as const;
export type WantedCondition = (typeof wantedConditions)[number];

/** From the plainest to the most luxurious. */
export const standings = ['HOUSING_ESTATE', 'NORMAL', 'UPMARKET', 'LUXURY', 'GRAND_LUXURY'] as const;
export type Standing = (typeof standings)[number];

/** How far one sees, from the least; OBSTRUCTED has a house opposite. */
export const viewReaches = ['OBSTRUCTED', 'GLIMPSE', 'CLEAR', 'PANORAMIC'] as const;
export type ViewReach = (typeof viewReaches)[number];

/** Any one of the landscapes will do; at least one of the two is asked. */
export type ViewWish = Readonly<{ reach: ViewReach | null; on: readonly ViewOn[] }>;

/** LAND is the plot that a house stands on. */
export const outdoorKinds = ['TERRACE', 'BALCONY', 'GARDEN', 'LAND'] as const;
export type OutdoorKind = (typeof outdoorKinds)[number];

/** `minAreaM2` is for all of them together. */
export type OutdoorWish = Readonly<{ kind: OutdoorKind; count: number; minAreaM2: number | null }>;

export const serviceKinds = [
  'LIFT',
  'SWIMMING_POOL',
  'PARKING',
  'GARAGE',
  'CELLAR',
  'ATTIC',
  'MEZZANINE',
  'FIREPLACE',
  'ALARM',
  'CARETAKER',
  'INTERCOM',
  'DIGICODE',
  'JACUZZI',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

export type ServiceWish = Readonly<{ kind: ServiceKind; count: number }>;

/** Whether a number answers to what was asked. */
export function meets(operator: ComparisonOperator, offered: number, asked: number): boolean {
  switch (operator) {
    case 'EQUAL':
      return offered === asked;
    case 'AT_LEAST':
      return offered >= asked;
    case 'AT_MOST':
      return offered <= asked;
  }
}
