import { isInseeCode } from '../../domain/insee-code.js';
import { isRecord } from '../reading.js';
import type { ResolvePlace } from './wire-locations.js';

/** What an operator says that Apimo's numbers of cities mean: city id → INSEE code. */
export type CityPins = ReadonlyMap<string, string>;

/**
 * Reads `{ "2039": "06004" }`; throws an error that names the first entry that is no city id, or has not the form of an
 * INSEE code.
 */
export function toCityPins(value: unknown): CityPins {
  if (!isRecord(value)) throw new Error('Pinned cities should be an object of city ids and INSEE codes.');
  const pins = new Map<string, string>();
  for (const [cityId, code] of Object.entries(value)) {
    if (!/^\d+$/.test(cityId)) throw new Error(`Pinned cities: ${JSON.stringify(cityId)} is no number of Apimo's.`);
    if (typeof code !== 'string' || !isInseeCode(code)) {
      throw new Error(`Pinned cities: ${JSON.stringify(code)}, for city ${cityId}, is no INSEE code.`);
    }
    pins.set(cityId, code);
  }
  return pins;
}

/** A pinned city is what it is pinned to, whatever its name; a name that says which arrondissement of it stays finer. */
export function withCityPins(
  resolvePlace: ResolvePlace,
  pins: CityPins,
  covers: (requestedInseeCode: string, offeredInseeCode: string) => boolean,
): ResolvePlace {
  return (name, context) => {
    const meant = resolvePlace(name, context);
    const pinned = pins.get(context.cityId ?? '');
    if (pinned === undefined) return meant;
    const [code] = meant.resolution === 'EXACT' ? meant.inseeCodes : [];
    return { inseeCodes: [code !== undefined && covers(pinned, code) ? code : pinned], resolution: 'EXACT' };
  };
}
