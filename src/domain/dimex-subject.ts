import {
  conditionScoreOf,
  flatTypeOf,
  floorCountRule,
  houseFloorCountOf,
  houseTypeOf,
  isNewOf,
  studioRule,
} from './subject-derivations.js';
import {
  aboveZero,
  count,
  createSubjectDraft,
  integerFrom,
  notNegative,
  notSupported,
  numberFrom,
  plausible,
} from './subject-draft.js';
import type { PreparationOf, Rule, SubjectDraft } from './subject-draft.js';
import {
  assumed,
  constructionYearOf,
  energyGradeOf,
  floorCountOf,
  floorOf,
  garageSpacesOf,
  gardenAreaOf,
  given,
  landAreaOf,
  livingAreaOf,
  outdoorParkingSpacesOf,
  propertyClassOf,
  roomCountOf,
} from './subject-facts.js';
import type { EnergyLetter, Fact, SubjectSources } from './subject-facts.js';
import {
  areaRule,
  atticTypeOf,
  buildingMaterialOf,
  cellarTypeOf,
  glazingTypeOf,
  hasAtticOf,
  hasCellarOf,
  hasOutsideOf,
  kindRule,
  outsideAreaOf,
  presenceRule,
} from './subject-features.js';
import type { AtticType, BuildingMaterial, CellarType, FlatType, Glazing, HouseType } from './subject-overrides.js';
import { addressLineOf, countryOf, longestAddress } from './subject-place.js';
import type { DealType } from './valuation.js';

/** What both kinds of home are described by; scores from 1 (poor) to 5 (very good). */
type HomeFacts = Readonly<{
  provider: 'DIMEX';
  /** In one line, `30 rue des Carnets, 92140 Clamart`. */
  address: string;
  constructionYear: number;
  livingAreaM2: number;
  roomCount: number;
  energyGrade: EnergyLetter;
  conditionScore: number;
  standardScore: number | null;
  glazing: Glazing | null;
  garageSpaces: number | null;
  outdoorParkingSpaces: number | null;
}>;

export type DimexHouse = HomeFacts &
  Readonly<{
    kind: 'HOUSE';
    houseType: HouseType;
    landAreaM2: number;
    floorCount: number;
    hasBalcony: boolean | null;
    hasTerrace: boolean | null;
    cellarType: CellarType | null;
    atticType: AtticType | null;
    /** A building of its own on the same plot: a barn, a workshop, a guest house. */
    hasOutbuilding: boolean | null;
  }>;

export type DimexFlat = HomeFacts &
  Readonly<{
    kind: 'FLAT';
    flatType: FlatType;
    floor: number;
    floorCount: number | null;
    terraceAreaM2: number;
    balconyAreaM2: number | null;
    gardenAreaM2: number | null;
    buildingMaterial: BuildingMaterial | null;
    hasCellar: boolean | null;
    hasAttic: boolean | null;
    isFirstOccupancy: boolean;
  }>;

/** A home as Dimex values it; `null` is not sent. */
export type DimexSubject = DimexHouse | DimexFlat;
export type DimexKind = DimexSubject['kind'];

/** The ranges are those of Dimex's document. */
const ranges = {
  address: {
    allowed: `an address of at most ${longestAddress} characters`,
    admits: (line: string) => line.length <= longestAddress,
  },
  constructionYear: integerFrom(1000, 3000),
  score: numberFrom(1, 5),
  livingArea: { HOUSE: numberFrom(9, 500), FLAT: numberFrom(9, 275) },
  roomCount: { HOUSE: integerFrom(1, 20), FLAT: integerFrom(1, 10) },
  floorCount: { HOUSE: integerFrom(1, 5), FLAT: integerFrom(1, 30) },
  floor: integerFrom(-1, 30),
} as const;

/** Dimex values French houses and flats, for sale. */
export function prepareDimexSubject(sources: SubjectSources, dealType: DealType): PreparationOf<DimexSubject> {
  if (dealType === 'RENT') return notSupported('Dimex values sales only, not rents.');
  const country = countryOf(sources).value;
  if (country !== 'FR') return notSupported(`Dimex values property in France only, not in ${country}.`);

  const propertyClass = propertyClassOf(sources);
  const draft = createSubjectDraft();
  draft.require('propertyClass', propertyClass);
  switch (propertyClass?.value) {
    case undefined:
      takeHome(draft, sources, 'HOUSE');
      return draft.incomplete();
    case 'HOUSE':
      return prepareHouse(draft, sources);
    case 'FLAT':
      return prepareFlat(draft, sources);
    default:
      return notSupported(`Dimex values houses and flats only, not the class ${propertyClass?.value ?? 'UNKNOWN'}.`);
  }
}

function prepareHouse(draft: SubjectDraft, sources: SubjectSources): PreparationOf<DimexHouse> {
  const home = takeHome(draft, sources, 'HOUSE');
  const needed = {
    ...home,
    landAreaM2: draft.require('landArea', landAreaOf(sources), aboveZero),
    floorCount: draft.require('floorCount', houseFloorCountOf(sources), ranges.floorCount.HOUSE),
    // Its rule needs the year: without one it is the year that is missing.
    houseType: draft.offer('houseType', houseTypeOf(sources, home.constructionYear)),
  };
  const extras = {
    ...takeExtras(draft, sources),
    hasBalcony: takePresence(draft, sources, 'balcony'),
    hasTerrace: takePresence(draft, sources, 'terrace'),
    cellarType: draft.offer('cellarType', cellarTypeOf(sources), kindRule(sources, 'hasCellar')) ?? null,
    atticType: draft.offer('atticType', atticTypeOf(sources), kindRule(sources, 'hasAttic')) ?? null,
    hasOutbuilding: draft.offer('hasOutbuilding', given(sources.overrides?.hasOutbuilding)) ?? null,
  };
  return draft.conclude(needed, (house) => ({ provider: 'DIMEX', kind: 'HOUSE', ...house, ...extras }));
}

function takePresence(draft: SubjectDraft, sources: SubjectSources, outside: 'balcony' | 'terrace'): boolean | null {
  const field = outside === 'balcony' ? 'hasBalcony' : 'hasTerrace';
  return draft.offer(field, hasOutsideOf(sources, outside), presenceRule(sources, outside)) ?? null;
}

function prepareFlat(draft: SubjectDraft, sources: SubjectSources): PreparationOf<DimexFlat> {
  const home = takeHome(draft, sources, 'FLAT');
  const terraceArea = plausible(outsideAreaOf(sources, 'terrace'), notNegative) ?? assumed(0);
  const floor = draft.require('floor', floorOf(sources), ranges.floor);
  const needed = {
    ...home,
    floor,
    flatType: draft.require('flatType', flatTypeOf(sources, home.roomCount), studioRule(home.roomCount)),
    terraceAreaM2: draft.require('terraceArea', terraceArea, notNegative, areaRule(sources, 'terrace')),
    isFirstOccupancy: draft.require('isNew', isNewOf(sources) ?? assumed(false)),
  };
  const offer = <T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | null =>
    draft.offer(field, plausible(fact, rule, other), rule, other) ?? null;
  const extras = {
    floorCount: offer('floorCount', floorCountOf(sources), ranges.floorCount.FLAT, floorCountRule(floor)),
    balconyAreaM2: offer('balconyArea', outsideAreaOf(sources, 'balcony'), notNegative, areaRule(sources, 'balcony')),
    gardenAreaM2: offer('gardenArea', gardenAreaOf(sources), notNegative),
    buildingMaterial: offer('buildingMaterial', buildingMaterialOf(sources)),
    hasCellar: offer('hasCellar', hasCellarOf(sources)),
    hasAttic: offer('hasAttic', hasAtticOf(sources)),
    ...takeExtras(draft, sources),
  };
  return draft.conclude(needed, (flat) => ({ provider: 'DIMEX', kind: 'FLAT', ...flat, ...extras }));
}

/** What Dimex requires of houses and flats alike. */
function takeHome(draft: SubjectDraft, sources: SubjectSources, kind: DimexKind) {
  return {
    address: draft.require('address', addressLineOf(sources), ranges.address),
    livingAreaM2: draft.require('livingArea', livingAreaOf(sources), ranges.livingArea[kind]),
    roomCount: draft.require('roomCount', roomCountOf(sources), ranges.roomCount[kind]),
    constructionYear: draft.require('constructionYear', constructionYearOf(sources), ranges.constructionYear),
    energyGrade: takeEnergyGrade(draft, sources),
    conditionScore: draft.require('conditionScore', conditionScoreOf(sources), ranges.score),
  };
}

/** Dimex values no home without a grade: a client that says there is none asks for what it does not take. */
function takeEnergyGrade(draft: SubjectDraft, sources: SubjectSources): EnergyLetter | undefined {
  if (sources.overrides?.energyGrade === 'NOT_CONCERNED') {
    draft.isWrong('energyGrade', { value: 'NOT_CONCERNED', origin: 'OVERRIDE' }, 'a letter from A to G');
    return undefined;
  }
  return draft.require('energyGrade', energyGradeOf(sources));
}

/** What Dimex takes of houses and flats alike where it is known. */
function takeExtras(draft: SubjectDraft, sources: SubjectSources) {
  return {
    standardScore: draft.offer('standardScore', given(sources.overrides?.standardScore), ranges.score) ?? null,
    garageSpaces: draft.offer('garageSpaces', plausible(garageSpacesOf(sources), count), count) ?? null,
    outdoorParkingSpaces:
      draft.offer('outdoorParkingSpaces', plausible(outdoorParkingSpacesOf(sources), count), count) ?? null,
    glazing: draft.offer('glazingType', glazingTypeOf(sources)) ?? null,
  };
}
