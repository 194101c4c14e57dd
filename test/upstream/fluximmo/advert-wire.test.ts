import { describe, expect, it } from '@jest/globals';
import { toAdvert } from '../../../src/upstream/fluximmo/advert-wire.js';
import { anAdvertDocument } from './fluximmo.js';
import type { Document } from './fluximmo.js';

function read(overrides: Document = {}) {
  const advert = toAdvert(anAdvertDocument(overrides));
  if (advert === null) throw new Error('the advert was not read');
  return advert;
}

describe('an advert', () => {
  it('is read in our words', () => {
    expect(read()).toMatchObject({
      flxId: 'adv_1',
      propertyFlxId: 'prop_1',
      mainAdvertFlxId: 'adv_0',
      propertyClass: 'FLAT',
      source: { flxId: 'src_1', url: 'https://portail-a.example/annonces/1', website: 'portail-a' },
      seller: { flxId: null, name: 'Agence Bastille Immo', siren: '812345678', type: 'AGENCY' },
      price: { amount: 435000, currency: 'EUR' },
      pricePerArea: { amount: 5800, currency: 'EUR' },
      pricing: 'ONE_OFF',
      offer: { type: 'BUY', isCurrentlyOccupied: false, renting: null },
      location: {
        city: 'Paris',
        postalCode: '75011',
        inseeCode: '75111',
        coordinates: { latitude: 48.857, longitude: 2.376 },
        cityCoordinates: null,
      },
      habitation: { surface: { total: 75, kitchen: null }, roomCount: 3, bedroomCount: 2, type: null, climate: null },
      firstSeenAt: '2025-04-22T09:11:00.000Z',
      charges: null,
      medias: null,
      tags: null,
      isUrgent: null,
    });
  });

  it('that says nothing but who it is has every other field null', () => {
    const { flxId, ...others } = toAdvert({ flxId: 'adv_1' }) ?? {};

    expect(flxId).toBe('adv_1');
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
  });

  it('reads null as it reads absence', () => {
    const document = anAdvertDocument();
    const nulled = Object.fromEntries(Object.keys(document).map((key) => [key, key === 'flxId' ? 'adv_1' : null]));

    expect(toAdvert(nulled)).toEqual(toAdvert({ flxId: 'adv_1' }));
  });

  it('carries none of the fields that nobody knows, and no prototype', () => {
    const document: unknown = JSON.parse('{"flxId":"adv_1","secret":1,"__proto__":{"isUrgent":true}}');

    const advert = toAdvert(document);

    expect(advert).not.toHaveProperty('secret');
    expect(advert?.isUrgent).toBeNull();
    expect(Object.getPrototypeOf(advert)).toBe(Object.prototype);
  });

  it.each([null, undefined, 3, 'adv_1', [], [{ flxId: 'adv_1' }], {}, { flxId: null }, { flxId: ' ' }, { flxId: {} }])(
    'is not read from %j',
    (document) => {
      expect(toAdvert(document)).toBeNull();
    },
  );

  it.each([
    ['CURRENCY_EUR', { amount: 435000, currency: 'EUR' }],
    ['EUR', { amount: 435000, currency: 'EUR' }],
    [null, { amount: 435000, currency: 'EUR' }],
    [undefined, { amount: 435000, currency: 'EUR' }],
    ['CURRENCY_USD', { amount: 435000, currency: 'USD' }],
    ['CURRENCY_XAF', null],
    [978, null],
    [{}, null],
  ])('in currency %j costs %j', (currency, price) => {
    expect(read({ currency }).price).toEqual(price);
  });

  it.each([-1, '-5', 'NaN', 'on request', true, [435000], {}, null])('at %j has no price', (value) => {
    const { price, pricePerArea } = read({ currentPrice: { value, valuePerArea: value } });

    expect([price, pricePerArea]).toEqual([null, null]);
  });

  it('reads numbers that come as text', () => {
    const advert = read({ currentPrice: { value: '435000.50' }, habitation: { roomCount: '3' }, isPro: 'true' });

    expect(advert).toMatchObject({ price: { amount: 435000.5 }, habitation: { roomCount: 3 }, isPro: true });
  });

  it('keeps the currency for deposit and charges, however condominium is spelt', () => {
    const advert = read({
      currency: 'CURRENCY_USD',
      warrantyDeposit: 900,
      charges: { yearlyCondoniumFees: 1200, yearlyHousingTax: -1 },
    });

    expect(advert.warrantyDeposit).toEqual({ amount: 900, currency: 'USD' });
    expect(advert.charges).toMatchObject({
      yearlyCondominiumFees: { amount: 1200, currency: 'USD' },
      yearlyHousingTax: null,
    });
    expect(read({ charges: { yearlyCondominiumFees: 7 } }).charges?.yearlyCondominiumFees?.amount).toBe(7);
  });

  it('reads a value of a vocabulary that grew as UNKNOWN, and a pricing as null', () => {
    const advert = read({ type: 'CLASS_CASTLE_IN_THE_AIR', offer: { type: 'OFFER_BARTER' }, scope: 'PRICING_DAILY' });

    expect(advert).toMatchObject({ propertyClass: 'UNKNOWN', offer: { type: 'UNKNOWN' }, pricing: null });
  });

  it('reads the newer classes and offers, and monthly pricing', () => {
    const advert = read({ type: 'CLASS_ROOM', offer: { type: 'OFFER_AUCTION' }, scope: 'PRICING_MENSUAL' });

    expect(advert).toMatchObject({ propertyClass: 'ROOM', offer: { type: 'AUCTION' }, pricing: 'MONTHLY' });
  });

  it('gives no address that is not one of the web', () => {
    const advert = read({
      source: { url: 'javascript:alert(1)', website: 'a' },
      medias: {
        images: [{ imageId: 'i', url: 'not a url' }, 'junk', null],
        virtualVisitExternalUrl: 'https://v.example',
      },
    });

    expect(advert.source).toEqual({ flxId: null, url: null, website: 'a' });
    expect(advert.medias).toMatchObject({
      images: [{ imageId: 'i', url: null }],
      virtualVisitExternalUrl: ['https://v.example'],
    });
  });

  it.each([
    ['2025-04-22T09:11:00.000Z', '2025-04-22T09:11:00.000Z'],
    ['2025-04-22T11:11:00+02:00', '2025-04-22T09:11:00.000Z'],
    ['2025-04-22T09:11:00', '2025-04-22T09:11:00.000Z'],
    ['2025-04-22', '2025-04-22T00:00:00.000Z'],
    ['22/04/2025', null],
    ['1', null],
    ['2025-13-41T09:11:00Z', null],
    [1745313060000, null],
  ])('first seen at %j was seen at %j', (given, instant) => {
    expect(read({ firstSeenAt: given }).firstSeenAt).toBe(instant);
  });
});

describe('the place of an advert', () => {
  const bastille = { latitude: 48.857, longitude: 2.376 };

  it.each([
    [{ lat: 48.857, lng: 2.376 }],
    [{ lat: '48.857', lng: '2.376' }],
    [{ lat: 48.857, lon: 2.376 }],
    [{ location: [2.376, 48.857] }],
    [[2.376, 48.857]],
  ])('is read from %j', (locationCoordinate) => {
    expect(read({ location: { locationCoordinate } }).location?.coordinates).toEqual(bastille);
  });

  it.each([
    [{ lat: 91, lng: 2 }],
    [{ lat: 0, lng: 0 }],
    [{ location: [2.376] }],
    [[200, 48]],
    ['48.857,2.376'],
    [{ lat: 48 }],
  ])('is not read from %j, and falls back to that of the town', (locationCoordinate) => {
    const { location } = read({ location: { locationCoordinate, cityCoordinate: { location: [2.376, 48.857] } } });

    expect(location).toMatchObject({ coordinates: bastille, cityCoordinates: bastille });
  });

  it('keeps the town apart from the exact point', () => {
    const { location } = read({
      location: { locationCoordinate: { lat: 48.857, lng: 2.376 }, cityCoordinate: { lat: 48.8566, lng: 2.3522 } },
    });

    expect(location).toMatchObject({
      coordinates: bastille,
      cityCoordinates: { latitude: 48.8566, longitude: 2.3522 },
    });
  });

  it.each([
    [6004, '06004'],
    ['6004', '06004'],
    ['2a004', '2A004'],
    ['75111', '75111'],
    ['751110', null],
    ['Paris', null],
    [7511.5, null],
    [null, null],
  ])('with INSEE code %j has %j', (inseeCode, code) => {
    expect(read({ location: { inseeCode } }).location?.inseeCode).toBe(code);
  });

  it('pads postal codes, départements and IRIS codes that lost a zero', () => {
    expect(read({ location: { postalCode: 6160, department: 6, irisCode: 60040101 } }).location).toMatchObject({
      postalCode: '06160',
      department: '06',
      irisCode: '060040101',
    });
  });
});

describe('the home of an advert', () => {
  it('has one type or several', () => {
    const typesOf = (type: unknown) => read({ habitation: { type } }).habitation?.type;

    expect(typesOf('PROPERTY_TYPE_T3')).toEqual(['T3']);
    expect(typesOf(['PROPERTY_TYPE_T3', 'PROPERTY_TYPE_DUPLEX', 7, 'PROPERTY_TYPE_YURT'])).toEqual([
      'T3',
      'DUPLEX',
      'UNKNOWN',
    ]);
  });

  it('is described in our spelling', () => {
    const { habitation } = read({
      habitation: {
        climate: {
          epcEnergy: 'ENERGY_CLASSIFICATION_NC',
          epcClimate: 'GREENHOUSE_CLASSIFICATION_B',
          epcEnergyScore: 120.5,
        },
        propertyCondition: {
          interiorCondition: 'INTERIOR_CONDITION_MAJOR_WORKS_TO_BE_PALLNED',
          generalConditions: ['GENERAL_CONDITION_GOOD'],
          constructionYear: '1905',
        },
        features: {
          furniture: 'UNKNOWN_FURNITURE',
          exposure: 'EXPOSURE_SOUTH_WEST',
          propertyFloor: -1,
          glazingTypes: ['GLAZING_TYPE_DOUBLE'],
          viewOns: ['VIEW_ON_SEA'],
          viewTypes: 'VIEW_TYPE_CLEAR',
          constructionMaterials: ['MATERIAL_STONE'],
        },
        characteristics: { hasLift: true, isPeaceful: 0, hasPool: null },
        heatings: ['HEATING_GAS'],
        heatTypes: ['HEAT_TYPE_SHARED'],
        heatTypeDetails: ['HEAT_DETAIL_SHEAHS'],
      },
    });

    expect(habitation).toMatchObject({
      climate: { epcEnergy: 'NOT_CONCERNED', epcClimate: 'B', epcEnergyScore: 120.5 },
      propertyCondition: {
        interiorCondition: 'MAJOR_WORKS_TO_BE_PLANNED',
        generalConditions: ['GOOD'],
        constructionYear: 1905,
      },
      features: {
        furniture: 'UNKNOWN',
        exposure: 'SOUTH_WEST',
        propertyFloor: -1,
        glazingTypes: ['DOUBLE'],
        viewOns: ['SEA'],
        viewTypes: ['CLEAR'],
        constructionMaterials: ['STONE'],
      },
      characteristics: { hasLift: true, isPeaceful: false, hasPool: null, hasAlarm: null },
      heatings: ['GAS'],
      heatTypes: ['SHARED'],
      heatTypeDetails: ['SHEATHS'],
    });
  });

  it.each([-1, 2.5, 3e9, 'three', {}])('has no room count of %j', (roomCount) => {
    expect(read({ habitation: { roomCount, wcCount: 1 } }).habitation).toMatchObject({ roomCount: null, wcCount: 1 });
  });

  it('may come with land and parking', () => {
    const { land, parking } = read({
      land: { type: 'LAND_BUILDING_PLOT', surface: '450', hasWater: true },
      parking: { type: 'PARKING_PARKING', count: 2 },
    });

    expect(land).toMatchObject({ type: 'BUILDING_PLOT', surface: 450, hasWater: true, canConstruct: null });
    expect(parking).toEqual({ type: 'PARKING', count: 2, numberOfCars: null, surface: null });
  });
});
