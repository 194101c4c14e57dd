import type { Condition, EnergyGrade } from './price-model.js';
import type { Random } from './random.js';
import type { Zone } from './zones.js';

/** What adverts tell of a dwelling; the energy score is in kWh of primary energy per m² and year, the climate score in kg of CO2. */
export type DwellingFacts = Readonly<{
  livingAreaM2: number | null;
  landAreaM2: number | null;
  roomCount: number | null;
  bedroomCount: number | null;
  bathroomCount: number | null;
  constructionYear: number | null;
  renovationYear: number | null;
  energyGrade: EnergyGrade | null;
  energyScore: number | null;
  climateGrade: EnergyGrade | null;
  climateScore: number | null;
  floor: number | null;
  floorCount: number | null;
  terraceAreaM2: number | null;
  balconyAreaM2: number | null;
  gardenAreaM2: number | null;
  hasLift: boolean;
  hasTerrace: boolean;
  hasBalcony: boolean;
  hasGarden: boolean;
  hasCellar: boolean;
  hasParking: boolean;
  hasGarage: boolean;
  hasPool: boolean;
  hasFireplace: boolean;
  habitationTypes: readonly string[];
  exposure: string | null;
  heating: 'GAS' | 'ELECTRICAL' | 'HEAT_PUMP' | 'FUEL_OIL' | 'WOOD' | null;
}>;

type CompleteFacts = DwellingFacts & Readonly<{ livingAreaM2: number }>;
type Shape = Partial<DwellingFacts> & Readonly<{ livingAreaM2: number }>;
type DwellingDraft = Readonly<{ facts: CompleteFacts; condition: Condition; energyGrade: EnergyGrade }>;

export const emptyFacts: DwellingFacts = {
  livingAreaM2: null,
  landAreaM2: null,
  roomCount: null,
  bedroomCount: null,
  bathroomCount: null,
  constructionYear: null,
  renovationYear: null,
  energyGrade: null,
  energyScore: null,
  climateGrade: null,
  climateScore: null,
  floor: null,
  floorCount: null,
  terraceAreaM2: null,
  balconyAreaM2: null,
  gardenAreaM2: null,
  hasLift: false,
  hasTerrace: false,
  hasBalcony: false,
  hasGarden: false,
  hasCellar: false,
  hasParking: false,
  hasGarage: false,
  hasPool: false,
  hasFireplace: false,
  habitationTypes: [],
  exposure: null,
  heating: null,
};

const grades: readonly EnergyGrade[] = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
/** Upper bounds of the grades A to F of the French energy diagnosis, primary energy and emissions. */
const energyBounds = [70, 110, 180, 250, 330, 420] as const;
const climateBounds = [6, 11, 30, 50, 70, 100] as const;
const exposures = ['NORTH', 'EAST', 'SOUTH_EAST', 'SOUTH', 'SOUTH_WEST', 'WEST'] as const;

export function createDwellingFacts(
  random: Random,
  zone: Zone,
  propertyClass: 'FLAT' | 'HOUSE',
  thisYear: number,
): DwellingDraft {
  const constructionYear = yearIn(random, zone, thisYear);
  const condition = conditionOf(random, constructionYear, thisYear);
  const heating = random.weighted<NonNullable<DwellingFacts['heating']>>([
    ['ELECTRICAL', 40],
    ['GAS', 38],
    ['HEAT_PUMP', constructionYear > 2005 ? 20 : 6],
    ['FUEL_OIL', propertyClass === 'HOUSE' ? 6 : 1],
    ['WOOD', propertyClass === 'HOUSE' ? 5 : 1],
  ]);
  const { energyScore, climateScore } = consumptionOf(random, constructionYear, condition, heating);
  const energyGrade = gradeOf(energyScore, energyBounds);
  const shape = propertyClass === 'FLAT' ? flatShape(random) : houseShape(random);
  return {
    condition,
    energyGrade,
    facts: {
      ...emptyFacts,
      ...shape,
      constructionYear,
      renovationYear: constructionYear < 1990 && condition === 'EXCELLENT' ? thisYear - random.integer(1, 9) : null,
      energyGrade,
      energyScore,
      climateGrade: gradeOf(climateScore, climateBounds),
      climateScore,
      heating,
      exposure: random.chance(0.7) ? random.pick(exposures) : null,
      hasCellar: random.chance(propertyClass === 'FLAT' ? 0.45 : 0.3),
      hasFireplace: random.chance(constructionYear < 1950 ? 0.4 : 0.08),
    },
  };
}

function flatShape(random: Random): Shape {
  const roomCount = random.weighted<1 | 2 | 3 | 4 | 5 | 6>([
    [1, 16],
    [2, 27],
    [3, 28],
    [4, 18],
    [5, 8],
    [6, 3],
  ]);
  const [smallest, largest] = { 1: [18, 36], 2: [32, 54], 3: [52, 80], 4: [70, 108], 5: [95, 145], 6: [125, 185] }[
    roomCount
  ] as [number, number];
  const floorCount = random.integer(2, 9);
  const isDuplex = roomCount >= 3 && random.chance(0.08);
  const hasTerrace = random.chance(0.2);
  const hasBalcony = !hasTerrace && random.chance(0.4);
  return {
    livingAreaM2: halfSquareMetre(random.between(smallest, largest)),
    roomCount,
    bedroomCount: roomCount === 1 ? 0 : roomCount - (roomCount >= 4 && random.chance(0.2) ? 2 : 1),
    bathroomCount: roomCount >= 5 ? 2 : 1,
    floor: random.integer(0, floorCount),
    floorCount,
    hasLift: random.chance(floorCount >= 5 ? 0.85 : 0.3),
    hasTerrace,
    terraceAreaM2: hasTerrace ? random.integer(6, 35) : null,
    hasBalcony,
    balconyAreaM2: hasBalcony ? random.integer(2, 9) : null,
    hasParking: random.chance(0.3),
    habitationTypes: [flatType(roomCount), ...(isDuplex ? ['DUPLEX'] : [])],
  };
}

function flatType(roomCount: number): string {
  if (roomCount === 1) return 'STUDIO';
  return roomCount >= 5 ? 'T5_MORE' : `T${roomCount}`;
}

function houseShape(random: Random): Shape {
  const roomCount = random.weighted<3 | 4 | 5 | 6 | 7 | 8>([
    [3, 8],
    [4, 26],
    [5, 32],
    [6, 20],
    [7, 9],
    [8, 5],
  ]);
  const livingAreaM2 = Math.round(random.between(19, 27) * roomCount);
  const landAreaM2 = Math.round(Math.exp(random.between(Math.log(110), Math.log(2200))));
  const hasTerrace = random.chance(0.65);
  const hasGarage = random.chance(0.5);
  return {
    livingAreaM2,
    landAreaM2,
    roomCount,
    bedroomCount: roomCount - random.integer(1, 2),
    bathroomCount: livingAreaM2 > 130 ? 2 : 1,
    floorCount: random.weighted([
      [1, 35],
      [2, 52],
      [3, 13],
    ]),
    hasTerrace,
    terraceAreaM2: hasTerrace ? random.integer(12, 60) : null,
    hasGarden: landAreaM2 > 150,
    gardenAreaM2: landAreaM2 > 150 ? Math.round(landAreaM2 * 0.7) : null,
    hasGarage,
    hasParking: hasGarage || random.chance(0.4),
    hasPool: landAreaM2 > 500 && random.chance(0.35),
    habitationTypes: [
      random.weighted([
        ['INDIVIDUAL', 40],
        ['ONE_SIDE_TERRACED', 14],
        ['TWO_SIDE_TERRACED', 10],
        ['TRADITIONAL', 16],
        ['CONTEMPORARY', 10],
        ['VILLA', 10],
      ]),
    ],
  };
}

function yearIn(random: Random, zone: Zone, thisYear: number): number {
  const [from, to] = random.weighted<readonly [number, number]>([
    [[1860, 1914], zone.department === '75' ? 55 : 18],
    [[1920, 1948], 12],
    [[1949, 1974], 30],
    [[1975, 2000], 24],
    [[2001, thisYear - 3], 20],
    [[thisYear - 2, thisYear], 6],
  ]);
  return random.integer(from, to);
}

function conditionOf(random: Random, constructionYear: number, thisYear: number): Condition {
  if (constructionYear >= thisYear - 2) return 'BRAND_NEW';
  return random.weighted<Condition>([
    ['EXCELLENT', 25],
    ['GOOD', 50],
    ['TO_REFRESH', 16],
    ['TO_RENOVATE', constructionYear < 1990 ? 9 : 1],
  ]);
}

function consumptionOf(
  random: Random,
  constructionYear: number,
  condition: Condition,
  heating: DwellingFacts['heating'],
): Readonly<{ energyScore: number; climateScore: number }> {
  const byAge = constructionYear >= 2013 ? 65 : constructionYear >= 2000 ? 135 : constructionYear >= 1975 ? 205 : 265;
  const byCondition = { BRAND_NEW: 0.85, EXCELLENT: 0.75, GOOD: 1, TO_REFRESH: 1.15, TO_RENOVATE: 1.4 }[condition];
  const energyScore = Math.round(Math.max(32, byAge * byCondition * random.normal(1, 0.18)));
  const isCarbonHeavy = heating === 'GAS' || heating === 'FUEL_OIL';
  return { energyScore, climateScore: Math.max(1, Math.round(energyScore * (isCarbonHeavy ? 0.2 : 0.04))) };
}

function gradeOf(score: number, bounds: readonly number[]): EnergyGrade {
  const position = bounds.findIndex((bound) => score <= bound);
  return grades[position] ?? 'G';
}

function halfSquareMetre(value: number): number {
  return Math.round(value * 2) / 2;
}
