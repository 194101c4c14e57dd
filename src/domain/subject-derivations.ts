import type { Rule } from './subject-draft.js';
import { assumed, derived, findTold, floorCountOf, given } from './subject-facts.js';
import type { Fact, Listing, SubjectSources } from './subject-facts.js';
import type { FlatType, HouseType, PriceHubbleSubtype } from './subject-overrides.js';
import type { GeneralCondition, HabitationType, InteriorCondition } from './vocabulary.js';

/** On the scale of both providers' scores: 1 (poor) to 5 (very good). */
const generalConditionScores: Readonly<Record<GeneralCondition, number | null>> = {
  BRAND_NEW: 5,
  TO_BE_BUILT: 5,
  EXCELLENT: 4.5,
  RENOVATED: 4,
  GOOD: 3.5,
  TO_BE_REFRESHED: 2.5,
  TO_BE_RENOVATED: 1.5,
  DECREPIT: 1,
  UNKNOWN: null,
};
const interiorConditionScores: Readonly<Record<InteriorCondition, number | null>> = {
  BRAND_NEW: 5,
  EXCELLENT: 4.5,
  GOOD_CONDITION: 3.5,
  TO_REFRESH: 2.5,
  SMALL_WORKS_TO_BE_PLANNED: 2.5,
  TO_BE_RENOVATED: 1.5,
  MAJOR_WORKS_TO_BE_PLANNED: 1.5,
  UNKNOWN: null,
};
const middlingScore = 3;

const houseTypes: Readonly<Partial<Record<HabitationType, HouseType>>> = {
  VILLA: 'VILLA',
  CHALET: 'CHALET',
  FARM: 'FARM',
  MANOR: 'ESTATE',
  CASTLE: 'ESTATE',
  MAS: 'MASTERS_HOUSE',
  BASTIDE: 'MASTERS_HOUSE',
  BOURGEOIS: 'MASTERS_HOUSE',
};
/** Dimex calls a detached house one that was built after this year. */
const lastYearOfOldHouses = 1949;

/** The mean of what the general and the interior conditions score, to the half point; middling where nothing is told. */
export function conditionScoreOf(sources: SubjectSources): Fact<number> {
  return given(sources.overrides?.conditionScore) ?? toldConditionScore(sources) ?? assumed(middlingScore);
}

/** The condition score without the assumption. */
export function knownConditionScoreOf(sources: SubjectSources): Fact<number> | null {
  return given(sources.overrides?.conditionScore) ?? toldConditionScore(sources);
}

function toldConditionScore(sources: SubjectSources): Fact<number> | null {
  const told = findTold(sources, (listing) => {
    const { generalConditions, interiorCondition } = listing.habitation?.propertyCondition ?? {};
    const scores = [
      ...(generalConditions ?? []).map((condition) => generalConditionScores[condition]),
      interiorCondition ? interiorConditionScores[interiorCondition] : null,
    ].filter((score) => score !== null);
    return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  });
  return told === null ? null : derived(Math.round(told.value * 2) / 2);
}

/** Nobody has lived in it yet: said to be brand new or yet to be built, or part of a programme. */
export function isNewOf(sources: SubjectSources): Fact<boolean> | null {
  const override = given(sources.overrides?.isNew);
  if (override !== null) return override;
  return findTold(sources, (listing) => (saysNew(listing) ? true : null)) === null ? null : derived(true);
}

function saysNew({ propertyClass, habitation }: Listing): boolean {
  const { generalConditions, interiorCondition } = habitation?.propertyCondition ?? {};
  const conditions: readonly (GeneralCondition | InteriorCondition | null | undefined)[] = [
    ...(generalConditions ?? []),
    interiorCondition,
  ];
  return propertyClass === 'PROGRAM' || conditions.includes('BRAND_NEW') || conditions.includes('TO_BE_BUILT');
}

/** From the kind of habitation, else by age; `null` where the year is not known either. */
export function houseTypeOf(sources: SubjectSources, constructionYear: number | undefined): Fact<HouseType> | null {
  const override = given(sources.overrides?.houseType);
  if (override !== null) return override;
  const told = findTold(sources, (listing) => firstOf(habitationTypesOf(listing), (type) => houseTypes[type]));
  if (told !== null) return derived(told.value);
  if (constructionYear === undefined) return null;
  return derived(constructionYear > lastYearOfOldHouses ? 'DETACHED_HOUSE' : 'OTHER');
}

/** From the kind of habitation; `null` where it says neither. A "studio" of several rooms is none. */
export function knownFlatTypeOf(sources: SubjectSources, roomCount: number | undefined): Fact<FlatType> | null {
  const override = given(sources.overrides?.flatType);
  if (override !== null) return override;
  const told = findTold(sources, (listing) =>
    firstOf(habitationTypesOf(listing), (type): FlatType | undefined => {
      if (type === 'DUPLEX') return 'DUPLEX';
      return type === 'STUDIO' && (roomCount ?? 1) <= 1 ? 'STUDIO' : undefined;
    }),
  );
  return told === null ? null : derived(told.value);
}

/** As known; else standard, which is an assumption only where no kind of habitation is told at all. */
export function flatTypeOf(sources: SubjectSources, roomCount: number | undefined): Fact<FlatType> {
  const known = knownFlatTypeOf(sources, roomCount);
  if (known !== null) return known;
  const isTold = findTold(sources, (listing) => habitationTypesOf(listing).some((type) => type !== 'UNKNOWN') || null);
  return isTold === null ? assumed('STANDARD') : derived('STANDARD');
}

/** A studio has one room; half a room, where they are counted, makes no second one. */
export function studioRule(roomCount: number | undefined): Rule<FlatType | PriceHubbleSubtype> {
  return {
    allowed: () => `a studio of one room only, not of ${roomCount ?? 1}`,
    admits: (type) => (type !== 'STUDIO' && type !== 'STUDETTE') || roomCount === undefined || roomCount < 2,
  };
}

/** A flat is on one of its building's floors. */
export function floorCountRule(floor: number | null | undefined): Rule<number> {
  return {
    allowed: () => `at least ${floor ?? 0}, the floor that the flat is on`,
    admits: (floorCount) => floor === null || floor === undefined || floorCount >= floor,
  };
}

/** Of a house: as told, or 1 where it is said to be on one level. */
export function houseFloorCountOf(sources: SubjectSources): Fact<number> | null {
  const told = floorCountOf(sources);
  if (told !== null) return told;
  const isSingleStorey = findTold(sources, (listing) => habitationTypesOf(listing).includes('SINGLE_STOREY') || null);
  return isSingleStorey === null ? null : derived(1);
}

export function habitationTypesOf({ habitation }: Listing): readonly HabitationType[] {
  return habitation?.type ?? [];
}

export function firstOf<From, To>(values: readonly From[], convert: (value: From) => To | null | undefined): To | null {
  for (const value of values) {
    const converted = convert(value);
    if (converted !== null && converted !== undefined) return converted;
  }
  return null;
}
