import {
  buildingMaterialOf,
  conditionScoreOf,
  glazingOf,
  hasBalconyOf,
  hasTerraceOf,
  houseFloorCountOf,
  houseTypeOf,
  isNewOf,
  knownFlatTypeOf,
} from './subject-derivations.js';
import type { BuildingMaterial, Glazing } from './subject-derivations.js';
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
  balconyAreaOf,
  constructionYearOf,
  derived,
  energyGradeOf,
  findFact,
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
  terraceAreaOf,
} from './subject-facts.js';
import type { EnergyLetter, Fact, FlatType, HouseType, SubjectSources } from './subject-facts.js';
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
    hasCellar: boolean | null;
    hasAttic: boolean | null;
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
    hasBalcony: draft.offer('hasBalcony', hasBalconyOf(sources)) ?? null,
    hasTerrace: draft.offer('hasTerrace', hasTerraceOf(sources)) ?? null,
  };
  return draft.conclude(needed, (house) => ({ provider: 'DIMEX', kind: 'HOUSE', ...house, ...extras }));
}

function prepareFlat(draft: SubjectDraft, sources: SubjectSources): PreparationOf<DimexFlat> {
  const home = takeHome(draft, sources, 'FLAT');
  const flatType = knownFlatTypeOf(sources, home.roomCount) ?? derived<FlatType>('STANDARD');
  const needed = {
    ...home,
    floor: draft.require('floor', floorOf(sources), ranges.floor),
    flatType: draft.require('flatType', flatType),
    terraceAreaM2: draft.require(
      'terraceArea',
      plausible(terraceAreaOf(sources), notNegative) ?? assumed(0),
      notNegative,
    ),
    isFirstOccupancy: draft.require('isNew', isNewOf(sources) ?? assumed(false)),
  };
  if (flatType.origin === 'OVERRIDE' && isOfOneRoom(flatType.value) && (home.roomCount ?? 1) > 1) {
    draft.isWrong('flatType', flatType, `${flatType.value} for a flat of one room, not of ${home.roomCount ?? 1}`);
  }
  const extras = {
    floorCount: offerPlausible(draft, 'floorCount', floorCountOf(sources), ranges.floorCount.FLAT),
    balconyAreaM2: offerPlausible(draft, 'balconyArea', balconyAreaOf(sources), notNegative),
    gardenAreaM2: offerPlausible(draft, 'gardenArea', gardenAreaOf(sources), notNegative),
    buildingMaterial: draft.offer('buildingMaterial', buildingMaterialOf(sources)) ?? null,
    ...takeExtras(draft, sources),
  };
  return draft.conclude(needed, (flat) => ({ provider: 'DIMEX', kind: 'FLAT', ...flat, ...extras }));
}

function isOfOneRoom(type: FlatType): boolean {
  return type === 'STUDIO' || type === 'STUDETTE';
}

/** What Dimex requires of houses and flats alike. */
function takeHome(draft: SubjectDraft, sources: SubjectSources, kind: DimexKind) {
  return {
    address: draft.require('address', addressLineOf(sources), ranges.address),
    livingAreaM2: draft.require('livingArea', livingAreaOf(sources), ranges.livingArea[kind]),
    roomCount: draft.require('roomCount', roomCountOf(sources), ranges.roomCount[kind]),
    constructionYear: draft.require('constructionYear', constructionYearOf(sources), ranges.constructionYear),
    energyGrade: draft.require('energyGrade', energyGradeOf(sources)),
    conditionScore: draft.require('conditionScore', conditionScoreOf(sources), ranges.score),
  };
}

/** What Dimex takes of houses and flats alike where it is known. */
function takeExtras(draft: SubjectDraft, sources: SubjectSources) {
  const { overrides } = sources;
  const hasCellar = findFact(sources, overrides?.hasCellar, ({ habitation }) => habitation?.characteristics?.hasCellar);
  const hasAttic = findFact(sources, overrides?.hasAttic, ({ habitation }) => habitation?.characteristics?.hasGrenier);
  return {
    standardScore: draft.offer('standardScore', given(overrides?.standardScore), ranges.score) ?? null,
    garageSpaces: offerPlausible(draft, 'garageSpaces', garageSpacesOf(sources), count),
    outdoorParkingSpaces: offerPlausible(draft, 'outdoorParkingSpaces', outdoorParkingSpacesOf(sources), count),
    hasCellar: draft.offer('hasCellar', hasCellar) ?? null,
    hasAttic: draft.offer('hasAttic', hasAttic) ?? null,
    glazing: draft.offer('glazing', glazingOf(sources)) ?? null,
  };
}

function offerPlausible<T>(draft: SubjectDraft, field: string, fact: Fact<T> | null, rule: Rule<T>): T | null {
  return draft.offer(field, plausible(fact, rule), rule) ?? null;
}
