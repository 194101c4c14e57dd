import { noise } from './noise.js';
import type { Zone } from './zones.js';
import { zones } from './zones.js';

export type Point = Readonly<{ latitude: number; longitude: number }>;

/** Postal codes, other than the zone's own, that the town has too. */
const furtherPostalCodes: Readonly<Record<string, readonly string[]>> = {
  '75116': ['75116'],
  '06088': ['06100', '06200', '06300'],
  '06004': ['06160'],
  '06029': ['06150'],
  '13001': ['13080', '13090', '13290', '13540'],
  '33063': ['33100', '33200', '33300', '33800'],
  '31555': ['31100', '31200', '31300', '31400', '31500'],
  '44109': ['44100', '44200', '44300'],
  '59350': ['59160', '59260', '59777', '59800'],
  '67482': ['67100', '67200'],
  '35238': ['35200', '35700'],
  '34172': ['34070', '34080', '34090'],
  '2A004': ['20090', '20167'],
  '97411': ['97417', '97490'],
};

const maxZoneDistanceKm = 30;
const kmPerDegree = 111.32;

/** The zone of a postal code and its town; "Paris", "PARIS 7EME" and "Paris 7e Arrondissement" are one town. */
export function findZoneOfTown(postalCode: string, town: string): Zone | undefined {
  const name = townName(town);
  return zones.find(
    (zone) =>
      townName(zone.city) === name &&
      (zone.postalCode === postalCode || (furtherPostalCodes[zone.inseeCode] ?? []).includes(postalCode)),
  );
}

/** Reads `<street>, <postal code> <town>`, the street left out or not. */
export function findZoneOfAddress(address: string): Zone | undefined {
  const match = /(?:^|[\s,])(?<postalCode>\d{5})\s+(?<town>[^\d,][^,]*)(?:,\s*france)?\s*$/iu.exec(address);
  if (match?.groups === undefined) return undefined;
  const { postalCode = '', town = '' } = match.groups;
  return findZoneOfTown(postalCode, town);
}

/** The nearest zone, unless even that is too far away to say anything about the point. */
export function findZoneNear(point: Point): Zone | undefined {
  let nearest: Zone | undefined;
  let nearestKm = maxZoneDistanceKm;
  for (const zone of zones) {
    const distanceKm = distanceBetweenKm(point, zone);
    if (distanceKm > nearestKm) continue;
    nearest = zone;
    nearestKm = distanceKm;
  }
  return nearest;
}

/** Where an address may lie: within about a kilometre of the centre, always the same for the same text. */
export function pointNear(centre: Point, address: string): Point {
  const spreadDegrees = 0.016;
  return {
    latitude: roundDegrees(centre.latitude + (noise(`latitude ${address}`) - 0.5) * spreadDegrees),
    longitude: roundDegrees(centre.longitude + (noise(`longitude ${address}`) - 0.5) * spreadDegrees),
  };
}

/** Flat-earth distance: right to a percent at the few kilometres that matter here. */
export function distanceBetweenKm(one: Point, other: Point): number {
  const northKm = (one.latitude - other.latitude) * kmPerDegree;
  const eastKm = (one.longitude - other.longitude) * kmPerDegree * Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(northKm, eastKm);
}

function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function townName(town: string): string {
  return town
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/\bcedex\b.*$/u, '')
    .replace(/\b\d{1,2}\s?(?:er|re|e|eme|ieme)?(?:\s+arrondissement)?\s*$/u, '')
    .replace(/\bst(e?)\b/gu, 'saint$1')
    .replace(/[^a-z]+/gu, ' ')
    .trim();
}
