import { meets, wantedConditions } from './buyer-criteria.js';
import type { FloorCriterion } from './buyer-criteria.js';
import type { BuyerRequest } from './buyer-request.js';
import type { Feature, MatchableAdvert } from './matchable-advert.js';

export type MatchCriterionKind =
  | 'OFFER_TYPE'
  | 'PROPERTY_CLASS'
  | 'LOCATION'
  | 'PRICE'
  | 'AREA'
  | 'ROOMS'
  | 'BEDROOMS'
  | 'FLOOR'
  | 'CONDITION'
  | 'OUTDOOR_SPACE'
  | 'SERVICES';

/** UNKNOWN: the advert does not say, or nobody knows what was asked. */
export type MatchOutcome = 'MET' | 'WITHIN_MARGIN' | 'UNKNOWN' | 'UNMET';

/** `BROKEN` is an UNMET that no other quality makes up for. */
export type Verdict = MatchOutcome | 'BROKEN';

/** Whether an INSEE code that is asked for takes in one that is offered: a whole city its arrondissements, not back. */
export type Covers = (requestedInsee: string, offeredInsee: string) => boolean;

/** The answer to one criterion; `null` where the request does not ask. */
export type Judge = (request: BuyerRequest, advert: MatchableAdvert, covers: Covers) => Verdict | null;

/** A price this many points of per cent beyond the granted margin is out of the question. */
const PRICE_BREAKS_BEYOND_MARGIN = 10;

/** A condition: `UNMET` is no match at all, and what an advert does not say is not met. */
export const judgeOfferType: Judge = ({ offerType }, advert) =>
  offerType !== 'UNKNOWN' && advert.offerType === offerType ? 'MET' : 'UNMET';

/** A condition, like the offer's type; a request that names no class would take any. */
export const judgePropertyClass: Judge = ({ propertyClasses }, { propertyClass }) => {
  if (propertyClasses.length === 0) return 'MET';
  if (propertyClass === null || propertyClass === 'UNKNOWN') return 'UNMET';
  return propertyClasses.includes(propertyClass) ? 'MET' : 'UNMET';
};

/**
 * A place that nobody understands says nothing beside others that are understood; alone it leaves the place open. An
 * advert that names a whole city may or may not lie in the arrondissement that is asked for.
 */
export const judgeLocation: Judge = ({ locations }, { inseeCode }, covers) => {
  if (locations.length === 0) return null;
  const understood = locations.filter(({ inseeCodes }) => inseeCodes.length > 0);
  if (understood.length === 0 || inseeCode === null) return 'UNKNOWN';

  const around = understood.filter(({ inseeCodes }) => inseeCodes.some((code) => covers(code, inseeCode)));
  if (around.some(({ resolution }) => resolution === 'EXACT')) return 'MET';
  if (around.length > 0) return 'WITHIN_MARGIN';
  const mayLieWithin = understood.some(({ inseeCodes }) => inseeCodes.some((code) => covers(inseeCode, code)));
  return mayLieWithin ? 'UNKNOWN' : 'BROKEN';
};

export const judgePrice: Judge = ({ price, margin }, { price: offered }) => {
  if (price === null) return null;
  if (offered?.currency !== price.currency) return 'UNKNOWN';
  const verdict = judgeRange(price, offered.amount, margin);
  if (verdict !== 'UNMET') return verdict;
  return isWithin(price, offered.amount, (margin ?? 0) + PRICE_BREAKS_BEYOND_MARGIN) ? 'UNMET' : 'BROKEN';
};

/** The prices, bounds included, that are not out of the question; `null` where the request does not ask. */
export function mostAcceptedPrice({ price, margin }: Pick<BuyerRequest, 'price' | 'margin'>): Range | null {
  if (price === null) return null;
  const most = (margin ?? 0) + PRICE_BREAKS_BEYOND_MARGIN;
  return {
    min: price.min === null ? null : Math.max(0, Math.floor((price.min * (100 - most)) / 100)),
    max: price.max === null ? null : Math.ceil((price.max * (100 + most)) / 100),
  };
}

export const judgeArea: Judge = ({ area, margin }, { areaM2 }) =>
  area === null ? null : areaM2 === null ? 'UNKNOWN' : judgeRange(area, areaM2, margin);

export const judgeRooms: Judge = ({ rooms }, { roomCount }) => {
  if (rooms === null) return null;
  return roomCount === null ? 'UNKNOWN' : metIf(meets(rooms.operator, roomCount, rooms.value));
};

export const judgeBedrooms: Judge = ({ minBedrooms }, { bedroomCount }) => {
  if (minBedrooms === null) return null;
  return bedroomCount === null ? 'UNKNOWN' : metIf(bedroomCount >= minBedrooms);
};

export const judgeFloor: Judge = ({ floor }, advert) => (floor === null ? null : judgeFloorNumber(floor, advert));

/** Good or better takes what is better still; who wants work to do takes no finished home. One step short is near. */
export const judgeCondition: Judge = ({ condition }, advert) => {
  if (condition === null) return null;
  if (advert.condition === null) return 'UNKNOWN';
  const wantsNoWork = wantedConditions.indexOf(condition) >= wantedConditions.indexOf('GOOD');
  const steps = wantedConditions.indexOf(advert.condition) - wantedConditions.indexOf(condition);
  if (steps === 0 || (wantsNoWork && steps > 0)) return 'MET';
  return Math.abs(steps) === 1 ? 'WITHIN_MARGIN' : 'UNMET';
};

export const judgeOutdoorSpace: Judge = ({ outdoorAreas }, advert) =>
  worst(outdoorAreas.map((wish) => judgeFeature(advert.outdoorAreas[wish.kind], wish)));

export const judgeServices: Judge = ({ services }, advert) =>
  worst(services.map(({ kind, count }) => judgeFeature(advert.services[kind], { count, minAreaM2: null })));

/** Whether a wanted thing is there, as many of it and as large as wanted; what was not counted counts as one. */
function judgeFeature(
  { isThere, count, areaM2 }: Feature,
  wish: Readonly<{ count: number; minAreaM2: number | null }>,
): MatchOutcome {
  if (isThere !== true) return isThere === null ? 'UNKNOWN' : 'UNMET';
  const isEnough = wish.count <= 1 ? true : count === null ? null : count >= wish.count;
  const isLarge = wish.minAreaM2 === null ? true : areaM2 === null ? null : areaM2 >= wish.minAreaM2;
  if (isEnough === false || isLarge === false) return 'UNMET';
  return isEnough === null || isLarge === null ? 'UNKNOWN' : 'MET';
}

type Range = Readonly<{ min: number | null; max: number | null }>;

function judgeRange(range: Range, offered: number, marginPercent: number | null): MatchOutcome {
  if (isWithin(range, offered, 0)) return 'MET';
  return isWithin(range, offered, marginPercent ?? 0) ? 'WITHIN_MARGIN' : 'UNMET';
}

/** In hundredths on both sides: 110 % of a round sum must be that sum exactly. */
function isWithin({ min, max }: Range, offered: number, marginPercent: number): boolean {
  const hundredfold = 100 * offered;
  return (
    (min === null || hundredfold >= min * (100 - marginPercent)) &&
    (max === null || hundredfold <= max * (100 + marginPercent))
  );
}

function judgeFloorNumber(asked: FloorCriterion, { floor, floorCount }: MatchableAdvert): MatchOutcome {
  switch (asked.kind) {
    case 'TOP':
      return floor === null || floorCount === null ? 'UNKNOWN' : metIf(floor >= floorCount);
    case 'NUMBER':
      return floor === null ? 'UNKNOWN' : metIf(meets(asked.operator, floor, asked.value));
  }
}

function metIf(isMet: boolean): MatchOutcome {
  return isMet ? 'MET' : 'UNMET';
}

/** A list of wishes is answered by the worst of its answers; `null` where there is no wish. */
function worst(outcomes: readonly MatchOutcome[]): MatchOutcome | null {
  if (outcomes.length === 0) return null;
  if (outcomes.includes('UNMET')) return 'UNMET';
  return outcomes.includes('UNKNOWN') ? 'UNKNOWN' : 'MET';
}
