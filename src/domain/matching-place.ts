import type { BuyerRequest, RequestedLocation } from './buyer-request.js';
import { departmentCodeOf } from './commune-table.js';
import { distanceKm } from './location.js';
import type { MatchableAdvert } from './matchable-advert.js';
import type { Covers, Judge, Verdict } from './matching-criteria.js';

/** An advert's coordinates may be no finer than its town: so far beyond the radius it may still lie within. */
const NEARBY_KM = 3;

/**
 * The best answer of all the places that are asked for. A place that nobody understands says nothing beside others that
 * are understood; alone it leaves the place open.
 */
export const judgeLocation: Judge = ({ locations, around }, advert, covers) => {
  if (locations.length === 0 && around === null) return null;
  let best = around === null ? null : judgeAround(around, advert);
  for (const location of locations) {
    if (best === 'MET') return best;
    const verdict = judgePlace(location, advert, covers);
    if (verdict !== null && (best === null || rankOf[verdict] < rankOf[best])) best = verdict;
  }
  return best ?? 'UNKNOWN';
};

const rankOf: Readonly<Record<Verdict, number>> = { MET: 0, WITHIN_MARGIN: 1, UNKNOWN: 2, UNMET: 3, BROKEN: 4 };

/**
 * `null` where nobody understands the place. One of several communes that bear a name, and a commune of which a quarter
 * is asked for, are near; an advert that names a whole city may or may not lie in the arrondissement that is asked for.
 */
function judgePlace(place: RequestedLocation, { inseeCode }: MatchableAdvert, covers: Covers): Verdict | null {
  const { inseeCodes, departmentCodes } = place;
  if (inseeCodes.length === 0 && departmentCodes.length === 0) return null;
  if (inseeCode === null) return 'UNKNOWN';
  if (inseeCodes.length === 0) return departmentCodes.includes(departmentCodeOf(inseeCode)) ? 'MET' : 'BROKEN';

  let mayLieWithin = false;
  for (const code of inseeCodes) {
    if (covers(code, inseeCode)) return isWholly(place) ? 'MET' : 'WITHIN_MARGIN';
    if (covers(inseeCode, code)) mayLieWithin = true;
  }
  return mayLieWithin ? 'UNKNOWN' : 'BROKEN';
}

function isWholly({ resolution, district }: RequestedLocation): boolean {
  return resolution === 'EXACT' && district === null;
}

/** `null` where nobody can tell how far the buyer would go. */
function judgeAround(
  { coordinates: middle, radiusKm }: NonNullable<BuyerRequest['around']>,
  { coordinates }: MatchableAdvert,
): Verdict | null {
  if (radiusKm === null) return null;
  if (coordinates === null) return 'UNKNOWN';
  const distance = distanceKm(middle, coordinates);
  if (distance <= radiusKm) return 'MET';
  return distance <= radiusKm + NEARBY_KM ? 'WITHIN_MARGIN' : 'BROKEN';
}
