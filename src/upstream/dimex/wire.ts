import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { DimexFlat, DimexHouse, DimexSubject } from '../../domain/dimex-subject.js';
import { isInseeCode } from '../../domain/insee-code.js';
import { toCoordinates } from '../../domain/location.js';
import { euros } from '../../domain/money.js';
import type { AtticType, BuildingMaterial } from '../../domain/subject-overrides.js';
import type { DimexEstimate, Typicality, ValuationConfidence } from '../../domain/valuation.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import { toRangeAround } from '../estimated-value.js';
import { isRecord } from '../reading.js';
import { looseInteger, looseNumber, looseObject, looseText, readShape } from '../shape.js';
import { toVendorMessage } from '../vendor-message.js';

type DimexAnswer = DimexEstimate | UpstreamError;

/** One estimation: a home on a day, `YYYY-MM-DD`; `reference` goes along, so that Dimex's bill can be read by it. */
export type DimexAsk = Readonly<{ subject: DimexSubject; date: string; reference?: string | null }>;

const buildingMaterials: Readonly<Record<BuildingMaterial, string>> = {
  BRICK: 'BRICK',
  CONCRETE: 'BETON',
  EARTH: 'EARTH',
  OTHER: 'OTHER',
};
const atticTypes: Readonly<Record<AtticType, string>> = {
  ATTIC: 'ATTIC',
  CONVERTIBLE_ATTIC: 'CONVERTABLE_ATTIC_SPACE',
  NONE: 'NONE',
};
const trafficLights: Readonly<Partial<Record<string, Typicality>>> = {
  '1': 'TYPICAL',
  '2': 'ATYPICAL',
  '3': 'VERY_ATYPICAL',
  GREEN: 'TYPICAL',
  YELLOW: 'ATYPICAL',
  RED: 'VERY_ATYPICAL',
};
const confidences: Readonly<Record<Typicality, ValuationConfidence>> = {
  TYPICAL: 'GOOD',
  ATYPICAL: 'MEDIUM',
  VERY_ATYPICAL: 'POOR',
  UNKNOWN: 'UNKNOWN',
};

/** The body of an estimation: each home carries the index, from 1, by which its answer is found again. */
export function toRequestBody(model: string, asks: readonly DimexAsk[]): unknown {
  return { model, requests: asks.map((ask, position) => toRequest(ask, position + 1)) };
}

/** What `JSON.stringify` leaves out, `undefined`, is not known. */
function toRequest({ subject, date, reference }: DimexAsk, index: number): unknown {
  return {
    index,
    externalId: reference ?? undefined,
    valuationDate: date,
    address: subject.address,
    constructionYear: subject.constructionYear,
    area: { usableArea: subject.livingAreaM2 },
    numberOfRooms: subject.roomCount,
    conditionManualValue: subject.conditionScore,
    standardManualValue: subject.standardScore ?? undefined,
    energyGrade: subject.energyGrade,
    glazingType: subject.glazing ?? undefined,
    numberOfGarageParkingSpaces: subject.garageSpaces ?? undefined,
    numberOfOutdoorParkingSpaces: subject.outdoorParkingSpaces ?? undefined,
    ...(subject.kind === 'HOUSE' ? houseFields(subject) : flatFields(subject)),
  };
}

function houseFields(house: DimexHouse): object {
  return {
    houseType: house.houseType,
    landPlotArea: house.landAreaM2,
    numberOfFloors: house.floorCount,
    hasBalcony: house.hasBalcony ?? undefined,
    hasTerrace: house.hasTerrace ?? undefined,
    cellarType: house.cellarType ?? undefined,
    atticType: house.atticType === null ? undefined : atticTypes[house.atticType],
    hasSeparateRoomSecondaryUse: house.hasOutbuilding ?? undefined,
  };
}

function flatFields(flat: DimexFlat): object {
  return {
    flatType: flat.flatType,
    floor: flat.floor,
    numberOfFloors: flat.floorCount ?? undefined,
    terraceArea: flat.terraceAreaM2,
    balconyArea: flat.balconyAreaM2 ?? undefined,
    gardenArea: flat.gardenAreaM2 ?? undefined,
    buildingMaterialType: flat.buildingMaterial === null ? undefined : buildingMaterials[flat.buildingMaterial],
    hasCellar: flat.hasCellar ?? undefined,
    hasAttic: flat.hasAttic ?? undefined,
    firstOccupancy: flat.isFirstOccupancy,
  };
}

/** A bare JSON string; should a list of models come instead, the newest ("2026Q2") is meant. */
export function toModel(body: unknown): string {
  const models = (Array.isArray(body) ? body : [body])
    .map((each) => looseText.parse(each))
    // One word: a sentence, such as one about maintenance, is none.
    .filter((each) => each !== null && /^[\w.-]{1,40}$/.test(each))
    .filter((each) => each !== null);
  const newest = models.toSorted().at(-1);
  if (newest === undefined) throw invalidResponse('dimex', 'named no model');
  return newest;
}

const envelope = z.object({ results: z.array(z.unknown()) });
const item = z.object({
  marketValueBeforeCorrection: looseNumber,
  statisticalPriceRangeMin: looseNumber,
  statisticalPriceRangeMax: looseNumber,
  microLocationValue: looseNumber,
  lat: looseNumber,
  lon: looseNumber,
  address: looseText,
  macroLocation: looseObject({ code: looseText, name: looseText }),
});

/**
 * One result for each home that was asked for, in that order, found by its index alone. An index that did not come, or
 * came twice with different answers, fails that home. One that was not asked for, or that comes with the reference of
 * another home, fails them all: who counts otherwise than we do may have given each home its neighbour's value.
 */
export function toResults(body: unknown, asks: readonly DimexAsk[], model: string): readonly DimexAnswer[] {
  const { results } = readShape('dimex', envelope, body);
  const byIndex = new Map<number, unknown[]>();
  for (const result of results) {
    const index = isRecord(result) ? looseInteger.parse(result['index']) : null;
    if (index === null) continue;
    const ask = asks[index - 1];
    if (ask === undefined || isOfAnother(result, ask)) {
      throw invalidResponse('dimex', 'answered for a property that was not asked for');
    }
    byIndex.set(index, [...(byIndex.get(index) ?? []), result]);
  }
  return asks.map((ask, position) => toResult(byIndex.get(position + 1) ?? [], ask, model));
}

/** Whether an answer bears a reference, and it is not the one that was sent; the document does not say that it does. */
function isOfAnother(result: unknown, { reference }: DimexAsk): boolean {
  const echoed = isRecord(result) ? looseText.parse(result['externalId']) : null;
  return echoed !== null && echoed !== (reference ?? null);
}

function toResult(answers: readonly unknown[], ask: DimexAsk, model: string): DimexAnswer {
  const [answer, ...others] = answers;
  if (!isRecord(answer)) return invalidResponse('dimex', 'left out a property that was asked for');
  if (others.some((other) => !isDeepStrictEqual(other, answer))) {
    return invalidResponse('dimex', 'answered twice for one property');
  }
  // A refusal is told by the value that is not there: its messages come with the level of a warning.
  if (!hasValue(answer)) return refusal(answer);
  try {
    return toEstimate(answer, ask, model);
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

function hasValue(answer: unknown): boolean {
  const value = isRecord(answer) ? answer['marketValueBeforeCorrection'] : undefined;
  return value !== null && value !== undefined;
}

function refusal({ messages, error }: Readonly<Record<string, unknown>>): UpstreamError {
  const said = [...(Array.isArray(messages) ? (messages as unknown[]) : [messages]), error].flatMap((each) => {
    return toVendorMessage(isRecord(each) ? each['message'] : each) ?? [];
  });
  const message = toVendorMessage([...new Set(said)].join(' '));
  return new UpstreamError('dimex', 'VALUATION_REFUSED', message ?? 'Dimex gave neither a value nor a reason.');
}

function toEstimate(
  answer: Readonly<Record<string, unknown>>,
  { subject, date }: DimexAsk,
  model: string,
): DimexEstimate {
  const read = readShape('dimex', item, answer);
  const value = read.marketValueBeforeCorrection;
  if (value === null) throw invalidResponse('dimex', 'sent a value that is no number');
  const inseeCode = toInseeCode(read.macroLocation?.code ?? null);
  if (isElsewhere(subject.address, read.address, inseeCode)) {
    throw invalidResponse('dimex', 'answered for another place than was asked');
  }
  const bounds = { lower: read.statisticalPriceRangeMin, upper: read.statisticalPriceRangeMax };
  const typicality = toTypicality(answer['statisticalTrafficLight']);
  return {
    provider: 'DIMEX',
    dealType: 'SALE',
    valuationDate: date,
    value: euros(value),
    range: toRangeAround('dimex', value, bounds, 'EUR'),
    confidence: confidences[typicality ?? 'UNKNOWN'],
    coordinates: toCoordinates(read.lat, read.lon),
    computedAt: new Date().toISOString(),
    model,
    address: shortText(read.address),
    macroLocation: read.macroLocation && { inseeCode, name: shortText(read.macroLocation.name) },
    microLocationScore: read.microLocationValue,
    typicality,
  };
}

/**
 * Whether what came back names another postal code, and lies in another département, than what was asked. Either alone
 * may be right: some communes have the postal code of a neighbouring département.
 */
function isElsewhere(asked: string, answered: string | null, inseeCode: string | null): boolean {
  const own = postalCodeOf(asked);
  const other = postalCodeOf(answered ?? '');
  if (own === null || other === null || inseeCode === null || own === other) return false;
  return departmentOf(own) !== departmentOf(inseeCode);
}

/** Of a postal or an INSEE code; both départements of Corsica have the postal codes of the one that they were. */
function departmentOf(code: string): string {
  if (/^2[AB]/.test(code)) return '20';
  return code.slice(0, /^9[78]/.test(code) ? 3 : 2);
}

function postalCodeOf(address: string): string | null {
  return /\b\d{5}\b(?!.*\b\d{5}\b)/.exec(address)?.[0] ?? null;
}

const LONGEST_TEXT = 300;

/** Nothing longer is the name of a place. */
function shortText(text: string | null): string | null {
  return text === null || text.length > LONGEST_TEXT ? null : text;
}

/** An object here, plain text ("red") in Dimex's sister API. */
function toTypicality(light: unknown): Typicality | null {
  const told = isRecord(light) ? [light['trafficLight'], light['classificationText']] : [light];
  const words = told.flatMap((each) => looseText.parse(each)?.toUpperCase() ?? []);
  if (words.length === 0) return null;
  return (
    words.map((word) => (Object.hasOwn(trafficLights, word) ? trafficLights[word] : undefined)).find(Boolean) ??
    'UNKNOWN'
  );
}

/** The code is a JSON number, so that the zero of the first nine départements is lost. */
function toInseeCode(code: string | null): string | null {
  const padded = code?.padStart(5, '0') ?? '';
  return isInseeCode(padded) ? padded : null;
}
