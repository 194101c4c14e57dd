import { inseeCodeForm } from '../../domain/insee-code.js';
import type { Coordinates, Location } from '../../domain/location.js';
import { toCoordinates } from '../../domain/location.js';
import { isRecord, readNumber, readText } from '../reading.js';
import { paddedCode } from './wire.js';

export const inseeCode = paddedCode(5, inseeCodeForm);
const postalCode = paddedCode(5, /^\d{5}$/);
const department = paddedCode(2, /^(\d{2,3}|2[AB])$/);
const irisCode = paddedCode(9, /^(\d{2}|2[AB])\d{7}$/);

export function location(value: unknown): Location | null {
  if (!isRecord(value)) return null;
  const ofTown = toPoint(value['cityCoordinate']);
  return {
    city: readText(value['city']),
    postalCode: postalCode(value['postalCode']),
    inseeCode: inseeCode(value['inseeCode']),
    irisCode: irisCode(value['irisCode']),
    department: department(value['department']),
    coordinates: toPoint(value['locationCoordinate']) ?? ofTown,
    cityCoordinates: ofTown,
  };
}

/** The document shows `{lat, lng}`, the schema `{location: [lng, lat]}`, filters `lon`; adverts of a property are bare. */
function toPoint(value: unknown): Coordinates | null {
  if (Array.isArray(value)) {
    const [longitude, latitude] = value as unknown[];
    return toCoordinates(readNumber(latitude), readNumber(longitude));
  }
  if (!isRecord(value)) return null;
  const { lat, lng, lon, location: pair } = value;
  return toCoordinates(readNumber(lat), readNumber(lng ?? lon)) ?? (Array.isArray(pair) ? toPoint(pair) : null);
}
