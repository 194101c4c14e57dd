import { knownConditionScoreOf } from './subject-derivations.js';
import { numberFrom } from './subject-draft.js';
import type { SubjectDraft } from './subject-draft.js';
import { derived, given } from './subject-facts.js';
import type { SubjectSources } from './subject-facts.js';
import type { PriceHubbleCondition, PriceHubbleQuality } from './subject-overrides.js';

export type RatedPart = 'bathrooms' | 'kitchen' | 'flooring' | 'windows' | 'masonry';
/** What is known of the parts of a home; a part of which nothing is known is left out. */
export type PartRatings<Rating> = Readonly<Partial<Record<RatedPart, Rating>>>;

export type PriceHubbleRatings = Readonly<{
  condition: PartRatings<PriceHubbleCondition> | null;
  quality: PartRatings<PriceHubbleQuality> | null;
}>;

/** Each part with the names that it has among the overrides. Masonry is rated for houses only. */
const parts = [
  { part: 'bathrooms', conditionField: 'bathroomCondition', qualityField: 'bathroomQuality' },
  { part: 'kitchen', conditionField: 'kitchenCondition', qualityField: 'kitchenQuality' },
  { part: 'flooring', conditionField: 'flooringCondition', qualityField: 'flooringQuality' },
  { part: 'windows', conditionField: 'windowCondition', qualityField: 'windowQuality' },
  { part: 'masonry', conditionField: 'masonryCondition', qualityField: 'masonryQuality' },
] as const;
const partsOfFlats = parts.filter(({ part }) => part !== 'masonry');

const score = numberFrom(1, 5);

/** Each part as the client rates it, else by the score of the whole home, else not at all. */
export function takeRatings(draft: SubjectDraft, sources: SubjectSources, isHouse: boolean): PriceHubbleRatings {
  const { overrides } = sources;
  const conditionScore = draft.consult('conditionScore', knownConditionScoreOf(sources), score);
  const standardScore = draft.consult('standardScore', given(overrides?.standardScore), score);
  const condition = conditionScore === undefined ? null : derived(toCondition(conditionScore));
  const quality = standardScore === undefined ? null : derived(toQuality(standardScore));

  const rated = isHouse ? parts : partsOfFlats;
  let conditions: PartRatings<PriceHubbleCondition> | null = null;
  for (const { part, conditionField: field } of rated) {
    const rating = draft.offer(field, given(overrides?.[field]) ?? condition);
    if (rating !== undefined) conditions = { ...(conditions ?? {}), [part]: rating };
  }
  let qualities: PartRatings<PriceHubbleQuality> | null = null;
  for (const { part, qualityField: field } of rated) {
    const rating = draft.offer(field, given(overrides?.[field]) ?? quality);
    if (rating !== undefined) qualities = { ...(qualities ?? {}), [part]: rating };
  }
  return { condition: conditions, quality: qualities };
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
