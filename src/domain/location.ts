/** WGS 84, decimal degrees. */
export type Coordinates = Readonly<{ latitude: number; longitude: number }>;

/** Where a record lies; `coordinates` may be no finer than the town. */
export type Location = Readonly<{
  city: string | null;
  postalCode: string | null;
  inseeCode: string | null;
  irisCode: string | null;
  department: string | null;
  coordinates: Coordinates | null;
  cityCoordinates: Coordinates | null;
}>;

/** Coordinates that lie on the globe; `null` for anything else, and for 0,0, which is how "unknown" is written. */
export function toCoordinates(latitude: number | null, longitude: number | null): Coordinates | null {
  if (latitude === null || longitude === null) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  if (latitude === 0 && longitude === 0) return null;
  return { latitude, longitude };
}

const EARTH_RADIUS_KM = 6371;

/** As the crow flies (haversine), right to half a per cent. */
export function distanceKm(one: Coordinates, other: Coordinates): number {
  const toRadians = (degrees: number) => (degrees * Math.PI) / 180;
  const halfHeight = toRadians(other.latitude - one.latitude) / 2;
  const halfWidth = toRadians(other.longitude - one.longitude) / 2;
  const chord =
    Math.sin(halfHeight) ** 2 +
    Math.cos(toRadians(one.latitude)) * Math.cos(toRadians(other.latitude)) * Math.sin(halfWidth) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
}
