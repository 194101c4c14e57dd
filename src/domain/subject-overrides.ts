import type { EnergyGrade, PropertyClass } from './vocabulary.js';

/** The kinds of house that Dimex tells apart. */
export type HouseType =
  | 'CHALET'
  | 'COUNTRY_HOUSE'
  | 'DETACHED_HOUSE'
  | 'ESTATE'
  | 'FARM'
  | 'MASTERS_HOUSE'
  | 'OTHER'
  | 'TOWN_HOUSE'
  | 'VILLA'
  | 'VILLAGE_HOUSE';
/** The kinds of flat that Dimex tells apart. */
export type FlatType = 'STANDARD' | 'DUPLEX' | 'TRIPLEX' | 'STUDIO' | 'STUDETTE';
export type CellarType = 'STOREROOM' | 'CELLAR' | 'BASEMENT' | 'NONE';
export type AtticType = 'ATTIC' | 'CONVERTIBLE_ATTIC' | 'NONE';
export type Glazing = 'TRIPLE' | 'DOUBLE' | 'OTHER';
export type BuildingMaterial = 'BRICK' | 'CONCRETE' | 'EARTH' | 'OTHER';

/** The kinds of flat and of house that PriceHubble tells apart. */
export const flatSubtypes = ['NORMAL', 'MAISONETTE', 'ATTIC', 'PENTHOUSE', 'TERRACED', 'STUDIO'] as const;
export const houseSubtypes = ['DETACHED', 'SEMI_DETACHED', 'ROW_CORNER', 'ROW_MIDDLE', 'FARM'] as const;
export type PriceHubbleSubtype = (typeof flatSubtypes)[number] | (typeof houseSubtypes)[number];
export type PriceHubbleCondition = 'RENOVATION_NEEDED' | 'WELL_MAINTAINED' | 'NEW_OR_RENOVATED';
export type PriceHubbleQuality = 'SIMPLE' | 'NORMAL' | 'HIGH_QUALITY' | 'LUXURY';

/** What a client may say of where a property is and what it is. */
type Essentials = Readonly<{
  propertyClass: PropertyClass;
  address: string;
  street: string;
  houseNumber: string;
  postalCode: string;
  city: string;
  inseeCode: string;
  countryCode: string;
  latitude: number;
  longitude: number;
  livingArea: number;
  landArea: number;
  roomCount: number;
  constructionYear: number;
  energyGrade: EnergyGrade;
  floor: number;
  floorCount: number;
  conditionScore: number;
  standardScore: number;
}>;

type Details = Readonly<{
  houseType: HouseType;
  flatType: FlatType;
  propertySubtype: PriceHubbleSubtype;
  bathroomCount: number;
  bedroomCount: number;
  renovationYear: number;
  energyLabel: string;
  balconyArea: number;
  terraceArea: number;
  gardenArea: number;
  volume: number;
  garageSpaces: number;
  outdoorParkingSpaces: number;
  hasLift: boolean;
  hasBalcony: boolean;
  hasTerrace: boolean;
  hasCellar: boolean;
  cellarType: CellarType;
  hasAttic: boolean;
  atticType: AtticType;
  hasOutbuilding: boolean;
  glazingType: Glazing;
  buildingMaterial: BuildingMaterial;
  hasPool: boolean;
  hasSauna: boolean;
  isFurnished: boolean;
  isNew: boolean;
  numberOfUnits: number;
  annualRentIncome: number;
}>;

type Ratings = Readonly<{
  bathroomCondition: PriceHubbleCondition;
  kitchenCondition: PriceHubbleCondition;
  flooringCondition: PriceHubbleCondition;
  windowCondition: PriceHubbleCondition;
  masonryCondition: PriceHubbleCondition;
  bathroomQuality: PriceHubbleQuality;
  kitchenQuality: PriceHubbleQuality;
  flooringQuality: PriceHubbleQuality;
  windowQuality: PriceHubbleQuality;
  masonryQuality: PriceHubbleQuality;
}>;

type OverrideValues = Essentials & Details & Ratings;

/** What a client says of a property itself; areas in m², volume in m³. `null` and absent both leave it to the records. */
export type SubjectOverrides = { readonly [Field in keyof OverrideValues]?: OverrideValues[Field] | null };
