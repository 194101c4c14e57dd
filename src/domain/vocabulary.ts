/** The closed vocabularies of the field, as the graph speaks them. What a vendor adds later reads `UNKNOWN`. */

export const propertyClasses = [
  'HOUSE',
  'FLAT',
  'PROGRAM',
  'SHOP',
  'PREMISES',
  'OFFICE',
  'LAND',
  'BUILDING',
  'PARKING',
  'ROOM',
  'OTHER',
  'UNKNOWN',
] as const;
export type PropertyClass = (typeof propertyClasses)[number];

export const offerTypes = [
  'BUY',
  'RENT',
  'BUSINESS_TAKE_OVER',
  'LEASE_BACK',
  'LIFE_ANNUITY_SALE',
  'HOLIDAYS',
  'AUCTION',
  'UNKNOWN',
] as const;
export type OfferType = (typeof offerTypes)[number];

/** Letters of the French DPE (energy) and GES (greenhouse gas) labels. */
export const energyGrades = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'NOT_CONCERNED', 'UNKNOWN'] as const;
export type EnergyGrade = (typeof energyGrades)[number];

export const pricings = ['ONE_OFF', 'MONTHLY'] as const;
export type Pricing = (typeof pricings)[number];

export const sellerTypes = ['AGENCY', 'NETWORK', 'UNKNOWN'] as const;
export type SellerType = (typeof sellerTypes)[number];

export const habitationTypes = [
  'STUDIO',
  'T1',
  'T1_T2',
  'T2',
  'T2_T3',
  'T3',
  'T3_4',
  'T4',
  'T4_5',
  'T5_MORE',
  'LOFT',
  'DUPLEX',
  'OTHER_APARTMENT_TYPE',
  'INDIVIDUAL',
  'ONE_SIDE_TERRACED',
  'TWO_SIDE_TERRACED',
  'SINGLE_STOREY',
  'TRADITIONAL',
  'CONTEMPORARY',
  'BOURGEOIS',
  'VILLA',
  'MANOR',
  'CASTLE',
  'FARM',
  'MAS',
  'BASTIDE',
  'CHALET',
  'ANCIENT',
  'HERITAGE_LISTED',
  'BUNGALOW',
  'UNKNOWN',
] as const;
export type HabitationType = (typeof habitationTypes)[number];

export const exposures = [
  'NORTH',
  'NORTH_EAST',
  'EAST',
  'SOUTH_EAST',
  'SOUTH',
  'SOUTH_WEST',
  'WEST',
  'NORTH_WEST',
  'UNKNOWN',
] as const;
export type Exposure = (typeof exposures)[number];

export const furnitures = ['UNFURNISHED', 'PARTIALLY_FURNISHED', 'FULLY_FURNISHED', 'UNKNOWN'] as const;
export type Furniture = (typeof furnitures)[number];

export const glazingTypes = ['SIMPLE', 'DOUBLE', 'TRIPLE', 'UNKNOWN'] as const;
export type GlazingType = (typeof glazingTypes)[number];

export const constructionMaterials = [
  'WOODEN',
  'STEEL',
  'STONE',
  'PVC',
  'CONCRETE',
  'ALUMINIUM',
  'HALF_TIMBERED',
  'MARBLE',
  'BRICK',
  'CINDER_BLOCK',
  'PREFABRICATED',
  'ADOBE',
  'COATING',
  'UNKNOWN',
] as const;
export type ConstructionMaterial = (typeof constructionMaterials)[number];

export const viewTypes = ['GLIMPSE', 'PANORAMIC', 'CLEAR', 'EXCEPTIONAL', 'DOMINANT', 'UNKNOWN'] as const;
export type ViewType = (typeof viewTypes)[number];

export const viewOns = [
  'SEA',
  'HILLS',
  'RIVERS',
  'CITY',
  'PARK',
  'VERDURE',
  'STREET',
  'COURTYARD',
  'COUNTRYSIDE',
  'MOUNTAIN',
  'GARDEN_TERRACE',
  'LAKE',
  'SKI_SLOPES',
  'PORT',
  'POI',
  'SKY',
  'WATER',
  'VINEYARD',
  'ROOF',
  'UNKNOWN',
] as const;
export type ViewOn = (typeof viewOns)[number];

export const interiorConditions = [
  'EXCELLENT',
  'TO_REFRESH',
  'SMALL_WORKS_TO_BE_PLANNED',
  'MAJOR_WORKS_TO_BE_PLANNED',
  'BRAND_NEW',
  'GOOD_CONDITION',
  'TO_BE_RENOVATED',
  'UNKNOWN',
] as const;
export type InteriorCondition = (typeof interiorConditions)[number];

export const generalConditions = [
  'TO_BE_RENOVATED',
  'BRAND_NEW',
  'RENOVATED',
  'TO_BE_REFRESHED',
  'GOOD',
  'EXCELLENT',
  'DECREPIT',
  'TO_BE_BUILT',
  'UNKNOWN',
] as const;
export type GeneralCondition = (typeof generalConditions)[number];

export const heatTypes = ['INDIVIDUAL', 'SHARED', 'MIX', 'CITY', 'CISTERN', 'UNKNOWN'] as const;
export type HeatType = (typeof heatTypes)[number];

export const heatTypeDetails = [
  'FLOOR',
  'CEILING',
  'FIREPLACE',
  'INSERT',
  'AIR_CON',
  'REVERSIBLE_AIR_CON',
  'RADIANTS_TUBES',
  'RADIATOR',
  'SHEATHS',
  'CONVECTOR',
  'UNKNOWN',
] as const;
export type HeatTypeDetail = (typeof heatTypeDetails)[number];

export const heatings = [
  'FUEL_OIL',
  'ELECTRICAL',
  'GAS',
  'BIOMASS',
  'SOLAR',
  'GEOTHERMAL',
  'WOOD',
  'HEAT_PUMP',
  'PELLET',
  'CANADIAN_WELL',
  'COAL',
  'UNKNOWN',
] as const;
export type Heating = (typeof heatings)[number];

export const landTypes = [
  'BUILDING_PLOT',
  'AGRICULTURAL',
  'VINEYARD',
  'INDUSTRIAL',
  'POND',
  'FOREST',
  'UNKNOWN',
] as const;
export type LandType = (typeof landTypes)[number];

export const parkingTypes = ['GARAGE', 'PARKING', 'UNKNOWN'] as const;
export type ParkingType = (typeof parkingTypes)[number];
