import { describe, expect, it } from '@jest/globals';
import { characteristicNames } from '../../src/domain/habitation.js';
import type { CharacteristicName, Habitation, PropertyCondition } from '../../src/domain/habitation.js';
import { matchableAdvert, matchableProperty } from '../../src/domain/matchable-advert.js';
import { euros } from '../../src/domain/money.js';

type Described = Parameters<typeof matchableAdvert>[0];

const silent: Described = {
  propertyClass: 'FLAT',
  offer: { type: 'BUY', isCurrentlyOccupied: null, renting: null },
  location: null,
  habitation: null,
  land: null,
  parking: null,
  price: null,
};
const noSurface = {
  total: null,
  livingSpace: null,
  livingRoom: null,
  kitchen: null,
  groundFloor: null,
  floorSpace: null,
  balconies: null,
  terraces: null,
  gardens: null,
};
const noHabitation: Habitation = {
  type: null,
  surface: null,
  roomCount: null,
  bedroomCount: null,
  bathroomCount: null,
  wcCount: null,
  climate: null,
  propertyCondition: null,
  features: null,
  characteristics: null,
  heatings: null,
  heatTypes: null,
  heatTypeDetails: null,
};
const noFeatures = {
  exposure: null,
  furniture: null,
  propertyFloor: null,
  propertyTotalFloor: null,
  hasThroughExposure: null,
  constructionMaterials: null,
  glazingTypes: null,
  viewTypes: null,
  viewOns: null,
};
const noLand = {
  type: null,
  surface: null,
  surfaceConstructable: null,
  canConstruct: null,
  isServiced: null,
  hasBuildingPermit: null,
  hasElectricity: null,
  hasTelecom: null,
  hasWater: null,
};

function saying(said: Partial<Record<CharacteristicName, boolean>>): Habitation {
  // Every name is there: the list is the type's own.
  const none = Object.fromEntries(characteristicNames.map((name) => [name, null])) as Record<CharacteristicName, null>;
  return { ...noHabitation, characteristics: { ...none, ...said } };
}

function inCondition(condition: Partial<PropertyCondition>): Described {
  const propertyCondition = {
    constructionYear: null,
    renovationYear: null,
    interiorCondition: null,
    generalConditions: null,
    ...condition,
  };
  return { ...silent, habitation: { ...noHabitation, propertyCondition } };
}

describe('the facts that buyers ask for', () => {
  it('are unknown where an advert says nothing', () => {
    const facts = matchableAdvert({ ...silent, offer: null, propertyClass: null });

    expect(facts).toMatchObject({ offerType: null, propertyClass: null, inseeCode: null, price: null, areaM2: null });
    expect(Object.values({ ...facts.outdoorAreas, ...facts.services }).map(({ isThere }) => isThere)).toEqual(
      Array(17).fill(null),
    );
  });

  it('take the price of an advert, and the latest of a property', () => {
    expect(matchableAdvert({ ...silent, price: euros(390_000) }).price).toEqual(euros(390_000));
    expect(matchableProperty({ ...silent, latestPrice: euros(380_000) }).price).toEqual(euros(380_000));
  });

  it('know no price where it says 0', () => {
    expect(matchableAdvert({ ...silent, price: euros(0) }).price).toBeNull();
  });

  it('measure a home by its living area, a plot by its land and a parking space by its own', () => {
    const measured: Described = {
      ...silent,
      habitation: { ...noHabitation, surface: { ...noSurface, livingSpace: 80 } },
      land: { ...noLand, surface: 500 },
      parking: { type: 'PARKING', count: 1, numberOfCars: 1, surface: 12 },
    };

    expect(matchableAdvert(measured).areaM2).toBe(80);
    expect(matchableAdvert({ ...measured, propertyClass: 'LAND' }).areaM2).toBe(500);
    expect(matchableAdvert({ ...measured, propertyClass: 'PARKING' }).areaM2).toBe(12);
    expect(matchableAdvert({ ...measured, propertyClass: 'LAND', land: null }).areaM2).toBeNull();
  });

  it('take a measure of a terrace for a terrace, and its absence at its word', () => {
    const habitation = { ...saying({ hasTerrace: false, hasGarden: false }), surface: { ...noSurface, terraces: 9 } };

    expect(matchableAdvert({ ...silent, habitation }).outdoorAreas).toEqual({
      TERRACE: { isThere: true, count: null, areaM2: 9 },
      BALCONY: { isThere: null, count: null, areaM2: null },
      GARDEN: { isThere: false, count: null, areaM2: null },
      LAND: { isThere: null, count: null, areaM2: null },
    });
  });

  it('measure a plot as land', () => {
    const land = { ...noLand, surface: 500 };

    expect(matchableAdvert({ ...silent, land }).outdoorAreas.LAND).toEqual({ isThere: true, count: null, areaM2: 500 });
    expect(matchableAdvert({ ...silent, habitation: saying({ hasLand: false }) }).outdoorAreas.LAND.isThere).toBe(
      false,
    );
  });

  it.each([
    [null, null, null],
    [['GLIMPSE', 'PANORAMIC', 'UNKNOWN'], null, 'PANORAMIC'],
    [['EXCEPTIONAL'], null, 'PANORAMIC'],
    [['DOMINANT'], true, 'CLEAR'],
    [['UNKNOWN'], null, null],
    [[], true, 'OBSTRUCTED'],
    [null, false, 'CLEAR'],
  ] as const)('see as far as the view %j goes, with a house opposite: %j', (viewTypes, hasVisAVis, reach) => {
    const said = hasVisAVis === null ? {} : { hasVisAVis };
    const features = { ...noFeatures, viewTypes, viewOns: ['SEA', 'UNKNOWN'] as const };

    expect(matchableAdvert({ ...silent, habitation: { ...saying(said), features } }).view).toEqual({
      reach,
      on: ['SEA'],
    });
  });

  it('lie where they say, or else in the middle of their town', () => {
    const [own, town] = [
      { latitude: 43.58, longitude: 7.12 },
      { latitude: 43.7, longitude: 7.25 },
    ];
    const location = {
      city: null,
      postalCode: null,
      inseeCode: null,
      irisCode: null,
      department: null,
      coordinates: own,
      cityCoordinates: town,
    };

    expect(matchableAdvert({ ...silent, location }).coordinates).toEqual(own);
    expect(matchableAdvert({ ...silent, location: { ...location, coordinates: null } }).coordinates).toEqual(town);
    expect(matchableAdvert(silent).coordinates).toBeNull();
  });

  it('take a garage for a place to park, and no garage for nothing of the kind', () => {
    const parkingOf = (habitation: Habitation) => matchableAdvert({ ...silent, habitation }).services.PARKING.isThere;

    expect(parkingOf(saying({ hasGarage: true, hasParking: false }))).toBe(true);
    expect(parkingOf(saying({ hasGarage: false }))).toBeNull();
    expect(parkingOf(saying({ hasParking: false }))).toBe(false);
  });

  it('count parking spaces', () => {
    const parking = { type: 'GARAGE', count: 1, numberOfCars: 2, surface: null } as const;

    expect(matchableAdvert({ ...silent, parking }).services).toMatchObject({
      PARKING: { isThere: true, count: 2 },
      GARAGE: { isThere: true },
    });
  });

  it('take the condition of the interior before that of the whole', () => {
    const both = inCondition({ interiorCondition: 'TO_REFRESH', generalConditions: ['EXCELLENT'] });
    const general = inCondition({ interiorCondition: 'UNKNOWN', generalConditions: ['UNKNOWN', 'RENOVATED', 'GOOD'] });

    expect(matchableAdvert(both).condition).toBe('TO_REFRESH');
    expect(matchableAdvert(general).condition).toBe('EXCELLENT');
    expect(matchableAdvert(inCondition({ generalConditions: [] })).condition).toBeNull();
  });
});
