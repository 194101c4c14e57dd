import { firstOf, habitationTypesOf, knownFlatTypeOf, studioRule } from './subject-derivations.js';
import type { Rule, SubjectDraft } from './subject-draft.js';
import { derived, findTold, given } from './subject-facts.js';
import type { Fact, SubjectSources } from './subject-facts.js';
import { flatSubtypes, houseSubtypes } from './subject-overrides.js';
import type { FlatType, HouseType, PriceHubbleSubtype } from './subject-overrides.js';
import type { HabitationType } from './vocabulary.js';

const byFlatType: Readonly<Record<FlatType, PriceHubbleSubtype>> = {
  STANDARD: 'NORMAL',
  DUPLEX: 'MAISONETTE',
  TRIPLEX: 'MAISONETTE',
  STUDIO: 'STUDIO',
  STUDETTE: 'STUDIO',
};
const byHouseType: Readonly<Partial<Record<HouseType, PriceHubbleSubtype>>> = {
  DETACHED_HOUSE: 'DETACHED',
  FARM: 'FARM',
};
const byHabitationType: Readonly<Partial<Record<HabitationType, PriceHubbleSubtype>>> = {
  INDIVIDUAL: 'DETACHED',
  ONE_SIDE_TERRACED: 'SEMI_DETACHED',
  TWO_SIDE_TERRACED: 'ROW_MIDDLE',
  FARM: 'FARM',
};

const flatRule = oneOf('a flat', flatSubtypes);
const houseRule = oneOf('a house', houseSubtypes);
const noSubtype: Rule<PriceHubbleSubtype> = { allowed: 'no subtype of a multi-family house', admits: () => false };

export function takeFlatSubtype(
  draft: SubjectDraft,
  sources: SubjectSources,
  roomCount: number | undefined,
): PriceHubbleSubtype | null {
  const isOfOneRoom = studioRule(roomCount);
  const override = given(sources.overrides?.propertySubtype);
  if (override !== null) return draft.offer('propertySubtype', override, flatRule, isOfOneRoom) ?? null;
  const flatType = draft.consult('flatType', knownFlatTypeOf(sources, roomCount), isOfOneRoom);
  return draft.offer('propertySubtype', flatType === undefined ? null : derived(byFlatType[flatType])) ?? null;
}

export function takeHouseSubtype(draft: SubjectDraft, sources: SubjectSources): PriceHubbleSubtype | null {
  return draft.offer('propertySubtype', houseSubtypeOf(sources), houseRule) ?? null;
}

export function refuseSubtype(draft: SubjectDraft, { overrides }: SubjectSources): void {
  draft.consult('propertySubtype', given(overrides?.propertySubtype), noSubtype);
}

function houseSubtypeOf(sources: SubjectSources): Fact<PriceHubbleSubtype> | null {
  const { propertySubtype, houseType } = sources.overrides ?? {};
  const override = given(propertySubtype);
  if (override !== null) return override;
  // A kind of house that PriceHubble does not tell apart is none that the record may name instead.
  const subtype = houseType
    ? byHouseType[houseType]
    : findTold(sources, (listing) => firstOf(habitationTypesOf(listing), (type) => byHabitationType[type]))?.value;
  return subtype === undefined ? null : derived(subtype);
}

function oneOf(kind: string, subtypes: readonly PriceHubbleSubtype[]): Rule<PriceHubbleSubtype> {
  return {
    allowed: `${subtypes.slice(0, -1).join(', ')} or ${subtypes.at(-1) ?? ''} for ${kind}`,
    admits: (subtype) => subtypes.includes(subtype),
  };
}
