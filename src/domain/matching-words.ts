import { viewReaches } from './buyer-criteria.js';
import type { ComparisonOperator, FloorCriterion, OutdoorWish, Standing, ViewWish } from './buyer-criteria.js';
import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import { findArrondissement } from './insee-code.js';
import type { Coordinates } from './location.js';
import type { Feature, MatchableAdvert } from './matchable-advert.js';
import type { MatchCriterionKind } from './matching-criteria.js';
import {
  conditionWords,
  offerTypeWords,
  outdoorWords,
  propertyClassWords,
  reachWords,
  serviceWords,
  standingWords,
  viewOnWords,
  wantedConditionWords,
} from './matching-vocabulary.js';
import type { CurrencyCode } from './money.js';

/** A criterion as a person says it: "≤ 400,000 € (+10 %)"; blank where it is not asked. */
export function requestedWords(kind: MatchCriterionKind, request: BuyerRequest): string {
  const { price, area, rooms, minBedrooms, margin, floor, condition, standing, view } = request;
  switch (kind) {
    case 'OFFER_TYPE':
      return offerTypeWords[request.offerType];
    case 'PROPERTY_CLASS':
      return request.propertyClasses.map((each) => propertyClassWords[each]).join(' or ') || 'any kind of property';
    case 'LOCATION':
      return wantedPlaceWords(request);
    case 'PRICE':
      return price === null ? '' : rangeWords(price, (amount) => amountWords(amount, price.currency), margin);
    case 'AREA':
      return area === null ? '' : rangeWords(area, areaWords, margin);
    case 'ROOMS':
      return rooms === null ? '' : `${operatorWords[rooms.operator]}${countWords(rooms.value, 'room')}`;
    case 'BEDROOMS':
      return minBedrooms === null ? '' : `≥ ${countWords(minBedrooms, 'bedroom')}`;
    case 'FLOOR':
      return floor === null ? '' : wantedFloorWords(floor);
    case 'CONDITION':
      return condition === null ? '' : wantedConditionWords[condition];
    case 'STANDING':
      return standing === null ? '' : wantedStandingWords(standing);
    case 'VIEW':
      return view === null ? '' : wantedViewWords(view);
    case 'OUTDOOR_SPACE':
      return request.outdoorAreas.map(wantedOutdoorWords).join(', ');
    case 'SERVICES':
      return request.services.map(({ kind: wanted, count }) => several(serviceWords[wanted], count)).join(', ');
  }
}

/** What the advert says of it: "415,000 €"; `null` where it says nothing. Of many things, those that are asked for. */
export function offeredWords(kind: MatchCriterionKind, advert: MatchableAdvert, request: BuyerRequest): string | null {
  switch (kind) {
    case 'OFFER_TYPE':
      return advert.offerType && offerTypeWords[advert.offerType];
    case 'PROPERTY_CLASS':
      return advert.propertyClass && propertyClassWords[advert.propertyClass];
    case 'LOCATION':
      return offeredPlaceWords(advert);
    case 'PRICE':
      return advert.price && amountWords(advert.price.amount, advert.price.currency);
    case 'AREA':
      return advert.areaM2 === null ? null : areaWords(advert.areaM2);
    case 'ROOMS':
      return advert.roomCount === null ? null : countWords(advert.roomCount, 'room');
    case 'BEDROOMS':
      return advert.bedroomCount === null ? null : countWords(advert.bedroomCount, 'bedroom');
    case 'FLOOR':
      return offeredFloorWords(advert);
    case 'CONDITION':
      return advert.condition && conditionWords[advert.condition];
    case 'STANDING':
      return advert.standing && standingWords[advert.standing];
    case 'VIEW':
      return offeredViewWords(advert);
    case 'OUTDOOR_SPACE':
      return listed(
        request.outdoorAreas.map((wish) => featureWords(outdoorWords[wish.kind], advert.outdoorAreas[wish.kind])),
      );
    case 'SERVICES':
      return listed(request.services.map((wish) => featureWords(serviceWords[wish.kind], advert.services[wish.kind])));
  }
}

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

const currencySigns: Readonly<Partial<Record<CurrencyCode, string>>> = { EUR: '€', USD: '$', GBP: '£' };

function amountWords(amount: number, currency: CurrencyCode): string {
  return `${numbers.format(amount)} ${currencySigns[currency] ?? currency}`;
}

function areaWords(areaM2: number): string {
  return `${numbers.format(areaM2)} m²`;
}

function countWords(count: number, noun: string): string {
  return `${numbers.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function rangeWords(
  { min, max }: Readonly<{ min: number | null; max: number | null }>,
  words: (bound: number) => string,
  marginPercent: number | null,
): string {
  const tolerance = (sign: string) =>
    marginPercent === null || marginPercent <= 0 ? '' : ` (${sign}${numbers.format(marginPercent)} %)`;
  if (min === null) return max === null ? '' : `≤ ${words(max)}${tolerance('+')}`;
  return max === null ? `≥ ${words(min)}${tolerance('−')}` : `${words(min)} to ${words(max)}${tolerance('±')}`;
}

function wantedPlaceWords({ locations, around }: BuyerRequest): string {
  const places = locations.map(placeWords);
  if (around === null) return places.join(', ');
  const { coordinates, radiusKm } = around;
  const middle = coordinatesWords(coordinates);
  return [...places, radiusKm === null ? `near ${middle}` : `within ${numbers.format(radiusKm)} km of ${middle}`].join(
    ', ',
  );
}

function placeWords({ name, district }: RequestedLocation): string {
  return district === null ? name : `${name} (${district})`;
}

function offeredPlaceWords({ city, inseeCode, coordinates }: MatchableAdvert): string | null {
  const arrondissement = inseeCode === null ? null : findArrondissement(inseeCode);
  // Adverts of Paris, Lyon and Marseille tell the city, and by its code the arrondissement.
  if (city !== null && arrondissement !== null && !/\d/.test(city)) {
    return `${city} ${arrondissement.number}${arrondissement.number === 1 ? 'er' : 'e'}`;
  }
  return city ?? inseeCode ?? (coordinates && coordinatesWords(coordinates));
}

function coordinatesWords({ latitude, longitude }: Coordinates): string {
  return `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`;
}

const operatorWords: Readonly<Record<ComparisonOperator, string>> = { EQUAL: '', AT_LEAST: '≥ ', AT_MOST: '≤ ' };

function wantedFloorWords(floor: FloorCriterion): string {
  switch (floor.kind) {
    case 'TOP':
      return 'top floor';
    case 'NUMBER':
      return `${operatorWords[floor.operator]}${floorWords(floor.value)}`;
  }
}

function offeredFloorWords({ floor, floorCount }: MatchableAdvert): string | null {
  if (floor === null) return null;
  return floorCount === null || floorCount <= 0 ? floorWords(floor) : `${floorWords(floor)} of ${floorCount}`;
}

function floorWords(floor: number): string {
  if (floor === 0) return 'ground floor';
  return floor < 0 ? `basement ${-floor}` : `${ordinal(floor)} floor`;
}

function ordinal(number: number): string {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return `${number}${(isTeen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10]) ?? 'th'}`;
}

function wantedStandingWords(standing: Standing): string {
  return standing === 'GRAND_LUXURY' ? standingWords[standing] : `${standingWords[standing]} or better`;
}

function wantedViewWords({ reach, on }: ViewWish): string {
  const orBetter = reach === null || reach === viewReaches.at(-1) ? '' : ' or better';
  const seen = on.map((each) => viewOnWords[each]).join(' or ');
  return `${reach === null ? 'view' : reachWords[reach]}${orBetter}${seen === '' ? '' : ` of ${seen}`}`;
}

function offeredViewWords({ view: { reach, on } }: MatchableAdvert): string | null {
  if (reach === null && on.length === 0) return null;
  const seen = on.map((each) => viewOnWords[each]).join(', ');
  return `${reach === null ? 'view' : reachWords[reach]}${seen === '' ? '' : ` of ${seen}`}`;
}

function wantedOutdoorWords({ kind, count, minAreaM2 }: OutdoorWish): string {
  return several(outdoorWords[kind], count) + (minAreaM2 === null ? '' : ` (≥ ${areaWords(minAreaM2)})`);
}

function featureWords(name: string, { isThere, count, areaM2 }: Feature): string | null {
  if (isThere !== true) return isThere === null ? null : `no ${name}`;
  return several(name, count ?? 1) + (areaM2 === null ? '' : ` ${areaWords(areaM2)}`);
}

function several(name: string, count: number): string {
  return count > 1 ? `${numbers.format(count)} × ${name}` : name;
}

function listed(words: readonly (string | null)[]): string | null {
  return words.filter((each) => each !== null).join(', ') || null;
}
