import { z } from 'zod';
import type { Coordinates, Location } from '../../domain/location.js';
import { toCoordinates } from '../../domain/location.js';
import { isRecord, looseNumber, looseObject, looseText } from '../shape.js';
import { paddedCode } from './wire.js';

/** INSEE codes of communes; Corsica's begin with 2A and 2B. */
export const inseeCode = paddedCode(5, /^(\d{2}|2[AB])\d{3}$/);
const postalCode = paddedCode(5, /^\d{5}$/);
const department = paddedCode(2, /^(\d{2,3}|2[AB])$/);
const irisCode = paddedCode(9, /^(\d{2}|2[AB])\d{7}$/);
const point = z
  .unknown()
  .optional()
  .transform((value) => toPoint(value));

const rawLocation = looseObject({
  city: looseText,
  postalCode,
  inseeCode,
  irisCode,
  department,
  locationCoordinate: point,
  cityCoordinate: point,
});

export const location = rawLocation.transform((raw): Location | null => {
  if (raw === null) return null;
  const { locationCoordinate, cityCoordinate, ...place } = raw;
  return { ...place, coordinates: locationCoordinate ?? cityCoordinate, cityCoordinates: cityCoordinate };
});

/** The document shows `{lat, lng}`, the schema `{location: [lng, lat]}`, filters `lon`; adverts of a property are bare. */
function toPoint(value: unknown): Coordinates | null {
  if (Array.isArray(value)) {
    const [longitude, latitude] = value as unknown[];
    return toCoordinates(looseNumber.parse(latitude), looseNumber.parse(longitude));
  }
  if (!isRecord(value)) return null;
  const { lat, lng, lon, location: pair } = value;
  return (
    toCoordinates(looseNumber.parse(lat), looseNumber.parse(lng ?? lon)) ?? (Array.isArray(pair) ? toPoint(pair) : null)
  );
}
