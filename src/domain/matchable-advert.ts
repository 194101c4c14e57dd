import type { Advert } from './advert.js';
import { viewReaches } from './buyer-criteria.js';
import type { OutdoorKind, ServiceKind, Standing, ViewReach, WantedCondition } from './buyer-criteria.js';
import type { Habitation, PropertyCondition } from './habitation.js';
import type { Coordinates } from './location.js';
import type { Money } from './money.js';
import type { Property } from './property.js';
import type { GeneralCondition, InteriorCondition, OfferType, PropertyClass, ViewOn, ViewType } from './vocabulary.js';

/** Something of a kind that may be there: `null` where it is not said. */
export type Feature = Readonly<{ isThere: boolean | null; count: number | null; areaM2: number | null }>;

/** The facts of an advert or a property that buyers ask for; `null` is what it does not say. */
export type MatchableAdvert = Readonly<{
  offerType: OfferType | null;
  propertyClass: PropertyClass | null;
  inseeCode: string | null;
  city: string | null;
  /** Its own, which may be no finer than its town, or else its town's. */
  coordinates: Coordinates | null;
  price: Money | null;
  /** Living area; of a plot its land, of a parking space its own. */
  areaM2: number | null;
  roomCount: number | null;
  bedroomCount: number | null;
  floor: number | null;
  floorCount: number | null;
  condition: WantedCondition | null;
  standing: Standing | null;
  view: Readonly<{ reach: ViewReach | null; on: readonly ViewOn[] }>;
  outdoorAreas: Readonly<Record<OutdoorKind, Feature>>;
  services: Readonly<Record<ServiceKind, Feature>>;
}>;

const unsaid: Feature = { isThere: null, count: null, areaM2: null };

/** What is known of an advert that says nothing. */
export const silentAdvert: MatchableAdvert = {
  offerType: null,
  propertyClass: null,
  inseeCode: null,
  city: null,
  coordinates: null,
  price: null,
  areaM2: null,
  roomCount: null,
  bedroomCount: null,
  floor: null,
  floorCount: null,
  condition: null,
  standing: null,
  view: { reach: null, on: [] },
  outdoorAreas: { TERRACE: unsaid, BALCONY: unsaid, GARDEN: unsaid, LAND: unsaid },
  services: {
    LIFT: unsaid,
    SWIMMING_POOL: unsaid,
    PARKING: unsaid,
    GARAGE: unsaid,
    CELLAR: unsaid,
    ATTIC: unsaid,
    MEZZANINE: unsaid,
    FIREPLACE: unsaid,
    ALARM: unsaid,
    CARETAKER: unsaid,
    INTERCOM: unsaid,
    DIGICODE: unsaid,
    JACUZZI: unsaid,
  },
};

type Described = Pick<Advert & Property, 'propertyClass' | 'offer' | 'location' | 'habitation' | 'land' | 'parking'>;

export function matchableAdvert(advert: Described & Pick<Advert, 'price'>): MatchableAdvert {
  return matchable(advert, advert.price);
}

/** A property is matched at its latest asking price. */
export function matchableProperty(property: Described & Pick<Property, 'latestPrice'>): MatchableAdvert {
  return matchable(property, property.latestPrice);
}

function matchable(described: Described, price: Money | null): MatchableAdvert {
  const { habitation, location } = described;
  const features = habitation?.features ?? null;
  return {
    offerType: described.offer?.type ?? null,
    propertyClass: described.propertyClass,
    inseeCode: location?.inseeCode ?? null,
    city: location?.city ?? null,
    coordinates: location?.coordinates ?? location?.cityCoordinates ?? null,
    price: price !== null && price.amount > 0 ? price : null,
    areaM2: areaOf(described),
    roomCount: positive(habitation?.roomCount),
    bedroomCount: habitation?.bedroomCount ?? null,
    floor: features?.propertyFloor ?? null,
    floorCount: features?.propertyTotalFloor ?? null,
    condition: conditionOf(habitation?.propertyCondition ?? null),
    standing: null,
    view: viewOf(habitation),
    outdoorAreas: outdoorAreasOf(described),
    services: servicesOf(described),
  };
}

function areaOf({ propertyClass, habitation, land, parking }: Described): number | null {
  if (propertyClass === 'LAND') return positive(land?.surface);
  const livingArea = positive(habitation?.surface?.total) ?? positive(habitation?.surface?.livingSpace);
  return propertyClass === 'PARKING' ? (positive(parking?.surface) ?? livingArea) : livingArea;
}

function outdoorAreasOf({ habitation, land }: Described): MatchableAdvert['outdoorAreas'] {
  const [said, surface] = [habitation?.characteristics, habitation?.surface];
  return {
    TERRACE: feature(said?.hasTerrace, { areaM2: surface?.terraces }),
    BALCONY: feature(said?.hasBalcony, { areaM2: surface?.balconies }),
    GARDEN: feature(said?.hasGarden, { areaM2: surface?.gardens }),
    LAND: feature(said?.hasLand, { areaM2: land?.surface }),
  };
}

/** A garage is a place to park; that there is none does not tell that there is no other. */
function servicesOf({ habitation, parking }: Described): MatchableAdvert['services'] {
  const said = habitation?.characteristics;
  const hasParking = said?.hasGarage === true ? true : said?.hasParking;
  return {
    LIFT: feature(said?.hasLift),
    SWIMMING_POOL: feature(said?.hasPool),
    PARKING: feature(hasParking, { count: parking?.numberOfCars ?? parking?.count }),
    GARAGE: feature(parking?.type === 'GARAGE' ? true : said?.hasGarage),
    CELLAR: feature(said?.hasCellar),
    ATTIC: feature(said?.hasGrenier),
    MEZZANINE: feature(said?.hasMezzanine),
    FIREPLACE: feature(said?.hasFireplace),
    ALARM: feature(said?.hasAlarm),
    CARETAKER: feature(said?.hasConcierge),
    INTERCOM: feature(said?.hasInterphone),
    DIGICODE: feature(said?.hasDigicode),
    JACUZZI: feature(said?.hasJacuzzi),
  };
}

/** The farthest view that is told; where none is, a house opposite obstructs it, and none opposite leaves it clear. */
function viewOf(habitation: Habitation | null): MatchableAdvert['view'] {
  const reaches = habitation?.features?.viewTypes?.map((type) => reachByViewType[type]) ?? [];
  const hasVisAVis = habitation?.characteristics?.hasVisAVis ?? null;
  const otherwise = hasVisAVis === null ? null : hasVisAVis ? 'OBSTRUCTED' : 'CLEAR';
  return {
    reach: viewReaches.findLast((reach) => reaches.includes(reach)) ?? otherwise,
    on: habitation?.features?.viewOns?.filter((on) => on !== 'UNKNOWN') ?? [],
  };
}

const reachByViewType: Readonly<Record<ViewType, ViewReach | null>> = {
  GLIMPSE: 'GLIMPSE',
  CLEAR: 'CLEAR',
  DOMINANT: 'CLEAR',
  PANORAMIC: 'PANORAMIC',
  EXCEPTIONAL: 'PANORAMIC',
  UNKNOWN: null,
};

/** A measure of it, or a number of it, says that it is there. */
function feature(
  said: boolean | null | undefined,
  { areaM2, count }: Readonly<{ areaM2?: number | null | undefined; count?: number | null | undefined }> = {},
): Feature {
  const [area, number] = [positive(areaM2), positive(count)];
  return { isThere: area !== null || number !== null ? true : (said ?? null), count: number, areaM2: area };
}

/** The interior's condition, or else the first that is said in general. */
function conditionOf(condition: PropertyCondition | null): WantedCondition | null {
  const interior = condition?.interiorCondition ? interiorConditions[condition.interiorCondition] : null;
  if (interior !== null) return interior;
  const general = condition?.generalConditions?.map((each) => generalConditions[each]) ?? [];
  return general.find((each) => each !== null) ?? null;
}

const interiorConditions: Readonly<Record<InteriorCondition, WantedCondition | null>> = {
  TO_BE_RENOVATED: 'TO_RENOVATE',
  MAJOR_WORKS_TO_BE_PLANNED: 'TO_RENOVATE',
  SMALL_WORKS_TO_BE_PLANNED: 'TO_REFRESH',
  TO_REFRESH: 'TO_REFRESH',
  GOOD_CONDITION: 'GOOD',
  EXCELLENT: 'EXCELLENT',
  BRAND_NEW: 'NEW',
  UNKNOWN: null,
};

const generalConditions: Readonly<Record<GeneralCondition, WantedCondition | null>> = {
  DECREPIT: 'TO_RENOVATE',
  TO_BE_RENOVATED: 'TO_RENOVATE',
  TO_BE_REFRESHED: 'TO_REFRESH',
  GOOD: 'GOOD',
  RENOVATED: 'EXCELLENT',
  EXCELLENT: 'EXCELLENT',
  BRAND_NEW: 'NEW',
  TO_BE_BUILT: 'NEW',
  UNKNOWN: null,
};

function positive(amount: number | null | undefined): number | null {
  return amount !== null && amount !== undefined && amount > 0 ? amount : null;
}
