import type { HiddenFact, MarketAdvert } from './market-adverts.js';
import type { DwellingFacts } from './market-dwellings.js';
import type { MarketProperty } from './market-properties.js';
import { shortCityName } from './market-texts.js';
import type { Condition } from './price-model.js';
import { noise } from './noise.js';

/** JSON as the vendor sends it; `undefined` is a field left out. */
export type FluximmoDocument = Readonly<Record<string, unknown>>;

/** The vendor's documents write a missing value as `null` in places and leave it out in others. */
export type Blank = null | undefined;

const interiorConditions: Readonly<Record<Condition, string>> = {
  BRAND_NEW: 'BRAND_NEW',
  EXCELLENT: 'EXCELLENT',
  GOOD: 'GOOD_CONDITION',
  TO_REFRESH: 'TO_REFRESH',
  TO_RENOVATE: 'TO_BE_RENOVATED',
};
const generalConditions: Readonly<Record<Condition, string>> = {
  BRAND_NEW: 'BRAND_NEW',
  EXCELLENT: 'EXCELLENT',
  GOOD: 'GOOD',
  TO_REFRESH: 'TO_BE_REFRESHED',
  TO_RENOVATE: 'TO_BE_RENOVATED',
};

/** True for this share of ids, always the same ones. */
export function isQuirky(quirk: string, flxId: string, share: number): boolean {
  return noise(`${quirk} ${flxId}`) < share;
}

export function blankOf(flxId: string): Blank {
  return isQuirky('absent', flxId, 0.4) ? undefined : null;
}

/** Two shapes are documented: `{location: [lng, lat]}` and `{lat, lng}`. */
function coordinatesOf(flxId: string, place: Readonly<{ latitude: number; longitude: number }>): FluximmoDocument {
  return isQuirky('coordinates', flxId, 0.3)
    ? { lat: place.latitude, lng: place.longitude }
    : { location: [place.longitude, place.latitude] };
}

export function locationOf(flxId: string, { zone, latitude, longitude, irisCode }: MarketProperty): FluximmoDocument {
  return {
    city: cityOf(flxId, zone.city, shortCityName(zone)),
    department: zone.department.slice(0, 2),
    inseeCode: zone.inseeCode,
    irisCode: isQuirky('iris', flxId, 0.6) ? irisCode : blankOf(flxId),
    postalCode: zone.postalCode,
    cityCoordinate: coordinatesOf(`${flxId} city`, zone),
    locationCoordinate: isQuirky('nowhere', flxId, 0.03)
      ? blankOf(flxId)
      : coordinatesOf(flxId, { latitude, longitude }),
  };
}

/** `null` where the class has no rooms to describe. */
export function habitationOf(
  flxId: string,
  property: MarketProperty,
  hidden: HiddenFact | null,
): FluximmoDocument | Blank {
  const { facts, condition, propertyClass } = property;
  const blank = blankOf(flxId);
  if (propertyClass === 'LAND' || propertyClass === 'PARKING') return blank;

  const known = <Fact extends keyof DwellingFacts>(fact: Fact): DwellingFacts[Fact] | Blank =>
    fact === hidden ? blank : (facts[fact] ?? blank);
  return {
    type: habitationTypeOf(flxId, facts),
    roomCount: known('roomCount'),
    bedroomCount: known('bedroomCount'),
    bathroomCount: known('bathroomCount'),
    wcCount: facts.bathroomCount ?? blank,
    surface: {
      total: property.surfaceM2 ?? known('livingAreaM2'),
      terraces: facts.terraceAreaM2 ?? blank,
      balconies: facts.balconyAreaM2 ?? blank,
      gardens: facts.gardenAreaM2 ?? blank,
    },
    climate: climateOf(flxId, facts, hidden),
    features: {
      exposure: facts.exposure === null ? blank : `EXPOSURE_${facts.exposure}`,
      furniture: furnitureOf(property) ?? blank,
      propertyFloor: known('floor'),
      propertyTotalFloor: known('floorCount'),
    },
    propertyCondition: {
      constructionYear: known('constructionYear'),
      renovationYear: facts.renovationYear ?? blank,
      interiorCondition: `INTERIOR_CONDITION_${interiorConditions[condition]}`,
      generalConditions: [`GENERAL_CONDITION_${generalConditions[condition]}`],
    },
    characteristics: characteristicsOf(facts),
    heatings: facts.heating === null ? blank : [`HEATING_${facts.heating}`],
    heatTypes: facts.heating === null ? blank : ['HEAT_TYPE_INDIVIDUAL'],
    heatTypeDetails: blank,
  };
}

export function landOf(
  flxId: string,
  { propertyClass, surfaceM2, facts }: MarketProperty,
  hidden: HiddenFact | null,
): FluximmoDocument | Blank {
  const blank = blankOf(flxId);
  if (propertyClass === 'LAND') {
    return {
      surface: surfaceM2,
      surfaceConstructable: surfaceM2,
      canConstruct: true,
      isServiced: true,
      hasWater: true,
      hasElectricity: true,
      type: 'LAND_BUILDING_PLOT',
    };
  }
  if (facts.landAreaM2 === null || hidden === 'landAreaM2') return blank;
  return { surface: facts.landAreaM2, type: 'LAND_UNKNOWN' };
}

export function parkingOf(
  flxId: string,
  { propertyClass, surfaceM2, parkingCount, facts }: MarketProperty,
): FluximmoDocument | Blank {
  if (parkingCount === 0) return blankOf(flxId);
  const type = facts.hasGarage ? 'PARKING_GARAGE' : 'PARKING_PARKING';
  return { count: parkingCount, type, ...(propertyClass === 'PARKING' && { surface: surfaceM2 }) };
}

export function offerOf({ offerType, isOccupied }: MarketProperty): FluximmoDocument {
  const renting = { isColocation: false, isLongTerm: true, isShortTerm: false, isSubLease: false };
  return {
    type: `OFFER_${offerType}`,
    isCurrentlyOccupied: isOccupied,
    renting: offerType === 'RENT' ? renting : null,
  };
}

export function mediasOf(adverts: readonly MarketAdvert[]): FluximmoDocument {
  const images = adverts.flatMap((advert) =>
    Array.from({ length: advert.photoCount }, (_, index) => {
      const imageId = `${advert.flxId}-${index + 1}`;
      const hash = (kind: string): string =>
        Math.floor(noise(`${kind} ${imageId}`) * 2 ** 32)
          .toString(16)
          .padStart(8, '0');
      return {
        imageId,
        url: `https://photos.${advert.portal}/${imageId}.jpg`,
        gaussianHash: hash('gaussian'),
        meanHash: hash('mean'),
        perceptualHash: hash('perceptual'),
      };
    }),
  );
  return { images, virtualVisitExternalUrl: [] };
}

export function sourceOf({ flxId, url, portal }: MarketAdvert): FluximmoDocument {
  return { flxId: `src_${portal}_${flxId.slice(-12)}`, url, website: portal };
}

export function sellerOf({ seller, flxId }: MarketAdvert): FluximmoDocument | Blank {
  if (seller === null) return blankOf(flxId);
  return { ...seller, type: `SELLER_TYPE_${seller.type}` };
}

export function currencyOf(flxId: string): string {
  return isQuirky('currency', flxId, 0.4) ? 'EUR' : 'CURRENCY_EUR';
}

function cityOf(flxId: string, name: string, shortName: string): string {
  const spelling = noise(`city ${flxId}`);
  if (name === shortName) return spelling < 0.25 ? name.toUpperCase() : name;
  const town = shortName.split(' ')[0] ?? shortName;
  if (spelling < 0.5) return town;
  return spelling < 0.75 ? name : shortName.replace(/(\d+)(?:er|e)$/u, '$1').toUpperCase();
}

/** Its schema says one value, its example a list. */
function habitationTypeOf(flxId: string, { habitationTypes }: DwellingFacts): unknown {
  const types = habitationTypes.map((type) => `PROPERTY_TYPE_${type}`);
  const [first] = types;
  if (first === undefined) return blankOf(flxId);
  return types.length > 1 || isQuirky('type list', flxId, 0.5) ? types : first;
}

function climateOf(flxId: string, facts: DwellingFacts, hidden: HiddenFact | null): FluximmoDocument | Blank {
  const blank = blankOf(flxId);
  if (facts.climateGrade === null) return blank;
  const isGradeKnown = facts.energyGrade !== null && hidden !== 'energyGrade';
  const unknownGrade = isQuirky('unknown grade', flxId, 0.5) ? 'ENERGY_CLASSIFICATION_UNKNOWN' : blank;
  return {
    epcEnergy: isGradeKnown ? `ENERGY_CLASSIFICATION_${facts.energyGrade}` : unknownGrade,
    epcEnergyScore: isGradeKnown ? facts.energyScore : blank,
    epcClimate: `GREENHOUSE_CLASSIFICATION_${facts.climateGrade}`,
    epcClimateScore: facts.climateScore,
    epcEnergyDate: blank,
    epcClimateDate: blank,
  };
}

function furnitureOf({ isFurnished }: MarketProperty): string | null {
  if (isFurnished === null) return null;
  return isFurnished ? 'FULLY_FURNISHED' : 'UNFURNISHED';
}

/** Adverts say what there is and are mostly silent on what there is not. */
function characteristicsOf(facts: DwellingFacts): FluximmoDocument {
  const { hasLift, hasTerrace, hasBalcony, hasGarden, hasCellar, hasParking, hasGarage, hasPool, hasFireplace } = facts;
  return {
    hasLift,
    hasTerrace,
    hasBalcony,
    hasGarden,
    hasCellar: hasCellar || null,
    hasParking,
    hasGarage: hasGarage || undefined,
    hasPool: hasPool || undefined,
    hasFireplace: hasFireplace || undefined,
  };
}
