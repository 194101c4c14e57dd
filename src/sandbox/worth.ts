import type { EnergyGrade } from './price-model.js';
import { fairMonthlyRent, fairSalePrice } from './price-model.js';
import type { Zone } from './zones.js';

/** What both valuation vendors price, each from the fields that it knows. Scores run from 1 (poor) to 5 (very good). */
export type Subject = Readonly<{
  kind: 'flat' | 'house';
  livingAreaM2: number;
  constructionYear: number;
  roomCount?: number;
  energyGrade?: string;
  conditionScore: number;
  standardScore: number;
  floor?: number;
  hasLift?: boolean;
  hasPool?: boolean;
  hasTerrace?: boolean;
  hasBalcony?: boolean;
  landAreaM2?: number;
  terraceAreaM2?: number;
  balconyAreaM2?: number;
  gardenAreaM2?: number;
  garageSpaces?: number;
  outdoorParkingSpaces?: number;
}>;

const yearlyGrowth = 0.016;
const daysPerYear = 365.25;
const energyGrades: readonly EnergyGrade[] = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];

/** In the zone's currency, at the zone's own date: the market's price, moved by what only a valuer looks at. */
export function salePriceOf(subject: Subject, zone: Zone): number {
  return fairSalePrice(zone, toDwelling(subject)) * judge(subject);
}

/** A month, without charges. */
export function monthlyRentOf(subject: Subject, zone: Zone): number {
  return fairMonthlyRent(zone, toDwelling(subject)) * Math.sqrt(judge(subject));
}

/** How much dearer everything was or will be on a date than it is today; both as YYYY-MM-DD. */
export function priceDrift(date: string, today: string): number {
  const years = (Date.parse(date) - Date.parse(today)) / (daysPerYear * 24 * 60 * 60 * 1000);
  return (1 + yearlyGrowth) ** years;
}

/** How many traits of the subject are seldom seen on the market: none for an ordinary home. */
export function countOddities(subject: Subject): number {
  const { kind, livingAreaM2, constructionYear, roomCount, landAreaM2, floor = 0 } = subject;
  const areaPerRoomM2 = roomCount === undefined ? 25 : livingAreaM2 / roomCount;
  const traits = [
    areaPerRoomM2 < 11 || areaPerRoomM2 > 48,
    kind === 'flat' ? livingAreaM2 < 15 || livingAreaM2 > 160 : livingAreaM2 < 45 || livingAreaM2 > 280,
    constructionYear < 1850,
    kind === 'house' && landAreaM2 !== undefined && (landAreaM2 < 20 || landAreaM2 > 4000),
    kind === 'flat' && (floor < 0 || floor > 12),
    constructionYear < 1975 && subject.energyGrade === 'A',
    subject.standardScore >= 4.5,
  ];
  return traits.filter(Boolean).length;
}

function toDwelling(subject: Subject): Parameters<typeof fairSalePrice>[1] {
  const { kind, livingAreaM2, landAreaM2 = null, floor = null, terraceAreaM2 = 0, balconyAreaM2 = 0 } = subject;
  return {
    propertyClass: kind === 'flat' ? 'FLAT' : 'HOUSE',
    livingAreaM2,
    landAreaM2,
    floor,
    hasLift: subject.hasLift ?? true,
    // The valuers' own condition score takes the place of the market's grades.
    condition: 'GOOD',
    energyGrade: energyGrades.find((grade) => grade === subject.energyGrade) ?? 'D',
    hasTerrace: subject.hasTerrace ?? terraceAreaM2 > 0,
    hasBalcony: subject.hasBalcony ?? balconyAreaM2 > 0,
    hasPool: subject.hasPool ?? false,
  };
}

function judge(subject: Subject): number {
  const {
    conditionScore,
    standardScore,
    livingAreaM2,
    terraceAreaM2 = 0,
    balconyAreaM2 = 0,
    gardenAreaM2 = 0,
  } = subject;
  const { garageSpaces = 0, outdoorParkingSpaces = 0 } = subject;
  const extraAreaM2 =
    0.1 * Math.min(terraceAreaM2 + balconyAreaM2, livingAreaM2) +
    0.03 * Math.min(gardenAreaM2, 200) +
    2.5 * Math.min(garageSpaces, 3) +
    1 * Math.min(outdoorParkingSpaces, 3);
  return (
    (1 + 0.07 * (conditionScore - 3)) *
    (1 + 0.05 * (standardScore - 3)) *
    ageFactor(subject.constructionYear) *
    (1 + extraAreaM2 / livingAreaM2)
  );
}

/** The post-war decades sell worst; what is older has charm, what is newer has standards. */
function ageFactor(constructionYear: number): number {
  if (constructionYear >= 2015) return 1.05;
  if (constructionYear >= 1995) return 1.02;
  if (constructionYear >= 1948) return 0.98;
  return 1;
}
