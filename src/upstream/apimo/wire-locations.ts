import { z } from 'zod';
import type { RequestedLocation } from '../../domain/buyer-request.js';
import type { PlaceContext } from '../../domain/commune.js';
import { isRecord, looseText, looseList, looseObject } from '../shape.js';

/** Says what a name of a place can mean. */
export type ResolvePlace = (
  name: string,
  context: PlaceContext,
) => Pick<RequestedLocation, 'inseeCodes' | 'resolution'>;

const namedPlace = looseObject({ id: looseText, name: looseText });
const location = z.preprocess(
  (value) => (isRecord(value) ? value : { city: { name: value } }),
  z.object({ city: namedPlace, region: namedPlace, district: namedPlace }),
);

/** Places are read as objects; the comma text that they are written in is understood too. */
export const wireLocations = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  looseList(location),
);

/**
 * Places of a request. A quarter without its town may be one that bears a commune's name, a numbered quarter of a city
 * is an arrondissement, and a region is no commune, so it is not looked up. A place that has only a number keeps it as
 * its name: to leave it out would mean "anywhere".
 */
export function toRequestedLocations(
  locations: z.output<typeof wireLocations>,
  countryCode: string | null,
  resolvePlace: ResolvePlace,
): readonly RequestedLocation[] {
  return (locations ?? []).flatMap(({ city, region, district }): readonly RequestedLocation[] => {
    const cityId = city?.id ?? null;
    const place = city?.name ?? district?.name ?? null;
    const name = place ?? region?.name ?? cityId;
    if (name === null) return [];
    if (place === null) return [{ cityId, name, inseeCodes: [], resolution: 'UNRESOLVED' }];

    const context = { countryCode, region: region?.name ?? null };
    const arrondissement = city?.name && district?.name && /\d/.test(district.name) ? district.name : '';
    const narrow = `${place} ${arrondissement}`.trim();
    const within = resolvePlace(narrow, context);
    if (within.resolution === 'EXACT' || narrow === place) return [{ cityId, name: narrow, ...within }];
    return [{ cityId, name: place, ...resolvePlace(place, context) }];
  });
}

/** Remembers what names mean: in one agency's list the same few come again and again. */
export function rememberPlaces(resolvePlace: ResolvePlace): ResolvePlace {
  const known = new Map<string, ReturnType<ResolvePlace>>();
  return (name, context) => {
    const key = JSON.stringify([name, context.countryCode, context.region]);
    const place = known.get(key) ?? resolvePlace(name, context);
    known.set(key, place);
    return place;
  };
}
