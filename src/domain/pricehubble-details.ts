import { firstOf, habitationTypesOf, isNewOf, knownConditionScoreOf, knownFlatTypeOf } from './subject-derivations.js';
import { integerFrom, numberFrom, plausible } from './subject-draft.js';
import type { SubjectDraft } from './subject-draft.js';
import {
  balconyAreaOf,
  bathroomCountOf,
  derived,
  energyGradeOf,
  findFact,
  findTold,
  floorCountOf,
  floorOf,
  garageSpacesOf,
  gardenAreaOf,
  given,
  outdoorParkingSpacesOf,
  roomCountOf,
} from './subject-facts.js';
import type { EnergyLetter, FlatType, HouseType, SubjectSources } from './subject-facts.js';
import type { HabitationType } from './vocabulary.js';

export type PriceHubbleSubtype =
  'NORMAL' | 'MAISONETTE' | 'STUDIO' | 'DETACHED' | 'SEMI_DETACHED' | 'ROW_MIDDLE' | 'FARM';
export type PriceHubbleCondition = 'RENOVATION_NEEDED' | 'WELL_MAINTAINED' | 'NEW_OR_RENOVATED';
export type PriceHubbleQuality = 'SIMPLE' | 'NORMAL' | 'HIGH_QUALITY' | 'LUXURY';

/** What PriceHubble takes beside the essentials; `null` is not sent. */
export type PriceHubbleDetails = Readonly<{
  subtype: PriceHubbleSubtype | null;
  balconyAreaM2: number | null;
  gardenAreaM2: number | null;
  roomCount: number | null;
  bathroomCount: number | null;
  floor: number | null;
  floorCount: number | null;
  garageSpaces: number | null;
  outdoorParkingSpaces: number | null;
  hasLift: boolean | null;
  isNew: boolean | null;
  energyGrade: EnergyLetter | null;
  /** Of bathrooms, kitchen, flooring and windows alike. */
  condition: PriceHubbleCondition | null;
  quality: PriceHubbleQuality | null;
  numberOfUnits: number | null;
  annualRentIncome: number | null;
}>;

const flatSubtypes: Readonly<Record<FlatType, PriceHubbleSubtype>> = {
  STANDARD: 'NORMAL',
  DUPLEX: 'MAISONETTE',
  TRIPLEX: 'MAISONETTE',
  STUDIO: 'STUDIO',
  STUDETTE: 'STUDIO',
};
const houseSubtypesByType: Readonly<Partial<Record<HouseType, PriceHubbleSubtype>>> = {
  DETACHED_HOUSE: 'DETACHED',
  FARM: 'FARM',
};
const houseSubtypes: Readonly<Partial<Record<HabitationType, PriceHubbleSubtype>>> = {
  INDIVIDUAL: 'DETACHED',
  ONE_SIDE_TERRACED: 'SEMI_DETACHED',
  TWO_SIDE_TERRACED: 'ROW_MIDDLE',
  FARM: 'FARM',
};

/**
 * PriceHubble's own limits vary by country, kind and page of its documents, so they are left to the server, which
 * says what it does not take. These only keep an implausible detail of an advert from spoiling its valuation.
 */
const plausibleRanges = {
  bathroomCount: integerFrom(1, 5),
  parkingSpaces: integerFrom(0, 6),
  balconyArea: numberFrom(0, 200),
  gardenArea: numberFrom(0, 200),
  floor: integerFrom(-5, 100),
  floorCount: integerFrom(1, 100),
} as const;

const score = numberFrom(1, 5);
const wholeRooms = { allowed: 'whole rooms in France', admits: Number.isInteger };

const noHomeDetails = {
  subtype: null,
  balconyAreaM2: null,
  gardenAreaM2: null,
  roomCount: null,
  bathroomCount: null,
  floor: null,
  floorCount: null,
  garageSpaces: null,
  outdoorParkingSpaces: null,
  hasLift: null,
  isNew: null,
  energyGrade: null,
  condition: null,
  quality: null,
} as const;
export function takeMultiFamilyDetails(draft: SubjectDraft, { overrides }: SubjectSources): PriceHubbleDetails {
  return {
    ...noHomeDetails,
    numberOfUnits: draft.offer('numberOfUnits', given(overrides?.numberOfUnits)) ?? null,
    annualRentIncome: draft.offer('annualRentIncome', given(overrides?.annualRentIncome)) ?? null,
  };
}

export function takeHomeDetails(
  draft: SubjectDraft,
  sources: SubjectSources,
  { isFrance, isHouse }: Readonly<{ isFrance: boolean; isHouse: boolean }>,
): PriceHubbleDetails {
  const { bathroomCount, parkingSpaces, balconyArea } = plausibleRanges;
  const roomCount = draft.offer('roomCount', roomCountOf(sources), isFrance ? wholeRooms : undefined);
  const conditionScore = draft.offer('conditionScore', knownConditionScoreOf(sources), score);
  const standardScore = draft.offer('standardScore', given(sources.overrides?.standardScore), score);
  return {
    subtype: isHouse ? takeHouseSubtype(draft, sources) : takeFlatSubtype(draft, sources, roomCount),
    roomCount: roomCount ?? null,
    bathroomCount: draft.offer('bathroomCount', plausible(bathroomCountOf(sources), bathroomCount)) ?? null,
    energyGrade: draft.offer('energyGrade', energyGradeOf(sources)) ?? null,
    balconyAreaM2: draft.offer('balconyArea', plausible(balconyAreaOf(sources), balconyArea)) ?? null,
    garageSpaces: draft.offer('garageSpaces', plausible(garageSpacesOf(sources), parkingSpaces)) ?? null,
    outdoorParkingSpaces:
      draft.offer('outdoorParkingSpaces', plausible(outdoorParkingSpacesOf(sources), parkingSpaces)) ?? null,
    isNew: draft.offer('isNew', isNewOf(sources)) ?? null,
    condition: conditionScore === undefined ? null : toCondition(conditionScore),
    quality: standardScore === undefined ? null : toQuality(standardScore),
    numberOfUnits: null,
    annualRentIncome: null,
    ...(isHouse ? noFlatDetails : takeFlatDetails(draft, sources)),
  };
}

const noFlatDetails = { gardenAreaM2: null, floor: null, floorCount: null, hasLift: null } as const;

function takeFlatDetails(draft: SubjectDraft, sources: SubjectSources) {
  const hasLift = findFact(
    sources,
    sources.overrides?.hasLift,
    ({ habitation }) => habitation?.characteristics?.hasLift,
  );
  return {
    gardenAreaM2: draft.offer('gardenArea', plausible(gardenAreaOf(sources), plausibleRanges.gardenArea)) ?? null,
    floor: draft.offer('floor', plausible(floorOf(sources), plausibleRanges.floor)) ?? null,
    floorCount: draft.offer('floorCount', plausible(floorCountOf(sources), plausibleRanges.floorCount)) ?? null,
    hasLift: draft.offer('hasLift', hasLift) ?? null,
  };
}

function takeFlatSubtype(draft: SubjectDraft, sources: SubjectSources, roomCount: number | undefined) {
  const flatType = draft.offer('flatType', knownFlatTypeOf(sources, roomCount));
  return flatType === undefined ? null : flatSubtypes[flatType];
}

function takeHouseSubtype(draft: SubjectDraft, sources: SubjectSources): PriceHubbleSubtype | null {
  const houseType = given(sources.overrides?.houseType);
  if (houseType !== null) {
    const subtype = houseSubtypesByType[houseType.value];
    return subtype === undefined ? null : (draft.offer('houseType', { ...houseType, value: subtype }) ?? null);
  }
  const told = findTold(sources, (listing) => firstOf(habitationTypesOf(listing), (type) => houseSubtypes[type]));
  return draft.offer('houseType', told === null ? null : derived(told.value)) ?? null;
}

function toCondition(conditionScore: number): PriceHubbleCondition {
  if (conditionScore < 2.5) return 'RENOVATION_NEEDED';
  return conditionScore < 4 ? 'WELL_MAINTAINED' : 'NEW_OR_RENOVATED';
}

function toQuality(standardScore: number): PriceHubbleQuality {
  if (standardScore < 2.5) return 'SIMPLE';
  if (standardScore < 3.5) return 'NORMAL';
  return standardScore < 4.5 ? 'HIGH_QUALITY' : 'LUXURY';
}
