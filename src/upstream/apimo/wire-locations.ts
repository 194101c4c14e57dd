import { z } from 'zod';
import type { RequestedLocation } from '../../domain/buyer-request.js';
import type { PlaceContext } from '../../domain/commune.js';
import { isRecord } from '../reading.js';
import { looseText, looseList, looseObject } from '../shape.js';

/** What is known of a place besides its name; `cityId` is Apimo's own number of it. */
type RequestedContext = PlaceContext & Readonly<{ cityId?: string | null }>;

/** Says what a name of a place can mean; the départements of an area, whatever else bears its name. */
export type ResolvePlace = (
  name: string,
  context: RequestedContext,
) => Pick<RequestedLocation, 'inseeCodes' | 'resolution'> & Partial<Pick<RequestedLocation, 'departmentCodes'>>;

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
 * Places of a request. A numbered quarter of a city is an arrondissement, any other decides between communes of one name
 * and is asked for besides; without its town it may be one that bears a commune's name. A region alone is no commune,
 * whatever its name. A place that has only a number keeps it as its name: to leave it out would mean "anywhere".
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
    const context = { countryCode, region: region?.name ?? null, cityId };
    const found = { cityId, name, region: context.region, district: null, departmentCodes: [] };
    if (place === null && city === null) {
      const { departmentCodes = [] } = resolvePlace(name, context);
      return [{ ...found, inseeCodes: [], resolution: 'UNRESOLVED', departmentCodes }];
    }

    const whole = resolvePlace(place ?? '', context);
    const quarter = city?.name && district?.name !== city.name ? (district?.name ?? null) : null;
    if (quarter !== null) {
      const within = resolvePlace(`${name} ${quarter}`, context);
      const [code] = within.resolution === 'EXACT' ? within.inseeCodes : [];
      const isOneOfThem = code !== undefined && whole.inseeCodes.includes(code);
      if (isOneOfThem) return [{ ...found, ...within, departmentCodes: [], district: quarter }];
      const isNumbered = code !== undefined && /\d/.test(quarter);
      if (isNumbered) return [{ ...found, ...within, departmentCodes: [], name: `${name} ${quarter}` }];
    }
    const departmentCodes = whole.inseeCodes.length === 0 ? (whole.departmentCodes ?? []) : [];
    return [{ ...found, ...whole, departmentCodes, district: quarter }];
  });
}

/** Remembers what names mean: in one agency's list the same few come again and again. */
export function rememberPlaces(resolvePlace: ResolvePlace): ResolvePlace {
  const known = new Map<string, ReturnType<ResolvePlace>>();
  return (name, context) => {
    const { countryCode, region, cityId, postalCode, nearbyInseeCodes } = context;
    const key = JSON.stringify([name, countryCode, region, cityId, postalCode, nearbyInseeCodes]);
    const place = known.get(key) ?? resolvePlace(name, context);
    known.set(key, place);
    return place;
  };
}
