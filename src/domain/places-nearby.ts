import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import { departmentCodeOf } from './commune-table.js';

/** Of all places that an agency's requests name for certain, the part that makes a département one that it works in. */
const LEAST_SHARE = 0.1;

/** An INSEE code of each département that an agency works in, by the places that its requests name for certain. */
export function placesNearby(requests: Iterable<Pick<BuyerRequest, 'locations'>>): readonly string[] {
  const places = new Map<string, { inseeCode: string; count: number }>();
  let total = 0;
  for (const { locations } of requests) {
    for (const { resolution, inseeCodes } of locations) {
      const [inseeCode] = inseeCodes;
      if (resolution !== 'EXACT' || inseeCode === undefined) continue;
      total += 1;
      const place = places.get(departmentCodeOf(inseeCode));
      if (place === undefined) places.set(departmentCodeOf(inseeCode), { inseeCode, count: 1 });
      else place.count += 1;
    }
  }
  return [...places.values()]
    .filter(({ count }) => count >= LEAST_SHARE * total)
    .map(({ inseeCode }) => inseeCode)
    .sort();
}

/** What a name can mean, where it is known whereabouts. */
type ResolveNear = (
  name: string,
  context: Readonly<{
    countryCode: string | null;
    region: string | null;
    cityId: string | null;
    nearbyInseeCodes: readonly string[];
  }>,
) => Pick<RequestedLocation, 'inseeCodes' | 'resolution'>;

/** The request with what its places left open decided by where the agency works; itself where nothing was, or is. */
export function withPlacesNearby(
  request: BuyerRequest,
  nearbyInseeCodes: readonly string[],
  resolve: ResolveNear,
): BuyerRequest {
  if (nearbyInseeCodes.length === 0 || !request.locations.some(isOpen)) return request;
  const { countryCode } = request;
  const locations = request.locations.map((location) => {
    const { name, region, cityId, inseeCodes } = location;
    if (!isOpen(location)) return location;
    const near = resolve(name, { countryCode, region, cityId, nearbyInseeCodes });
    const isNarrower = near.resolution === 'EXACT' || near.inseeCodes.length < inseeCodes.length;
    return isNarrower && near.inseeCodes.length > 0
      ? { ...location, inseeCodes: near.inseeCodes, resolution: near.resolution }
      : location;
  });
  return locations.some((location, index) => location !== request.locations[index])
    ? { ...request, locations }
    : request;
}

/** An area, a region without a town and a bare number mean no commune, wherever the agency works. */
function isOpen({ resolution, departmentCodes, name, region, cityId }: RequestedLocation): boolean {
  const isRegionAlone = cityId === null && name === region;
  return resolution !== 'EXACT' && departmentCodes.length === 0 && !isRegionAlone && name !== cityId;
}
