import type { Point } from './place.js';
import { findZoneNear, findZoneOfTown, pointNear } from './place.js';
import type { PriceHubbleProperty } from './pricehubble-shape.js';
import type { Zone } from './zones.js';

/** `zone` is what prices are read from; `point` is where the property was found to be. */
export type ResolvedPlace = Readonly<{ isOverseas: boolean; zone: Zone; point: Point }>;

export type PlaceLookup =
  Readonly<{ isFound: true; place: ResolvedPlace }> | Readonly<{ isFound: false; message: string }>;

type Territory = Readonly<{
  zone: Zone;
  postalPrefix: string;
  south: number;
  west: number;
  north: number;
  east: number;
}>;

/** Countries that the vendor names. Its price level is the same wherever one is in such a country. */
const countries: ReadonlyMap<string, Readonly<{ currency: string; zone: Zone }>> = new Map(
  [
    country('AT', 'EUR', 'Wien', [48.2082, 16.3738], 6400, 17),
    country('BE', 'EUR', 'Bruxelles', [50.8467, 4.3525], 3600, 15),
    country('CH', 'CHF', 'Bern', [46.948, 7.4474], 9800, 27),
    country('CZ', 'CZK', 'Praha', [50.0755, 14.4378], 128_000, 410),
    country('DE', 'EUR', 'Berlin', [52.52, 13.405], 5100, 16),
    country('ES', 'EUR', 'Madrid', [40.4168, -3.7038], 4300, 19),
    country('GB', 'GBP', 'London', [51.5072, -0.1276], 7300, 31),
    country('JP', 'JPY', 'Tokyo', [35.6762, 139.6503], 1_150_000, 4100),
    country('NL', 'EUR', 'Amsterdam', [52.3676, 4.9041], 6900, 27),
    country('SK', 'EUR', 'Bratislava', [48.1486, 17.1077], 3500, 13),
  ].map((entry) => [entry.code, entry]),
);

/** Overseas France as far as it is valued; Saint-Martin and Saint-Barthélemy share Guadeloupe's prefix but are not in it. */
const territories: readonly Territory[] = [
  {
    ...territory('97105', '97100', 'Basse-Terre', [15.9957, -61.7308], 2400),
    south: 15.8,
    west: -61.9,
    north: 16.6,
    east: -60.9,
  },
  {
    ...territory('97209', '97200', 'Fort-de-France', [14.6037, -61.0667], 2500),
    south: 14.3,
    west: -61.3,
    north: 15,
    east: -60.7,
  },
  { ...territory('97302', '97300', 'Cayenne', [4.9224, -52.3135], 2600), south: 2, west: -54.7, north: 6, east: -51.5 },
  {
    ...territory('97411', '97400', 'Saint-Denis', [-20.8789, 55.4481], 2800),
    south: -21.5,
    west: 55.1,
    north: -20.8,
    east: 55.9,
  },
];
const postalCodesOutsideGuadeloupe: ReadonlySet<string> = new Set(['97133', '97150']);

/** The vendor writes GB as UK in places. */
export function toCountry(countryCode: string): string | null {
  const code = countryCode === 'UK' ? 'GB' : countryCode;
  return code === 'FR' || countries.has(code) ? code : null;
}

export function currencyOf(country: string): string {
  return countries.get(country)?.currency ?? 'EUR';
}

/** Coordinates win over an address; `country` is one that `toCountry` gave. */
export function resolvePlace(country: string, location: PriceHubbleProperty['location']): PlaceLookup {
  if (location === undefined) return lost('location: Missing data for required field.');
  const { coordinates, address } = location;
  if (coordinates !== undefined) return resolveCoordinates(country, coordinates);
  if (address === undefined) return lost('location: Either coordinates or address must be given.');
  if (address.postCode === undefined) return lost('location.address.postCode: Missing data for required field.');
  if (address.city === undefined) return lost('location.address.city: Missing data for required field.');

  const street = [address.street, address.houseNumber].filter((part) => part !== undefined).join(' ');
  const text = `${street} ${address.postCode} ${address.city}`;
  const zone = country === 'FR' ? findFrenchZone(address.postCode, address.city) : countries.get(country)?.zone;
  if (zone === undefined) return lost('location.address: The address could not be resolved.');
  return found(zone, street === '' && country === 'FR' ? zone : pointNear(zone, text));
}

function resolveCoordinates(country: string, point: Point): PlaceLookup {
  if (Math.abs(point.latitude) > 90) return lost('location.coordinates.latitude: Must be between -90 and 90.');
  if (Math.abs(point.longitude) > 180) return lost('location.coordinates.longitude: Must be between -180 and 180.');
  const zone = country === 'FR' ? findFrenchZoneAt(point) : countries.get(country)?.zone;
  return zone === undefined ? lost('location.coordinates: The location is not supported.') : found(zone, point);
}

function findFrenchZone(postCode: string, city: string): Zone | undefined {
  if (postalCodesOutsideGuadeloupe.has(postCode)) return undefined;
  return findZoneOfTown(postCode, city) ?? territories.find((each) => postCode.startsWith(each.postalPrefix))?.zone;
}

function findFrenchZoneAt(point: Point): Zone | undefined {
  const { latitude, longitude } = point;
  const around = territories.find(
    (each) => latitude >= each.south && latitude <= each.north && longitude >= each.west && longitude <= each.east,
  );
  return findZoneNear(point) ?? around?.zone;
}

function found(zone: Zone, { latitude, longitude }: Point): PlaceLookup {
  return {
    isFound: true,
    place: { isOverseas: zone.department.startsWith('97'), zone, point: { latitude, longitude } },
  };
}

function lost(message: string): PlaceLookup {
  return { isFound: false, message };
}

function country(
  code: string,
  currency: string,
  city: string,
  centre: readonly [number, number],
  salePricePerM2: number,
  rentPricePerM2: number,
): Readonly<{ code: string; currency: string; zone: Zone }> {
  return {
    code,
    currency,
    zone: flatZone({ inseeCode: '', postalCode: '', city }, centre, salePricePerM2, rentPricePerM2),
  };
}

function territory(
  inseeCode: string,
  postalCode: string,
  city: string,
  centre: readonly [number, number],
  salePricePerM2: number,
): Readonly<{ zone: Zone; postalPrefix: string }> {
  const zone = flatZone({ inseeCode, postalCode, city }, centre, salePricePerM2, salePricePerM2 / 230);
  return { zone, postalPrefix: zone.department };
}

function flatZone(
  town: Pick<Zone, 'inseeCode' | 'postalCode' | 'city'>,
  [latitude, longitude]: readonly [number, number],
  salePricePerM2: number,
  rentPricePerM2: number,
): Zone {
  return {
    ...town,
    department: town.inseeCode.slice(0, 3),
    latitude,
    longitude,
    salePricePerM2: { flat: salePricePerM2, house: salePricePerM2 },
    rentPricePerM2: { flat: rentPricePerM2, house: rentPricePerM2 },
  };
}
