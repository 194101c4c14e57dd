import { z } from 'zod';
import { distanceKm, toCoordinates } from '../../domain/location.js';
import type { Coordinates } from '../../domain/location.js';
import type { CurrencyCode, MoneyRange } from '../../domain/money.js';
import type { DealType, PriceHubbleEstimate, ValuationConfidence } from '../../domain/valuation.js';
import { UpstreamError, invalidResponse } from '../errors.js';
import { toRangeAround } from '../estimated-value.js';
import { isRecord, readNumber, readText, recordOf } from '../reading.js';
import type { ReadBy } from '../reading.js';
import { readShape } from '../shape.js';
import { readRefusal } from '../vendor-message.js';
import type { PriceHubbleInput } from './wire.js';

type PriceHubbleAnswer = PriceHubbleEstimate | UpstreamError;

const confidences: Readonly<Partial<Record<string, ValuationConfidence>>> = {
  good: 'GOOD',
  medium: 'MEDIUM',
  poor: 'POOR',
};
/** Coordinates come back as they were sent; farther off, the answer is for another property. */
const MAX_DRIFT_KM = 50;
const SAME_POINT_KM = 0.005;
const OTHER_POINT_KM = 0.1;

const envelope = z.object({ valuations: z.array(z.unknown()) });
const range = recordOf({ lower: readNumber, upper: readNumber });
const valuation = recordOf({
  currency: readText,
  confidence: readText,
  coordinates: recordOf({ latitude: readNumber, longitude: readNumber }),
  scores: recordOf({ location: readNumber }),
  salePrice: readNumber,
  salePriceRange: range,
  rentGross: readNumber,
  rentGrossRange: range,
  rentNet: readNumber,
  rentNetRange: range,
  value: readNumber,
  valueRange: range,
});

/**
 * The results of all inputs, date after date, property after property. Answers carry no key: an answer for another
 * number of properties is thrown away whole, one for another number of dates fails its property, and neither is shifted.
 */
export function toResults(
  body: unknown,
  inputs: readonly PriceHubbleInput[],
  dealType: DealType,
): readonly PriceHubbleAnswer[] {
  const { valuations } = readShape('pricehubble', envelope, body);
  if (valuations.length !== inputs.length) {
    throw invalidResponse('pricehubble', `answered for ${valuations.length} properties, not for ${inputs.length}`);
  }
  return inputs.flatMap((input, place) => {
    const answers: unknown = valuations[place];
    if (Array.isArray(answers) && answers.length === input.dates.length) {
      return input.dates.map((date, position) => toResult(answers[position], { date, dealType, input, inputs }));
    }
    const error = invalidResponse('pricehubble', `did not answer for the ${input.dates.length} dates of a property`);
    return input.dates.map(() => error);
  });
}

type Asked = Readonly<{
  date: string;
  dealType: DealType;
  input: PriceHubbleInput;
  inputs: readonly PriceHubbleInput[];
}>;

function toResult(answer: unknown, asked: Asked): PriceHubbleAnswer {
  const read = valuation(answer);
  if (read === null || !isRecord(answer)) return invalidResponse('pricehubble', 'sent a valuation that is none');
  if (isRecord(answer['status'])) {
    const message = readRefusal(answer['status']) ?? 'PriceHubble gave neither a value nor a reason.';
    return new UpstreamError('pricehubble', 'VALUATION_REFUSED', message);
  }
  try {
    return toEstimate(read, asked);
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

function toEstimate(read: NonNullable<ReadBy<typeof valuation>>, asked: Asked): PriceHubbleEstimate {
  const isRent = asked.dealType === 'RENT';
  const amount = (isRent ? read.rentGross : read.salePrice) ?? read.value;
  const bounds = (isRent ? read.rentGrossRange : read.salePriceRange) ?? read.valueRange;
  const currency = read.currency;
  if (amount === null) throw invalidResponse('pricehubble', 'sent a valuation without a value');
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) {
    throw invalidResponse('pricehubble', 'sent a value without its currency');
  }
  const coordinates = toCoordinates(read.coordinates?.latitude ?? null, read.coordinates?.longitude ?? null);
  if (isOfAnother(coordinates, asked)) {
    throw invalidResponse('pricehubble', 'answered for another place than was asked');
  }
  return {
    provider: 'PRICEHUBBLE',
    dealType: asked.dealType,
    valuationDate: asked.date,
    value: { amount, currency },
    range: toRange(amount, bounds, currency),
    confidence: toConfidence(read.confidence),
    coordinates,
    computedAt: new Date().toISOString(),
    netRent: isRent && read.rentNet !== null ? { amount: read.rentNet, currency } : null,
    netRentRange:
      isRent && read.rentNet !== null && read.rentNetRange !== null
        ? toRange(read.rentNet, read.rentNetRange, currency)
        : null,
    locationScore: read.scores?.location ?? null,
  };
}

type Bounds = Readonly<{ lower: number | null; upper: number | null }>;

function toRange(amount: number, bounds: Bounds | null, currency: CurrencyCode): MoneyRange {
  return toRangeAround('pricehubble', amount, bounds ?? { lower: null, upper: null }, currency);
}

function toConfidence(word: string | null): ValuationConfidence {
  const known = word?.toLowerCase() ?? '';
  return (Object.hasOwn(confidences, known) ? confidences[known] : undefined) ?? 'UNKNOWN';
}

/** Far from where it was asked for, or away from there and exactly where another property of the call is. */
function isOfAnother(answered: Coordinates | null, { input, inputs }: Asked): boolean {
  const { location: own } = input.subject;
  if (answered === null || own.kind !== 'COORDINATES') return false;
  const driftKm = distanceKm(own, answered);
  if (driftKm > MAX_DRIFT_KM) return true;
  if (driftKm <= OTHER_POINT_KM) return false;
  return inputs.some(
    ({ subject: { location } }) => location.kind === 'COORDINATES' && distanceKm(location, answered) <= SAME_POINT_KM,
  );
}
