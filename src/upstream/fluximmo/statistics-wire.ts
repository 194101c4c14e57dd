import { findArrondissement } from '../../domain/insee-code.js';
import type { StatisticsBand, Zone, ZoneStatistics } from '../../domain/zone-statistics.js';
import type { UpstreamError } from '../errors.js';
import { isRecord, readNumber } from '../reading.js';
import { offerType, propertyClass } from './listing-wire.js';
import { inseeCode } from './location-wire.js';
import { count, invalid, prefixes } from './wire.js';

/**
 * Whether Paris, Lyons and Marseilles are asked about by arrondissement or as one city: the vendor does not say which
 * codes it keeps statistics by.
 */
export type StatisticsZones = 'arrondissement' | 'city';

export type PriceFigures = Omit<ZoneStatistics, keyof Zone>;

/** The zone to ask about for the zone that is wanted. */
export function toAskedZone({ inseeCode: wanted, propertyClass, offerType }: Zone, zones: StatisticsZones): Zone {
  const arrondissement = zones === 'city' ? findArrondissement(wanted) : null;
  return { inseeCode: arrondissement?.cityInseeCode ?? wanted, propertyClass, offerType };
}

export function toStudiedData(zone: Zone): Readonly<Record<string, string>> {
  return {
    inseeCode: zone.inseeCode,
    propertyClass: `${prefixes.propertyClass}${zone.propertyClass}`,
    offerType: `${prefixes.offerType}${zone.offerType}`,
  };
}

/** Reads the entry at the place of `asked`: `null` where the vendor has no data, an error where it cannot be trusted. */
export function readStatistics(entry: unknown, asked: Zone): PriceFigures | null | UpstreamError {
  if (entry === null || entry === undefined) return null;
  if (!isRecord(entry)) return invalid('sent price statistics that cannot be read');
  if (!isAbout(entry, asked)) return invalid('sent the price statistics of another zone');
  if (isWithoutData(entry)) return null;
  const average = readNumber(entry['average']);
  const median = readNumber(entry['median']);
  const limits = toBand(entry['limits']);
  const confidence = toBand(entry['confidence']);
  if (average === null || median === null || limits === null || confidence === null || average < 0 || median < 0) {
    return invalid('sent price statistics that cannot be');
  }
  return { average, median, limits, confidence };
}

/** Entries are documented without the zone; where one says it all the same, it must be the one asked about. */
function isAbout(entry: Readonly<Record<string, unknown>>, asked: Zone): boolean {
  const isSame = (echo: unknown, read: string | null, wanted: string) =>
    echo === null || echo === undefined || read === wanted;
  return (
    isSame(entry['inseeCode'], inseeCode(entry['inseeCode']), asked.inseeCode) &&
    isSame(entry['propertyClass'], propertyClass(entry['propertyClass']), asked.propertyClass) &&
    isSame(entry['offerType'], offerType(entry['offerType']), asked.offerType)
  );
}

/** How no data looks is not documented: nothing counted and no price named is another way of saying so. */
function isWithoutData({ average, median, limits, confidence }: Readonly<Record<string, unknown>>): boolean {
  const hasNone = (value: unknown) => value === null || value === undefined;
  const countsNone = (band: unknown) => isRecord(band) && count(band['count']) === 0;
  return hasNone(average) && hasNone(median) && countsNone(limits) && countsNone(confidence);
}

function toBand(value: unknown): StatisticsBand | null {
  if (!isRecord(value)) return null;
  const lowerBound = readNumber(value['lowerBound']);
  const upperBound = readNumber(value['upperBound']);
  const counted = count(value['count']);
  if (lowerBound === null || upperBound === null || counted === null || lowerBound > upperBound) return null;
  return { lowerBound, upperBound, count: counted };
}
