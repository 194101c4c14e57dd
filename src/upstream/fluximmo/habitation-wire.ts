import type { z } from 'zod';
import { characteristicNames } from '../../domain/habitation.js';
import type { CharacteristicName, Habitation, Land, Parking } from '../../domain/habitation.js';
import {
  constructionMaterials,
  energyGrades,
  exposures,
  furnitures,
  generalConditions,
  glazingTypes,
  habitationTypes,
  heatTypeDetails,
  heatTypes,
  heatings,
  interiorConditions,
  landTypes,
  parkingTypes,
  viewOns,
  viewTypes,
} from '../../domain/vocabulary.js';
import { looseBoolean, looseEnum, looseInstant, looseList, looseObject } from '../shape.js';
import { amount, count, prefixes, wholeNumber } from './wire.js';

const surface = looseObject({
  total: amount,
  livingSpace: amount,
  livingRoom: amount,
  kitchen: amount,
  groundFloor: amount,
  floorSpace: amount,
  balconies: amount,
  terraces: amount,
  gardens: amount,
});

const notConcerned = { NC: 'NOT_CONCERNED' } as const;

const climate = looseObject({
  epcEnergy: looseEnum(energyGrades, prefixes.energyGrade, notConcerned),
  epcEnergyScore: amount,
  epcEnergyDate: looseInstant,
  epcClimate: looseEnum(energyGrades, prefixes.climateGrade, notConcerned),
  epcClimateScore: amount,
  epcClimateDate: looseInstant,
});

const propertyCondition = looseObject({
  constructionYear: wholeNumber,
  renovationYear: wholeNumber,
  // The misspelling is the document's.
  interiorCondition: looseEnum(interiorConditions, 'INTERIOR_CONDITION_', {
    MAJOR_WORKS_TO_BE_PALLNED: 'MAJOR_WORKS_TO_BE_PLANNED',
  }),
  generalConditions: looseList(looseEnum(generalConditions, 'GENERAL_CONDITION_')),
});

const features = looseObject({
  exposure: looseEnum(exposures, 'EXPOSURE_'),
  furniture: looseEnum(furnitures, '', { UNKNOWN_FURNITURE: 'UNKNOWN' }),
  propertyFloor: wholeNumber,
  propertyTotalFloor: wholeNumber,
  hasThroughExposure: looseBoolean,
  constructionMaterials: looseList(looseEnum(constructionMaterials, 'MATERIAL_')),
  glazingTypes: looseList(looseEnum(glazingTypes, 'GLAZING_TYPE_')),
  viewTypes: looseList(looseEnum(viewTypes, 'VIEW_TYPE_')),
  viewOns: looseList(looseEnum(viewOns, 'VIEW_ON_')),
});

// fromEntries cannot say which keys it makes; they are the names, one each.
const flags = Object.fromEntries(characteristicNames.map((name) => [name, looseBoolean])) as Record<
  CharacteristicName,
  typeof looseBoolean
>;

/** `type` is one value in the schema and a list in its example. */
export const habitation: z.ZodType<Habitation | null> = looseObject({
  type: looseList(looseEnum(habitationTypes, 'PROPERTY_TYPE_')),
  surface,
  roomCount: count,
  bedroomCount: count,
  bathroomCount: count,
  wcCount: count,
  climate,
  propertyCondition,
  features,
  characteristics: looseObject(flags),
  heatings: looseList(looseEnum(heatings, 'HEATING_')),
  heatTypes: looseList(looseEnum(heatTypes, 'HEAT_TYPE_')),
  // The misspelling is the document's.
  heatTypeDetails: looseList(looseEnum(heatTypeDetails, 'HEAT_DETAIL_', { SHEAHS: 'SHEATHS' })),
});

export const land: z.ZodType<Land | null> = looseObject({
  type: looseEnum(landTypes, 'LAND_'),
  surface: amount,
  surfaceConstructable: amount,
  canConstruct: looseBoolean,
  isServiced: looseBoolean,
  hasBuildingPermit: looseBoolean,
  hasElectricity: looseBoolean,
  hasTelecom: looseBoolean,
  hasWater: looseBoolean,
});

export const parking: z.ZodType<Parking | null> = looseObject({
  type: looseEnum(parkingTypes, 'PARKING_'),
  count,
  numberOfCars: count,
  surface: amount,
});
