import type {
  ConstructionMaterial,
  EnergyGrade,
  Exposure,
  Furniture,
  GeneralCondition,
  GlazingType,
  HabitationType,
  HeatType,
  HeatTypeDetail,
  Heating,
  InteriorCondition,
  LandType,
  ParkingType,
  ViewOn,
  ViewType,
} from './vocabulary.js';

/** Areas in m². `total` is the living area (the French "surface habitable"). */
export type Surface = Readonly<{
  total: number | null;
  livingSpace: number | null;
  livingRoom: number | null;
  kitchen: number | null;
  groundFloor: number | null;
  floorSpace: number | null;
  balconies: number | null;
  terraces: number | null;
  gardens: number | null;
}>;

/** Energy in kWh of primary energy a m² and year (DPE), greenhouse gas in kg of CO₂ a m² and year (GES). */
export type Climate = Readonly<{
  epcEnergy: EnergyGrade | null;
  epcEnergyScore: number | null;
  epcEnergyDate: string | null;
  epcClimate: EnergyGrade | null;
  epcClimateScore: number | null;
  epcClimateDate: string | null;
}>;

export type PropertyCondition = Readonly<{
  constructionYear: number | null;
  renovationYear: number | null;
  interiorCondition: InteriorCondition | null;
  generalConditions: readonly GeneralCondition[] | null;
}>;

export type Features = Readonly<{
  exposure: Exposure | null;
  furniture: Furniture | null;
  propertyFloor: number | null;
  propertyTotalFloor: number | null;
  hasThroughExposure: boolean | null;
  constructionMaterials: readonly ConstructionMaterial[] | null;
  glazingTypes: readonly GlazingType[] | null;
  viewTypes: readonly ViewType[] | null;
  viewOns: readonly ViewOn[] | null;
}>;

export const characteristicNames = [
  'hasAlarm',
  'hasBalcony',
  'hasCellar',
  'hasConcierge',
  'hasDigicode',
  'hasFireplace',
  'hasGarage',
  'hasGarden',
  'hasGrenier',
  'hasInterphone',
  'hasJacuzzi',
  'hasLand',
  'hasLift',
  'hasMezzanine',
  'hasParking',
  'hasPool',
  'hasTerrace',
  'hasVisAVis',
  'isPeaceful',
] as const;
export type CharacteristicName = (typeof characteristicNames)[number];
export type Characteristics = Readonly<Record<CharacteristicName, boolean | null>>;

export type Habitation = Readonly<{
  type: readonly HabitationType[] | null;
  surface: Surface | null;
  roomCount: number | null;
  bedroomCount: number | null;
  bathroomCount: number | null;
  wcCount: number | null;
  climate: Climate | null;
  propertyCondition: PropertyCondition | null;
  features: Features | null;
  characteristics: Characteristics | null;
  heatings: readonly Heating[] | null;
  heatTypes: readonly HeatType[] | null;
  heatTypeDetails: readonly HeatTypeDetail[] | null;
}>;

/** Areas in m². */
export type Land = Readonly<{
  type: LandType | null;
  surface: number | null;
  surfaceConstructable: number | null;
  canConstruct: boolean | null;
  isServiced: boolean | null;
  hasBuildingPermit: boolean | null;
  hasElectricity: boolean | null;
  hasTelecom: boolean | null;
  hasWater: boolean | null;
}>;

export type Parking = Readonly<{
  type: ParkingType | null;
  count: number | null;
  numberOfCars: number | null;
  surface: number | null;
}>;
