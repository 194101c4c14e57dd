import {
  outdoorKinds,
  serviceKinds,
  standings,
  viewReaches,
  wantedConditions,
} from '../../src/domain/buyer-criteria.js';
import type { BuyerRequest, RequestedLocation } from '../../src/domain/buyer-request.js';
import type { CommuneIndex } from '../../src/domain/commune.js';
import { silentAdvert } from '../../src/domain/matchable-advert.js';
import type { Feature, MatchableAdvert } from '../../src/domain/matchable-advert.js';
import { offerTypes, propertyClasses, viewOns } from '../../src/domain/vocabulary.js';
import { aBuyerRequest, aPlace } from './buyer-request.js';

export type GoldenMatch = Readonly<{
  number: string;
  request: BuyerRequest;
  advert: MatchableAdvert;
  expected: string;
}>;

/** The rows of a Markdown table whose first cell is a number: what is asked, what is offered, what comes of it. */
export function readGoldenMatches(markdown: string, communes: CommuneIndex): readonly GoldenMatch[] {
  return markdown.split('\n').flatMap((line) => {
    const [, number = '', asked = '', offered = '', expected = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^\d+$/.test(number)) return [];
    return [{ number, request: toRequest(asked, communes), advert: toAdvert(offered, communes), expected }];
  });
}

type Reader<T> = readonly (readonly [pattern: RegExp, read: (...groups: (string | undefined)[]) => Partial<T>])[];

/** Each fact is read by the one pattern that it fits; lists grow. */
function readFacts<T extends object>(text: string, readers: Reader<T>, start: T): T {
  return text.split('; ').reduce((known, fact) => {
    for (const [pattern, read] of readers) {
      const groups = pattern.exec(fact);
      if (groups !== null) return { ...known, ...read(...groups.slice(1)) };
    }
    throw new Error(`The golden table says what nobody understands: ${fact}`);
  }, start);
}

function toRequest(text: string, communes: CommuneIndex): BuyerRequest {
  const [outdoorAreas, services]: [BuyerRequest['outdoorAreas'][number][], BuyerRequest['services'][number][]] = [
    [],
    [],
  ];
  const readers: Reader<BuyerRequest> = [
    [
      /^to (\w+) (.+)$/,
      (offer, kinds) => ({
        offerType: wordOf(offerTypes, offer),
        propertyClasses:
          kinds === 'anything' ? [] : (kinds ?? '').split(' or ').map((kind) => wordOf(propertyClasses, kind)),
      }),
    ],
    [/^in (.+)$/, (places) => ({ locations: (places ?? '').split(' or ').map((name) => toPlace(name, communes)) })],
    [
      /^within (\d+) km of ([\d.]+), ([\d.]+)$/,
      (km, latitude, longitude) => ({
        around: {
          coordinates: { latitude: Number(latitude), longitude: Number(longitude) },
          radius: Number(km),
          radiusKm: Number(km),
        },
      }),
    ],
    [/^price (.+)$/, (range) => ({ price: { ...toRange(range), currency: 'EUR' } })],
    [/^area (.+)$/, (range) => ({ area: toRange(range) })],
    [/^margin (\d+) %$/, (margin) => ({ margin: Number(margin) })],
    [/^rooms (.) ([\d.]+)$/, (sign, value) => ({ rooms: { operator: operatorOf(sign), value: Number(value) } })],
    [/^bedrooms ≥ (\d+)$/, (count) => ({ minBedrooms: Number(count) })],
    [/^top floor$/, () => ({ floor: { kind: 'TOP' } })],
    [
      /^floor (.) (-?\d+)$/,
      (sign, value) => ({ floor: { kind: 'NUMBER', operator: operatorOf(sign), value: Number(value) } }),
    ],
    [/^condition (.+)$/, (word) => ({ condition: wordOf(wantedConditions, word) })],
    [/^standing (.+)$/, (word) => ({ standing: wordOf(standings, word) })],
    [/^view (.+)$/, (words) => ({ view: toView(words) })],
    [
      /^(?:(\d+) × )?([a-z ]+?)(?: ≥ (\d+) m²)?$/,
      (count, word, area) => {
        const wish = { count: Number(count ?? 1), minAreaM2: area === undefined ? null : Number(area) };
        const outdoor = outdoorKinds.find((kind) => kind === snake(word));
        if (outdoor !== undefined) outdoorAreas.push({ kind: outdoor, ...wish });
        else services.push({ kind: wordOf(serviceKinds, word), count: wish.count });
        return { outdoorAreas, services };
      },
    ],
  ];
  return readFacts(text, readers, aBuyerRequest({ propertyClasses: [] }));
}

function toAdvert(text: string, communes: CommuneIndex): MatchableAdvert {
  const features = { outdoorAreas: { ...silentAdvert.outdoorAreas }, services: { ...silentAdvert.services } };
  const readers: Reader<MatchableAdvert> = [
    [
      /^to (\w+) (.+)$/,
      (offer, kind) => ({ offerType: wordOf(offerTypes, offer), propertyClass: wordOf(propertyClasses, kind) }),
    ],
    [/^in (.+)$/, (name = '') => ({ city: name, inseeCode: communes.resolvePlace(name).inseeCodes[0] ?? null })],
    [
      /^at ([\d.]+), ([\d.]+)$/,
      (latitude, longitude) => ({ coordinates: { latitude: Number(latitude), longitude: Number(longitude) } }),
    ],
    [
      /^([\d,]+) ([€$])$/,
      (amount, sign) => ({ price: { amount: toNumber(amount), currency: sign === '€' ? 'EUR' : 'USD' } }),
    ],
    [/^([\d,]+) m²$/, (area) => ({ areaM2: toNumber(area) })],
    [/^(\d+) rooms?$/, (count) => ({ roomCount: Number(count) })],
    [/^(\d+) bedrooms?$/, (count) => ({ bedroomCount: Number(count) })],
    [
      /^floor (-?\d+)(?: of (\d+))?$/,
      (floor, of) => ({ floor: Number(floor), floorCount: of === undefined ? null : Number(of) }),
    ],
    [/^condition (.+)$/, (word) => ({ condition: wordOf(wantedConditions, word) })],
    [/^view (.+)$/, (words) => ({ view: toView(words) })],
    [
      /^(no )?(?:(\d+) × )?([a-z ]+?)(?: (\d+) m²)?$/,
      (no, count, word, area) => {
        const feature: Feature = {
          isThere: no === undefined,
          count: count === undefined ? null : Number(count),
          areaM2: area === undefined ? null : Number(area),
        };
        const outdoor = outdoorKinds.find((kind) => kind === snake(word));
        if (outdoor !== undefined) features.outdoorAreas[outdoor] = feature;
        else features.services[wordOf(serviceKinds, word)] = feature;
        return features;
      },
    ],
  ];
  return readFacts(text, readers, silentAdvert);
}

/** "Antibes", "Paris 7ème", "Antibes, quarter Juan-les-Pins". */
function toPlace(text: string, communes: CommuneIndex): RequestedLocation {
  const [name = '', district = null] = text.split(', quarter ');
  const { inseeCodes, resolution, departmentCodes } = communes.resolvePlace(name);
  return aPlace({
    name,
    district,
    inseeCodes,
    resolution,
    departmentCodes: inseeCodes.length === 0 ? departmentCodes : [],
  });
}

/** "≤ 400,000", "≥ 100", "300 to 400". */
function toRange(text = ''): Readonly<{ min: number | null; max: number | null }> {
  const [, atMost, atLeast, min, max] = /^(?:≤ ([\d,]+)|≥ ([\d,]+)|([\d,]+) to ([\d,]+))$/.exec(text) ?? [];
  const [low, high] = [atLeast ?? min, atMost ?? max];
  return { min: low === undefined ? null : toNumber(low), max: high === undefined ? null : toNumber(high) };
}

/** "clear, sea, mountain". */
function toView(text = ''): MatchableAdvert['view'] {
  const words = text.split(', ').map(snake);
  return {
    reach: viewReaches.find((reach) => words.includes(reach)) ?? null,
    on: viewOns.filter((on) => words.includes(on)),
  };
}

function operatorOf(sign = ''): 'EQUAL' | 'AT_LEAST' | 'AT_MOST' {
  return sign === '≥' ? 'AT_LEAST' : sign === '≤' ? 'AT_MOST' : 'EQUAL';
}

function wordOf<Word extends string>(words: readonly Word[], text = ''): Word {
  const word = words.find((each) => each === snake(text));
  if (word === undefined) throw new Error(`The golden table has a word that nobody knows: ${text}`);
  return word;
}

function snake(text = ''): string {
  return text.toUpperCase().replaceAll(' ', '_');
}

function toNumber(text = ''): number {
  return Number(text.replaceAll(',', ''));
}
