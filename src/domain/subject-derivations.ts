import { assumed, derived, findFact, findTold, floorCountOf, given, positive } from './subject-facts.js';
import type { Fact, FlatType, HouseType, Listing, SubjectSources } from './subject-facts.js';
import type {
  ConstructionMaterial,
  GeneralCondition,
  GlazingType,
  HabitationType,
  InteriorCondition,
} from './vocabulary.js';

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

export type Glazing = 'TRIPLE' | 'DOUBLE' | 'OTHER';
const glazings: Readonly<Record<GlazingType, Glazing | null>> = {
  TRIPLE: 'TRIPLE',
  DOUBLE: 'DOUBLE',
  SIMPLE: 'OTHER',
  UNKNOWN: null,
};

export type BuildingMaterial = 'BRICK' | 'CONCRETE' | 'EARTH' | 'OTHER';
/** Only what walls are made of: windows of PVC say nothing of the building. */
const buildingMaterials: Readonly<Partial<Record<ConstructionMaterial, BuildingMaterial>>> = {
  BRICK: 'BRICK',
  CONCRETE: 'CONCRETE',
  ADOBE: 'EARTH',
  STONE: 'OTHER',
  WOODEN: 'OTHER',
  STEEL: 'OTHER',
  HALF_TIMBERED: 'OTHER',
  CINDER_BLOCK: 'OTHER',
  PREFABRICATED: 'OTHER',
};

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

/** Of a house: as told, or 1 where it is said to be on one level. */
export function houseFloorCountOf(sources: SubjectSources): Fact<number> | null {
  const told = floorCountOf(sources);
  if (told !== null) return told;
  const isSingleStorey = findTold(sources, (listing) => habitationTypesOf(listing).includes('SINGLE_STOREY') || null);
  return isSingleStorey === null ? null : derived(1);
}

export function hasBalconyOf(sources: SubjectSources): Fact<boolean> | null {
  const { overrides } = sources;
  return (
    findFact(sources, overrides?.hasBalcony, ({ habitation }) => habitation?.characteristics?.hasBalcony) ??
    toPresence(findFact(sources, overrides?.balconyArea, ({ habitation }) => habitation?.surface?.balconies))
  );
}

export function hasTerraceOf(sources: SubjectSources): Fact<boolean> | null {
  const { overrides } = sources;
  return (
    findFact(sources, overrides?.hasTerrace, ({ habitation }) => habitation?.characteristics?.hasTerrace) ??
    toPresence(findFact(sources, overrides?.terraceArea, ({ habitation }) => habitation?.surface?.terraces))
  );
}

/** An area of 0 may also mean that nobody measured. */
function toPresence(area: Fact<number> | null): Fact<boolean> | null {
  return positive(area?.value) === null ? null : derived(true);
}

export function glazingOf(sources: SubjectSources): Fact<Glazing> | null {
  const told = findTold(sources, ({ habitation }) =>
    firstOf(habitation?.features?.glazingTypes ?? [], (type) => glazings[type]),
  );
  return told === null ? null : derived(told.value);
}

export function buildingMaterialOf(sources: SubjectSources): Fact<BuildingMaterial> | null {
  const told = findTold(sources, ({ habitation }) =>
    firstOf(habitation?.features?.constructionMaterials ?? [], (material) => buildingMaterials[material]),
  );
  return told === null ? null : derived(told.value);
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
