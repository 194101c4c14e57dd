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
import { readBoolean, wordOf, readInstant, listOf, recordOf } from '../reading.js';
import type { Reader } from '../reading.js';
import { amount, count, prefixes, wholeNumber } from './wire.js';

const surface = recordOf({
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

const climate = recordOf({
  epcEnergy: wordOf(energyGrades, prefixes.energyGrade, notConcerned),
  epcEnergyScore: amount,
  epcEnergyDate: readInstant,
  epcClimate: wordOf(energyGrades, prefixes.climateGrade, notConcerned),
  epcClimateScore: amount,
  epcClimateDate: readInstant,
});

const propertyCondition = recordOf({
  constructionYear: wholeNumber,
  renovationYear: wholeNumber,
  // The misspelling is the document's.
  interiorCondition: wordOf(interiorConditions, 'INTERIOR_CONDITION_', {
    MAJOR_WORKS_TO_BE_PALLNED: 'MAJOR_WORKS_TO_BE_PLANNED',
  }),
  generalConditions: listOf(wordOf(generalConditions, 'GENERAL_CONDITION_')),
});

const features = recordOf({
  exposure: wordOf(exposures, 'EXPOSURE_'),
  furniture: wordOf(furnitures, '', { UNKNOWN_FURNITURE: 'UNKNOWN' }),
  propertyFloor: wholeNumber,
  propertyTotalFloor: wholeNumber,
  hasThroughExposure: readBoolean,
  constructionMaterials: listOf(wordOf(constructionMaterials, 'MATERIAL_')),
  glazingTypes: listOf(wordOf(glazingTypes, 'GLAZING_TYPE_')),
  viewTypes: listOf(wordOf(viewTypes, 'VIEW_TYPE_')),
  viewOns: listOf(wordOf(viewOns, 'VIEW_ON_')),
});

// fromEntries cannot say which keys it makes; they are the names, one each.
const flags = Object.fromEntries(characteristicNames.map((name) => [name, readBoolean])) as Record<
  CharacteristicName,
  typeof readBoolean
>;

/** `type` is one value in the schema and a list in its example. */
export const habitation: Reader<Habitation | null> = recordOf({
  type: listOf(wordOf(habitationTypes, 'PROPERTY_TYPE_')),
  surface,
  roomCount: count,
  bedroomCount: count,
  bathroomCount: count,
  wcCount: count,
  climate,
  propertyCondition,
  features,
  characteristics: recordOf(flags),
  heatings: listOf(wordOf(heatings, 'HEATING_')),
  heatTypes: listOf(wordOf(heatTypes, 'HEAT_TYPE_')),
  // The misspelling is the document's.
  heatTypeDetails: listOf(wordOf(heatTypeDetails, 'HEAT_DETAIL_', { SHEAHS: 'SHEATHS' })),
});

export const land: Reader<Land | null> = recordOf({
  type: wordOf(landTypes, 'LAND_'),
  surface: amount,
  surfaceConstructable: amount,
  canConstruct: readBoolean,
  isServiced: readBoolean,
  hasBuildingPermit: readBoolean,
  hasElectricity: readBoolean,
  hasTelecom: readBoolean,
  hasWater: readBoolean,
});

export const parking: Reader<Parking | null> = recordOf({
  type: wordOf(parkingTypes, 'PARKING_'),
  count,
  numberOfCars: count,
  surface: amount,
});
