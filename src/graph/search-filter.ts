import { badInput } from '../domain/refusal.js';
import type { AdvertFilter, PropertyFilter } from '../domain/search.js';
import { checkDepartment, checkInseeCode } from './place-codes.js';

/** Refuses what is no place at all, and names it: nothing would be found there, without a word. */
export function checkAdvertFilter(filter: AdvertFilter): AdvertFilter {
  const { inseeCode, department, near } = filter;
  if (isGiven(inseeCode)) checkInseeCode('filter.inseeCode', inseeCode);
  if (isGiven(department)) checkDepartment('filter.department', department);
  if (isGiven(near)) checkNear(near);
  return filter;
}

export function checkPropertyFilter(filter: PropertyFilter): PropertyFilter {
  for (const code of filter.inseeCodes ?? []) checkInseeCode('filter.inseeCodes', code);
  for (const code of filter.departments ?? []) checkDepartment('filter.departments', code);
  return filter;
}

function checkNear({ latitude, longitude, distanceKm }: NonNullable<AdvertFilter['near']>): void {
  if (distanceKm <= 0) throw badInput('filter.near.distanceKm', `must be above 0, not ${distanceKm}`);
  if (Math.abs(latitude) > 90) throw badInput('filter.near.latitude', `must be between -90 and 90, not ${latitude}`);
  if (Math.abs(longitude) > 180) {
    throw badInput('filter.near.longitude', `must be between -180 and 180, not ${longitude}`);
  }
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
