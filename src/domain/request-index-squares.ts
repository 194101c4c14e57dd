import type { BuyerRequest } from './buyer-request.js';
import type { Coordinates } from './location.js';

/** All requests that look around a point. */
export const SOMEWHERE = ' somewhere';

/** Farther beyond the radius than any advert that may still be wanted: its town's middle may stand for its own. */
const SLACK_KM = 25;
/** What reaches over more squares is looked for everywhere. */
const MOST_SQUARES = 16;
const KM_A_DEGREE = 110;

/** The square of one degree that a point lies in. */
export function squareOf({ latitude, longitude }: Coordinates): string {
  return squareAt(Math.floor(latitude), Math.floor(longitude));
}

/** The squares that the search around a point reaches, and `SOMEWHERE`; `null` where they are too many, or unknown. */
export function squaresAround({
  coordinates: { latitude, longitude },
  radiusKm,
}: NonNullable<BuyerRequest['around']>): readonly string[] | null {
  if (radiusKm === null) return null;
  const high = (radiusKm + SLACK_KM) / KM_A_DEGREE;
  const wide = high / Math.cos(((Math.abs(latitude) + high) * Math.PI) / 180);
  const [south, north] = [Math.floor(latitude - high), Math.floor(latitude + high)];
  const [west, east] = [Math.floor(longitude - wide), Math.floor(longitude + wide)];
  // Written so that what is no number is too many.
  if (!((north - south + 1) * (east - west + 1) <= MOST_SQUARES) || wide < 0) return null;
  if (south < -90 || north > 90 || west < -180 || east > 179) return null;
  const squares = [SOMEWHERE];
  for (let row = south; row <= north; row++) {
    for (let column = west; column <= east; column++) squares.push(squareAt(row, column));
  }
  return squares;
}

/** INSEE codes have five characters, départements a letter before them. */
function squareAt(south: number, west: number): string {
  return `square ${south} ${west}`;
}
