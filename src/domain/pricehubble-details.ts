import { takeRatings } from './pricehubble-ratings.js';
import type { PriceHubbleRatings } from './pricehubble-ratings.js';
import { refuseSubtype, takeFlatSubtype, takeHouseSubtype } from './pricehubble-subtype.js';
import { floorCountRule, isNewOf } from './subject-derivations.js';
import {
  aboveZero,
  count,
  integerFrom,
  notNegative,
  numberFrom,
  plausible,
  whole,
  wholeFrom,
} from './subject-draft.js';
import type { Rule, SubjectDraft } from './subject-draft.js';
import {
  bathroomCountOf,
  bedroomCountOf,
  energyGradeOf,
  floorCountOf,
  floorOf,
  garageSpacesOf,
  gardenAreaOf,
  given,
  outdoorParkingSpacesOf,
  renovationYearOf,
  roomCountOf,
} from './subject-facts.js';
import type { Fact, SubjectSources } from './subject-facts.js';
import { areaRule, hasLiftOf, hasPoolOf, isFurnishedOf, outsideAreaOf } from './subject-features.js';
import type { PriceHubbleSubtype } from './subject-overrides.js';

/** What PriceHubble takes beside the essentials; `null` is not sent. */
export type PriceHubbleDetails = PriceHubbleRatings &
  Readonly<{
    subtype: PriceHubbleSubtype | null;
    balconyAreaM2: number | null;
    gardenAreaM2: number | null;
    volumeM3: number | null;
    roomCount: number | null;
    bathroomCount: number | null;
    bedroomCount: number | null;
    floor: number | null;
    floorCount: number | null;
    garageSpaces: number | null;
    outdoorParkingSpaces: number | null;
    hasLift: boolean | null;
    hasPool: boolean | null;
    hasSauna: boolean | null;
    isFurnished: boolean | null;
    isNew: boolean | null;
    renovationYear: number | null;
    /** A letter from A to G, or what the label of another country says. */
    energyLabel: string | null;
    numberOfUnits: number | null;
    annualRentIncome: number | null;
  }>;

export type HomeSetting = Readonly<{ countryCode: string; isHouse: boolean; constructionYear: number | undefined }>;

/** Written as four digits; whether PriceHubble knows homes of that age is for the server to say. */
export const yearRule = integerFrom(1000, 3000);

/**
 * PriceHubble's own limits vary by country, kind and page of its documents, so they are left to the server, which
 * says what it does not take. These only keep an implausible detail of an advert from spoiling its valuation.
 */
const plausibleRanges = {
  bathroomCount: integerFrom(1, 5),
  bedroomCount: integerFrom(1, 20),
  parkingSpaces: integerFrom(0, 6),
  balconyArea: { FRANCE: numberFrom(0, 500), ELSEWHERE: numberFrom(0, 200) },
  gardenArea: numberFrom(0, 200),
  floor: integerFrom(-5, 100),
  floorCount: integerFrom(1, 100),
} as const;

const fromOne = wholeFrom(1);

const countriesWithHalfRooms: ReadonlySet<string> = new Set(['AT', 'CH', 'DE']);
/** The United Kingdom is `GB` in ISO 3166 and `UK` in PriceHubble's remarks. */
const countriesWithBedrooms: ReadonlySet<string> = new Set(['BE', 'ES', 'GB', 'UK']);

const label: Rule<string> = {
  allowed: 'a label of 1 to 32 letters, digits, spaces and signs (+ - . _ /)',
  admits: (text) => /^[\p{L}\d](?:[\p{L}\d+._/ -]{0,30}[\p{L}\d+])?$/u.test(text),
};

const noHomeDetails = {
  subtype: null,
  balconyAreaM2: null,
  gardenAreaM2: null,
  volumeM3: null,
  roomCount: null,
  bathroomCount: null,
  bedroomCount: null,
  floor: null,
  floorCount: null,
  garageSpaces: null,
  outdoorParkingSpaces: null,
  hasLift: null,
  hasPool: null,
  hasSauna: null,
  isFurnished: null,
  isNew: null,
  renovationYear: null,
  energyLabel: null,
  condition: null,
  quality: null,
} as const;

export function takeMultiFamilyDetails(draft: SubjectDraft, sources: SubjectSources): PriceHubbleDetails {
  const { numberOfUnits, annualRentIncome } = sources.overrides ?? {};
  refuseSubtype(draft, sources);
  return {
    ...noHomeDetails,
    numberOfUnits: draft.offer('numberOfUnits', given(numberOfUnits), fromOne) ?? null,
    annualRentIncome: draft.offer('annualRentIncome', given(annualRentIncome), notNegative) ?? null,
  };
}

export function takeHomeDetails(
  draft: SubjectDraft,
  sources: SubjectSources,
  { countryCode, isHouse, constructionYear }: HomeSetting,
): PriceHubbleDetails {
  const { overrides } = sources;
  const ranges = plausibleRanges;
  const rooms = roomRule(countryCode);
  const roomCount = draft.offer('roomCount', plausible(roomCountOf(sources), rooms), rooms);
  const offer = <T>(field: string, fact: Fact<T> | null, rule?: Rule<T>, other?: Rule<T>): T | null =>
    draft.offer(field, fact, rule, other) ?? null;
  const inSomeCountries = <T>(isTaken: boolean, fact: Fact<T> | null): Fact<T> | null => (isTaken ? fact : null);
  const bedroomCount = plausible(bedroomCountOf(sources), ranges.bedroomCount);
  const isNotBefore = notBefore(constructionYear);

  // They are listed as inputs in the order in which they are taken.
  const home = {
    subtype: isHouse ? takeHouseSubtype(draft, sources) : takeFlatSubtype(draft, sources, roomCount),
    roomCount: roomCount ?? null,
    bathroomCount: offer('bathroomCount', plausible(bathroomCountOf(sources), ranges.bathroomCount), count),
    bedroomCount: offer('bedroomCount', inSomeCountries(countriesWithBedrooms.has(countryCode), bedroomCount), count),
    volumeM3: offer('volume', inSomeCountries(countryCode === 'CH', given(overrides?.volume)), aboveZero),
    energyLabel: takeEnergyLabel(draft, sources),
    balconyAreaM2: offer(
      'balconyArea',
      plausible(outsideAreaOf(sources, 'balcony'), ranges.balconyArea[countryCode === 'FR' ? 'FRANCE' : 'ELSEWHERE']),
      notNegative,
      areaRule(sources, 'balcony'),
    ),
    garageSpaces: offer('garageSpaces', plausible(garageSpacesOf(sources), ranges.parkingSpaces), count),
    outdoorParkingSpaces: offer(
      'outdoorParkingSpaces',
      plausible(outdoorParkingSpacesOf(sources), ranges.parkingSpaces),
      count,
    ),
    hasPool: offer('hasPool', hasPoolOf(sources)),
    hasSauna: offer('hasSauna', given(overrides?.hasSauna)),
    isFurnished: offer('isFurnished', isFurnishedOf(sources)),
    isNew: offer('isNew', isNewOf(sources)),
    renovationYear: offer(
      'renovationYear',
      plausible(renovationYearOf(sources), yearRule, isNotBefore),
      yearRule,
      isNotBefore,
    ),
  };
  const { condition, quality } = takeRatings(draft, sources, isHouse);
  const { gardenAreaM2, floor, floorCount, hasLift } = isHouse ? noFlatDetails : takeFlatDetails(draft, sources);
  return {
    subtype: home.subtype,
    roomCount: home.roomCount,
    bathroomCount: home.bathroomCount,
    bedroomCount: home.bedroomCount,
    volumeM3: home.volumeM3,
    energyLabel: home.energyLabel,
    balconyAreaM2: home.balconyAreaM2,
    garageSpaces: home.garageSpaces,
    outdoorParkingSpaces: home.outdoorParkingSpaces,
    hasPool: home.hasPool,
    hasSauna: home.hasSauna,
    isFurnished: home.isFurnished,
    isNew: home.isNew,
    renovationYear: home.renovationYear,
    condition,
    quality,
    numberOfUnits: null,
    annualRentIncome: null,
    gardenAreaM2,
    floor,
    floorCount,
    hasLift,
  };
}

const noFlatDetails = { gardenAreaM2: null, floor: null, floorCount: null, hasLift: null } as const;

function takeFlatDetails(draft: SubjectDraft, sources: SubjectSources) {
  const ranges = plausibleRanges;
  const floor = draft.offer('floor', plausible(floorOf(sources), ranges.floor), whole);
  const isNoneAbove = floorCountRule(floor);
  const floorCount = plausible(floorCountOf(sources), ranges.floorCount, isNoneAbove);
  return {
    gardenAreaM2: draft.offer('gardenArea', plausible(gardenAreaOf(sources), ranges.gardenArea), notNegative) ?? null,
    floor: floor ?? null,
    floorCount: draft.offer('floorCount', floorCount, fromOne, isNoneAbove) ?? null,
    hasLift: draft.offer('hasLift', hasLiftOf(sources)) ?? null,
  };
}

/** The label in its country's own words where the client gives those, else the French letter. */
function takeEnergyLabel(draft: SubjectDraft, sources: SubjectSources): string | null {
  const override = given(sources.overrides?.energyLabel);
  if (override !== null) return draft.offer('energyLabel', override, label) ?? null;
  return draft.offer('energyGrade', energyGradeOf(sources)) ?? null;
}

function roomRule(countryCode: string): Rule<number> {
  return countriesWithHalfRooms.has(countryCode)
    ? { allowed: 'whole and half rooms, above 0', admits: (rooms) => rooms > 0 && Number.isInteger(rooms * 2) }
    : {
        allowed: () => `whole rooms, above 0, in ${countryCode}`,
        admits: (rooms) => rooms > 0 && Number.isInteger(rooms),
      };
}

function notBefore(constructionYear: number | undefined): Rule<number> {
  return {
    allowed: () => `no year before the construction in ${constructionYear ?? ''}`,
    admits: (year) => constructionYear === undefined || year >= constructionYear,
  };
}
