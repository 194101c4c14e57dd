import { meets, standings, viewReaches, wantedConditions } from './buyer-criteria.js';
import type { FloorCriterion, OutdoorWish, ServiceWish, ViewWish } from './buyer-criteria.js';
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
  | 'STANDING'
  | 'VIEW'
  | 'OUTDOOR_SPACE'
  | 'SERVICES';

/** From what earns most to what earns nothing. UNKNOWN: the advert does not say, or nobody knows what was asked. */
export const matchOutcomes = ['MET', 'WITHIN_MARGIN', 'UNKNOWN', 'UNMET'] as const;
export type MatchOutcome = (typeof matchOutcomes)[number];

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

export const judgePrice: Judge = (request, { price: offered }) => {
  const { price } = request;
  if (price === null) return null;
  if (offered?.currency !== price.currency) return 'UNKNOWN';
  if (isPriceAccepted(request, offered.amount, 'MET')) return 'MET';
  if (isPriceAccepted(request, offered.amount, 'WITHIN_MARGIN')) return 'WITHIN_MARGIN';
  return isPriceAccepted(request, offered.amount, 'UNMET') ? 'UNMET' : 'BROKEN';
};

/** Whether a price earns at least what this verdict earns: what its request grants, in the currency that it names. */
export function isPriceAccepted(
  { price, margin }: Pick<BuyerRequest, 'price' | 'margin'>,
  amount: number,
  atLeast: 'MET' | 'WITHIN_MARGIN' | 'UNMET',
): boolean {
  return price === null || isWithin(price, amount, priceMargin(margin, atLeast));
}

/** In per cent beyond the bounds. */
export function priceMargin(margin: number | null, atLeast: 'MET' | 'WITHIN_MARGIN' | 'UNMET'): number {
  switch (atLeast) {
    case 'MET':
      return 0;
    case 'WITHIN_MARGIN':
      return margin ?? 0;
    case 'UNMET':
      return (margin ?? 0) + PRICE_BREAKS_BEYOND_MARGIN;
  }
}

/** The prices, bounds included, that are not out of the question; `null` where the request does not ask. */
export function mostAcceptedPrice({ price, margin }: Pick<BuyerRequest, 'price' | 'margin'>): Range | null {
  if (price === null) return null;
  const most = priceMargin(margin, 'UNMET');
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

/** More luxury than asked is welcome; one step less is near. */
export const judgeStanding: Judge = ({ standing }, advert) => {
  if (standing === null) return null;
  if (advert.standing === null) return 'UNKNOWN';
  return judgeSteps(standings.indexOf(advert.standing) - standings.indexOf(standing));
};

export const judgeView: Judge = ({ view }, advert) => {
  if (view === null) return null;
  const reach = judgeReach(view, advert.view);
  return reach === 'UNMET' ? reach : worse(reach, judgeLandscape(view, advert.view));
};

/** More of a view than asked is welcome; one step less is near. */
function judgeReach({ reach }: ViewWish, offered: MatchableAdvert['view']): MatchOutcome {
  if (reach === null) return 'MET';
  if (offered.reach === null) return 'UNKNOWN';
  return judgeSteps(viewReaches.indexOf(offered.reach) - viewReaches.indexOf(reach));
}

/** One of the landscapes is enough. A view of "water" may be one of the sea or of a lake. */
function judgeLandscape({ on }: ViewWish, offered: MatchableAdvert['view']): MatchOutcome {
  if (on.length === 0) return 'MET';
  if (offered.on.length === 0) return 'UNKNOWN';
  if (on.some((landscape) => offered.on.includes(landscape))) return 'MET';
  const mayBeMeant = offered.on.includes('WATER') && (on.includes('SEA') || on.includes('LAKE'));
  return mayBeMeant ? 'UNKNOWN' : 'UNMET';
}

/** Several wishes are answered by the worst of their answers. */
export const judgeOutdoorSpace: Judge = ({ outdoorAreas }, advert) => {
  let answer: MatchOutcome | null = null;
  for (const wish of outdoorAreas) answer = worse(answer, judgeOutdoorWish(wish, advert));
  return answer;
};

export const judgeServices: Judge = ({ services }, advert) => {
  let answer: MatchOutcome | null = null;
  for (const wish of services) answer = worse(answer, judgeServiceWish(wish, advert));
  return answer;
};

function judgeOutdoorWish({ kind, count, minAreaM2 }: OutdoorWish, { outdoorAreas }: MatchableAdvert): MatchOutcome {
  return judgeFeature(outdoorAreas[kind], count, minAreaM2);
}

function judgeServiceWish({ kind, count }: ServiceWish, { services }: MatchableAdvert): MatchOutcome {
  return judgeFeature(services[kind], count, null);
}

/** Whether a wanted thing is there, as many of it and as large as wanted; what was not counted counts as one. */
function judgeFeature(
  { isThere, count, areaM2 }: Feature,
  wantedCount: number,
  wantedAreaM2: number | null,
): MatchOutcome {
  if (isThere !== true) return isThere === null ? 'UNKNOWN' : 'UNMET';
  const isEnough = wantedCount <= 1 ? true : count === null ? null : count >= wantedCount;
  const isLarge = wantedAreaM2 === null ? true : areaM2 === null ? null : areaM2 >= wantedAreaM2;
  if (isEnough === false || isLarge === false) return 'UNMET';
  return isEnough === null || isLarge === null ? 'UNKNOWN' : 'MET';
}

type Range = Readonly<{ min: number | null; max: number | null }>;

function judgeRange(range: Range, offered: number, marginPercent: number | null): MatchOutcome {
  if (isWithin(range, offered, 0)) return 'MET';
  return isWithin(range, offered, marginPercent ?? 0) ? 'WITHIN_MARGIN' : 'UNMET';
}

function isWithin(range: Range, offered: number, marginPercent: number): boolean {
  const { least, most } = hundredfoldBounds(range, marginPercent);
  const hundredfold = 100 * offered;
  return hundredfold >= least && hundredfold <= most;
}

/** What lies in a range is so much a hundred times, bounds included: 110 % of a round sum must be that sum exactly. */
export function hundredfoldBounds(
  { min, max }: Range,
  marginPercent: number,
): Readonly<{ least: number; most: number }> {
  return {
    least: min === null ? -Infinity : min * (100 - marginPercent),
    most: max === null ? Infinity : max * (100 + marginPercent),
  };
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

function judgeSteps(steps: number): MatchOutcome {
  return steps >= 0 ? 'MET' : steps === -1 ? 'WITHIN_MARGIN' : 'UNMET';
}

/** The more it costs: a near miss earns more than what is not told. */
function worse(one: MatchOutcome | null, other: MatchOutcome): MatchOutcome {
  return one === null || matchOutcomes.indexOf(other) > matchOutcomes.indexOf(one) ? other : one;
}
