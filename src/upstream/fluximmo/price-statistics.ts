import type { Zone, ZoneStatistics } from '../../domain/zone-statistics.js';
import type { UpstreamCall } from '../call.js';
import { UpstreamError } from '../errors.js';
import { isRefused } from './gateway.js';
import type { Gateway } from './gateway.js';
import { sideBySide } from './side-by-side.js';
import { readStatistics, toAskedZone, toStudiedData } from './statistics-wire.js';
import type { PriceFigures, StatisticsZones } from './statistics-wire.js';
import { invalid, readList } from './wire.js';

type Figures = PriceFigures | null | UpstreamError;

/**
 * Reads the statistics of many zones in one call, aligned with `zones`. Answers carry no key: one that is longer or
 * shorter than what was asked is thrown away and each zone is asked about on its own, as where the vendor turns the
 * batch down.
 */
export async function readPriceStatistics(
  gateway: Gateway,
  zones: readonly Zone[],
  call: UpstreamCall,
  options: Readonly<{ statisticsZones: StatisticsZones; maxSideBySide: number }>,
): Promise<readonly (ZoneStatistics | null | UpstreamError)[]> {
  const asked = new Map(
    zones.map((zone) => toAskedZone(zone, options.statisticsZones)).map((zone) => [keyOf(zone), zone]),
  );
  if (asked.size === 0) return [];
  const figures = await readDistinct(gateway, [...asked.values()], call, options.maxSideBySide);
  const byKey = new Map([...asked.keys()].map((key, index) => [key, figures[index] ?? null]));
  return zones.map((zone) => {
    const found = byKey.get(keyOf(toAskedZone(zone, options.statisticsZones))) ?? null;
    if (found === null || found instanceof UpstreamError) return found;
    const { inseeCode, propertyClass, offerType } = zone;
    return { inseeCode, propertyClass, offerType, ...found };
  });
}

async function readDistinct(
  gateway: Gateway,
  zones: readonly Zone[],
  call: UpstreamCall,
  maxSideBySide: number,
): Promise<readonly Figures[]> {
  const entries = await askAll(gateway, zones, call);
  if (entries?.length === zones.length) return zones.map((zone, index) => readStatistics(entries[index], zone));
  const [first] = zones;
  if (zones.length === 1 && first !== undefined && entries !== null) return [readAlone(entries, first)];
  return sideBySide(zones, maxSideBySide, async (zone) => readAlone(await ask(gateway, [zone], call), zone));
}

/** `null` where the vendor turned down several at once: one of them may be why. */
async function askAll(
  gateway: Gateway,
  zones: readonly Zone[],
  call: UpstreamCall,
): Promise<readonly unknown[] | null> {
  try {
    return await ask(gateway, zones, call);
  } catch (error) {
    if (isRefused(error) && zones.length > 1) return null;
    throw error;
  }
}

async function ask(gateway: Gateway, zones: readonly Zone[], call: UpstreamCall): Promise<readonly unknown[]> {
  const data = await gateway.ask(
    {
      endpoint: 'price-statistics',
      path: 'analytics/market/price_per_area/statistics',
      body: { studiedData: zones.map(toStudiedData) },
      questions: zones.length,
    },
    call,
  );
  return readList(data);
}

function readAlone(entries: readonly unknown[], zone: Zone): Figures {
  if (entries.length === 0) return null;
  if (entries.length > 1) return invalid('sent more price statistics than it was asked for');
  return readStatistics(entries[0], zone);
}

function keyOf({ inseeCode, propertyClass, offerType }: Zone): string {
  return `${inseeCode} ${propertyClass} ${offerType}`;
}
