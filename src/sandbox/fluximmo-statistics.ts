import { BadPayload, toRecord, toText } from './fluximmo-filters.js';
import { currentPriceOf, perArea } from './fluximmo-documents.js';
import { lazy } from './lazy.js';
import type { Market } from './market.js';
import { round } from './rounding.js';
import { isWithinCommune } from './zones.js';

export type PriceStatistics = Readonly<{
  average: number | null;
  median: number | null;
  limits: PriceBand;
  confidence: PriceBand;
}>;
type PriceBand = Readonly<{ lowerBound: number | null; upperBound: number | null; count: number }>;

const classPattern = /^CLASS_(?:UNKNOWN|HOUSE|FLAT|PROGRAM|SHOP|PREMISES|OFFICE|LAND|BUILDING|PARKING|ROOM|OTHER)$/u;
const offerPattern = /^OFFER_(?:UNKNOWN|BUY|RENT|BUSINESS_TAKE_OVER|LEASE_BACK|LIFE_ANNUITY_SALE|HOLIDAYS|AUCTION)$/u;
const tukeyReach = 1.5;
/** Of the normal distribution, for 95 %. */
const confidenceReach = 1.96;
const noBand: PriceBand = { lowerBound: null, upperBound: null, count: 0 };

/**
 * Answers `{studiedData: [{inseeCode, propertyClass, offerType}]}` by position, from the market's online adverts;
 * throws BadPayload. What the vendor answers where it has no data is not documented: here the numbers are null and
 * the counts 0.
 */
export function createStatistics(market: Market): (body: unknown) => PriceStatistics[] {
  const asked = lazy(() => askedPrices(market));
  return (body) => {
    const { studiedData } = toRecord(body, 'body');
    if (!Array.isArray(studiedData)) throw new BadPayload('studiedData must be an array');
    return (studiedData as unknown[]).map((item, index) => {
      const path = `studiedData[${index}]`;
      const { inseeCode, propertyClass, offerType } = toRecord(item, path);
      const code = toText(inseeCode, `${path}.inseeCode`);
      const wantedClass = toEnum(propertyClass, classPattern, `${path}.propertyClass`);
      const wantedOffer = toEnum(offerType, offerPattern, `${path}.offerType`);
      const comparable = asked().get(kindOf(wantedClass, wantedOffer)) ?? [];
      return describePrices(
        comparable.filter((each) => isWithinCommune(each.inseeCode, code)).map(({ perM2 }) => perM2),
      );
    });
  };
}

/** The limits are Tukey's fence; the confidence interval is that of the mean of what lies within it. */
export function describePrices(prices: readonly number[]): PriceStatistics {
  const sorted = [...prices].sort((one, other) => one - other);
  if (sorted.length === 0) return { average: null, median: null, limits: noBand, confidence: noBand };

  const [firstQuartile, thirdQuartile] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = tukeyReach * (thirdQuartile - firstQuartile);
  const limits = bandOf(sorted, Math.max(0, firstQuartile - reach), thirdQuartile + reach);
  const usual = sorted.filter((price) => price >= firstQuartile - reach && price <= thirdQuartile + reach);
  const mean = average(usual);
  const deviation = Math.sqrt(
    average(usual.map((price) => (price - mean) ** 2)) * (usual.length / Math.max(1, usual.length - 1)),
  );
  const margin = (confidenceReach * deviation) / Math.sqrt(usual.length);
  return {
    average: round(average(sorted), 2),
    median: round(quantile(sorted, 0.5), 2),
    limits,
    confidence: bandOf(sorted, mean - margin, mean + margin),
  };
}

type AskedPrice = Readonly<{ inseeCode: string; perM2: number }>;

/** Of the adverts that are online, by class and offer. */
function askedPrices({ adverts }: Market): ReadonlyMap<string, readonly AskedPrice[]> {
  const asked = new Map<string, AskedPrice[]>();
  for (const advert of adverts) {
    const { property, offlineAt } = advert;
    const perM2 = perArea(property, currentPriceOf(advert));
    if (offlineAt !== null || perM2 === null) continue;
    const kind = kindOf(property.propertyClass, property.offerType);
    const known = asked.get(kind) ?? [];
    known.push({ inseeCode: property.zone.inseeCode, perM2 });
    asked.set(kind, known);
  }
  return asked;
}

function kindOf(propertyClass: string, offerType: string): string {
  return `${propertyClass} ${offerType}`;
}

function bandOf(sorted: readonly number[], from: number, to: number): PriceBand {
  const [lowerBound, upperBound] = [round(from, 2), round(to, 2)];
  return { lowerBound, upperBound, count: sorted.filter((price) => price >= lowerBound && price <= upperBound).length };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The name without its prefix. */
function toEnum(value: unknown, pattern: RegExp, path: string): string {
  const name = toText(value, path);
  if (!pattern.test(name)) throw new BadPayload(`${path} must be one of the documented values, got "${name}"`);
  return name.replace(/^[A-Z]+_/u, '');
}
